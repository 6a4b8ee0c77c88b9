"""The chip while nobody needs its measurements: acceleration alone, ten times a second, and back within a moment."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.i2c import BusError
from drivers.mpu6050.frames import Frames
from drivers.mpu6050.registers import Register
from drivers.simulated.faults import BrownOut, Paused, Unplugged
from tests.drivers.mpu6050.test_chip import drain_after, shown_ms, steps_ms
from tests.support.bench import COUNTS_PER_G, MARKS, START_S, Rig, rig, ruler
from tests.support.examples import examples

QUIET_PERIOD_S = 0.1
GYROSCOPE_STARTS_S = 0.06  # Linux' inv_mpu6050 waits so long
SWITCH_S = 0.02  # ours: four times what the fifteen short writes and three reads take at 400 kHz


def quiet(it: Rig) -> Rig:
    it.sensor.start()
    it.sensor.become_quiet()
    return it


def fits(frames: Frames) -> bool:
    return bool(np.allclose(frames.acceleration_g[:, 1:] * COUNTS_PER_G, MARKS[:2]))


def test_a_quiet_chip_has_its_gyroscope_in_standby_and_samples_ten_times_a_second() -> None:
    with rig(ruler) as it:
        frames = drain_after(quiet(it), 2.0)
        registers = it.chip.registers
        named = (Register.PWR_MGMT_1, Register.PWR_MGMT_2, Register.SMPLRT_DIV, Register.FIFO_EN)
        assert [registers[register] for register in named] == [0x00, 0x07, 99, 0x88]  # 1 kHz / (1 + 99)
    assert len(frames) == pytest.approx(20 - 1, abs=1)
    assert frames.rotation_dps is None
    assert fits(frames)
    assert steps_ms(shown_ms(frames)) == pytest.approx([100] * (len(frames) - 1), abs=1.01)


@pytest.mark.parametrize("who_am_i", [0x68, 0x70, 0x98])
@pytest.mark.parametrize("gyroscope", [True, False])
def test_afterwards_it_measures_as_after_a_start(who_am_i: int, *, gyroscope: bool) -> None:
    with rig(ruler, who_am_i=who_am_i, gyroscope=gyroscope) as it:
        it.sensor.start()
        started = bytes(it.chip.registers[Register.SMPLRT_DIV : Register.INT_STATUS])
        power = bytes(it.chip.registers[Register.USER_CTRL : Register.PWR_MGMT_2 + 1])
        it.sensor.become_quiet()
        drain_after(it, 1.0)
        it.sensor.measure_fully()
        assert bytes(it.chip.registers[Register.SMPLRT_DIV : Register.INT_STATUS]) == started
        assert bytes(it.chip.registers[Register.USER_CTRL : Register.PWR_MGMT_2 + 1]) == power
        frames = drain_after(it, 0.3)
    assert len(frames) == pytest.approx(20, abs=1), "the first tenth of a second is left out"
    assert (frames.rotation_dps is not None) is gyroscope
    assert fits(frames)


def test_the_switch_back_takes_no_reset_and_the_first_frames_are_of_a_gyroscope_that_runs() -> None:
    with rig(lambda t: (np.tile([0.0, 0.0, 1.0], (len(t), 1)), np.full((len(t), 3), 50.0))) as it:
        quiet(it)
        it.clock.sleep(1.0)
        reset_s, before_s = it.chip.reset_s, it.clock.monotonic_s()
        it.sensor.measure_fully()
        assert it.clock.monotonic_s() - before_s < SWITCH_S
        assert it.chip.reset_s == reset_s
        frames = drain_after(it, 0.3)
    assert frames.rotation_dps is not None
    assert frames.rotation_dps == pytest.approx(np.full((len(frames), 3), 50.0), abs=0.02)


def test_a_quiet_chip_keeps_its_frames_for_twelve_seconds_and_an_overflow_is_seen() -> None:
    with rig(ruler) as it:
        assert len(drain_after(quiet(it), 12.0)) == pytest.approx(119, abs=1)
        assert drain_after(it, 13.0).restarted == "overflow"
        assert fits(drain_after(it, 1.0))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(BrownOut(START_S + 3), "sensor asleep"), (Paused(START_S + 3, START_S + 4.5), "sensor stopped")],
)
def test_a_quiet_chip_that_fell_asleep_or_stopped_is_found_out_in_a_look(fault: BrownOut | Paused, reason: str) -> None:
    with rig(ruler, faults=[fault]) as it:
        quiet(it)
        seen = [drain_after(it, 1.0) for _ in range(6)]
    assert reason in {frames.restarted for frames in seen}


@pytest.mark.parametrize("register", [Register.SMPLRT_DIV, Register.PWR_MGMT_2, Register.ACCEL_CONFIG])
def test_a_setting_that_a_quiet_chip_lost_is_found_out_in_a_look(register: Register) -> None:
    with rig(ruler) as it:
        drain_after(quiet(it), 1.0)
        it.chip.flip(register, 0x01)
        assert drain_after(it, 1.0).restarted == "settings lost"


def test_a_chip_that_does_not_answer_cannot_be_switched_and_says_so() -> None:
    with rig(ruler, faults=[Unplugged(START_S + 1, START_S + 5)]) as it:
        it.sensor.start()
        it.clock.sleep(1.0)
        with pytest.raises(BusError):
            it.sensor.become_quiet()
        it.clock.sleep(5.0)
        it.sensor.start()
        assert drain_after(it, 0.3).rotation_dps is not None


@settings(max_examples=examples(30), deadline=None)
@given(waits_s=st.lists(st.floats(0, 12), min_size=1, max_size=12), clock_error=st.floats(-0.05, 0.05))
def test_however_a_quiet_chip_is_drained_no_frame_is_lost_doubled_or_shifted(
    waits_s: list[float], clock_error: float
) -> None:
    with rig(ruler, clock_error=clock_error) as it:
        quiet(it)
        seen = [drain_after(it, wait_s) for wait_s in waits_s]
    assert {frames.restarted for frames in seen} == {None}
    assert all(fits(frames) for frames in seen)
    shown = [ms for frames in seen for ms in shown_ms(frames)]
    assert steps_ms(shown) == pytest.approx([QUIET_PERIOD_S * 1000 * (1 + clock_error)] * (len(shown) - 1), abs=1.01)
