"""Spectral arc length against values that are worked out another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.measures.smoothness import spectral_arc_length
from device.parameters import PARAMETERS
from device.signals.samples import Floats

RATE_HZ = 100
TIME_S = np.arange(-1, 1, 1 / RATE_HZ)
BELL = np.exp(-5 * TIME_S**2)


def smoothness(speed: Floats, rate_hz: float = RATE_HZ) -> float:
    found = spectral_arc_length(speed, rate_hz, PARAMETERS.measuring)
    assert found is not None
    return found


def minimum_jerk(seconds: float) -> Floats:
    """Flash and Hogan 1985: the speed of one smooth movement of 1."""
    part = np.arange(round(seconds * RATE_HZ)) / RATE_HZ / seconds
    return np.asarray(30 * part**2 * (1 - part) ** 2 / seconds)


def arc_length_of_minimum_jerks(*starts_s: float) -> float:
    """Of movements of one second each: by integration over a fine grid, without padding, FFT or samples."""
    part = (np.arange(200) + 0.5) / 200
    frequency_hz = np.linspace(0, 2.5, 1001)[:, None]
    one = (30 * part**2 * (1 - part) ** 2 * np.exp(-2j * np.pi * frequency_hz * part)).mean(axis=1)
    height = np.abs(one * np.exp(-2j * np.pi * frequency_hz * np.array(starts_s)).mean(axis=1))
    last = np.flatnonzero(height >= 0.05)[-1]
    lengths = [math.hypot(1 / last, rise) for rise in np.diff(height[: last + 1])]
    return -math.fsum(lengths)


def test_a_bell_has_the_published_smoothness() -> None:
    assert smoothness(BELL) == pytest.approx(-1.41403, abs=1e-5)


def test_a_minimum_jerk_movement_has_the_smoothness_of_its_own_transform() -> None:
    assert arc_length_of_minimum_jerks(0) == pytest.approx(-1.408, abs=0.001)
    assert smoothness(minimum_jerk(1)) == pytest.approx(-1.408, abs=0.005)


def test_two_separate_movements_are_less_smooth_than_one_and_three_less_than_two() -> None:
    """As the transform says, but that the padded spectrum cuts the tips of the valleys of its line."""
    assert arc_length_of_minimum_jerks(0, 1.5) == pytest.approx(-3.198, abs=0.001)
    assert arc_length_of_minimum_jerks(0, 1.5, 3) == pytest.approx(-4.008, abs=0.001)
    one, pause = minimum_jerk(1), np.zeros(RATE_HZ // 2)
    assert smoothness(np.concatenate([one, pause, one])) == pytest.approx(-3.198, abs=0.1)
    assert smoothness(np.concatenate([one, pause, one, pause, one])) == pytest.approx(-4.008, abs=0.15)


def test_a_second_movement_within_the_first_makes_it_less_smooth() -> None:
    one = minimum_jerk(2)
    within = one.copy()
    within[80:180] += 0.6 * minimum_jerk(1)
    assert smoothness(within) < smoothness(one) - 0.02


def test_a_tremor_below_the_share_leaves_it_and_one_above_lowers_it() -> None:
    tremor = np.sin(2 * np.pi * 5 * TIME_S)
    assert smoothness(BELL + 0.03 * tremor) == pytest.approx(-1.414, abs=0.01)
    assert smoothness(BELL + 0.1 * tremor) < -1.8


def test_what_does_not_move_has_no_smoothness() -> None:
    assert spectral_arc_length(np.zeros(100), RATE_HZ, PARAMETERS.measuring) is None
    assert spectral_arc_length(np.ones(1), RATE_HZ, PARAMETERS.measuring) is None


@given(seconds=st.floats(0.4, 8), size=st.floats(0.1, 1000))
def test_neither_how_long_nor_how_large_a_movement_is_counts(seconds: float, size: float) -> None:
    assert smoothness(size * minimum_jerk(seconds)) == pytest.approx(-1.408, abs=0.02)


@given(before=st.integers(0, 300), after=st.integers(0, 300))
def test_rest_before_and_after_a_movement_does_not_count(before: int, after: int) -> None:
    rested = np.concatenate([np.zeros(before), minimum_jerk(1), np.zeros(after)])
    assert smoothness(rested) == pytest.approx(-1.408, abs=0.02)


@given(speed=st.lists(st.floats(0, 500), min_size=2, max_size=400))
def test_it_is_none_or_a_number_below_one_whatever_the_speed(speed: list[float]) -> None:
    found = spectral_arc_length(np.array(speed), RATE_HZ, PARAMETERS.measuring)
    assert found is None or -math.inf < found <= -1 + 1e-9 or found == pytest.approx(-1)
