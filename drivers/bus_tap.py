"""The seam between smbus2 and the kernel, where a recorder or a player stands in for the system calls.

Knows the calls that `drivers.bus` makes; must never know which chip answers. All of driver, bus and smbus2 runs above.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from drivers.bus import SYSTEM_CALLS
from drivers.bus_events import Transfer

REPLACED: Final = ("os", "ioctl")


class Calls(Protocol):
    """What smbus2 takes from the module os, and ioctl."""

    O_RDWR: int

    def open(self, path: str, flags: int) -> int: ...  # noqa: D102 - as in os

    def close(self, descriptor: int) -> None: ...  # noqa: D102

    def ioctl(self, descriptor: int, request: int, argument: Any) -> int: ...  # noqa: D102


@contextmanager
def below_smbus2(calls: Calls) -> Iterator[None]:
    """For as long as this lasts, smbus2 makes these calls."""
    before = calls_now()
    try:
        _replace({"os": calls, "ioctl": calls.ioctl})
        yield
    finally:
        _replace(before)


def calls_now() -> dict[str, Any]:
    """What smbus2 uses at this moment, by the names in REPLACED."""
    return {name: getattr(SYSTEM_CALLS, name) for name in REPLACED}


def _replace(calls: dict[str, Any]) -> None:
    for name, value in calls.items():
        setattr(SYSTEM_CALLS, name, value)


def transfer_in(argument: Any, begin_us: int, took_us: int, number: int) -> Transfer:
    """The transfer in the messages of an ioctl, as `drivers.bus` makes them: the register and data, or then a read."""
    messages = argument.msgs[: argument.nmsgs]
    sent, answer = ctypes.string_at(messages[0].buf, messages[0].len), messages[-1]
    address, register, reading = messages[0].addr, sent[0], len(messages) > 1
    if not reading:
        return Transfer(begin_us, took_us, "w", address, register, len(sent) - 1, sent[1:], number)
    data = b"" if number else ctypes.string_at(answer.buf, answer.len)
    return Transfer(begin_us, took_us, "r", address, register, answer.len, data, number)
