"""The cycles of a movement at its own rate, and how alike two of them are.

Knows smoothing and likeness of whole movements; must never know which cycles make a set.
"""

from collections.abc import Sequence

import numpy as np

from device.parameters import RepetitionCounting
from device.repetitions.repeating import MotionTrace, Repeating
from device.signals.samples import Floats

UNSEEN = -1.0  # likeness of what was not seen
GAP = np.full((1, 6), np.inf)
END = 5  # steps: by the first and last half second it is told whether a recording begins or ends at rest


def ways(trace: MotionTrace, stretch: Repeating, numbers: RepetitionCounting) -> list[int]:
    """Middles of the ways out and back by turns, over the whole trace.

    Of the movement only what is about as fast as the stretch's cycles is looked at, along the direction in which that
    varies most: what turns twice in a cycle or sways slowly is no part of it.
    """
    scaled = trace.scaled(stretch.period)
    own = _smoothed(scaled, stretch.period) - _smoothed(scaled, 2 * stretch.period)
    inside = own[stretch.first : stretch.last + 1]
    direction = np.linalg.svd(inside - inside.mean(axis=0), full_matrices=False)[2][0]
    along = own @ direction
    usual_extent = 2 * np.sqrt(2) * float(along[stretch.first : stretch.last + 1].std())
    return turning_points(along.tolist(), numbers.extent_share * usual_extent)


def _smoothed(values: Floats, steps: float) -> Floats:
    """Under a Hann window of so many steps, which lets nothing of twice its rate pass; both ends are held."""
    hann = np.hanning(round(steps) + 2)[1:-1]
    before = len(hann) // 2
    padded = np.pad(values, ((before, len(hann) - 1 - before), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, hann / hann.sum(), "valid") for column in padded.T], axis=1)


def turning_points(along: Sequence[float], size: float) -> list[int]:
    """Where it turned back by more than `size`; the last one is where it had got to at the end."""
    points: list[int] = []
    furthest, sense = 0, 0
    low = high = 0
    for place, value in enumerate(along):
        low = place if value < along[low] else low
        high = place if value > along[high] else high
        if sense >= 0 and along[high] - value > size:
            points, sense, low = [*points, high], -1, place
        elif sense <= 0 and value - along[low] > size:
            points, sense, high = [*points, low], 1, place
        furthest = high if sense > 0 else low
    return [*points, furthest]


class CycleShapes:
    """Windows of one usual cycle around given steps, and how alike they are."""

    def __init__(self, trace: MotionTrace, stretch: Repeating, numbers: RepetitionCounting) -> None:
        self._numbers = numbers
        self._half = round(stretch.period / 2)
        self._shift = max(round(numbers.shifted_share * stretch.period), 1)
        self._beyond = self._half + self._shift
        filled = _filled(trace, stretch, self._beyond, numbers.rest_share)
        self._windows = np.lib.stride_tricks.sliding_window_view(filled, 2 * self._half + 1, axis=0).swapaxes(1, 2)

    def likeness(self, centre: int, others: Sequence[int]) -> float:
        """Of the cycle around `centre` to the mean of the others: 1 the same, 0 not at all; of its less alike half.

        -1 if too little of it was recorded, or if it goes too far to be one of them.
        """
        usual = _mean_known(np.stack([self._at(other) for other in others]))
        first = centre + self._beyond - self._half
        return float(self._alike(self._windows[first - self._shift : first + self._shift + 1], usual).max())

    def go_on(self, before: int, one: int, other: int) -> bool:
        """Whether two cycles that are alike go about as far as one before them, wherever the limb is now."""
        extents = [self._extent(centre) for centre in (before, one, other)]
        as_far = max(extents) <= self._numbers.larger_most**2 * min(extents)
        return as_far and self.likeness(other, [one]) >= self._numbers.alike_least

    def _extent(self, centre: int) -> float:
        """Mean square extent of what is known of the cycle, in degrees."""
        window = self._at(centre)
        return float(window[np.isfinite(window[:, 0])].var(axis=0).sum())

    def whole(self, centre: int) -> bool:
        """Whether nothing of the cycle is missing."""
        return bool(np.isfinite(self._at(centre)).all())

    def _at(self, centre: int) -> Floats:
        at: Floats = self._windows[centre + self._beyond - self._half]
        return at

    def _alike(self, windows: Floats, usual: Floats) -> Floats:
        """[k] of windows [k, w, 6] to the usual one [w, 6]."""
        middle = np.nanmean(usual, axis=0)
        known = np.isfinite(windows[..., 0]) & np.isfinite(usual[:, 0])
        apart, own, usual_own = (
            np.where(known, (difference**2).sum(axis=-1), 0)
            for difference in (windows - usual, windows - middle, usual - middle)
        )
        halves = (slice(None, self._half + 1), slice(self._half, None))
        alike = [self._half_alike(known[:, half], apart[:, half], (own + usual_own)[:, half]) for half in halves]
        larger = own.sum(axis=1) > self._numbers.larger_most**2 * usual_own.sum(axis=1)
        unseen = (known.mean(axis=1) < self._numbers.seen_least) | np.isinf(windows[..., 0]).any(axis=1)
        return np.where(larger | unseen, UNSEEN, np.min(alike, axis=0))

    def _half_alike(self, known: np.typing.NDArray[np.bool_], apart: Floats, extent: Floats) -> Floats:
        """[k] 1 where too little of this half was recorded to say anything."""
        says = (known.mean(axis=1) >= self._numbers.seen_least) & (extent.sum(axis=1) > 0)
        return np.where(says, 1 - apart.sum(axis=1) / np.where(says, extent.sum(axis=1), 1), 1.0)


def _mean_known(windows: Floats) -> Floats:
    """[w, 6] over those in which it is known; NaN where it is in none."""
    known = np.isfinite(windows)
    count = known.sum(axis=0)
    mean: Floats = np.where(count > 0, np.where(known, windows, 0).sum(axis=0) / np.maximum(count, 1), np.nan)
    return mean


def _filled(trace: MotionTrace, stretch: Repeating, steps: int, rest_share: float) -> Floats:
    """The trace with so many steps more at both ends: NaN where nobody knows what the limb did, infinite in a gap.

    A limb that rests at the end of the recording stays where it is.
    """
    scaled = trace.scaled(stretch.period)
    speed_dps = np.linalg.norm(trace.rotation_dps, axis=1)
    rest_dps = rest_share * float(np.sqrt((speed_dps[stretch.first : stretch.last + 1] ** 2).mean()))
    rests = [float(at_end.mean()) < rest_dps for at_end in (speed_dps[:END], speed_dps[-END:])]
    fillings = [
        GAP if not open_end else end if rest else end * np.nan
        for end, rest, open_end in zip((scaled[:1], scaled[-1:]), rests, trace.open_ends, strict=True)
    ]
    before, after = (np.repeat(filling, steps, axis=0) for filling in fillings)
    return np.concatenate([before, scaled, after])
