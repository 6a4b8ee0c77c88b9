"""Where a whole movement repeats itself, and after how long.

Knows what a limb feels and how it turns; must never know what of it is a repetition that counts. What is felt decides
with what is turned: a wrist that turns twice in one pull of the arm is alike after half of the pull, the arm is not.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from device.parameters import RepetitionCounting
from device.records.histograms import median
from device.signals.gyro_bias import Turn
from device.signals.samples import Floats
from device.signals.turning import STEP_S

DEG_PER_G = math.degrees(1.0)  # gravity along an axis moves by 1 g for a radian of tilt
EVERY = 5  # steps: likeness is looked at twice a second
NOT_KNOWN = -1.0


@dataclass(frozen=True)
class MotionTrace:
    """felt_deg [n, 3]: acceleration as a tilt. rotation_dps [n, 3]. Step by step, without a gap.

    open_ends: whether it begins and whether it ends with the recording, which may have cut off a movement; or at a gap.
    """

    felt_deg: Floats
    rotation_dps: Floats
    open_ends: tuple[bool, bool] = (True, True)

    def __len__(self) -> int:
        """How many steps."""
        return len(self.felt_deg)

    def scaled(self, period: float) -> Floats:
        """[n, 6] degrees: turning as the amplitude of a swing of so many steps."""
        return np.hstack([self.felt_deg, self.rotation_dps * (period * STEP_S / math.tau)])

    def extent(self, stretch: "Repeating") -> float:
        """Root mean square extent of the movement in a stretch, in degrees."""
        inside = self.scaled(stretch.period)[stretch.first : stretch.last + 1]
        return float(np.sqrt(inside.var(axis=0).sum()))


@dataclass(frozen=True)
class Repeating:
    """From step `first` to `last` a movement repeats itself every `period` steps, with a mean `likeness`."""

    first: int
    last: int
    period: float
    likeness: float

    @property
    def repeats(self) -> float:
        """How often it is seen, weighted by likeness."""
        return (self.last - self.first + self.period) * self.likeness / self.period


def traced(turns: Sequence[Turn], open_ends: tuple[bool, bool]) -> MotionTrace:
    """What was felt and turned in steps without a gap."""
    felt_g = np.array([turn.acceleration_g for turn in turns])
    return MotionTrace(felt_g * DEG_PER_G, np.array([turn.rotation_dps for turn in turns]), open_ends)


def stretches(trace: MotionTrace, compared: float, numbers: RepetitionCounting) -> Iterator[Repeating]:
    """The stretches in which so many repetitions are like the next ones, in order of time."""
    lags = _lags(numbers)
    likeness = np.stack([_likeness(trace, lag, round(compared * lag), numbers.least_deg) for lag in lags.tolist()])
    least = np.maximum(numbers.repeats_share * likeness.max(axis=0), numbers.repeats_least)
    allowed = _peaks(likeness) & (likeness >= least)
    for moments, periods in _followed(lags, allowed, numbers.drifts_most):
        seen = likeness[np.searchsorted(lags, periods), moments]
        yield Repeating(moments[0] * EVERY, moments[-1] * EVERY, float(median(periods)), float(seen.mean()))


def _lags(numbers: RepetitionCounting) -> np.typing.NDArray[np.int64]:
    """Steps after which a movement may repeat itself."""
    count = math.log(numbers.longest_s / numbers.shortest_s) / math.log(numbers.finer)
    lags_s = numbers.shortest_s * numbers.finer ** np.arange(math.ceil(count) + 1)
    steps = np.round(lags_s / STEP_S).astype(np.int64)
    return steps[np.diff(steps, prepend=0) > 0]


def _likeness(trace: MotionTrace, lag: int, width: int, least_deg: float) -> Floats:
    """[every fifth step] 1 where so many steps around it are the same as a lag later; -1 where that is not known."""
    out = np.full(-(-len(trace) // EVERY), NOT_KNOWN)
    if len(trace) - lag < width:
        return out
    scaled = trace.scaled(lag)
    now, later = scaled[:-lag], scaled[lag:]
    both = _sums((now * later).sum(axis=1), width)
    each = _sums((now**2 + later**2).sum(axis=1), width)
    summed_now, summed_later = _sums(now, width), _sums(later, width)
    mean = (summed_now + summed_later) / (2 * width)
    level = width * (mean**2).sum(axis=1)
    alike = 2 * (both - level) / (each - 2 * level + 2 * width * least_deg**2)
    centre = (width + lag) // 2
    first = -centre % EVERY
    seen = alike[first::EVERY]
    out[(centre + first) // EVERY :][: len(seen)] = seen
    return out


def _sums(values: Floats, width: int) -> Floats:
    """Sums of `width` values in a row."""
    summed = np.concatenate([np.zeros((1, *values.shape[1:])), values.cumsum(axis=0)])
    moving: Floats = summed[width:] - summed[:-width]
    return moving


def _peaks(likeness: Floats) -> np.typing.NDArray[np.bool_]:
    """Which are at least as much as those of the next lags on both sides."""
    peaks = np.zeros(likeness.shape, dtype=bool)
    inner = likeness[1:-1]
    peaks[1:-1] = (inner >= likeness[:-2]) & (inner >= likeness[2:])
    return peaks


def _followed(
    lags: np.typing.NDArray[np.int64], allowed: np.typing.NDArray[np.bool_], drifts_most: float
) -> Iterator[tuple[list[int], list[int]]]:
    """Moments in a row and their lags: the shortest that is allowed first, then the nearest to the one before."""
    moments: list[int] = []
    periods: list[int] = []
    for moment in range(allowed.shape[1]):
        choice = lags[allowed[:, moment]]
        near = [lag for lag in choice.tolist() if not periods or _ratio(lag, periods[-1]) <= drifts_most]
        if periods and not near:
            yield moments, periods
            moments, periods = [], []
            near = choice.tolist()
        if near:
            moments.append(moment)
            periods.append(min(near, key=lambda lag: _ratio(lag, periods[-1])) if periods else near[0])
    if periods:
        yield moments, periods


def _ratio(one: int, other: int) -> float:
    return max(one, other) / min(one, other)
