from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.signals.samples import Floats
from device.signals.turning import TURNING_HZ, GridSums

TIMES_S = 7.003 + np.cumsum(np.random.default_rng(4).uniform(0.001, 0.1, 200))
VALUES = np.random.default_rng(5).normal(size=(200, 2))


def pushed(edges: list[int]) -> Floats:
    """The sums when each part begins with the last sample of the one before."""
    grid = GridSums(float(TIMES_S[0]), 2)
    return np.concatenate(
        [grid.push(TIMES_S[start : end + 1], VALUES[start : end + 1]) for start, end in pairwise(edges)]
    )


WHOLE = pushed([0, len(TIMES_S)])


def test_a_steady_value_sums_up_to_the_time_since_the_first_sample() -> None:
    time_s = np.array([1.005, 1.037, 1.2])
    sums = GridSums(1.005, 1).push(time_s, np.full((3, 1), 2.0))
    points_s = np.arange(1.02, 1.201, 1 / TURNING_HZ)
    assert sums[:, 0] == pytest.approx(2 * (points_s - 1.005))


def test_a_first_sample_on_the_grid_has_its_sum_already() -> None:
    grid = GridSums(2.0, 1)
    assert (grid.first, grid.next) == (2 * TURNING_HZ, 2 * TURNING_HZ + 1)


@given(st.sets(st.integers(1, len(TIMES_S) - 2)))
def test_however_the_samples_are_cut_the_sums_are_exactly_the_same(cuts: set[int]) -> None:
    assert np.array_equal(pushed([0, *sorted(cuts), len(TIMES_S)]), WHOLE)


def test_a_last_sample_on_the_grid_has_its_sum_even_if_rounding_puts_it_before() -> None:
    """0.58 s x 50 Hz is 28.999999999999996."""
    sums = GridSums(0.5, 1).push(np.array([0.5, 0.58]), np.ones((2, 1)))
    assert sums[:, 0] == pytest.approx([0.02, 0.04, 0.06, 0.08])
