"""Sums of samples over time at the points of an even grid, whatever the times of the samples.

Knows trapezoids and straight lines; must never know what is summed up, or gaps.
"""

import math

import numpy as np

from device.samples import Floats

GRID_HZ = 50


class GridSums:
    """Sums from the first sample on. Grid points are numbered from the start of the clock."""

    def __init__(self, start_s: float, channels: int) -> None:
        self.first = math.ceil(start_s * GRID_HZ)
        self.next = self.first + int(self.first / GRID_HZ <= start_s)  # without a sum yet
        self._sum = np.zeros((1, channels))

    def push(self, time_s: Floats, values: Floats) -> Floats:
        """Sums [points, channels] at the grid points between these samples; the first one is the last one before."""
        areas = (values[1:] + values[:-1]) * ((time_s[1:] - time_s[:-1]) / 2)[:, np.newaxis]
        sums = np.concatenate([self._sum, areas]).cumsum(axis=0)
        self._sum = sums[-1:]
        points_s = self._points_s(float(time_s[-1]))
        self.next += len(points_s)
        return _between(points_s, time_s, sums)

    def _points_s(self, until_s: float) -> Floats:
        points_s = np.arange(self.next, int(until_s * GRID_HZ) + 2) / GRID_HZ
        return points_s[: points_s.searchsorted(until_s, side="right")]


def _between(points_s: Floats, time_s: Floats, sums: Floats) -> Floats:
    """The sums at points after the first time, on straight lines."""
    after = time_s.searchsorted(points_s)
    before = after - 1
    start_s, start = time_s[before], sums[before]
    share = (points_s - start_s) / (time_s[after] - start_s)
    between: Floats = start + (sums[after] - start) * share[:, np.newaxis]
    return between
