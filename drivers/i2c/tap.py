"""The seam between smbus2 and the kernel: what a recorder, a player or a simulated kernel puts in its place.

Knows which system calls smbus2 makes; must never know who answers them. All of driver, bus and smbus2 runs above.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from drivers.i2c.bus import SYSTEM_CALLS


class Calls(Protocol):
    """What smbus2 takes from the module os, and ioctl. With `listdir`, it also says which buses there are."""

    O_RDWR: int

    def open(self, path: str, flags: int) -> int: ...  # noqa: D102 - as in os

    def close(self, descriptor: int) -> None: ...  # noqa: D102

    def ioctl(self, descriptor: int, request: int, argument: Any) -> int: ...  # noqa: D102


class Names(NamedTuple):
    """What smbus2 finds under each of the names that are replaced."""

    os: Any
    ioctl: Callable[[int, int, Any], int]


@contextmanager
def below_smbus2(calls: Calls) -> Iterator[None]:
    """For as long as this lasts, smbus2 makes these calls."""
    before = calls_now()
    try:
        _replace(Names(calls, calls.ioctl))
        yield
    finally:
        _replace(before)


def calls_now() -> Names:
    """What smbus2 uses at this moment."""
    return Names(*(getattr(SYSTEM_CALLS, name) for name in Names._fields))


def _replace(names: Names) -> None:
    for name, value in names._asdict().items():
        setattr(SYSTEM_CALLS, name, value)
