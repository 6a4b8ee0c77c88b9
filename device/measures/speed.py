"""How fast the limb turned about whatever axis, a hundred times a second, its tremor included.

Knows windows, and when a gyroscope's word is worth nothing; must never know which movement was meant. Smoothed turns
(`device/signals/turning.py`) hide how jerky a movement was and how fast at most: that is what this is for.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ
from device.signals.windows import Window

SpeedTrace = NDArray[np.float32]
UNKNOWN_SPEED: SpeedTrace = np.full(GRID_HZ, np.nan, dtype=np.float32)


@dataclass(frozen=True)
class TurningSpeed:
    """speed_dps: [100] on the grid from `second_s` on, over all axes; NaN where the gyroscope did not measure it all.

    That is: none there, an axis stuck or at the end of its range, or samples missing, here or in the second beside it.
    """

    second_s: float
    speed_dps: SpeedTrace = field(compare=False, repr=False)

    @property
    def measured(self) -> bool:
        """Whether it is known."""
        return self.speed_dps is not UNKNOWN_SPEED


def speed_of(window: Window) -> TurningSpeed:
    """Of the second that the window judges; the gyroscope's offset is to be taken out of the window before."""
    rotation = window.rotation
    if rotation is None or rotation.saturated or rotation.stuck_axes or window.missing_s:
        return TurningSpeed(window.second_s, UNKNOWN_SPEED)
    turning = rotation.values[GRID_HZ : 2 * GRID_HZ]
    speed_dps = np.sqrt(np.einsum("ij,ij->i", turning, turning))
    return TurningSpeed(window.second_s, speed_dps.astype(np.float32))
