"""The driver over a simulated chip: what it reads, what it notices, what it refuses."""

import errno
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.i2c.bus import Bus, BusError
from drivers.mpu6050.chip import Mpu6050, NoFrames, NotConfigured, WrongChip
from drivers.mpu6050.frames import Frames
from drivers.mpu6050.models import SETTINGS
from drivers.mpu6050.registers import FIFO_EN_ACCELERATION, FRAME_BYTES, POWER_SLEEP, Register
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.faults import BrownOut, HeldLow, Paused, SlowReset, Unplugged
from drivers.simulated.kernel import simulated_i2c
from tests.drivers.wire import OnWire
from tests.support.bench import (
    ADDRESS,
    BUS,
    COUNTS_PER_DPS,
    COUNTS_PER_G,
    MARKS,
    RULER_MS,
    START_S,
    Flaky,
    Floats,
    Rig,
    resting,
    rig,
    ruler,
)
from tests.support.clocks import ManualClock
from tests.support.examples import examples

Kind = TypeVar("Kind", bound=SimulatedChip)

SETTLING_FRAMES = 10  # a tenth of a second: the gyroscope's 30 ms (product specification), and its filter's 10 ms
DRAIN_S = 0.2
FIFO_FRAMES = 73
PERIOD_S = 0.01
ROUNDING_S = 1e-9
ACCELERATION_DELAY_MS = 4.9


def drain_after(it: Rig, seconds: float) -> Frames:
    it.clock.sleep(seconds)
    return it.sensor.drain()


def shown_ms(frames: Frames) -> list[int]:
    """What each frame of the ruler says."""
    return [round(float(g) * COUNTS_PER_G) for g in frames.acceleration_g[:, 0]]


def steps_ms(shown: list[int]) -> list[int]:
    return [(later - earlier) % RULER_MS for earlier, later in pairwise(shown)]


def age_ms(shown: int, now_s: float) -> float:
    """How long before `now_s` the chip took the sample that shows this."""
    delayed_ms = shown + ACCELERATION_DELAY_MS
    return ((now_s - START_S) * 1000 - delayed_ms + RULER_MS / 2) % RULER_MS - RULER_MS / 2


def is_aligned(frames: Frames) -> bool:
    assert frames.rotation_dps is not None
    others = np.column_stack([frames.acceleration_g[:, 1:] * COUNTS_PER_G, frames.rotation_dps * COUNTS_PER_DPS])
    return bool(np.allclose(others, MARKS))


def test_measurements_come_in_units() -> None:
    with rig(lambda t: (np.tile([0.5, -1, 3.9], (len(t), 1)), np.tile([900.0, -30, 0.25], (len(t), 1)))) as it:
        it.sensor.start()
        frames = drain_after(it, 0.5)
    assert frames.acceleration_g == pytest.approx(np.tile([0.5, -1, 3.9], (len(frames), 1)), abs=1 / COUNTS_PER_G)
    assert frames.rotation_dps == pytest.approx(np.tile([900, -30, 0.25], (len(frames), 1)), abs=1 / COUNTS_PER_DPS)
    assert frames.temperature_c == pytest.approx(30, abs=1 / 340)


def test_movement_beyond_the_range_is_held_at_its_end_and_keeps_its_sign() -> None:
    with rig(lambda t: (np.tile([9.0, -9, 0], (len(t), 1)), np.tile([5e3, -5e3, 0], (len(t), 1)))) as it:
        it.sensor.start()
        frames = drain_after(it, 0.5)
    assert frames.acceleration_g[-1] == pytest.approx([4, -4, 0], abs=1 / COUNTS_PER_G)
    assert frames.rotation_dps is not None
    assert frames.rotation_dps[-1] == pytest.approx([999, -999, 0], abs=0.1)


def test_the_first_frames_are_left_out_but_counted() -> None:
    with rig(ruler) as it:
        it.sensor.start()
        first, second = drain_after(it, 0.055), drain_after(it, 0.1)
    assert (len(first), first.first_number) == (0, 5)
    assert second.first_number == SETTLING_FRAMES
    assert first.first_number + len(second) + SETTLING_FRAMES - 5 == 15
    assert is_aligned(second)


