"""Jerks: bursts far beyond the movement of the last minute, and short.

Knows what is usual and what is short; must never know what made the limb jerk, or which jerks are one episode.

What is weaker does not count but may show a series. Tremor is usual after half a second of it, and its cycles are a
series before, so that only what is far beyond the tremor counts. A shift of the limb's position is no jerk: it may
begin a spasm. A quick movement on purpose looks alike. Without a gyroscope the accelerometer is asked,
which shows no speed.
"""

from collections import deque
from dataclasses import dataclass
from statistics import median

from device.bursts import Burst, Rapid
from device.moments import FIRST, TENTHS, Moment
from device.parameters import PARAMETERS, Parameters
from device.personal import ANYBODY, Personal
from device.shifts import SPAN, Shift


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

    def __init__(self, personal: Personal = ANYBODY, parameters: Parameters = PARAMETERS) -> None:
        self._personal, self._parameters = personal, parameters
        self._levels: deque[tuple[float, float]] = deque()
        self._turning = True

    def push(self, moment: Moment, shifts: list[Shift]) -> list[Jerk]:
        """The jerks with their peak in the judged second, in order."""
        if not moment.known:
            return []
        rapid, least = self._asked(moment)
        level = rapid.level
        found = self._found(rapid, least, level, moment.second_s)
        self._levels.append((moment.second_s, level))
        return [jerk for jerk in found if not _within(jerk.time_s - moment.second_s, shifts)]

    def _asked(self, moment: Moment) -> tuple[Rapid, float]:
        """The sensor that is asked, and how rapid a jerk is at least; another sensor begins another minute."""
        turning = moment.turning_dps is not None
        if turning != self._turning:
            self._levels.clear()
        self._turning = turning
        rotation = moment.window.rotation
        if rotation is not None and turning:
            return Rapid(rotation.values), self._personal.jerk_dps
        return Rapid(moment.window.acceleration.values), self._parameters.jerk_g

    def _found(self, rapid: Rapid, least: float, level: float, second_s: float) -> list[Jerk]:
        times, weak = self._parameters.jerk_times_usual, self._parameters.jerk_weak_share
        if rapid.most < max(least, weak * times * level):
            return []
        limit = max(least, times * level, times * self._usual(second_s))
        bursts = rapid.bursts(max(least, weak * limit), self._parameters)
        least_s, most_s = self._parameters.jerk_least_s, self._parameters.jerk_most_s
        short = [burst for burst in bursts if least_s <= burst.length_s < most_s]
        return [self._jerk(second_s, burst, limit, counts=burst.rapid >= limit) for burst in short]

    def _usual(self, second_s: float) -> float:
        """The median level of the minute before."""
        while self._levels and self._levels[0][0] < second_s - self._parameters.jerk_usual_s:
            self._levels.popleft()
        return median([level for _, level in self._levels]) if self._levels else 0.0

    def _jerk(self, second_s: float, burst: Burst, limit: float, *, counts: bool) -> Jerk:
        return Jerk(second_s + burst.offset_s, burst.length_s, burst.peak, limit, self._turning, counts)


def _within(offset_s: float, shifts: list[Shift]) -> bool:
    """Whether a moment of the judged second lies in a shift or beside it."""
    middles_s = ((shift.first + SPAN / 2 - FIRST) / TENTHS for shift in shifts)
    return any(abs(offset_s - middle_s) <= SPAN / TENTHS for middle_s in middles_s)
