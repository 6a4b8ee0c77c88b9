"""Writes down what is said between smbus2 and the kernel, each attempt with its moment, and changes none of it.

Knows system calls; must never know where the events go or which chip answers.
"""

import errno
import os
from collections.abc import Callable
from typing import Any, Final

from drivers.bus_log.log_format import BusEvent, ClockReading, Opened, to_s, to_us, transfer_in
from drivers.i2c.kernel_interface import I2C_RDWR
from drivers.i2c.tap import calls_now

UNKNOWN: Final = errno.EIO  # where an OSError has no number


class Recorder:
    """Hands every call on to what smbus2 would have called, and every event with its time to `write`."""

    O_RDWR = os.O_RDWR

    def __init__(self, write: Callable[[BusEvent], None], monotonic_s: Callable[[], float]) -> None:
        self._write, self._monotonic_s = write, monotonic_s
        self._os, self._ioctl = calls_now()

    def monotonic_s(self) -> float:
        """The time for the driver, in whole microseconds as in the log."""
        time_us = to_us(self._monotonic_s())
        self._write(ClockReading(time_us))
        return to_s(time_us)

    def open(self, path: str, flags: int) -> int:
        """As os.open."""
        time_us = to_us(self._monotonic_s())
        try:
            descriptor = int(self._os.open(path, flags))
        except OSError as error:
            self._write(Opened(time_us, error.errno or UNKNOWN))
            raise
        self._write(Opened(time_us, 0))
        return descriptor

    def listdir(self, path: str) -> list[str]:
        """As os.listdir; it is no part of the log."""
        return list(self._os.listdir(path))

    def close(self, descriptor: int) -> None:
        """As os.close."""
        self._os.close(descriptor)

    def ioctl(self, descriptor: int, request: int, argument: Any) -> int:
        """As fcntl.ioctl."""
        if request != I2C_RDWR:
            return int(self._ioctl(descriptor, request, argument))
        begin_us = to_us(self._monotonic_s())
        try:
            result = int(self._ioctl(descriptor, request, argument))
        except OSError as error:
            self._write_transfer(argument, begin_us, error.errno or UNKNOWN)
            raise
        self._write_transfer(argument, begin_us, 0)
        return result

    def _write_transfer(self, argument: Any, begin_us: int, number: int) -> None:
        took_us = to_us(self._monotonic_s()) - begin_us
        self._write(transfer_in(argument, begin_us, took_us, number))
