"""Whether rows of samples can tell how the limb turned: a gyroscope may be off, missing, or stuck on one value.

Knows rows; must never know what counts on them.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from device.parameters import Sampling
from device.programme.seen import Hindrance, Watched
from device.signals.rows import ACCELEROMETER_DEAD, GYROSCOPE_DEAD, ROTATION, Rows
from device.signals.samples import Floats

STUCK_S = 1.0  # ours: noise of 0.038 deg/s moves the last digit (0.03 deg/s) of a living gyroscope many times in it

SEEN, ABSENT, STUCK, NO_GRAVITY, GAP = range(5)
HINDRANCES: dict[int, Hindrance | None] = {
    SEEN: None,
    ABSENT: "no gyroscope",
    STUCK: "gyroscope stuck",
    NO_GRAVITY: "accelerometer stuck",
}


class TurningWatch:
    """Cleaned rows in, the stretches that they cover out. However they are cut, the same moments are covered."""

    def __init__(self, sampling: Sampling) -> None:
        self._longest_s = sampling.bridged_most_s
        self._last_s: float | None = None
        self._last_dps: Floats | None = None
        self._changed_s = float("-inf")

    def push(self, rows: Rows) -> list[Watched]:
        """What these rows cover, from the last one before them on, in order of time."""
        if not len(rows):
            return []
        states = self._states(rows)
        edges_s = np.concatenate([[rows.time_s[0] if self._last_s is None else self._last_s], rows.time_s])
        self._last_s = float(rows.time_s[-1])
        states[edges_s[1:] - edges_s[:-1] > self._longest_s] = GAP
        ends = [*(np.flatnonzero(states[1:] != states[:-1]) + 1).tolist(), len(states)]
        return [
            Watched(float(edges_s[first]), float(edges_s[end]), HINDRANCES[int(states[first])])
            for first, end in pairwise([0, *ends])
            if states[first] != GAP
        ]

    def _states(self, rows: Rows) -> NDArray[np.int64]:
        rotation_dps = rows.values[:, ROTATION]
        states = np.where(self._unchanged_s(rows.time_s, rotation_dps) > STUCK_S, STUCK, SEEN)
        states[np.isnan(rotation_dps[:, -1])] = ABSENT  # of a row all three or none
        states[rows.dead & GYROSCOPE_DEAD != 0] = STUCK
        states[rows.dead & ACCELEROMETER_DEAD != 0] = NO_GRAVITY
        return states

    def _unchanged_s(self, time_s: Floats, rotation_dps: Floats) -> Floats:
        """For how long the gyroscope has been saying the same, at each sample."""
        changed = np.ones(len(time_s), dtype=bool)  # the first of all is new
        changed[1:] = (rotation_dps[1:] != rotation_dps[:-1]).any(axis=1)
        if self._last_dps is not None:
            changed[0] = (rotation_dps[0] != self._last_dps).any()
        changed_s = np.maximum.accumulate(np.where(changed, time_s, self._changed_s))
        self._last_dps, self._changed_s = rotation_dps[-1], float(changed_s[-1])
        unchanged_s: Floats = time_s - changed_s
        return unchanged_s
