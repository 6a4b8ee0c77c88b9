"""The way of one repetition, out and back, about the axis about which the limb turned most.

Knows angles over time; must never know what makes a repetition count.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from device.measures.movement_log import Turned
from device.signals.samples import Floats
from device.signals.turning import STEP_S

BEGUN_SHARE = 0.05  # ours, of the way out: before it nobody can tell a movement from the pause before
BACK_AGAIN_SHARE = 0.6  # ours, of the way out: at half of it, by whoever counts, no more of it may be known


@dataclass(frozen=True)
class WayOut:
    """angles_deg: [n] from where it began, positive on the way out, at `time_s`. The last tenths may lead back."""

    time_s: Floats
    angles_deg: Floats

    @classmethod
    def of(cls, turned: Turned) -> Self | None:
        """None if some of it was not measured, or the limb did not turn."""
        if not turned.whole or not turned.rotation_dps.any():
            return None
        axis = np.linalg.eigh(turned.rotation_dps.T @ turned.rotation_dps)[1][:, -1]
        angles_deg = np.concatenate([[0.0], np.cumsum(turned.rotation_dps @ axis) * STEP_S])
        sense = np.sign(angles_deg[np.abs(angles_deg).argmax()])
        return cls(np.concatenate([turned.end_s[:1] - STEP_S, turned.end_s]), sense * angles_deg)

    @property
    def furthest_s(self) -> float:
        """When it turned round, between two tenths if it went back afterwards."""
        last = self._furthest
        around_deg = self.angles_deg[max(last - 1, 0) : last + 2]
        if len(around_deg) <= 2:  # at an end
            return float(self.time_s[last])
        before, after = around_deg[1] - around_deg[0], around_deg[1] - around_deg[2]
        return float(self.time_s[last] + STEP_S / 2 * (before - after) / (before + after))

    @property
    def length_s(self) -> float | None:
        """From a twentieth of the way out to two fifths of the way back; None if it did not come so far back."""
        angles_deg, last = self.angles_deg, self._furthest
        before = np.flatnonzero(angles_deg[:last] < BEGUN_SHARE * angles_deg[last])
        after = np.flatnonzero(angles_deg[last:] <= BACK_AGAIN_SHARE * angles_deg[last])
        if not len(before) or not len(after):
            return None
        begun_s = self._passed_s(int(before[-1]), BEGUN_SHARE * angles_deg[last])
        return self._passed_s(last + int(after[0]) - 1, BACK_AGAIN_SHARE * angles_deg[last]) - begun_s

    @property
    def _furthest(self) -> int:
        return int(self.angles_deg.argmax())

    def _passed_s(self, place: int, angle_deg: float) -> float:
        """When it passed an angle that lies between this place and the next."""
        here_deg, next_deg = self.angles_deg[place : place + 2]
        return float(self.time_s[place] + STEP_S * (angle_deg - here_deg) / (next_deg - here_deg))
