"""The background of a place: which bins it is made of, and in which directions it lies."""

import numpy as np
import pytest

from device.tremor.peaks import background_of, inverse
from tests.device.tremor.made_up import made_of, spectrum_with

PLACE, BIN = 35, 50  # 5.0 Hz: places count from 1.5 Hz


def as_matrix(s: np.ndarray) -> np.ndarray:
    xx, yy, zz, yz, zx, xy = s
    return np.array([[xx, xy, zx], [xy, yy, yz], [zx, yz, zz]])


def as_row(matrix: np.ndarray) -> np.ndarray:
    return np.array([matrix[i, j] for i, j in ((0, 0), (1, 1), (2, 2), (1, 2), (2, 0), (0, 1))])


def test_the_sum_of_products_with_the_inverse_is_the_trace_of_the_matrices_product() -> None:
    random = np.random.default_rng(1)
    for _ in range(10):
        root, signal = random.normal(size=(3, 3)), random.normal(size=(3, 3))
        background, power = root @ root.T, signal @ signal.T
        whitening = inverse(as_row(background)[:, None])[:, 0]
        assert whitening @ as_row(power) == pytest.approx(np.trace(np.linalg.inv(background) @ power))


@pytest.mark.parametrize(
    ("away", "part"),
    [(6, 0), (7, 1 / 8), (10, 1 / 8), (14, 1 / 8), (15, 0)],  # 0.7 Hz: free of the line; 1.4 Hz: the next harmonic
)
@pytest.mark.parametrize("side", [-1, 1])
def test_a_flank_reaches_from_0_7_to_1_4_hz(away: int, side: int, part: float) -> None:
    """The other flank holds 1 in each bin, so that the geometric mean is the root of this one's mean."""
    other = {BIN - side * distance: 1.0 for distance in range(7, 15)}
    power = background_of(spectrum_with({**other, BIN + side * away: 8.0}), floor=0, share=0)[0, PLACE]
    assert power == pytest.approx(np.sqrt(8 * part), abs=1e-9)


def test_the_background_is_the_geometric_mean_of_both_flanks_in_the_directions_of_both() -> None:
    power = np.zeros((6, 156))
    power[0, BIN - 14 : BIN - 6] = 4.0
    power[1, BIN + 7 : BIN + 15] = 9.0
    without_floor = background_of(made_of(power), floor=0, share=0)[:, PLACE]
    assert without_floor == pytest.approx([3.0, 3.0, 0, 0, 0, 0])
    with_floor = background_of(made_of(power), floor=0.5, share=0.1)[:, PLACE]
    assert with_floor == pytest.approx([3.7, 3.7, 0.7, 0, 0, 0])


def test_where_nothing_moves_only_the_floor_is_left() -> None:
    nothing = background_of(spectrum_with({}), floor=0.25, share=0.1)
    assert nothing.shape == (6, 111)
    assert nothing == pytest.approx(np.repeat([[0.25], [0]], 3, axis=0) * np.ones(111))


def test_each_place_has_the_background_beside_it() -> None:
    steady = background_of(spectrum_with({}, elsewhere=3.0), floor=0, share=0)
    assert steady[:3] == pytest.approx(np.ones((3, 111)))