def test_a_start_waits_for_a_tenth_of_a_second_after_the_reset_and_for_nothing_else() -> None:
    with rig() as it:
        begun_s = it.clock.monotonic_s()
        it.sensor.start()
        assert it.clock.monotonic_s() - begun_s == pytest.approx(0.1, abs=0.001)  # register map, DEVICE_RESET: 100 ms


@pytest.mark.parametrize("answers", [False, True])
@pytest.mark.parametrize("takes_s", [0.25, 1.0, 1.9])
def test_a_chip_that_is_slow_after_its_reset_is_waited_for(takes_s: float, *, answers: bool) -> None:
    with rig(ruler, faults=[SlowReset(takes_s, answers=answers)]) as it:
        begun_s = it.clock.monotonic_s()
        it.sensor.start()
        assert it.clock.monotonic_s() - begun_s == pytest.approx(takes_s, abs=0.03)  # it is asked every 20 ms
        assert is_aligned(drain_after(it, DRAIN_S))


def test_a_chip_that_never_comes_back_from_its_reset_is_given_up_after_two_seconds() -> None:
    with rig(faults=[SlowReset(1e9)]) as it:
        begun_s = it.clock.monotonic_s()
        with pytest.raises(BusError, match="nothing answered"):
            it.sensor.start()
        assert it.clock.monotonic_s() - begun_s == pytest.approx(2.0, abs=0.03)


def test_a_chip_whose_reset_bit_never_clears_is_given_up_and_named() -> None:
    with (
        rig(faults=[SlowReset(1e9, answers=True)]) as it,
        pytest.raises(NotConfigured, match="PWR_MGMT_1 reads 0xc0, expected 0x01"),
    ):
        it.sensor.start()


def test_a_chip_that_is_slow_after_a_reset_in_mid_run_goes_on() -> None:
    with rig(ruler, faults=[SlowReset(0.5), BrownOut(START_S + 1)]) as it:
        it.sensor.start()
        assert drain_after(it, 1.0).restarted == "sensor asleep"
        assert is_aligned(drain_after(it, DRAIN_S))


def test_the_message_about_silence_says_what_answers_at_the_other_address() -> None:
    with rig(address=0x69) as it, pytest.raises(BusError) as raised:
        Mpu6050(it.bus, it.clock.monotonic_s, it.clock.sleep, 0x68).start()
    assert "at 0x69 MPU-6050 answers (WHO_AM_I 0x68): set address = 0x69 in [sensor]" in str(raised.value)
    assert "nothing answered" in str(raised.value)


def test_silence_at_both_addresses_says_no_more_than_that() -> None:
    with simulated_i2c({1: {}}), Bus(1) as bus, pytest.raises(BusError, match=r"AD0 pin\)$"):
        Mpu6050(bus, lambda: 0.0, lambda _: None, 0x69).start()


def test_the_message_about_another_chip_lists_all_that_are_accepted() -> None:
    with rig(who_am_i=0x33) as it, pytest.raises(WrongChip) as raised:
        it.sensor.start()
    for part in ("0x33", "0x68 MPU-6050", "0x70 MPU-6500", "0x71 MPU-9250", "0x73 MPU-9255", "0x98 ICM-20689"):
        assert part in str(raised.value)


def test_an_empty_fifo_gives_empty_frames() -> None:
    with rig() as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        frames = it.sensor.drain()
    assert (len(frames), frames.restarted) == (0, None)
    assert frames.rotation_dps is not None
    assert frames.acceleration_g.shape == frames.rotation_dps.shape == (0, 3)


def test_a_drain_is_three_system_calls() -> None:
    with rig() as it:
        it.sensor.start()
        calls = it.kernel.calls
        for _ in range(5):
            drain_after(it, DRAIN_S)
        assert it.kernel.calls - calls <= 15


