"""Whether a limb is still: judged here and nowhere else, from steps of a tenth of a second.

Knows how little a still limb's measurements vary; must never know what stillness is used for. A gyroscope's offset is
no movement, so only how much a measurement varies counts, never how large it is. Nothing here depends on how the sensor
is mounted.
"""

import numpy as np
from numpy.typing import NDArray

from device.signals.rows import AXES
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.turning import Vector

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
        self._turning = np.empty((0, AXES))  # of the steps that were pushed last, and of as many before as a mean needs
        self._counts = np.zeros(1, dtype=np.intp)  # of the steps that were pushed last

    @property
    def steps(self) -> int:
        """Up to the last."""
        return int(self._counts[-1])

    def push(self, rotation_dps: Floats, acceleration_g: Floats) -> Counts:
        """Take the next steps [n, 3], at least one, which follow on the last one; how many there are with each, [n]."""
        starts = self._starts(rotation_dps, acceleration_g)
        self._turning = np.concatenate([self._turning[-self._most_steps :], rotation_dps])
        self._counts = since(starts, self.steps) + 1
        (places,) = starts.nonzero()
        if places.size:
            self._first_dps, self._first_g = rotation_dps[places[-1]], acceleration_g[places[-1]]
        return self._counts

    def mean_dps(self, number: int = -1) -> Vector:
        """Mean turning over the last of the steps in a row up to one of those that were pushed last."""
        end = len(self._turning) - (len(self._counts) - 1 - number) % len(self._counts)
        count = min(int(self._counts[number]), self._most_steps)
        x, y, z = (self._turning[end - count : end].sum(axis=0) / count).tolist()
        return x, y, z

    def _starts(self, rotation_dps: Floats, acceleration_g: Floats) -> Flags:
        """[n] which steps are the first of some in a row: far from the first of those before."""
        starts = np.zeros(len(rotation_dps), dtype=np.bool_)
        near = self._near(rotation_dps[1:], acceleration_g[1:], rotation_dps[:-1], acceleration_g[:-1])
        follows = near.nonzero()[0] + 1
        place = _leading(self._near(rotation_dps, acceleration_g, self._first_dps, self._first_g))
        while place < len(starts):
            after = int(follows.searchsorted(place, side="right"))
            second = int(follows[after]) if after < len(follows) else len(starts)
            starts[place:second] = True
            first = slice(second - 1, second)
            rest = self._near(
                rotation_dps[second:], acceleration_g[second:], rotation_dps[first], acceleration_g[first]
            )
            place = second + _leading(rest)
        return starts

    def _near(self, rotation_dps: Floats, acceleration_g: Floats, beside_dps: Floats, beside_g: Floats) -> Flags:
        turned, tilted = _sizes(rotation_dps - beside_dps), _sizes(acceleration_g - beside_g)
        return np.asarray((turned <= self._most_dps) & (tilted <= self._most_g))


NOWHERE: Floats = np.full(AXES, np.inf)  # near to nothing


def since(flags: Flags, before: int | Counts = 0) -> Counts:
    """[n, ...] how many steps ago the last flag was, 0 where there is one; before: at the first step, if none was."""
    number = np.arange(len(flags)).reshape(-1, *(1 for _ in flags.shape[1:]))
    latest = np.maximum.accumulate(np.where(flags, number, -1), axis=0)
    return np.where(latest < 0, number + before, number - latest)


def _leading(true: Flags) -> int:
    """How many are, before the first that is not."""
    return len(true) if true.all() else int(true.argmin())


def _sizes(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(np.square(vectors).sum(axis=1)))


class Unchanged:
    """For how many steps in a row each axis has shown the same: one that is stuck hides movement."""

    def __init__(self) -> None:
        self._last_dps = NOWHERE
        self._steps = np.zeros(AXES, dtype=np.intp)

    def push(self, rotation_dps: Floats) -> Counts:
        """The most of any axis, with each of the next steps [n, 3], at least one."""
        changes_dps = np.abs(np.diff(rotation_dps, axis=0, prepend=self._last_dps[np.newaxis]))
        counts = since(changes_dps >= LEAST_CHANGE_DPS, self._steps + 1)
        self._last_dps, self._steps = rotation_dps[-1], counts[-1]
        return np.asarray(counts.max(axis=1))


LEAST_CHANGE_DPS = 1e-6  # far below any sensor's last digit, far above the rounding of sums
