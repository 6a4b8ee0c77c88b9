"""What can go wrong with the simulated chip: each fault does what it says, at its time, and then no more."""

import errno

import numpy as np
import pytest

from drivers.i2c.bus import BusError
from drivers.mpu6050.registers import FRAME_BYTES, Register
from drivers.simulated.defects import StuckAxis
from drivers.simulated.faults import BitFlip, BrokenRead, BrownOut, HeldLow, Impostor, Paused, Schedule, Stall, Timed
from tests.drivers.simulated.test_chip import column, count, fill_fifo, read, wake
from tests.support.bench import ADDRESS, START_S, Rig, resting, rig, ruler
from tests.support.clocks import ManualClock


def refused(it: Rig, register: int, length: int) -> int | None:
    with pytest.raises(BusError) as raised:
        it.bus.read_once(ADDRESS, register, length)
    return raised.value.errno


@pytest.mark.parametrize("number", [errno.EIO, errno.EREMOTEIO])
def test_a_read_that_breaks_off_has_used_up_the_bytes_before(number: int) -> None:
    with rig(faults=[BrokenRead(START_S + 0.5, after_bytes=20, number=number)]) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.505)
        before = count(it)
        assert refused(it, Register.FIFO_R_W, 5 * FRAME_BYTES) == number
        assert before - count(it) == 20


def test_a_read_too_short_to_be_broken_off_passes() -> None:
    with rig(faults=[BrokenRead(START_S, after_bytes=1)]) as it:
        assert read(it, Register.WHO_AM_I) == b"\x68"
        assert refused(it, Register.WHO_AM_I, 2) == errno.EIO
        assert read(it, Register.WHO_AM_I, 2)[:1] == b"\x68"


def test_a_bus_that_is_held_low_costs_a_second_for_each_transfer_and_recovers() -> None:
    clock = ManualClock(START_S)
    held = HeldLow(START_S, START_S + 1.5, clock.sleep)
    with rig(faults=[held]) as it:
        assert refused(it, Register.WHO_AM_I, 1) == errno.ETIMEDOUT
        assert clock.monotonic_s() == START_S + 1
        it.clock.sleep(1.5)
        it.bus.open()
        assert read(it, Register.WHO_AM_I) == b"\x68"


def test_a_chip_that_paused_goes_on_where_it_is_by_then() -> None:
    with rig(ruler, faults=[Paused(START_S + 0.1, START_S + 0.3)]) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.205)
        assert count(it) == 10 * FRAME_BYTES
        it.clock.sleep(0.2)
        assert read(it, Register.WHO_AM_I) == b"\x68"
        assert count(it) == 20 * FRAME_BYTES
        shown = column(read(it, Register.FIFO_R_W, 20 * FRAME_BYTES), 0)
    assert shown[10] - shown[9] == 210 * 2  # the ruler counts twice a millisecond at 2 g


def test_a_flipped_bit_acts_as_if_it_had_been_written() -> None:
    with rig(faults=[BitFlip(START_S + 0.5, register=Register.PWR_MGMT_1, bits=0x40)]) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.505)
        slept = count(it)
        it.clock.sleep(0.1)
        assert count(it) == slept
        assert read(it, Register.PWR_MGMT_1) == b"\x41"


def test_another_chip_answers_for_a_while_and_then_the_right_one_again() -> None:
    with rig(faults=[Impostor(START_S, START_S + 1, who_am_i=0x6C)]) as it:
        assert read(it, Register.WHO_AM_I) == b"\x6c"
        it.clock.sleep(1)
        assert read(it, Register.WHO_AM_I) == b"\x68"


def test_a_computer_that_stalls_finds_a_chip_that_did_not() -> None:
    with rig() as it:
        wake(it)
        fill_fifo(it)
        stall = Stall(START_S, length_s=0.305, sleep=it.clock.sleep)
        stall.strike(it.chip, START_S)
        assert count(it) == 30 * FRAME_BYTES


@pytest.mark.parametrize("counts", [0, 32767, -32768])
def test_a_stuck_axis_reads_one_value_for_as_long_as_it_is_stuck(counts: int) -> None:
    with rig(defects=[StuckAxis(2, counts, START_S + 0.1, START_S + 0.2)]) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.305)
        seen = column(read(it, Register.FIFO_R_W, 30 * FRAME_BYTES), 2)
    assert seen[:9] + seen[20:] == [16384] * 19
    assert seen[10:19] == [counts] * 9


def test_a_schedule_strikes_each_fault_at_its_time_and_lets_none_hide_another() -> None:
    clock = ManualClock(START_S)
    faults: list[Timed] = [BrownOut(START_S + 1), HeldLow(START_S + 1, START_S + 2, clock.sleep)]
    with rig(faults=[Schedule(reversed(faults))]) as it:
        wake(it)
        it.clock.sleep(1.5)
        assert refused(it, Register.WHO_AM_I, 1) == errno.ETIMEDOUT
        it.bus.open()
        it.clock.sleep(1)
        assert read(it, Register.PWR_MGMT_1) == b"\x40"


def test_a_count_in_mid_frame_has_a_part_of_the_frame_and_nothing_more_can_be_read() -> None:
    with rig(frame_takes_s=0.004) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.022)
        assert count(it) == FRAME_BYTES + FRAME_BYTES // 2
        data = read(it, Register.FIFO_R_W, 2 * FRAME_BYTES)
        assert data[21:] == data[20:21] * 7
        it.clock.sleep(0.004)
        assert count(it) == FRAME_BYTES // 2


def test_hot_and_cold_come_with_time() -> None:
    with rig(resting, temperature_c=lambda time_s: 20 + (time_s - START_S) * 100) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.305)
        counts = column(read(it, Register.FIFO_R_W, 30 * FRAME_BYTES), 3)
    assert np.array(counts) / 340 + 36.53 == pytest.approx(np.arange(21, 51), abs=0.002)
