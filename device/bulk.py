"""Tremor too irregular for a line: the two hertz in which most of a quiet limb's movement lies.

Knows how power is spread; must never know how much of it is asked for.
"""

import math

import numpy as np

from device.peaks import SMALLEST, Peak
from device.spectrum import BIN_HZ, Spectrum, total


def bulk_of(spectrum: Spectrum, floor: float) -> Peak:
    """The two hertz with most power, at their centre of gravity; prominence is log10 of it over all other power."""
    layout = spectrum.layout
    sums = total(spectrum.sums)
    inside = sums[layout.bulk + layout.bulk_half + 1] - sums[layout.bulk - layout.bulk_half]
    centre = int(layout.bulk[inside.argmax()])
    power = float(inside.max())
    start, end = layout.movement
    rest = float(sums[end] - sums[start]) - power + floor * (end - start)
    return Peak(
        kind="bulk",
        frequency_hz=_gravity_hz(spectrum, centre),
        prominence=math.log10((power + SMALLEST) / rest),
        rms=math.sqrt(power * BIN_HZ) / float(spectrum.gain[centre]),
        harmonic_of_hz=None,
    )


def _gravity_hz(spectrum: Spectrum, centre: int) -> float:
    half = spectrum.layout.bulk_half
    band = slice(centre - half, centre + half + 1)
    weight = total(spectrum.power[:, band]) + SMALLEST
    return float(np.arange(band.start, band.stop) @ weight / weight.sum()) * BIN_HZ
