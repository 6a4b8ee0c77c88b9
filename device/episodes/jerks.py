"""Jerks: bursts far beyond the movement of the last minute, and short.

Knows what is usual and what is short; must never know what made the limb jerk, or which jerks are one episode.

A burst is short movement much faster than the movement around it, within one window. `rapid` is how far the values are
from their mean over a quarter of a second, over all axes: slow movement is taken out.

What is weaker than a jerk does not count but may show a series. Tremor is usual after half a second of it, and its
cycles are a series before, so that only what is far beyond the tremor counts. A shift of the limb's position is no
jerk: it may begin a spasm. A quick movement on purpose looks alike. Without a gyroscope the accelerometer is asked,
which shows no speed.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from device.episodes.shifts import SPAN, Shift
from device.episodes.slow_movement import FIRST_TENTH, TENTHS, Moment
from device.parameters import GRID_HZ, Episodes
from device.records.histograms import median
from device.records.person import Personal
from device.signals.samples import Floats

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


@dataclass(frozen=True)
class Rapid:
    """How rapid the movement of one window is: values [300, 3] in the sensor's unit, squares [160] from 0.7 to 2.3 s.

    level: median over the judged second and 0.3 s beside it: what is usual, which no burst changes much.
    most: the most rapid value of the judged second.
    """

    values: Floats
    squares: Floats
    level: float
    most: float

    def bursts(self, limit: float, limits: Episodes) -> list[Burst]:
        """Those of at least `limit` whose peak is in the judged second, in order."""
        squares = self.squares
        own, before, after = squares[_OWN], squares[_BEFORE], squares[_AFTER]
        places = np.flatnonzero((own >= limit * limit) & (own > before) & (own >= after)) + _OWN.start
        peaks = [place for place in places.tolist() if place == _largest_beside(squares, place)]
        return [self._burst(peak + _FIRST, math.sqrt(squares[peak]), limits) for peak in peaks]

    def _burst(self, peak: int, rapid: float, limits: Episodes) -> Burst:
        around = self.values[peak - _AROUND : peak + _AROUND + 1]
        before, after = around[: _AROUND - _APART].sum(axis=0), around[_AROUND + _APART + 1 :].sum(axis=0)
        sizes = _sizes(around - (before + after) / (2 * (_AROUND - _APART)))
        fast = np.flatnonzero(sizes >= sizes[_AROUND] * limits.jerk_length_share).tolist()
        run = _run_around(fast, _AROUND, round(limits.jerk_bridged_s * GRID_HZ))
        largest = _sizes(around[run.start : run.stop]).max()
        return Burst(peak / GRID_HZ - 1, len(run) / GRID_HZ, float(largest), rapid)


def rapid_of(values: Floats) -> Rapid:
    """Of one window [300, 3]."""
    return _rapid_of_each([values])[0]


def rapid_in(moments: Sequence[Moment]) -> list[Rapid]:
    """Of each of some moments, by the sensor that is asked."""
    return _rapid_of_each([_asked(moment) for moment in moments])


def _rapid_of_each(values: Sequence[Floats]) -> list[Rapid]:
    squares = _squares(np.array([one.T for one in values]))
    middle = squares.shape[1] // 2
    levels = np.sqrt(np.partition(squares, middle, axis=1)[:, middle]).tolist()
    most = np.sqrt(squares[:, _OWN].max(axis=1)).tolist()
    return [Rapid(*each) for each in zip(values, squares, levels, most, strict=True)]


def _asked(moment: Moment) -> Floats:
    rotation = moment.window.rotation
    return (
        rotation.values
        if rotation is not None and moment.turning_dps is not None
        else moment.window.acceleration.values
    )


def _squares(columns: Floats) -> Floats:
    """[n, k] of columns [n, 3, 300]."""
    sums = columns[:, :, _FIRST - _HALF - 1 : _LAST + _HALF].cumsum(axis=2)
    beyond = columns[:, :, _FIRST:_LAST] - (sums[:, :, _WIDTH:] - sums[:, :, :-_WIDTH]) / _WIDTH
    return np.asarray(np.square(beyond).sum(axis=1))


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


@dataclass(frozen=True)
class Jerk:
    """peak, limit: the largest value, and the rapid one that was asked for; in deg/s, or in g without a gyroscope."""

    time_s: float  # of its peak
    length_s: float
    peak: float
    limit: float
    turning: bool  # seen by the gyroscope
    counts: bool = True  # False: too weak, and only there to show that others are part of a series

    @property
    def start_s(self) -> float:
        """Half its length before the peak."""
        return self.time_s - self.length_s / 2

    @property
    def end_s(self) -> float:
        """Half its length after the peak."""
        return self.time_s + self.length_s / 2


class JerkFinder:
    """Follows moments in order of time. Holds how rapid the movement of the last minute was."""

    def __init__(self, personal: Personal, limits: Episodes) -> None:
        self._personal, self._limits = personal, limits
        self._levels: deque[tuple[float, float]] = deque()
        self._turning = True

    def push(self, moment: Moment, shifts: list[Shift], rapid: Rapid | None = None) -> list[Jerk]:
        """The jerks with their peak in the judged second, in order. rapid: of the moment, for whoever has it."""
        if not moment.known:
            return []
        least = self._least(moment)
        rapid = rapid or rapid_of(_asked(moment))
        level = rapid.level
        self._forget_before(moment.second_s - self._limits.jerk_usual_s)
        found = self._found(rapid, least, level, moment.second_s)
        self._levels.append((moment.second_s, level))
        return [jerk for jerk in found if not _within(jerk.time_s - moment.second_s, shifts)]

    def _least(self, moment: Moment) -> float:
        """How rapid a jerk is at least; another sensor begins another minute."""
        turning = moment.turning_dps is not None
        if turning != self._turning:
            self._levels.clear()
        self._turning = turning
        return self._personal.jerk_dps if turning else self._limits.jerk_g

    def _found(self, rapid: Rapid, least: float, level: float, second_s: float) -> list[Jerk]:
        times, weak = self._limits.jerk_times_usual, self._limits.jerk_weak_share
        if rapid.most < max(least, weak * times * level):
            return []
        limit = max(least, times * level, times * self._usual())
        bursts = rapid.bursts(max(least, weak * limit), self._limits)
        least_s, most_s = self._limits.jerk_least_s, self._limits.jerk_most_s
        short = [burst for burst in bursts if least_s <= burst.length_s < most_s]
        return [self._jerk(second_s, burst, limit, counts=burst.rapid >= limit) for burst in short]

    def _forget_before(self, second_s: float) -> None:
        while self._levels and self._levels[0][0] < second_s:
            self._levels.popleft()

    def _usual(self) -> float:
        """The median level of the minute before."""
        return median([level for _, level in self._levels]) if self._levels else 0.0

    def _jerk(self, second_s: float, burst: Burst, limit: float, *, counts: bool) -> Jerk:
        return Jerk(second_s + burst.offset_s, burst.length_s, burst.peak, limit, self._turning, counts)


def _within(offset_s: float, shifts: list[Shift]) -> bool:
    """Whether a moment of the judged second lies in a shift or beside it."""
    middles_s = ((shift.first + SPAN / 2 - FIRST_TENTH) / TENTHS for shift in shifts)
    return any(abs(offset_s - middle_s) <= SPAN / TENTHS for middle_s in middles_s)
