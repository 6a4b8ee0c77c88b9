"""What is wrong with the device as the right light tells it: since when, and which of four codes.

Knows parts by name; must never know what a part does, or how a code looks.
"""

from collections.abc import Mapping
from typing import Final

SENSOR, STORAGE_OR_CLOCK, NOT_WORN, POWER = 2, 3, 4, 5  # as many blinks, slow enough to be counted
FAULT_CODES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("sensor", "accelerometer", "gyroscope", "noise"), SENSOR),
    **dict.fromkeys(("store", "clock", "time zone"), STORAGE_OR_CLOCK),
    "wear": NOT_WORN,
    **dict.fromkeys(("battery", "supply"), POWER),
}
"""Parts that have a code; whatever else is wrong blinks without one."""

ON_A_PRESS: Final = frozenset({"wear"})
"""No faults of the device: told only to those who ask by a press, and only where nothing else is wrong."""


class Faults:
    """The parts that are broken at this moment."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}
        self._quiet, self._answered = set[str](), frozenset[str]()

    def blame(self, part: str, now_s: float, *, present: bool) -> None:
        """From `now_s` on this part is broken, or no longer."""
        if part in ON_A_PRESS:
            (self._quiet.add if present else self._quiet.discard)(part)
        elif present:
            self._since_s.setdefault(part, now_s)
        else:
            self._since_s.pop(part, None)

    def ask(self) -> None:
        """A press. As it is now it is answered to the end: a code that begins or breaks off would be another code."""
        self._answered = frozenset(self._quiet)

    @property
    def since_s(self) -> float | None:
        """When the last of them broke; -inf where only a press is answered, None when all is well."""
        return max(self._since_s.values(), default=float("-inf") if self._answered else None)

    @property
    def code(self) -> int | None:
        """The lowest code among them, which is the one to look at first."""
        return min((FAULT_CODES[part] for part in self._since_s or self._answered if part in FAULT_CODES), default=None)
