"""How fast the limb turns and which way gravity points, ten times a second, without its tremor.

Knows sampling, gaps and smoothing; must never know what movement is for. Whatever way the samples are cut, the same
steps come out. A call of numpy costs more here than its work, so there are few, and all steps are made at once: samples
are summed up over time (trapezoids) and the sums read at the points of an even grid.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np

from device.parameters import Sampling
from device.signals.rows import AXES, Rows
from device.signals.same_runs import Flags
from device.signals.samples import Floats

TURNING_HZ = 50


class GridSums:
    """Sums from the first sample on. Grid points are numbered from the start of the clock."""

    def __init__(self, start_s: float, channels: int) -> None:
        self.first = math.ceil(start_s * TURNING_HZ)
        self.next = self.first + int(self.first / TURNING_HZ <= start_s)  # without a sum yet
        self._sum = np.zeros((1, channels))

    def push(self, time_s: Floats, values: Floats) -> Floats:
        """Sums [points, channels] at the grid points between these samples; the first one is the last one before."""
        areas = (values[1:] + values[:-1]) * ((time_s[1:] - time_s[:-1]) / 2)[:, np.newaxis]
        sums = np.concatenate([self._sum, areas]).cumsum(axis=0)
        self._sum = sums[-1:].copy()  # a view would hold all of them
        points_s = self._points_s(float(time_s[-1]))
        self.next += len(points_s)
        return _between(points_s, time_s, sums)

    def _points_s(self, until_s: float) -> Floats:
        points_s = np.arange(self.next, int(until_s * TURNING_HZ) + 2) / TURNING_HZ
        return points_s[: points_s.searchsorted(until_s, side="right")]


def _between(points_s: Floats, time_s: Floats, sums: Floats) -> Floats:
    """The sums at points after the first time, on straight lines."""
    after = time_s.searchsorted(points_s)
    before = after - 1
    start_s, start = time_s[before], sums[before]
    share = (points_s - start_s) / (time_s[after] - start_s)
    between: Floats = start + (sums[after] - start) * share[:, np.newaxis]
    return between


STEP_S = 0.1
GRID_PER_STEP = round(TURNING_HZ * STEP_S)
HALF_WIDTH = TURNING_HZ // 3  # of a Hann window of 2/3 s: nothing passes at 3 Hz, and under 3 % above it
_HANN = np.hanning(2 * HALF_WIDTH + 3)[1:-1, np.newaxis]
WEIGHTS = _HANN / _HANN.sum()
AROUND = np.arange(-HALF_WIDTH, HALF_WIDTH + 1)
DELAY_S = HALF_WIDTH / TURNING_HZ + STEP_S  # a step comes out when samples of at most this much later are in

Vector = tuple[float, float, float]


class Step(NamedTuple):
    """The mean of a tenth of a second that ends at `time_s`, as the sensor measured it.

    rotation_dps, acceleration_g: about and along the sensor's axes, smoothed so that tremor is no part of them.
    tenth_dps, tenth_g: the same of the tenth alone. after_gap: nothing is known of how the limb turned just before.
    measured: False for the last ones before a gap or the end, which are filled up as if the limb had stopped.
    """

    time_s: float
    rotation_dps: Vector
    acceleration_g: Vector
    tenth_dps: Vector
    tenth_g: Vector
    after_gap: bool = False
    measured: bool = True


@dataclass(frozen=True)
class Steps:
    """Steps in order of time, as columns: time_s, after_gap, measured [n], the four vectors [n, 3] each."""

    time_s: Floats
    rotation_dps: Floats
    acceleration_g: Floats
    tenth_dps: Floats
    tenth_g: Floats
    after_gap: Flags
    measured: Flags

    def __len__(self) -> int:
        """How many."""
        return len(self.time_s)

    def only(self, which: slice | Flags) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, each.name)[which] for each in fields(self)))

    def __iter__(self) -> Iterator[Step]:
        """One after the other."""
        vectors = (self.rotation_dps, self.acceleration_g, self.tenth_dps, self.tenth_g)
        numbers = (self.time_s.tolist(), *map(vectors_in, vectors), self.after_gap.tolist(), self.measured.tolist())
        return map(Step, *numbers)


def vectors_in(rows: Floats) -> list[Vector]:
    """Each of the rows [n, 3]."""
    return [(x, y, z) for x, y, z in rows.tolist()]


def steps_joined(parts: Sequence[Steps]) -> Steps:
    """All steps of at least one part, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Steps(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Steps)))


_NO_VECTORS, _NO_FLAGS = np.empty((0, AXES)), np.empty(0, dtype=np.bool_)
NOTHING_TURNED = Steps(np.empty(0), _NO_VECTORS, _NO_VECTORS, _NO_VECTORS, _NO_VECTORS, _NO_FLAGS, _NO_FLAGS)


