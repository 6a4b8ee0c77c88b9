"""The PiSugar 3, by its registers on a simulated bus, through the real smbus2."""

import errno
import os
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.battery import BatteryReading, BatteryUnreadable, Pisugar3
from drivers.simulated import SimulatedPisugar3, simulated_i2c
from tests.support.clocks import ManualClock

ADDRESS = 0x57
CONTROL_1, VOLTAGE_H, VOLTAGE_L, PERCENT = 0x02, 0x22, 0x23, 0x2A  # docs.pisugar.com, PiSugar3 I2C Datasheet


class Registers:
    """A board that shows these bytes. `changes` is asked at each look at a register."""

    def __init__(self, shown: dict[int, int], changes: Callable[[int], int] | None = None) -> None:
        self._shown, self._changes, self._pointer = shown, changes, 0
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._pointer = data[0]
        self.written.append(data)

    def read(self, length: int) -> bytes:
        value = self._changes(self._pointer) if self._changes else self._shown.get(self._pointer, 0)
        return bytes([value] * length)


def seen(board: object) -> BatteryReading:
    with simulated_i2c({1: {ADDRESS: board}}):  # type: ignore[dict-item]  # any board here
        return Pisugar3(1).read()


def test_a_board_in_use_tells_level_voltage_and_that_nothing_comes_from_outside() -> None:
    board = Registers({CONTROL_1: 0x40, VOLTAGE_H: 0x0E, VOLTAGE_L: 0xD8, PERCENT: 63})
    assert seen(board) == BatteryReading(63, 3.8, external=False, charging=False)


@pytest.mark.parametrize(
    ("control", "external", "charging"),
    [(0x00, False, False), (0x40, False, False), (0x80, True, False), (0xC0, True, True)],
)
def test_power_from_outside_is_bit_7_and_it_charges_where_bit_6_allows_it(
    control: int, *, external: bool, charging: bool
) -> None:
    reading = seen(Registers({CONTROL_1: control, VOLTAGE_H: 0x0E, VOLTAGE_L: 0xD8, PERCENT: 63}))
    assert (reading.external, reading.charging) == (external, charging)


@given(st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 255))
def test_whatever_stands_in_the_registers_is_a_battery_or_is_refused(
    control: int, millivolts: int, percent: int
) -> None:
    high, low = divmod(millivolts, 256)
    board = Registers({CONTROL_1: control, VOLTAGE_H: high, VOLTAGE_L: low, PERCENT: percent})
    if percent <= 100 and 2500 <= millivolts <= 4600:
        reading = seen(board)
        assert (reading.percent, reading.volts) == (percent, millivolts / 1000)
    else:
        with pytest.raises(BatteryUnreadable, match=r"expected .* got "):
            seen(board)


def test_nothing_is_ever_written_to_it() -> None:
    """A wrong bit of its control registers switches the computer off."""
    board = Registers({VOLTAGE_H: 0x0E, VOLTAGE_L: 0xD8, PERCENT: 63})
    seen(board)
    assert {len(data) for data in board.written} == {1}, "the register's address alone"


def test_a_voltage_that_changes_between_its_two_bytes_is_read_again() -> None:
    """3.839 V becomes 3.840 V: 0x0EFF and 0x0F00, of which 0x0E00 would be read."""
    looks = iter([0x40, 63, 0x0E, 0x00, 0x0F, 0x0F, 0x00, 0x0F])
    assert seen(Registers({}, lambda _register: next(looks))).volts == 3.84


def test_a_board_that_never_shows_the_same_twice_is_refused() -> None:
    counted = iter(range(64))
    with pytest.raises(BatteryUnreadable, match="changed at each of 3 looks"):
        seen(Registers({}, lambda _register: next(counted)))


class Broken:
    """A board that breaks off."""

    def write(self, data: bytes) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    read = write


def test_a_board_that_is_not_there_and_one_that_breaks_off_say_where_and_what_to_check() -> None:
    with simulated_i2c({1: {}}), pytest.raises(BatteryUnreadable, match=r"PiSugar 3 at 0x57 on /dev/i2c-1: .* wiring"):
        Pisugar3(1).read()
    with pytest.raises(BatteryUnreadable, match="broke off"):
        seen(Broken())
    with simulated_i2c({}), pytest.raises(BatteryUnreadable, match="enable I2C"):
        Pisugar3(1).read()


def test_a_simulated_board_empties_in_ten_hours_unless_it_is_plugged_in() -> None:
    clock = ManualClock()
    board = SimulatedPisugar3(clock.monotonic_s)
    assert seen(board) == BatteryReading(100, 4.2, external=False, charging=False)
    clock.sleep(5 * 3600.0)
    assert seen(board) == BatteryReading(50, 3.7, external=False, charging=False)
    board.plugged = True
    clock.sleep(5 * 3600.0)
    assert seen(board) == BatteryReading(50, 3.7, external=True, charging=True)
    board.plugged = False
    clock.sleep(9 * 3600.0)
    assert seen(board).percent == 0
