"""Whether a sensor was at the end of its range: an axis stays at its very lowest or highest value.

Knows runs of equal values; must never know windows, or what follows for whoever moved.

An end of a range that every sensor of the kind reaches is one whatever is beside it. Gyroscopes of other chips end
sooner: there it has to look cut off. A few wild values do not. Movement comes to rest at its turning points, so by the
resolution alone a few values there may be the same, but then the next ones are hardly less. And where each value stands
several times all along, as in a file that was filled up to a higher rate, nothing can be told.
"""

import numpy as np
from numpy.typing import NDArray

from device.parameters import Sampling
from device.signals.rows import ACCELERATION, IS_ACCELERATION, ROTATION
from device.signals.samples import Floats


def may_reach_ends(low: Floats, high: Floats, sampling: Sampling) -> NDArray[np.bool_]:
    """[...] which of some seconds have values so large, by their lowest and highest in each column [..., 6]."""
    least = np.where(IS_ACCELERATION, sampling.least_range_g, sampling.least_cut_dps)
    return np.asarray((np.maximum(high, -low) >= least).any(axis=-1))


def at_ends(values: Floats, low: Floats, high: Floats, sampling: Sampling) -> tuple[bool, bool]:
    """Of acceleration and rotation; of one second's rows [n, 6], with the lowest and highest value of each column."""
    least_run = sampling.saturated_samples
    acceleration, rotation = (
        any(_has_run(values[:, axis] == end, least_run) for axis, end in _ends(low, high, sensor) if abs(end) >= least)
        for sensor, least in ((ACCELERATION, sampling.least_range_g), (ROTATION, sampling.least_range_dps))
    )
    cut_off = rotation or any(
        _is_cut_off(values[:, axis], end, sampling)
        for axis, end in _ends(low, high, ROTATION)
        if abs(end) >= sampling.least_cut_dps
    )
    return acceleration, cut_off


def _ends(low: Floats, high: Floats, sensor: slice) -> list[tuple[int, float]]:
    axes = range(len(low))[sensor]
    return [(axis, float(ends[axis])) for ends in (low, high) for axis in axes]


def _has_run(true: NDArray[np.bool_], least_run: int) -> bool:
    return int(np.count_nonzero(true)) >= least_run and _longest_run(true) >= least_run


def _longest_run(true: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False]))))
    return int(np.max(edges[1::2] - edges[::2], initial=0))


def _is_cut_off(column: Floats, end: float, sampling: Sampling) -> bool:
    """Whether an axis [n] comes to a stop at its lowest or highest value, and nowhere else; once or again and again."""
    if np.count_nonzero(column == end) < sampling.saturated_samples:
        return False
    steps = np.abs(np.diff(column))
    starts = np.concatenate(([0], 1 + np.flatnonzero(steps)))
    lengths, values = np.diff(np.append(starts, len(column))), column[starts]
    at_end = (values == end) & (lengths > 1)
    inside = lengths[(values != column.min()) & (values != column.max())]
    longest = lengths[at_end].max(initial=0)
    if lengths[at_end].sum() < sampling.saturated_samples or longest < sampling.cut_longer * inside.max(initial=1):
        return False
    beside = np.flatnonzero(at_end[1:] | at_end[:-1])
    changes, others = steps[starts[1:] - 1][beside], np.where(at_end[:-1], values[1:], values[:-1])[beside]
    digit = np.diff(np.unique(column)).min(initial=np.inf)
    comes_near = (others / end >= sampling.cut_from_share).all()
    return bool(len(beside) and comes_near and changes.mean() >= sampling.cut_least_digits * digit)
