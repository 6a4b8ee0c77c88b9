"""How a limb at rest is held, whichever way the sensor is mounted, and what hides it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.posture import PostureWatch
from device.records.limb_axes import LimbAxes
from device.records.person import ANYBODY, Direction, Personal
from device.records.tilts import NO_NEUTRAL, tilt_number
from device.signals.samples import Floats, Samples
from device.tremor import Reading, describe
from device.tremor.verdict import judge
from tests.device.signals.test_axes_alive import stopped
from tests.support.examples import examples
from tests.support.limbs import NEUTRAL, mounting, reach, shaken, still, swing, turned, turning
from tests.support.stages import Corrected

AXES = LimbAxes((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
SECONDS = 30
FIRST_MOVED = 8  # a reach in seconds 10 to 12 is in windows from here on


def held(samples: Samples, personal: Personal = NEUTRAL, axes: LimbAxes | None = AXES) -> list[int | None]:
    """The number of each second; the first and the last are seen by half and tell nothing."""
    watch, corrected = PostureWatch(personal, axes, PARAMETERS.postures), Corrected()
    windows = [*corrected.push(samples), *corrected.finish()]
    return [watch.push(window, judge(describe(window, PARAMETERS), PARAMETERS)) for window in windows]


def tilted(tilt_deg: float, axis: Sequence[float] = (0.0, 1.0, 0.0)) -> Samples:
    """Ten seconds neutral, then tilted."""
    return turning(still(SECONDS), reach(10, 2, tilt_deg), axis)


def pulled(start_s: float, end_s: float, pull_g: float) -> Samples:
    """At rest in a car that brakes."""
    samples = still(SECONDS)
    braking = (samples.time_s >= start_s) & (samples.time_s < end_s)
    return replace(samples, acceleration_g=samples.acceleration_g + np.outer(braking, [pull_g, 0, 0]))


def in_sensor(matrix: Floats, vector: Direction) -> Direction:
    x, y, z = (matrix @ vector).tolist()
    return x, y, z


@pytest.mark.parametrize(
    ("tilt_deg", "axis", "side"),
    [(27.0, (0.0, 1.0, 0.0), (-1, 0)), (-27.0, (0.0, 1.0, 0.0), (1, 0)), (42.0, (1.0, 0.0, 0.0), (0, 1))],
)
def test_a_limb_at_rest_shows_tilt_and_side(tilt_deg: float, axis: Direction, side: tuple[int, int]) -> None:
    found = held(tilted(tilt_deg, axis))
    assert found[1] == tilt_number(0, None)
    assert found[-3] == tilt_number(abs(tilt_deg), side)


@pytest.mark.costly
@settings(max_examples=examples(20))
@given(seed=st.integers(0, 10_000), tilt_deg=st.sampled_from([-57.5, -22.5, 32.5, 112.5]))
def test_turning_the_sensor_turns_nothing_of_it(seed: int, tilt_deg: float) -> None:
    """In the middle of a bin, so that noise moves nothing into the next one; upside down is one of the ways."""
    matrix, samples = mounting(seed), tilted(tilt_deg, (0.6, 0.8, 0.0))
    personal = Personal(neutral=(in_sensor(matrix, (0.0, 0.0, 1.0)),))
    axes = LimbAxes(*(in_sensor(matrix, axis) for axis in (AXES.along, AXES.across, AXES.up)))
    upright, mounted = held(samples)[-8:-2], held(turned(samples, matrix), personal, axes)[-8:-2]
    assert mounted == upright
    assert None not in upright


def test_a_limb_that_moves_is_on_its_way() -> None:
    found = held(tilted(40.0))
    assert None not in found[1:FIRST_MOVED]
    assert set(found[9:11]) == {None}
    assert set(held(turning(still(SECONDS), swing(2, 26, 0.8, 60)))[4:-6]) == {None}


def test_a_trembling_limb_is_held_like_any_other() -> None:
    trembling = held(shaken(tilted(30.0), 5, 60))[-8:-2]
    assert {number // 17 for number in trembling if number is not None} <= {5, 6}
    assert None not in trembling


def test_the_nearest_of_several_neutral_positions_counts() -> None:
    both = Personal(neutral=((0.0, 0.0, 1.0), (-1.0, 0.0, 0.0)))
    assert held(tilted(78.0), both)[-3] == tilt_number(12, None)


def test_without_a_neutral_position_it_is_told_and_no_zero() -> None:
    assert set(held(still(10), ANYBODY)[1:-1]) == {NO_NEUTRAL}


def test_without_the_limbs_own_axes_there_is_tilt_and_no_side() -> None:
    assert held(tilted(42.0), axes=None)[-3] == tilt_number(42, None)


def test_an_axis_that_is_upright_in_the_neutral_position_has_no_side() -> None:
    hanging = Personal(neutral=((1.0, 0.0, 0.0),))
    assert held(still(10), hanging)[3] == tilt_number(90, None)


def test_a_car_that_brakes_tilts_nobody() -> None:
    """0.3 g for 5 s look like 17 degrees; before, after and in between nothing but neutral may be told."""
    found = Counter(held(pulled(12, 17, 0.3)))
    assert set(found) == {None, tilt_number(0, None)}
    assert found[None] <= 8


def test_a_lasting_push_is_no_gravity() -> None:
    assert set(held(pulled(0, SECONDS, 0.8))) == {None}


def test_without_a_gyroscope_posture_remains() -> None:
    found = held(replace(tilted(42.0), rotation_dps=None))
    assert (found[3], found[-3]) == (tilt_number(0, None), tilt_number(42, (-1, 0)))


@pytest.mark.parametrize("column", [0, 2])
def test_a_dead_axis_of_the_accelerometer_shows_no_posture(column: int) -> None:
    assert set(held(stopped(still(SECONDS), [column], 5, SECONDS))[8:]) == {None}


def test_a_dead_gyroscope_leaves_posture() -> None:
    assert set(held(stopped(still(SECONDS), [3, 4, 5], 5, SECONDS))[10:-1]) == {tilt_number(0, None)}


def test_a_ride_is_left_out_and_a_trembling_limb_that_looks_like_one_is_not() -> None:
    """A thigh's tremor moves the sensor as far from the hip as no forearm's does from the elbow."""
    watch, (window, *_) = PostureWatch(NEUTRAL, AXES, PARAMETERS.postures), Corrected().push(still(10))[2:]
    told = {tremor: Reading(window.second_s, tremor=tremor, why="", context="vehicle") for tremor in (True, False)}
    assert [watch.push(window, told[tremor]) for tremor in (True, False)] == [tilt_number(0, None), None]
