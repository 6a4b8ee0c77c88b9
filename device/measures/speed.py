"""How fast the limb turned about whatever axis, a hundred times a second, its tremor included.

Knows windows, and when a gyroscope's word is worth nothing; must never know which movement was meant. Smoothed turns
(`device/signals/turning.py`) hide how jerky a movement was and how fast at most: that is what this is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ
from device.signals.rows import AXES
from device.signals.samples import Floats
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
    return speeds_of([window])[0]


def speeds_of(windows: Sequence[Window]) -> list[TurningSpeed]:
    """Likewise of each of some windows."""
    turnings = [_measured(window) for window in windows]
    columns = np.array([turning.T for turning in turnings if turning is not None]).reshape(-1, AXES, GRID_HZ)
    speeds = iter(np.sqrt(np.square(columns).sum(axis=1)).astype(np.float32))
    return [
        TurningSpeed(window.second_s, UNKNOWN_SPEED if turning is None else next(speeds))
        for window, turning in zip(windows, turnings, strict=True)
    ]


def _measured(window: Window) -> Floats | None:
    """[100, 3] in the judged second; None if it was not all measured."""
    rotation = window.rotation
    if rotation is None or rotation.saturated or rotation.stuck_axes or window.missing_s:
        return None
    return rotation.values[GRID_HZ : 2 * GRID_HZ]
