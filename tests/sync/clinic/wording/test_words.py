import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clinic.wording import words


def plain(text: object) -> str:
    return str(text).replace(words.SPACE, " ")


def test_a_share_names_what_it_is_of() -> None:
    assert plain(words.share(2664, 22_200, "assessable")) == "12 % of 6 h 10 min assessable"


def test_a_share_of_nothing_is_no_data_and_not_zero() -> None:
    assert plain(words.share(0, 0, "assessable")) == "no data"


@pytest.mark.parametrize(
    ("fraction", "text"), [(0, "0 %"), (0.001, "< 1 %"), (0.124, "12 %"), (0.999, "> 99 %"), (1, "100 %")]
)
def test_nearly_none_and_nearly_all_are_not_none_and_all(fraction: float, text: str) -> None:
    assert plain(words.percent(fraction)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (37, "37 s"), (60, "1 min"), (2700, "45 min"), (3600, "1 h"), (22_200, "6 h 10 min")],
)
def test_durations_have_two_units_at_most(seconds: float, text: str) -> None:
    assert plain(words.duration(seconds)) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (94, "1 min 34 s"), (120, "2 min"), (3661, "1 h 1 min")])
def test_short_durations_can_be_exact(seconds: float, text: str) -> None:
    assert plain(words.exact_duration(seconds)) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.040 s"), (0.146, "0.15 s"), (4.23, "4.2 s"), (9.99, "10 s"), (94, "1 min 34 s")]
)
def test_what_is_over_at_once_is_not_said_to_have_taken_no_time(seconds: float, text: str) -> None:
    assert plain(words.short_duration(seconds)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "just now"), (59, "just now"), (60, "1 minute ago"), (30 * 3600, "30 hours ago"), (3 * 86_400, "3 days ago")],
)
def test_how_long_ago_is_said_in_the_unit_that_matters(seconds: float, text: str) -> None:
    assert plain(words.ago(seconds)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((None, "no data"), (0.354, "0.35°"), (0.3, "0.30°"), (0.999, "1.0°"), (1.0, "1.0°"), (4.24, "4.2°")),
        *((9.96, "10°"), (41.3, "41°"), (99.7, "100°"), (130.0, "130°")),
    ],
)
def test_degrees_have_as_many_digits_as_mean_something(value: float | None, text: str) -> None:
    assert words.degrees(value) == text


@given(value=st.floats(0, 100_000))
def test_no_degree_is_written_with_an_exponent(value: float) -> None:
    assert value < 1e-3 or "e" not in words.degrees(value)


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_english(parts: list[str], text: str) -> None:
    assert words.listed(parts) == text


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_first_and_the_last_moment_that_a_device_may_say_can_be_shown(timezone: str) -> None:
    last = plain(words.moment(253_402_300_799.0, timezone))  # the end of the year 9999 in UTC
    assert last.startswith("Fri 31 Dec 9999, ")
    assert words.local_date(253_402_300_799.0, timezone).year == 9999
    assert "19" in words.moment(0.0, timezone)


def test_dates_and_moments_are_local() -> None:
    assert plain(words.long_date("2026-03-02")) == "Monday, 2 March 2026"
    assert plain(words.moment(1_772_485_200.0, "Europe/Berlin")) == "Mon 2 Mar 2026, 22:00"
    assert plain(words.moment(1_772_485_200.0, "Mars/Olympus")) == "Mon 2 Mar 2026, 21:00"


def test_a_start_that_is_no_time_is_shown_as_it_came() -> None:
    assert words.time_of_day("2026-03-02T07:41:12+01:00") == "07:41:12"
    assert words.time_of_day("breakfast") == "breakfast"
    assert words.hour_of_day("2026-03-02T07:30:00+01:00") == 7.5
    assert words.hour_of_day("breakfast") is None
