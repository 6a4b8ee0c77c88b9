"""The simulated chip against the register map, through the real smbus2 as any driver would use it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.mpu6050.registers import FIFO_BYTES, FRAME_BYTES, INT_FIFO_OVERFLOW, Register
from tests.support.bench import ADDRESS, START_S, Floats, Rig, resting, rig, ruler
from tests.support.examples import examples

WAKE, SLEEP, RESET = 0x01, 0x40, 0x80
SWING_DPS = 100.0


def read(it: Rig, register: int, length: int = 1) -> bytes:
    return it.bus.read(ADDRESS, register, length)


def write(it: Rig, register: int, *values: int) -> None:
    it.bus.write(ADDRESS, register, bytes(values))


def wake(it: Rig, divider: int = 9, low_pass: int = 3) -> None:
    write(it, Register.PWR_MGMT_1, WAKE)
    write(it, Register.SMPLRT_DIV, divider, low_pass)


def fill_fifo(it: Rig, columns: int = 0xF8) -> None:
    write(it, Register.FIFO_EN, columns)
    write(it, Register.USER_CTRL, 0x40)


def count(it: Rig) -> int:
    return int.from_bytes(read(it, Register.FIFO_COUNTH, 2))


def column(data: bytes, number: int) -> list[int]:
    return [int(value) for value in np.frombuffer(data, ">i2").reshape(-1, 7)[:, number]]


def test_it_powers_up_asleep_and_tells_who_it_is() -> None:
    with rig() as it:
        assert read(it, Register.PWR_MGMT_1) == b"\x40"
        assert read(it, Register.WHO_AM_I) == b"\x68"
        it.clock.sleep(1)
        assert read(it, Register.ACCEL_XOUT_H, FRAME_BYTES) == bytes(FRAME_BYTES)


def test_the_reset_bit_clears_itself_and_every_setting() -> None:
    with rig() as it:
        wake(it)
        write(it, Register.PWR_MGMT_1, RESET)
        it.clock.sleep(0.1)
        assert read(it, Register.SMPLRT_DIV, 2) == bytes(2)
        assert read(it, Register.PWR_MGMT_1) == bytes([SLEEP])


def test_what_is_written_while_it_resets_is_lost() -> None:
    with rig() as it:
        write(it, Register.PWR_MGMT_1, RESET)
        write(it, Register.SMPLRT_DIV, 9)
        it.clock.sleep(0.1)
        assert read(it, Register.SMPLRT_DIV) == b"\0"


def test_who_am_i_and_measurements_cannot_be_written() -> None:
    with rig() as it:
        write(it, Register.WHO_AM_I, 1)
        write(it, Register.ACCEL_XOUT_H, 1)
        assert read(it, Register.WHO_AM_I) == b"\x68"
        assert read(it, Register.ACCEL_XOUT_H) == b"\0"


@pytest.mark.parametrize(
    ("low_pass", "divider", "rate_hz"), [(3, 9, 100), (1, 0, 1000), (6, 4, 200), (0, 0, 8000), (7, 79, 100)]
)
def test_the_sample_rate_follows_filter_and_divider(low_pass: int, divider: int, rate_hz: float) -> None:
    with rig() as it:
        wake(it, divider, low_pass)
        fill_fifo(it, 0x80)
        it.clock.sleep(0.05)
        assert count(it) / 2 == pytest.approx(0.05 * rate_hz, abs=1)


@pytest.mark.parametrize("error", [-0.05, 0.012, 0.05])
def test_its_clock_may_be_wrong(error: float) -> None:
    with rig(clock_error=error) as it:
        wake(it, divider=0)
        fill_fifo(it, 0x80)
        it.clock.sleep(0.4)
        assert count(it) / 2 == pytest.approx(400 / (1 + error), abs=1)


@pytest.mark.parametrize(("setting", "counts"), [(0, 16384), (1, 8192), (2, 4096), (3, 2048)])
def test_the_accelerometer_has_four_ranges(setting: int, counts: int) -> None:
    with rig() as it:
        wake(it)
        write(it, Register.ACCEL_CONFIG, setting << 3)
        it.clock.sleep(0.02)
        assert column(read(it, Register.ACCEL_XOUT_H, FRAME_BYTES), 2) == [counts]


@pytest.mark.parametrize(("setting", "counts"), [(0, 13100), (1, 6550), (2, 3280), (3, 1640)])
def test_the_gyroscope_has_four_ranges(setting: int, counts: int) -> None:
    with rig(lambda t: (resting(t)[0], np.tile([100.0, 0, 0], (len(t), 1)))) as it:
        wake(it)
        write(it, Register.GYRO_CONFIG, setting << 3)
        it.clock.sleep(0.1)
        assert column(read(it, Register.ACCEL_XOUT_H, FRAME_BYTES), 4) == [counts]


def test_the_gyroscope_takes_a_moment_to_start() -> None:
    with rig(lambda t: (resting(t)[0], np.tile([100.0, 0, 0], (len(t), 1)))) as it:
        wake(it)
        it.clock.sleep(0.03)
        assert column(read(it, Register.ACCEL_XOUT_H, FRAME_BYTES), 4) == [0]


def slow_ruler(time_s: Floats) -> tuple[Floats, Floats]:
    """The accelerometer reads tenths of milliseconds as counts, at 2 g."""
    tenths_of_ms = (time_s - START_S) * 10000
    return np.column_stack([tenths_of_ms / 16384] * 3), np.zeros((len(time_s), 3))


def slow_ruler_delay_ms(it: Rig) -> float:
    """How old is what the registers show of the sample at 0.1 s."""
    (tenths_of_ms,) = column(read(it, Register.ACCEL_XOUT_H, FRAME_BYTES), 0)
    return 100 - tenths_of_ms / 10


@pytest.mark.parametrize(("low_pass", "delay_ms"), [(1, 2.0), (3, 4.9), (6, 19.0)])
def test_the_filter_delays_what_is_measured(low_pass: int, delay_ms: float) -> None:
    with rig(slow_ruler) as it:
        wake(it, 9, low_pass)
        it.clock.sleep(0.1005)
        assert slow_ruler_delay_ms(it) == pytest.approx(delay_ms, abs=0.1)


def test_temperature_reads_as_the_register_map_says() -> None:
    with rig(temperature_c=20.0) as it:
        wake(it)
        it.clock.sleep(0.02)
        assert int.from_bytes(read(it, Register.TEMP_OUT_H, 2), signed=True) / 340 + 36.53 == pytest.approx(
            20, abs=0.002
        )


def test_noise_is_as_strong_as_on_a_quiet_module_and_repeats_with_its_seed() -> None:
    seen = []
    for _ in range(2):
        with rig(noise_seed=1) as it:
            it.sensor.start()
            it.clock.sleep(0.7)
            frames = it.sensor.drain()
            assert frames.rotation_dps is not None
            seen.append((frames.acceleration_g, frames.rotation_dps))
    (acceleration_g, rotation_dps), (_, again_dps) = seen
    assert np.array_equal(rotation_dps, again_dps)
    assert 0.03 < rotation_dps[:, 0].std() < 0.06
    assert 0.002 < acceleration_g[:, 0].std() < 0.005


def test_the_fifo_holds_what_is_chosen_in_register_order() -> None:
    with rig(ruler) as it:
        wake(it)
        write(it, Register.ACCEL_CONFIG, 1 << 3)
        fill_fifo(it, 0x88)
        it.clock.sleep(0.025)
        assert count(it) == 2 * 8
        frame = np.frombuffer(read(it, Register.FIFO_R_W, 16), ">i2").reshape(2, 4)
        assert frame[0, 1:].tolist() == [-20000, 123, -2220]


def test_the_count_is_latched_by_its_high_byte() -> None:
    with rig() as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.1)
        first = count(it)
        it.clock.sleep(0.1)
        assert read(it, Register.FIFO_COUNTL)[0] == first
        assert count(it) > first


def test_an_empty_fifo_repeats_its_last_byte() -> None:
    with rig(ruler) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.015)
        data = read(it, Register.FIFO_R_W, FRAME_BYTES + 3)
        assert data[FRAME_BYTES:] == data[FRAME_BYTES - 1 : FRAME_BYTES] * 3


def test_a_full_fifo_loses_its_oldest_bytes_and_says_so_once() -> None:
    with rig(ruler) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(1.0)
        assert count(it) == FIFO_BYTES
        assert read(it, Register.INT_STATUS)[0] & INT_FIFO_OVERFLOW
        assert not read(it, Register.INT_STATUS)[0] & INT_FIFO_OVERFLOW
        kept = read(it, Register.FIFO_R_W, FIFO_BYTES)[FIFO_BYTES % FRAME_BYTES :]
        assert column(kept, 1) == [-32768] * 73  # -20000 at 4 g is out of range at 2 g


def test_an_exactly_full_fifo_has_lost_nothing() -> None:
    with rig() as it:
        wake(it, divider=0)
        fill_fifo(it, 0x80)
        it.clock.sleep(0.5125)
        assert count(it) == FIFO_BYTES
        assert not read(it, Register.INT_STATUS)[0] & INT_FIFO_OVERFLOW


def test_the_fifo_is_emptied_only_while_it_is_off() -> None:
    with rig() as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.1)
        write(it, Register.USER_CTRL, 0x44)
        assert count(it) > 0
        write(it, Register.USER_CTRL, 0)
        write(it, Register.USER_CTRL, 0x04)
        assert count(it) == 0
        assert read(it, Register.USER_CTRL) == b"\0"


def test_a_long_read_stays_at_the_fifo_once_it_gets_there() -> None:
    with rig(ruler) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.045)
        data = read(it, Register.FIFO_COUNTH, 2 + 2 * FRAME_BYTES)
        assert data[:2] == bytes([0, 4 * FRAME_BYTES])
        assert column(data[2:], 3) == [-2220] * 2


def test_a_year_at_full_speed_is_caught_up_with_at_once() -> None:
    with rig() as it:
        wake(it, divider=0, low_pass=0)
        fill_fifo(it)
        it.clock.sleep(365 * 86400.0)
        assert count(it) == FIFO_BYTES


@settings(max_examples=examples(50), deadline=None)
@given(waits_s=st.lists(st.floats(0, 0.14), max_size=5))
def test_what_the_fifo_holds_does_not_depend_on_when_it_was_looked_at(waits_s: list[float]) -> None:
    def contents(look: Callable[[Rig], object]) -> bytes:
        with rig(ruler, noise_seed=3) as it:
            wake(it)
            fill_fifo(it)
            for wait_s in waits_s:
                it.clock.sleep(wait_s)
                look(it)
            return read(it, Register.FIFO_R_W, FIFO_BYTES)

    assert contents(count) == contents(id)


@pytest.mark.parametrize(("setting", "rate_hz"), [(0, 1.25), (1, 5), (2, 20), (3, 40)])
def test_in_cycle_mode_it_wakes_for_one_sample_at_a_time(setting: int, rate_hz: float) -> None:
    with rig() as it:
        wake(it)
        write(it, Register.PWR_MGMT_1, 0x20 | WAKE, setting << 6)
        fill_fifo(it, 0x08)
        it.clock.sleep(4.0)
        assert count(it) / 6 == pytest.approx(4 * rate_hz, abs=1)


def test_asleep_it_does_not_cycle() -> None:
    with rig() as it:
        wake(it)
        write(it, Register.PWR_MGMT_1, SLEEP | 0x20, 3 << 6)
        fill_fifo(it)
        it.clock.sleep(1.0)
        assert count(it) == 0


@pytest.mark.parametrize("axis", range(6))
def test_an_axis_in_standby_measures_nothing(axis: int) -> None:
    with rig(ruler) as it:
        wake(it)
        write(it, Register.PWR_MGMT_2, 0x20 >> axis)
        it.clock.sleep(0.1)
        data = read(it, Register.ACCEL_XOUT_H, FRAME_BYTES)
        still = [number for number in range(7) if column(data, number) == [0]]
        assert still == [axis + (axis > 2)]


def test_the_thermometer_can_be_switched_off() -> None:
    with rig() as it:
        wake(it)
        write(it, Register.PWR_MGMT_1, 0x08 | WAKE)
        it.clock.sleep(0.1)
        assert read(it, Register.TEMP_OUT_H, 2) == bytes(2)


def test_any_read_clears_the_interrupts_if_it_is_told_so() -> None:
    with rig() as it:
        wake(it)
        write(it, Register.INT_PIN_CFG, 0x10)
        it.clock.sleep(0.1)
        read(it, Register.WHO_AM_I)
        assert read(it, Register.INT_STATUS) == b"\0"


@pytest.mark.parametrize(("register", "bits"), [(Register.SIGNAL_PATH_RESET, 0x07), (Register.USER_CTRL, 0x01)])
def test_a_signal_reset_clears_the_measurements_and_itself(register: int, bits: int) -> None:
    with rig() as it:
        wake(it)
        it.clock.sleep(0.1)
        assert any(read(it, Register.ACCEL_XOUT_H, FRAME_BYTES))
        write(it, register, bits)
        assert not any(read(it, Register.ACCEL_XOUT_H, FRAME_BYTES))
        assert read(it, register) == b"\0"


def test_its_offsets_add_to_what_it_measures() -> None:
    with rig(offset_g=(0.05, -0.05, 0.08), offset_dps=(20, -20, 0)) as it:
        wake(it)
        it.clock.sleep(0.1)
        data = read(it, Register.ACCEL_XOUT_H, FRAME_BYTES)
        counts = [column(data, number)[0] for number in (0, 1, 2, 4, 5, 6)]
        assert counts == [819, -819, 17695, 2620, -2620, 0]


@pytest.mark.parametrize(("low_pass", "corner_hz"), [(2, 98), (3, 42), (4, 20), (5, 10), (6, 5)])
def test_the_filter_weakens_movement_at_its_corner_and_hardly_touches_slow_movement(
    low_pass: int, corner_hz: float
) -> None:
    def passed(frequency_hz: float) -> float:
        def turning(time_s: Floats) -> tuple[Floats, Floats]:
            swing = SWING_DPS * np.sin(2 * np.pi * frequency_hz * time_s)
            return resting(time_s)[0], np.column_stack([swing] * 3)

        with rig(turning, low_pass=True) as it:
            wake(it, 0, low_pass)
            it.clock.sleep(0.5)
            fill_fifo(it, 0x70)
            it.clock.sleep(0.1697)
            swing = np.frombuffer(read(it, Register.FIFO_R_W, 1014), ">i2")[::3]
        turn = 2 * np.pi * frequency_hz * np.arange(len(swing)) / 1000
        parts = np.linalg.lstsq(np.column_stack([np.sin(turn), np.cos(turn)]), swing, rcond=None)[0]
        return float(np.linalg.norm(parts)) / (SWING_DPS * 131)

    assert passed(corner_hz) == pytest.approx(0.5**0.5, abs=0.01)
    assert passed(corner_hz / 10) > 0.99


@pytest.mark.parametrize(
    ("who_am_i", "counts_per_c", "zero_c"),
    [(0x70, 333.87, 21), (0x71, 333.87, 21), (0x72, 333.87, 21), (0x98, 326.8, 25)],
)
def test_a_relative_has_another_thermometer_and_half_the_fifo(
    who_am_i: int, counts_per_c: float, zero_c: float
) -> None:
    with rig(who_am_i=who_am_i, temperature_c=27.0) as it:
        wake(it)
        fill_fifo(it)
        it.clock.sleep(0.5)
        assert count(it) == FIFO_BYTES // 2
        assert read(it, Register.INT_STATUS)[0] & INT_FIFO_OVERFLOW
        counts = int.from_bytes(read(it, Register.TEMP_OUT_H, 2), signed=True)
        assert counts / counts_per_c + zero_c == pytest.approx(27, abs=0.002)


@pytest.mark.parametrize(("setting", "delay_ms"), [(3, 4.88), (6, 32.48)])
def test_a_relative_has_a_filter_of_its_own_for_the_accelerometer(setting: int, delay_ms: float) -> None:
    with rig(slow_ruler, who_am_i=0x70) as it:
        wake(it, 9, 1)
        write(it, Register.ACCEL_CONFIG_2, setting)
        it.clock.sleep(0.1005)
        assert slow_ruler_delay_ms(it) == pytest.approx(delay_ms, abs=0.1)
