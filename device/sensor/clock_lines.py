"""The clocks that a sensor can have: all lines between the limits that looks at it have set. Pure.

Knows numbers and times; must never know chips or what is dated with the lines. Whatever line is true, it lies within
what is said here, so the half of it is by how much the middle can be wrong.

t: seconds of a frame. n: number of a frame. p: period, the slope of a line. high: t(n) <= high. low: t(n + 1) > low.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from device.signals.samples import Floats

ROUNDING_S: Final = 1e-12
MOST_STEPS: Final = 50  # the search ends after a handful; this bounds it whatever the rounding does


class Look(NamedTuple):
    """Frame `newest` was there at `after_s`, frame `newest` + 1 not yet at `before_s`."""

    newest: float
    before_s: float
    after_s: float


class Periods(NamedTuple):
    """The periods that come into question, in seconds."""

    shortest_s: float
    longest_s: float

    def widened(self, share: float) -> "Periods":
        """With so much more room at both ends."""
        return Periods(self.shortest_s * (1 - share), self.longest_s * (1 + share))

    def within(self, others: "Periods") -> "Periods":
        """Those of them that are also among the others."""
        return Periods(max(self.shortest_s, others.shortest_s), min(self.longest_s, others.longest_s))


@dataclass(frozen=True)
class ClockLine:
    """t(n) = start_s + (n - number) * period_s."""

    number: float
    start_s: float
    period_s: float

    def at(self, number: float) -> float:
        """t(number), in monotonic seconds."""
        return self.start_s + (number - self.number) * self.period_s

    def misses_s(self, look: Look) -> float:
        """By how much it is outside the limits that this look has set, 0 if it is not."""
        return max(0.0, self.at(look.newest) - look.after_s, look.before_s - self.at(look.newest + 1))

    def next(self, time_s: float, phase: float = 0.0) -> float:
        """From `time_s` on, the first time that is by `phase` of a period, 0 to 1, later than a frame."""
        periods = (time_s - self.start_s) / self.period_s
        return self.start_s + (math.ceil(periods - phase) + phase) * self.period_s


@dataclass(frozen=True)
class Fit:
    """Lines of one period between all limits: t(0) may lie from `low_s` to `high_s`, the margin in seconds.

    `slope` is by how many seconds the margin grows for each second the period grows, until another limit is touched.
    """

    period_s: float
    low_s: float
    high_s: float
    slope: float

    @property
    def margin_s(self) -> float:
        """How far the line could be moved; below 0 if the limits contradict each other by so much."""
        return self.high_s - self.low_s

    @property
    def possible(self) -> bool:
        """Whether there are such lines."""
        return self.margin_s >= -ROUNDING_S


@dataclass(frozen=True)
class Lines:
    """All lines between the limits, from those of the shortest period possible to those of the longest.

    Limits that contradict each other leave the one line that contradicts them least.
    """

    newest: float  # n = 0 of both fits ...
    newest_s: float  # ... and t = 0
    shortest: Fit
    longest: Fit

    @property
    def consistent(self) -> bool:
        """Whether no limit contradicts another."""
        return self.shortest.possible and self.longest.possible

    @property
    def contradiction_s(self) -> float:
        """By how much limits contradict each other, 0 if none does."""
        return max(0.0, -self.shortest.margin_s, -self.longest.margin_s)

    @property
    def periods(self) -> Periods:
        """From the shortest to the longest."""
        return Periods(self.shortest.period_s, self.longest.period_s)

    def span_s(self, number: float) -> tuple[float, float]:
        """The earliest and latest t(number), monotonic seconds, of a frame not between those that set limits."""
        steps, fits = number - self.newest, (self.shortest, self.longest)
        earliest_s = min(fit.low_s + steps * fit.period_s for fit in fits)
        latest_s = max(fit.high_s + steps * fit.period_s for fit in fits)
        return self.newest_s + earliest_s, self.newest_s + latest_s

    def unsure_s(self, number: float) -> float:
        """By how much t(number) can be off in the middle of its span."""
        earliest_s, latest_s = self.span_s(number)
        return (latest_s - earliest_s) / 2

    def middle(self, oldest: float) -> ClockLine:
        """The line through the middle of what is possible for the `oldest` frame and for the one that comes next."""
        oldest_s, next_s = (sum(self.span_s(number)) / 2 for number in (oldest, self.newest + 1))
        return ClockLine(oldest, oldest_s, (next_s - oldest_s) / (self.newest + 1 - oldest))


def lines_between(looks: Sequence[Look], periods: Periods) -> Lines:
    """All lines of these periods between the limits that these looks have set."""
    newest, before_s, after_s = np.array(looks).T
    last, origin_s = newest[-1], after_s[-1]
    n, high_s, low_s = newest - last, after_s - origin_s, before_s - origin_s

    def fit(period_s: float) -> Fit:
        return _fit(n, high_s, low_s, period_s)

    shortest, longest = _first_possible(fit, periods.shortest_s, 1), _first_possible(fit, periods.longest_s, -1)
    if not (shortest.possible and longest.possible):
        shortest = longest = _widest(fit, periods)
    return Lines(float(last), float(origin_s), shortest, longest)


def _fit(n: Floats, high_s: Floats, low_s: Floats, period_s: float) -> Fit:
    above_s, below_s = high_s - period_s * n, low_s - period_s * (n + 1)
    highest, lowest = below_s.argmax(), above_s.argmin()
    return Fit(period_s, float(below_s[highest]), float(above_s[lowest]), float(n[highest] + 1 - n[lowest]))


def _first_possible(fit: Callable[[float], Fit], period_s: float, direction: int) -> Fit:
    """From this period on upwards (1) or downwards (-1); one that is not possible if there is none.

    The margin over the period is a roof of straight pieces, so no step along one of them goes too far.
    """
    here = fit(period_s)
    for _ in range(MOST_STEPS):
        if here.possible or here.slope * direction <= 0:
            break
        here = fit(here.period_s - here.margin_s / here.slope)
    return here


def _widest(fit: Callable[[float], Fit], periods: Periods) -> Fit:
    """The fit of the largest margin: climb the roof from both eaves."""
    left, right = fit(periods.shortest_s), fit(periods.longest_s)
    for _ in range(MOST_STEPS):
        if left.slope <= 0 or right.slope >= 0:
            break
        rise_s = (right.margin_s - left.margin_s - right.slope * (right.period_s - left.period_s)) / (
            left.slope - right.slope
        )
        middle = fit(left.period_s + rise_s)
        if middle.margin_s >= left.margin_s + left.slope * rise_s - ROUNDING_S:
            return middle
        left, right = (middle, right) if middle.slope > 0 else (left, middle)
    return left if left.slope <= 0 else right
