"""How hard a limb shakes, from the accelerometer alone.

Knows one number of a window; must never know whether the limb trembles.

Clinical ratings follow the size. Three sine tapers use nearly all of the window and average out its chance, which a
Hann window does not; they tell frequencies apart too badly for anything else (Riedel and Sidorenko 1995).
"""

import numpy as np

from device.parameters import GRID_HZ, Parameters
from device.samples import Floats
from device.spectrum import BIN_HZ, FFT_LENGTH, FIRST_BIN, LENGTH, moving

SINES = 3
_turn = np.pi * (np.arange(LENGTH) + 0.5) / LENGTH
SINE_TAPERS = np.sin(_turn * np.arange(1, SINES + 1)[:, None]) * np.sqrt(4 / (SINES * GRID_HZ * LENGTH))
"""[3, 300] to roots of one-sided power density, averaged."""


def strongest_rms(values: Floats, gain: Floats, parameters: Parameters) -> float:
    """Root mean square, over all axes, of the two hertz in which values [300, 3] have most of it."""
    highest = round(parameters.highest_hz / BIN_HZ)
    x = np.fft.rfft(moving(values) * SINE_TAPERS[:, None], FFT_LENGTH)[:, :, : highest + 1]
    density = np.square(np.abs(x)).sum(axis=(0, 1)) / gain[: highest + 1] ** 2
    density[:FIRST_BIN] = 0
    sums = np.concatenate(([0], np.cumsum(density)))
    lowest = round((parameters.broad_among_hz - parameters.broad_half_hz) / BIN_HZ)
    width = 2 * round(parameters.broad_half_hz / BIN_HZ) + 1
    inside = sums[lowest + width :] - sums[lowest:-width]
    return float(np.sqrt(inside.max() * BIN_HZ))
