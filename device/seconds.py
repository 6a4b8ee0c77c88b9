"""One second of samples on the grid, with what only its samples themselves can show.

Knows what one second holds; must never know which seconds make a window.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.grid import GRID_S, missing, resampled, usual_step_s
from device.parameters import Parameters
from device.rows import ACCELERATION, ROTATION, Rows
from device.samples import Floats


@dataclass(frozen=True)
class Second:
    """values: [100, 6] on the grid; low, high: [6] the lowest and highest value of its samples in each column."""

    values: Floats
    missing: int  # grid points that no sample supports
    rate_hz: float
    low: Floats
    high: Floats
    saturated: tuple[bool, bool]  # acceleration, rotation


def on_grid(every: Rows, start_s: float, parameters: Parameters) -> Second:
    """A second as the rows around it show it: with a gyroscope if at least half of them have one."""
    rows = _of_one_kind(every.around(start_s, start_s + 1))
    step_s = usual_step_s(rows.time_s)
    longest_s = min(max(parameters.bridged_steps * step_s, parameters.bridged_s), parameters.bridged_most_s)
    low, high = rows.values.min(axis=0), rows.values.max(axis=0)
    return Second(
        values=resampled(rows, start_s + GRID_S, longest_s, fine=1 / step_s >= parameters.average_above_hz),
        missing=missing(rows.time_s, start_s + GRID_S, longest_s),
        rate_hz=1 / step_s,
        low=low,
        high=high,
        saturated=_saturated(rows.values, low, high, parameters),
    )


def _of_one_kind(rows: Rows) -> Rows:
    """All rows, or only those with a rotation if they are at least half."""
    turning = np.isfinite(rows.values[:, -1])
    half_or_more = len(turning) <= 2 * np.count_nonzero(turning) < 2 * len(turning)
    return rows.only(turning) if half_or_more else rows


def _saturated(values: Floats, low: Floats, high: Floats, parameters: Parameters) -> tuple[bool, bool]:
    ranges = ((ACCELERATION, parameters.least_range_g), (ROTATION, parameters.least_range_dps))
    acceleration, rotation = (
        _is_saturated(values[:, sensor], low[sensor], high[sensor], least_range, parameters.saturated_samples)
        for sensor, least_range in ranges
    )
    return acceleration, rotation


def _is_saturated(measured: Floats, low: Floats, high: Floats, least_range: float, least_run: int) -> bool:
    """Whether an axis repeats its very lowest or highest value, and that value may be the end of a range."""
    ends = [*enumerate(low.tolist()), *enumerate(high.tolist())]
    return any(_has_run(measured[:, axis] == end, least_run) for axis, end in ends if abs(end) >= least_range)


def _has_run(true: NDArray[np.bool_], least_run: int) -> bool:
    return int(np.count_nonzero(true)) >= least_run and _longest_run(true) >= least_run


def _longest_run(true: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False]))))
    return int(np.max(edges[1::2] - edges[::2], initial=0))
