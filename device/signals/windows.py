"""Rows of samples at whatever rate and times become 3 s windows on the analysis' own grid, one a second.

Knows how a stream is cut, and what one second's own samples show; must never know what the movement in a window means.

Window k covers [k, k + 3) s and judges the second k + 1. Its values stand at whole hundredths of a second, so the same
samples give the same windows whether they come live, in a file or in other portions.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, WINDOW_S, Sampling
from device.records.facts import SensorPart
from device.signals.grid import GRID_S, between, missing, resampled, usual_step_s
from device.signals.rows import (
    ACCELERATION,
    AXES,
    NO_AXIS_OF_ACCELERATION,
    ROTATION,
    Rows,
    parts_in,
    rows_joined,
)
from device.signals.samples import Floats
from device.signals.soundness import Sound, at_ends, may_reach_ends, sound_of, sounds_of


@dataclass(frozen=True)
class Second:
    """values: [100, 6] on the grid; low, high: [6] the lowest and highest value of its samples in each column."""

    values: Floats
    missing: int  # grid points that no sample supports
    rate_hz: float
    low: Floats
    high: Floats
    saturated: tuple[bool, bool]  # acceleration, rotation
    dead: int = 0  # at any moment of it, bits as in `Rows.dead`
    sound: Sound = field(default_factory=Sound)


def on_grid(every: Rows, start_s: float, sampling: Sampling) -> Second:
    """A second as the rows around it show it: with a gyroscope if at least half of them have one."""
    around = every.around(start_s, start_s + 1)
    rows = _of_one_kind(around)
    step_s = usual_step_s(rows.time_s)
    longest_s = min(max(sampling.bridged_steps * step_s, sampling.bridged_s), sampling.bridged_most_s)
    low, high = rows.values.min(axis=0), rows.values.max(axis=0)
    return Second(
        values=resampled(rows, start_s + GRID_S, longest_s, fine=1 / step_s >= sampling.average_above_hz),
        missing=missing(rows.time_s, start_s + GRID_S, longest_s),
        rate_hz=1 / step_s,
        low=low,
        high=high,
        saturated=at_ends(rows.values, low, high, sampling),
        dead=int(np.bitwise_or.reduce(around.dead)),
        sound=sound_of(around.within(start_s, start_s + 1)),
    )


def all_on_grid(rows: Rows, starts_s: Sequence[float], sampling: Sampling) -> list[Second]:
    """Likewise of some seconds; of those without a gap all at once, since that takes a tenth of the time."""
    turning = np.isfinite(rows.values[:, -1])
    edges = rows.time_s.searchsorted(np.array((starts_s, np.add(starts_s, 1)))) + BESIDE[:, np.newaxis]
    if turning.any() != turning.all() or (edges[1] - edges[0]).max(initial=0) < LEAST_AROUND:
        return [on_grid(rows, start_s, sampling) for start_s in starts_s]
    whole = _whole(rows, edges, sampling)
    at_once = iter(_at_once(rows, np.array(starts_s)[whole.which], whole, sampling))
    return [
        next(at_once) if is_whole else on_grid(rows, start_s, sampling)
        for start_s, is_whole in zip(starts_s, whole.which.tolist(), strict=True)
    ]


@dataclass(frozen=True)
class _Whole:
    """Which seconds have no gap; of those the rows [seconds, most], the last one repeated, and how many they are."""

    which: NDArray[np.bool_]
    places: NDArray[np.intp]
    counts: NDArray[np.intp]
    step_s: Floats


def _whole(rows: Rows, edges: NDArray[np.intp], sampling: Sampling) -> _Whole:
    first, counts = np.maximum(edges[0], 0), edges[1] - edges[0]
    inside = (edges[0] >= 0) & (edges[1] <= len(rows)) & (counts >= LEAST_AROUND) & (counts <= MOST_AROUND)
    number = np.arange(min(int(counts.max()), MOST_AROUND))
    places = np.minimum(first[:, np.newaxis] + np.minimum(number, counts[:, np.newaxis] - 1), len(rows) - 1)
    steps_s = np.diff(rows.time_s[places], axis=1)
    largest_s = steps_s.max(axis=1)
    steps_s[number[1:] >= counts[:, np.newaxis]] = np.inf
    steps_s.sort(axis=1)
    step_s = steps_s[np.arange(len(counts)), np.minimum((counts - 1) // 2, len(number) - 2)]
    step_s = np.maximum(step_s, sampling.least_step_s)  # which it is anyway, but where one row is all there is
    longest_s = np.minimum(np.maximum(sampling.bridged_steps * step_s, sampling.bridged_s), sampling.bridged_most_s)
    which = inside & (largest_s <= longest_s) & (1 / step_s < sampling.average_above_hz)
    return _Whole(which, places[which], counts[which], step_s[which])


def _at_once(rows: Rows, starts_s: Floats, whole: _Whole, sampling: Sampling) -> Iterator[Second]:
    if not len(starts_s):
        return
    grid_s = starts_s[:, np.newaxis] + GRID_S
    on_all = between(rows, grid_s.ravel(), np.inf).reshape(*grid_s.shape, -1)
    columns = rows.values.T.take(whole.places, axis=1)
    lows, highs = columns.min(axis=2).T, columns.max(axis=2).T
    sounds = sounds_of(columns[:, :, 2:], whole.counts - LEAST_AROUND)
    dead = np.bitwise_or.reduce(rows.dead.take(whole.places), axis=1).tolist()
    may_be_ends = may_reach_ends(lows, highs, sampling).tolist()
    for place, step_s in enumerate(whole.step_s.tolist()):
        own, low, high = columns[:, place, : whole.counts[place]].T, lows[place], highs[place]
        yield Second(
            values=on_all[place].copy("K"),
            missing=0,
            rate_hz=1 / step_s,
            low=low,
            high=high,
            saturated=at_ends(own, low, high, sampling) if may_be_ends[place] else (False, False),
            dead=dead[place],
            sound=sounds[place] if not dead[place] else sound_of(rows.only(whole.places[place, 2 : len(own) - 2])),
        )


BESIDE = np.array((-2, 2))  # rows before and after a second, which interpolation needs
LEAST_AROUND, MOST_AROUND = 4, 2 * GRID_HZ  # rows; of more the usual step is one that is averaged


def _of_one_kind(rows: Rows) -> Rows:
    """All rows, or only those with a rotation if they are at least half."""
    turning = np.isfinite(rows.values[:, -1])
    half_or_more = len(turning) <= 2 * np.count_nonzero(turning) < 2 * len(turning)
    return rows.only(turning) if half_or_more else rows


@dataclass(frozen=True)
class Channel:
    """One sensor during one window. values: [300, 3] in the sensor's unit (g or deg/s), gaps bridged smoothly."""

    values: Floats
    saturated: bool  # an axis stood at the end of its range
    stuck_axes: int  # axes that never changed at all


