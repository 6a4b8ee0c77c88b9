"""Samples at whatever rate and times become 3 s windows on the analysis' own grid, one a second.

Knows time, gaps and interpolation; must never know what the movement in a window means.

Window k covers [k, k + 3) s and judges the second k + 1. Its values stand at whole hundredths of a second, so the same
samples give the same windows whether they come live, in a file or in other portions. A sample counts as missing when
its time or acceleration is not a number, or its time is not later than every time before it.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, PARAMETERS, WINDOW_S, Parameters
from device.samples import Floats, Samples

AXES = 3
GRID_S = np.arange(GRID_HZ) / GRID_HZ
HALF_STEP_S = 0.5 / GRID_HZ
FINE_OFFSETS_S = (np.arange(4) - 1.5) / (4 * GRID_HZ)  # four values in each grid step, averaged down
ACCELERATION, ROTATION = slice(0, AXES), slice(AXES, None)


@dataclass(frozen=True)
class Channel:
    """One sensor during one window. values: [300, 3] in the sensor's unit (g or deg/s), gaps bridged smoothly."""

    values: Floats
    saturated: bool  # an axis stood at the end of its range
    stuck_axes: int  # axes that never changed at all


@dataclass(frozen=True)
class Window:
    """Three seconds on the grid. `rotation` is None when the gyroscope gave nothing."""

    start_s: float
    rate_hz: float  # of the samples in the judged second
    missing_s: float  # how much of the three seconds no sample supports
    acceleration: Channel
    rotation: Channel | None

    @property
    def second_s(self) -> float:
        """Start of the second that this window judges."""
        return self.start_s + 1


@dataclass(frozen=True)
class _Rows:
    """Samples in strictly rising time: time_s [n], values [n, 6] with NaN rotation where there is no gyroscope."""

    time_s: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty((0, 2 * AXES)))

    def around(self, start_s: float, end_s: float) -> Self:
        """Rows of a stretch, with the two before it and the two after it, which interpolation needs."""
        first = max(int(self.time_s.searchsorted(start_s)) - 2, 0)
        last = int(self.time_s.searchsorted(end_s)) + 2
        return self.only(slice(first, last))

    def only(self, which: slice | NDArray[np.bool_]) -> Self:
        """Some of the rows."""
        return type(self)(self.time_s[which], self.values[which])


@dataclass(frozen=True)
class _Second:
    """One second on the grid: values [100, 6], and of the samples in it the lowest and highest of each column."""

    values: Floats
    missing: int
    rate_hz: float
    low: Floats
    high: Floats
    saturated: tuple[bool, bool]  # acceleration, rotation


class Windower:
    """Cuts samples into windows. Holds about three seconds of samples and what was pushed last."""

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        self._parameters = parameters
        self._waiting: list[Samples] = []
        self._rows = _Rows()
        self._seconds: dict[float, _Second] = {}
        self._latest_s = self._due_s = self._next_second = -np.inf
        self.left_out = 0  # samples that count as missing

    def push(self, samples: Samples) -> list[Window]:
        """The windows that are complete now: every second that holds a sample is judged once, in order."""
        self._waiting.append(samples)
        if not len(samples) or samples.time_s[-1] < self._due_s:
            return []
        self._take_waiting()
        complete_s = float(self._rows.time_s[-2]) if len(self._rows.time_s) > 1 else -np.inf
        self._due_s = np.floor(complete_s) + 1
        return self._windows(complete_s - (WINDOW_S - 1))

    def finish(self) -> list[Window]:
        """The windows of the last seconds, as far as their samples go."""
        self._take_waiting()
        return self._windows(np.inf)

    def _take_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            fresh = self._kept(_rows(waiting))
            values = np.concatenate((self._rows.values, fresh.values))
            self._rows = _Rows(np.concatenate((self._rows.time_s, fresh.time_s)), values)

    def _kept(self, rows: _Rows) -> _Rows:
        numbers = np.isfinite(rows.time_s) & np.isfinite(rows.values[:, ACCELERATION]).all(axis=1)
        measured = rows.only(numbers)
        latest_s = np.maximum.accumulate(np.concatenate(([self._latest_s], measured.time_s)))
        self._latest_s = float(latest_s[-1])
        kept = measured.only(measured.time_s > latest_s[:-1])
        self.left_out += len(rows.time_s) - len(kept.time_s)
        return kept

    def _windows(self, last_second: float) -> list[Window]:
        seconds = np.unique(np.floor(self._rows.time_s))
        seconds = seconds[(seconds >= self._next_second) & (seconds <= last_second)]
        windows = [self._window(float(second)) for second in seconds]
        if windows:
            self._next_second = windows[-1].second_s + 1
            self._rows = self._rows.around(self._next_second - 1, np.inf)
        return windows

    def _window(self, second: float) -> Window:
        """The window that judges a second, from the seconds around it, of which two were there before."""
        around = (second - 1, second, second + 1)
        self._seconds = {at: self._seconds.get(at) or _on_grid(self._rows, at, self._parameters) for at in around}
        return _joined(second - 1, *self._seconds.values())


