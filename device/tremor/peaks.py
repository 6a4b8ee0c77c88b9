"""A rhythm as the spectrum shows it, and what is beside it there.

Knows numbers, flanks and directions; must never know which rhythms are tremor.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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


def highest_maxima(values: Floats, most: int, apart: int = 0) -> list[int]:
    """Where values [k] are higher than before and not lower than after, the highest place first; `most` of them.

    No two are closer to each other than by more than `apart`.
    """
    return highest_in_each(values[np.newaxis], most, apart)[0]


def highest_in_each(values: Floats, most: int, apart: int = 0) -> list[list[int]]:
    """Likewise in each row of values [n, k]."""
    rises = values[:, 1:] > values[:, :-1]
    rows, places = (rises[:, :-1] > rises[:, 1:]).nonzero()
    places += 1
    maxima: list[list[tuple[float, int]]] = [[] for _ in values]
    for row, height, place in zip(rows.tolist(), values[rows, places].tolist(), places.tolist(), strict=True):
        maxima[row].append((height, place))
    return [_highest(sorted(some, reverse=True), most, apart) for some in maxima]


def _highest(falling: Sequence[tuple[float, int]], most: int, apart: int) -> list[int]:
    highest: list[int] = []
    for _, place in falling:
        if len(highest) == most:
            break
        if all(abs(place - other) > apart for other in highest):
            highest.append(place)
    return highest


def vertex(power: Floats, top: int) -> float:
    """Where power [k] is highest near `top`, in bins: the vertex of the parabola through three logarithms.

    `top` is neither the first nor the last bin.
    """
    return _vertex(top, *power[top - 1 : top + 2].tolist())


def vertices(power: Floats, tops: FrequencyBins) -> list[float]:
    """Likewise in each row of power [n, k], near the [n] tops."""
    threes = near(power, tops, 1).tolist()
    return [_vertex(top, *three) for top, three in zip(tops.tolist(), threes, strict=True)]


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