NO_ACCELERATION = Channel(np.zeros((WINDOW_S * GRID_HZ, AXES)), saturated=False, stuck_axes=AXES)


@dataclass(frozen=True)
class Window:
    """Three seconds on the grid. `rotation` is None when the gyroscope gave nothing.

    dead: sensors of which an axis was dead for some of it. An accelerometer without a living one has three stuck axes.
    """

    start_s: float
    rate_hz: float  # of the samples in the judged second
    missing_s: float  # how much of the three seconds no sample supports
    acceleration: Channel
    rotation: Channel | None
    dead: tuple[SensorPart, ...] = ()
    sound: Sound = field(default_factory=Sound)  # the judged second

    @property
    def second_s(self) -> float:
        """Start of the second that this window judges."""
        return self.start_s + 1

    def turning_as(self, rotation: Channel) -> Self:
        """With another rotation."""
        kept = (self.start_s, self.rate_hz, self.missing_s, self.acceleration)
        return type(self)(*kept, rotation, self.dead, self.sound)


class Windower:
    """Cuts cleaned rows into windows. Holds about three seconds of them and what was pushed last."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._waiting: list[Rows] = []
        self._rows = Rows()
        self._seconds: dict[float, Second] = {}
        self._due_s = self._next_second = -np.inf

    def push(self, rows: Rows) -> list[Window]:
        """The windows that are complete now: each second of which half was measured is judged once, in order."""
        if not len(rows):
            return []
        self._waiting.append(rows)
        if rows.time_s[-1] < self._due_s:
            return []
        self._take_waiting()
        complete_s = float(self._rows.time_s[-2]) if len(self._rows) > 1 else -np.inf
        self._due_s = np.floor(complete_s) + 1
        return self._windows(complete_s - (WINDOW_S - 1))

    def finish(self) -> list[Window]:
        """The windows of the last seconds, as far as their samples go."""
        self._take_waiting()
        return self._windows(np.inf)

    def _take_waiting(self) -> None:
        self._rows = rows_joined([self._rows, *self._waiting])
        self._waiting = []

    def _windows(self, last_second: float) -> list[Window]:
        time_s = self._rows.time_s
        first, end = time_s.searchsorted((self._next_second, np.floor(last_second) + 1))
        due = list(_whole_seconds(time_s[first:end]))
        if not due:
            return []
        self._know([at for second in due for at in (second - 1, second, second + 1)])
        windows = self._joined([second for second in due if self._is_measured(second)])
        self._next_second = due[-1] + 1
        self._rows = self._rows.around(self._next_second - 1, np.inf).apart()
        return windows

    def _know(self, wanted: Sequence[float]) -> None:
        """These seconds, and of the others none any more."""
        new = sorted({*wanted}.difference(self._seconds))
        known = {at: second for at, second in self._seconds.items() if at >= wanted[0]}
        self._seconds = known | dict(zip(new, all_on_grid(self._rows, new, self._sampling), strict=True))

    def _is_measured(self, second: float) -> bool:
        """Whether enough of it was: else it is no data."""
        return self._seconds[second].missing <= self._sampling.most_lost_share * GRID_HZ

    def _joined(self, judged: Sequence[float]) -> list[Window]:
        """The windows that judge these seconds, from the seconds around each."""
        threes = [[self._seconds[second + beside] for beside in (-1, 0, 1)] for second in judged]
        if not threes:
            return []
        lows = np.array([[second.low for second in three] for three in threes]).min(axis=1)
        stuck = lows == np.array([[second.high for second in three] for three in threes]).max(axis=1)
        stuck_axes = [np.count_nonzero(stuck[:, columns], axis=1).tolist() for columns in (ACCELERATION, ROTATION)]
        turning = (~np.isnan(lows[:, -1])).tolist()
        values = np.array([[second.values.T for second in three] for three in threes])
        columns = values.swapaxes(1, 2).reshape(len(threes), 2 * AXES, -1)
        looks = zip(judged, threes, columns, *stuck_axes, turning, strict=True)
        return [_window(second - 1, three, own, stuck, turns) for second, three, own, *stuck, turns in looks]


def _whole_seconds(time_s: Floats) -> Iterator[float]:
    """Each second in which there is a sample, in order."""
    first = 0
    while first < len(time_s):
        second = math.floor(time_s[first])
        yield float(second)
        first = int(time_s.searchsorted(second + 1))


def _window(
    start_s: float,
    three: Sequence[Second],
    columns: Floats,
    stuck_axes: Sequence[int],
    has_gyroscope: bool,  # noqa: FBT001 - of the two sensors
) -> Window:
    """columns: [6, 300] of the three seconds. stuck_axes: of acceleration and rotation."""
    before, judged, after = three
    bits = before.dead | judged.dead | after.dead
    dead = parts_in(bits) if bits else ()
    rotation = _channel(columns[AXES:], three, 1, stuck_axes[1], dead) if has_gyroscope else None
    is_gone = bits & NO_AXIS_OF_ACCELERATION
    return Window(
        start_s,
        judged.rate_hz,
        (before.missing + judged.missing + after.missing) / GRID_HZ,
        NO_ACCELERATION if is_gone else _channel(columns[:AXES], three, 0, stuck_axes[0], dead),
        rotation,
        dead,
        judged.sound,
    )


SENSORS: tuple[SensorPart, SensorPart] = ("accelerometer", "gyroscope")


def _channel(
    columns: Floats, three: Sequence[Second], sensor: int, stuck_axes: int, dead: Sequence[SensorPart]
) -> Channel:
    """With at least one stuck axis if it has a dead one, which may have lived at the other end of the window."""
    before, judged, after = three
    saturated = before.saturated[sensor] or judged.saturated[sensor] or after.saturated[sensor]
    own = columns.copy().T  # a view would hold all the windows of the block
    return Channel(own, saturated, max(1, stuck_axes) if SENSORS[sensor] in dead else stuck_axes)
