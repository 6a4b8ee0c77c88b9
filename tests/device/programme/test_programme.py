"""What a programme may ask of a day, and when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from device.programme import Programme, planned_item, setup_on
from device.programme.items import ELBOW, BeatSwing, DailySchedule, Hold, Item, Movement, Tempo
from device.records.decoding import BadValue
from device.records.facts import PlannedItem, Setup

MONDAY = date(2026, 11, 30)
BEND = Item(ELBOW, sets=2, rest_s=60.0, schedule=DailySchedule(per_day=3, days=("mon", "wed")))
REST = Item(Hold("supported-rest", 90.0))
PROGRAMME = Programme(
    id="arm",
    version=3,
    issued=MONDAY,
    valid_from=MONDAY,
    valid_to=MONDAY + timedelta(days=6),
    author="A. Therapist",
    limb="left arm",
    site="forearm",
    items=(BEND, REST),
)


def test_a_block_is_its_sets_and_the_rests_between_them() -> None:
    assert BEND.longest_s == 2 * 10 * 8.0 + 60.0
    assert REST.longest_s == 90.0
    assert Item(BeatSwing("paced-swing", 30, 2.5, 15, 30, 60)).longest_s == 75.0


def test_a_block_that_would_last_longer_than_a_quarter_of_an_hour_is_refused() -> None:
    slow = Tempo(out_s=30, hold_s=30, back_s=30, pause_s=0)
    assert Item(replace(ELBOW, tempo=slow)).longest_s == 900.0
    with pytest.raises(BadValue, match=r"a block of at most 15 min, got 15\.5 min"):
        Item(replace(ELBOW, tempo=replace(slow, pause_s=3)))


@pytest.mark.parametrize("hold_s", [0.0, 120.1])
def test_a_hold_beyond_two_minutes_or_of_no_time_is_refused(hold_s: float) -> None:
    with pytest.raises(BadValue, match="hold_s: expected up to 120 s"):
        Hold("postural-hold", hold_s)


def test_a_swing_is_counted_as_a_movement_whose_ways_take_half_of_its_period() -> None:
    swing = BeatSwing("paced-swing", 30, period_s=2.5, count_from_deg=15, target_deg=30, cap_deg=60)
    assert swing.movement == Movement("paced-swing", 30, Tempo(1.25, 0.0, 1.25, 0.0), 15, 30, 60)


def test_a_swing_that_breaks_the_caps_is_refused() -> None:
    with pytest.raises(BadValue, match="range"):
        BeatSwing("paced-swing", 30, 2.5, count_from_deg=15, target_deg=90, cap_deg=60)


@pytest.mark.parametrize(("from_minute", "to_minute"), [(600, 600), (600, 540)])
def test_a_window_that_ends_before_it_starts_is_refused(from_minute: int, to_minute: int) -> None:
    with pytest.raises(BadValue, match="window"):
        DailySchedule(from_minute=from_minute, to_minute=to_minute)


def test_no_day_or_one_twice_is_refused() -> None:
    with pytest.raises(BadValue, match="days"):
        DailySchedule(days=())
    with pytest.raises(BadValue, match="days"):
        DailySchedule(days=("mon", "mon"))


def test_both_ends_of_the_validity_are_part_of_it() -> None:
    days = [MONDAY + timedelta(days=n) for n in (-1, 0, 6, 7)]
    assert [PROGRAMME.is_valid_on(day) for day in days] == [False, True, True, False]


def test_only_the_days_of_an_item_have_it() -> None:
    assert PROGRAMME.items_on(MONDAY) == (BEND, REST)
    assert PROGRAMME.items_on(MONDAY + timedelta(days=1)) == (REST,)
    assert PROGRAMME.items_on(MONDAY + timedelta(days=7)) == ()


def test_the_weekday_that_asks_for_most_counts_against_the_cap() -> None:
    assert PROGRAMME.blocks_a_day == 4
    crowded = replace(REST, schedule=DailySchedule(per_day=8, days=("wed",)))
    assert replace(PROGRAMME, items=(BEND, crowded)).blocks_a_day == 11


def test_a_day_document_says_sessions_sets_and_repetitions_or_seconds() -> None:
    assert planned_item(BEND) == PlannedItem("elbow-bend", sessions=3, sets=2, repetitions=10)
    assert planned_item(REST) == PlannedItem("supported-rest", sessions=1, sets=1, hold_s=90.0)


def test_what_holds_on_a_day_is_the_site_and_what_is_due_by_the_accepted_programme() -> None:
    bend, rest = planned_item(BEND), planned_item(REST)
    assert setup_on(MONDAY, "forearm", PROGRAMME, 7.0) == Setup(7.0, "forearm", "arm", 3, (bend, rest))
    assert setup_on(MONDAY + timedelta(days=1), "forearm", PROGRAMME, 7.0).due == (rest,)


def test_without_a_programme_that_is_valid_that_day_only_the_site_holds() -> None:
    assert setup_on(MONDAY, "hand", None, 7.0) == Setup(7.0, "hand")
    assert setup_on(MONDAY - timedelta(days=1), "forearm", PROGRAMME, 7.0) == Setup(7.0, "forearm")
