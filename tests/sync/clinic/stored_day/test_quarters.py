import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.day.document import Quarter, Summary
from sync.clinic.stored_day.quarters import NOTHING, QuarterHour, passed_by_quarter, quarter_hours, spans_without_data
from tests.support.documents.realistic import DAY, NOW_UTC_S, a_day, an_empty_day, with_quarters

NOON_UTC_S = 1_772_449_500.0  # 2026-03-02T11:05:00Z, in Berlin five past noon


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    worn_s = draw(st.integers(0, 900))
    assessable_s = draw(st.integers(0, worn_s))
    tremor_s = draw(st.integers(0, assessable_s))
    return Summary(worn_s, draw(st.integers(0, 900 - worn_s)), assessable_s, tremor_s)


@given(summary=summaries())
def test_the_five_states_add_up_to_the_time_that_has_passed(summary: Summary) -> None:
    quarter = QuarterHour(0, 900, summary)
    assert sum(quarter.seconds.values()) == 900
    assert quarter.seconds["no data"] == 900 - summary.worn_s - summary.not_worn_s


@given(numbers=st.tuples(*[st.integers(0, 90_000)] * 4))
def test_numbers_that_contradict_each_other_never_become_negative_time(numbers: tuple[int, int, int, int]) -> None:
    assert min(QuarterHour(0, 900, Summary(*numbers)).seconds.values()) >= 0


@pytest.mark.parametrize(
    ("day", "hours", "of_02_00"),
    [("2026-03-02", 24, 900), ("2026-03-29", 23, 0), ("2026-10-25", 25, 1800)],
)
def test_days_on_which_clocks_change_have_their_true_length(day: str, hours: int, of_02_00: int) -> None:
    passed_s = passed_by_quarter(day, "Europe/Berlin", math.inf)
    assert sum(passed_s) == hours * 3600
    assert passed_s[8] == of_02_00


def test_what_is_still_to_come_is_not_missing() -> None:
    hours = quarter_hours(an_empty_day(), NOON_UTC_S)
    assert [quarter.passed_s for quarter in hours] == [900] * 48 + [0] * 48
    assert sum(quarter.seconds["no data"] for quarter in hours) == 12 * 3600


def test_the_quarter_hour_in_which_it_is_now_shows_what_it_has_and_misses_nothing_yet() -> None:
    running = Quarter(48, Summary(worn_s=300, assessable_s=300, tremor_s=60))
    quarter = quarter_hours(with_quarters(a_day(), (running,)), NOON_UTC_S)[48]
    assert quarter.seconds == {"tremor": 60, "no tremor": 240, "not assessable": 0, "not worn": 0, "no data": 0}


def test_an_unknown_time_zone_counts_as_utc() -> None:
    assert passed_by_quarter(DAY, "Mars/Olympus", math.inf) == passed_by_quarter(DAY, "UTC", math.inf)


def test_stretches_without_data_are_named_by_their_ends() -> None:
    assert spans_without_data(quarter_hours(a_day(), NOW_UTC_S)) == [("13:15", "14:00")]
    assert spans_without_data(quarter_hours(an_empty_day(), NOW_UTC_S)) == [("00:00", "24:00")]
    assert spans_without_data((QuarterHour(0, 0, NOTHING),)) == []
