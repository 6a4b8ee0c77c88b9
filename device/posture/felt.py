"""Where gravity points in a second at rest, and whether what is felt is gravity: the arm's own acceleration is not.

Knows means, and what the gyroscope expects; must never know neutral positions.

A car that brakes, or a lift, pulls as gravity does. The gyroscope knows that the limb did not turn with it: what is
felt must agree with what was felt a second ago, turned by what the gyroscope measured. What was doubted is believed
again after some seconds, since the gyroscope drifts, so a pull that lasts for longer than that is taken for gravity.
"""

import math
from typing import Final

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S, PostureJudging
from device.records.limb_axes import cross
from device.records.person import angle_deg
from device.signals.gyro_bias import minus
from device.signals.turning import Vector
from device.signals.windows import Window

NEXT_S: Final = 1.5  # seconds that are further apart than this do not follow on one another
_AROUND: Final = np.arange(WINDOW_S * GRID_HZ) + 1 / 2 - WINDOW_S * GRID_HZ / 2  # samples from the window's middle
_HANN = np.where(abs(_AROUND) < GRID_HZ, 1 + np.cos(np.pi * _AROUND / GRID_HZ), 0)
MEAN: Final = _HANN / _HANN.sum()
"""[300] weights of two seconds about the middle, faded: a step at 2 Hz leaves nothing of itself."""
SINCE_BEFORE: Final = np.where((_AROUND < 0) & (_AROUND > -GRID_HZ), 1 / GRID_HZ, 0)
"""[300] adds up the turning from the middle of the second before to the middle of this one."""


class GravityFelt:
    """Follows the seconds at rest in order of time."""

    def __init__(self, judging: PostureJudging) -> None:
        self._judging = judging
        self._expected: Vector | None = None
        self._second_s = -math.inf

    def push(self, window: Window) -> Vector | None:
        """What the accelerometer shows of gravity alone, in g; None where it shows something else besides."""
        felt = _felt(window, self._judging)
        if felt is None:
            return None
        expected = self._turned(window) if window.second_s - self._second_s < NEXT_S else None
        agrees = expected is None or angle_deg(felt, expected) <= self._judging.agree_deg
        self._expected = felt if expected is None else _between(expected, felt, 1 / self._judging.trust_s)
        self._second_s = window.second_s
        return felt if agrees else None

    def _turned(self, window: Window) -> Vector | None:
        """What is expected now; a sensor that turns sees gravity turn the other way. None without a gyroscope."""
        rotation = window.rotation
        if rotation is None or rotation.stuck_axes or self._expected is None:
            return None
        turn: Vector = tuple(np.radians(SINCE_BEFORE @ rotation.values).tolist())
        return minus(self._expected, cross(turn, self._expected))


def _felt(window: Window, judging: PostureJudging) -> Vector | None:
    acceleration = window.acceleration
    if acceleration.stuck_axes or acceleration.saturated or "accelerometer" in window.dead or not window.sound.gravity:
        return None
    felt: Vector = tuple((MEAN @ acceleration.values).tolist())
    return felt if judging.least_gravity_g <= math.hypot(*felt) <= judging.most_gravity_g else None


def _between(one: Vector, other: Vector, share: float) -> Vector:
    x, y, z = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return x, y, z
