"""A rhythm as the spectrum shows it, and what is beside it there.

Knows numbers, flanks and directions; must never know which rhythms are tremor.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np

from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.spectrum import FrequencyBins, Spectra, Spectrum, total

PeakKind = Literal["line", "bulk", "broad", "lasting"]

SMALLEST = 1e-30  # keeps logarithms and quotients of nothing finite
TWICE_BESIDE_DIAGONAL = np.array([[1.0], [1], [1], [2], [2], [2]])
NEXT, LAST = np.array([1, 2, 0]), np.array([2, 0, 1])  # of three axes in a circle


@dataclass(frozen=True)
class Peak:
    """One rhythm. `rms` is in the sensor's unit, over all axes; `prominence` in decades of power."""

    kind: PeakKind
    frequency_hz: float
    prominence: float
    rms: float
    harmonic_of_hz: float | None  # a stronger, slower movement whose multiple this is


@dataclass(frozen=True)
class Rhythms:
    """Of n windows, up to k of one kind in each, as columns [n, k]; where there is none its prominence is -inf.

    power: mean square of each, as the spectrum shows it; rms: as it was before the grid.
    """

    frequency_hz: Floats
    prominence: Floats
    power: Floats
    rms: Floats

    @property
    def most(self) -> int:
        """K."""
        return int(self.rms.shape[1])

    def sized(self, rms: Floats) -> Self:
        """With another rms, one for each window: [n, 1]."""
        return replace(self, rms=np.broadcast_to(rms, self.rms.shape))

    def places(self, window: int) -> list[int]:
        """Which of a window's k there are."""
        return [place for place, decades in enumerate(self.prominence[window].tolist()) if decades > -math.inf]

    def peak(self, window: int, place: int, kind: PeakKind, harmonic_of_hz: float | None) -> Peak:
        """One of them."""
        columns = (self.frequency_hz, self.prominence, self.rms)
        frequency_hz, prominence, rms = (float(column[window, place]) for column in columns)
        return Peak(kind, frequency_hz, prominence, rms, harmonic_of_hz)


def highest_maxima(values: Floats, most: int, apart: int = 0) -> list[int]:
    """Where values [k] are higher than before and not lower than after, the highest place first; `most` of them.

    No two are closer to each other than by more than `apart`.
    """
    return [place for place in highest_in_each(values[np.newaxis], most, apart)[0].tolist() if place != NO_PLACE]


NO_PLACE = -1


def highest_in_each(values: Floats, most: int, apart: int = 0) -> FrequencyBins:
    """[n, most] likewise in each row of values [n, k]; NO_PLACE where there are no more. Of equal ones the later."""
    rises = values[:, 1:] > values[:, :-1]
    heights = np.where(rises[:, :-1] > rises[:, 1:], values[:, 1:-1], -np.inf)
    rows, places = np.arange(len(heights)), np.arange(heights.shape[1])
    highest = np.full((len(heights), most), NO_PLACE)
    for number in range(most):
        top = places[-1] - heights[:, ::-1].argmax(axis=1)
        highest[:, number] = np.where(heights[rows, top] > -np.inf, top + 1, NO_PLACE)
        heights[np.abs(places - top[:, np.newaxis]) <= apart] = -np.inf
    return highest


def vertex(power: Floats, top: int) -> float:
    """Where power [k] is highest near `top`, in bins: the vertex of the parabola through three logarithms.

    `top` is neither the first nor the last bin.
    """
    return _vertex(top, *power[top - 1 : top + 2].tolist())


def vertices(power: Floats, tops: FrequencyBins) -> Floats:
    """[n] likewise in each row of power [n, k], near the [n] tops."""
    before, here, after = np.log(near(power, tops, 1) + SMALLEST).T
    bend = before - 2 * here + after
    offsets = np.divide(before - after, 2 * bend, out=np.zeros(len(bend)), where=bend < 0)
    return np.asarray(tops + np.minimum(np.maximum(offsets, -1), 1))


def _vertex(top: int, *three: float) -> float:
    before, here, after = (math.log(value + SMALLEST) for value in three)
    bend = before - 2 * here + after
    offset = (before - after) / (2 * bend) if bend < 0 else 0
    return top + min(max(offset, -1), 1)


def near(rows: Floats, centres: FrequencyBins, reach: int) -> Floats:
    """[n, 2 * reach + 1] of rows [n, k] around the [n] centres."""
    beside = centres[:, np.newaxis] + np.arange(-reach, reach + 1)
    return np.asarray(rows[np.arange(len(rows))[:, np.newaxis], beside])


def background_of(spectrum: Spectrum | Spectra, floor: float, share: float) -> Floats:
    """B: the directions of both flanks, the geometric mean of their power, and in every direction a floor.

    [6, places] of one spectrum, [6, n, places] of n. The floor is the sensor's own, and a `share` of the background.
    """
    near, far = spectrum.layout.near, spectrum.layout.far
    left, right = spectrum.mean(-far, -near), spectrum.mean(near, far)
    left_power = total(left) + SMALLEST
    to_mean = np.sqrt((total(right) + SMALLEST) / left_power)
    background = (left * to_mean + right / to_mean) / 2
    background[:AXES] += floor + (share / AXES) * (left_power * to_mean)
    return np.asarray(background)


def inverse(s: Floats) -> Floats:
    """[6, ...] inverse matrices; what lies beside the diagonal counts twice, so that a sum of products is a trace."""
    flat = s.reshape(len(s), -1)
    halves = flat.reshape(2, AXES, -1)  # on the diagonal, and opposite to it: xx yz, yy zx, zz xy
    cofactors = halves.take(NEXT, axis=1) * halves.take(LAST, axis=1) - halves[::-1] * halves[1]
    twice = cofactors.reshape(flat.shape) * TWICE_BESIDE_DIAGONAL
    return np.asarray(twice * (AXES / (twice * flat).sum(axis=0))).reshape(s.shape)
