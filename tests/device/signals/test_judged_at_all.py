"""Which seconds, files and times can be judged at all, and when nothing moves: numbers that later stages share."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from device.analysis.offline import fitted
from device.parameters import PARAMETERS
from device.recordings.time_order import in_order
from device.signals.samples import Floats, Samples
from device.signals.windows import Channel, Window
from device.tremor.features import describe
from device.tremor.verdict import Reading, judge
from tests.support.limbs import still


def alternating(size: float) -> Channel:
    """Whose standard deviation is this, about every axis."""
    signs = np.where(np.arange(300) % 2, 1.0, -1.0)
    return Channel(np.outer(signs, [size] * 3), saturated=False, stuck_axes=0)


QUIET = Window(0.0, 100.0, 0.0, acceleration=alternating(0.001), rotation=alternating(0.04))


def reading(window: Window) -> Reading:
    return judge(describe(window, PARAMETERS), PARAMETERS)


@pytest.mark.parametrize(("missing_s", "judged"), [(0.3, True), (0.31, False)])
def test_a_window_of_which_more_than_a_tenth_is_missing_is_not_judged(missing_s: float, *, judged: bool) -> None:
    """0.3 s of 3, ours."""
    assert (reading(replace(QUIET, missing_s=missing_s)).tremor is not None) is judged


@pytest.mark.parametrize(("rate_hz", "judged"), [(24.0, True), (23.9, False)])
def test_twice_the_highest_frequency_looked_for_is_needed(rate_hz: float, *, judged: bool) -> None:
    """Tremor ends at 12 Hz."""
    assert (reading(replace(QUIET, rate_hz=rate_hz)).tremor is not None) is judged


@pytest.mark.parametrize(
    ("g", "dps", "inert"),
    [
        (0.0049, 0.04, True),
        (0.0051, 0.04, False),  # data sheet noise of 400 ug/sqrt(Hz) over 44 Hz is 0.0033 g an axis; half as much again
        (0.0033, 0.099, True),
        (0.0033, 0.101, False),  # quiet modules: 0.035 to 0.040 deg/s an axis, measured
    ],
)
def test_noise_of_both_sensors_is_no_movement(g: float, dps: float, *, inert: bool) -> None:
    window = replace(QUIET, acceleration=alternating(g), rotation=alternating(dps))
    assert describe(window, PARAMETERS).inert is inert


@pytest.mark.parametrize(("g", "inert"), [(0.0029, True), (0.0031, False)])
def test_without_a_gyroscope_no_more_than_the_noise_of_quiet_modules_is_none(g: float, *, inert: bool) -> None:
    """0.0010 to 0.0016 g an axis, measured; 0.003 g are about twice as much."""
    window = replace(QUIET, acceleration=alternating(g), rotation=None)
    assert describe(window, PARAMETERS).inert is inert


@pytest.mark.parametrize(("seconds", "fits"), [(2.5, True), (2.49, False), (2.56, True)])
def test_a_whole_recording_of_two_and_a_half_seconds_can_be_judged(seconds: float, *, fits: bool) -> None:
    """Public windows that clinicians rated are 2.56 s long."""
    _, parameters = fitted(still(seconds), PARAMETERS)
    assert parameters.sampling.most_missing_s == pytest.approx(0.3 + 3 - seconds if fits else 0.3)


def ordered(time_s: Iterable[float]) -> tuple[int, bool]:
    """How many samples were left out, and whether the others had to be sorted."""
    times_s: Floats = np.array([float(one_s) for one_s in time_s])
    done = in_order([Samples(times_s, np.zeros((len(times_s), 3)), None)], PARAMETERS.sampling)
    return done.left_out, done.was_sorted


@pytest.mark.parametrize(("by_s", "left_out", "was_sorted"), [(-0.99, 0, True), (-1.01, 1, False)])
def test_a_time_more_than_a_second_from_its_neighbours_is_an_error(
    by_s: float, left_out: int, *, was_sorted: bool
) -> None:
    """1 s, ours. One that is nearer is in the wrong place."""
    times_s = np.arange(200) / 100
    times_s[150] = times_s[149] + by_s + 0.0035
    assert ordered(times_s) == (left_out, was_sorted)


@pytest.mark.parametrize(("stray", "left_out", "was_sorted"), [(10, 10, False), (11, 0, True)])
def test_ten_such_times_in_a_row_are_an_error_and_more_a_piece_in_the_wrong_place(
    stray: int,
    left_out: int,
    *,
    was_sorted: bool,
) -> None:
    """10, ours."""
    times_s = np.arange(2000) / 100
    times_s[1500 : 1500 + stray] -= 10.0035
    assert ordered(times_s) == (left_out, was_sorted)
