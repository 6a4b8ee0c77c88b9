"""An I2C bus of simulated chips as a character device: the two ioctls of i2c-dev that the firmware makes.

Knows what /dev/i2c-N takes and refuses; must never know what a chip's registers mean.
"""

import errno
import os
import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

from drivers.simulated_kernel import (
    I2C_FUNC_I2C,
    I2C_FUNC_SMBUS_EMUL,
    I2C_FUNCS,
    I2C_M_RD,
    I2C_RDWR,
    I2C_RDWR_IOCTL_MAX_MSGS,
    Chip,
)
from tests.rigs.cuse import Done, Wanted

FUNCTIONS: Final = struct.Struct("<Q")
TRANSFER: Final = struct.Struct("<QI4x")  # address and number of the messages; linux/i2c-dev.h, i2c_rdwr_ioctl_data
MESSAGE: Final = struct.Struct("<HHH2xQ")  # chip, flags, length, address of the data; linux/i2c.h, i2c_msg


class Message(NamedTuple):
    """One message of a transfer as the client describes it."""

    chip: int
    flags: int
    length: int
    address: int

    @property
    def reads(self) -> bool:
        """Whether the chip speaks."""
        return bool(self.flags & I2C_M_RD)

    @property
    def piece(self) -> tuple[int, int]:
        """Where its data is in the client's memory."""
        return self.address, self.length


class I2cBus:
    """The wire with its chips, by address."""

    def __init__(self, chips: Mapping[int, Chip]) -> None:
        self._chips = chips

    def ioctl(self, request: int, argument: int, given: bytes, room: int) -> Done | Wanted:
        """As the kernel's i2c-dev over i2c-bcm2835. Raises OSError."""
        if request == I2C_FUNCS:
            return _functions(argument, room)
        if request == I2C_RDWR:
            return self._transfer(argument, given, room)
        raise _refused(errno.ENOTTY)

    def _transfer(self, argument: int, given: bytes, room: int) -> Done | Wanted:
        """First the description is asked for, then the messages' descriptions, then their data."""
        head = (argument, TRANSFER.size)
        if not given:
            return Wanted((head,))
        where, number = TRANSFER.unpack_from(given)
        if number > I2C_RDWR_IOCTL_MAX_MSGS:
            raise _refused(errno.EINVAL)
        described = (where, MESSAGE.size * number)
        start = TRANSFER.size + MESSAGE.size * number
        if len(given) < start:
            return Wanted((head, described))
        messages = [Message(*fields) for fields in MESSAGE.iter_unpack(given[TRANSFER.size : start])]
        written, read = ([m.piece for m in messages if m.length and m.reads == reads] for reads in (False, True))
        if len(given) < start + _total(written) or room < _total(read):
            return Wanted((head, described, *written), tuple(read))
        return Done(number, self._carry(messages, given[start:]))

    def _carry(self, messages: list[Message], written: bytes) -> bytes:
        if any(message.reads for message in messages[:-1]):  # i2c-bcm2835: one read, and it is the last
            raise _refused(errno.EOPNOTSUPP)
        answer = b""
        for message in messages:
            answer += self._carry_one(message, written)
            written = written[0 if message.reads else message.length :]
        return answer

    def _carry_one(self, message: Message, written: bytes) -> bytes:
        if message.chip not in self._chips:
            raise _refused(errno.EREMOTEIO)
        chip = self._chips[message.chip]
        if message.reads:
            return chip.read(message.length)
        chip.write(written[: message.length])
        return b""


def _functions(argument: int, room: int) -> Done | Wanted:
    if room < FUNCTIONS.size:
        return Wanted((), ((argument, FUNCTIONS.size),))
    return Done(0, FUNCTIONS.pack(I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL))


def _total(pieces: list[tuple[int, int]]) -> int:
    return sum(length for _, length in pieces)


def _refused(number: int) -> OSError:
    return OSError(number, os.strerror(number))
