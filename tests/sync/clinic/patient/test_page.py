"""What the page of one patient says of weeks."""

from dataclasses import replace
from datetime import date
from math import log

import altair as alt
import pytest

from sync.clinic.charts.colours import shades_in_words
from sync.clinic.drawing.drawn import spec_of
from sync.clinic.patient import CHART_SHAPES, NoSuchChart, chart_drawing, chart_key, course_page
from sync.clinic.patient.comparing import usual_words, words_apart
from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.changes import WeekChange
from sync.clinic.trends.day_exercise import DayExercise, DueRepetitions
from sync.clinic.trends.day_values import PLACE
from sync.clinic.trends.measures import BY_KEY, TREND_MEASURES
from sync.clinic.trends.weeks import WeekValue
from tests.support.documents.course import Story
from tests.sync.clinic.patient.looks import LAST, a_look


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_comparison_says_change_usual_range_and_what_it_rests_on() -> None:
    page = course_page(a_look(), "UTC")
    rows = {row[0]: list(map(plain, row[1:])) for row in page.comparison.rows}
    assert set(rows) >= {
        "Tremor at rest",
        "Amplitude of tremor",
        "Posture: held away from neutral",
        "Worn, on valid days",
    }
    change, last, before, untreated, usual, rests = rows["Tremor at rest"]
    assert untreated.endswith(" %")
    assert change in {"no clear change", "higher", "lower"}
    assert last.endswith(" %")
    assert before.endswith(" %")
    low, high = (int(end.removesuffix(" %")) for end in usual.split(" to "))
    assert low < int(before.removesuffix(" %")) < high
    assert rests.endswith(" h worn")
    assert plain(page.words) == "12 weeks up to Sun 29 Nov 2026, the last day with data"


def test_how_it_was_before_the_injection_stands_beside_the_latest_week_without_a_verdict() -> None:
    """Tremor 25 % untreated, of which the injection of seven weeks ago takes 60 %."""
    injected = date(2026, 10, 12)
    comparison = course_page(a_look(Story((injected,), missing=0.0, short=0.0), 100), "UTC").comparison
    place = comparison.columns.index("Pre-injection")
    rest = next(list(map(plain, row)) for row in comparison.rows if row[0] == "Tremor at rest")
    assert rest[1] == "no clear change"
    assert int(rest[2].removesuffix(" %")) < 0.7 * int(rest[place].removesuffix(" %"))
    assert "weeks before that of Mon 12 Oct 2026" in plain(comparison.caption)


def test_without_an_injection_or_a_week_before_it_there_is_no_such_column() -> None:
    steady = Story(missing=0.0, short=0.0)
    assert "Pre-injection" not in course_page(a_look(steady, 60), "UTC").comparison.columns
    first_day = Story((date(2026, 11, 2),), missing=0.0, short=0.0)
    assert "Pre-injection" not in course_page(a_look(first_day, 28), "UTC").comparison.columns


def test_the_usual_range_is_in_the_numbers_of_the_measure_and_within_what_can_be() -> None:
    of_ratios = WeekChange("no change", usual=(log(0.33), log(0.48)))
    assert usual_words(BY_KEY["rest"], of_ratios).replace("\N{NO-BREAK SPACE}", " ") == "33 % to 48 %"
    beyond = WeekChange("no change", usual=(-0.1, 1.3))
    assert usual_words(BY_KEY["exercise"], beyond).replace("\N{NO-BREAK SPACE}", " ") == "0 % to 100 %"
    assert usual_words(BY_KEY["exercise"], WeekChange("cannot tell")) == "not known yet"


def test_a_value_below_the_usual_range_never_looks_inside_for_want_of_digits() -> None:
    week = WeekValue(date(2026, 11, 23), 5, 180_000.0, 1.06, 1.0, 1.2)
    change = WeekChange("lower", week, 1.45, usual=(log(1.12), log(1.88)))
    words = words_apart(BY_KEY["episodes-rhythmic"], change)
    assert (plain(words(1.06)), plain(words(1.12))) == ("1.06 per hour", "1.12 per hour")
    assert plain(usual_words(BY_KEY["episodes-rhythmic"], change)) == "1.12 per hour to 1.88 per hour"
    rest = words_apart(BY_KEY["rest"], replace(change, last=replace(week, middle=0.211), usual=(log(0.214), log(0.4))))
    assert plain(rest(0.211)) == "21.1 %"
    alike = replace(change, verdict="no change")
    assert plain(words_apart(BY_KEY["episodes-rhythmic"], alike)(1.06)) == "1.1 per hour"


