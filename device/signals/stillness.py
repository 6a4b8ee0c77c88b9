"""Whether a limb is still: judged here and nowhere else, from steps of a tenth of a second.

Knows how little a still limb's measurements vary; must never know what stillness is used for. A gyroscope's offset is
no movement, so only how much a measurement varies counts, never how large it is. Nothing here depends on how the sensor
is mounted.
"""

import math
from collections import deque
from math import dist

from device.signals.turning import Vector

NOWHERE: Vector = (math.inf, math.inf, math.inf)  # near to nothing


class Steady:
    """For how many steps in a row, up to the last, turning and gravity have stayed near where they were at first."""

    def __init__(self, most_dps: float, most_g: float, most_steps: int) -> None:
        """`most_steps`: how many of the last ones `mean_dps` is taken over."""
        self._most_dps, self._most_g = most_dps, most_g
        self._first_dps = self._first_g = NOWHERE
        self._turning: deque[Vector] = deque(maxlen=most_steps)
        self.steps = 0

    def push(self, rotation_dps: Vector, acceleration_g: Vector) -> int:
        """Take the next step, which follows on the last one; how many there are with it."""
        near = (
            dist(rotation_dps, self._first_dps) <= self._most_dps
            and dist(acceleration_g, self._first_g) <= self._most_g
        )
        if not near:
            self._first_dps, self._first_g = rotation_dps, acceleration_g
            self._turning.clear()
            self.steps = 0
        self._turning.append(rotation_dps)
        self.steps += 1
        return self.steps

    def clear(self) -> None:
        """Nothing is known of what was before."""
        self._turning.clear()
        self._first_dps = self._first_g = NOWHERE
        self.steps = 0

    @property
    def mean_dps(self) -> Vector:
        """Mean turning over the last of those steps."""
        count = len(self._turning)
        x, y, z = (sum(axis) / count for axis in zip(*self._turning, strict=True))
        return x, y, z


class Unchanged:
    """For how many steps in a row each axis has shown the same: one that is stuck hides movement."""

    def __init__(self) -> None:
        self._last_dps: Vector = (math.inf, math.inf, math.inf)
        self._steps: tuple[int, ...] = NO_STEPS

    def push(self, rotation_dps: Vector) -> int:
        """The most of any axis, with this step."""
        (x, y, z), (last_x, last_y, last_z) = rotation_dps, self._last_dps
        self._last_dps = rotation_dps
        same = (
            abs(x - last_x) < LEAST_CHANGE_DPS,
            abs(y - last_y) < LEAST_CHANGE_DPS,
            abs(z - last_z) < LEAST_CHANGE_DPS,
        )
        if True not in same:  # of a living gyroscope always
            self._steps = NO_STEPS
            return 0
        self._steps = tuple(count + 1 if each else 0 for count, each in zip(self._steps, same, strict=True))
        return max(self._steps)


NO_STEPS = (0, 0, 0)
LEAST_CHANGE_DPS = 1e-6  # far below any sensor's last digit, far above the rounding of sums
