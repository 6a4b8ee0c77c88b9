"""Rhythms too irregular for a line: a band of the spectrum that stands out of the movement around it, or most of it.

Knows bands and what each is compared with; must never know how far one has to stand out.

A jittered rhythm is two hertz wide and more. Smooth movement, however large, leaves a spectrum that falls steadily, so
that a band which rises above the line between its two flanks is no part of it. The upper flank of a fast rhythm
lies beyond what slow sensors measure: it is compared with all other movement that is not slow.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from device.parameters import Rhythm
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FIRST_BIN, FrequencyBins, Spectrum, total
from device.tremor.harmonics import Line, SlowMovement, low_multiple_of_hz
from device.tremor.peaks import SMALLEST, Peak, highest_maxima, vertex


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


STEP = 2  # bins between bands, which are ten times as wide
BELOW_ALL = np.array([-np.inf])
MOST_SLOW = 2  # where a band stands out most may be the slope of slow movement, then the next one counts


@dataclass(frozen=True)
class _Bands:
    """One row for each place of a band, the slow ones first; columns are the bins of the spectrum."""

    slow: int  # rows
    inside: Floats  # twice as many rows: 1 in the band, then the frequency in the band
    flanks: Floats  # of the slow ones: weights that take the mean of both flanks
    others: Floats  # of the fast ones: 1 wherever else movement is not slow
    width: float  # of a slow one, in bins
    centres: list[int]  # bins


@dataclass(frozen=True)
class _Scene:
    """A spectrum with its bands: power and frequency_hz, one a row, and the slow movement whose multiples are none."""

    spectrum: Spectrum
    slow: SlowMovement
    bands: _Bands
    power: Floats
    frequency_hz: Floats
    rhythm: Rhythm


def broad_in(spectrum: Spectrum, floor: float, slow: SlowMovement, rhythm: Rhythm) -> tuple[Peak, ...]:
    """The slow bands that stand out most, and the fast one; `floor` is the sensor's own noise density.

    Their frequency is their centre of gravity: one below `lowest_hz` is slow movement itself. A band that
    reaches down to it has to hold twice its power, one above a regular and stronger movement always holds a
    multiple of it, and one on the slope of a low multiple of slow movement is no rhythm of its own.
    """
    bands = _bands(rhythm, spectrum.layout.first, spectrum.layout.places, spectrum.layout.count)
    sums = total(spectrum.sums)
    density = sums[1:] - sums[:-1] + SMALLEST
    power, moment = (bands.inside @ density).reshape(2, -1)
    scene = _Scene(spectrum, slow, bands, power, moment / power, rhythm)
    prominence = _prominence(scene, density + floor)
    return tuple(_peak(scene, row, float(prominence[row])) for row in _highest(prominence, bands.slow))


def _prominence(scene: _Scene, density: Floats) -> Floats:
    """Of each band over what it is compared with, in decades; minus infinity for what is slow movement."""
    bands, power, frequency_hz, rhythm = scene.bands, scene.power, scene.frequency_hz, scene.rhythm
    prominence = np.log10(power)
    prominence[: bands.slow] -= bands.flanks @ np.log10(density) + math.log10(bands.width)
    prominence[bands.slow :] -= np.log10(bands.others @ density)
    reaches_down = (frequency_hz < rhythm.broad_alone_hz) & (power <= 2 * _slower(density, rhythm))
    prominence[reaches_down | (frequency_hz < rhythm.lowest_hz)] = -math.inf
    return np.asarray(prominence)


def _highest(prominence: Floats, slow: int) -> list[int]:
    """Rows: the highest maxima of the slow ones, which may be at the ends too, and the highest fast one."""
    slow_ones = np.concatenate((BELOW_ALL, prominence[:slow], BELOW_ALL))
    rows = [place - 1 for place in highest_maxima(slow_ones, MOST_SLOW)]
    return [*rows, slow + int(prominence[slow:].argmax())]


def _peak(scene: _Scene, row: int, prominence: float) -> Peak:
    band = Line(float(scene.frequency_hz[row]), float(scene.power[row]) * BIN_HZ)
    return Peak(
        kind="broad",
        frequency_hz=band.frequency_hz,
        prominence=prominence,
        rms=math.sqrt(band.power) / float(scene.spectrum.gain[scene.bands.centres[row]]),
        harmonic_of_hz=_above_hz(band, scene) or (_on_slope_hz(band, scene, row) if row < scene.bands.slow else None),
    )


def _slower(density: Floats, rhythm: Rhythm) -> float:
    """Power of the movement that is too slow for a rhythm; it brings its own multiples."""
    return float(density[: _bins(rhythm.lowest_hz)].sum())


def _above_hz(band: Line, scene: _Scene) -> float | None:
    """The frequency of the regular movement that the band lies above, None if that is weaker or in the band itself."""
    regular = scene.slow.regular
    if regular is None or regular.power <= band.power:
        return None
    below_hz = band.frequency_hz - scene.rhythm.broad_half_hz
    return regular.frequency_hz if regular.frequency_hz < below_hz else None


def _on_slope_hz(band: Line, scene: _Scene, row: int) -> float | None:
    """The frequency of the swing of which the summit that the band lies on is a low multiple."""
    if scene.slow.swing is None:
        return None
    power = total(scene.spectrum.power)
    summit = _summit(power, int((scene.bands.inside[row] * power).argmax()))
    if summit is None:
        return None
    return low_multiple_of_hz(Line(vertex(power, summit) * BIN_HZ, band.power), scene.slow.swing, scene.rhythm)


def _summit(power: Floats, top: int) -> int | None:
    """Where the slope leads up to on which the bin `top` lies; None if it leads out of the spectrum."""
    while 0 < top < len(power) - 1:
        higher = top - 1 + int(power[top - 1 : top + 2].argmax())
        if higher == top:
            return top
        top = higher
    return None


@lru_cache
def _bands(rhythm: Rhythm, first: int, places: int, count: int) -> _Bands:
    centres = np.arange(first, first + places, STEP)[:, None]
    bins = np.arange(count)
    slow = centres < _bins(rhythm.broad_fast_hz)
    half = np.where(slow, _bins(rhythm.broad_half_hz), np.rint(rhythm.broad_half_share * centres))
    inside = np.abs(bins - centres) <= half
    others = ~inside & (bins >= _bins(rhythm.broad_among_hz))
    count_slow = int(slow.sum())
    return _Bands(
        slow=count_slow,
        inside=np.vstack((inside, inside * bins * BIN_HZ)),
        flanks=_flanks(bins, centres[:count_slow], rhythm),
        others=others[count_slow:].astype(float),
        width=float(inside[count_slow - 1].sum()),
        centres=centres[:, 0].tolist(),
    )


def _flanks(bins: FrequencyBins, centres: FrequencyBins, rhythm: Rhythm) -> Floats:
    """Half the weight below, half above; next to nothing is left below the slowest ones."""
    near, far = _bins(rhythm.broad_flank_from_hz), _bins(rhythm.broad_flank_to_hz)
    below = (bins >= np.maximum(centres - far, FIRST_BIN)) & (bins <= np.maximum(centres - near, FIRST_BIN + 1))
    above = (bins >= centres + near) & (bins <= centres + far)
    return np.asarray((below / below.sum(axis=1, keepdims=True) + above / above.sum(axis=1, keepdims=True)) / 2)


def _bins(width_hz: float) -> int:
    return round(width_hz / BIN_HZ)