def test_an_earlier_week_in_the_comparison_says_which_it_is_and_an_injection_within_is_told() -> None:
    look = a_look(Story((date(2026, 11, 9),), missing=0.0, short=0.0), 100)
    unknown = [replace(day, totals=day.totals.copy()) for day in look.days]
    for day in unknown:
        if day.day >= date(2026, 11, 23):
            day.totals[PLACE["held_s"]] = 0
            day.totals[PLACE["away_s"]] = 0
    comparison = course_page(replace(look, days=unknown), "UTC").comparison
    rows = {row[0]: plain(row[2]) for row in comparison.rows}
    assert rows["Posture: held away from neutral"].endswith("(week from Mon 16 Nov 2026)")
    assert "week" not in rows["Tremor at rest"]
    caption = plain(comparison.caption)
    assert "The latest week here is that from Mon 23 Nov 2026" in caption
    assert "The injection of Mon 9 Nov 2026 lies within the weeks that are compared" in caption
    assert "lies within" not in course_page(a_look(), "UTC").comparison.caption


@pytest.mark.costly
def test_every_figure_has_its_sentence_its_table_and_an_address_of_the_same_look() -> None:
    page = course_page(a_look(period="14d", hours="8:00-20:00"), "UTC")
    figures = (*page.trends, *page.others, *page.profile)
    assert len(figures) == 11
    for figure in figures:
        assert figure.sentence.endswith(".")
        assert figure.table.rows
        assert figure.wide_url == (
            f"/patients/band-01/charts/{figure.name}.svg?period=14d&shape=wide&hours=8%3A00-20%3A00"
        )
    assert [choice.is_chosen for choice in page.choices] == [True, False, False]
    assert page.choices[1].link.url == "/patients/band-01?period=12w&hours=8%3A00-20%3A00"


def test_few_days_are_told_as_too_few_and_no_days_at_all_as_none() -> None:
    few = course_page(a_look(Story(missing=0.0, short=0.0), 2), "UTC")
    assert few.comparison.rows == ()
    assert "no week of 3 valid days" in few.trends[0].sentence
    none = course_page(PatientLook("band-01", LAST), "UTC")
    assert (none.trends, none.calendar) == ((), None)
    assert none.markers.missing == "Nothing was entered yet."


def test_one_week_alone_has_nothing_to_compare_with() -> None:
    page = course_page(a_look(Story(missing=0.0, short=0.0), 7), "UTC")
    assert page.comparison.rows[0][1:4:2] == ("cannot tell: no week before", "none to compare with")


def test_days_worn_too_briefly_are_in_no_week() -> None:
    page = course_page(a_look(Story(missing=0.0, short=1.0), 30), "UTC")
    assert page.comparison.rows == ()
    assert {figure.name: figure.table.rows for figure in page.trends}["rest"] == ()


def test_the_calendar_tells_none_from_nothing_due_and_from_no_data() -> None:
    story = Story(exercises_until=date(2026, 11, 10), missing=0.0, short=0.0)
    calendar = course_page(a_look(story, 21, "14d"), "UTC").calendar
    assert calendar is not None
    newest = [day.state if day else None for day in calendar.weeks[0].days]
    assert newest == ["none"] * 6 + ["not due"]
    assert calendar.weeks[0].total == "0/18"
    shown = [day for week in calendar.weeks for day in week.days if day]
    assert len(shown) == 14
    assert plain(calendar.sentence).startswith("0 of 36 sets due in these weeks were carried to their end (0 %)")
    assert course_page(a_look(Story(), 21), "UTC").calendar is None


def test_a_week_of_exercise_is_the_same_in_the_calendar_and_in_the_trend_also_the_first_one() -> None:
    story = Story(exercises_until=date(2026, 11, 20), missing=0.0, short=0.0)
    look, thursday = a_look(story, 60, "14d"), date(2026, 11, 26)
    look = replace(look, last=thursday, days=[day for day in look.days if day.day <= thursday])
    page = course_page(look, "UTC")
    assert page.calendar
    (exercise,) = [figure for figure in page.trends if figure.name == "exercise"]
    weekly = {row[0]: row[1].replace("\N{NO-BREAK SPACE}", " ") for row in exercise.table.rows}
    done_of_due = [week.total.split("/") for week in page.calendar.weeks]
    assert [int(due) for _, due in done_of_due] == [12, 18, 18]
    pooled = {
        f"Mon {week.monday}": f"{round(100 * int(done) / int(due))} %"
        for week, (done, due) in zip(page.calendar.weeks, done_of_due, strict=True)
    }
    assert {plain(monday): share for monday, share in weekly.items()} == pooled
    assert exercise.table.columns[1] == "All days together"


