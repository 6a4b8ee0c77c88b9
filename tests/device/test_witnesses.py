"""Which episodes are exercise, and which the patient's button confirms."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records import Dated, Episode, EpisodeKind, Mark, Record, SetResult
from device.witnesses import MARK_NEAR_S, Witnessed, witnessed

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


def overlap(one: Dated, other: Dated) -> bool:
    first, second = one.record, other.record
    assert isinstance(first, Episode)
    assert isinstance(second, SetResult)
    starts_s, ends_s = (one.utc_s, other.utc_s), (one.utc_s + first.duration_s, other.utc_s + second.duration_s)
    return max(starts_s) <= min(ends_s)


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


def test_a_jerk_during_a_set_is_kept_unconfirmed_even_beside_a_mark() -> None:
    found = only(exercise(90, 60), episode(100, 0.2, "jerk"), at(Mark(101)))
    assert (found.exercising, found.confirmed) == (True, False)


spans = st.tuples(st.floats(0, 2000), st.floats(0, 300))
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
def test_only_repeated_movement_in_a_set_is_left_out(records: list[Dated]) -> None:
    kept = [found.dated for found in witnessed(records)]
    episodes = [dated for dated in records if isinstance(dated.record, Episode)]
    assert [dated for dated in episodes if dated in kept] == kept
    sets = [dated for dated in records if isinstance(dated.record, SetResult)]
    for dated in episodes:
        during = any(overlap(dated, one) for one in sets)
        assert (dated not in kept) == (during and kind_of(dated) == "repetitive")


@given(facts, st.floats(0, 2000))
def test_another_mark_confirms_more_or_as_much(records: list[Dated], mark_s: float) -> None:
    before, after = witnessed(records), witnessed([*records, at(Mark(mark_s))])
    assert [found.dated for found in after] == [found.dated for found in before]
    assert all(later.confirmed or not earlier.confirmed for earlier, later in zip(before, after, strict=True))
