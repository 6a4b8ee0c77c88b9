"""Short stretches of raw samples around marks and episodes, for somebody who wants to see the movement itself.

Knows how much of the past is remembered and how long a stretch is; must never know files, dates or settings.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from device.parameters import PARAMETERS
from device.records.facts import Episode, Mark, Record
from device.signals.samples import Samples

BEFORE_MARK_S = 45.0  # ours: a person presses after what was felt
AFTER_MARK_S = 15.0
BEFORE_EPISODE_S = 10.0  # ours: the movement it began in
AFTER_EPISODE_S = 5.0
MOST_S = 60.0  # ours: of a longer episode, its onset: what it began in and its first 50 s
KNOWN_AFTER_S = 120.0  # an episode is known up to a minute after its end: two open ends, merged
REMEMBERED_S = BEFORE_EPISODE_S + PARAMETERS.episodes.episode_most_s + KNOWN_AFTER_S  # 9 MB at 100 Hz
EPISODE_EVERY_S = 600.0  # ours: of many episodes, one in ten minutes; spares the card


@dataclass(frozen=True)
class Snippet:
    """Raw samples around what began at `moment_s`, none if they are forgotten; `what` says in words what that was."""

    moment_s: float
    what: str
    samples: Samples


@dataclass(frozen=True)
class _Wanted:
    moment_s: float
    what: str
    from_s: float
    to_s: float


class SnippetRing:
    """Remembers samples and gives out the stretch around whatever is wanted, once it is complete.

    What is remembered reaches back to the onset of the longest episode, since one is only known after its end.
    """

    def __init__(self) -> None:
        self._remembered: deque[Samples] = deque()
        self._wanted: list[_Wanted] = []
        self._next_mark_s = self._next_episode_s = -np.inf

    def push(self, samples: Samples) -> list[Snippet]:
        """The stretches that these samples complete."""
        if not len(samples):
            return []
        self._remembered.append(samples)
        newest_s = float(samples.time_s[-1])
        complete = [wanted for wanted in self._wanted if wanted.to_s <= newest_s]
        self._wanted = [wanted for wanted in self._wanted if wanted.to_s > newest_s]
        snippets = self._cut(complete)
        while float(self._remembered[0].time_s[-1]) < newest_s - REMEMBERED_S:
            self._remembered.popleft()
        return snippets

    def want(self, records: Iterable[Record]) -> None:
        """Ask for the stretches around the marks and episodes among these records."""
        self._wanted += [wanted for record in records if (wanted := self._asked(record))]

    def finish(self) -> list[Snippet]:
        """What is left, as far as its samples go."""
        wanted, self._wanted = self._wanted, []
        return self._cut(wanted)

    def _asked(self, record: Record) -> _Wanted | None:
        if isinstance(record, Mark):
            return self._mark(record)
        return self._episode(record) if isinstance(record, Episode) else None

    def _mark(self, mark: Mark) -> _Wanted | None:
        """None for a mark that the last one's stretch already covers."""
        if mark.start_s < self._next_mark_s:
            return None
        self._next_mark_s = mark.start_s + AFTER_MARK_S
        return _Wanted(mark.start_s, "mark", mark.start_s - BEFORE_MARK_S, mark.start_s + AFTER_MARK_S)

    def _episode(self, episode: Episode) -> _Wanted | None:
        if episode.start_s < self._next_episode_s:
            return None
        self._next_episode_s = episode.start_s + EPISODE_EVERY_S
        from_s = episode.start_s - BEFORE_EPISODE_S
        to_s = min(episode.start_s + episode.duration_s + AFTER_EPISODE_S, from_s + MOST_S)
        return _Wanted(episode.start_s, f"{episode.kind}: {episode.reason}{_part(episode, to_s)}", from_s, to_s)

    def _cut(self, complete: list[_Wanted]) -> list[Snippet]:
        return [
            Snippet(wanted.moment_s, wanted.what, _between(self._remembered, wanted.from_s, wanted.to_s))
            for wanted in complete
        ]


def _part(episode: Episode, to_s: float) -> str:
    """A word on how much of it is kept, if not all."""
    kept_s = to_s - episode.start_s
    return f"; kept: its first {kept_s:.0f} s" if kept_s < episode.duration_s else ""


def _between(portions: Iterable[Samples], from_s: float, to_s: float) -> Samples:
    """The samples of a stretch; without rotation if the gyroscope was off in a part of it."""
    touching = [portion for portion in portions if portion.time_s[-1] >= from_s and portion.time_s[0] <= to_s]
    if not touching:
        return Samples(np.empty(0), np.empty((0, 3)), None)
    time_s = np.concatenate([portion.time_s for portion in touching])
    inside = (time_s >= from_s) & (time_s <= to_s)
    acceleration_g = np.concatenate([portion.acceleration_g for portion in touching])[inside]
    turning = [portion.rotation_dps for portion in touching if portion.rotation_dps is not None]
    rotation_dps = np.concatenate(turning)[inside] if len(turning) == len(touching) else None
    return Samples(time_s[inside], acceleration_g, rotation_dps)