def test_overflow_is_seen_not_hidden() -> None:
    with rig(ruler) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        frames = drain_after(it, FIFO_FRAMES * PERIOD_S + 0.02)
        assert (len(frames), frames.restarted, frames.first_number) == (0, "overflow", 0)
        after = drain_after(it, DRAIN_S)
    assert (after.restarted, after.first_number) == (None, 0)
    assert is_aligned(after)


def test_an_hour_of_silence_is_one_overflow() -> None:
    with rig(ruler) as it:
        it.sensor.start()
        assert drain_after(it, 3600).restarted == "overflow"
        assert drain_after(it, DRAIN_S).restarted is None


def test_an_overflow_just_before_the_restart_is_not_reported_twice() -> None:
    with rig() as it:
        it.sensor.start()
        drain_after(it, 2)
        assert drain_after(it, DRAIN_S).restarted is None


def test_shifted_frames_are_seen_by_their_temperature() -> None:
    with rig(ruler) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        it.clock.sleep(DRAIN_S)
        it.bus.read_once(ADDRESS, Register.FIFO_R_W, 2)
        assert it.sensor.drain().restarted == "misaligned"
        assert is_aligned(drain_after(it, DRAIN_S))


def test_a_chip_that_fell_asleep_is_started_again() -> None:
    with rig(ruler, faults=[BrownOut(START_S + 1)]) as it:
        it.sensor.start()
        seen = [drain_after(it, DRAIN_S) for _ in range(10)]
    assert [frames.restarted for frames in seen if frames.restarted] == ["sensor asleep"]
    assert is_aligned(seen[-1])
    assert len(seen[-1]) == 20


@pytest.mark.parametrize(
    "register", [Register.SMPLRT_DIV, Register.ACCEL_CONFIG, Register.GYRO_CONFIG, Register.FIFO_EN]
)
def test_a_setting_that_changed_by_itself_discards_its_frames_and_is_set_again(register: Register) -> None:
    with rig(ruler) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        wanted = it.chip.registers[register]
        it.chip.registers[register] ^= FIFO_EN_ACCELERATION
        frames = drain_after(it, DRAIN_S)
        assert (len(frames), frames.restarted) == (0, "settings lost")
        assert it.chip.registers[register] == wanted


def test_a_failed_fifo_reading_is_not_repeated_but_reported() -> None:
    flaky = Flaky()
    with rig(ruler, faults=[flaky]) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        flaky.arm({3: errno.EIO})  # 0 and 1: the count; 2: the FIFO's address; 3: its data
        frames = drain_after(it, DRAIN_S)
        assert (len(frames), frames.restarted) == (0, "bus error")  # a second attempt would have succeeded
        assert is_aligned(drain_after(it, DRAIN_S))


def test_a_failed_reading_of_the_count_is_repeated_without_loss() -> None:
    flaky = Flaky()
    with rig(ruler, faults=[flaky]) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        calls_before = it.kernel.calls
        drain_after(it, DRAIN_S)
        calls_of_one = it.kernel.calls - calls_before
        flaky.arm({0: errno.EREMOTEIO})
        frames = drain_after(it, DRAIN_S)
    assert (len(frames), frames.restarted) == (20, None)
    assert it.kernel.calls - calls_before == 2 * calls_of_one + 1


def test_an_unplugged_sensor_raises_and_can_be_started_once_it_is_back() -> None:
    with rig(ruler, faults=[Unplugged(START_S + 1, START_S + 2)]) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        it.clock.sleep(1)
        for again in (it.sensor.drain, it.sensor.start):
            with pytest.raises(BusError, match="nothing answered"):
                again()
        it.clock.sleep(1)
        it.sensor.start()
        assert len(drain_after(it, DRAIN_S)) == 20 - SETTLING_FRAMES


def test_a_bus_held_low_keeps_a_drain_for_one_second_and_nothing_else() -> None:
    held = HeldLow(START_S + 1, math.inf, sleep=lambda _: None)
    with rig(ruler, faults=[held]) as it:
        held.sleep = it.clock.sleep
        it.sensor.start()
        it.clock.sleep(1)
        took_s = []
        for act in (it.sensor.drain, it.sensor.stop, it.sensor.start):
            before_s = it.clock.monotonic_s()
            with pytest.raises(BusError, match="the bus is stuck"):
                act()
            took_s.append(it.clock.monotonic_s() - before_s)
    assert took_s == pytest.approx([1, 0, 0])


