"""Maxima and the vertex between bins, on rows of numbers."""

import numpy as np
import pytest

from device.tremor.peaks import highest_maxima, vertex


@pytest.mark.parametrize(
    ("values", "most", "apart", "places"),
    [
        ([0, 1, 0, 3, 0, 2, 0], 2, 0, [3, 5]),
        ([0, 1, 0, 3, 0, 2, 0], 3, 0, [3, 5, 1]),
        ([0, 1, 0, 3, 0, 2, 0], 9, 1, [3, 5, 1]),
        ([0, 1, 0, 3, 0, 2, 0], 9, 2, [3]),
        ([0, 2, 0, 0, 3, 0, 1, 0], 9, 2, [4, 1]),
        ([0, 0, 1, 1, 0, 0], 9, 0, [2]),  # higher than before, not lower than after
        ([3, 2, 1, 0, 1], 9, 0, []),  # neither end has two neighbours
        ([0, 1, 2, 3], 9, 0, []),
        ([-np.inf, 1, -np.inf], 9, 0, [1]),
        ([0, 1, 0], 0, 0, []),
    ],
)
def test_maxima_come_highest_first_and_apart(values: list[float], most: int, apart: int, places: list[int]) -> None:
    assert highest_maxima(np.array(values, dtype=float), most, apart) == places


@pytest.mark.parametrize("at", [4.0, 4.3, 3.6, 4.5])
def test_the_vertex_of_a_bell_is_exact(at: float) -> None:
    bell = np.exp(-((np.arange(9) - at) ** 2))
    assert vertex(bell, 4) == pytest.approx(at)


def test_what_does_not_bend_down_has_its_vertex_where_it_is_highest() -> None:
    assert vertex(np.zeros(9), 4) == 4
    assert vertex(np.exp([0.0, 1, 3]), 1) == 1


def test_the_vertex_is_at_most_one_bin_away() -> None:
    assert vertex(np.exp([0.0, 2, 3]), 1) == 2
    assert vertex(np.exp([3.0, 2, 0]), 1) == 0


def test_a_bin_without_power_beside_it_does_not_hurt() -> None:
    assert vertex(np.array([0.0, 1.0, 0.0]), 1) == 1
