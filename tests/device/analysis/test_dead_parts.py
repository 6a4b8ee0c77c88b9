"""What is made of a sensor of which a part is dead: never a share of anything that it could not measure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from device.analysis.offline import analysed
from device.records.facts import Minute
from device.signals.samples import Samples
from device.tremor.verdict import Reading
from tests.device.signals.test_axes_alive import stopped
from tests.support.limbs import shaken, still

SECONDS = 60
DEAD_S = 20.5  # from then on
ACCELERATION, ROTATION = (0, 1, 2), (3, 4, 5)
TREMBLING = shaken(still(SECONDS), 5, 60)
SMALL = shaken(still(SECONDS), 5, 4)  # deg/s: too small for the accelerometer


def dead(samples: Samples, columns: Sequence[int], start_s: float = DEAD_S, end_s: float = SECONDS) -> Samples:
    return stopped(samples, columns, start_s, end_s)


def readings(samples: Samples) -> list[Reading]:
    return [reading for portion in analysed(samples) for reading in portion.readings]


def minutes(samples: Samples) -> Iterator[Minute]:
    for portion in analysed(samples):
        yield from (record for record in portion.records if isinstance(record, Minute))


def unmeasured_s(minute: Minute) -> dict[str, int]:
    return dict(minute.unmeasured)


@pytest.mark.costly
def test_with_a_dead_gyroscope_a_second_is_judged_as_without_one() -> None:
    shown = [replace(reading, asked="gyroscope", dead=()) for reading in readings(dead(TREMBLING, ROTATION, 0.0))]
    assert shown == readings(replace(TREMBLING, rotation_dps=None))
    assert {reading.tremor for reading in shown[1:-1]} == {True}


def test_from_the_moment_that_it_died_no_second_rests_on_the_gyroscope() -> None:
    found = readings(dead(SMALL, ROTATION))
    with_gyroscope = [reading.second_s for reading in found if reading.rms_dps is not None]
    assert max(with_gyroscope) == 18  # its window is 17 s to 20 s; the next one has half a second without it
    assert all("gyroscope" in reading.dead for reading in found if reading.second_s >= 19)
    assert {reading.tremor for reading in found if 1 <= reading.second_s <= 18} == {True}


def test_the_minute_says_for_how_long_the_gyroscope_was_dead() -> None:
    (minute,) = minutes(dead(TREMBLING, ROTATION))
    assert unmeasured_s(minute) == {"gyroscope": 41}  # the windows that hold any of the last 39.5 s
    assert (minute.recorded_s, minute.rest_s) == (60, minute.assessable_s)
    assert minute.assessable_s == minute.tremor_s == 55  # not the ends, nor three windows with half a second of each


def test_one_dead_axis_leaves_the_yes_and_takes_the_share() -> None:
    (minute,) = minutes(dead(TREMBLING, [5], 0.0))
    found = readings(dead(TREMBLING, [5], 0.0))
    assert {reading.tremor for reading in found[1:-1]} == {True}
    assert (minute.recorded_s, minute.assessable_s, minute.tremor_s, minute.rest_s) == (60, 0, 0, 0)
    assert unmeasured_s(minute) == {"gyroscope": 60}


@pytest.mark.costly
@pytest.mark.parametrize("columns", [ACCELERATION, (0,), (2,)])
def test_with_a_dead_accelerometer_the_gyroscope_goes_on_and_no_posture_is_known(columns: Sequence[int]) -> None:
    (minute,) = minutes(dead(TREMBLING, columns, 0.0))
    assert (minute.recorded_s, minute.assessable_s, minute.tremor_s) == (60, 58, 58)
    assert unmeasured_s(minute) == {"accelerometer": 60}
    turns = [turn for portion in analysed(dead(TREMBLING, columns, 0.0)) for turn in portion.turns]
    assert turns == []  # an angle needs gravity


@pytest.mark.costly
@pytest.mark.parametrize("columns", [range(6), (1, 4)])
def test_where_both_sensors_are_dead_nothing_counts_not_even_as_recorded(columns: Sequence[int]) -> None:
    (minute,) = minutes(dead(TREMBLING, columns))
    assert minute.recorded_s == 19  # up to second 18; from 19 on the windows hold dead samples
    assert unmeasured_s(minute) == {"accelerometer": 41, "gyroscope": 41}
    assert False not in {reading.tremor for reading in readings(dead(TREMBLING, columns, 0.0))}


def test_an_accelerometer_alone_with_a_dead_axis_measures_nothing() -> None:
    (minute,) = minutes(replace(dead(TREMBLING, [1], 0.0), rotation_dps=None))
    assert (minute.recorded_s, minute.assessable_s, minute.inert_s) == (0, 0, 0)


def test_a_part_that_works_again_counts_again() -> None:
    found = readings(dead(SMALL, ROTATION, 20.0, 30.0))
    assert [reading.second_s for reading in found if reading.dead] == list(np.arange(18.0, 32.0))
    assert {reading.tremor for reading in found if 32 <= reading.second_s < 59} == {True}
    (minute,) = minutes(dead(SMALL, ROTATION, 20.0, 30.0))
    assert unmeasured_s(minute) == {"gyroscope": 14}  # with the seconds whose windows it touches


def test_healthy_minutes_say_nothing() -> None:
    assert [minute.unmeasured for minute in minutes(TREMBLING)] == [()]
