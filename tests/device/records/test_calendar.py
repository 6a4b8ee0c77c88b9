"""Monotonic seconds become the local days and quarter-hours of the patient."""

import pytest

from device.records import calendar
from device.records.calendar import (
    CalendarMoment,
    days_about,
    end_of_day_utc_s,
    is_timezone,
    iso,
    local_hour,
    place,
    quarter_of_day,
    stopwatch,
    stopwatch_s,
)
from device.records.facts import Dating

MIDNIGHT_UTC_S = 1_772_409_600  # 2026-03-02T00:00:00Z
HOUR_S = 3600
BERLIN = Dating("boot", utc_minus_monotonic_s=MIDNIGHT_UTC_S - 100, timezone="Europe/Berlin")
KATHMANDU = Dating("boot", utc_minus_monotonic_s=MIDNIGHT_UTC_S - 100, timezone="Asia/Kathmandu")  # 5 h 45 min east


def test_a_moment_of_a_boot_falls_on_a_local_date() -> None:
    assert place(100.5, BERLIN) == CalendarMoment(MIDNIGHT_UTC_S + 0.5, HOUR_S, "2026-03-02")
    assert place(100 - 2 * HOUR_S, BERLIN) == CalendarMoment(MIDNIGHT_UTC_S - 2 * HOUR_S, HOUR_S, "2026-03-01")


def test_a_moment_before_midnight_in_london_may_be_tomorrow_further_east() -> None:
    assert place(100 - HOUR_S, KATHMANDU) == CalendarMoment(MIDNIGHT_UTC_S - HOUR_S, 20_700, "2026-03-02")


@pytest.mark.parametrize(("utc_s", "offset_s"), [(1_774_745_999, 3600), (1_774_746_000, 7200)])
def test_summer_time_begins_in_berlin_on_29_march_2026_at_one_utc(utc_s: int, offset_s: int) -> None:
    assert place(utc_s, Dating("boot", 0.0, "Europe/Berlin")).offset_s == offset_s


def test_utc_needs_no_zone_files() -> None:
    assert place(0.0, Dating("boot", 0.0, "UTC")) == CalendarMoment(0.0, 0, "1970-01-01")


def test_the_last_second_that_a_date_can_say_is_the_end_of_9999() -> None:
    assert iso(calendar.LAST_UTC_S, 0) == "9999-12-31T23:59:59+00:00"


@pytest.mark.parametrize(
    ("day", "timezone", "hours"),
    [
        ("2026-03-02", "UTC", 24),
        ("2026-03-02", "Europe/Berlin", 23),
        ("2026-03-28", "Europe/Berlin", 26 * 24 + 23),
        ("2026-03-29", "Europe/Berlin", 27 * 24 + 22),  # summer time has begun
        ("2026-03-02", "No/Where", 24),
    ],
)
def test_a_day_ends_at_local_midnight(day: str, timezone: str, hours: int) -> None:
    assert end_of_day_utc_s(day, timezone) == MIDNIGHT_UTC_S + hours * HOUR_S


def test_a_moment_may_fall_a_day_earlier_or_later_somewhere_on_earth() -> None:
    assert days_about(MIDNIGHT_UTC_S, MIDNIGHT_UTC_S + 24 * HOUR_S) == ("2026-03-01", "2026-03-04")


def test_the_hour_is_that_of_where_the_patient_lives() -> None:
    assert local_hour(100 + 9 * HOUR_S, BERLIN) == 10
    assert local_hour(100 + 23 * HOUR_S, BERLIN) == 0


@pytest.mark.parametrize(
    ("day_s", "quarter"), [(0, 0), (899, 0), (900, 1), (3599, 3), (3600, 4), (12 * HOUR_S + 59, 48), (86_399, 95)]
)
def test_a_day_has_96_quarter_hours(day_s: int, quarter: int) -> None:
    assert quarter_of_day(MIDNIGHT_UTC_S + day_s, 0) == quarter


def test_quarter_hours_are_local() -> None:
    assert quarter_of_day(MIDNIGHT_UTC_S, 20_700) == 23


def test_a_local_time_is_written_to_the_second_with_its_offset() -> None:
    assert iso(MIDNIGHT_UTC_S + 33_245.9, HOUR_S) == "2026-03-02T10:14:05+01:00"


@pytest.mark.parametrize(("name", "known"), [("Europe/Berlin", True), ("UTC", True), ("Mars/Olympus", False)])
def test_a_time_zone_is_known_or_not(name: str, *, known: bool) -> None:
    assert is_timezone(name) is known


@pytest.mark.parametrize("name", ["", "../etc/passwd", "Europe"])
def test_what_is_no_time_zone_is_no_error(name: str) -> None:
    assert is_timezone(name) is False


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.0, "0:00"), (42.9, "0:42"), (730.0, "12:10"), (3599.0, "59:59"), (11_100.0, "3:05:00")],
)
def test_a_stopwatch_shows_hours_only_from_the_first_on(seconds: float, shown: str) -> None:
    assert stopwatch(seconds) == shown


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 12.0), ("75.5", 75.5), ("0:05", 5.0), ("90:00", 5400.0), ("1:2:3", 3723.0), ("01:02:03.25", 3723.25)],
)
def test_what_a_stopwatch_shows_is_read_as_seconds(text: str, seconds: float) -> None:
    assert stopwatch_s(text) == seconds


@pytest.mark.parametrize("text", ["", "0:70", "1:70:00", "0:5:", ":05", "-1", "1e3", "0:005", "5 s", "nan"])
def test_what_no_stopwatch_shows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time as on a stopwatch"):
        stopwatch_s(text)
