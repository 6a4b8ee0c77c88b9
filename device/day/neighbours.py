"""Which facts of other days bear on a day: midnight parts neither wearing nor what confirms an episode.

Knows how far before and after itself each kind of fact bears; must never know where facts are kept, or what a document
says of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from device.day.confirmation import MARK_NEAR_S, Span
from device.day.wear_time import NEIGHBOUR_S, NOT_WORN_S
from device.records.calendar import DAY_S
from device.records.facts import LONGEST_SET_S, Checkup, Dated, Episode, Gap, Mark, Minute, SetResult

LOOK_AROUND_S: Final = NOT_WORN_S + NEIGHBOUR_S  # minutes further from a day than this say nothing about its wearing
LOOK_BACK_S: Final = LONGEST_SET_S + MARK_NEAR_S  # a set that began longer before an episode was over by then
LONGEST_LOOK_S: Final = DAY_S  # ours: what comes after a day of one episode no longer bears on it

MINUTES: Final = (Minute.__name__,)
LYING: Final = (Minute.__name__, Gap.__name__)  # of gaps, those in which it lay: a kind is all that can be asked for
WITNESSES: Final = (Mark.__name__, SetResult.__name__, Checkup.__name__)
CHECKUPS_ALONE: Final = (Checkup.__name__,)
LONGEST_PART_S: Final = 300  # of what a check-up is left out of: five minutes of directions
EPISODES: Final = (Episode.__name__,)


@dataclass(frozen=True)
class Sought:
    """Facts of these kinds that begin within a span and, where that is said, are not over before a moment."""

    kinds: tuple[str, ...]  # the names of their classes in `device.records.facts`
    begin_utc_s: Span
    end_from_utc_s: float | None = None


def bearing_on(facts: Sequence[Dated]) -> Iterator[Sought]:
    """What of other days bears on the document of the day with these facts."""
    minutes = [_around_minute(dated.utc_s) for dated in facts if isinstance(dated.record, Minute)]
    episodes = [looked_at(dated.utc_s, dated.record.duration_s) for dated in facts if isinstance(dated.record, Episode)]
    if minutes:
        yield Sought(LYING, _hull(minutes))
        first_s, last_s = _hull([(d.utc_s, d.utc_s) for d in facts if isinstance(d.record, Minute)])
        yield Sought(CHECKUPS_ALONE, (first_s - LONGEST_SET_S, last_s + LONGEST_PART_S))
    if episodes:
        yield Sought(WITNESSES, _hull(episodes))


def borne_on(starts: Iterable[tuple[str, float]]) -> Iterator[Sought]:
    """The other way round: what these bear on, given the kind of each and when it begins, UTC seconds."""
    known = list(starts)
    minutes = [_around_minute(utc_s) for kind, utc_s in known if kind in LYING]
    witnesses = [utc_s for kind, utc_s in known if kind in WITNESSES]
    if minutes:
        yield Sought(LYING, _hull(minutes))
    checkups = [utc_s for kind, utc_s in known if kind in CHECKUPS_ALONE]
    if checkups:
        yield Sought(MINUTES, (min(checkups) - LONGEST_PART_S, max(checkups) + LONGEST_SET_S))
    if witnesses:
        least_end_utc_s = min(witnesses) - MARK_NEAR_S
        yield Sought(EPISODES, (least_end_utc_s - LONGEST_LOOK_S, max(witnesses) + LOOK_BACK_S), least_end_utc_s)


def looked_at(start_s: float, duration_s: float) -> Span:
    """When a set or a mark has to begin to bear on an episode."""
    return start_s - LOOK_BACK_S, start_s + min(duration_s, LONGEST_LOOK_S) + MARK_NEAR_S


def _around_minute(utc_s: float) -> Span:
    return utc_s - LOOK_AROUND_S, utc_s + LOOK_AROUND_S


def _hull(spans: Sequence[Span]) -> Span:
    return min(start_s for start_s, _ in spans), max(end_s for _, end_s in spans)