def _rows(portions: list[Samples]) -> _Rows:
    """All samples as they came; every rotation is NaN where one of its three is."""
    rotation = np.concatenate([_rotation(samples) for samples in portions])
    rotation[~np.isfinite(rotation).all(axis=1)] = np.nan
    acceleration = np.concatenate([samples.acceleration_g for samples in portions])
    return _Rows(np.concatenate([samples.time_s for samples in portions]), np.hstack((acceleration, rotation)))


def _rotation(samples: Samples) -> Floats:
    return np.full((len(samples), AXES), np.nan) if samples.rotation_dps is None else samples.rotation_dps


def _joined(start_s: float, before: _Second, judged: _Second, after: _Second) -> Window:
    three = (before, judged, after)
    values = np.concatenate([second.values for second in three])
    low, high = np.minimum.reduce([s.low for s in three]), np.maximum.reduce([s.high for s in three])
    stuck = low == high
    acceleration, rotation = (
        Channel(values[:, columns], any(second.saturated[sensor] for second in three), int(stuck[columns].sum()))
        for sensor, columns in enumerate((ACCELERATION, ROTATION))
    )
    missing_s = sum(second.missing for second in three) / GRID_HZ
    has_gyroscope = not np.isnan(low[-1])
    return Window(start_s, judged.rate_hz, missing_s, acceleration, rotation if has_gyroscope else None)


def _on_grid(every: _Rows, start_s: float, parameters: Parameters) -> _Second:
    """A second as the rows around it show it: with a gyroscope if at least half of them have one."""
    rows = every.around(start_s, start_s + 1)
    turning = np.isfinite(rows.values[:, -1])
    if len(turning) <= 2 * np.count_nonzero(turning) < 2 * len(turning):
        rows = rows.only(turning)
    step_s = _usual_step_s(rows.time_s)
    longest_s = min(max(parameters.bridged_steps * step_s, parameters.bridged_s), parameters.bridged_most_s)
    low, high = rows.values.min(axis=0), rows.values.max(axis=0)
    ranges = ((ACCELERATION, parameters.least_range_g), (ROTATION, parameters.least_range_dps))
    acceleration, rotation = (
        _is_saturated(rows.values[:, sensor], low[sensor], high[sensor], least_range, parameters.saturated_samples)
        for sensor, least_range in ranges
    )
    return _Second(
        values=_resampled(rows, start_s + GRID_S, longest_s, fine=1 / step_s >= parameters.average_above_hz),
        missing=_missing(rows.time_s, start_s + GRID_S, longest_s),
        rate_hz=1 / step_s,
        low=low,
        high=high,
        saturated=(acceleration, rotation),
    )


