"""Whether a limb is still: judged here and nowhere else, from steps of a tenth of a second.

Knows how little a still limb's measurements vary; must never know what stillness is used for. A gyroscope's offset is
no movement, so only how much a measurement varies counts, never how large it is. Nothing here depends on how the sensor
is mounted.
"""

from collections.abc import Sequence
from math import dist, inf

import numpy as np
from numpy.typing import NDArray

from device.signals.rows import AXES
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.turning import Vector, vectors_in

Counts = NDArray[np.intp]


class Steady:
    """For how many steps in a row turning and gravity have stayed near where they were at first."""

    def __init__(self, most_dps: float, most_g: float, most_steps: int) -> None:
        """`most_steps`: how many of the last ones a mean is taken over."""
        self._most_dps, self._most_g, self._most_steps = most_dps, most_g, most_steps
        self.clear()

    def clear(self) -> None:
        """Nothing is known of what was before."""
        self._first_dps = self._first_g = NOWHERE
        self._steps = 0
        self._turning = np.empty((0, AXES))  # of the steps that were pushed last, and of as many before as a mean needs
        self._counts = np.zeros(1, dtype=np.intp)  # of the steps that were pushed last

    @property
    def steps(self) -> int:
        """Up to the last."""
        return self._steps

    def push(self, rotation_dps: Floats, acceleration_g: Floats) -> Counts:
        """Take the next steps [n, 3], at least one, which follow on the last one; how many there are with each, [n]."""
        self._turning = np.concatenate([self._turning[-self._most_steps :], rotation_dps])
        self._counts = np.array(self._counted(vectors_in(rotation_dps), vectors_in(acceleration_g)), dtype=np.intp)
        return self._counts

    def mean_dps(self, number: int = -1) -> Vector:
        """Mean turning over the last of the steps in a row up to one of those that were pushed last."""
        end = len(self._turning) - (len(self._counts) - 1 - number) % len(self._counts)
        count = min(int(self._counts[number]), self._most_steps)
        x, y, z = (self._turning[end - count : end].sum(axis=0) / count).tolist()
        return x, y, z

    def _counted(self, rotation_dps: Sequence[Vector], acceleration_g: Sequence[Vector]) -> list[int]:
        """How many steps there are with each.

        Each is held against the first of those before, which one at a time costs as little as all at once.
        """
        first_dps, first_g, steps, counts = self._first_dps, self._first_g, self._steps, []
        for turned, felt in zip(rotation_dps, acceleration_g, strict=True):
            if not (dist(turned, first_dps) <= self._most_dps and dist(felt, first_g) <= self._most_g):
                first_dps, first_g, steps = turned, felt, 0
            steps += 1
            counts.append(steps)
        self._first_dps, self._first_g, self._steps = first_dps, first_g, steps
        return counts


NOWHERE: Vector = (inf, inf, inf)  # near to nothing


def since(flags: Flags, before: int | Counts = 0) -> Counts:
    """[n, ...] how many steps ago the last flag was, 0 where there is one; before: at the first step, if none was."""
    number = np.arange(len(flags)).reshape(-1, *(1 for _ in flags.shape[1:]))
    latest = np.maximum.accumulate(np.where(flags, number, -1), axis=0)
    return np.where(latest < 0, number + before, number - latest)


class Unchanged:
    """For how many steps in a row each axis has shown the same: one that is stuck hides movement."""

    def __init__(self) -> None:
        self._last_dps = np.array(NOWHERE)
        self._steps = np.zeros(AXES, dtype=np.intp)

    def push(self, rotation_dps: Floats) -> Counts:
        """The most of any axis, with each of the next steps [n, 3], at least one."""
        changes_dps = np.abs(np.diff(rotation_dps, axis=0, prepend=self._last_dps[np.newaxis]))
        counts = since(changes_dps >= LEAST_CHANGE_DPS, self._steps + 1)
        self._last_dps, self._steps = rotation_dps[-1], counts[-1]
        return np.asarray(counts.max(axis=1))


LEAST_CHANGE_DPS = 1e-6  # far below any sensor's last digit, far above the rounding of sums
