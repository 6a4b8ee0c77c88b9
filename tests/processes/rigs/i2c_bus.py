"""An I2C bus of simulated chips as a character device: the two ioctls of i2c-dev that the firmware makes.

Knows what /dev/i2c-N takes and refuses; must never know what a chip's registers mean.
"""

import errno
import os
import struct
from collections.abc import Mapping
from ctypes import sizeof
from typing import Final

from drivers.i2c.kernel_interface import (
    I2C_FUNC_I2C,
    I2C_FUNC_SMBUS_EMUL,
    I2C_FUNCS,
    I2C_RDWR,
    I2C_RDWR_IOCTL_MAX_MSGS,
    I2cMessage,
    Messages,
)
from drivers.simulated.kernel import ChipOnBus
from tests.processes.rigs.cuse import Done, Piece, Wanted

FUNCTIONS: Final = struct.Struct("<Q")


class I2cBus:
    """The wire with its chips, by address."""

    def __init__(self, chips: Mapping[int, ChipOnBus]) -> None:
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
        head = (argument, sizeof(Messages))
        if not given:
            return Wanted((head,))
        transfer = Messages.from_buffer_copy(given)
        if transfer.nmsgs > I2C_RDWR_IOCTL_MAX_MSGS:
            raise _refused(errno.EINVAL)
        described = (transfer.msgs or 0, sizeof(I2cMessage) * transfer.nmsgs)
        start = sizeof(Messages) + sizeof(I2cMessage) * transfer.nmsgs
        if len(given) < start:
            return Wanted((head, described))
        messages = list((I2cMessage * transfer.nmsgs).from_buffer_copy(given, sizeof(Messages)))
        written, read = ([_piece(m) for m in messages if m.len and m.reads == reads] for reads in (False, True))
        if len(given) < start + _total(written) or room < _total(read):
            return Wanted((head, described, *written), tuple(read))
        return Done(transfer.nmsgs, self._carry(messages, given[start:]))

    def _carry(self, messages: list[I2cMessage], written: bytes) -> bytes:
        if any(message.reads for message in messages[:-1]):  # i2c-bcm2835: one read, and it is the last
            raise _refused(errno.EOPNOTSUPP)
        answer = b""
        for message in messages:
            answer += self._carry_one(message, written)
            written = written[0 if message.reads else message.len :]
        return answer

    def _carry_one(self, message: I2cMessage, written: bytes) -> bytes:
        if message.addr not in self._chips:
            raise _refused(errno.EREMOTEIO)
        chip = self._chips[message.addr]
        if message.reads:
            return chip.read(message.len)
        chip.write(written[: message.len])
        return b""


def _functions(argument: int, room: int) -> Done | Wanted:
    if room < FUNCTIONS.size:
        return Wanted((), ((argument, FUNCTIONS.size),))
    return Done(0, FUNCTIONS.pack(I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL))


def _piece(message: I2cMessage) -> Piece:
    """Where the message's data is in the client's memory."""
    return message.buf or 0, message.len


def _total(pieces: list[Piece]) -> int:
    return sum(length for _, length in pieces)


def _refused(number: int) -> OSError:
    return OSError(number, os.strerror(number))
