"""The driver with the gyroscope in standby: frames of acceleration and temperature, and the same care about them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.mpu6050.frames import Frames
from drivers.mpu6050.registers import FIFO_BYTES, Register
from drivers.simulated.faults import BrownOut
from tests.drivers.mpu6050.test_chip import DRAIN_S, PERIOD_S, SETTLING_FRAMES, drain_after, shown_ms, steps_ms
from tests.support.bench import ADDRESS, COUNTS_PER_G, MARKS, START_S, Rig, rig, ruler
from tests.support.examples import examples

FRAME_BYTES = 8
FIFO_FRAMES = FIFO_BYTES // FRAME_BYTES
SHIFT_BYTES = 2


def is_aligned(frames: Frames) -> bool:
    return frames.rotation_dps is None and bool(np.allclose(frames.acceleration_g[:, 1:] * COUNTS_PER_G, MARKS[:2]))


def started(it: Rig) -> Rig:
    it.sensor.start()
    return it


def test_the_gyroscope_stands_by_and_the_clock_does_not_depend_on_it() -> None:
    with rig(gyroscope=False) as it:
        started(it)
        assert it.chip.registers[Register.PWR_MGMT_2] == 0x07
        assert it.chip.registers[Register.PWR_MGMT_1] == 0x00
        assert it.chip.registers[Register.FIFO_EN] == 0x88


def test_frames_have_acceleration_and_temperature_and_no_rotation() -> None:
    with rig(lambda t: (np.tile([0.5, -1, 3.9], (len(t), 1)), np.full((len(t), 3), 900.0)), gyroscope=False) as it:
        frames = drain_after(started(it), 0.5)
    assert frames.acceleration_g == pytest.approx(np.tile([0.5, -1, 3.9], (len(frames), 1)), abs=1 / COUNTS_PER_G)
    assert frames.temperature_c == pytest.approx(30, abs=1 / 340)
    assert frames.rotation_dps is None
    assert len(frames) == 50 - SETTLING_FRAMES


def test_it_may_be_read_later_than_with_the_gyroscope_and_an_overflow_is_seen() -> None:
    with rig(ruler, gyroscope=False) as it:
        started(it)
        assert len(drain_after(it, (FIFO_FRAMES - 1) * PERIOD_S)) >= FIFO_FRAMES - SETTLING_FRAMES - 2
        late = drain_after(it, (FIFO_FRAMES + 2) * PERIOD_S)
        assert (len(late), late.restarted, late.rotation_dps) == (0, "overflow", None)
        assert is_aligned(drain_after(it, DRAIN_S))


def test_shifted_frames_are_seen_by_their_temperature() -> None:
    with rig(ruler, gyroscope=False) as it:
        drain_after(started(it), DRAIN_S)
        it.clock.sleep(DRAIN_S)
        it.bus.read_once(ADDRESS, Register.FIFO_R_W, SHIFT_BYTES)
        assert it.sensor.drain().restarted == "misaligned"
        assert is_aligned(drain_after(it, DRAIN_S))


def test_a_chip_that_fell_asleep_is_started_again_without_its_gyroscope() -> None:
    with rig(ruler, gyroscope=False, faults=[BrownOut(START_S + 1)]) as it:
        started(it)
        seen = [drain_after(it, DRAIN_S) for _ in range(10)]
        assert it.chip.registers[Register.PWR_MGMT_2] == 0x07
    assert [frames.restarted for frames in seen if frames.restarted] == ["sensor asleep"]
    assert is_aligned(seen[-1])


@pytest.mark.parametrize("register", [Register.PWR_MGMT_1, Register.PWR_MGMT_2, Register.FIFO_EN])
def test_a_gyroscope_that_woke_by_itself_is_put_back_to_standby(register: Register) -> None:
    with rig(ruler, gyroscope=False) as it:
        drain_after(started(it), DRAIN_S)
        wanted = it.chip.registers[register]
        it.chip.flip(register, 0x01)
        assert drain_after(it, DRAIN_S).restarted == "settings lost"
        assert it.chip.registers[register] == wanted


@pytest.mark.parametrize("who_am_i", [0x70, 0x98])
def test_a_relative_of_the_chip_does_without_its_gyroscope_too(who_am_i: int) -> None:
    with rig(ruler, gyroscope=False, who_am_i=who_am_i) as it:
        assert is_aligned(drain_after(started(it), DRAIN_S))


@settings(max_examples=examples(30), deadline=None)
@given(waits_s=st.lists(st.floats(0, 1.2), min_size=1, max_size=20), clock_error=st.floats(-0.05, 0.05))
def test_however_it_is_drained_no_frame_is_lost_doubled_or_shifted(waits_s: list[float], clock_error: float) -> None:
    with rig(ruler, gyroscope=False, clock_error=clock_error) as it:
        started(it)
        seen = [drain_after(it, wait_s) for wait_s in waits_s]
    assert {frames.restarted for frames in seen} == {None}
    assert all(is_aligned(frames) for frames in seen)
    shown = [ms for frames in seen for ms in shown_ms(frames)]
    assert steps_ms(shown) == pytest.approx([PERIOD_S * 1000 * (1 + clock_error)] * (len(shown) - 1), abs=1.01)
