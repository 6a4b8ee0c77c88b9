"""Values between samples, on the analysis' own grid of whole hundredths of a second.

Knows interpolation, gaps and aliases; must never know sensors or windows.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ
from device.signals.rows import Rows
from device.signals.samples import Floats

GRID_S = np.arange(GRID_HZ) / GRID_HZ
HALF_STEP_S = 0.5 / GRID_HZ
FINE_OFFSETS_S = (np.arange(4) - 1.5) / (4 * GRID_HZ)  # four values in each grid step, averaged down


def usual_step_s(time_s: Floats) -> float:
    """The middle one of the distances between samples, infinite for a lone sample."""
    steps_s = np.sort(time_s[1:] - time_s[:-1])
    return float(steps_s[len(steps_s) // 2]) if len(steps_s) else np.inf


def resampled(rows: Rows, grid_s: Floats, longest_s: float, *, fine: bool) -> Floats:
    """[k, 6] values at k grid times, a pause longer than `longest_s` bridged flatly.

    `fine` averages fast samples over each grid step, against aliases.
    """
    if len(rows) < 2:
        return np.repeat(rows.values, len(grid_s), axis=0)
    if not fine:
        return between(rows, grid_s, longest_s)
    fine_s = grid_s[:, None] + FINE_OFFSETS_S
    columns = between(rows, fine_s.ravel(), longest_s).T
    return np.asarray(columns.reshape(len(columns), *fine_s.shape).mean(axis=2).T)


def missing(time_s: Floats, grid_s: Floats, longest_s: float) -> int:
    """How many grid points are neither beside a sample nor between two that are close enough."""
    if time_s[0] < grid_s[0] and grid_s[-1] <= time_s[-1] and (time_s[1:] - time_s[:-1]).max() <= longest_s:
        return 0
    right = time_s.searchsorted(grid_s)
    before, after = time_s[np.maximum(right - 1, 0)], time_s[np.minimum(right, len(time_s) - 1)]
    inside = (right > 0) & (right < len(time_s)) & (after - before <= longest_s)
    beside = (np.abs(grid_s - before) <= HALF_STEP_S) | (np.abs(after - grid_s) <= HALF_STEP_S)
    return int(np.count_nonzero(~(inside | beside)))


@lru_cache(maxsize=16)
def gains(rate_hz: int, step_hz: float, count: int, average_above_hz: float) -> Floats:
    """[count] how much of a line's amplitude the grid keeps, 0 to 1, at 0, `step_hz`, ... Hz for samples at `rate_hz`.

    From `average_above_hz` on, several samples make one grid value. It depends on where samples stand between grid
    points; this is the mean over all places.
    """
    frequency_hz = np.arange(count) * step_hz
    phase = 2 * np.pi * np.minimum(frequency_hz / max(rate_hz, 1), 1 / 2)
    places = (np.arange(len(FINE_OFFSETS_S)) + 1 / 2) / len(FINE_OFFSETS_S)
    kept = np.mean([np.abs(_hermite_response(place, phase)) for place in places], axis=0)
    if rate_hz < average_above_hz:
        return np.asarray(kept)
    return np.asarray(kept * np.mean(np.cos(2 * np.pi * frequency_hz * FINE_OFFSETS_S[:, None]), axis=0))


def between(rows: Rows, at_s: Floats, longest_s: float) -> Floats:
    """[k, 6] cubic Hermite values with chord slopes; flat at both sides of a gap, so that a bridge never overshoots."""
    time_s, columns = rows.time_s, rows.values.T
    slopes = _slopes(time_s, columns, longest_s)
    right = np.minimum(np.maximum(time_s.searchsorted(at_s), 1), len(time_s) - 1)
    left = right - 1
    before_s = time_s[left]
    length_s = time_s[right] - before_s
    place = np.minimum(np.maximum((at_s - before_s) / length_s, 0), 1)
    before, after = ((columns.take(side, axis=1), slopes.take(side, axis=1)) for side in (left, right))
    interpolated: Floats = _hermite(place, length_s, before, after).T
    return interpolated


def _slopes(time_s: Floats, columns: Floats, longest_s: float) -> Floats:
    """[6, n] of the columns [6, n]."""
    slopes = np.zeros(columns.shape)
    slopes[:, 1:-1] = (columns[:, 2:] - columns[:, :-2]) / (time_s[2:] - time_s[:-2])
    steps_s = time_s[1:] - time_s[:-1]
    if steps_s.max() > longest_s:
        gap = steps_s > longest_s
        slopes[:, :-1][:, gap] = slopes[:, 1:][:, gap] = 0
    return slopes


def _hermite(place: Any, length: Any, before: tuple[Any, Any], after: tuple[Any, Any]) -> Any:
    """The cubic that meets two values, each with its slope, `length` apart; at `place` from 0 to 1. Any shapes."""
    (left, left_slope), (right, right_slope) = before, after
    rest = 1 - place
    bend, share = place * rest * length, place**2 * (1 + 2 * rest)
    return left * (1 - share) + right * share + left_slope * (bend * rest) - right_slope * (bend * place)


def _hermite_response(place: float, phase: Floats) -> NDArray[np.complex128]:
    before, here, after, later = np.exp(1j * phase * np.arange(-1, 3)[:, None])
    value = _hermite(place, 1, (here, (after - before) / 2), (after, (later - here) / 2))
    return np.asarray(value * np.exp(-1j * phase * place))
