"""The spectrum of three axes against a Fourier transform, and where in it a rhythm is looked for."""

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.samples import Floats
from device.signals.spectrum import Layout, Spectrum, moving, spectrum_of, tapered, total

WINDOW = 300  # values: 3 s at 100 Hz
BINS_PER_HZ = 10
SIX = [(0, 0), (1, 1), (2, 2), (1, 2), (2, 0), (0, 1)]  # xx yy zz yz zx xy
TIME_S = (np.arange(WINDOW) + 1 / 2) / 100 - 1.5  # about the middle
ANY = np.random.default_rng(2).normal(size=(WINDOW, 3))


def spectrum(values: Floats, rate_hz: int = 100) -> Spectrum:
    return spectrum_of(values, rate_hz, PARAMETERS)


def line(frequency_hz: float, peaks: tuple[float, float, float]) -> Floats:
    return np.outer(np.sin(2 * np.pi * frequency_hz * TIME_S), peaks)


def without_parabola(values: Floats) -> Floats:
    fits = [np.polyval(np.polyfit(TIME_S, axis, 2), TIME_S) for axis in values.T]
    return values - np.stack(fits, axis=1)


def transformed(values: Floats, taper: Floats) -> Floats:
    """[6, 156] one-sided power density by a fast transform of ten seconds, most of them empty."""
    x = np.fft.rfft(without_parabola(values) * taper[:, None], 1000, axis=0)[:156].T
    return np.array([(x[one] * x[other].conj()).real for one, other in SIX]) * 2 / (100 * np.sum(taper**2))


TURN = np.pi * (np.arange(WINDOW) + 1 / 2) / WINDOW
HANN, OTHER = np.sin(TURN) ** 2, np.sin(TURN) * np.sin(2 * TURN)


def test_the_power_is_that_of_a_fast_transform_under_a_hann_taper() -> None:
    assert spectrum(ANY).power[:, 3:] == pytest.approx(transformed(ANY, HANN)[:, 3:])


def test_the_running_sums_weigh_two_tapers_two_to_one() -> None:
    wanted = transformed(ANY, HANN) * 2 / 3 + transformed(ANY, OTHER) / 3
    wanted[:, :3] = 0
    assert spectrum(ANY).sums[:, 1:] == pytest.approx(np.cumsum(wanted, axis=1))
    assert not spectrum(ANY).sums[:, 0].any()


def test_below_three_tenths_of_a_hertz_nothing_is_said() -> None:
    made = spectrum(ANY)
    assert not made.power[:, :3].any()
    assert made.power[:3, 3].all()


@pytest.mark.parametrize("frequency_hz", [2.0, 5.0, 12.0])
def test_a_line_has_half_the_square_of_its_peak(frequency_hz: float) -> None:
    """It stands over 1.5 bins of a third of a hertz: the equivalent noise bandwidth of a Hann taper (Harris 1978)."""
    power = spectrum(line(frequency_hz, (10.0, 20.0, 30.0))).power
    squares = np.array([100.0, 400.0, 900.0, 600.0, 300.0, 200.0])
    assert power.sum(axis=1) / BINS_PER_HZ == pytest.approx(squares / 2, rel=0.01)
    assert power[:, round(frequency_hz * BINS_PER_HZ)] == pytest.approx(squares / 2 / (1.5 / 3), rel=0.01)


def test_total_power_is_that_of_all_axes() -> None:
    assert total(np.array([[1.0], [2.0], [4.0], [8.0], [16.0], [32.0]])) == 7.0


def test_an_arm_that_swings_out_and_back_once_is_drift() -> None:
    drift = np.stack([3 + 2 * TIME_S + TIME_S**2, TIME_S, -(TIME_S**2)], axis=1)
    assert moving(drift + ANY) == pytest.approx(moving(ANY))
    cubic = np.repeat(TIME_S[:, None] ** 3, 3, axis=1)
    assert moving(cubic) == pytest.approx(without_parabola(cubic).T)
    assert np.abs(moving(cubic)).max() > 1


def test_tapered_values_are_faded_in_and_out() -> None:
    assert tapered(ANY) == pytest.approx((without_parabola(ANY) * HANN[:, None]).T)


def test_the_spectrum_is_laid_out_in_tenths_of_a_hertz() -> None:
    """The places of a rhythm are 1.5 to 12.5 Hz, and a comb reaches 3 Hz further: device/parameters.py says why."""
    assert spectrum(ANY).layout == Layout(
        count=125 + 30 + 1,
        first=15,
        places=111,
        near=7,
        far=14,
        core=5,
        lobe=7,
        comb=(15, 31),
        slow=16,  # 1.5 to 3.0 Hz
        bulk=(30, 81),
        bulk_half=10,
        movement=(5, 131),
    )


def laid_out(power: Floats) -> Spectrum:
    """With the same power [156] in all six."""
    sums = np.concatenate([[0], np.cumsum(power)])
    return Spectrum(np.tile(power, (6, 1)), np.tile(sums, (6, 1)), np.ones(156), spectrum(ANY).layout)


def test_the_mean_beside_each_place_takes_both_ends() -> None:
    bins = np.arange(156.0)
    assert laid_out(bins).mean(-2, 2)[4] == pytest.approx(np.arange(15, 126))
    assert laid_out(bins).mean(7, 14)[0] == pytest.approx(np.arange(15, 126) + 10.5)
    assert laid_out(bins).mean(-3, -3)[5] == pytest.approx(np.arange(12, 123))


def test_the_mean_leaves_out_the_slowest_bins_which_hold_nothing() -> None:
    power = np.where(np.arange(156) < 3, 0.0, 1.0)
    assert laid_out(power).mean(-14, -7) == pytest.approx(np.ones((6, 111)))


def test_the_gain_is_that_of_each_bin_and_smaller_where_samples_are_averaged() -> None:
    """From 150 samples a second on, whose first alias to 12 Hz is from above 88 Hz. At 12 Hz that keeps 0.978."""
    below, from_there = spectrum(ANY, 149).gain, spectrum(ANY, 150).gain
    assert below.shape == (156,)
    assert from_there[120] / below[120] == pytest.approx(0.978, abs=0.001)
    assert from_there[0] == 1
