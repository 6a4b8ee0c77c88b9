"""The I2C wire: the real smbus2 over simulated system calls."""

import errno
import os

import pytest

from drivers.i2c.bus import ATTEMPTS, Bus, BusError, BusMissing
from drivers.mpu6050.registers import Register
from drivers.simulated.kernel import simulated_i2c
from tests.support.bench import ADDRESS, Flaky, rig


def test_an_absent_bus_is_reported_with_how_to_enable_it() -> None:
    with simulated_i2c({1: {}}), pytest.raises(BusMissing, match=r"/dev/i2c-3.*enable I2C"):
        Bus(3).open()


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ((1,), r"there is /dev/i2c-1: set bus in \[sensor\] to one"),
        ((20, 1), r"there are /dev/i2c-1, /dev/i2c-20: set bus in \[sensor\] to one"),
    ],
)
def test_the_message_about_an_absent_bus_names_those_that_are_there(there: tuple[int, ...], words: str) -> None:
    with simulated_i2c({number: {} for number in there}), pytest.raises(BusMissing, match=words) as raised:
        Bus(3).open()
    assert "enable I2C" in str(raised.value)


def test_where_no_bus_is_the_message_says_only_how_to_enable_it() -> None:
    with simulated_i2c({}), pytest.raises(BusMissing, match=r"directory\): enable I2C"):
        Bus(1).open()


def test_a_bus_that_does_not_open_can_still_be_closed() -> None:
    bus = Bus(3)
    with simulated_i2c({}) as kernel, pytest.raises(BusMissing):
        bus.open()
    bus.close()
    assert kernel.open_files == 0


def test_making_a_bus_opens_nothing() -> None:
    with simulated_i2c({1: {}}) as kernel:
        Bus(1)
        assert kernel.open_files == 0


def test_leaving_the_bus_closes_it_even_after_an_error() -> None:
    with simulated_i2c({1: {}}) as kernel:
        with pytest.raises(BusError), Bus(1) as bus:
            bus.read(ADDRESS, Register.WHO_AM_I, 1)
        assert kernel.open_files == 0


def test_opening_again_leaks_nothing() -> None:
    with simulated_i2c({1: {}}) as kernel, Bus(1) as bus:
        bus.open()
        assert kernel.open_files == 1


def test_a_closed_bus_says_that_it_is_closed() -> None:
    with pytest.raises(BusMissing, match="/dev/i2c-1 is not open"):
        Bus(1).read(ADDRESS, Register.WHO_AM_I, 1)


def test_silence_names_bus_address_meaning_and_what_to_check() -> None:
    with simulated_i2c({1: {}}), Bus(1) as bus, pytest.raises(BusError) as raised:
        bus.read(0x69, Register.WHO_AM_I, 1)
    assert raised.value.errno == errno.EREMOTEIO
    for part in ("0x69", "/dev/i2c-1", "errno 121", "nothing answered", "wiring", "AD0"):
        assert part in str(raised.value)


def test_what_is_written_is_read_back() -> None:
    with rig() as it:
        it.bus.write(ADDRESS, Register.SMPLRT_DIV, bytes([9, 3, 0x10]))
        assert it.bus.read(ADDRESS, Register.SMPLRT_DIV, 3) == bytes([9, 3, 0x10])


@pytest.mark.parametrize("number", [errno.EREMOTEIO, errno.EIO, errno.EAGAIN])
def test_a_passing_failure_is_repeated(number: int) -> None:
    flaky = Flaky()
    with rig(faults=[flaky]) as it:
        flaky.arm({0: number, 1: number})
        calls = it.kernel.calls
        assert it.bus.read(ADDRESS, Register.WHO_AM_I, 1) == bytes([0x68])
        assert it.kernel.calls - calls == 3


def test_repeating_is_bounded() -> None:
    with simulated_i2c({1: {}}) as kernel, Bus(1) as bus:
        calls = kernel.calls
        with pytest.raises(BusError):
            bus.write(ADDRESS, Register.SMPLRT_DIV, b"\0")
        assert kernel.calls - calls == ATTEMPTS


def test_a_time_out_is_not_repeated_because_each_takes_a_second() -> None:
    flaky = Flaky()
    with rig(faults=[flaky]) as it:
        flaky.arm({0: errno.ETIMEDOUT})
        calls = it.kernel.calls
        with pytest.raises(BusError, match="SDA or SCL held low"):
            it.bus.read(ADDRESS, Register.WHO_AM_I, 1)
        assert it.kernel.calls - calls == 1


def test_a_stuck_bus_fails_at_once_until_it_is_opened_anew() -> None:
    flaky = Flaky()
    with rig(faults=[flaky]) as it:
        flaky.arm({0: errno.ETIMEDOUT})
        with pytest.raises(BusError, match="SDA or SCL held low") as first:
            it.bus.write(ADDRESS, Register.SMPLRT_DIV, b"\0")
        calls = it.kernel.calls
        with pytest.raises(BusError) as second:
            it.bus.read(ADDRESS, Register.WHO_AM_I, 1)
        assert (str(second.value), second.value.errno) == (str(first.value), errno.ETIMEDOUT)
        assert it.kernel.calls == calls
        it.bus.open()
        assert it.bus.read(ADDRESS, Register.WHO_AM_I, 1) == bytes([0x68])


def test_reading_once_is_never_repeated() -> None:
    flaky = Flaky()
    with rig(faults=[flaky]) as it:
        flaky.arm({1: errno.EIO})
        calls = it.kernel.calls
        with pytest.raises(BusError, match="broke off"):
            it.bus.read_once(ADDRESS, Register.FIFO_R_W, 14)
        assert it.kernel.calls - calls == 1


def test_files_that_are_no_i2c_bus_are_left_alone() -> None:
    with simulated_i2c({}) as kernel:
        descriptor = kernel.open(os.devnull, os.O_RDWR)
        kernel.close(descriptor)
        assert kernel.open_files == 0
