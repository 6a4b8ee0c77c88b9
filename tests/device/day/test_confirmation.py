"""Which episodes are exercise, and which the patient's button confirms."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.day.confirmation import Witnessed, witnessed
from device.day.neighbours import looked_at
from device.records.facts import Dated, Episode, EpisodeKind, Mark, Record, SetResult

MARK_NEAR_S = 60.0  # this project's choice: a mark within a minute of an episode is about it

OTHER_KINDS = tuple(kind for kind in get_args(EpisodeKind) if kind != "rhythmic")


def at(record: Record) -> Dated:
    return Dated(record, record.start_s, 0)


def episode(start_s: float, duration_s: float, kind: EpisodeKind) -> Dated:
    return at(Episode(start_s, duration_s, kind, "because"))


def exercise(start_s: float, duration_s: float) -> Dated:
    return at(SetResult(start_s, duration_s, "wrist flexion", 10, "done", 10))


def kind_of(dated: Dated) -> EpisodeKind:
    assert isinstance(dated.record, Episode)
    return dated.record.kind


def most_in_sets(dated: Dated, sets: list[Dated]) -> bool:
    """At half of its quarter seconds or more, each looked at in its middle."""
    assert isinstance(dated.record, Episode)
    quarters_s = [dated.utc_s + (n + 0.5) / 4 for n in range(round(4 * dated.record.duration_s))]
    spans = [(one.utc_s, one.utc_s + one.record.duration_s) for one in sets if isinstance(one.record, SetResult)]
    inside = sum(any(start_s < at_s < end_s for start_s, end_s in spans) for at_s in quarters_s)
    return 2 * inside >= len(quarters_s)


def only(*facts: Dated) -> Witnessed:
    (found,) = witnessed(facts)
    return found


@pytest.mark.parametrize("kind", OTHER_KINDS)
@pytest.mark.parametrize(
    ("mark_s", "confirmed"), [(39.9, False), (40, True), (100, True), (105, True), (170, True), (170.1, False)]
)
def test_a_mark_within_a_minute_of_it_confirms_an_episode(kind: EpisodeKind, mark_s: float, *, confirmed: bool) -> None:
    assert only(episode(100, 10, kind), at(Mark(mark_s))).confirmed is confirmed


def test_a_rhythmic_episode_is_measured_and_needs_no_mark() -> None:
    assert only(episode(100, 10, "rhythmic")).confirmed


def test_repeated_movement_during_a_set_is_the_exercise() -> None:
    assert witnessed([exercise(90, 60), episode(100, 10, "repetitive")]) == []
    assert not only(exercise(90, 60), episode(151, 10, "repetitive")).exercising


@pytest.mark.parametrize(
    ("sets", "left_out"),
    [
        ([(159, 60)], False),
        ([(131, 60)], False),
        ([(130, 60)], True),
        ([(50, 79)], False),
        ([(0, 10), (20, 10), (50, 79)], False),
        ([(50, 80)], True),
        ([(90, 25), (145, 60)], True),
        ([(90, 24), (145, 60)], False),
        ([(100, 20), (105, 20), (101, 5)], False),
    ],
    ids=[
        "one second",
        "half but a second",
        "half",
        "begins",
        "others before",
        "begins by half",
        "two halves",
        "two less",
        "the same",
    ],
)
def test_repeated_movement_of_which_half_lies_in_sets_is_the_exercise(
    sets: list[tuple[float, float]], *, left_out: bool
) -> None:
    found = witnessed([*(exercise(*span) for span in sets), episode(100, 60, "repetitive")])
    assert found == [] if left_out else not found[0].exercising


@pytest.mark.parametrize(
    ("duration_s", "until_s"),
    [(0, 100_060), (30, 100_090), (86_400, 186_460), (200_000, 186_460)],
    ids=["a moment", "half a minute", "a day", "more than a day"],
)
def test_sets_bear_on_an_episode_from_a_block_before_it_to_a_minute_after_it(duration_s: float, until_s: float) -> None:
    """A block lasts 15 minutes, a mark bears for one: 960 s. What comes after a day of one episode no longer does."""
    assert looked_at(100_000, duration_s) == (100_000 - 960, until_s)


def test_an_episode_that_only_ends_in_a_set_is_confirmed_by_a_mark() -> None:
    found = only(exercise(158, 60), episode(100, 60, "sustained posture"), at(Mark(95)))
    assert (found.exercising, found.confirmed) == (False, True)


def test_a_moment_without_length_lies_in_the_set_around_it() -> None:
    assert only(exercise(90, 60), episode(100, 0, "jerk")).exercising
    assert only(exercise(90, 60), episode(150, 0, "jerk")).exercising
    assert not only(exercise(90, 60), episode(151, 0, "jerk")).exercising


def test_a_jerk_during_a_set_is_kept_unconfirmed_even_beside_a_mark() -> None:
    found = only(exercise(90, 60), episode(100, 0.2, "jerk"), at(Mark(101)))
    assert (found.exercising, found.confirmed) == (True, False)


quarters = st.integers(0, 8000).map(lambda quarter: quarter / 4)  # of a second: no rounding decides
spans = st.tuples(quarters, st.integers(1, 1200).map(lambda quarter: quarter / 4))
facts = st.lists(
    st.one_of(
        st.builds(lambda span, kind: episode(span[0], span[1], kind), spans, st.sampled_from(get_args(EpisodeKind))),
        st.builds(lambda span: exercise(*span), spans),
        st.builds(lambda start_s: at(Mark(start_s)), st.floats(0, 2000)),
    ),
    max_size=25,
)


@given(facts)
def test_what_is_confirmed_is_rhythmic_or_has_a_mark_near_it_and_no_set(records: list[Dated]) -> None:
    marks = [dated.utc_s for dated in records if isinstance(dated.record, Mark)]
    for found in witnessed(records):
        end_s = found.dated.utc_s + found.episode.duration_s
        near = any(found.dated.utc_s - MARK_NEAR_S <= mark <= end_s + MARK_NEAR_S for mark in marks)
        assert found.confirmed == (found.episode.kind == "rhythmic" or (near and not found.exercising))


@given(facts)
def test_only_repeated_movement_that_lies_mostly_in_sets_is_left_out(records: list[Dated]) -> None:
    kept = [found.dated for found in witnessed(records)]
    episodes = [dated for dated in records if isinstance(dated.record, Episode)]
    assert [dated for dated in episodes if dated in kept] == kept
    sets = [dated for dated in records if isinstance(dated.record, SetResult)]
    for dated in episodes:
        assert (dated not in kept) == (most_in_sets(dated, sets) and kind_of(dated) == "repetitive")


@given(facts, st.floats(0, 2000))
def test_another_mark_confirms_more_or_as_much(records: list[Dated], mark_s: float) -> None:
    before, after = witnessed(records), witnessed([*records, at(Mark(mark_s))])
    assert [found.dated for found in after] == [found.dated for found in before]
    assert all(later.confirmed or not earlier.confirmed for earlier, later in zip(before, after, strict=True))


@given(facts, facts)
def test_what_other_days_have_bears_on_the_episodes_of_the_day_as_its_own_would(
    records: list[Dated], others: list[Dated]
) -> None:
    witnesses = [dated for dated in others if not isinstance(dated.record, Episode)]
    assert witnessed(records, others) == witnessed([*records, *witnesses])
