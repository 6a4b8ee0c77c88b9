"""Tremor too irregular for a line: most of a limb's movement lies where tremor lies.

Knows how power is spread; must never know how much of it is asked for.
"""

import math

import numpy as np

from device.peaks import SMALLEST, Peak
from device.samples import Floats
from device.spectrum import BIN_HZ, Spectrum, total


def bulk_of(spectrum: Spectrum, floor: float) -> Peak:
    """The two hertz with most power; prominence is log10 of the power where tremor lies over all other power."""
    sums, layout = total(spectrum.sums), spectrum.layout
    centre = _strongest(sums, spectrum)
    half = layout.bulk_half
    power = float(sums[centre + half + 1] - sums[centre - half])
    return Peak(
        kind="bulk",
        frequency_hz=_gravity_hz(spectrum, centre),
        prominence=math.log10(_band_over_rest(sums, spectrum, floor)),
        rms=math.sqrt(power * BIN_HZ) / float(spectrum.gain[centre]),
        harmonic_of_hz=None,
    )


def _strongest(sums: Floats, spectrum: Spectrum) -> int:
    """The centre of the two hertz, wherever a rhythm may lie."""
    first, places, half = spectrum.layout.first, spectrum.layout.places, spectrum.layout.bulk_half
    inside = sums[first + half + 1 : first + half + 1 + places] - sums[first - half : first - half + places]
    return first + int(inside.argmax())


def _band_over_rest(sums: Floats, spectrum: Spectrum, floor: float) -> float:
    (low, high), (start, end) = spectrum.layout.bulk, spectrum.layout.movement
    band = float(sums[high] - sums[low])
    rest = float(sums[end] - sums[start]) - band + floor * (end - start)
    return (band + SMALLEST) / rest


def _gravity_hz(spectrum: Spectrum, centre: int) -> float:
    half = spectrum.layout.bulk_half
    band = slice(centre - half, centre + half + 1)
    weight = total(spectrum.power[:, band]) + SMALLEST
    return float(np.arange(band.start, band.stop, dtype=float) @ weight / weight.sum()) * BIN_HZ