def test_a_chip_it_does_not_know_is_refused_and_left_alone() -> None:
    with rig(who_am_i=0x12) as it:
        before = bytes(it.chip.registers)
        with pytest.raises(WrongChip, match=r"0x68.*0x68 on /dev/i2c-1, got 0x12"):
            it.sensor.start()
        assert bytes(it.chip.registers) == before


@contextmanager
def due_again(kind: type[Kind]) -> Iterator[tuple[Kind, Mpu6050, ManualClock]]:
    """A chip of this kind whose sensor was drained once, when it is time for the second drain."""
    clock = ManualClock(START_S)
    chip = kind(ruler, clock.monotonic_s)
    with simulated_i2c({BUS: {ADDRESS: chip}}), Bus(BUS) as bus:
        sensor = Mpu6050(bus, clock.monotonic_s, clock.sleep)
        sensor.start()
        clock.sleep(DRAIN_S)
        sensor.drain()
        clock.sleep(DRAIN_S)
        yield chip, sensor, clock


@pytest.mark.parametrize("count", [0x0401, 0x8000, 0xFFFF])
def test_a_count_of_more_than_the_fifo_holds_is_not_believed(count: int) -> None:
    class Garbled(SimulatedChip):
        def read(self, length: int) -> bytes:
            return count.to_bytes(2) if length == 2 and self.garbled else super().read(length)

        garbled = False

    with due_again(Garbled) as (chip, sensor, clock):
        chip.garbled = True
        garbled = sensor.drain()
        assert garbled.restarted == "bus error"
        assert re.search(r"FIFO says that it holds \d+ frames, expected at most 24", garbled.error or "")
        chip.garbled = False
        clock.sleep(DRAIN_S)
        assert len(sensor.drain()) == 20


@pytest.mark.parametrize("who_am_i", [0x68, 0x70, 0x71, 0x72, 0x98])
def test_the_model_says_how_old_a_sample_is_and_how_warm(who_am_i: int) -> None:
    with rig(ruler, who_am_i=who_am_i, temperature_c=36.6) as it:
        it.sensor.start()
        frames = drain_after(it, DRAIN_S)
        model = it.sensor.model
    oldest_ms = age_ms(shown_ms(frames)[-1], frames.after_s) + ACCELERATION_DELAY_MS
    assert model.filter_delay_s * 1000 - 1.1 <= oldest_ms <= model.filter_delay_s * 1000 + 10.5
    assert frames.temperature_c == pytest.approx(36.6, abs=0.01)


@pytest.mark.parametrize("who_am_i", [0x70, 0x71, 0x72, 0x73, 0x74, 0x78, 0x98, 0xAE, 0xAF])
def test_a_relative_loses_frames_after_half_the_time(who_am_i: int) -> None:
    with rig(ruler, who_am_i=who_am_i) as it:
        half = it.sensor.start().fifo_bytes // FRAME_BYTES
        assert drain_after(it, half * PERIOD_S).restarted is None
        assert drain_after(it, (half + 2) * PERIOD_S).restarted == "overflow"


@pytest.mark.parametrize("who_am_i", [0x70, 0x71, 0x72, 0x73, 0x74, 0x78, 0x98, 0xAE, 0xAF])
def test_a_relative_of_the_chip_is_used_with_a_warning(who_am_i: int) -> None:
    with rig(ruler, who_am_i=who_am_i) as it:
        warning = it.sensor.start().warning
        assert warning is not None
        assert "instead of an MPU-6050" in warning
        assert is_aligned(drain_after(it, DRAIN_S))


@pytest.mark.parametrize("who_am_i", [0x00, 0xFF])
def test_a_bus_that_reads_the_same_bit_throughout_is_no_other_module(who_am_i: int) -> None:
    with rig(who_am_i=who_am_i) as it, pytest.raises(WrongChip, match="no chip says that: check its supply, SDA and"):
        it.sensor.start()


