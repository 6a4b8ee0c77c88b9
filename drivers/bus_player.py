"""Says what was written down to a driver that runs over it, as long as the driver does what it did then.

Knows system calls; must never know where the events come from or which chip they are of.
"""

import ctypes
import os
from typing import Any, Final

from drivers.bus_events import Ended, Event, Opened, Told, Transfer, to_s
from drivers.bus_log import NumberedEvents
from drivers.bus_tap import transfer_in
from drivers.simulated_kernel import I2C_FUNC_I2C, I2C_FUNCS

USE_THAT_FIRMWARE: Final = "replay it with the firmware named in line 1"
WAYS: Final = {"r": "a read from", "w": "a write to"}


class LogOver(Exception):
    """The log ends here, and more was asked for."""


class Differs(Exception):
    """The driver does something else than it did when the log was made; the message says what, and in which line."""


class Player:
    """Answers every call as it was answered when the log was made. Raises LogOver, Differs and BadLog."""

    O_RDWR = os.O_RDWR

    def __init__(self, events: NumberedEvents) -> None:
        self._events = events
        self._next: tuple[int, Event] | None = next(events, None)
        self._time_us = 0

    def monotonic_s(self) -> float:
        """What the driver was told at this place; where it was told nothing, the last event's time."""
        if isinstance(self._upcoming(), Told):
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
            raise Differs(f"line {line}: {_recorded(event)}, this firmware opens the bus; {USE_THAT_FIRMWARE}")
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
        asked = transfer_in(argument, event.time_us, 0, 0)
        if not isinstance(event, Transfer) or _request(event) != _request(asked):
            raise Differs(f"line {line}: {_recorded(event)}, this firmware does {_said(asked)}; {USE_THAT_FIRMWARE}")
        _raise(event.errno)
        if event.direction == "r":
            ctypes.memmove(argument.msgs[1].buf, event.data, event.length)
        return int(argument.nmsgs)

    def _upcoming(self) -> Event | None:
        return self._next[1] if self._next else None

    def _take(self) -> tuple[int, Event]:
        if self._next is None:
            raise LogOver
        taken, self._next = self._next, next(self._events, None)
        self._time_us = taken[1].time_us
        return taken

    def _answer(self) -> tuple[int, Event]:
        """The next event that answers a call."""
        while isinstance(self._upcoming(), Told):
            self._take()
        return self._take()


def _request(transfer: Transfer) -> tuple[object, ...]:
    """What the driver decides of a transfer."""
    written = transfer.data if transfer.direction == "w" else b""
    return transfer.direction, transfer.address, transfer.register, transfer.length, written


def _recorded(event: Event) -> str:
    return f"the log has {_said(event) if isinstance(event, Transfer) else type(event).__name__.lower()} here"


def _said(transfer: Transfer) -> str:
    way = WAYS[transfer.direction]
    return f"{way} register 0x{transfer.register:02x} of address 0x{transfer.address:02x}, {transfer.length} bytes"


def _raise(number: int) -> None:
    if number:
        raise OSError(number, os.strerror(number))
