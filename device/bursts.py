"""Bursts: short movement much faster than the movement around it, within one window.

Knows one sensor's 3 s of values; must never know what moved before, or which burst counts as a jerk.

`rapid` is how far the values are from their mean over a quarter of a second, over all axes: slow movement is taken out.
"""

import math
from dataclasses import dataclass

import numpy as np

from device.parameters import GRID_HZ, PARAMETERS, Parameters
from device.samples import Floats

_HALF = GRID_HZ // 8  # of the mean: it leaves 10 % of a swing at 1 Hz, and 80 % of the peak of an 80 ms jerk
_WIDTH = 2 * _HALF + 1
_APART = 3 * GRID_HZ // 10  # a burst is the fastest of 0.3 s to both sides
_AROUND = GRID_HZ // 2  # the movement before and after it ends this far from its peak
_FIRST, _LAST = GRID_HZ - _APART, 2 * GRID_HZ + _APART  # rapid is known from here to here
_OWN = slice(GRID_HZ - _FIRST, 2 * GRID_HZ - _FIRST)  # of the judged second
_BEFORE, _AFTER = (slice(_OWN.start + by, _OWN.stop + by) for by in (-1, 1))


@dataclass(frozen=True)
class Burst:
    """offset_s: of its peak, from the start of the judged second. peak: its largest value in the sensor's unit.

    length_s: for how long it is more than a quarter of its peak away from the movement before and after it.
    """

    offset_s: float
    length_s: float
    peak: float
    rapid: float  # at its peak


class Rapid:
    """How rapid the movement of one window is: values [300, 3] in the sensor's unit."""

    def __init__(self, values: Floats) -> None:
        self._values = values
        sums = values[_FIRST - _HALF - 1 : _LAST + _HALF].cumsum(axis=0)
        beyond = values[_FIRST:_LAST] - (sums[_WIDTH:] - sums[:-_WIDTH]) / _WIDTH
        self._squares = np.einsum("ij,ij->i", beyond, beyond)

    @property
    def level(self) -> float:
        """Median over the judged second and 0.3 s beside it: what is usual, which no burst changes much."""
        middle = len(self._squares) // 2
        return math.sqrt(np.partition(self._squares, middle)[middle])

    @property
    def most(self) -> float:
        """The most rapid value of the judged second."""
        return math.sqrt(self._squares[_OWN].max())

    def bursts(self, limit: float, parameters: Parameters = PARAMETERS) -> list[Burst]:
        """Those of at least `limit` whose peak is in the judged second, in order."""
        squares = self._squares
        own, before, after = squares[_OWN], squares[_BEFORE], squares[_AFTER]
        places = np.flatnonzero((own >= limit * limit) & (own > before) & (own >= after)) + _OWN.start
        peaks = [place for place in places.tolist() if place == _largest_beside(squares, place)]
        return [self._burst(peak + _FIRST, math.sqrt(squares[peak]), parameters) for peak in peaks]

    def _burst(self, peak: int, rapid: float, parameters: Parameters) -> Burst:
        around = self._values[peak - _AROUND : peak + _AROUND + 1]
        before, after = around[: _AROUND - _APART].sum(axis=0), around[_AROUND + _APART + 1 :].sum(axis=0)
        sizes = _sizes(around - (before + after) / (2 * (_AROUND - _APART)))
        fast = np.flatnonzero(sizes >= sizes[_AROUND] * parameters.jerk_length_share).tolist()
        run = _run_around(fast, _AROUND, round(parameters.jerk_bridged_s * GRID_HZ))
        largest = _sizes(around[run.start : run.stop]).max()
        return Burst(peak / GRID_HZ - 1, len(run) / GRID_HZ, float(largest), rapid)


def _sizes(values: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", values, values)))


def _largest_beside(squares: Floats, place: int) -> int:
    first = max(place - _APART, 0)
    return first + int(np.argmax(squares[first : place + _APART + 1]))


def _run_around(places: list[int], place: int, bridged: int) -> range:
    """From the first to the last of the places around `place` that follow one another with no more than `bridged`."""
    first = last = places.index(place)
    while first > 0 and places[first] - places[first - 1] <= bridged:
        first -= 1
    while last + 1 < len(places) and places[last + 1] - places[last] <= bridged:
        last += 1
    return range(places[first], places[last] + 1)