class Turning:
    """Turns cleaned rows into steps on whole tenths of a monotonic second.

    Sums are smoothed and then differenced, so that the angle turned is kept exactly, whatever the sample times.
    """

    def __init__(self, sampling: Sampling) -> None:
        """Nobody knows how the limb turned in a pause longer than the longest that is bridged."""
        self._longest_s = sampling.bridged_most_s
        self._last: tuple[Floats, Floats] | None = None  # time [1] and the six values [1, 6] of the last sample
        self._sums: Floats

    def push(self, rows: Rows) -> Steps:
        """The steps that these rows completed. Rows without a rotation or without gravity are passed over."""
        rows = _turning(rows)
        if not len(rows):
            return NOTHING_TURNED
        time_s, values = rows.time_s, np.ascontiguousarray(rows.values)  # sums differ by the order in memory
        if self._last is not None:
            time_s, values = np.concatenate([self._last[0], time_s]), np.concatenate([self._last[1], values])
        breaks = _breaks(time_s, self._longest_s)
        return self._across(breaks, time_s, values) if breaks else self._go_on(time_s, values)

    def finish(self) -> Steps:
        """The last steps, as if the limb had stopped with the last sample."""
        if self._last is None:
            return NOTHING_TURNED
        return self._stopped(measured_to=self._first + len(self._sums) - 1)

    def _stopped(self, measured_to: int) -> Steps:
        """Filled up from the last sample on; tenths that end after the grid point `measured_to` are not measured."""
        self._last = None
        return self._steps(np.repeat(self._sums[-1:], HALF_WIDTH, axis=0), measured_to)

    def _across(self, breaks: list[int], time_s: Floats, values: Floats) -> Steps:
        parts = [self._go_on(time_s[: breaks[0]], values[: breaks[0]])]
        for start, end in pairwise([*breaks, len(time_s)]):
            parts += [self._stopped(measured_to=0), self._go_on(time_s[start:end], values[start:end])]
        return steps_joined(parts)

    def _go_on(self, time_s: Floats, values: Floats) -> Steps:
        """The steps up to the last of these samples; the first of them was the last before, if there was one."""
        if self._last is None:
            self._begin(float(time_s[0]), values.shape[1])
        self._last = (time_s[-1:].copy(), values[-1:].copy())
        return self._steps(self._on_grid.push(time_s, values)) if len(time_s) > 1 else NOTHING_TURNED

    def _begin(self, time_s: float, channels: int) -> None:
        """Nothing was turned up to the first sample."""
        self._on_grid = GridSums(time_s, channels)
        first = self._on_grid.first
        self._first = first - HALF_WIDTH  # grid point of the first of the sums
        self._sums = np.zeros((self._on_grid.next - self._first, channels))
        self._centre = -(-first // GRID_PER_STEP) * GRID_PER_STEP
        self._smooth: Floats | None = None
        self._after_gap = True

    def _steps(self, sums: Floats, measured_to: int | None = None) -> Steps:
        self._sums = np.concatenate([self._sums, sums])
        known = self._first + len(self._sums) - HALF_WIDTH  # the first point around which too little is known yet
        centres = range(self._centre, known, GRID_PER_STEP)
        if not centres:
            return NOTHING_TURNED
        smooth = self._smoothed(centres)
        if self._smooth is None:
            self._smooth, smooth, centres = smooth[:1], smooth[1:], centres[1:]
        steps = self._made(centres, smooth, measured_to) if centres else NOTHING_TURNED
        self._smooth = smooth[-1:] if centres else self._smooth
        self._centre += GRID_PER_STEP * -(-(known - self._centre) // GRID_PER_STEP)
        self._drop(self._centre - max(HALF_WIDTH, GRID_PER_STEP))
        return steps

    def _smoothed(self, centres: range) -> Floats:
        """[centres, 6]."""
        around = (AROUND - self._first)[:, np.newaxis] + np.array(centres)
        smooth: Floats = np.add.reduce(WEIGHTS[:, np.newaxis] * self._sums.take(around, axis=0), axis=0)
        return smooth

    def _made(self, centres: range, smooth: Floats, measured_to: int | None) -> Steps:
        """The steps that end at these points; `smooth`: [centres, 6] sums smoothed there."""
        points = np.array(centres)
        smoothed = (smooth - np.concatenate([self._smooth, smooth[:-1]])) / STEP_S
        ends = points - self._first
        tenths = (self._sums.take(ends, axis=0) - self._sums.take(ends - GRID_PER_STEP, axis=0)) / STEP_S
        vectors = (smoothed[:, AXES:], smoothed[:, :AXES], tenths[:, AXES:], tenths[:, :AXES])
        after_gap = np.zeros(len(points), dtype=np.bool_)
        after_gap[0], self._after_gap = self._after_gap, False
        measured = np.ones(len(points), dtype=np.bool_) if measured_to is None else points <= measured_to
        return Steps(points / TURNING_HZ, *vectors, after_gap, measured)

    def _drop(self, first: int) -> None:
        self._sums = self._sums[first - self._first :].copy()
        self._first = first


def left_by_smoothing(period_s: float) -> float:
    """The share of a swing's range that a step's smoothing leaves: 0.99 of one in 6 s, 0.73 in 1 s."""
    offsets_s = np.arange(-HALF_WIDTH, HALF_WIDTH + 1) / TURNING_HZ
    return float(WEIGHTS[:, 0] @ np.cos(2 * np.pi * offsets_s / period_s))


def _turning(rows: Rows) -> Rows:
    """Those with a rotation and with gravity."""
    turning = np.isfinite(rows.values[:, -1]) & (rows.dead == 0)  # of a row all three or none
    return rows if turning.all() else rows.only(turning)


def _breaks(time_s: Floats, longest_s: float) -> list[int]:
    """Where a gap ends."""
    gaps: list[int] = (time_s[1:] - time_s[:-1] > longest_s).nonzero()[0].tolist()
    return [gap + 1 for gap in gaps]
