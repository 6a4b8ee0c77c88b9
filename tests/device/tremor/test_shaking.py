import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.spectrum import LENGTH
from device.tremor.features import SINE_TAPERS, strongest_rms

TIME_S = np.arange(LENGTH) / 100
EVERY_BIN = np.ones(156)


def shaking_g(frequency_hz: float, peak_g: float) -> np.ndarray:
    return peak_g * np.sin(2 * np.pi * frequency_hz * TIME_S)[:, None] * [0.6, 0, 0.8]


@pytest.mark.parametrize("frequency_hz", [3, 5, 8, 11])
def test_the_size_is_that_of_the_strongest_shaking(frequency_hz: float) -> None:
    both = shaking_g(frequency_hz, 0.1) + shaking_g(frequency_hz / 3 if frequency_hz > 7 else 12, 0.02)
    assert strongest_rms(both, EVERY_BIN, PARAMETERS.rhythm) == pytest.approx(0.1 / np.sqrt(2), rel=0.1)


def test_slow_movement_adds_nothing_to_it() -> None:
    assert strongest_rms(shaking_g(0.3, 0.1), EVERY_BIN, PARAMETERS.rhythm) < 0.02


@pytest.mark.parametrize("frequency_hz", [2.0, 2.9, 5.2, 8.7, 11.5])
def test_all_of_a_lines_mean_square_is_in_the_two_hertz_around_it(frequency_hz: float) -> None:
    whole = 0.1 / np.sqrt(2)
    assert strongest_rms(shaking_g(frequency_hz, 0.1), EVERY_BIN, PARAMETERS.rhythm) == pytest.approx(whole, rel=0.02)


@pytest.mark.parametrize(
    ("apart_hz", "seen"),
    [(0.5, np.sqrt(2)), (2.5, 1.0)],  # both lines lie in two hertz, or one of them
)
def test_two_lines_count_together_within_two_hertz(apart_hz: float, seen: float) -> None:
    both = shaking_g(5, 0.1) + shaking_g(5 + apart_hz, 0.1)
    assert strongest_rms(both, EVERY_BIN, PARAMETERS.rhythm) == pytest.approx(seen * 0.1 / np.sqrt(2), rel=0.01)


def test_what_the_grid_takes_away_is_given_back() -> None:
    halved = strongest_rms(shaking_g(5, 0.1), 0.5 * EVERY_BIN, PARAMETERS.rhythm)
    assert halved == pytest.approx(2 * 0.1 / np.sqrt(2), rel=0.02)


def test_each_bin_has_its_own_gain() -> None:
    gain = np.where(np.arange(156) == 50, 1e-3, 1.0)
    at_5_hz, elsewhere = (strongest_rms(shaking_g(hz, 0.1), gain, PARAMETERS.rhythm) for hz in (5, 9))
    assert at_5_hz > 10 * elsewhere


@pytest.mark.parametrize("edge_hz", [1.0, 12.5])  # a hertz below the two that are looked for; highest_hz
def test_half_of_a_line_at_the_edge_lies_beyond_it(edge_hz: float) -> None:
    half = 0.1 / np.sqrt(2) / np.sqrt(2)
    assert strongest_rms(shaking_g(edge_hz, 0.1), EVERY_BIN, PARAMETERS.rhythm) == pytest.approx(half, rel=0.05)


def test_three_sine_tapers_share_a_one_sided_density() -> None:
    """Each has a third of 2 / (100 Hz), and none has a part of another (Riedel and Sidorenko 1995)."""
    assert SINE_TAPERS.shape == (3, 300)
    products = SINE_TAPERS @ SINE_TAPERS.T
    assert products == pytest.approx(np.eye(3) * 2 / 100 / 3)


def test_the_tapers_look_at_both_halves_of_a_window_alike() -> None:
    sizes = np.abs(SINE_TAPERS)
    assert sizes == pytest.approx(sizes[:, ::-1])


def test_two_hertz_are_21_bins_of_a_knock_that_holds_all_frequencies_alike() -> None:
    """Of one sample of 1 g in the middle two tapers see all, the third nothing: 2 x 2 / 3 / 100 / 150 in each hertz."""
    knock_g = np.zeros((300, 3))
    knock_g[150, 1] = 1.0
    seen_g = np.sqrt(2 * 2 / 3 / 100 / 150 * 2.1)
    assert strongest_rms(knock_g, EVERY_BIN, PARAMETERS.rhythm) == pytest.approx(seen_g, rel=0.01)
