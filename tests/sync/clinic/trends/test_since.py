"""Weeks counted from an injection."""

from datetime import date, timedelta

from sync.clinic.trends.measures import DayValue
from sync.clinic.trends.since import WeekSince, spans_of, weeks_since

DAY = date(2026, 3, 4)


def on(days: int, value: float, *, is_valid: bool = True) -> DayValue:
    return DayValue(DAY + timedelta(days=days), value, 36000.0, is_valid)


def test_weeks_begin_with_the_day_itself_and_need_three_valid_days() -> None:
    values = [on(-7, 9.0), on(-6, 7.0), on(-1, 8.0), on(0, 1.0), on(3, 3.0), on(6, 2.0), on(7, 5.0), on(8, 5.0)]
    values.append(on(9, 5.0, is_valid=False))
    found = weeks_since(values, (DAY, DAY + timedelta(days=90)))
    assert found == [WeekSince(DAY, -1, 3, 8.0), WeekSince(DAY, 0, 3, 2.0)]


def test_a_span_ends_before_the_next_one_begins() -> None:
    later, last = date(2026, 5, 1), date(2026, 6, 1)
    assert spans_of([later, DAY, later], last) == [(DAY, date(2026, 4, 30)), (later, last)]
    assert spans_of([date(2026, 7, 1)], last) == [(date(2026, 7, 1), date(2026, 7, 1))]
    assert spans_of([], last) == []
    assert weeks_since([on(day, 1.0) for day in range(20)], (DAY, DAY + timedelta(days=8))) == [
        WeekSince(DAY, 0, 7, 1.0)
    ]
