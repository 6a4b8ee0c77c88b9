"""From when on a gyroscope is stuck or missing, sample by sample."""

from collections.abc import Sequence

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.programme.seen import Watched
from device.repetitions.observed import TurningWatch
from device.signals.rows import ACCELEROMETER_DEAD, GYROSCOPE_DEAD, Rows

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


def test_rows_of_a_dead_sensor_are_covered_by_nobody_and_the_reason_is_told() -> None:
    made = rows(MOVING * 3)
    made.dead[2] = GYROSCOPE_DEAD
    made.dead[3] = ACCELEROMETER_DEAD
    made.dead[4] = ACCELEROMETER_DEAD | GYROSCOPE_DEAD
    assert watch().push(made) == [
        Watched(0.0, 0.125),
        Watched(0.125, 0.25, "gyroscope stuck"),
        Watched(0.25, 0.5, "accelerometer stuck"),
        Watched(0.5, 0.625),
    ]
    assert watch().push(rows([])) == []


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