def test_the_genuine_chip_needs_no_warning_at_either_address() -> None:
    with rig(address=0x69) as it:
        assert it.sensor.start().warning is None


def test_a_chip_that_does_not_keep_a_setting_is_refused() -> None:
    class StuckFilter:
        def strike(self, chip: SimulatedChip, now_s: float) -> None:
            chip.registers[Register.CONFIG] = 6

    with rig(faults=[StuckFilter()]) as it, pytest.raises(NotConfigured, match="CONFIG reads 0x06, expected 0x03"):
        it.sensor.start()


def test_stopping_puts_the_chip_to_sleep() -> None:
    with rig() as it:
        it.sensor.start()
        it.sensor.stop()
        assert it.chip.registers[Register.PWR_MGMT_1] & POWER_SLEEP


def test_it_can_be_started_stopped_and_started_on_the_same_bus() -> None:
    with rig() as it:
        for _ in range(2):
            it.sensor.start()
            assert len(drain_after(it, DRAIN_S)) == 20 - SETTLING_FRAMES
            it.sensor.stop()


def turning(time_s: Floats) -> tuple[Floats, Floats]:
    return np.tile([0.0, 0, 1], (len(time_s), 1)), np.tile([100.0, 50, -25], (len(time_s), 1))


@pytest.mark.parametrize("refused", range(6))
def test_a_restart_right_after_the_start_does_not_let_the_gyroscopes_first_frames_pass(refused: int) -> None:
    flaky = Flaky()
    with rig(turning, faults=[flaky]) as it:
        it.sensor.start()
        flaky.arm({refused: errno.EIO})
        seen = [drain_after(it, 0.02) for _ in range(20)]
    shown_dps = np.concatenate([frames.rotation_dps for frames in seen if frames.rotation_dps is not None])
    assert len(shown_dps) > 0
    assert shown_dps == pytest.approx(np.tile([100, 50, -25], (len(shown_dps), 1)), abs=0.1)


@pytest.mark.costly
@pytest.mark.parametrize("look_s", [0.001, 0.02, 0.2])
def test_a_chip_that_stops_measuring_is_noticed_and_started_again(look_s: float) -> None:
    with rig(ruler, faults=[Paused(START_S + 1, START_S + 1.25)]) as it:
        it.sensor.start()
        seen = [drain_after(it, look_s) for _ in range(round(2 / look_s))]
    (stopped,) = [frames for frames in seen if frames.restarted]
    assert stopped.restarted == "sensor stopped"
    assert stopped.before_s < START_S + 1.15 + 0.2
    assert is_aligned(seen[-1])


@pytest.mark.costly
@pytest.mark.parametrize("look_s", [0.001, 0.2])
def test_a_chip_that_never_measures_again_is_given_up_after_two_starts(look_s: float) -> None:
    with rig(ruler, faults=[Paused(START_S + 1, math.inf)]) as it:
        it.sensor.start()
        seen = list[Frames]()
        with pytest.raises(NoFrames, match="got none since 2 restarts, now sensor stopped: check the power supply"):
            seen.extend(drain_after(it, look_s) for _ in range(round(3 / look_s)))
        assert it.clock.monotonic_s() < START_S + 2.2


def test_a_fifo_that_cannot_be_read_is_restarted_then_the_chip_and_then_it_is_given_up() -> None:
    class Unreadable:
        def strike(self, chip: SimulatedChip, now_s: float) -> None:
            chip.break_off(100, errno.EIO) if now_s > START_S + 1 else None

    with rig(ruler, faults=[Unreadable()]) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        it.clock.sleep(1)
        first = it.sensor.drain()
        assert (first.restarted, "the transfer broke off" in (first.error or "")) == ("bus error", True)
        assert it.chip.registers[Register.PWR_MGMT_1] == SETTINGS[Register.PWR_MGMT_1]
        it.chip.registers[Register.SIGNAL_PATH_RESET] = 1  # a mark that only a reset takes away
        assert drain_after(it, DRAIN_S).restarted == "bus error"
        assert it.chip.registers[Register.SIGNAL_PATH_RESET] == 0
        with pytest.raises(BusError, match="the transfer broke off"):
            drain_after(it, DRAIN_S)


