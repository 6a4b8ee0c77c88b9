"""What is wrong with the device as the right light tells it: since when, and which of four codes.

Knows parts by name; must never know what a part does, or how a code looks.
"""

from collections.abc import Mapping
from typing import Final

POWER, SENSOR, STORAGE_OR_CLOCK, NOT_WORN = 1, 2, 3, 4  # as many blinks: people count reliably to four
CODES: Final[Mapping[str, int]] = {
    "power": POWER,
    **dict.fromkeys(("sensor", "accelerometer", "gyroscope", "noise"), SENSOR),
    **dict.fromkeys(("store", "clock", "time zone"), STORAGE_OR_CLOCK),
    "wear": NOT_WORN,
}
"""Parts that have a code; whatever else is wrong blinks without one."""


class Faults:
    """The parts that are broken at this moment."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}

    def blame(self, part: str, now_s: float, *, present: bool) -> None:
        """From `now_s` on this part is broken, or no longer."""
        if present:
            self._since_s.setdefault(part, now_s)
        else:
            self._since_s.pop(part, None)

    @property
    def since_s(self) -> float | None:
        """When the last of them broke; None when all is well."""
        return max(self._since_s.values(), default=None)

    @property
    def code(self) -> int | None:
        """The lowest code among them, which is the one to look at first."""
        return min((CODES[part] for part in self._since_s if part in CODES), default=None)
