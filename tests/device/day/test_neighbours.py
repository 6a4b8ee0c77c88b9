"""How far beyond midnight a fact bears, and that both ways round agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.day import neighbours
from device.day.neighbours import Sought, bearing_on, borne_on, looked_at
from device.records.facts import Dated, Episode, Gap, Mark, Minute, Record, SetResult

MINUTE_REACH_S = 15 * 60 + 61  # a run of minutes that spans a quarter of an hour, and the next minute of it
SET_REACH_S = 15 * 60 + 60  # the longest block of an exercise, and the minute in which the button may be pressed
DAY_S = 86_400


def dated(record: Record, utc_s: float) -> Dated:
    return Dated(record, utc_s, offset_s=0)


def minute(utc_s: float) -> Dated:
    return dated(Minute(0.0, 60, 60, 0, 0), utc_s)


def jerk(utc_s: float, duration_s: float = 0.1) -> Dated:
    return dated(Episode(0.0, duration_s, "jerk", "fast"), utc_s)


def test_minutes_a_quarter_of_an_hour_around_a_day_tell_whether_the_band_was_worn() -> None:
    assert list(bearing_on([minute(1000.0), minute(5000.0)])) == [
        Sought(("Minute", "Gap"), (1000.0 - MINUTE_REACH_S, 5000.0 + MINUTE_REACH_S)),
        Sought(("Checkup",), (1000.0 - 900, 5000.0 + 300)),
    ]
    assert list(borne_on([("Minute", 5000.0), ("Minute", 1000.0)])) == [
        Sought(("Minute", "Gap"), (1000.0 - MINUTE_REACH_S, 5000.0 + MINUTE_REACH_S))
    ]


def test_a_check_up_bears_on_minutes_and_on_directions_beside_midnight() -> None:
    assert next(borne_on([("Checkup", 20_000.0)])) == Sought(("Minute",), (20_000.0 - 300, 20_000.0 + 900))


def test_sets_and_marks_around_its_episodes_bear_on_a_day() -> None:
    assert list(bearing_on([jerk(10_000.0, 5.0), jerk(20_000.0, 30.0)])) == [
        Sought(("Mark", "SetResult", "Checkup"), (10_000.0 - SET_REACH_S, 20_000.0 + 30 + 60))
    ]


def test_nothing_bears_on_an_episode_more_than_a_day_after_it_began() -> None:
    assert looked_at(0.0, 10.0 * DAY_S) == (-SET_REACH_S, DAY_S + 60)


@pytest.mark.parametrize("kind", ["Mark", "SetResult"])
def test_a_mark_or_set_bears_on_episodes_that_are_not_over_a_minute_before_it(kind: str) -> None:
    (sought,) = borne_on([(kind, 20_000.0)])
    assert sought == Sought(("Episode",), (20_000.0 - 60 - DAY_S, 20_000.0 + SET_REACH_S), 20_000.0 - 60)


def test_gaps_bear_on_minutes_alone_since_in_some_of_them_the_band_lay() -> None:
    assert list(bearing_on([dated(Gap(0.0, 5.0, "late"), 1000.0), dated(Mark(0.0), 1000.0)])) == []
    assert list(borne_on([("Gap", 1000.0), ("Episode", 1000.0)])) == [
        Sought(("Minute", "Gap"), (1000.0 - MINUTE_REACH_S, 1000.0 + MINUTE_REACH_S))
    ]


@given(st.floats(-2e5, 2e5), st.floats(0.1, 2e5), st.sampled_from(["Mark", "SetResult"]))
def test_what_a_day_looks_at_knows_that_it_bears_on_it(utc_s: float, duration_s: float, kind: str) -> None:
    (seen,) = bearing_on([jerk(0.0, duration_s)])
    (sought,) = borne_on([(kind, utc_s)])
    assert sought.end_from_utc_s is not None
    found = sought.begin_utc_s[0] <= 0 <= sought.begin_utc_s[1] and duration_s >= sought.end_from_utc_s
    assert found or not seen.begin_utc_s[0] <= utc_s <= seen.begin_utc_s[1]
    assert SetResult.__name__ in seen.kinds


def test_minutes_more_than_961_seconds_from_a_day_say_nothing_about_it() -> None:
    assert neighbours.LOOK_AROUND_S == 900 + 61
