"""Keeps a sensor running: frames into samples, and every fault into a gap with its reason.

Knows how to start, lose and find a sensor again; must never know what its samples mean. Nothing it meets on the bus
ends the loop: it says what happened in the log, waits, and tries again.
"""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from device.health import QUIET, PartState
from device.parameters import PARAMETERS
from device.records.calendar import iso, place
from device.records.facts import Gap, GapReason
from device.sensor.calibration import Calibration, corrected
from device.sensor.frozen import FrozenWatch
from device.sensor.quiet_looks import QuietLooks, QuietTime
from device.sensor.sample_clock import SampleClock
from device.sensor.speeds import Speeds
from device.signals.samples import Samples
from device.system.clock import Clock
from drivers.i2c import BusError, BusMissing
from drivers.mpu6050 import Frames, NoFrames, NotConfigured, WrongChip
from drivers.mpu6050.models import FILTER_DELAY_S, SAMPLE_RATE_HZ

log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 30.0
LONGEST_REST_S = 0.3  # with looks this far apart times are still less than 0.3 ms off, 0.1 ms rms; at 0.38 s not
RESTED_SHARE = 0.41  # of the FIFO: 0.3 s of an MPU-6050's 0.73, which leaves whoever is late 0.43 s
REASONS: dict[type[Exception], GapReason] = {NotConfigured: "settings lost", WrongChip: "sensor missing"}
SENSOR_FAULTS = (BusError, BusMissing, NoFrames, NotConfigured, WrongChip)


FROZEN = (
    "the sensor goes on delivering and always the same ({}): a working one changes many times a second, at rest too; it"
    " is started anew; if that does not help, switch the device off and on, then replace the sensor"
)


RESTS = "{} {}: nobody wears it; it is looked at once a second, and measures again once anything moves"

MINUTE_LETTERS = len("2026-01-31T10:00")


class Frozen(Exception):
    """The sensor delivers, but nothing that it measured."""


class RunningSensor(Protocol):
    """A started sensor: `device.sensor.on_bus.SensorOnBus` or anything like it."""

    @property
    def filter_delay_s(self) -> float:
        """How much later than the motion its samples are taken."""

    @property
    def room_s(self) -> float:
        """For how long it keeps what it measures."""

    def drain(self) -> Frames:
        """Everything measured since the last call."""

    def become_quiet(self) -> None:
        """Measure acceleration alone and seldom."""

    def measure_fully(self) -> None:
        """Measure as after its start, from a moment later on."""

    def stop(self) -> None:
        """Put it to sleep and let go of its bus."""


@dataclass(frozen=True)
class Sensed:
    """What one look at the sensor gave.

    measured: the same samples before the calibration. temperature_c: the chip's own with the newest frame, if any came.
    alive: it measures; while it is quiet there are no samples to show it.
    """

    samples: list[Samples] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    measured: list[Samples] = field(default_factory=list)
    temperature_c: float | None = None
    alive: bool = False


