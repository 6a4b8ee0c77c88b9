"""The kernel's side of /dev/i2c-N for simulated chips: everything above the system calls runs unchanged.

Knows the i2c-dev interface and what the Raspberry Pi's driver refuses; must never know what a chip's registers mean.
"""

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from drivers.i2c.kernel_interface import (
    I2C_DEVICE,
    I2C_FUNC_I2C,
    I2C_FUNC_SMBUS_EMUL,
    I2C_FUNCS,
    I2C_RDWR,
    I2C_RDWR_IOCTL_MAX_MSGS,
    I2C_SLAVE,
    I2C_SLAVE_FORCE,
    I2C_SMBUS,
    I2C_SMBUS_BLOCK_MAX,
    I2C_SMBUS_BYTE,
    I2C_SMBUS_BYTE_DATA,
    I2C_SMBUS_I2C_BLOCK_DATA,
    I2C_SMBUS_QUICK,
    I2C_SMBUS_READ,
    I2C_SMBUS_WORD_DATA,
    I2cMessage,
    SmbusTransfer,
    answer,
    messages,
    sent,
)
from drivers.i2c.tap import below_smbus2


class ChipOnBus(Protocol):
    """Anything on the wire. Both may raise OSError with the errno the kernel would give."""

    def write(self, data: bytes) -> None:
        """Take a write message."""

    def read(self, length: int) -> bytes:
        """Answer a read message."""


Buses = Mapping[int, Mapping[int, ChipOnBus]]
"""Bus number -> address -> chip."""


class SimulatedKernel:
    """Stands where smbus2 expects the os module and ioctl. `calls` counts the ioctls on simulated buses."""

    O_RDWR = os.O_RDWR

    def __init__(self, buses: Buses) -> None:
        self.calls = 0
        self._buses = {f"{I2C_DEVICE}{number}": chips for number, chips in buses.items()}
        self._open: dict[int, _OpenBus] = {}

    @property
    def open_files(self) -> int:
        """How many times a simulated bus is open."""
        return len(self._open)

    def open(self, path: str, flags: int) -> int:
        """As os.open; no other I2C bus exists."""
        if not path.startswith(I2C_DEVICE):
            return os.open(path, flags)
        if path not in self._buses:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        descriptor = os.open(os.devnull, flags)  # a number of our own, valid until it is closed
        self._open[descriptor] = _OpenBus(self._buses[path])
        return descriptor

    def listdir(self, path: str) -> list[str]:
        """As os.listdir, of /dev with these buses alone."""
        return [bus.removeprefix(f"{path}/") for bus in self._buses]

    def close(self, descriptor: int) -> None:
        """As os.close."""
        self._open.pop(descriptor, None)
        os.close(descriptor)

    def ioctl(self, descriptor: int, request: int, argument: Any) -> int:
        """As fcntl.ioctl."""
        if descriptor not in self._open:
            return int(fcntl.ioctl(descriptor, request, argument))
        self.calls += 1
        return self._open[descriptor].ioctl(request, argument)


@contextmanager
def simulated_i2c(buses: Buses) -> Iterator[SimulatedKernel]:
    """For as long as this lasts, smbus2 finds these buses and chips and no others."""
    kernel = SimulatedKernel(buses)
    with below_smbus2(kernel):
        yield kernel


class _OpenBus:
    """What one file descriptor of i2c-dev remembers, and what its ioctls do."""

    def __init__(self, chips: Mapping[int, ChipOnBus]) -> None:
        self._chips = chips
        self._address = 0

    def ioctl(self, request: int, argument: Any) -> int:
        requests: dict[int, Callable[[Any], int]] = {
            I2C_FUNCS: self._functions,
            I2C_SLAVE: self._choose,
            I2C_SLAVE_FORCE: self._choose,
            I2C_RDWR: self._messages,
            I2C_SMBUS: self._smbus,
        }
        if request not in requests:
            raise _refused(errno.ENOTTY)
        return requests[request](argument)

    def _functions(self, functions: Any) -> int:
        functions.value = I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL
        return 0

    def _choose(self, address: int) -> int:
        self._address = address
        return 0

    def _messages(self, argument: Any) -> int:
        given = messages(argument)
        if len(given) > I2C_RDWR_IOCTL_MAX_MSGS:
            raise _refused(errno.EINVAL)
        if any(message.reads for message in given[:-1]):  # i2c-bcm2835: one read, and it is the last
            raise _refused(errno.EOPNOTSUPP)
        for message in given:
            self._message(message)
        return len(given)

    def _message(self, message: I2cMessage) -> None:
        chip = self._chip(message.addr)
        if message.reads:
            answer(message, chip.read(message.len))
        else:
            chip.write(sent(message))

    def _smbus(self, argument: Any) -> int:
        transfer = SmbusTransfer.from_buffer(argument)
        chip, reading = self._chip(self._address), transfer.read_write == I2C_SMBUS_READ
        command = bytes([transfer.command])
        if transfer.size == I2C_SMBUS_QUICK:
            chip.write(b"")
        elif transfer.size == I2C_SMBUS_BYTE and not reading:
            chip.write(command)
        elif reading:
            self._smbus_read(chip, command, transfer)
        else:
            chip.write(command + ctypes.string_at(*_smbus_data(transfer)))
        return 0

    def _smbus_read(self, chip: ChipOnBus, command: bytes, transfer: SmbusTransfer) -> None:
        if transfer.size != I2C_SMBUS_BYTE:
            chip.write(command)
        data, length = _smbus_data(transfer)
        ctypes.memmove(data, chip.read(length), length)

    def _chip(self, address: int) -> ChipOnBus:
        if address not in self._chips:
            raise _refused(errno.EREMOTEIO)
        return self._chips[address]


def _smbus_data(transfer: SmbusTransfer) -> tuple[int, int]:
    """Where the bytes of an SMBus transfer lie, and how many they are."""
    data = transfer.data or 0
    if transfer.size != I2C_SMBUS_I2C_BLOCK_DATA:
        return data, _smbus_length(transfer.size)
    length = ctypes.string_at(data, 1)[0]
    if length > I2C_SMBUS_BLOCK_MAX:
        raise _refused(errno.EINVAL)
    return data + 1, length


def _smbus_length(size: int) -> int:
    lengths = {I2C_SMBUS_BYTE: 1, I2C_SMBUS_BYTE_DATA: 1, I2C_SMBUS_WORD_DATA: 2}
    if size not in lengths:
        raise _refused(errno.EOPNOTSUPP)
    return lengths[size]


def _refused(number: int) -> OSError:
    return OSError(number, os.strerror(number))
