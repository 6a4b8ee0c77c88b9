from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.episodes.slow_movement import Moment, is_gravity, kept, moment_of
from device.parameters import PARAMETERS
from device.signals.samples import Samples
from device.signals.windows import Window
from tests.device.episodes.moments import TENTHS, about_x, moment, of_tenths, window
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


def at(*tenths: int, value: float = 40.0) -> list[float]:
    """Thirty tenths, zero but for these."""
    return [value if tenth in tenths else 0.0 for tenth in range(TENTHS)]


def test_a_tenth_is_weighed_one_two_one_with_its_neighbours() -> None:
    made = moment(5, rotation_dps=about_x(of_tenths(at(15))))
    assert made.speeds_dps[13:18] == pytest.approx([10, 20, 10, 0, 0])  # of tenths 14 to 18
    assert made.slow[:, 0].tolist() == made.speeds_dps


def test_a_tenth_is_the_mean_of_its_ten_samples() -> None:
    made = moment(5, rotation_dps=about_x([40.0 if place in (149, 150) else 0.0 for place in range(300)]))
    assert made.turning_dps is not None
    assert made.turning_dps[13:17, 0] == pytest.approx([0, 4, 4, 0])


def test_the_speed_is_that_of_the_judged_second() -> None:
    """Root mean square over its ten tenths; a tenth of 40 is 10, 20, 10."""
    assert moment(5, rotation_dps=about_x(of_tenths(at(15)))).speed_dps == pytest.approx((600 / 10) ** 0.5)
    speeds_dps = [moment(5, rotation_dps=about_x(of_tenths(at(tenth)))).speed_dps for tenth in (8, 9, 20, 21)]
    assert speeds_dps == pytest.approx([0, 10**0.5, 10**0.5, 0])


def test_gravity_is_that_of_the_judged_second() -> None:
    made = moment(5, about_x(of_tenths(at(*range(10, 20), value=0.5))))
    assert made.gravity_g == pytest.approx([0.5, 0, 0])
    assert made.own_slow.shape == (10, 3)


def test_without_a_gyroscope_gravity_that_turns_by_a_hundredth_in_a_tenth_is_5_7_degrees_a_second() -> None:
    made = moment(5, about_x(of_tenths(0.01 * tenth for tenth in range(TENTHS))), rotation_dps=None)
    assert made.speeds_dps == pytest.approx([5.7296] * 28, rel=1e-4)  # a tenth of a radian


@pytest.mark.parametrize(("frequency_hz", "share"), [(0.5, 0.97), (1, 0.89), (3, 0.30), (5, 0)])
def test_slow_movement_keeps_what_the_smoothing_says(frequency_hz: float, share: float) -> None:
    assert kept(frequency_hz) == pytest.approx(share, abs=0.006)


def test_gravity_alone_is_within_a_fifth_of_one_g() -> None:
    assert [is_gravity([size_g, 0, 0], PARAMETERS.episodes) for size_g in (0.8, 1.2)] == [True, True]
    assert [is_gravity([0, size_g, 0], PARAMETERS.episodes) for size_g in (0.79, 1.21)] == [False, False]


def stuck(acceleration: int, rotation: int) -> Window:
    """So many axes of each sensor never changed."""
    made = window(5)
    assert made.rotation is not None
    turning_channel = replace(made.rotation, stuck_axes=rotation)
    return replace(made, acceleration=replace(made.acceleration, stuck_axes=acceleration), rotation=turning_channel)


@pytest.mark.parametrize(
    ("changed", "known"),
    [
        (replace(window(5), missing_s=0.3), True),  # a tenth of the window
        (replace(window(5), missing_s=0.31), False),
        (replace(window(5), rate_hz=24.0), True),  # twice the highest frequency looked for
        (replace(window(5), rate_hz=23.9), False),
        (window(5, rotation_dps=None), True),
        *((stuck(0, axes), known) for axes, known in ((1, False), (2, False), (3, True))),
        *((stuck(axes, 0), known) for axes, known in ((1, True), (2, True), (3, False))),
    ],
)
def test_enough_was_measured_to_know(changed: Window, *, known: bool) -> None:
    assert moment_of(changed, PARAMETERS.sampling).known is known


def test_a_gyroscope_that_is_stuck_altogether_is_none() -> None:
    assert moment_of(stuck(0, 3), PARAMETERS.sampling).turning_dps is None
    assert moment_of(stuck(0, 2), PARAMETERS.sampling).turning_dps is not None
