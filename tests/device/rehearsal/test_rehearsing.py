"""The lights that a patient will see of an exercise or a check-up, before anybody has done it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.programme.items import ELBOW, BeatSwing, CheckupPlan, Hold, Item, Movement, Tempo
from device.rehearsal import Rehearsal, item_signals, longest_day_s, rehearsed, rehearsed_checkup
from tests.support.examples import examples
from tests.support.flashes import flash_onsets
from tests.support.programmes import bends, of_items

SWING = BeatSwing("paced-swing", 30, 2.5, 15.0, 30.0, 60.0)
CHECKUP = CheckupPlan(("rest", "hold", "trick"), (540,))
DARK_S = 1.0  # before it is shown again


def stays(hold_s: float = 20.0) -> Item:
    return Item(Hold("postural-hold", hold_s))


def signals(rehearsal: Rehearsal) -> list[str]:
    """In the order in which they come."""
    named = [moment.signal for moment in rehearsal.moments]
    return [name for before, name in pairwise([None, *named]) if name is not None and name != before]


def twice(rehearsal: Rehearsal) -> list[tuple[float, tuple[float, float, float]]]:
    """Shown over and over, with a second of dark between."""
    once = [(m.at_s, (m.shown.left, m.shown.middle, m.shown.right)) for m in rehearsal.moments]
    again_s = rehearsal.length_s + DARK_S
    return [*once, *((at_s + again_s, levels) for at_s, levels in once)]


def test_two_sets_of_two_repetitions_stand_for_all() -> None:
    seen = rehearsed(bends(sets=3, rest_s=60.0, repetitions=10), "forearm")
    assert signals(seen) == ["ready", "pace", "set done", "rest", "pace", "session done", "recording"]
    assert (seen.repetitions, seen.sets, list(seen.cuts_s)) == (2, 2, [])
    # 2 s until the tap, two sets of 15 s (8 s, and 7 s without the last pause), 6 s of rest, 3 s for the end
    assert seen.length_s == pytest.approx(41, abs=0.5)


def test_each_repetition_that_counts_is_told_as_on_the_device() -> None:
    seen = rehearsed(bends(sets=1, repetitions=10), "forearm")
    counted = [m for before, m in pairwise(seen.moments) if m.counted and not before.counted]
    assert [round(m.at_s) for m in counted] == [9, 17]  # 2 s, and 7 s and 15 s after the tap
    assert [m.shown.left for m in counted] == [1.0, 1.0]


def test_a_very_slow_repetition_is_shown_once() -> None:
    slow = Movement("elbow-bend", 10, Tempo(30.0, 0.0, 30.0, 0.0), 40.0, 90.0, 120.0)
    assert rehearsed(Item(slow), "forearm").repetitions == 1


def test_what_only_lasts_is_cut_out_and_it_says_where() -> None:
    seen = rehearsed(stays(), "forearm")
    assert signals(seen) == ["ready", "hold position", "session done", "recording"]
    assert [round(at_s) for at_s in seen.cuts_s] == [6]  # 4 s of steady light after the tap
    assert all(0 <= after.at_s - before.at_s <= 0.11 for before, after in pairwise(seen.moments))


def test_a_checkup_is_shown_with_every_stage() -> None:
    seen = rehearsed_checkup(CHECKUP, "forearm")
    position = "check-up position"
    assert signals(seen) == [
        *("check-up ready", position, "check-up at ease", position, "check-up hold"),
        *(position, "check-up at ease", position, "check-up trick", "session done", "recording"),
    ]


def movements() -> st.SearchStrategy[Item]:
    fade, stay = st.sampled_from([2.0, 2.7, 9.0]), st.sampled_from([0.0, 0.5, 3.0])
    tempo = st.builds(Tempo, fade, stay, fade, stay)
    work = tempo.map(lambda found: Movement("elbow-bend", 3, found, 40.0, 90.0, 120.0))
    swings = st.floats(2, 4).map(lambda period_s: BeatSwing("paced-swing", 3, period_s, 15.0, 30.0, 60.0))
    holds = st.floats(5, 30).map(lambda hold_s: Hold("postural-hold", hold_s))
    return st.builds(Item, st.one_of(work, swings, holds), st.integers(1, 2), st.sampled_from([0.0, 1.0, 30.0]))


@given(movements())
@settings(max_examples=examples(50), deadline=None)
def test_shown_over_and_over_it_flashes_once_a_second_at_most(item: Item) -> None:
    onsets = list(flash_onsets(twice(rehearsed(item, "forearm"))))
    assert all(after - before >= 1.0 - 1e-6 for before, after in pairwise(onsets))


def test_the_words_tell_how_long_the_whole_of_it_takes() -> None:
    item = bends(sets=3, rest_s=60.0, repetitions=10)
    told = {signal.name: signal.lasts for signal in item_signals(item, rehearsed(item, "forearm"))}
    assert told["pace"] == "10 times 8 s"
    assert told["rest"] == "60 s"
    assert list(told) == ["ready", "pace", "set done", "rest", "session done", "counted", "too fast", "paused"]


def test_nothing_is_said_of_counting_where_only_time_counts() -> None:
    told = [signal.name for signal in item_signals(stays(), rehearsed(stays(), "forearm"))]
    assert told == ["ready", "hold position", "session done", "paused"]


def test_the_fullest_day_is_told() -> None:
    twice_a_day = Item(ELBOW, schedule=type(stays().schedule)(per_day=2, days=("mon", "wed")))
    assert longest_day_s(of_items(twice_a_day, stays())) == 2 * 80 + 20
