"""What can happen between a driver and its bus, each with its moment. Knows no chip, no file and no system call."""

from dataclasses import dataclass
from typing import Final, Literal

MICROSECONDS: Final = 1_000_000

Direction = Literal["r", "w"]
EndReason = Literal["time", "asked", "full"]
"""Why a recording ended: its time was over, somebody asked for it, or the log had reached its largest size."""


@dataclass(frozen=True)
class Opened:
    """The bus was opened, or was not: `errno` is 0 if it worked."""

    time_us: int
    errno: int


@dataclass(frozen=True)
class Told:
    """The driver asked what time it is."""

    time_us: int


@dataclass(frozen=True)
class Transfer:
    """`length` bytes were read ("r") or written ("w") from `register` on, and it took `took_us`.

    A transfer that failed has an `errno` other than 0; then nothing was read, and nobody knows what was written.
    """

    time_us: int
    took_us: int
    direction: Direction
    address: int
    register: int
    length: int
    data: bytes
    errno: int = 0


@dataclass(frozen=True)
class Ended:
    """The recorder stopped looking at the sensor; what follows only puts it to sleep."""

    time_us: int
    why: EndReason


Event = Opened | Told | Transfer | Ended


def to_us(time_s: float) -> int:
    """Whole microseconds."""
    return round(time_s * MICROSECONDS)


def to_s(time_us: int) -> float:
    """Seconds; `to_us` makes the same microseconds of them."""
    return time_us / MICROSECONDS
