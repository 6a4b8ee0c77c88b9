"""What a second says of the sensor itself: whether it is nothing but noise, if gravity is there, if its range ended.

Knows noise, gravity and ranges; must never know movement, or what follows from an unsound sensor.

Noise is as large from one sample to the next as over the whole second; what a limb does is slow beside that. So a
second in which all axes of both sensors show only that is one of a device at rest, however loud the noise is.

An end of a range that every sensor of the kind reaches is one whatever is beside it. Gyroscopes of other chips end
sooner: there it has to look cut off. A few wild values do not. Movement comes to rest at its turning points, so by the
resolution alone a few values there may be the same, but then the next ones are hardly less. And where each value stands
several times all along, as in a file that was filled up to a higher rate, nothing can be told.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.parameters import Sampling
from device.signals.rows import ACCELERATION, AXES, IS_ACCELERATION, Rows
from device.signals.samples import Floats

SECOND_DIFFERENCE = 6  # 1 -2 1: by so much it enlarges the mean square of white noise
# Of white noise all is left when what is below 20 Hz is taken out; of a limb's movement, little. In 10,500 recorded
# seconds of limbs one has so much of it on all six axes, and in a car 2 of 405.
WHITE_SHARE = 0.6
LEAST_RATIO = SECOND_DIFFERENCE * WHITE_SHARE**2  # of mean squares
LEAST_SAMPLES = 24  # ours: of the second
# Ours: zero-g offsets of 80 mg and a scale of 3 % in three axes stay within, and no limb is pushed out for a minute.
LEAST_GRAVITY_G, MOST_GRAVITY_G = 0.6, 1.4


@dataclass(frozen=True)
class Sound:
    """One second. Without a gyroscope neither can be told: then it is no noise, and gravity is right."""

    only_noise: bool = False
    gravity: bool = True  # False: what the accelerometer shows on average is far from 1 g


UNTOLD = Sound()


def sound_of(rows: Rows) -> Sound:
    """What the rows of one second say."""
    count = len(rows)
    if count < LEAST_SAMPLES or rows.dead.any():
        return UNTOLD
    columns = rows.values.T  # squares are compared: numpy's calls cost more here than their work, so there are few
    mean = np.add.reduce(columns, axis=1) / count
    if math.isnan(mean[-1]):  # of a rotation all three or none
        return UNTOLD
    spread = columns - mean[:, np.newaxis]
    quick = columns[:, 2:] - 2 * columns[:, 1:-1] + columns[:, :-2]
    return Sound(
        only_noise=bool((_mean_square(quick) >= LEAST_RATIO * _mean_square(spread)).all()),
        gravity=LEAST_GRAVITY_G <= math.hypot(*mean[ACCELERATION].tolist()) <= MOST_GRAVITY_G,
    )


def sounds_of(columns: Floats, counts: NDArray[np.intp]) -> list[Sound]:
    """Of seconds in which all worked: columns [6, seconds, most], of which the first `counts` [seconds] count."""
    told = counts >= LEAST_SAMPLES
    here = np.arange(columns.shape[2]) < counts[:, np.newaxis]
    each = np.where(here, columns, 0)
    count = np.maximum(counts, SECOND_DIFFERENCE)  # those with fewer are not told
    mean = each.sum(axis=2) / count
    spread = (each - mean[:, :, np.newaxis]) * here
    quick = (each[:, :, 2:] - 2 * each[:, :, 1:-1] + each[:, :, :-2]) * here[:, 2:]
    spread_square, quick_square = (np.einsum("ijk,ijk->ij", one, one) for one in (spread, quick))
    noise = (quick_square * count >= LEAST_RATIO * spread_square * (count - 2)).all(axis=0)
    size_g = np.sqrt(np.square(mean[ACCELERATION]).sum(axis=0))
    gravity = (size_g >= LEAST_GRAVITY_G) & (size_g <= MOST_GRAVITY_G)
    told &= np.isfinite(mean[-1])
    pairs = zip(told.tolist(), noise.tolist(), gravity.tolist(), strict=True)
    return [SOUNDS[only_noise, upright] if is_told else UNTOLD for is_told, only_noise, upright in pairs]


SOUNDS = {(noise, gravity): Sound(noise, gravity) for noise in (False, True) for gravity in (False, True)}


def _mean_square(columns: Floats) -> Floats:
    mean: Floats = np.einsum("ij,ij->i", columns, columns) / columns.shape[1]
    return mean


def may_reach_ends(low: Floats, high: Floats, sampling: Sampling) -> NDArray[np.bool_]:
    """[...] which of some seconds have values so large, by their lowest and highest in each column [..., 6]."""
    least = np.where(IS_ACCELERATION, sampling.least_range_g, sampling.least_cut_dps)
    return np.asarray((np.maximum(high, -low) >= least).any(axis=-1))


def at_ends(values: Floats, low: Floats, high: Floats, sampling: Sampling) -> tuple[bool, bool]:
    """Of acceleration and rotation; of one second's rows [n, 6], with the lowest and highest value of each column."""
    ends = [*enumerate(low.tolist()), *enumerate(high.tolist())]
    felt = [(axis, end) for axis, end in ends if axis < AXES and abs(end) >= sampling.least_range_g]
    turned = [(axis, end) for axis, end in ends if axis >= AXES and abs(end) >= sampling.least_cut_dps]
    return (
        any(_has_run(values[:, axis] == end, sampling.saturated_samples) for axis, end in felt),
        any(_is_at_end(values[:, axis], end, sampling) for axis, end in turned),
    )


def _is_at_end(column: Floats, end: float, sampling: Sampling) -> bool:
    """Whether an axis [n] of a gyroscope stays at its lowest or highest value."""
    there = column == end
    if np.count_nonzero(there) < sampling.saturated_samples:
        return False
    known = abs(end) >= sampling.least_range_dps and _has_run(there, sampling.saturated_samples)
    return known or _is_cut_off(column, end, sampling)


def _has_run(true: NDArray[np.bool_], least_run: int) -> bool:
    return int(np.count_nonzero(true)) >= least_run and _longest_run(true) >= least_run


def _longest_run(true: NDArray[np.bool_]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False]))))
    return int(np.max(edges[1::2] - edges[::2], initial=0))


def _is_cut_off(column: Floats, end: float, sampling: Sampling) -> bool:
    """Whether an axis [n] comes to a stop at its lowest or highest value, and nowhere else; once or again and again."""
    steps = np.abs(np.diff(column))
    starts = np.concatenate(([0], 1 + np.flatnonzero(steps)))
    lengths, values = np.diff(np.append(starts, len(column))), column[starts]
    at_end = (values == end) & (lengths > 1)
    inside = lengths[(values != column.min()) & (values != column.max())]
    longest = lengths[at_end].max(initial=0)
    if lengths[at_end].sum() < sampling.saturated_samples or longest < sampling.cut_longer * inside.max(initial=1):
        return False
    beside = np.flatnonzero(at_end[1:] | at_end[:-1])
    changes, others = steps[starts[1:] - 1][beside], np.where(at_end[:-1], values[1:], values[:-1])[beside]
    rises = np.diff(np.sort(column))
    digit = rises[rises > 0].min(initial=np.inf)
    comes_near = (others / end >= sampling.cut_from_share).all()
    return bool(len(beside) and comes_near and changes.mean() >= sampling.cut_least_digits * digit)
