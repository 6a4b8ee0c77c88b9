"""What of a programme is due at a moment of a day."""

from dataclasses import replace
from datetime import date

import pytest

from device.programme.due import BlockLog, DueToday, SetupWatch, due_items, due_today
from device.programme.items import ELBOW, CheckupPlan, DailySchedule, Item
from device.records.facts import BegunBlock, Dating, PlannedItem, Setup
from device.simulation.people.prescription import everyday_programme

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
NINE_UTC_S = 1_772_442_000.0  # Monday, ten in Berlin
BERLIN = Dating("boot", NINE_UTC_S, "Europe/Berlin", "synced")
MORNING = Item(ELBOW, schedule=DailySchedule(per_day=2, days=("mon",), from_minute=480, to_minute=720))
REACH = Item(replace(ELBOW, exercise="reach"))
PROGRAMME = everyday_programme(MORNING, REACH)


def due(day: date, minute: int, *begun: str) -> list[str]:
    return [item.work.exercise for item in due_items(PROGRAMME, day, minute, begun)]


@pytest.mark.parametrize(
    ("minute", "items"),
    [(479, ["reach"]), (480, ["elbow-bend", "reach"]), (719, ["elbow-bend", "reach"]), (720, ["reach"])],
)
def test_an_item_is_due_within_its_window(minute: int, items: list[str]) -> None:
    assert due(MONDAY, minute) == items


def test_an_item_is_due_on_its_days() -> None:
    assert due(TUESDAY, 500) == ["reach"]


@pytest.mark.parametrize(
    ("begun", "items"),
    [(["elbow-bend"], ["elbow-bend", "reach"]), (["elbow-bend"] * 2, ["reach"]), (["elbow-bend", "reach"] * 2, [])],
)
def test_an_item_is_due_as_often_as_it_was_prescribed(begun: list[str], items: list[str]) -> None:
    assert due(MONDAY, 500, *begun) == items


def test_two_items_of_one_exercise_are_due_one_after_the_other() -> None:
    programme = everyday_programme(REACH, replace(REACH, sets=2))
    assert [item.sets for item in due_items(programme, MONDAY, 0, [])] == [1, 2]
    assert [item.sets for item in due_items(programme, MONDAY, 0, ["reach"])] == [2]
    assert due_items(programme, MONDAY, 0, ["reach"] * 2) == ()


def test_nothing_is_due_before_and_after_the_programme_is_valid() -> None:
    programme = replace(PROGRAMME, valid_from=TUESDAY, valid_to=TUESDAY)
    assert [bool(due_items(programme, day, 0, [])) for day in (MONDAY, TUESDAY, date(2026, 3, 4))] == [0, 1, 0]


def test_the_local_day_and_hour_decide() -> None:
    """At 10:00 in Berlin; two hours later the window of the first one is over."""
    holds = due_today(0.0, BERLIN, PROGRAMME, [], waiting=False)
    assert (holds.day, holds.midnight_s) == (MONDAY, -36_000.0)
    assert [item.work.exercise for item in holds.due(7199.0, [])] == ["elbow-bend", "reach"]
    assert [item.work.exercise for item in holds.due(7200.0, [])] == ["reach"]


def test_blocks_of_yesterday_do_not_count_for_today() -> None:
    holds = due_today(0.0, BERLIN, PROGRAMME, [], waiting=False)
    assert holds.due(0.0, [BegunBlock("reach", -36_000.1)]) == (MORNING, REACH)
    assert holds.due(0.0, [BegunBlock("reach", -36_000.0)]) == (MORNING,)


def test_while_nobody_knows_the_day_nothing_is_due() -> None:
    holds = due_today(0.0, replace(BERLIN, trust="unknown", utc_minus_monotonic_s=-1e15), PROGRAMME, [], waiting=True)
    assert (holds.day, holds.waiting, holds.due(0.0, [])) == (None, True, ())


def test_a_block_of_this_run_that_the_records_know_too_is_one() -> None:
    log = BlockLog()
    log.begin("reach", 100.0)
    log.know_of([BegunBlock("reach", 105.0), BegunBlock("reach", 105.1)])
    assert (len(log.last_day(200.0)), log.room(200.0)) == (2, 8)


def test_records_that_cannot_be_read_change_nothing_that_was_known() -> None:
    log = BlockLog()
    log.know_of([BegunBlock("reach", -5.0)] * 12)
    log.know_of([])
    assert (log.room(0.0), log.room(86_395.0)) == (0, 10)


