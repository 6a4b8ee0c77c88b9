"""What a second says of the sensor itself: whether it is nothing but noise, and whether gravity is there.

Knows noise and gravity; must never know movement, or what follows from an unsound sensor.

Noise is as large from one sample to the next as over the whole second; what a limb does is slow beside that. So a
second in which all axes of both sensors show only that is one of a device at rest, however loud the noise is.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.signals.rows import ACCELERATION, Rows
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
