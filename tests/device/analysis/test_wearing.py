"""From when and until when the band counts as lying somewhere, second by second."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from device.analysis.minutes import MinuteSummariser
from device.analysis.wearing import Wearing
from device.day.wear_time import not_worn
from device.records.facts import Dated
from device.tremor import Reading

QUARTER_S = 900  # of an hour, as the day document asks for


def lying(from_s: int, to_s: int, moved: Iterable[int] = ()) -> list[Reading]:
    return [Reading(float(at_s), tremor=False, why="", inert=at_s not in set(moved)) for at_s in range(from_s, to_s)]


def after(*readings: Reading) -> bool:
    wearing = Wearing()
    for reading in readings:
        wearing.push(reading)
    return wearing.not_worn


def test_it_is_not_worn_after_a_quarter_of_an_hour_without_any_movement() -> None:
    assert not after()
    assert not after(*lying(0, QUARTER_S - 1))
    assert after(*lying(0, QUARTER_S))


@pytest.mark.costly
def test_a_limb_is_always_worn() -> None:
    assert not after(*lying(0, 4 * QUARTER_S, moved=range(4 * QUARTER_S)))


@pytest.mark.parametrize(("seconds", "lies"), [(1, True), (6, True), (7, False), (60, False)])
def test_a_press_moves_a_band_that_lies_and_seven_seconds_on_a_limb_are_wearing(seconds: int, lies: bool) -> None:  # noqa: FBT001
    assert after(*lying(0, 1000, moved=range(1000 - seconds, 1000))) is lies


def test_six_seconds_in_each_minute_are_a_shaken_table() -> None:
    assert after(*lying(0, 1000, moved=[minute + second for minute in range(0, 1000, 60) for second in range(6)]))
    assert not after(*lying(0, 1000, moved=[minute + second for minute in range(0, 1000, 60) for second in range(7)]))


def test_whoever_took_it_off_again_waits_for_another_quarter_of_an_hour() -> None:
    assert not after(*lying(0, 1972, moved=range(1000, 1020)))
    assert after(*lying(0, 1973, moved=range(1000, 1020))), "counted from when six of its seconds are within a minute"


@pytest.mark.parametrize(("gap_s", "lies"), [(59, True), (62, False)])
def test_after_more_than_a_minute_without_data_nobody_knows_where_it_was(gap_s: int, lies: bool) -> None:  # noqa: FBT001
    assert after(*lying(0, 1000), *lying(1000 + gap_s, 1010 + gap_s)) is lies


def test_a_dead_sensor_does_not_lie_still() -> None:
    dead = [replace(each, dead=("accelerometer", "gyroscope")) for each in lying(0, 1000)]
    assert not after(*dead)


def test_the_day_says_the_same_of_those_minutes() -> None:
    readings = lying(0, 2400, moved=[*range(300), *range(1500, 2400)])
    minutes, summariser = [], MinuteSummariser()
    for reading in readings:
        minutes += summariser.push(reading)
    off = {dated.utc_s for dated in not_worn([Dated(minute, minute.start_s, 0) for minute in minutes])}
    assert off == set(range(300, 1500, 60))
    told = [end_s for end_s in range(0, 2400, 60) if after(*readings[:end_s])]
    assert told == list(range(1260, 1501, 60)), "a minute later, since a band that lies is known by its last minute"


def test_a_time_in_which_others_saw_it_lie_is_lying() -> None:
    wearing = Wearing()
    for reading in lying(0, QUARTER_S):
        wearing.push(reading)
    wearing.lay_until(5000.0)
    wearing.push(lying(5003, 5004)[0])
    assert wearing.not_worn
