"""Says what was written down to a driver that runs over it, as long as the driver does what it did then.

Knows system calls; must never know where the events come from or which chip they are of.
"""

import os
from itertools import islice
from typing import Any, Final

from drivers.bus_log.log_format import (
    BusEvent,
    ClockReading,
    Ended,
    NumberedEvents,
    Opened,
    Transfer,
    to_s,
    transfer_in,
)
from drivers.i2c.kernel_interface import I2C_FUNC_I2C, I2C_FUNCS, answer, messages

USE_THAT_FIRMWARE: Final = "replay it with the firmware named in line 1"


class LogOver(Exception):
    """The log ends here, and more was asked for."""


class Differs(Exception):
    """The driver does something else than it did when the log was made; the message says what, and in which line."""


class Player:
    """Answers every call as it was answered when the log was made. Raises LogOver, Differs and BadLog.

    It reads no further than the driver asks: a bad line does not take away what stands above it.
    """

    O_RDWR = os.O_RDWR

    def __init__(self, events: NumberedEvents) -> None:
        self._events = events
        self._ahead: list[tuple[int, BusEvent]] = []  # at most one: looked at, but not answered with yet
        self._time_us = 0

    def monotonic_s(self) -> float:
        """What the driver was told at this place; where it was told nothing, the last event's time."""
        if isinstance(self._upcoming(), ClockReading):
            self._take()
        return to_s(self._time_us)

    def over(self) -> bool:
        """Whether the recorder stopped looking at the sensor here. Tells it once."""
        if isinstance(self._upcoming(), Ended):
            self._take()
            return True
        return False

    def open(self, _path: str, flags: int) -> int:
        """A descriptor of nothing, or the OSError of then."""
        line, event = self._answer()
        if not isinstance(event, Opened):
            raise _differs(line, event, _said(Opened(0, 0)))
        _raise(event.errno)
        return os.open(os.devnull, flags)

    def close(self, descriptor: int) -> None:
        """As os.close."""
        os.close(descriptor)

    def ioctl(self, _descriptor: int, request: int, argument: Any) -> int:
        """The answer of then, if the request is the one of then."""
        if request == I2C_FUNCS:
            argument.value = I2C_FUNC_I2C
            return 0
        line, event = self._answer()
        asked = transfer_in(argument, 0, 0, 0)
        if not isinstance(event, Transfer) or _request(event) != _request(asked):
            raise _differs(line, event, _said(asked))
        _raise(event.errno)
        given = messages(argument)
        if event.direction == "r":
            answer(given[-1], event.data)
        return len(given)

    def _upcoming(self) -> BusEvent | None:
        self._ahead = self._ahead or list(islice(self._events, 1))
        return self._ahead[0][1] if self._ahead else None

    def _take(self) -> tuple[int, BusEvent]:
        if self._upcoming() is None:
            raise LogOver
        taken = self._ahead.pop()
        self._time_us = taken[1].time_us
        return taken

    def _answer(self) -> tuple[int, BusEvent]:
        """The next event that answers a call."""
        while isinstance(self._upcoming(), ClockReading):
            self._take()
        return self._take()


def _request(transfer: Transfer) -> tuple[object, ...]:
    """What the driver decides of a transfer."""
    written = transfer.data if transfer.direction == "w" else b""
    return transfer.direction, transfer.address, transfer.register, transfer.length, written


def _differs(line: int, recorded: BusEvent, asked: str) -> Differs:
    return Differs(f"line {line}: the log has {_said(recorded)}, this firmware asks for {asked}; {USE_THAT_FIRMWARE}")


def _said(event: BusEvent) -> str:
    """The event in words; what a driver decides of it is all there, so two different requests never read the same."""
    match event:
        case Opened():
            return "the opening of the bus"
        case Ended():
            return "its end"
        case ClockReading():
            return "a reading of the clock"
        case Transfer():
            return _transfer(event)


def _transfer(transfer: Transfer) -> str:
    place = f"register 0x{transfer.register:02x} of address 0x{transfer.address:02x}"
    if transfer.direction == "r":
        return f"a read of {transfer.length} bytes from {place}"
    return f"a write of {transfer.data.hex(' ') or 'nothing'} to {place}"


def _raise(number: int) -> None:
    if number:
        raise OSError(number, os.strerror(number))
