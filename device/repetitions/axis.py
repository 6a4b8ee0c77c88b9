"""The axis about which a limb has lately turned most, and how far it turned about it.

Knows angular velocities and angles; must never know repetitions, rest or gaps. A call of numpy costs more than this
much arithmetic on three numbers, ten times a second for ever.
"""

import math
from dataclasses import dataclass

from device.signals.turning import STEP_S, Vector

AXIS_MEMORY_S = 10.0  # ours: the movement's axis is that of the last one or two repetitions
MOVING_DPS = 5.0  # ours: an axis can be told
FORGOTTEN = 1e-200  # deg²/s²; after hours without any turning no digit of the spread is left
KEEP = math.exp(-STEP_S / AXIS_MEMORY_S)


@dataclass(frozen=True)
class Place:
    """Where the limb was: turned by `angles_deg` about the sensor's axes since some moment."""

    time_s: float
    angles_deg: Vector


class TurningAxis:
    """The axis is that of the largest spread of angular velocity; its sense is kept from step to step."""

    def __init__(self) -> None:
        self._spread = (0.0,) * 6  # xx, yy, zz, xy, yz, zx
        self._axis: Vector | None = None

    def push(self, rate_dps: Vector) -> None:
        """Take the next step's angular velocity."""
        self._widen(rate_dps)
        if self._axis is not None or math.hypot(*rate_dps) >= MOVING_DPS:
            self._axis = _unit(self._times_spread(self._axis or rate_dps)) or self._axis

    def flip(self, sense: float) -> None:
        """Turn the axis round where `sense` is negative."""
        if self._axis is not None and sense < 0:
            x, y, z = self._axis
            self._axis = (-x, -y, -z)

    def turned_deg(self, start: Place, end: Place) -> float:
        """How far about the axis from start to end; 0 as long as no axis can be told."""
        if self._axis is None:
            return 0.0
        (x, y, z), (x0, y0, z0), (x1, y1, z1) = self._axis, start.angles_deg, end.angles_deg
        return x * (x1 - x0) + y * (y1 - y0) + z * (z1 - z0)

    def _widen(self, rate_dps: Vector) -> None:
        x, y, z = rate_dps
        xx, yy, zz, xy, yz, zx = self._spread
        self._spread = (
            KEEP * xx + x * x,
            KEEP * yy + y * y,
            KEEP * zz + z * z,
            KEEP * xy + x * y,
            KEEP * yz + y * z,
            KEEP * zx + z * x,
        )

    def _times_spread(self, vector: Vector) -> Vector:
        x, y, z = vector
        xx, yy, zz, xy, yz, zx = self._spread
        return xx * x + xy * y + zx * z, xy * x + yy * y + yz * z, zx * x + yz * y + zz * z


def _unit(vector: Vector) -> Vector | None:
    x, y, z = vector
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length) if length > FORGOTTEN else None
