"""Values of days, medians of weeks, the person's own spread, and days folded onto one."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from device.day.document import DayDocument, Quarter, Summary
from device.records.decoding import from_json, to_json
from sync.clinic.trends.changes import change_of
from sync.clinic.trends.day_values import DayNumbers, SeenDay, day_numbers
from sync.clinic.trends.hours import hour_cells, usual_day
from sync.clinic.trends.measures import ADHERENCE, AMPLITUDE, BY_KEY, REST, WEAR, DayValue, TrendMeasure, values_of
from sync.clinic.trends.periods import ALL_HOURS, window_of
from sync.clinic.trends.weeks import WeekValue, by_week
from tests.support.documents.course import Story, days_of
from tests.support.documents.realistic import a_day, an_empty_day, with_quarters

MONDAY = date(2026, 3, 2)


def numbers_of(document: DayDocument) -> DayNumbers:
    return day_numbers(from_json(SeenDay, to_json(document), json.loads))


def valued(document: DayDocument, measure: TrendMeasure, hours: str = "") -> list[float]:
    return [one.value for one in values_of(measure, [numbers_of(document)], window_of(hours))]


def of_one_morning(morning: Summary, evening: Summary) -> DayDocument:
    return with_quarters(a_day(), (Quarter(32, morning), Quarter(80, evening)))


def test_a_share_is_of_its_own_denominator_and_not_told_of_less_than_half_an_hour() -> None:
    calm = Summary(worn_s=900, assessable_s=900, rest_s=900)
    shaky = Summary(worn_s=900, assessable_s=900, rest_s=900, rest_tremor_s=450, tremor_s=450, amplitude_deg=4.0)
    day = of_one_morning(calm, shaky)
    whole = replace(day, totals=replace(day.totals, rest_s=1800, rest_tremor_s=450))
    assert valued(whole, REST) == [0.25]
    assert valued(replace(whole, totals=replace(whole.totals, rest_s=1799)), REST) == []


def test_own_hours_take_only_their_quarter_hours() -> None:
    calm = Summary(worn_s=1800, assessable_s=1800, rest_s=1800)
    shaky = replace(calm, rest_tremor_s=900, tremor_s=900, amplitude_deg=4.0)
    day = of_one_morning(calm, shaky)
    assert (valued(day, REST, "8:00-9:00"), valued(day, REST, "20:00-21:00")) == ([0.0], [0.5])
    assert valued(day, REST, "20:00-9:00") == [0.25]
    assert (valued(day, AMPLITUDE, "8:00-9:00"), valued(day, AMPLITUDE, "8:00-21:00")) == ([], [4.0])


def test_a_day_without_data_or_without_a_programme_has_no_value_rather_than_zero() -> None:
    assert [valued(an_empty_day(), measure) for measure in (REST, AMPLITUDE, WEAR, ADHERENCE)] == [[], [], [], []]
    assert valued(a_day(), BY_KEY["posture"]) == []


def test_adherence_is_of_the_sets_that_were_due() -> None:
    story = Story(exercises_until=date(2026, 3, 31), missing=0.0, short=0.0)
    done = [valued(day, ADHERENCE) for day in days_of(story, date(2026, 3, 8), 14)]
    assert [1.0] in done
    assert done[-1] == []  # a Sunday, on which nothing is due
    lazy = days_of(replace(story, exercises_until=date(2026, 1, 1)), date(2026, 3, 7), 1)
    assert valued(lazy[0], ADHERENCE) == [0.0]


def test_a_newer_kind_of_episode_and_a_quarter_that_cannot_be_cost_no_day() -> None:
    said = json.loads(to_json(a_day()))
    said["totals"]["kinds"] = [{"kind": "newer", "count": 3}]
    said["quarters"][0]["quarter"] = 96
    assert day_numbers(from_json(SeenDay, json.dumps(said), json.loads)).day == MONDAY


def test_of_exercise_the_sets_of_a_week_are_pooled_and_of_all_else_the_median_day_is_taken() -> None:
    def day(number: int, value: float, whole: float) -> DayValue:
        return DayValue(MONDAY + timedelta(days=number), value, 40_000, is_valid=True, whole=whole)

    (pooled,) = by_week([day(0, 1.0, 2), day(1, 1.0, 2), day(2, 0.25, 12)])
    assert pooled.middle == pytest.approx(7 / 16)  # 2 + 2 + 3 sets of 16
    (median,) = by_week([day(0, 1.0, 0), day(1, 1.0, 0), day(2, 0.25, 0)])
    assert median.middle == 1.0


def a_week(number: int, median: float, days: int = 5) -> WeekValue:
    return WeekValue(MONDAY + timedelta(weeks=number), days, days * 36_000.0, median, median, median)


def weeks_of(*medians: float) -> list[WeekValue]:
    return [a_week(number, median) for number, median in enumerate(medians)]


def test_a_week_is_the_median_of_its_valid_days_and_says_how_many_they_are() -> None:
    values = [(0.1, 9 * 3600.0, True), (0.2, 6 * 3600.0, True), (0.9, 600.0, False), (0.4, 5 * 3600.0, True)]
    days = [DayValue(MONDAY + timedelta(days=n), *value) for n, value in enumerate(values)]
    (week,) = by_week(days)
    assert (week.monday, week.days, week.worn_s, week.middle) == (MONDAY, 3, 20 * 3600.0, 0.2)
    assert [week.low, week.high] == pytest.approx([0.15, 0.3])
    assert week.is_comparable
    assert not by_week(days[:2])[0].is_comparable


def test_a_change_is_beyond_the_persons_own_spread_and_says_what_it_rests_on() -> None:
    steady = (10.0, 12.0, 10.0, 12.0, 10.0, 12.0, 10.0)
    change = change_of(weeks_of(*steady, 20.0), lambda value: value)
    assert (change.verdict, change.before, change.steps, change.days) == ("higher", 11.0, 6, 25)
    assert change.spread == pytest.approx(2 / math.sqrt(2))
    assert change.usual == pytest.approx((11.0 - 6 / math.sqrt(2), 11.0 + 6 / math.sqrt(2)))  # three spreads each way
    within = change_of(weeks_of(*steady, 15.0), lambda value: value, least=9.0)
    assert (within.verdict, within.usual) == ("no change", (2.0, 20.0))
    assert change_of(weeks_of(*steady, 15.0), lambda value: value).verdict == "no change"
    assert change_of(weeks_of(*steady, 2.0), lambda value: value).verdict == "lower"


@pytest.mark.parametrize("medians", [(), (1.0,), (1.0, 2.0, 1.0, 2.0, 1.0, 9.0)])
def test_nothing_is_told_before_the_own_spread_is_known(medians: Sequence[float]) -> None:
    assert change_of(weeks_of(*medians), lambda value: value).verdict == "cannot tell"


def test_a_week_of_two_days_is_compared_with_nothing_and_makes_no_step() -> None:
    weeks = [*weeks_of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0), a_week(7, 9.0, days=2)]
    assert change_of(weeks, lambda value: value).verdict == "no change"
    assert change_of([*weeks[:3], a_week(3, 1.0, 2), *weeks[4:7]], lambda value: value).steps == 3


def test_the_usual_day_has_percentiles_where_five_days_have_data() -> None:
    days = [numbers_of(day) for day in days_of(Story(missing=0.0, short=0.0), date(2026, 3, 8), 6)]
    usual = usual_day(days)
    assert [one.days for one in usual[14:17]] == [0, 6, 6]  # from 07:30 on
    assert usual[14].shares is None
    at_ten = usual[20].shares
    assert at_ten is not None
    assert list(at_ten) == sorted(at_ten)
    assert usual_day(days[:4])[20].shares is None
    assert usual_day([])[20].days == 0


def test_each_hour_of_a_day_or_week_has_its_share() -> None:
    days = [numbers_of(day) for day in days_of(Story(missing=0.0, short=0.0), date(2026, 3, 8), 7)]
    by_days, by_weeks = hour_cells(days, by_weeks=False), hour_cells(days, by_weeks=True)
    assert (len(by_days), len(by_weeks)) == (7 * 13, 13)
    assert {cell.day for cell in by_weeks} == {MONDAY}
    assert by_weeks[0].worn_s == 7 * 1800


def test_every_measure_says_how_it_comes_about_and_has_words_for_none() -> None:
    for measure in BY_KEY.values():
        assert len(measure.explained) > 60
        assert measure.words(0.0)
        assert math.isfinite(measure.compared(0.0))
    assert values_of(WEAR, [], ALL_HOURS) == []
