"""The simulated system calls: every kind of transfer smbus2 offers, and what the real kernel would refuse."""

import ctypes
import errno

import pytest
from smbus2 import I2cFunc, SMBus, i2c_msg, smbus2

from drivers.i2c import kernel_interface as i2c_dev
from drivers.i2c.bus import SYSTEM_CALLS
from drivers.mpu6050.registers import Register
from drivers.simulated.kernel import simulated_i2c
from tests.support.bench import ADDRESS, BUS, Rig, rig

WHO = bytes([Register.WHO_AM_I])


def refusal(it: Rig, *messages: i2c_msg) -> int | None:
    with SMBus(BUS) as bus, pytest.raises(OSError) as raised:  # noqa: PT011 - the errno is what is looked at
        bus.i2c_rdwr(*messages)
    return raised.value.errno


def test_bytes_words_and_blocks_travel_both_ways() -> None:
    with rig(), SMBus(BUS) as bus:
        bus.write_byte_data(ADDRESS, Register.SMPLRT_DIV, 9)
        assert bus.read_byte_data(ADDRESS, Register.SMPLRT_DIV) == 9
        bus.write_word_data(ADDRESS, Register.SMPLRT_DIV, 0x0307)
        assert bus.read_word_data(ADDRESS, Register.SMPLRT_DIV) == 0x0307
        bus.write_i2c_block_data(ADDRESS, Register.SMPLRT_DIV, [1, 2, 0x10])
        assert bus.read_i2c_block_data(ADDRESS, Register.SMPLRT_DIV, 3) == [1, 2, 0x10]
        bus.write_byte(ADDRESS, Register.WHO_AM_I)
        assert bus.read_byte(ADDRESS) == 0x68
        bus.write_quick(ADDRESS)


def test_it_tells_what_the_bus_can_do() -> None:
    with rig(), SMBus(BUS) as bus:
        assert bus.funcs & I2cFunc.I2C
        assert bus.funcs & I2cFunc.SMBUS_READ_I2C_BLOCK


def test_the_address_can_be_forced() -> None:
    with rig(), SMBus(BUS, force=True) as bus:
        assert bus.read_byte_data(ADDRESS, Register.WHO_AM_I) == 0x68


def test_an_address_without_a_chip_does_not_answer() -> None:
    with rig(), SMBus(BUS) as bus, pytest.raises(OSError, match="121"):
        bus.read_byte_data(0x69, Register.WHO_AM_I)


def test_only_the_last_message_may_be_a_read_as_on_the_raspberry_pi() -> None:
    with rig() as it:
        assert refusal(it, i2c_msg.read(ADDRESS, 1), i2c_msg.read(ADDRESS, 1)) == errno.EOPNOTSUPP


def test_too_many_messages_are_refused() -> None:
    with rig() as it:
        assert refusal(it, *[i2c_msg.write(ADDRESS, WHO)] * 43) == errno.EINVAL


def test_a_kind_of_transfer_that_the_raspberry_pi_lacks_is_refused() -> None:
    with rig(), SMBus(BUS) as bus:
        with pytest.raises(OSError, match=str(errno.EOPNOTSUPP)):
            bus.read_block_data(ADDRESS, Register.WHO_AM_I)
        with pytest.raises(OSError, match=str(errno.ENOTTY)):
            bus.enable_pec()


def test_a_closed_bus_is_a_bad_file_descriptor() -> None:
    with rig():
        bus = SMBus(BUS)
        descriptor = bus.fd
        bus.close()
        bus.fd = descriptor
        with pytest.raises(OSError, match=str(errno.EBADF)):
            bus.read_byte_data(ADDRESS, Register.WHO_AM_I)


def test_afterwards_the_real_system_calls_are_back() -> None:
    before = dict(vars(SYSTEM_CALLS))
    with pytest.raises(ZeroDivisionError), simulated_i2c({BUS: {}}):
        raise ZeroDivisionError
    assert vars(SYSTEM_CALLS) == before


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (i2c_dev.I2cMessage, smbus2.i2c_msg),
        (i2c_dev.Messages, smbus2.i2c_rdwr_ioctl_data),
        (i2c_dev.SmbusTransfer, smbus2.i2c_smbus_ioctl_data),
    ],
)
def test_what_is_handed_over_lies_where_smbus2_puts_it(
    ours: type[ctypes.Structure], theirs: type[ctypes.Structure]
) -> None:
    def layout(structure: type[ctypes.Structure]) -> list[tuple[str, int, int]]:
        fields = [(name, getattr(structure, name)) for name, *_ in structure._fields_]
        return [(name, field.offset, field.size) for name, field in fields]

    assert layout(ours) == layout(theirs)
    assert ctypes.sizeof(ours) == ctypes.sizeof(theirs)


def test_calls_have_the_numbers_that_smbus2_gives_them() -> None:
    shared = [name for name in vars(i2c_dev) if name.startswith("I2C_") and hasattr(smbus2, name)]
    assert {name: getattr(i2c_dev, name) for name in shared} == {name: getattr(smbus2, name) for name in shared}
    assert {"I2C_RDWR", "I2C_FUNCS", "I2C_SMBUS", "I2C_M_RD", "I2C_SMBUS_I2C_BLOCK_DATA"} <= set(shared)
