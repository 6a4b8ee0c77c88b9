"""Once a second all parts are asked how they are: who is told of it, and what broke or works again.

Knows parts by what they say; must never know lights, buttons or files.
"""

from collections.abc import Callable, Sequence
from typing import Final

from device.health.coming_and_going import ComingAndGoing
from device.health.parts import PartState, not_working

STATES_S: Final = 1.0

AsksState = Callable[[], Sequence[PartState]]


class HealthWatch:
    """What all parts say, heard by one."""

    def __init__(self, parts: Sequence[AsksState], told: Callable[[Sequence[PartState]], None] | None) -> None:
        """`told` hears how they all are, if anybody does."""
        self._parts, self._told = parts, told
        self._coming, self._broken = ComingAndGoing(), frozenset[str]()
        self._next_s = float("-inf")

    @property
    def next_s(self) -> float:
        """When they are asked next."""
        return self._next_s

    def push(self, now_s: float) -> list[tuple[str, bool]]:
        """Each part that broke or works again since it was asked last, and whether it is broken."""
        if now_s < self._next_s:
            return []
        on_time = now_s - self._next_s < STATES_S  # what was missed is not made up for
        self._next_s = (self._next_s if on_time else now_s) + STATES_S
        states = self._coming.push(now_s, [state for asked in self._parts for state in asked()])
        if self._told:
            self._told(states)
        broken = frozenset(state.part for state in not_working(states))
        changed, self._broken = sorted(broken ^ self._broken), broken
        return [(part, part in broken) for part in changed]
