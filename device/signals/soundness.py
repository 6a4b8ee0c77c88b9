"""What a second says of the sensor itself: whether it is nothing but noise, and whether gravity is there.

Knows noise and gravity; must never know movement, or what follows from an unsound sensor.

Noise is as large from one sample to the next as over the whole second; what a limb does is slow beside that. So a
second in which all axes of both sensors show only that is one of a device at rest, however loud the noise is.
"""

import math
from dataclasses import dataclass

import numpy as np

from device.signals.rows import ACCELERATION, Rows

SECOND_DIFFERENCE = math.sqrt(6)  # 1 -2 1: by so much it enlarges white noise
# Of white noise all is left when what is below 20 Hz is taken out; of a limb's movement, little. In 10,500 recorded
# seconds of limbs one has so much of it on all six axes, and in a car 2 of 405.
WHITE_SHARE = 0.6
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
    values = rows.values
    if len(values) < LEAST_SAMPLES or rows.dead.any() or np.isnan(values[:, -1]).any():
        return UNTOLD
    spread = values.std(axis=0)
    quick = np.sqrt(np.square(values[2:] - 2 * values[1:-1] + values[:-2]).mean(axis=0)) / SECOND_DIFFERENCE
    size_g = float(np.linalg.norm(values[:, ACCELERATION].mean(axis=0)))
    return Sound(
        only_noise=bool((quick >= WHITE_SHARE * spread).all()),
        gravity=LEAST_GRAVITY_G <= size_g <= MOST_GRAVITY_G,
    )
