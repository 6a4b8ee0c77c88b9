"""Whether rows of samples can tell how the limb turned: a gyroscope may be off or missing, either sensor dead.

Knows rows; must never know what counts on them.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from device.parameters import Sampling
from device.programme.seen import Hindrance, Watched
from device.signals.rows import ACCELEROMETER_DEAD, GYROSCOPE_DEAD, Rows

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

    def push(self, rows: Rows) -> list[Watched]:
        """What these rows cover, from the last one before them on, in order of time."""
        if not len(rows):
            return []
        start_s, end_s = float(rows.time_s[0]) if self._last_s is None else self._last_s, float(rows.time_s[-1])
        self._last_s = end_s
        if end_s - start_s <= self._longest_s and _all_seen(rows):  # nearly always, and much cheaper
            return [Watched(start_s, end_s, HINDRANCES[SEEN])]
        return self._stretches(rows, start_s)

    def _stretches(self, rows: Rows, start_s: float) -> list[Watched]:
        states, edges_s = _states(rows), np.concatenate([[start_s], rows.time_s])
        states[edges_s[1:] - edges_s[:-1] > self._longest_s] = GAP
        ends = [*(np.flatnonzero(states[1:] != states[:-1]) + 1).tolist(), len(states)]
        return [
            Watched(float(edges_s[first]), float(edges_s[end]), HINDRANCES[int(states[first])])
            for first, end in pairwise([0, *ends])
            if states[first] != GAP
        ]


def _all_seen(rows: Rows) -> bool:
    return not (rows.dead.any() or np.isnan(rows.values[:, -1]).any())


def _states(rows: Rows) -> NDArray[np.int64]:
    states = np.where(np.isnan(rows.values[:, -1]), ABSENT, SEEN)  # of a rotation all three or none
    if rows.dead.any():
        states[rows.dead & GYROSCOPE_DEAD != 0] = STUCK
        states[rows.dead & ACCELEROMETER_DEAD != 0] = NO_GRAVITY
    return states