def test_sets_that_all_went_to_their_end_are_no_full_day_where_half_of_the_repetitions_are_missing() -> None:
    story = Story(exercises_until=date(2026, 11, 28), missing=0.0, short=0.0)
    look = a_look(story, 21, "14d")
    due = DayExercise(4, 4, (), DueRepetitions(16, 32), 4)
    look = replace(
        look, days=[replace(day, exercise=due if day.day == date(2026, 11, 27) else day.exercise) for day in look.days]
    )
    calendar = course_page(look, "UTC").calendar
    assert calendar is not None
    friday = calendar.weeks[0].days[4]
    assert friday is not None
    assert (friday.state, friday.numbers, friday.repetitions) == ("some", "4/4", "16/32")


@pytest.mark.slow
@pytest.mark.parametrize("shape", CHART_SHAPES)
@pytest.mark.parametrize("name", [*(measure.key for measure in TREND_MEASURES), "usual-day", "hours"])
def test_every_chart_is_a_specification_that_its_own_schema_takes(name: str, shape: str) -> None:
    spec = spec_of(chart_drawing(a_look(count=20, period="14d"), name, shape))
    chart = alt.Chart.from_dict(spec)
    assert chart.to_dict()["config"]["aria"] is False


@pytest.mark.costly
@pytest.mark.parametrize("name", ["rest", "frequency", "hours"])
def test_a_chart_holds_its_data_and_nothing_of_other_days(name: str) -> None:
    look = a_look(count=30, period="14d")
    spec = spec_of(chart_drawing(look, name, "narrow"))
    layers = spec.get("layer", [spec])
    rows = [row for layer in layers for row in layer["data"]["values"]]
    places = [row["day"] for row in rows if row != {"word": "logarithmic"}]
    assert len(rows) - len(places) == (name == "rest")  # whose axis is one
    assert len(places) > 5
    assert all(-0.5 <= place <= 13 for place in places)


@pytest.mark.costly
@pytest.mark.parametrize("period", ["14d", "1y", "2y"])
def test_charts_of_no_days_are_empty_and_not_broken(period: str) -> None:
    look = replace(a_look(period=period), days=(), markers=())
    for name in ("rest", "frequency", "wear", "usual-day", "hours"):
        assert spec_of(chart_drawing(look, name, "wide"))["config"]


def test_a_chart_that_is_none_is_refused() -> None:
    with pytest.raises(NoSuchChart):
        spec_of(chart_drawing(a_look(), "../day", "wide"))


def test_the_same_look_has_the_same_pictures_and_another_has_others() -> None:
    look = a_look(count=30)
    assert chart_key(look, "rest", "wide") == chart_key(a_look(count=30), "rest", "wide")
    others = [a_look(count=29), a_look(count=30, period="14d"), replace(look, markers=())]
    assert chart_key(look, "rest", "wide") not in {chart_key(other, "rest", "wide") for other in others}


def test_where_no_day_is_valid_nothing_is_said_to_be_folded() -> None:
    usual_day = course_page(PatientLook("band-01", LAST), "Europe/Berlin").profile[0]
    assert usual_day.more == ""
    assert usual_day.sentence.replace("\N{NO-BREAK SPACE}", " ").startswith("0 valid days, too few for a usual day")


def test_the_comparison_says_from_when_and_of_which_hours_it_is_and_below_it_how_weeks_are_compared() -> None:
    page = course_page(a_look(hours="8:00-20:00"), "UTC")
    assert plain(page.comparison.caption).startswith(
        "Only 8:00 to 20:00 of each day is compared. The latest week here is that from Mon 23 Nov 2026. "
    )
    assert "Only" not in course_page(a_look(), "UTC").comparison.caption
    assert plain(page.how_compared).startswith(
        "The latest week (Monday to Sunday) with 3 or more days worn for 5 h is compared with the four such weeks"
    )


def test_thousands_of_repetitions_are_written_alike_on_both_sides() -> None:
    look = a_look(Story(missing=0.0, short=0.0), 14, "14d")
    day = DayExercise(due_sets=800, done_sets=790, repetitions=DueRepetitions(done=1500, due=1600))
    days = [replace(one, exercise=day if one.day == LAST else DayExercise()) for one in look.days]
    calendar = course_page(replace(look, days=days), "UTC").calendar
    assert calendar is not None
    assert "1 500 of 1 600 repetitions due (94 %)" in plain(calendar.sentence)


def test_the_shades_of_an_hour_are_named_with_per_cent_as_all_else_on_a_page() -> None:
    assert [plain(words) for words, _ in shades_in_words()][:2] == ["below 2 %", "2 % to 5 %"]
