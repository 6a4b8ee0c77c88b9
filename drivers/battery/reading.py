"""One look at a battery. Knows what every board may tell; must never know which board it was."""

from dataclasses import dataclass
from typing import Final

LEAST_V, MOST_V = 2.5, 4.6  # of one lithium cell that still lives, and one that is charged to the brim
FULL_PERCENT: Final = 100


class BatteryUnreadable(Exception):
    """The battery cannot be read; the message says what was seen and what to check."""


@dataclass(frozen=True)
class BatteryReading:
    """The level, 0 to 100 percent; the voltage of the cell. external, charging: None where the board does not tell."""

    percent: float
    volts: float | None = None
    external: bool | None = None
    charging: bool | None = None


def checked(seen: BatteryReading, where: str) -> BatteryReading:
    """The same, if a battery can be like that. Raises BatteryUnreadable."""
    if not 0 <= seen.percent <= FULL_PERCENT:
        raise BatteryUnreadable(f"{where}: expected a level of 0 to 100 %, got {seen.percent:g}: is it this board?")
    if seen.volts is not None and not LEAST_V <= seen.volts <= MOST_V:
        raise BatteryUnreadable(
            f"{where}: expected {LEAST_V} to {MOST_V} V of a lithium cell, got {seen.volts:g}: check the battery's plug"
        )
    return seen