def test_what_holds_is_told_at_the_start_with_each_day_and_with_each_programme() -> None:
    watch = SetupWatch("forearm")
    first = due_today(0.0, BERLIN, None, [], waiting=False)
    assert watch.push(first) == [Setup(0.0, "forearm")]
    assert watch.push(replace(first, now_s=60.0, waiting=True)) == []
    accepted = due_today(120.0, BERLIN, replace(PROGRAMME, site="shin"), [], waiting=False)
    planned = (PlannedItem("elbow-bend", 2, 1, 10), PlannedItem("reach", 1, 1, 10))
    assert watch.push(accepted) == [Setup(120.0, "shin", "simulated", 1, planned)]
    assert watch.push(replace(accepted, now_s=180.0)) == []
    assert watch.push(replace(accepted, now_s=240.0, day=TUESDAY)) == [
        Setup(240.0, "shin", "simulated", 1, planned[1:])
    ]


def test_a_day_that_nobody_knows_has_no_programme() -> None:
    unknown = replace(due_today(0.0, BERLIN, PROGRAMME, [], waiting=False), day=None)
    assert SetupWatch("hand").push(unknown) == [Setup(0.0, "forearm")]


@pytest.mark.parametrize(
    ("ten_utc_s", "began_s_before", "items"),
    [
        (1_792_918_800.0, 10.6 * 3600, ["elbow-bend"]),  # 25 October 2026: 0:24, eleven hours after its midnight
        (1_774_771_200.0, 9.4 * 3600, ["elbow-bend", "reach"]),  # 29 March 2026: 23:36 of the day before
    ],
)
def test_on_days_when_the_clock_is_put_back_or_forward_a_day_begins_at_its_own_midnight(
    ten_utc_s: float, began_s_before: float, items: list[str]
) -> None:
    """At ten o'clock in Berlin; the window of the elbow bend is from ten on."""
    at_ten = Item(ELBOW, schedule=DailySchedule(days=("sun",), from_minute=600, to_minute=601))
    dating = Dating("boot", ten_utc_s - 50_000.0, "Europe/Berlin", "synced")
    begun = [BegunBlock("reach", 50_000.0 - began_s_before)]
    holds = due_today(50_000.0, dating, everyday_programme(at_ten, REACH), begun, waiting=False)
    assert [item.work.exercise for item in holds.due(50_000.0, begun)] == items


CHECKED = replace(PROGRAMME, checkup=CheckupPlan(("rest",), (480, 1080), ("mon",)))


def checkup_due(minute: int, *begun: int, ahead_s: float = 0.0, day: date = MONDAY) -> bool:
    """At that minute of a day that began at 0, after check-ups at those minutes."""
    holds = DueToday(0.0, CHECKED, day=day, midnight_s=0.0, clock_ahead_s=ahead_s)
    return holds.checkup_due(minute * 60.0, [BegunBlock("check-up", at * 60.0) for at in begun]) is not None


@pytest.mark.parametrize(
    ("minute", "due"), [(479, False), (480, True), (599, True), (600, False), (1079, False), (1080, True), (1199, True)]
)
def test_a_check_up_is_open_for_two_hours(minute: int, due: bool) -> None:  # noqa: FBT001
    assert checkup_due(minute) == due


def test_it_is_open_on_its_days_alone() -> None:
    assert not checkup_due(480, day=TUESDAY)


def test_once_begun_it_is_not_due_again_before_it_opens_again() -> None:
    assert not checkup_due(599, 480)
    assert checkup_due(1080, 480)
    assert checkup_due(500, 479 - 60), "of the evening before, or from before a clock was set"


def test_whatever_the_clock_says_an_hour_lies_between_two() -> None:
    assert not checkup_due(1080 - 60, 1080 - 65, ahead_s=3600.0), "the clock was put forward on that day"
    assert checkup_due(1080 - 60, 480, ahead_s=3600.0)


def test_check_ups_are_none_of_the_ten_blocks_and_three_of_them_are_a_day() -> None:
    log = BlockLog()
    log.know_of([BegunBlock("check-up", 100.0 * n) for n in range(3)])
    assert (log.room(1000.0), log.checkup_room(1000.0)) == (10, 0)
    assert log.checkup_room(86_400.0) == 1, "the first one is a day ago"


def test_a_setup_says_how_many_check_ups_the_day_asks_for() -> None:
    (setup,) = SetupWatch("forearm").push(due_today(0.0, BERLIN, CHECKED, [], waiting=False))
    assert setup.checkups == 2
