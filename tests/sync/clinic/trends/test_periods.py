"""Which days and which hours are looked at, as somebody asks for them."""

from datetime import date

import pytest

from sync.clinic.trends.periods import BadPeriod, period_of, window_of


def test_a_period_ends_with_its_last_day() -> None:
    assert period_of("14d").first(date(2026, 11, 29)) == date(2026, 11, 16)
    assert [period_of(asked).days for asked in ("14d", "12w", "1y", "2y")] == [14, 84, 365, 730]
    assert period_of("12w").words.replace("\N{NO-BREAK SPACE}", " ") == "12 weeks"


@pytest.mark.parametrize("asked", ["", "0d", "3y", "999w", "12", "w", "-1d", "1e9y", "12W", "<b>"])
def test_what_is_no_period_is_refused(asked: str) -> None:
    with pytest.raises(BadPeriod, match="expected 14d, 12w or 1y, and at most 2y"):
        period_of(asked)


def test_own_hours_are_quarter_hours_also_over_midnight() -> None:
    assert window_of("8:00-20:00").quarters == tuple(range(32, 80))
    assert window_of("22:30-1:15").quarters == (*range(5), *range(90, 96))
    assert window_of("0:00-24:00").is_whole
    assert window_of("").is_whole
    assert window_of("08:15-0:00").asked == "8:15-24:00"


@pytest.mark.parametrize(
    "asked", ["8-20", " 8 - 20 ", "08-20:00", "8.00\u201320.00", "8 to 20", "8 bis 20 Uhr", "8h-20h", "8:00 - 20:00"]
)
def test_own_hours_are_taken_as_people_write_them(asked: str) -> None:
    assert window_of(asked).asked == "8:00-20:00"


def test_a_day_is_valid_from_five_hours_worn_or_half_of_fewer_hours() -> None:
    assert window_of("").least_worn_s == 5 * 3600
    assert window_of("8:00-20:00").least_worn_s == 5 * 3600
    assert window_of("8:00-12:00").least_worn_s == 2 * 3600


@pytest.mark.parametrize(
    "asked", ["820", "8", "8-", "8:00", "8-25", "8:10-20:00", "25:00-26:00", "9:00-9:00", "24:00-8:00", "'; --"]
)
def test_what_are_no_hours_is_refused(asked: str) -> None:
    with pytest.raises(BadPeriod, match="expected two times of day as 8-20 or 8:30-20:00, on quarter-hours"):
        window_of(asked)