class Misread(SimulatedChip):
    """A count has some bits turned over on the wire, once or from then on."""

    def misread(self, bits: int, times: int) -> None:
        self._bits, self._times = bits, times

    def read(self, length: int) -> bytes:
        data = super().read(length)
        if length != 2 or not self._times:
            return data
        self._times -= 1
        return (int.from_bytes(data) ^ self._bits).to_bytes(2)

    _bits = _times = 0


@pytest.mark.costly
@pytest.mark.parametrize("gyroscope", [True, False])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("bit", range(16))
def test_a_misread_count_never_makes_frames_that_nobody_measured(bit: int, times: int, *, gyroscope: bool) -> None:
    clock = ManualClock(START_S)
    chip = Misread(resting, clock.monotonic_s, temperature_c=36.53, noise_seed=3)
    with simulated_i2c({BUS: {ADDRESS: chip}}), Bus(BUS) as bus:
        sensor = Mpu6050(bus, clock.monotonic_s, clock.sleep, gyroscope=gyroscope)
        sensor.start()
        seen = []
        for k in range(10):
            clock.sleep(DRAIN_S)
            chip.misread(1 << bit, times if k == 5 else 0)
            seen.append(sensor.drain())
    acceleration_g = np.concatenate([frames.acceleration_g for frames in seen])
    assert acceleration_g == pytest.approx(np.tile([0, 0, 1], (len(acceleration_g), 1)), abs=0.05)
    assert {frames.restarted for frames in seen} <= {None, "bus error", "sensor stopped"}
    assert len(acceleration_g) >= 150


@pytest.mark.parametrize("bit", [7, 8, 10, 15])
def test_a_count_that_cannot_be_is_read_again_and_nothing_is_lost(bit: int) -> None:
    with due_again(Misread) as (chip, sensor, _):
        chip.misread(1 << bit, 1)
        frames = sensor.drain()
    assert (len(frames), frames.restarted) == (20, None)


def test_the_fifo_is_emptied_once_all_is_set_so_that_a_slow_start_leaves_no_overflow() -> None:
    class Slow:
        def strike(self, chip: SimulatedChip, now_s: float) -> None:
            if chip.registers[Register.USER_CTRL] and now_s < START_S + 0.5:
                it.clock.sleep(0.8)

    with rig(ruler, faults=[Slow()]) as it:
        it.sensor.start()
        frames = drain_after(it, DRAIN_S)
    assert frames.restarted is None
    assert len(frames) == pytest.approx(20 - SETTLING_FRAMES, abs=1)
    assert is_aligned(frames)


def knocked(time_s: Floats) -> tuple[Floats, Floats]:
    """From one end of the range to the other and back with every sample or two, differently on every axis."""
    n = np.rint(time_s * 100).astype(int)[:, np.newaxis]
    signs = np.sign(np.sin(n * [2.1, 1.3, 2.9, 0.7, 1.7, 2.3]) + 0.001)
    return signs[:, :3] * 3.9, signs[:, 3:] * 990


@pytest.mark.costly
@pytest.mark.parametrize("gyroscope", [True, False])
@pytest.mark.parametrize("bus_hz", [100_000, 400_000])
def test_a_limb_that_is_knocked_about_raises_no_false_alarm(bus_hz: int, *, gyroscope: bool) -> None:
    clock = ManualClock(START_S)
    wire = OnWire(SimulatedChip(knocked, clock.monotonic_s, noise_seed=1), clock.sleep, bus_hz)
    with simulated_i2c({BUS: {ADDRESS: wire}}), Bus(BUS) as bus:
        sensor = Mpu6050(bus, clock.monotonic_s, clock.sleep, gyroscope=gyroscope)
        sensor.start()
        seen = []
        for _ in range(300):
            clock.sleep(0.1937)
            seen.append(sensor.drain())
    assert {frames.restarted for frames in seen} == {None}
    numbers = [frames.first_number for frames in seen]
    assert numbers[1:] == [number + len(frames) for number, frames in zip(numbers, seen, strict=True)][:-1]


