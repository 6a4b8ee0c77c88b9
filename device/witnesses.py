"""What else of the day bears on a movement episode: the exercise it fell into, the button pressed beside it.

Knows records and their times; must never know day documents, or how an episode was measured.

One sensor on a limb cannot tell a voluntary posture, jerk or repeated movement from an involuntary one. So only a
rhythm counts as confirmed by itself; the other kinds do when the patient pressed the button near them and no exercise
was under way. Repeated movement during a set is the exercise and no episode at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from device.records import Dated, Episode, EpisodeKind, Mark, SetResult

MARK_NEAR_S = 60.0  # ours: how far before or after an episode the button may be pressed for it
BY_ITSELF: EpisodeKind = "rhythmic"
IS_EXERCISE: EpisodeKind = "repetitive"  # when it falls into a set

Span = tuple[float, float]  # start and end in UTC seconds


@dataclass(frozen=True)
class Witnessed:
    """An episode of a day. confirmed: known to be no movement that the patient wanted, as far as anybody can know."""

    dated: Dated
    episode: Episode
    exercising: bool
    confirmed: bool


def witnessed(facts: Sequence[Dated]) -> list[Witnessed]:
    """The episodes among the records of a day, in their order, without those that are only the exercise."""
    sets = [_span(dated, dated.record.duration_s) for dated in facts if isinstance(dated.record, SetResult)]
    marks = [_span(dated, 0) for dated in facts if isinstance(dated.record, Mark)]
    return list(_episodes(facts, sets, marks))


def _episodes(facts: Sequence[Dated], sets: Sequence[Span], marks: Sequence[Span]) -> Iterator[Witnessed]:
    for dated in facts:
        episode = dated.record
        if not isinstance(episode, Episode):
            continue
        span = _span(dated, episode.duration_s)
        exercising = _touches(span, sets)
        if exercising and episode.kind == IS_EXERCISE:
            continue
        told = not exercising and _touches(span, marks, MARK_NEAR_S)
        yield Witnessed(dated, episode, exercising, confirmed=told or episode.kind == BY_ITSELF)


def _span(dated: Dated, duration_s: float) -> Span:
    return dated.utc_s, dated.utc_s + duration_s


def _touches(span: Span, others: Sequence[Span], within_s: float = 0) -> bool:
    start_s, end_s = span
    return any(start_s <= other_end + within_s and other_start <= end_s + within_s for other_start, other_end in others)
