"""Bursts: short movement much faster than the movement around it, within one window.

Knows one sensor's 3 s of values; must never know what moved before, or which burst counts as a jerk.

`rapid` is how far the values are from their mean over a quarter of a second, over all axes: slow movement is taken out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, PARAMETERS, Parameters
from device.samples import Floats

_HALF = GRID_HZ // 8  # of the mean: it leaves 10 % of a swing at 1 Hz, and 80 % of the peak of an 80 ms jerk
_WIDTH = 2 * _HALF + 1
_APART = 3 * GRID_HZ // 10  # a burst is the fastest of 0.3 s to both sides
_AROUND = GRID_HZ // 2  # the movement before and after it ends this far from its peak
_FIRST, _LAST = GRID_HZ - _APART, 2 * GRID_HZ + _APART  # rapid is known from here to here
_OWN = slice(GRID_HZ - _FIRST, 2 * GRID_HZ - _FIRST)  # of the judged second


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
        sums = np.cumsum(values[_FIRST - _HALF - 1 : _LAST + _HALF], axis=0)
        beyond = values[_FIRST:_LAST] - (sums[_WIDTH:] - sums[:-_WIDTH]) / _WIDTH
        self._squares = np.einsum("ij,ij->i", beyond, beyond)

    @property
    def level(self) -> float:
        """Median over the judged second and 0.3 s beside it: what is usual, which no burst changes much."""
        middle = len(self._squares) // 2
        return float(np.sqrt(np.partition(self._squares, middle)[middle]))

    @property
    def most(self) -> float:
        """The most rapid value of the judged second."""
        return float(np.sqrt(self._squares[_OWN].max()))

    def bursts(self, limit: float, parameters: Parameters = PARAMETERS) -> list[Burst]:
        """Those of at least `limit` whose peak is in the judged second, in order."""
        squares = self._squares
        places = np.flatnonzero(squares[_OWN] >= limit * limit) + _OWN.start
        peaks = [place for place in places.tolist() if place == _largest_beside(squares, place)]
        return [self._burst(peak + _FIRST, float(np.sqrt(squares[peak])), parameters) for peak in peaks]

    def _burst(self, peak: int, rapid: float, parameters: Parameters) -> Burst:
        around = self._values[peak - _AROUND : peak + _AROUND + 1]
        before, after = around[: _AROUND - _APART].mean(axis=0), around[_AROUND + _APART + 1 :].mean(axis=0)
        sizes = np.linalg.norm(around - (before + after) / 2, axis=1)
        fast = np.flatnonzero(sizes >= sizes[_AROUND] * parameters.jerk_length_share)
        run = _run_around(fast, _AROUND, round(parameters.jerk_bridged_s * GRID_HZ))
        largest = np.linalg.norm(around[run.start : run.stop], axis=1).max()
        return Burst(peak / GRID_HZ - 1, len(run) / GRID_HZ, float(largest), rapid)


def _largest_beside(squares: Floats, place: int) -> int:
    first = max(place - _APART, 0)
    return first + int(np.argmax(squares[first : place + _APART + 1]))


def _run_around(places: NDArray[np.intp], place: int, bridged: int) -> range:
    """From the first to the last of the places around `place` that follow one another with no more than `bridged`."""
    starts = np.flatnonzero(np.diff(places) > bridged) + 1
    for run in np.split(places, starts):
        if run[0] <= place <= run[-1]:
            return range(int(run[0]), int(run[-1]) + 1)
    return range(place, place + 1)
