"""What the counting of an exercise tells its guidance: repetitions, and when counting was possible.

Knows these values, and what a count of repetitions is worth; must never know who counts, or what becomes of the set.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Repetition:
    """Out and back once. range_deg: how far out. reason: why it does not count, None when it does."""

    start_s: float
    end_s: float
    range_deg: float
    counted: bool
    reason: str | None = None


Hindrance = Literal["no gyroscope", "gyroscope stuck", "accelerometer stuck", "no data from the sensor"]


@dataclass(frozen=True)
class Watched:
    """From `start_s` to `end_s` the sensor gave samples; a `hindrance` kept them from telling how the limb turned."""

    start_s: float
    end_s: float
    hindrance: Hindrance | None = None


WatchedStretch = tuple[float, float]
"""From which second to which."""

UNWATCHED: Hindrance = "no data from the sensor"


class WatchLog:
    """The last stretches that were watched; those that follow on each other are one."""

    def __init__(self, kept_s: float) -> None:
        """Whatever ended longer ago than `kept_s` is forgotten."""
        self._kept_s = kept_s
        self._log: list[Watched] = []

    def push(self, new: Watched) -> None:
        """Take the next stretch in order of time."""
        if self._log and (self._log[-1].end_s, self._log[-1].hindrance) == (new.start_s, new.hindrance):
            new = Watched(self._log.pop().start_s, new.end_s, new.hindrance)
        self._log = [old for old in self._log if old.end_s >= new.end_s - self._kept_s] + [new]

    def hindered_s(self, stretches: Iterable[WatchedStretch]) -> dict[Hindrance, float]:
        """For how many seconds of these stretches turning could not be measured, by what stood in the way."""
        found: dict[Hindrance, float] = defaultdict(float)
        for stretch in stretches:
            for hindrance, length_s in self._parts(stretch):
                if hindrance is not None:
                    found[hindrance] += length_s
        return found

    def _parts(self, stretch: WatchedStretch) -> list[tuple[Hindrance | None, float]]:
        parts = [(part.hindrance, _common_s(stretch, (part.start_s, part.end_s))) for part in self._log]
        unwatched_s = _common_s(stretch, stretch) - sum(length_s for _, length_s in parts)
        return [*parts, (UNWATCHED, unwatched_s)]


def _common_s(one: WatchedStretch, other: WatchedStretch) -> float:
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))
