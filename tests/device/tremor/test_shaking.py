import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.signals.spectrum import LENGTH
from device.tremor.features import strongest_rms

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
