"""From when on a gyroscope is stuck or missing, sample by sample."""

from collections.abc import Sequence

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.programme.seen import Watched
from device.repetitions.observed import TurningWatch
from device.signals.rows import Rows

EIGHTH_S = 0.125  # times are exact


def rows(rotation: Sequence[float], start_s: float = 0.0, step_s: float = EIGHTH_S) -> Rows:
    """A sample for each of these, which the gyroscope shows about y."""
    time_s = np.array([start_s + step_s * number for number in range(len(rotation))])
    values = np.zeros((len(rotation), 6))
    values[:, 4] = rotation
    values[np.isnan(rotation), 3:] = np.nan
    return Rows(time_s, values)


def watch() -> TurningWatch:
    return TurningWatch(PARAMETERS.sampling)


MOVING = [0.03, -0.03]


def test_a_gyroscope_is_stuck_after_more_than_a_second_of_the_same() -> None:
    """1 s, ours: noise of 0.038 deg/s moves a last digit of 0.03 deg/s many times in it."""
    told = watch().push(rows([*MOVING, *[5.0] * 12, 0.0]))
    assert told == [
        Watched(0.0, 10 * EIGHTH_S),  # it first said so at 0.25 s: up to 1.25 s that is a second
        Watched(10 * EIGHTH_S, 13 * EIGHTH_S, "gyroscope stuck"),
        Watched(13 * EIGHTH_S, 14 * EIGHTH_S),
    ]


def test_how_long_it_has_said_the_same_is_kept_between_portions() -> None:
    one = watch()
    assert one.push(rows([*MOVING, *[5.0] * 5])) == [Watched(0.0, 6 * EIGHTH_S)]
    assert one.push(rows([5.0] * 4, 7 * EIGHTH_S)) == [Watched(6 * EIGHTH_S, 10 * EIGHTH_S)]
    assert one.push(rows([5.0, 0.0], 11 * EIGHTH_S)) == [
        Watched(10 * EIGHTH_S, 11 * EIGHTH_S, "gyroscope stuck"),
        Watched(11 * EIGHTH_S, 12 * EIGHTH_S),
    ]
    assert one.push(rows([])) == []


def test_the_first_sample_of_all_is_a_change() -> None:
    one = watch()
    assert one.push(rows([5.0] * 9)) == [Watched(0.0, 1.0)]
    assert one.push(rows([5.0], 9 * EIGHTH_S)) == [Watched(1.0, 9 * EIGHTH_S, "gyroscope stuck")]


@pytest.mark.parametrize("axis", range(3))
def test_a_change_about_any_axis_shows_that_it_lives(axis: int) -> None:
    made = rows([5.0] * 40)
    made.values[:, 3 + axis] += np.arange(40) // 8 * 0.03
    assert [part.hindrance for part in watch().push(made)] == [None]


@pytest.mark.parametrize(("pause_s", "parts"), [(0.25, 1), (0.26, 2)])
def test_nobody_sees_what_happens_in_more_than_a_quarter_of_a_second(pause_s: float, parts: int) -> None:
    """0.25 s, ours: half a turn of the slowest tremor."""
    one = watch()
    told = [*one.push(rows(MOVING * 2)), *one.push(rows(MOVING * 2, 3 * EIGHTH_S + pause_s))]
    seen_s = sum(part.end_s - part.start_s for part in told)
    assert seen_s == pytest.approx(6 * EIGHTH_S + (0.25 if parts == 1 else 0))
    whole = watch().push(
        Rows(
            np.array([0.0, EIGHTH_S, EIGHTH_S + pause_s, 2 * EIGHTH_S + pause_s]),
            np.outer([1.0, 2.0, 1.0, 2.0], np.ones(6)),
        )
    )
    assert len(whole) == parts


def test_rows_without_a_rotation_are_no_gyroscope() -> None:
    told = watch().push(rows([*MOVING, np.nan, np.nan, *MOVING]))
    assert [(part.start_s, part.end_s, part.hindrance) for part in told] == [
        (0.0, 0.125, None),
        (0.125, 0.375, "no gyroscope"),
        (0.375, 0.625, None),
    ]


def test_a_lone_sample_covers_nothing_but_its_own_moment() -> None:
    assert watch().push(rows([5.0], 7.0)) == [Watched(7.0, 7.0)]
