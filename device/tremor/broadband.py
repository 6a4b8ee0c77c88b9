"""Rhythms too irregular for a line: a band of the spectrum that stands out of the movement around it, or most of it.

Knows bands and what each is compared with; must never know how far one has to stand out.

A jittered rhythm is two hertz wide and more. Smooth movement, however large, leaves a spectrum that falls steadily, so
that a band which rises above the line between its two flanks is no part of it. The upper flank of a fast rhythm
lies beyond what slow sensors measure: it is compared with all other movement that is not slow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from device.parameters import Rhythm
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FIRST_BIN, FrequencyBins, Layout, Spectra, Spectrum, total
from device.tremor.harmonics import LEAST_FALL, LOW_MULTIPLES, Line, SlowMovement, low_multiple_of_hz
from device.tremor.peaks import SMALLEST, Peak, highest_in_each, near, vertex


def bulk_of(spectrum: Spectrum, floor: float) -> Peak:
    """The two hertz with most power; prominence is log10 of the power where tremor lies over all other power."""
    return bulk_of_each(Spectra.of(spectrum), floor)[0]


def bulk_of_each(spectra: Spectra, floor: float) -> list[Peak]:
    """Likewise of each of some windows."""
    sums, half = total(spectra.sums), spectra.layout.bulk_half
    centres = _strongest(sums, spectra.layout)
    rows = np.arange(len(centres))
    powers = sums[rows, centres + half + 1] - sums[rows, centres - half]
    numbers = (centres, _gravities_hz(spectra, centres), np.log10(_band_over_rest(sums, spectra.layout, floor)), powers)
    return [
        Peak("bulk", frequency_hz, prominence, math.sqrt(power * BIN_HZ) / float(gain[centre]), harmonic_of_hz=None)
        for gain, centre, frequency_hz, prominence, power in zip(
            spectra.gains, *(each.tolist() for each in numbers), strict=True
        )
    ]


def _strongest(sums: Floats, layout: Layout) -> FrequencyBins:
    """[n] the centre of the two hertz, wherever a rhythm may lie."""
    first, places, half = layout.first, layout.places, layout.bulk_half
    inside = sums[:, first + half + 1 : first + half + 1 + places] - sums[:, first - half : first - half + places]
    return np.asarray(first + inside.argmax(axis=1))


def _band_over_rest(sums: Floats, layout: Layout, floor: float) -> Floats:
    (low, high), (start, end) = layout.bulk, layout.movement
    band = sums[:, high] - sums[:, low]
    rest = sums[:, end] - sums[:, start] - band + floor * (end - start)
    return np.asarray((band + SMALLEST) / rest)


def _gravities_hz(spectra: Spectra, centres: FrequencyBins) -> Floats:
    half = spectra.layout.bulk_half
    weight = near(spectra.over_axes, centres, half) + SMALLEST
    places = np.arange(-half, half + 1)
    return np.asarray(centres + (weight * places).sum(axis=1) / weight.sum(axis=1)) * BIN_HZ


LEAST_SWING = LOW_MULTIPLES[0] ** LEAST_FALL  # times the power of any of its multiples
STEP = 2  # bins between bands, which are ten times as wide
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
    power: list[float]
    frequency_hz: list[float]
    rhythm: Rhythm


def broad_in(spectrum: Spectrum, floor: float, slow: SlowMovement, rhythm: Rhythm) -> tuple[Peak, ...]:
    """The slow bands that stand out most, and the fast one; `floor` is the sensor's own noise density.

    Their frequency is their centre of gravity: one below `lowest_hz` is slow movement itself. A band that
    reaches down to it has to hold twice its power, one above a regular and stronger movement always holds a
    multiple of it, and one on the slope of a low multiple of slow movement is no rhythm of its own.
    """
    return broad_in_each(Spectra.of(spectrum), floor, [slow], rhythm)[0]


def broad_in_each(
    spectra: Spectra, floor: float, slow: Sequence[SlowMovement], rhythm: Rhythm
) -> list[tuple[Peak, ...]]:
    """Likewise in each of some windows."""
    layout = spectra.layout
    bands = _bands(rhythm, layout.first, layout.places, layout.count)
    sums = total(spectra.sums)
    density = sums[:, 1:] - sums[:, :-1] + SMALLEST
    power, moment = np.split(_each(bands.inside, density), 2, axis=1)
    frequency_hz = moment / power
    prominence = _prominence(bands, power, frequency_hz, density + floor, rhythm)
    rows = _highest(prominence, bands.slow)
    numbers = zip(spectra.each, slow, rows, *(each.tolist() for each in (power, frequency_hz, prominence)), strict=True)
    return [
        tuple(_peak(_Scene(spectrum, beside, bands, powers, bands_hz, rhythm), row, decades[row]) for row in which)
        for spectrum, beside, which, powers, bands_hz, decades in numbers
    ]


def _each(weights: Floats, density: Floats) -> Floats:
    """[n, rows] of weights [rows, k] and density [n, k]: one product a window, so none depends on the others."""
    return np.asarray((weights @ density[:, :, np.newaxis])[:, :, 0])


def _prominence(bands: _Bands, power: Floats, frequency_hz: Floats, density: Floats, rhythm: Rhythm) -> Floats:
    """[n, rows] of each band over what it is compared with, in decades; minus infinity for what is slow movement."""
    prominence = np.log10(power)
    prominence[:, : bands.slow] -= _each(bands.flanks, np.log10(density)) + math.log10(bands.width)
    prominence[:, bands.slow :] -= np.log10(_each(bands.others, density))
    slower = density[:, : _bins(rhythm.lowest_hz)].sum(axis=1, keepdims=True)  # it brings its own multiples
    reaches_down = (frequency_hz < rhythm.broad_alone_hz) & (power <= 2 * slower)
    prominence[reaches_down | (frequency_hz < rhythm.lowest_hz)] = -math.inf
    return np.asarray(prominence)


def _highest(prominence: Floats, slow: int) -> list[list[int]]:
    """Rows: the highest maxima of the slow ones, which may be at the ends too, and the highest fast one."""
    below_all = np.full((len(prominence), 1), -np.inf)
    slow_ones = highest_in_each(np.hstack((below_all, prominence[:, :slow], below_all)), MOST_SLOW)
    fast_ones = (slow + prominence[:, slow:].argmax(axis=1)).tolist()
    return [[*(place - 1 for place in some), fast] for some, fast in zip(slow_ones, fast_ones, strict=True)]


def _peak(scene: _Scene, row: int, prominence: float) -> Peak:
    band = Line(scene.frequency_hz[row], scene.power[row] * BIN_HZ)
    return Peak(
        kind="broad",
        frequency_hz=band.frequency_hz,
        prominence=prominence,
        rms=math.sqrt(band.power) / float(scene.spectrum.gain[scene.bands.centres[row]]),
        harmonic_of_hz=_above_hz(band, scene) or (_on_slope_hz(band, scene, row) if row < scene.bands.slow else None),
    )


def _above_hz(band: Line, scene: _Scene) -> float | None:
    """The frequency of the regular movement that the band lies above, None if that is weaker or in the band itself."""
    regular = scene.slow.regular
    if regular is None or regular.power <= band.power:
        return None
    below_hz = band.frequency_hz - scene.rhythm.broad_half_hz
    return regular.frequency_hz if regular.frequency_hz < below_hz else None


def _on_slope_hz(band: Line, scene: _Scene, row: int) -> float | None:
    """The frequency of the swing of which the summit that the band lies on is a low multiple."""
    if scene.slow.swing is None or scene.slow.swing.power < LEAST_SWING * band.power:
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
