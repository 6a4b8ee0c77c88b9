from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from device.episodes.shifts import Shift, shifts_in
from device.episodes.slow_movement import Moment
from device.parameters import PARAMETERS
from device.records.person import ANYBODY, Personal
from tests.device.episodes.moments import TENTHS, about_x, moment, of_tenths


def turned_in(turns_deg: Mapping[int, float]) -> Moment:
    """A moment in which the limb turns by so many degrees in these tenths of the window's thirty."""
    speeds_dps = [10 * turns_deg.get(tenth, 0.0) for tenth in range(TENTHS)]
    made = moment(5, rotation_dps=about_x(of_tenths(speeds_dps)))
    return replace(made, turning_dps=about_x(speeds_dps))  # the same without an error of rounding


def shifts(turns_deg: Mapping[int, float], personal: Personal = ANYBODY) -> list[Shift]:
    return shifts_in(turned_in(turns_deg), personal, PARAMETERS.episodes)


def firsts(turns_deg: Mapping[int, float], personal: Personal = ANYBODY) -> list[int]:
    return [shift.first for shift in shifts(turns_deg, personal)]


def fast(first: int, turn_deg: float = 45.0) -> dict[int, float]:
    return dict.fromkeys(range(first, first + 3), turn_deg / 3)


def test_a_shift_is_a_turn_by_forty_degrees_in_three_tenths() -> None:
    assert firsts(fast(12, 39.9)) == []
    assert firsts(fast(12, 40.2)) == [12]
    assert firsts(dict.fromkeys(range(12, 16), 45 / 4)) == []


def test_a_turn_by_just_what_the_therapist_set_counts() -> None:
    assert firsts(fast(12, 45.0), Personal(spasm_deg=45.0)) == [12]


def test_a_shift_has_its_turn_and_its_fastest_sample() -> None:
    made = turned_in({**fast(12), 14: 15.0})
    assert made.window.rotation is not None
    made.window.rotation.values[119] = made.window.rotation.values[150] = 900
    made.window.rotation.values[149] = [0, 300, 400]
    (shift,) = shifts_in(made, ANYBODY, PARAMETERS.episodes)
    assert (shift.first, shift.peak_dps) == (12, 500)
    assert shift.turn_deg == pytest.approx(45)
    made.window.rotation.values[120] = [0, 600, 800]
    assert shifts_in(made, ANYBODY, PARAMETERS.episodes)[0].peak_dps == 1000


@pytest.mark.parametrize("beside", [7, 11, 15, 19])
def test_a_quarter_of_the_turn_may_fall_into_the_half_seconds_beside_it(beside: int) -> None:
    assert firsts({**fast(12, 48), beside: 11.9}) == [12]
    assert firsts({**fast(12, 48), beside: 12.1}) == []


def test_just_a_quarter_beside_it_is_allowed() -> None:
    assert firsts({**fast(12, 48), 18: 12.0}) == [12]


@pytest.mark.parametrize("further", [6, 20])
def test_what_is_further_away_than_half_a_second_does_not_matter(further: int) -> None:
    assert firsts({**fast(12, 48), further: 39}) == [12]


@pytest.mark.parametrize("first", range(5, 23))
def test_shifts_are_seen_as_far_as_there_is_half_a_second_beside_them(first: int) -> None:
    assert firsts(fast(first)) == [first]


def test_the_place_where_most_of_the_turn_is_counts() -> None:
    assert firsts({12: 10, 13: 25, 14: 25, 15: 11}) == [13]
    assert firsts({12: 11, 13: 25, 14: 25, 15: 10}) == [12]
    assert firsts({13: 25, 14: 25}) == [12]


def test_two_shifts_of_a_window_are_told_in_order() -> None:
    assert firsts({**fast(7), **fast(18, 60)}) == [7, 18]


def test_the_turn_is_about_any_axis() -> None:
    axes = np.array([[100.0, 0, 0], [0, 100, 0], [0, 0, 100]])
    turning_dps = np.zeros((TENTHS, 3))
    turning_dps[12:15] = 2 * axes
    made = replace(moment(5, rotation_dps=np.repeat(turning_dps, 10, axis=0)), turning_dps=turning_dps)
    (shift,) = shifts_in(made, Personal(spasm_deg=30.0), PARAMETERS.episodes)
    assert shift.turn_deg == pytest.approx(20 * 3**0.5)


def test_a_window_in_which_nothing_is_fast_enough_is_passed_over() -> None:
    """45 degrees in 0.3 s are 150 deg/s, of which smoothing leaves half and more."""
    made, strict = turned_in(fast(12)), Personal(spasm_deg=45.0)
    passed_over, looked_at = (replace(made, speeds_dps=[0.0, speed_dps]) for speed_dps in (74.9, 75.0))
    assert shifts_in(passed_over, strict, PARAMETERS.episodes) == []
    assert len(shifts_in(looked_at, strict, PARAMETERS.episodes)) == 1


def test_what_is_not_known_or_has_no_gyroscope_has_no_shifts() -> None:
    made = turned_in(fast(12))
    without_it = moment(5, rotation_dps=None)
    assert shifts_in(replace(made, known=False), ANYBODY, PARAMETERS.episodes) == []
    assert shifts_in(replace(made, turning_dps=None), ANYBODY, PARAMETERS.episodes) == []
    assert shifts_in(replace(without_it, speeds_dps=[500.0]), ANYBODY, PARAMETERS.episodes) == []


def test_of_half_a_second_the_largest_turn_counts() -> None:
    """80 degrees, back by 100 and on by 100: from the first place to the last are five tenths, or six."""
    on = dict.fromkeys(range(8, 11), 80 / 3)
    assert firsts({**on, **dict.fromkeys((11, 12), -50), **dict.fromkeys((13, 14, 15), 100 / 3)}) == [13]
    assert firsts({**on, **dict.fromkeys((11, 12, 13), -22), **dict.fromkeys((14, 15, 16), 100 / 3)}) == [8, 14]


def test_of_half_a_second_the_largest_turn_counts_if_it_was_before() -> None:
    on = dict.fromkeys(range(18, 21), 80 / 3)
    assert firsts({**on, **dict.fromkeys((16, 17), -50), **dict.fromkeys((13, 14, 15), 100 / 3)}) == [13]
    assert firsts({**on, **dict.fromkeys((15, 16, 17), -22), **dict.fromkeys((12, 13, 14), 100 / 3)}) == [12, 18]
