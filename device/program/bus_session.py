"""The sensor recorded into a bus log, or played from one, by the same code that runs on the limb.

Knows the order of looking at the sensor; must never know where logs lie or what the recorded movement is.
"""

from collections.abc import Callable, Iterator
from itertools import tee
from typing import Final, TextIO

from device import __version__
from device.program.loop import DRAIN_S
from device.records.facts import Dating
from device.sensor import Sensed, Sensing, SensorOnBus
from device.system.clock import Clock
from device.system.config import Sensor
from drivers.bus_log import LogOver, Player, Recorder, with_gyroscope
from drivers.bus_log.log_format import (
    BusEvent,
    Ended,
    EndReason,
    Header,
    NumberedEvents,
    event_line,
    header_line,
    to_us,
)
from drivers.i2c.tap import below_smbus2

CHIP: Final = "mpu6050"
LARGEST_LOG: Final = 10_000_000  # bytes: about an hour, and what bug trackers still take


class LogUnwritable(Exception):
    """The log cannot be written any further. Not an OSError: the bus would take that for a fault of its own."""


class LogFile:
    """A log being written, line by line; `full` once it should get no more."""

    def __init__(self, file: TextIO, address: int) -> None:
        self._file, self._length = file, 0
        self._add(header_line(Header(CHIP, address, __version__)))

    @property
    def full(self) -> bool:
        """Whether it has its largest size; a last look at the sensor still fits."""
        return self._length >= LARGEST_LOG

    def write(self, event: BusEvent) -> None:
        """Add the event. Raises LogUnwritable."""
        self._add(event_line(event))

    def _add(self, line: str) -> None:
        try:
            self._file.write(line)
        except OSError as error:
            raise LogUnwritable(f"cannot be written any further: {error.strerror}: make room") from error
        self._length += len(line)


class OtherTime:
    """A clock whose monotonic seconds come from elsewhere."""

    def __init__(self, clock: Clock, monotonic_s: Callable[[], float]) -> None:
        self._clock, self._monotonic_s = clock, monotonic_s

    def monotonic_s(self) -> float:
        """The seconds from elsewhere."""
        return self._monotonic_s()

    def utc_s(self) -> float:
        """As the clock says."""
        return self._clock.utc_s()

    def sleep(self, seconds: float) -> None:
        """As the clock does."""
        self._clock.sleep(seconds)

    def dating(self) -> Dating:
        """As the clock says."""
        return self._clock.dating()


def record_sensor(
    log: LogFile, where: Sensor, clock: Clock, why_end: Callable[[], EndReason | None]
) -> Iterator[Sensed]:
    """What the sensor gives, look by look, until `why_end` has a reason or the log is full. Raises LogUnwritable."""
    recorder = Recorder(log.write, clock.monotonic_s)
    told = OtherTime(clock, recorder.monotonic_s)

    def over() -> bool:
        why: EndReason | None = "full" if log.full else why_end()
        if why:
            log.write(Ended(to_us(clock.monotonic_s()), why))
        return why is not None

    with below_smbus2(recorder):
        yield from _looks(where, told, over)


def play(events: NumberedEvents, address: int, clock: Clock) -> Iterator[Sensed]:
    """What the sensor at `address` gave when the log was made, look by look; ends where a log without an end ends.

    The gyroscope runs or stands by as it did then. clock: one that `sleep` moves on, its time is not looked at.
    Raises BadLog, Differs.
    """
    first, again = tee(events)
    where = Sensor(address=address, gyroscope=with_gyroscope(event for _, event in first))
    del first  # or what it has not read would be kept for it
    player = Player(again)
    with below_smbus2(player):
        try:
            yield from _looks(where, OtherTime(clock, player.monotonic_s), player.over)
        except LogOver:
            return


def _looks(where: Sensor, clock: Clock, over: Callable[[], bool]) -> Iterator[Sensed]:
    sensing = Sensing(lambda: SensorOnBus(where, clock), clock)
    while not over():
        yield sensing.poll()
        now_s = clock.monotonic_s()
        clock.sleep(sensing.next_look_s(now_s + DRAIN_S) - now_s)
    yield Sensed(gaps=sensing.finish())