class Sensing:
    """The sensor as the loop sees it: always there to be polled, whatever happens on the bus."""

    def __init__(
        self,
        start: Callable[[], RunningSensor],
        clock: Clock,
        recorded_until_s: float | None = None,
        calibration: Calibration | None = None,
        asked_bus_hz: int | None = None,
    ) -> None:
        """`start` gives a running sensor or raises; `recorded_until_s` is where an earlier run of this boot ended.

        All samples are corrected by the `calibration`. `asked_bus_hz` is how fast the kernel was asked to run the bus.
        """
        self._start, self._clock, self._calibration = start, clock, calibration
        self._sensor: RunningSensor | None = None
        self._sample_clock = SampleClock(SAMPLE_RATE_HZ, FILTER_DELAY_S)
        self._frozen, self._gap_end_s = FrozenWatch(PARAMETERS.liveness), -math.inf
        self._speeds = Speeds(SAMPLE_RATE_HZ, asked_bus_hz)
        self._last_s = clock.monotonic_s() if recorded_until_s is None else recorded_until_s
        self._reason: GapReason | None = None if recorded_until_s is None else "restarted"
        self._retry_at_s, self._retry_s = clock.monotonic_s(), FIRST_RETRY_S
        self._lost = False  # and no frame since
        self._seen = ""  # when it was lost
        self._rate_hz: float | None = None  # as last seen
        self._quiet: QuietTime | None = None
        self._last_g = np.zeros(3)  # mean acceleration of the last samples, not corrected

    @property
    def missing(self) -> bool:
        """Whether the sensor was lost or never found, and has given no data since."""
        return self._lost

    def poll(self) -> Sensed:
        """Everything measured since the last poll, and the gaps that ended with it."""
        if self._sensor is None and not self._found():
            return Sensed()
        assert self._sensor is not None  # noqa: S101 - _found() says so
        try:
            frames = self._sensor.drain()
        except SENSOR_FAULTS as error:
            told = self._end_quiet()
            self._lose(REASONS.get(type(error), "bus error"), error)
            return Sensed(gaps=told)
        return self._quiet_look(self._quiet, frames) if self._quiet else self._sensed(frames)

    @property
    def quiet(self) -> bool:
        """Whether it only looks now and then whether anything moves."""
        return self._quiet is not None

    def become_quiet(self) -> None:
        """Stop measuring, but for seldom looks that end it themselves once anything moves. Only where all is well."""
        if self._sensor is None or self._lost or self._reason is not None or self._quiet:
            return
        try:
            self._sensor.become_quiet()
        except SENSOR_FAULTS as error:
            self._lose(REASONS.get(type(error), "bus error"), error)
            return
        log.info("the sensor is quiet from now on: nothing moved, so nobody wears it; it is looked at once a second")
        self._quiet = QuietTime(self._clock.monotonic_s(), self._last_s, QuietLooks(self._last_g))

    def wake(self, why: str) -> list[Gap]:
        """Measure fully again, if it was quiet; what is still to be told of the quiet time."""
        if self._quiet is None or self._sensor is None:
            return []
        log.info("the sensor measures fully again after %.0f s: %s", self._quiet_s(self._quiet), why)
        told = self._end_quiet()
        try:
            self._sensor.measure_fully()
        except SENSOR_FAULTS as error:
            self._lose(REASONS.get(type(error), "bus error"), error)
            return told
        self._reason = "waking"
        self._sample_clock = SampleClock(SAMPLE_RATE_HZ, self._sensor.filter_delay_s)
        return told

    def _quiet_s(self, quiet: QuietTime) -> float:
        return self._clock.monotonic_s() - quiet.since_s

    def _quiet_look(self, quiet: QuietTime, frames: Frames) -> Sensed:
        """What a look at a quiet sensor gives: pieces of the time in which nothing moved."""
        why = quiet.looks.push(frames)
        if frames.restarted:
            told = self.wake(f"{frames.error or frames.restarted}")
            self._reason = self._reason if self._lost else frames.restarted
            return Sensed(gaps=told)
        if why:
            return Sensed(gaps=self.wake(why), alive=True)
        if len(frames):
            quiet.still_until_s = frames.before_s
        return Sensed(gaps=quiet.told_until(quiet.whole_minutes_s), alive=bool(len(frames)))

    def _end_quiet(self) -> list[Gap]:
        """It is not quiet any more; what is still to be told of that."""
        quiet, self._quiet = self._quiet, None
        if quiet is None:
            return []
        told = quiet.told_until(quiet.still_until_s)
        self._last_s = max(self._last_s, quiet.told_s)
        return told

    def states(self) -> list[PartState]:
        """Whether the sensor measures, and what is wrong with it."""
        if self._lost:
            return [PartState("sensor", works=False, text=self._seen)]
        if self._quiet:
            since = place(self._quiet.since_s, self._clock.dating())
            words = RESTS.format(QUIET, iso(since.utc_s, since.offset_s)[:MINUTE_LETTERS].replace("T", " "))
            return [PartState("sensor", works=True, text=words)]
        return [PartState("sensor", works=True, text=f"measures at {SAMPLE_RATE_HZ} Hz")]

    def next_look_s(self, earliest_s: float) -> float:
        """When to poll next, from `earliest_s` on, to learn most of its clock, which a quiet sensor does not need."""
        return earliest_s if self._quiet else self._sample_clock.next_look_s(earliest_s)

    @property
    def rest_s(self) -> float:
        """How long it may be left alone while nobody waits for what it measures; 0 until its clock is known well."""
        if self._sensor is None or self._lost or self._sample_clock.rate_hz is None:
            return 0.0
        return min(LONGEST_REST_S, RESTED_SHARE * self._sensor.room_s)

    def finish(self) -> list[Gap]:
        """Put the sensor to sleep; the gap that is open, if any, ends now."""
        gaps = [*self._end_quiet(), *([] if self._reason is None else [self._gap(self._clock.monotonic_s())])]
        if self._sensor is not None:
            self._let_go(self._sensor)
        return gaps

    def _sensed(self, frames: Frames) -> Sensed:
        self._heed_interruption(frames)
        dated = [samples for samples in self._sample_clock.push(frames) if len(samples)]
        self._report_speeds(frames)
        sensed = Sensed(samples=[living for samples in dated if len(living := self._frozen.push(samples))])
        for samples in sensed.samples:
            self._lost, self._retry_s = False, FIRST_RETRY_S
            if self._reason is not None:
                self._gap_end_s = float(samples.time_s[0])
                sensed.gaps.append(self._gap(self._gap_end_s))
            self._reason, self._last_s = None, float(samples.time_s[-1])
            self._last_g = samples.acceleration_g.mean(axis=0)
        if dated and self._frozen.frozen:
            self._freeze()
        calibrated = [corrected(samples, self._calibration) for samples in sensed.samples]
        temperature_c = float(frames.temperature_c[-1]) if len(frames) else None
        return Sensed(calibrated, sensed.gaps, sensed.samples, temperature_c, alive=bool(calibrated))

    def _freeze(self) -> None:
        """Nothing was measured since the last sample that differed, although there are some; start anew."""
        living_s = self._frozen.living_s
        self._last_s = self._last_s if living_s is None else max(living_s, self._gap_end_s)
        self._lose("sensor frozen", Frozen(FROZEN.format(self._frozen.shows)))

    def _heed_interruption(self, frames: Frames) -> None:
        """The reason of a gap is the first one that was found; that times contradict is no more than a symptom."""
        contradicted = self._sample_clock.contradicted_by(frames)
        reason: GapReason | None = "times contradict" if contradicted else frames.restarted
        if reason is not None:
            log.warning("sensor data interrupted: %s; reading restarts", frames.error or reason)
            self._reason = reason if self._reason in {None, "times contradict"} else self._reason

    def _report_speeds(self, frames: Frames) -> None:
        self._rate_hz = self._sample_clock.rate_hz or self._rate_hz
        for notice in self._speeds.push(frames, self._sample_clock.rate_hz):
            log.log(logging.WARNING if notice.bad else logging.INFO, "%s", notice.text)

    def _gap(self, until_s: float) -> Gap:
        assert self._reason is not None  # noqa: S101 - only called for an open gap
        length_s = max(0.0, until_s - self._last_s)
        rate_hz, by = (self._rate_hz, "its own") if self._rate_hz else (SAMPLE_RATE_HZ, "the nominal")
        lost = max(0, round(length_s * rate_hz) - 1)
        log.info("%.2f s without samples (%s), about %d lost by %s rate", length_s, self._reason, lost, by)
        return Gap(self._last_s, length_s, self._reason, lost)

    def _found(self) -> bool:
        if self._clock.monotonic_s() < self._retry_at_s:
            return False
        try:
            self._sensor = self._start()
        except SENSOR_FAULTS as error:
            self._lose("sensor missing", error)
            return False
        log.info("sensor running at %d Hz", SAMPLE_RATE_HZ)
        self._sample_clock = SampleClock(SAMPLE_RATE_HZ, self._sensor.filter_delay_s)
        return True

    def _lose(self, reason: GapReason, error: Exception) -> None:
        log.error("%s; trying again in %.1f s", error, self._retry_s)
        self._lost, self._seen, self._reason = True, str(error), self._reason or reason
        if self._sensor is not None:
            self._let_go(self._sensor)
            self._sensor = None
        self._retry_at_s = self._clock.monotonic_s() + self._retry_s
        self._retry_s = min(2 * self._retry_s, LONGEST_RETRY_S)

    def _let_go(self, sensor: RunningSensor) -> None:
        try:
            sensor.stop()
        except SENSOR_FAULTS as error:
            log.info("the sensor could not be put to sleep: %s", error)
