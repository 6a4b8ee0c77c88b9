"""The rounds in which somebody was asked: those of this run, and those that the records tell of earlier ones.

Knows when they were; must never know what was answered.
"""

from collections.abc import Sequence
from typing import Final

from device.records.facts import AskedRound

SAME_ROUND_S: Final = 5.0  # ours: no round can begin so soon after another


class AskedLog:
    """Before the records were read nobody can know, and nothing may be asked."""

    def __init__(self) -> None:
        self._own, self._recorded = list[AskedRound](), list[AskedRound]()
        self._is_known = False

    def begin(self, start_s: float, day: str) -> None:
        """One more, on that local day."""
        self._own.append(AskedRound(start_s, day))

    def know_of(self, recorded: Sequence[AskedRound] | None) -> None:
        """Rounds as the records tell them now, those of this run too; None where nobody can know.

        They replace what was known of earlier ones: a clock that was set has moved them.
        """
        if recorded is not None:
            self._recorded, self._is_known = list(recorded), True

    @property
    def rounds(self) -> list[AskedRound] | None:
        """All that are known; None while nobody can know."""
        if not self._is_known:
            return None
        return [*self._recorded, *(own for own in self._own if not any(_is_same(own, one) for one in self._recorded))]


def _is_same(one: AskedRound, other: AskedRound) -> bool:
    return abs(one.start_s - other.start_s) <= SAME_ROUND_S
