"""Rhythms too irregular for a line: a band of the spectrum that stands out of the movement around it.

Knows bands and what each is compared with; must never know how far one has to stand out.

A jittered rhythm is two hertz wide and more. Smooth movement, however large, leaves a spectrum that falls steadily, so
that a band which rises above the line between its two flanks is no part of it. The upper flank of a fast rhythm
lies beyond what slow sensors measure: it is compared with all other movement that is not slow.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from device.harmonics import Line, SlowMovement, low_multiple_of_hz
from device.parameters import Parameters
from device.peaks import SMALLEST, Peak, highest_maxima, vertex
from device.samples import Floats
from device.spectrum import BIN_HZ, FIRST_BIN, Bins, Spectrum, total

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


def broad_in(spectrum: Spectrum, floor: float, slow: SlowMovement, parameters: Parameters) -> tuple[Peak, ...]:
    """The slow bands that stand out most, and the fast one; `floor` is the sensor's own noise density.

    Their frequency is their centre of gravity: one below `lowest_hz` is slow movement itself. A band that
    reaches down to it has to hold twice its power, one above a regular and stronger movement always holds a
    multiple of it, and one on the slope of a low multiple of slow movement is no rhythm of its own.
    """
    bands = _bands(parameters, spectrum.layout.first, spectrum.layout.places, spectrum.layout.count)
    sums = total(spectrum.sums)
    density = sums[1:] - sums[:-1] + SMALLEST
    power, moment = (bands.inside @ density).reshape(2, -1)
    frequency_hz = moment / power
    prominence = np.log10(power)
    density += floor
    prominence[: bands.slow] -= bands.flanks @ np.log10(density) + math.log10(bands.width)
    prominence[bands.slow :] -= np.log10(bands.others @ density)
    reaches_down = (frequency_hz < parameters.broad_alone_hz) & (power <= 2 * _slower(density, parameters))
    prominence[reaches_down | (frequency_hz < parameters.lowest_hz)] = -math.inf

    def peak(row: int) -> Peak:
        band = Line(float(frequency_hz[row]), float(power[row]) * BIN_HZ)
        return Peak(
            kind="broad",
            frequency_hz=band.frequency_hz,
            prominence=float(prominence[row]),
            rms=math.sqrt(band.power) / float(spectrum.gain[bands.centres[row]]),
            harmonic_of_hz=_multiple_of_hz(slow.regular, band, parameters)
            or (_on_multiple_of_hz(band, bands.inside[row], slow, spectrum, parameters) if row < bands.slow else None),
        )

    slow_ones = np.concatenate((BELOW_ALL, prominence[: bands.slow], BELOW_ALL))  # the highest may be at the ends too
    rows = [place - 1 for place in highest_maxima(slow_ones, MOST_SLOW)]
    return tuple(map(peak, (*rows, bands.slow + int(prominence[bands.slow :].argmax()))))


def _slower(density: Floats, parameters: Parameters) -> float:
    """Power of the movement that is too slow for a rhythm; it brings its own multiples."""
    return float(density[: _bins(parameters.lowest_hz)].sum())


def _multiple_of_hz(slow: Line | None, band: Line, parameters: Parameters) -> float | None:
    """The frequency of the slow movement, None if it is weaker or lies in the band itself."""
    if slow is None or slow.power <= band.power:
        return None
    return slow.frequency_hz if slow.frequency_hz < band.frequency_hz - parameters.broad_half_hz else None


def _on_multiple_of_hz(
    band: Line, inside: Floats, slow: SlowMovement, spectrum: Spectrum, parameters: Parameters
) -> float | None:
    """The frequency of the swing of which the summit that the band lies on is a low multiple."""
    if slow.swing is None:
        return None
    power = total(spectrum.power)
    summit = _summit(power, int((inside * power).argmax()))
    if summit is None:
        return None
    return low_multiple_of_hz(Line(vertex(power, summit) * BIN_HZ, band.power), slow.swing, parameters)


def _summit(power: Floats, top: int) -> int | None:
    """Where the slope leads up to on which the bin `top` lies; None if it leads out of the spectrum."""
    while 0 < top < len(power) - 1:
        higher = top - 1 + int(power[top - 1 : top + 2].argmax())
        if higher == top:
            return top
        top = higher
    return None


@lru_cache
def _bands(parameters: Parameters, first: int, places: int, count: int) -> _Bands:
    centres = np.arange(first, first + places, STEP)[:, None]
    bins = np.arange(count)
    slow = centres < _bins(parameters.broad_fast_hz)
    half = np.where(slow, _bins(parameters.broad_half_hz), np.rint(parameters.broad_half_share * centres))
    inside = np.abs(bins - centres) <= half
    others = ~inside & (bins >= _bins(parameters.broad_among_hz))
    count_slow = int(slow.sum())
    return _Bands(
        slow=count_slow,
        inside=np.vstack((inside, inside * bins * BIN_HZ)),
        flanks=_flanks(bins, centres[:count_slow], parameters),
        others=others[count_slow:].astype(float),
        width=float(inside[count_slow - 1].sum()),
        centres=centres[:, 0].tolist(),
    )


def _flanks(bins: Bins, centres: Bins, parameters: Parameters) -> Floats:
    """Half the weight below, half above; next to nothing is left below the slowest ones."""
    near, far = _bins(parameters.broad_flank_from_hz), _bins(parameters.broad_flank_to_hz)
    below = (bins >= np.maximum(centres - far, FIRST_BIN)) & (bins <= np.maximum(centres - near, FIRST_BIN + 1))
    above = (bins >= centres + near) & (bins <= centres + far)
    return np.asarray((below / below.sum(axis=1, keepdims=True) + above / above.sum(axis=1, keepdims=True)) / 2)


def _bins(width_hz: float) -> int:
    return round(width_hz / BIN_HZ)
