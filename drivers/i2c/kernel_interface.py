"""The kernel's interface to /dev/i2c-N: the numbers of its calls and the layout of what is handed over.

Knows the kernel's include/uapi/linux/i2c-dev.h and i2c.h; must never know who calls or which chip answers.
"""

import ctypes
from typing import Any, Final

I2C_DEVICE: Final = "/dev/i2c-"
I2C_SLAVE: Final = 0x0703
I2C_FUNCS: Final = 0x0705
I2C_SLAVE_FORCE: Final = 0x0706
I2C_RDWR: Final = 0x0707
I2C_SMBUS: Final = 0x0720
I2C_M_RD: Final = 0x0001
I2C_FUNC_I2C: Final = 0x00000001
I2C_FUNC_SMBUS_EMUL: Final = 0x0EFF0008
I2C_RDWR_IOCTL_MAX_MSGS: Final = 42
I2C_SMBUS_READ: Final = 1
I2C_SMBUS_QUICK: Final = 0
I2C_SMBUS_BYTE: Final = 1
I2C_SMBUS_BYTE_DATA: Final = 2
I2C_SMBUS_WORD_DATA: Final = 3
I2C_SMBUS_I2C_BLOCK_DATA: Final = 8
I2C_SMBUS_BLOCK_MAX: Final = 32


class I2cMessage(ctypes.Structure):
    """A struct i2c_msg: `len` bytes at `buf`, to or from the chip at `addr`."""

    addr: int
    flags: int
    len: int
    buf: int | None
    _fields_ = (
        ("addr", ctypes.c_uint16),
        ("flags", ctypes.c_uint16),
        ("len", ctypes.c_uint16),
        ("buf", ctypes.c_void_p),
    )

    @property
    def reads(self) -> bool:
        """Whether the chip speaks."""
        return bool(self.flags & I2C_M_RD)


class Messages(ctypes.Structure):
    """A struct i2c_rdwr_ioctl_data, the argument of I2C_RDWR: `nmsgs` messages at `msgs`."""

    msgs: int | None
    nmsgs: int
    _fields_ = (("msgs", ctypes.c_void_p), ("nmsgs", ctypes.c_uint32))


class SmbusTransfer(ctypes.Structure):
    """A struct i2c_smbus_ioctl_data, the argument of I2C_SMBUS: a transfer of the kind `size`, its bytes at `data`."""

    read_write: int
    command: int
    size: int
    data: int | None
    _fields_ = (
        ("read_write", ctypes.c_uint8),
        ("command", ctypes.c_uint8),
        ("size", ctypes.c_uint32),
        ("data", ctypes.c_void_p),
    )


def messages(argument: Any) -> list[I2cMessage]:
    """The messages of an I2C_RDWR call, still in the caller's memory: valid until the call returns."""
    given = Messages.from_buffer(argument)
    return list((I2cMessage * given.nmsgs).from_address(given.msgs or 0))


def sent(message: I2cMessage) -> bytes:
    """A copy of the message's bytes."""
    return ctypes.string_at(message.buf or 0, message.len)


def answer(message: I2cMessage, data: bytes) -> None:
    """Put as many bytes of `data` into a message that reads as it has room for."""
    ctypes.memmove(message.buf or 0, data, message.len)
