"""What the driver must do whatever carries its transfers: the same scenarios for a faked kernel and for a real one.

Knows the driver and a board with a sensor at 0x68, a stranger at 0x69 and a plug; must never know what is below it.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from drivers.bus_log.log_format import BusEvent
from drivers.bus_log.player import Player
from drivers.bus_log.recorder import Recorder
from drivers.i2c.bus import Bus, BusError, BusMissing
from drivers.i2c.tap import below_smbus2
from drivers.mpu6050.chip import SETTLING_FRAMES, Mpu6050, WrongChip
from drivers.mpu6050.frames import Frames
from drivers.mpu6050.registers import ADDRESS, FRAME_BYTES, Register
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.kernel import ChipOnBus
from tests.support.bench import COUNTS_PER_DPS, COUNTS_PER_G, MARKS, RULER_MS, ruler

BUS = 1
NO_BUS = 7
STRANGER = 0x69
STRANGER_IS = 0x12  # its WHO_AM_I, which no relative of the MPU-6050 has
PERIOD_MS = 10
LOOK_S = 0.2
STREAM_S = 5.0
LONG_READ_S = 0.5
FIFO_S = 0.73
LATE_S = 1.0


@dataclass(frozen=True)
class Place:
    """Where scenarios happen: their time, and a folder in which the plug lies."""

    monotonic_s: Callable[[], float]
    sleep: Callable[[float], None]
    folder: Path

    @contextmanager
    def sensor(self, address: int = ADDRESS) -> Iterator[Mpu6050]:
        """The sensor on the bus, not started yet."""
        with Bus(BUS) as bus:
            yield Mpu6050(bus, self.monotonic_s, self.sleep, address)

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """For as long as this lasts, the sensor's wires are off."""
        plug = _plug(self.folder)
        plug.touch()
        try:
            yield
        finally:
            plug.unlink()


@dataclass
class Plug:
    """A fault: while the file is there the wires are off; afterwards the chip is as after power-on."""

    off: Path

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        if self.off.exists():
            chip.power_on()
            raise OSError(errno.EREMOTEIO, "unplugged")


def chips(monotonic_s: Callable[[], float], folder: Path) -> dict[int, ChipOnBus]:
    """The board: a sensor moved by the ruler, and a chip that is none."""
    return {
        ADDRESS: SimulatedChip(ruler, monotonic_s, faults=[Plug(_plug(folder))]),
        STRANGER: SimulatedChip(ruler, monotonic_s, who_am_i=STRANGER_IS),
    }


def _plug(folder: Path) -> Path:
    return folder / "unplugged"


def the_sensor_is_identified_and_started(place: Place) -> None:
    with place.sensor() as sensor:
        model = sensor.start()
    assert (model.name, model.warning) == ("MPU-6050", None)


def five_seconds_of_frames_come_without_loss(place: Place) -> None:
    with place.sensor() as sensor:
        sensor.start()
        looks = list(_stream(place, sensor))
    assert [frames.restarted for frames in looks] == [None] * len(looks)
    shown = _shown_ms(looks)
    assert len(shown) >= STREAM_S * 1000 / PERIOD_MS - 2
    assert _steps_ms(shown) <= {PERIOD_MS - 1, PERIOD_MS, PERIOD_MS + 1}
    assert all(_is_aligned(frames) for frames in looks)


def a_long_wait_is_read_in_one_transfer(place: Place) -> None:
    with place.sensor() as sensor:
        sensor.start()
        place.sleep(LONG_READ_S)
        frames = sensor.drain()
    assert frames.restarted is None
    assert (len(frames) + SETTLING_FRAMES) * FRAME_BYTES > 300
    assert _is_aligned(frames)


def an_overflow_is_seen_and_recovered_from(place: Place) -> None:
    with place.sensor() as sensor:
        sensor.start()
        place.sleep(LOOK_S)
        sensor.drain()
        place.sleep(LATE_S)
        late = sensor.drain()
        place.sleep(LOOK_S)
        after = sensor.drain()
    assert (len(late), late.restarted) == (0, "overflow")
    assert (after.restarted, after.first_number) == (None, 0)
    assert len(after) >= LOOK_S * 1000 / PERIOD_MS - 1


def an_unplugged_sensor_is_nothing_answering_and_can_be_started_again(place: Place) -> None:
    with place.sensor() as sensor:
        sensor.start()
        place.sleep(LOOK_S)
        with place.unplugged():
            error = _bus_error(sensor.drain)
        sensor.start()
        place.sleep(LOOK_S)
        frames = sensor.drain()
    assert error.errno == errno.EREMOTEIO == 121
    assert "nothing answered" in str(error)
    assert frames.restarted is None
    assert len(frames) > 0


