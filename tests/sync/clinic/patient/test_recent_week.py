"""Whether the last seven days can be relied on, in the words of the patient's page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from device.day.document import DayDocument, DayPrivacy, PostureProfile, Quality
from device.records.decoding import from_json, to_json
from sync.clinic.patient import LastHeard, PatientLook, course_page
from sync.clinic.patient.recent_week import NOT_USABLE, PARTLY, USABLE, RecentWeek
from sync.clinic.trends.day_values import SeenDay, day_numbers
from tests.support.documents.course import Story, days_of
from tests.sync.clinic.languages.german import in_german
from tests.sync.clinic.patient.looks import LAST

TODAY = date(2026, 11, 30)  # a Monday; the seven days before it are the week from the 23rd on
NOW_UTC_S = datetime(2026, 11, 30, 12, 10, tzinfo=UTC).timestamp()
FRESH = LastHeard(NOW_UTC_S)
WORN = Story(missing=0.0, short=0.0)


def week_of(days: Sequence[DayDocument], heard: LastHeard = FRESH, unreadable: tuple[str, ...] = ()) -> RecentWeek:
    numbers = [day_numbers(from_json(SeenDay, to_json(day), json.loads)) for day in days]
    look = PatientLook("band-01", LAST, numbers, unreadable=unreadable, today=TODAY)
    return course_page(look, "UTC", heard).week


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows(week: RecentWeek) -> list[tuple[str, ...]]:
    return [tuple(map(plain, row)) for row in week.days.rows]


def month() -> list[DayDocument]:
    return days_of(WORN, LAST, 28)


def test_seven_worn_days_without_a_loss_can_be_trusted() -> None:
    week = week_of(month())
    assert (week.level, week.verdict) == (USABLE, "Yes")
    assert plain(week.answer) == (
        "Yes: the band was worn for 5 h or more on 7 of the last 7 days (23 Nov to 29 Nov 2026), and hardly anything "
        "was lost."
    )
    day, worn, lost = rows(week)[0]
    assert (day, worn.partition("; ")[0], lost) == ("Sun 29 Nov", "12.5 h: valid", "\N{EN DASH}")
    assert [row[0] for row in rows(week)][-1] == "Mon 23 Nov"
    (resting,) = week.resting.rows
    assert resting[0] == "7 of 7"
    assert resting[1].startswith("Tremor at rest; Amplitude of tremor; Posture: held away from neutral")


def test_a_sensor_that_turned_leaves_posture_without_days_and_the_rest_as_it_was() -> None:
    days = month()
    turned = PostureProfile(turned_s=13_400)
    days[-7:] = [replace(day, totals=replace(day.totals, posture=turned)) for day in days[-7:]]
    week = week_of(days)
    assert (week.level, week.verdict) == (PARTLY, "In part")
    assert "the sensor sat turned on the limb for 26 h, and posture was not counted then (on 7 days)" in plain(
        week.answer
    )
    assert "fewer than 3 of these days are left for “Posture: held away from neutral”" in week.answer
    assert rows(week)[0][2] == "Sensor turned on the limb: 3.7 h"
    few, all_days = week.resting.rows
    assert few == ("0 of 7", "Posture: held away from neutral")
    assert all_days[0] == "7 of 7"


def test_days_of_an_impossible_date_that_came_this_week_are_told_with_their_number() -> None:
    came = [datetime(2026, 11, day, 9, 0, tzinfo=UTC).timestamp() for day in (20, 22, 23, 30)]
    one, two, earlier = (
        week_of(month(), replace(FRESH, misplaced_utc_s=tuple(at))) for at in (came[3:], came, came[:2])
    )
    assert (one.level, two.level, earlier.level) == (PARTLY, PARTLY, USABLE)
    assert one.answer.endswith(
        "; 1\N{NO-BREAK SPACE}day that came this week has an impossible date and is in none of these numbers: the "
        "device's clock was wrong or not set."
    )
    assert "; 2\N{NO-BREAK SPACE}days that came this week have an impossible date and are in none" in two.answer
    assert "impossible" not in earlier.answer


def test_gaps_a_dead_gyroscope_an_estimated_clock_lost_records_and_privacy_are_told_of_their_day() -> None:
    days = month()
    quality = Quality(
        *("estimated", 3, 5400.0, 0, (("bus error", 1), ("sensor missing", 2))),
        unreadable=2,
        unmeasured=(("gyroscope", 7200),),
    )
    days[-2] = replace(days[-2], quality=quality, privacy=(DayPrivacy("2026-11-28T14:00:00+01:00", 3600.0),))
    week = week_of(days)
    assert rows(week)[1][2] == (
        "Gyroscope not working: 2.0 h; gaps: 1.5 h (bus error and sensor missing); times of day only estimated; "
        "2 records cannot be read on the device any more; privacy, as the patient asked: 1.0 h"
    )
    assert plain(week.answer) == (
        "In part: the band was worn for 5 h or more on 7 of the last 7 days (23 Nov to 29 Nov 2026); the gyroscope did "
        "not work for 2 h, and small tremor and repetitions are missing (on 1 day); the recording has gaps of 1 h in "
        "all (on 1 day); times of day only estimated (on 1 day); 2 records cannot be read on the device any more."
    )


def test_less_than_an_hour_of_gaps_is_told_of_the_day_and_does_not_change_the_answer() -> None:
    days = month()
    days[-1] = replace(days[-1], quality=Quality("synced", 1, 1500.0))
    week = week_of(days)
    assert week.level == USABLE
    assert rows(week)[0][2] == "Gaps: 25 min"


def test_two_valid_days_are_too_few_and_a_short_day_is_not_valid() -> None:
    short = days_of(Story(missing=0.0, short=1.0), LAST, 5)
    week = week_of([*month()[:-5], *short])
    assert (week.level, week.verdict) == (NOT_USABLE, "No")
    assert plain(week.answer) == (
        "No: the band was worn for 5 h or more on only 2 of the last 7 days (23 Nov to 29 Nov 2026), and a week "
        "needs 3."
    )
    assert rows(week)[0][1].startswith("2.5 h: not valid; ")


def test_a_week_without_any_valid_day_says_none() -> None:
    days = month()
    days[-7:] = [replace(day, totals=replace(day.totals, worn_s=0, assessable_s=0)) for day in days[-7:]]
    assert plain(week_of(days).answer) == (
        "No: on none of the last 7 days (23 Nov to 29 Nov 2026) was the band worn for 5 h, and a week needs 3."
    )


def test_a_day_of_almost_five_hours_is_not_rounded_up_to_them_and_says_how_much_of_it_was_judged() -> None:
    days = month()
    days[-1] = replace(days[-1], totals=replace(days[-1].totals, worn_s=5 * 3600 - 1, assessable_s=9_180))
    days[-2] = replace(days[-2], totals=replace(days[-2].totals, worn_s=0, assessable_s=0))
    last, before = rows(week_of(days))[:2]
    assert last[1] == "4.9 h: not valid; 2.5 h judged"
    assert before[1] == "not worn"


def test_days_that_have_not_come_are_told_from_days_of_a_device_that_was_off() -> None:
    days = month()[:-4]
    silent = week_of(days, LastHeard(datetime(2026, 11, 26, 9, 0, tzinfo=UTC).timestamp()))
    assert (silent.level, silent.verdict) == (PARTLY, "In part")
    assert plain(silent.answer).endswith(
        "on 3 of the last 7 days (23 Nov to 29 Nov 2026); 4 days have not been received yet; the device was last heard "
        "of on Thu 26 Nov 2026, 09:00."
    )
    assert rows(silent)[3] == ("Thu 26 Nov", "no data", "Not received yet")
    off = week_of(days)
    assert off.level == USABLE
    assert rows(off)[3] == ("Thu 26 Nov", "no data", "The device was off, or its battery empty")
    held_back = week_of(days, replace(FRESH, backlog_days=4))
    assert rows(held_back)[3][2] == "Not received yet"


def test_what_came_in_the_middle_of_a_day_says_until_when() -> None:
    week = week_of(month(), LastHeard(datetime(2026, 11, 29, 14, 30, tzinfo=UTC).timestamp()))
    assert rows(week)[0][2] == "Nothing received after Sun 29 Nov 2026, 14:30"
    assert plain(week.answer).endswith("; the device was last heard of on Sun 29 Nov 2026, 14:30.")


def test_a_day_that_the_clinic_cannot_read_is_told() -> None:
    days = month()
    del days[-3]
    week = week_of(days, unreadable=("2026-11-27",))
    assert week.level == PARTLY
    assert "1 day cannot be read" in plain(week.answer)
    assert rows(week)[2][2] == "The clinic's database is damaged there, a backup may hold it"


@pytest.mark.parametrize("heard", [LastHeard(), FRESH])
def test_without_any_day_there_is_nothing_to_trust(heard: LastHeard) -> None:
    week = week_of([], heard)
    assert (week.level, len(week.days.rows), week.resting.rows) == (NOT_USABLE, 7, ())
    assert plain(week.answer).startswith("No: there is nothing of the last 7 days (23 Nov to 29 Nov 2026); 7 days have")


def test_a_low_battery_stands_beside_the_answer() -> None:
    assert week_of(month(), replace(FRESH, battery="at 4 %")).battery == "Battery: at 4 %."
    assert week_of(month()).battery == ""


def test_days_stand_newest_first_without_a_hole() -> None:
    days = [date.fromisoformat(f"2026-11-{row[0].split()[1]}") for row in rows(week_of(month()))]
    assert all((newer - older).days == 1 for newer, older in pairwise(days))


def test_it_is_said_in_german_too() -> None:
    with in_german():
        assert plain(week_of(month()).answer).startswith("Ja: Das Band wurde an 7 der letzten 7 Tage")
