"""What else of the time around it bears on a movement episode: the exercise it fell into, the button pressed beside it.

Knows records and their times; must never know day documents, or how an episode was measured.

One sensor on a limb cannot tell a voluntary posture, jerk or repeated movement from an involuntary one. So only a
rhythm counts as confirmed by itself; the other kinds do when the patient pressed the button near them and no exercise
was under way. Repeated movement during a set is the exercise and no episode at all. An episode that is in sets for less
than half of its time is none of the exercise, for either purpose: it only goes on into a set, or out of one.
An episode of which at least half lies in a check-up is that check-up's, and none of the day's.
Midnight parts neither: sets and marks of the days beside count as the day's own do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from device.records.facts import Checkup, Dated, Episode, EpisodeKind, Mark, SetResult

MARK_NEAR_S = 60.0  # ours: how far before or after an episode the button may be pressed for it
EXERCISE_SHARE = 0.5  # ours: an episode of which at least half lies in sets fell into the exercise
BY_ITSELF: EpisodeKind = "rhythmic"
IS_EXERCISE: EpisodeKind = "repetitive"  # when it falls into a set

Span = tuple[float, float]  # start and end in UTC seconds


@dataclass(frozen=True)
class Witnessed:
    """An episode of a day. exercising: at least half of it lay in sets.

    confirmed: known to be no movement that the patient wanted, as far as anybody can know.
    """

    dated: Dated
    episode: Episode
    exercising: bool
    confirmed: bool


def witnessed(facts: Sequence[Dated], around: Sequence[Dated] = ()) -> list[Witnessed]:
    """The episodes among the records of a day, in their order, without those that are only the exercise.

    `around`: records of other days, of which sets and marks bear on the episodes too.
    """
    known = [*facts, *around]
    sets = sorted(_span(dated, dated.record.duration_s) for dated in known if isinstance(dated.record, SetResult))
    marks = [_span(dated, 0) for dated in known if isinstance(dated.record, Mark)]
    checkups = sorted(_span(dated, dated.record.duration_s) for dated in known if isinstance(dated.record, Checkup))
    return [one for one in _episodes(facts, sets, marks) if not _lies_in(one, checkups)]


def _episodes(facts: Sequence[Dated], sets: Sequence[Span], marks: Sequence[Span]) -> Iterator[Witnessed]:
    for dated in facts:
        episode = dated.record
        if not isinstance(episode, Episode):
            continue
        span = _span(dated, episode.duration_s)
        exercising = _touches(span, sets) and _covered_s(span, sets) >= EXERCISE_SHARE * episode.duration_s
        if exercising and episode.kind == IS_EXERCISE:
            continue
        told = not exercising and _touches(span, marks, MARK_NEAR_S)
        yield Witnessed(dated, episode, exercising, confirmed=told or episode.kind == BY_ITSELF)


def _lies_in(found: Witnessed, checkups: Sequence[Span]) -> bool:
    span = _span(found.dated, found.episode.duration_s)
    return _touches(span, checkups) and _covered_s(span, checkups) >= EXERCISE_SHARE * found.episode.duration_s


def _span(dated: Dated, duration_s: float) -> Span:
    return dated.utc_s, dated.utc_s + duration_s


def _covered_s(span: Span, others: Sequence[Span]) -> float:
    """How much of a span lies in the others, which are in order of their starts and may overlap."""
    covered_s, (until_s, end_s) = 0.0, span
    for other_start, other_end in others:
        start_s, stop_s = max(other_start, until_s), min(other_end, end_s)
        covered_s += max(stop_s - start_s, 0)
        until_s = max(stop_s, until_s)
    return covered_s


def _touches(span: Span, others: Sequence[Span], within_s: float = 0) -> bool:
    start_s, end_s = span
    return any(start_s <= other_end + within_s and other_start <= end_s + within_s for other_start, other_end in others)