def an_empty_address_is_nothing_answering(place: Place) -> None:
    with Bus(BUS) as bus:
        error = _bus_error(lambda: bus.read(0x50, Register.WHO_AM_I, 1))
    assert error.errno == errno.EREMOTEIO


def a_stranger_is_refused(place: Place) -> None:
    with place.sensor(STRANGER) as sensor:
        try:
            sensor.start()
        except WrongChip as error:
            assert f"got 0x{STRANGER_IS:02x}" in str(error)  # noqa: PT017 - not run by pytest inside the guest
        else:
            raise AssertionError("a stranger was taken for the sensor")


def a_missing_bus_says_how_to_enable_it(place: Place) -> None:
    error = _bus_error(Bus(NO_BUS).open)
    assert isinstance(error, BusMissing)
    assert error.errno == errno.ENOENT
    assert "enable I2C" in str(error)


def two_openings_do_not_disturb_each_other(place: Place) -> None:
    with place.sensor() as sensor:
        sensor.start()
        with Bus(BUS) as other:
            place.sleep(LOOK_S)
            assert other.read(ADDRESS, Register.WHO_AM_I, 1) == b"\x68"
            first = sensor.drain()
        place.sleep(LOOK_S)
        second = sensor.drain()
    assert (first.restarted, second.restarted) == (None, None)
    assert second.first_number == first.first_number + len(first)


def what_was_recorded_replays_to_the_same_frames(place: Place) -> None:
    events = list[BusEvent]()
    recorder = Recorder(events.append, place.monotonic_s)
    with below_smbus2(recorder), Bus(BUS) as bus:
        live = _first_second(Mpu6050(bus, recorder.monotonic_s, place.sleep), place.sleep)
    player = Player(enumerate(events))
    with below_smbus2(player), Bus(BUS) as bus:
        replayed = _first_second(Mpu6050(bus, player.monotonic_s, lambda _seconds: None), lambda _seconds: None)
    assert sum(map(len, live)) > 0
    assert [fingerprint(frames) for frames in replayed] == [fingerprint(frames) for frames in live]


def _first_second(sensor: Mpu6050, sleep: Callable[[float], None]) -> list[Frames]:
    sensor.start()
    looks = []
    for _ in range(5):
        sleep(LOOK_S)
        looks.append(sensor.drain())
    return looks


def fingerprint(frames: Frames) -> tuple[object, ...]:
    """Everything in these frames, to the last bit."""
    assert frames.rotation_dps is not None
    arrays = (frames.acceleration_g, frames.rotation_dps, frames.temperature_c)
    others = (frames.first_number, frames.before_s, frames.after_s, frames.restarted)
    return (*(array.tobytes() for array in arrays), *others)


def _bus_error(act: Callable[[], object]) -> BusError:
    try:
        act()
    except BusError as error:
        return error
    raise AssertionError("no BusError was raised")


def _stream(place: Place, sensor: Mpu6050) -> Iterator[Frames]:
    end_s = place.monotonic_s() + STREAM_S + SETTLING_FRAMES * PERIOD_MS / 1000
    while place.monotonic_s() < end_s:
        place.sleep(LOOK_S)
        yield sensor.drain()


def _shown_ms(looks: list[Frames]) -> list[int]:
    """What each frame of the ruler says, in ms."""
    return [round(float(g) * COUNTS_PER_G) for frames in looks for g in frames.acceleration_g[:, 0]]


def _steps_ms(shown: list[int]) -> set[int]:
    return {(later - earlier) % RULER_MS for earlier, later in pairwise(shown)}


def _is_aligned(frames: Frames) -> bool:
    assert frames.rotation_dps is not None
    others = np.column_stack([frames.acceleration_g[:, 1:] * COUNTS_PER_G, frames.rotation_dps * COUNTS_PER_DPS])
    return bool(np.allclose(others, MARKS))


SCENARIOS: tuple[Callable[[Place], None], ...] = (
    the_sensor_is_identified_and_started,
    five_seconds_of_frames_come_without_loss,
    a_long_wait_is_read_in_one_transfer,
    an_overflow_is_seen_and_recovered_from,
    an_unplugged_sensor_is_nothing_answering_and_can_be_started_again,
    an_empty_address_is_nothing_answering,
    a_stranger_is_refused,
    a_missing_bus_says_how_to_enable_it,
    two_openings_do_not_disturb_each_other,
    what_was_recorded_replays_to_the_same_frames,
)
