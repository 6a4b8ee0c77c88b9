"""Rhythms too irregular for a line: a band of the spectrum that stands out of the movement around it, or most of it.

Knows bands and what each is compared with; must never know how far one has to stand out.

A jittered rhythm is two hertz wide and more. Smooth movement, however large, leaves a spectrum that falls steadily, so
that a band which rises above the line between its two flanks is no part of it. The upper flank of a fast rhythm
lies beyond what slow sensors measure: it is compared with all other movement that is not slow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from device.parameters import Rhythm
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FIRST_BIN, FrequencyBins, Layout, Spectra, Spectrum, total
from device.tremor.harmonics import LEAST_FALL, LOW_MULTIPLES, Line, SlowMovement, low_multiple_of_hz
from device.tremor.peaks import NO_PLACE, SMALLEST, Peak, Rhythms, highest_in_each, near, vertex


def bulk_of(spectrum: Spectrum, floor: float) -> Peak:
    """The two hertz with most power; prominence is log10 of the power where tremor lies over all other power."""
    return bulk_of_each(Spectra.of(spectrum), floor).peak(0, 0, "bulk", harmonic_of_hz=None)


def bulk_of_each(spectra: Spectra, floor: float) -> Rhythms:
    """Likewise of each of some windows."""
    sums, half = total(spectra.sums), spectra.layout.bulk_half
    centres = _strongest(sums, spectra.layout)
    rows = np.arange(len(centres))
    power = (sums[rows, centres + half + 1] - sums[rows, centres - half]) * BIN_HZ
    prominence = np.log10(_band_over_rest(sums, spectra.layout, floor))
    columns = (_gravities_hz(spectra, centres), prominence, power, np.sqrt(power) / spectra.gain[rows, centres])
    return Rhythms(*(column[:, np.newaxis] for column in columns))


def reaching_beyond(bulk: Rhythms, spectra: Spectra, floor: float, rhythm: Rhythm) -> Rhythms:
    """The bulk again, of a large rhythm that lies partly or wholly above its band: with all up to the fastest tremor.

    What is demanded of it is taken off, so that its prominence may be held against what is demanded of the bulk.
    """
    sums, (low, _), (start, end) = total(spectra.sums), spectra.layout.bulk, spectra.layout.movement
    high = round(rhythm.highest_hz / BIN_HZ) + 1
    band = sums[:, high] - sums[:, low]
    rest = sums[:, end] - sums[:, start] - band + floor * (end - start)
    large = band * BIN_HZ >= rhythm.fast_bulk_least_dps**2
    decades = np.log10((band + SMALLEST) / rest) - rhythm.fast_bulk_demand + rhythm.rotation_bulk_demand
    beyond = np.where(large, decades, -np.inf)
    return replace(bulk, prominence=np.maximum(bulk.prominence, beyond[:, np.newaxis]))


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
    centres: FrequencyBins


@dataclass(frozen=True)
class Broad:
    """The broad bands of some windows: the slow ones that stand out most, and the fast one: `rows` [n, 3]."""

    found: Rhythms
    rows: FrequencyBins
    bands: _Bands
    spectra: Spectra
    rhythm: Rhythm

    def peaks(self, window: int, slow: SlowMovement) -> tuple[Peak, ...]:
        """Those of one window, beside its slow movement whose multiples are none."""
        return tuple(self.peak(window, place, slow) for place in self.found.places(window))

    def peak(self, window: int, place: int, slow: SlowMovement) -> Peak:
        """One of them."""
        band = Line(float(self.found.frequency_hz[window, place]), float(self.found.power[window, place]))
        row = int(self.rows[window, place])
        multiple_of = _above_hz(band, slow, self.rhythm) or _itself_hz(band, slow, self.rhythm)
        if multiple_of is None and row < self.bands.slow:
            multiple_of = _on_slope_hz(band, slow, self.spectra.over_axes[window], self.bands.inside[row], self.rhythm)
        return self.found.peak(window, place, "broad", multiple_of)


def broad_in(spectrum: Spectrum, floor: float, slow: SlowMovement, rhythm: Rhythm) -> tuple[Peak, ...]:
    """The slow bands that stand out most, and the fast one; `floor` is the sensor's own noise density.

    Their frequency is their centre of gravity: one below `lowest_hz` is slow movement itself. A band that
    reaches down to it has to hold twice its power, one above a regular and stronger movement always holds a
    multiple of it, and one on the slope of a low multiple of slow movement is no rhythm of its own.
    """
    return broad_in_each(Spectra.of(spectrum), floor, rhythm).peaks(0, slow)


def broad_in_each(spectra: Spectra, floor: float, rhythm: Rhythm) -> Broad:
    """Likewise in each of some windows."""
    layout = spectra.layout
    bands = _bands(rhythm, layout.first, layout.places, layout.count)
    sums = total(spectra.sums)
    density = sums[:, 1:] - sums[:, :-1] + SMALLEST
    power, moment = np.split(_each(bands.inside, density), 2, axis=1)
    frequency_hz = moment / power
    prominence = _prominence(bands, power, frequency_hz, density + floor, rhythm)
    rows = _highest(prominence, bands.slow)
    gain = np.take_along_axis(spectra.gain, bands.centres[rows], axis=1)
    return Broad(_chosen(rows, gain, frequency_hz, prominence, power), rows, bands, spectra, rhythm)


def _chosen(rows: FrequencyBins, gain: Floats, frequency_hz: Floats, prominence: Floats, power: Floats) -> Rhythms:
    """The bands in these rows [n, 3], of all bands [n, rows]; gain: [n, 3]."""
    every = (frequency_hz, prominence, power * BIN_HZ)
    hz, decades, powers = (np.take_along_axis(each, rows, axis=1) for each in every)
    return Rhythms(hz, np.where(rows == NO_PLACE, -np.inf, decades), powers, np.sqrt(powers) / gain)


def beside_lines(bands: Sequence[Peak], lines: Sequence[Peak], rhythm: Rhythm) -> tuple[Peak, ...]:
    """The bands again: one that is mostly a line which is a multiple of slower movement is a multiple of it too."""
    multiples = [line for line in lines if line.harmonic_of_hz is not None]
    return tuple(_as_multiple(band, multiples, rhythm) for band in bands) if multiples else tuple(bands)


def _as_multiple(band: Peak, multiples: Sequence[Peak], rhythm: Rhythm) -> Peak:
    inside = (line for line in multiples if abs(line.frequency_hz - band.frequency_hz) <= rhythm.broad_half_hz)
    largest = max(inside, key=lambda line: line.rms, default=None)
    if band.harmonic_of_hz is not None or largest is None or largest.rms < rhythm.broad_line_share * band.rms:
        return band
    return replace(band, harmonic_of_hz=largest.harmonic_of_hz)


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


def _highest(prominence: Floats, slow: int) -> FrequencyBins:
    """[n, 3] rows: the highest maxima of the slow ones, which may be at the ends too, and the highest fast one."""
    below_all = np.full((len(prominence), 1), -np.inf)
    slow_ones = highest_in_each(np.hstack((below_all, prominence[:, :slow], below_all)), MOST_SLOW)
    fast_ones = slow + prominence[:, slow:].argmax(axis=1)
    return np.column_stack((np.where(slow_ones == NO_PLACE, NO_PLACE, slow_ones - 1), fast_ones))


def _above_hz(band: Line, slow: SlowMovement, rhythm: Rhythm) -> float | None:
    """The frequency of the regular movement that the band lies above, None if that is weaker or in the band itself."""
    regular = slow.regular
    if regular is None or regular.power <= band.power:
        return None
    return regular.frequency_hz if regular.frequency_hz < band.frequency_hz - rhythm.broad_half_hz else None


def _itself_hz(band: Line, slow: SlowMovement, rhythm: Rhythm) -> float | None:
    """The frequency of the swing, too slow for a rhythm, that holds most of the band: the band is that movement."""
    swing = slow.swing
    if swing is None or swing.frequency_hz >= rhythm.lowest_hz:
        return None
    inside = band.frequency_hz - swing.frequency_hz <= rhythm.broad_half_hz
    return swing.frequency_hz if inside and swing.power >= rhythm.broad_line_share**2 * band.power else None


def _on_slope_hz(band: Line, slow: SlowMovement, power: Floats, inside: Floats, rhythm: Rhythm) -> float | None:
    """The frequency of the swing of which the summit that the band lies on is a low multiple."""
    if slow.swing is None or slow.swing.power < LEAST_SWING * band.power:
        return None
    summit = _summit(power, int((inside * power).argmax()))
    if summit is None:
        return None
    return low_multiple_of_hz(Line(vertex(power, summit) * BIN_HZ, band.power), slow.swing, rhythm)


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
        centres=centres[:, 0],
    )


def _flanks(bins: FrequencyBins, centres: FrequencyBins, rhythm: Rhythm) -> Floats:
    """Half the weight below, half above; next to nothing is left below the slowest ones."""
    near, far = _bins(rhythm.broad_flank_from_hz), _bins(rhythm.broad_flank_to_hz)
    below = (bins >= np.maximum(centres - far, FIRST_BIN)) & (bins <= np.maximum(centres - near, FIRST_BIN + 1))
    above = (bins >= centres + near) & (bins <= centres + far)
    return np.asarray((below / below.sum(axis=1, keepdims=True) + above / above.sum(axis=1, keepdims=True)) / 2)


def _bins(width_hz: float) -> int:
    return round(width_hz / BIN_HZ)
