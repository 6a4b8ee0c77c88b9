"""The day's contexts, irregularity, kinds of episodes and which of them are confirmed."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.analysis.minutes import summarise as minute_of
from device.day.derivation import summary_of
from device.day.document import DayEpisode, KindCount, Summary
from device.records.decoding import from_plain, to_plain
from device.records.facts import Context, Dated, Episode, EpisodeKind, Mark, Minute, SetResult
from device.records.histograms import irregularity_bin
from device.tremor.verdict import Reading
from tests.device.day.test_derivation import dated, document

NEWER = {"confirmed", "irregularity_hz", "context", "peak_dps", "tilt_deg"}  # than the first documents


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A second of any verdict, with what belongs to it."""
    tremor = draw(st.sampled_from([True, False, None]))
    context: Context | None = None if tremor is None else draw(st.sampled_from(get_args(Context)))
    changes_hz = tuple(draw(st.lists(st.floats(-5, 5), max_size=12))) if tremor else ()
    frequency_hz, amplitude_deg = draw(st.floats(1.5, 12.5)), draw(st.floats(0.01, 100))
    return Reading(0, tremor, "", frequency_hz, amplitude_deg, context=context, cycle_changes_hz=changes_hz)


@pytest.mark.costly
@given(st.lists(st.lists(readings(), min_size=1, max_size=10), min_size=1, max_size=10))
def test_minutes_in_any_grouping_give_the_same_summary(groups: list[list[Reading]]) -> None:
    seconds = [reading for group in groups for reading in group]
    together, apart = [minute_of(seconds)], [minute_of([reading]) for reading in seconds]
    assert summary_of([minute_of(group) for group in groups], [], []) == summary_of(together, [], [])
    assert summary_of(apart[::-1], [], []) == summary_of(together, [], [])


@given(st.lists(readings(), min_size=1))
def test_contexts_divide_the_assessable_time(seconds: list[Reading]) -> None:
    whole = summary_of([minute_of(seconds)], [], [])
    assert whole.rest_s + whole.moving_s + whole.vehicle_s == whole.assessable_s
    assert whole.rest_tremor_s <= min(whole.rest_s, whole.tremor_s)


def test_irregularity_comes_from_all_cycles_of_the_stretch() -> None:
    def tremor(start_s: float, *changes_hz: float) -> Dated:
        bins = tuple((irregularity_bin(change), 10) for change in changes_hz)
        return dated(Minute(start_s, 60, 60, 60, 0, irregularity_bins=bins), start_s)

    totals = document([tremor(0.0, -0.5, 0.5), tremor(60.0, -0.3, 0.3)]).totals
    assert totals.irregularity_hz is not None
    assert abs(totals.irregularity_hz - 0.8) <= 0.05


def test_a_minute_from_before_contexts_were_told_leaves_them_unknown() -> None:
    stored = {"start_s": 0.0, "recorded_s": 60, "assessable_s": 60, "tremor_s": 30, "inert_s": 0}
    totals = document([dated(from_plain(Minute, stored), 0.0)]).totals
    assert (totals.tremor_s, totals.rest_s + totals.moving_s + totals.vehicle_s) == (30, 0)
    assert totals.irregularity_hz is None


def test_a_document_from_before_the_other_kinds_is_still_read() -> None:
    older = {name: value for name, value in to_plain(day_episode("rhythmic")).items() if name not in NEWER}
    assert from_plain(DayEpisode, older).confirmed
    assert from_plain(Summary, {"worn_s": 60, "episodes": 2}) == Summary(worn_s=60, episodes=2)


def day_episode(kind: EpisodeKind, *others: Dated) -> DayEpisode:
    """An episode of this kind as the day tells it: ten seconds from second 1000."""
    (found,) = document([dated(Episode(1000.0, 10.0, kind, "because", context="rest"), 1000.0), *others]).episodes
    return found


def mark(start_s: float) -> Dated:
    return dated(Mark(start_s), start_s)


def exercise(start_s: float) -> Dated:
    return dated(SetResult(start_s, 60.0, "wrist flexion", 10, "done", 10), start_s)


def test_an_episode_during_a_set_is_told_as_exercise() -> None:
    assert day_episode("spasm").context == "rest"
    assert day_episode("spasm", exercise(950.0)).context == "exercise"


def test_a_mark_beside_it_confirms_an_episode_that_is_not_rhythmic() -> None:
    assert day_episode("rhythmic").confirmed
    assert not day_episode("jerk").confirmed
    assert day_episode("jerk", mark(1050.0)).confirmed


def test_the_number_of_episodes_is_that_of_the_rhythmic_ones_and_every_kind_is_counted() -> None:
    kinds: list[EpisodeKind] = ["rhythmic", "rhythmic", "jerk", "jerk", "jerk", "repetitive"]
    episodes = [dated(Episode(100.0 * n, 1.0, kind, ""), 100.0 * n) for n, kind in enumerate(kinds, 1)]
    totals = document([*episodes, mark(500.0), exercise(590.0)]).totals
    assert totals.episodes == 2
    assert totals.kinds == (KindCount("rhythmic", 2, 2), KindCount("jerk", 3, 1))


@given(st.lists(st.tuples(st.integers(0, 86_399), st.sampled_from(get_args(EpisodeKind))), unique=True, max_size=40))
def test_kinds_of_quarter_hours_add_up_to_those_of_the_day(starts: list[tuple[int, EpisodeKind]]) -> None:
    whole = document([dated(Episode(float(start_s), 1.0, kind, ""), start_s) for start_s, kind in starts])
    for kind in get_args(EpisodeKind):
        of_quarters = sum(k.count for q in whole.quarters for k in q.summary.kinds if k.kind == kind)
        assert of_quarters == sum(k.count for k in whole.totals.kinds if k.kind == kind)
        assert of_quarters == sum(episode.kind == kind for episode in whole.episodes)
