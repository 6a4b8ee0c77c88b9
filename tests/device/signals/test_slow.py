"""Which movement of a window is slower than tremor."""

import numpy as np
import pytest

from device.signals.samples import Floats
from device.signals.slow import slow_rms

TURN = np.pi * (np.arange(300) + 1 / 2) / 300
HANN = np.sin(TURN) ** 2


def wave(half_periods: int) -> Floats:
    """So many half periods in three seconds, faded in and out, about one axis."""
    return np.outer(HANN * np.cos(half_periods * TURN), [0.6, 0.0, 0.8])


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(np.sum(values**2, axis=1))))


@pytest.mark.parametrize("half_periods", [1, 3, 4, 5])
def test_up_to_five_half_periods_in_three_seconds_are_wholly_slow(half_periods: int) -> None:
    """5/6 Hz. Two half periods look like what gravity is, in part."""
    assert slow_rms(wave(half_periods)) == pytest.approx(rms(wave(half_periods)))


@pytest.mark.parametrize("half_periods", [10, 11, 18, 30])
def test_ten_or_more_are_not_slow_at_all(half_periods: int) -> None:
    """A Hann taper squared reaches four half periods to each side: what begins at ten is beside all of them."""
    assert slow_rms(wave(half_periods)) == pytest.approx(0, abs=1e-12)


def test_gravity_and_an_offset_are_no_movement() -> None:
    constant = np.tile([3.0, -2.0, 1.0], (300, 1))
    assert slow_rms(constant) == pytest.approx(0, abs=1e-12)
    assert slow_rms(constant + wave(3)) == pytest.approx(rms(wave(3)))
