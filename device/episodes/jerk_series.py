"""Jerks that follow within two seconds of one another, and belong to no regular series or tremor, become one episode.

Knows times and sizes of jerks; must never know how a jerk was found. Events are a regular series when three distances
of four are nearly the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Generic, Protocol, Self, TypeVar

from device.episodes.jerks import Jerk
from device.episodes.rhythmic import CONTINUED, GOES_ON
from device.parameters import ALGORITHM_VERSION, Episodes
from device.records.facts import Episode

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

    def __init__(self, limits: Episodes) -> None:
        self._limits = limits
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
        quiet = self._events and now_s - self._events[-1].time_s > self._limits.jerks_together_s
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
        return len(steps_s) == BESIDE and max(steps_s) <= self._limits.series_ratio * min(steps_s)


@dataclass(frozen=True)
class _Group:
    """Jerks summed up; the largest one stands for all."""

    start_s: float
    end_s: float
    count: int
    largest: Jerk
    part: str

    @classmethod
    def of(cls, jerk: Jerk, part: str) -> Self:
        return cls(jerk.start_s, jerk.end_s, 1, jerk, part)

    def and_then(self, jerk: Jerk) -> Self:
        largest = max(self.largest, jerk, key=lambda each: (each.turning, each.peak))
        return replace(self, end_s=jerk.end_s, count=self.count + 1, largest=largest)


class JerkEpisodes:
    """Follows jerks in order of time and gives out every episode once no more of it can come."""

    def __init__(self, limits: Episodes) -> None:
        self._limits = limits
        self._series = Series[Jerk](limits)
        self._group: _Group | None = None

    def push(self, until_s: float, jerks: list[Jerk]) -> list[Episode]:
        """The episodes that have ended by `until_s`, before which no other jerks will come."""
        decided = self._series.push(until_s, jerks)
        certain_s = self._series.certain_until_s(until_s)
        return self._grouped(decided) + self._over_by(certain_s)

    def finish(self) -> list[Episode]:
        """The episode that is open."""
        return self._grouped(self._series.finish()) + self._given_out()

    def _grouped(self, decided: list[Decided[Jerk]]) -> list[Episode]:
        alone = [jerk for jerk, regular in decided if jerk.counts and not regular]
        return [episode for jerk in alone for episode in self._take(jerk)]

    def _take(self, jerk: Jerk) -> list[Episode]:
        ended = self._over_by(jerk.time_s)
        if self._group is None:
            self._group = _Group.of(jerk, "")
        elif jerk.time_s - self._group.start_s >= self._limits.episode_most_s:
            part, continued = self._group.part + GOES_ON, _Group.of(jerk, CONTINUED)
            ended, self._group = [_episode(replace(self._group, part=part))], continued
        else:
            self._group = self._group.and_then(jerk)
        return ended

    def _over_by(self, now_s: float) -> list[Episode]:
        over = self._group is not None and now_s - self._group.end_s > self._limits.jerks_together_s
        return self._given_out() if over else []

    def _given_out(self) -> list[Episode]:
        group, self._group = self._group, None
        return [] if group is None else [_episode(group)]


def _episode(group: _Group) -> Episode:
    return Episode(
        start_s=group.start_s,
        duration_s=group.end_s - group.start_s,
        kind="jerk",
        reason=f"{_reason(group)}{group.part}",
        algorithm=ALGORITHM_VERSION,
        peak_dps=group.largest.peak if group.largest.turning else None,
    )


def _reason(group: _Group) -> str:
    largest, count = group.largest, "1 jerk" if group.count == 1 else f"{group.count} jerks"
    together = "" if group.count == 1 else f" within {group.end_s - group.start_s:.1f} s"
    peak, limit = (_size(size, turning=largest.turning) for size in (largest.peak, largest.limit))
    return f"{count}{together}, up to {peak} for {largest.length_s:.2f} s, limit {limit}"


def _size(size: float, *, turning: bool) -> str:
    return f"{size:.0f} deg/s" if turning else f"{size:.1f} g"
