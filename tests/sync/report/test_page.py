"""The report in words: every number with its days, days that do not count, and words that anybody may have entered."""

from dataclasses import replace
from datetime import date

import pytest

from device.day.document import (
    DayDocument,
    DayPlan,
    DayRound,
    DaySession,
    KindCount,
    PostureProfile,
    Quality,
    Quarter,
    Summary,
    SymptomAnswer,
)
from device.records.facts import PlannedItem
from sync.report import ReportPage, ReportSubject, report_page
from tests.support.documents.exercise import SETS

LAST = date(2026, 11, 28)
SPACE = "\N{NO-BREAK SPACE}"


def a_worn_day(day: str, rest_tremor_s: int, worn_s: int = 36_000) -> DayDocument:
    """Worn for ten hours, of which four were at rest; with an episode of tremor an hour."""
    quarters = tuple(
        Quarter(40 + n, Summary(worn_s=900, assessable_s=600, tremor_s=rest_tremor_s // 40)) for n in range(8)
    )
    totals = Summary(
        worn_s=worn_s,
        assessable_s=24_000,
        tremor_s=rest_tremor_s,
        rest_s=14_400,
        moving_s=9_600,
        rest_tremor_s=rest_tremor_s,
        episodes=10,
        frequency_hz=5.0,
        amplitude_deg=2.0,
        kinds=(KindCount("rhythmic", 10, 10), KindCount("jerk", 40, 3)),
    )
    return DayDocument(
        *(2, "band-01", "card-1", day, "Europe/Berlin", 7, "0.2.0", "movement-11"),
        totals=totals,
        quarters=quarters,
        episodes=(),
        sets=(),
        marks=(),
        quality=Quality("synced"),
        site="forearm",
    )


def week() -> list[DayDocument]:
    """Five valid days with 10, 20, 30, 40 and 50 % of tremor at rest, and a short one with 90 %."""
    valid = [a_worn_day(f"2026-11-{20 + n}", 1_440 * n) for n in range(1, 6)]
    return [*valid, a_worn_day("2026-11-28", 12_960, worn_s=17_999)]


def page_of(documents: list[DayDocument], days: int = 14) -> ReportPage:
    return report_page(ReportSubject("band-01"), documents, LAST, days)


def row_of(page: ReportPage, label: str) -> tuple[str, str, str]:
    (row,) = [row for row in page.figures if row.label == label]
    return row.value, row.spread, row.rests_on


def test_repetitions_of_missed_sets_are_among_those_due() -> None:
    bend = replace(SETS[0], target_repetitions=8, done_repetitions=6, stopped="paced")
    plan = DayPlan("arm", 1, (PlannedItem("elbow-bend", 2, 1, 8),))
    exercised = replace(a_worn_day("2026-11-28", 1_440), sets=(bend,), plan=plan)
    page = page_of([exercised])
    assert row_of(page, "Repetitions done of repetitions due") == (f"6 of 16 (38{SPACE}%)", "", "missed sets too")
    _, _, rests_on = row_of(page, "Exercise: sets to their end of sets due")
    assert rests_on.replace(SPACE, " ") == "1 day with sets due; 1 set of those begun done in part"
    assert page.days[-1].cells[5:7] == ("1 of 2", "6 of 16")


def test_a_sensor_that_slipped_is_told_with_its_days() -> None:
    turned = [replace(day, totals=replace(day.totals, posture=PostureProfile(turned_s=12_600))) for day in week()[:2]]
    page = page_of([*turned, *week()[2:]])
    said = "on 2 days of 6 with data, for 7 h at rest in all, and posture was not counted then."
    assert said in page.trust.replace(SPACE, " ")
    assert [line.cells[-1] for line in page.days if "slipped" in line.cells[-1]] == ["sensor slipped"] * 2


def test_reasons_effect_and_prescription_stand_before_the_numbers() -> None:
    plan = DayPlan("arm", 1, (PlannedItem("elbow-bend", 2, 1, 8),))
    muscles = ", ".join(f"muscle number {number} 50" for number in range(8))
    subject = ReportSubject("band-01", entered=(muscles,), reasons=("A.", "B.", "C.", "D."), effect="It worked.")
    page = report_page(subject, [replace(week()[0], plan=plan), *week()[1:]], LAST, 14)
    assert [(head, words.replace(SPACE, " ")) for head, words in page.told] == [
        ("In the clinic's list when this was made", "A. B. C. 1 more reason."),
        ("Last injection", "It worked."),
        ("Prescribed", "Bend and straighten the elbow: 2 sessions of 1 set of 8 (a day; programme arm, version 1)"),
    ]
    assert page.entered == (muscles,)
    assert page_of(week()).told == ()


def test_days_not_worn_are_told_as_that_and_hours_worn_are_of_valid_days_alone() -> None:
    away = [replace(day, totals=Summary(not_worn_s=86_400)) for day in week()[:2]]
    page = page_of([*away, *week()[2:]])
    assert [line.cells[-1] for line in page.days if "worn" in line.cells[-1]][:2] == ["not worn"] * 2
    assert "not worn at all on 2 days of 6 with data." in page.trust.replace(SPACE, " ")
    assert row_of(page, "Worn, a valid day")[2].replace(SPACE, " ") == "3 valid days alone"


def test_days_worn_have_all_days_of_the_period_as_their_denominator() -> None:
    assert row_of(page_of(week()), f"Days worn for 5{SPACE}h or more") == (
        "5 of 14",
        "",
        f"6{SPACE}days with data, 1{SPACE}short day",
    )


def test_tremor_is_the_median_of_valid_days_with_the_hours_it_is_of() -> None:
    assert row_of(page_of(week()), "Tremor at rest") == (
        f"30{SPACE}%",
        f"20{SPACE}% to 40{SPACE}%",
        f"5{SPACE}days, 20{SPACE}h at rest",
    )


def test_without_a_valid_day_there_is_no_number_and_no_zero() -> None:
    short = week()[-1]
    assert row_of(page_of([short]), "Tremor at rest") == ("no data", "", "no valid day")
    assert row_of(page_of([]), "Other episodes, confirmed of all") == ("no data", "", "no data")


def test_other_episodes_are_told_as_confirmed_of_all() -> None:
    value, _, rests_on = row_of(page_of(week()), "Other episodes, confirmed of all")
    assert (value, rests_on) == ("jerk 18 of 240", f"54{SPACE}h worn, short days too")


def test_every_day_of_the_period_has_a_line_and_those_that_do_not_count_are_grey() -> None:
    lines = page_of(week(), days=10).days
    assert [line.is_grey for line in lines] == [*[True] * 2, *[False] * 5, *[True] * 3]
    assert lines[0].cells == (f"Thu{SPACE}19{SPACE}Nov", *["\N{EN DASH}"] * 7, "no data")
    assert lines[-1].cells[-1] == f"worn below 5{SPACE}h"


def test_a_day_that_nobody_can_read_says_so() -> None:
    page = report_page(ReportSubject("band-01"), week()[:-1], LAST, 3, ["2026-11-28"])
    assert page.days[-1].cells[-1] == "cannot be read"
    assert page.trust.startswith(f"1{SPACE}day cannot be read: 2026-11-28.")


def test_the_usual_day_is_drawn_where_five_days_are_known() -> None:
    profile = page_of(week()).profile
    assert [len(run) for run in profile.lines] == [8]  # 10:00 to 12:00 in half-hours, two places each
    assert profile.lines[0][0] == pytest.approx((10 / 24, 108 / 600 / 0.4))
    assert profile.top == f"40{SPACE}%"
    assert page_of(week()[:4]).profile.lines == ()


def test_what_was_not_answered_is_counted_and_is_no_answer() -> None:
    asked = DayRound("2026-11-25T18:00:00+01:00", (SymptomAnswer(2, "some"),), "done")
    missed = DayRound("2026-11-25T20:00:00+01:00", (SymptomAnswer(2),), "time over")
    rated = DaySession("2026-11-25T10:00:00+01:00", 600.0, "arm", 1, 3, 3, "done", "a lot")
    day = replace(week()[4], symptoms=(asked, missed), sessions=(rated, replace(rated, rating=None)))
    page = report_page(ReportSubject("band-01", symptoms=((2, "hand cramps"),)), [day], LAST, 14)
    assert row_of(page, "hand cramps") == ("a lot 0, some 1, none 0", "", f"1 of 2{SPACE}questions answered")
    assert row_of(page, "Discomfort after exercise") == (
        "a lot 1, some 0, none 0",
        "",
        f"1 of 2{SPACE}sessions answered",
    )
    assert row_of(page_of([day]), "Own symptom 2")[0] == "a lot 0, some 1, none 0"


def test_a_name_is_one_line_without_marks_that_turn_others_around() -> None:
    name = "Anna\n\u202eMark\u200fov\x00á " + "x" * 200
    page = report_page(ReportSubject("band-01", name), [], LAST, 14)
    assert page.who.startswith("Anna Mark ov á xxx")
    assert (len(page.who), page.who[-1]) == (90, "…")


@pytest.mark.parametrize("days", [0, 29])
def test_more_days_than_fit_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="a report has 1 to 28 days"):
        page_of([], days)
