"""Which events belong to a regular series: four whose three distances are nearly the same.

Knows times alone; must never know what happened at them.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from device.parameters import PARAMETERS, Parameters

BESIDE = 3  # a series of four reaches this far before and after each of its events


class Event(Protocol):
    """Something that happened at a time."""

    @property
    def time_s(self) -> float: ...  # noqa: D102 - the name says it


E = TypeVar("E", bound=Event)
Decided = tuple[E, bool]
"""An event and whether it belongs to a regular series."""


class Series(Generic[E]):
    """Takes events in order of time and gives each out again once it is certain how regular the others beside it are.

    That is when three more have come, or when it has been quiet for so long that no more of the series can come.
    """

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        self._parameters = parameters
        self._events: list[E] = []  # up to three that are decided, then the others
        self._decided = 0

    def push(self, until_s: float, events: Sequence[E]) -> list[Decided[E]]:
        """Those that these events, or the quiet before `until_s`, make certain."""
        decided = []
        for event in events:
            decided += self._quiet_until(event.time_s)
            self._events.append(event)
            if len(self._events) - self._decided > BESIDE:
                decided.append(self._decide())
        return decided + self._quiet_until(until_s)

    def certain_until_s(self, until_s: float) -> float:
        """Before when every event up to `until_s` has been given out."""
        return self._events[self._decided].time_s if self._decided < len(self._events) else until_s

    def finish(self) -> list[Decided[E]]:
        """All that are left."""
        decided = [self._decide() for _ in range(len(self._events) - self._decided)]
        self._events, self._decided = [], 0
        return decided

    def _quiet_until(self, now_s: float) -> list[Decided[E]]:
        quiet = self._events and now_s - self._events[-1].time_s > self._parameters.jerks_together_s
        return self.finish() if quiet else []

    def _decide(self) -> Decided[E]:
        at = self._decided
        event, firsts = self._events[at], range(max(at - BESIDE, 0), at + 1)
        regular = any(self._is_regular(self._events[first : first + BESIDE + 1]) for first in firsts)
        dropped = at + 1 - BESIDE
        self._events = self._events[max(dropped, 0) :]
        self._decided = min(at + 1, BESIDE)
        return event, regular

    def _is_regular(self, four: Sequence[E]) -> bool:
        steps_s = [later.time_s - earlier.time_s for earlier, later in pairwise(four)]
        return len(steps_s) == BESIDE and max(steps_s) <= self._parameters.series_ratio * min(steps_s)
