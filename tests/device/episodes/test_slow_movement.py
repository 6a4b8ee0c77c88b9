from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.episodes.slow_movement import Moment, kept, moment_of
from device.parameters import PARAMETERS
from device.signals.samples import Samples
from tests.support.limbs import reach, shaken, still, swing, turned, turning, windows_of, without

LYING = still(8)


def moments(samples: Samples) -> list[Moment]:
    return [moment_of(window, PARAMETERS.sampling) for window in windows_of(samples)]


def test_a_lying_limb_shows_gravity_and_hardly_any_speed() -> None:
    moment = moments(LYING)[4]
    assert moment.gravity_g == pytest.approx([0, 0, 1], abs=0.001)
    assert moment.speed_dps < 0.05


@pytest.mark.parametrize("frequency_hz", [5, 6, 8, 10, 12])
def test_tremor_is_no_speed(frequency_hz: float) -> None:
    assert moments(shaken(LYING, frequency_hz, 100))[4].speed_dps < 15


@pytest.mark.parametrize("frequency_hz", [0.5, 1, 1.5])
def test_slow_movement_is_kept_as_far_as_said(frequency_hz: float) -> None:
    speed_dps = np.mean([moment.speed_dps**2 for moment in moments(shaken(LYING, frequency_hz, 100))[2:6]]) ** 0.5
    assert speed_dps == pytest.approx(100 / np.sqrt(2) * kept(frequency_hz), rel=0.02)


def test_seconds_join_without_a_seam() -> None:
    slow = [moment.slow for moment in moments(turning(LYING, swing(0, 8, 0.7, 40)))]
    assert all(np.allclose(before[10:], after[:-10]) for before, after in pairwise(slow))


def test_without_a_gyroscope_the_speed_is_that_of_gravity() -> None:
    tilting = turning(LYING, reach(1, 6, 90))
    with_gyroscope, without_it = moments(tilting)[4], moments(replace(tilting, rotation_dps=None))[4]
    assert without_it.turning_dps is None
    assert without_it.speed_dps == pytest.approx(with_gyroscope.speed_dps, rel=0.02)


def one_axis_stuck(samples: Samples) -> Samples:
    assert samples.rotation_dps is not None
    return replace(samples, rotation_dps=samples.rotation_dps * [1, 1, 0])


@pytest.mark.parametrize(
    "samples", [without(LYING, 4.2, 4.8), still(8, rate_hz=15), one_axis_stuck(LYING)], ids=["gap", "slow", "stuck"]
)
def test_too_little_is_not_known(samples: Samples) -> None:
    assert [moment.known for moment in moments(samples)][4] is False
    assert moments(LYING)[4].known


@given(st.integers(0, 10_000))
def test_speeds_do_not_depend_on_how_the_sensor_is_mounted(seed: int) -> None:
    matrix = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    samples = turning(still(4, seed=seed), swing(1, 2, 1, 40))
    as_worn, other_way = moments(samples)[2], moments(turned(samples, matrix))[2]
    assert other_way.speeds_dps == pytest.approx(as_worn.speeds_dps)
    assert matrix @ as_worn.gravity_g == pytest.approx(other_way.gravity_g)
