"""When each sample happened: the line through all limits that the looks into the sensor's FIFO have set.

Knows counts and times; must never know chips or what the samples mean. A frame has no time of its own, but every look
sets two hard limits: the newest frame was there at its end, and the frame after it was not yet there at its beginning.
The sensor's clock is the line with the largest margin between all these limits.

t: seconds of a frame. n: number of a frame. p: period, the slope of the line. high: t(n) <= high. low: t(n + 1) > low.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np

from device.samples import Floats, Samples

REMEMBERED_S: Final = 30.0  # long enough for a sharp period, short enough to follow the sensor's temperature
REFIT_S: Final = 2.0
FIRST_REFITS: Final = 0.25  # of the time known so far: the first lines are soon bettered
SLEW: Final = 2  # times the time to the next fit: a new line is approached with a slope, so that time never jumps
FIRST_FIT_LOOKS: Final = 5
FIRST_AIMED_LOOKS: Final = 10  # sooner, the line is too rough to aim by
EARLY_S: Final = 0.0006  # a computer wakes up late by about this, so aimed looks are begun up to this much earlier
SPREAD: Final = (math.sqrt(5) - 1) / 2  # multiples of its squares fill the unit interval evenly, in step with nothing
TOLERANCE: Final = 0.06  # of the period: the sensor's slower oscillator is only good to 5 %
SHARP_S: Final = 5.0  # a line over so long a time knows the period well enough to outlast a restart ...
KEPT_TOLERANCE: Final = 0.005  # ... to within this: what warmth and a look out of place can change
ROUNDING_S: Final = 1e-12
MOST_STEPS: Final = 50  # the search ends after a handful; this bounds it whatever the rounding does


class FramesLike(Protocol):
    """What a look into the sensor's FIFO found, as `drivers.mpu6050.Frames` says it."""

    @property
    def acceleration_g(self) -> Floats: ...  # noqa: D102 - the names say it

    @property
    def rotation_dps(self) -> Floats | None: ...  # noqa: D102

    @property
    def first_number(self) -> int: ...  # noqa: D102

    @property
    def before_s(self) -> float: ...  # noqa: D102

    @property
    def after_s(self) -> float: ...  # noqa: D102

    @property
    def restarted(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Line:
    """t(n) = start_s + (n - number) * period_s."""

    number: int
    start_s: float
    period_s: float

    def at(self, number: float) -> float:
        """t(number), in monotonic seconds."""
        return self.start_s + (number - self.number) * self.period_s

    def next(self, time_s: float) -> float:
        """The first frame's time from `time_s` on."""
        return self.at(self.number + math.ceil((time_s - self.start_s) / self.period_s))


class Look(NamedTuple):
    """Frame `newest` was there at `after_s`, frame `newest` + 1 not yet at `before_s`."""

    newest: float
    before_s: float
    after_s: float


class SampleClock:
    """Gives frames their times. Times always rise, also over restarts.

    They are less than 0.3 ms off if the looks are made at `next_look_s`, 0.9 ms if they are made at other times that
    are not in step with the sensor. For half a minute after a restart it may be a period,
    and the first second three if looks were very uneven.

    The first second of frames after a restart is held back until there are enough looks for a first line, and lost if
    another restart comes before. What is missing between the last sample before a restart and the first one after it is
    the gap: (first - last) * rate - 1 samples.
    """

    def __init__(self, rate_hz: float, delay_s: float) -> None:
        """`rate_hz`: what the sensor should do. `delay_s`: how much later than the motion a sample is taken."""
        self._nominal_s = 1 / rate_hz
        self._delay_s = delay_s
        self._last_s = -np.inf
        self._next_number = self._looks_made = 0
        self._known_s: float | None = None  # the period, from before the last restart
        self._looks: deque[Look] = deque()
        self._begin_again()

    @property
    def rate_hz(self) -> float | None:
        """What the sensor really does; None until that is known well."""
        return 1 / self._best.period_s if self._is_sharp and self._best else None

    def push(self, frames: FramesLike) -> list[Samples]:
        """One `Samples` with these frames and those held back before; nothing while they are held or there are none."""
        if frames.restarted or frames.first_number < self._next_number:
            self._begin_again()
        self._next_number = frames.first_number + len(frames.acceleration_g)
        if not len(frames.acceleration_g):
            return []
        self._held.append(frames)
        self._remember(Look(self._next_number - 1, frames.before_s, frames.after_s))
        return [self._release(line)] if (line := self._line) else []

    def next_look_s(self, earliest_s: float) -> float:
        """When to look next to learn most: within a period of `earliest_s`.

        Every other look is aimed at a moment when a frame is due: whether it is there by then halves what is unknown.
        The looks between are spread over the period, so that they are never in step with the sensor.
        """
        spread = self._looks_made**2 * SPREAD % 1
        if self._best is None or len(self._looks) < FIRST_AIMED_LOOKS or self._looks_made % 2:
            return earliest_s + spread * self._nominal_s
        return self._best.next(earliest_s) - spread * EARLY_S

    def _begin_again(self) -> None:
        if self._is_sharp and self._best:
            self._known_s = self._best.period_s
        self._looks.clear()
        self._held: list[FramesLike] = []
        self._best: Line | None = None  # of the last fit
        self._line: Line | None = None  # the one in use, on its way from the last best line to this
        self._next_number = 0
        self._next_fit_s = -np.inf

    @property
    def _is_sharp(self) -> bool:
        return len(self._looks) > 1 and self._looks[-1].after_s - self._looks[0].after_s >= SHARP_S

    def _remember(self, look: Look) -> None:
        self._looks_made += 1
        self._looks.append(look)
        while self._looks[0].after_s < look.after_s - REMEMBERED_S:
            self._looks.popleft()
        if len(self._looks) >= FIRST_FIT_LOOKS and look.after_s >= self._next_fit_s:
            known_s = (look.newest - self._looks[0].newest) * self._nominal_s
            refit_s = min(REFIT_S, FIRST_REFITS * known_s)
            self._next_fit_s = look.after_s + refit_s
            self._best = best_line(self._looks, self._nominal_s, self._known_s)
            self._line = self._towards(self._best, SLEW * refit_s)

    def _towards(self, best: Line, slew_s: float) -> Line:
        """From the next sample's time, by the line until now, to where the best line is after `slew_s`."""
        number = self._held[0].first_number
        earliest_s = self._last_s + self._nominal_s
        start_s = self._line.at(number) if self._line else max(best.at(number), earliest_s)
        steps = slew_s / self._nominal_s
        return Line(number, start_s, (best.at(number + steps) - start_s) / steps)

    def _release(self, line: Line) -> Samples:
        held, self._held = self._held, []
        acceleration_g = np.concatenate([frames.acceleration_g for frames in held])
        turning = [frames.rotation_dps for frames in held if frames.rotation_dps is not None]
        rotation_dps = np.concatenate(turning) if len(turning) == len(held) else None
        first = held[0].first_number - line.number
        time_s = line.start_s + np.arange(first, first + len(acceleration_g), dtype=np.float64) * line.period_s
        self._last_s = float(time_s[-1])
        return Samples(time_s - self._delay_s, acceleration_g, rotation_dps)


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


def best_line(looks: Sequence[Look], nominal_s: float, known_s: float | None = None) -> Line:
    """The line with the largest margin between the limits of these looks, its period within TOLERANCE of nominal.

    A period known from before is kept to as long as the limits allow it.
    """
    newest, before_s, after_s = np.array(looks).T
    last, origin_s = newest[-1], after_s[-1]
    n, high_s, low_s = newest - last, after_s - origin_s, before_s - origin_s

    def fit(period_s: float) -> Fit:
        return _fit(n, high_s, low_s, period_s)

    best = _widest(fit, known_s or nominal_s, KEPT_TOLERANCE if known_s else TOLERANCE)
    if known_s and best.margin_s < 0:  # another clock than before, as after a change of the sensor
        best = _widest(fit, nominal_s, TOLERANCE)
    return Line(int(last), float(origin_s) + (best.low_s + best.high_s) / 2, best.period_s)


def _fit(n: Floats, high_s: Floats, low_s: Floats, period_s: float) -> Fit:
    above_s, below_s = high_s - period_s * n, low_s - period_s * (n + 1)
    highest, lowest = below_s.argmax(), above_s.argmin()
    return Fit(period_s, float(below_s[highest]), float(above_s[lowest]), float(n[highest] + 1 - n[lowest]))


def _widest(fit: Callable[[float], Fit], nominal_s: float, tolerance: float) -> Fit:
    """The fit of the largest margin. The margin over the period is a roof of straight pieces: climb from both eaves."""
    left, right = fit(nominal_s * (1 - tolerance)), fit(nominal_s * (1 + tolerance))
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
