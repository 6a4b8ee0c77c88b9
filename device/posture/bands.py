"""Turning in three bands of frequencies: a run of seconds, and one more on each side, through filters that add up.

Knows filters and the analysis' grid; must never know which way a limb turns, or why.

The bands are those in which the dispersion of cervical dystonia was published (MDS congress 2025: below 1.5 Hz, up to
4.5 Hz, above). A filter reaches one second to each side, so a band begins and ends within about 0.4 Hz.
"""

from functools import cache
from typing import Final, get_args

import numpy as np

from device.parameters import GRID_HZ, TurnBands
from device.records.facts import TurnBand
from device.signals.rows import AXES
from device.signals.samples import Floats

BAND_ORDER: Final[tuple[TurnBand, ...]] = get_args(TurnBand)
MOST_SECONDS: Final = 60  # of a run
TRANSFORM_LENGTH: Final = (MOST_SECONDS + 4) * GRID_HZ  # what wraps round its end is in the second beside
SHAPE: Final = 2.5  # of a Kaiser window: ripples of 3 %
KEPT_EVERY: Final[dict[TurnBand, int]] = {"slow": 10, "middle": 4, "fast": 2}  # samples; no band turns back between


def in_bands(turning_dps: Floats, bands: TurnBands) -> dict[TurnBand, Floats]:
    """Each band [n, k, 3] of turning [(n + 2) * 100, 3] in the n seconds between the first and the last."""
    spectrum, end = np.fft.rfft(turning_dps.T, TRANSFORM_LENGTH), len(turning_dps) - GRID_HZ
    return {
        band: np.fft.irfft(spectrum * response, TRANSFORM_LENGTH)[:, GRID_HZ : end : KEPT_EVERY[band]]
        .reshape(AXES, -1, GRID_HZ // KEPT_EVERY[band])
        .transpose(1, 2, 0)
        for band, response in zip(BAND_ORDER, _responses(bands), strict=True)
    }


@cache
def _responses(bands: TurnBands) -> tuple[Floats, ...]:
    """[k] each: what passes."""
    slow, middle, fast = (_low_pass(hz) for hz in (bands.slow_to_hz, bands.middle_to_hz, bands.fast_to_hz))
    return slow, middle - slow, fast - middle


def _low_pass(up_to_hz: float) -> Floats:
    time_s = np.arange(-GRID_HZ, GRID_HZ + 1) / GRID_HZ
    taps = np.sinc(2 * up_to_hz * time_s) * np.kaiser(len(time_s), SHAPE)
    centred = np.zeros(TRANSFORM_LENGTH)
    centred[np.arange(-GRID_HZ, GRID_HZ + 1)] = taps / taps.sum()
    return np.fft.rfft(centred).real