def _usual_step_s(time_s: Floats) -> float:
    """The middle one of the distances between samples, infinite for a lone sample."""
    steps_s = np.sort(time_s[1:] - time_s[:-1])
    return float(steps_s[len(steps_s) // 2]) if len(steps_s) else np.inf


def _resampled(rows: _Rows, grid_s: Floats, longest_s: float, *, fine: bool) -> Floats:
    """[100, 6] values on the grid; fast samples are averaged over each grid step, against aliases."""
    if len(rows.time_s) < 2:
        return np.repeat(rows.values, len(grid_s), axis=0)
    if not fine:
        return _interpolated(rows, grid_s, longest_s)
    fine_s = grid_s[:, None] + FINE_OFFSETS_S
    return np.asarray(_interpolated(rows, fine_s.ravel(), longest_s).reshape(*fine_s.shape, -1).mean(axis=1))


def _interpolated(rows: _Rows, at_s: Floats, longest_s: float) -> Floats:
    """Cubic Hermite values with chord slopes; flat at both sides of a gap, so that a bridge never overshoots."""
    time_s, values = rows.time_s, rows.values
    slopes = _slopes(time_s, values, longest_s)
    right = time_s.searchsorted(at_s).clip(1, len(time_s) - 1)
    left = right - 1
    length_s = (time_s[right] - time_s[left])[:, None]
    place = ((at_s - time_s[left])[:, None] / length_s).clip(0, 1)
    interpolated: Floats = _hermite(
        place, values[left], values[right], slopes[left] * length_s, slopes[right] * length_s
    )
    return interpolated


def _slopes(time_s: Floats, values: Floats, longest_s: float) -> Floats:
    slopes = np.zeros_like(values)
    slopes[1:-1] = (values[2:] - values[:-2]) / (time_s[2:] - time_s[:-2])[:, None]
    gap = np.flatnonzero(np.diff(time_s) > longest_s)
    slopes[gap] = slopes[gap + 1] = 0
    return slopes


def _hermite(place: Any, left: Any, right: Any, left_slope: Any, right_slope: Any) -> Any:
    """The cubic that meets two values and two slopes (a step), at `place` from 0 to 1 between them. Any shapes."""
    rest = 1 - place
    from_left = rest**2 * (left * (1 + 2 * place) + left_slope * place)
    return from_left + place**2 * (right * (1 + 2 * rest) - right_slope * rest)


def _missing(time_s: Floats, grid_s: Floats, longest_s: float) -> int:
    """How many grid points are neither beside a sample nor between two that are close enough."""
    right = time_s.searchsorted(grid_s)
    before, after = time_s[(right - 1).clip(0)], time_s[right.clip(max=len(time_s) - 1)]
    inside = (right > 0) & (right < len(time_s)) & (after - before <= longest_s)
    beside = (np.abs(grid_s - before) <= HALF_STEP_S) | (np.abs(after - grid_s) <= HALF_STEP_S)
    return int(np.count_nonzero(~(inside | beside)))


def _is_saturated(measured: Floats, low: Floats, high: Floats, least_range: float, least_run: int) -> bool:
    """Whether an axis repeats its very lowest or highest value, and that value may be the end of a range."""
    ends = [*enumerate(low.tolist()), *enumerate(high.tolist())]
    return any(_longest_run(measured[:, axis] == end) >= least_run for axis, end in ends if abs(end) >= least_range)


def _longest_run(true: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False]))))
    return int(np.max(edges[1::2] - edges[::2], initial=0))


@lru_cache(maxsize=16)
def gains(rate_hz: int, step_hz: float, count: int) -> Floats:
    """[count] how much of a line's amplitude the grid keeps, 0 to 1, at 0, `step_hz`, ... Hz for samples at `rate_hz`.

    It depends on where samples stand between grid points; this is the mean over all places.
    """
    frequency_hz = np.arange(count) * step_hz
    phase = 2 * np.pi * np.minimum(frequency_hz / max(rate_hz, 1), 1 / 2)
    places = (np.arange(len(FINE_OFFSETS_S)) + 1 / 2) / len(FINE_OFFSETS_S)
    kept = np.mean([np.abs(_hermite_response(place, phase)) for place in places], axis=0)
    if rate_hz < PARAMETERS.average_above_hz:
        return np.asarray(kept)
    return np.asarray(kept * np.mean(np.cos(2 * np.pi * frequency_hz * FINE_OFFSETS_S[:, None]), axis=0))


def _hermite_response(place: float, phase: Floats) -> NDArray[np.complex128]:
    before, here, after, later = np.exp(1j * phase * np.arange(-1, 3)[:, None])
    value = _hermite(place, here, after, (after - before) / 2, (later - here) / 2)
    return np.asarray(value * np.exp(-1j * phase * place))