def test_frames_that_nothing_explains_are_held_against_what_comes_next() -> None:
    with rig(knocked, noise_seed=1) as it:
        it.sensor.start()
        drain_after(it, DRAIN_S)
        it.clock.sleep(DRAIN_S)
        it.chip.flip(Register.ACCEL_XOUT_H, 0x40)
        calls = it.kernel.calls
        assert it.sensor.drain().restarted == "misaligned"
        assert it.kernel.calls - calls > 5


@settings(max_examples=examples(60), deadline=None)
@given(
    waits_s=st.lists(st.floats(0, 1) | st.sampled_from([0.2, 0.73, 0.74, 5.0]), min_size=1, max_size=25),
    clock_error=st.floats(-0.05, 0.05),
)
def test_however_it_is_drained_no_frame_is_lost_doubled_or_shifted_unless_it_says_so(
    waits_s: list[float], clock_error: float
) -> None:
    period_s = PERIOD_S * (1 + clock_error)
    with rig(ruler, clock_error=clock_error) as it:
        it.sensor.start()
        first = drain_after(it, DRAIN_S)
        run, number = shown_ms(first), first.first_number + len(first)
        for wait_s in waits_s:
            try:
                frames = drain_after(it, wait_s)
            except NoFrames:  # each of the last three waits was too long
                it.sensor.start()
                frames = it.sensor.drain()
                run = []
            assert is_aligned(frames)
            assert (frames.restarted is not None) <= (wait_s > FIFO_FRAMES * period_s - ROUNDING_S)
            if frames.restarted:
                run = []
            if len(frames):
                assert frames.first_number == number if run else frames.first_number <= SETTLING_FRAMES
                run += shown_ms(frames)
                assert -1 <= age_ms(run[-1], frames.after_s) <= period_s * 1000 + 1
                number = frames.first_number + len(frames)
            assert steps_ms(run) == pytest.approx([period_s * 1000] * (len(run) - 1), abs=1.01)


@settings(max_examples=examples(60), deadline=None)
@given(
    refusals=st.lists(
        st.dictionaries(st.integers(0, 20), st.sampled_from([errno.EREMOTEIO, errno.EIO, errno.ETIMEDOUT])), max_size=4
    )
)
def test_whatever_transfer_fails_it_never_hands_on_a_wrong_frame(refusals: list[dict[int, int]]) -> None:
    flaky = Flaky()
    with rig(ruler, faults=[flaky]) as it:
        it.sensor.start()
        run: list[int] = []
        for refused in refusals:
            flaky.arm(refused)
            try:
                frames = drain_after(it, DRAIN_S)
            except (BusError, NoFrames):
                run = []
                flaky.arm({})
                it.bus.open()
                it.sensor.start()
                continue
            run = [] if frames.restarted else run + shown_ms(frames)
            assert is_aligned(frames)
            assert steps_ms(run) == pytest.approx([10] * (len(run) - 1), abs=1)
        flaky.arm({})
        drain_after(it, DRAIN_S)
        drain_after(it, DRAIN_S)
        assert len(drain_after(it, DRAIN_S)) == 20


def test_frames_in_between_make_every_overflow_the_first() -> None:
    with rig() as it:
        it.sensor.start()
        for _ in range(4):
            assert drain_after(it, 1.0).restarted == "overflow"
            assert len(drain_after(it, 2 * DRAIN_S)) > 0


def test_a_new_start_allows_two_restarts_again_of_which_the_first_only_empties_the_fifo() -> None:
    with rig() as it:
        for _ in range(2):
            it.sensor.start()
            lasted_s = []
            for _ in range(2):
                it.clock.sleep(1.0)
                begun_s = it.clock.monotonic_s()
                assert it.sensor.drain().restarted == "overflow"
                lasted_s.append(it.clock.monotonic_s() - begun_s)
            assert lasted_s == [pytest.approx(0, abs=0.01), pytest.approx(0.1, abs=0.01)]  # a start waits for a reset
            with pytest.raises(NoFrames, match="none since 2 restarts, now overflow"):
                drain_after(it, 1.0)
