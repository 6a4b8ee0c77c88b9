"""What one judged second and the two around it show of posture and slow movement, tenth by tenth.

Knows sensors, means and speeds; must never know which movement is an episode.

Tremor is smoothed away: the mean of a tenth, weighed 1 2 1 with its neighbours, keeps 97 % at 0.5 Hz, 89 % at 1 Hz,
30 % at 3 Hz and nothing at 5 Hz. Nothing here depends on how the sensor is mounted, directions apart.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S, Episodes, Sampling
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.windows import Channel, Window

TENTHS = 10  # of a second
FIRST_TENTH, END_TENTH = TENTHS, 2 * TENTHS  # the tenths of the judged second in the window's thirty
_OWN = slice(FIRST_TENTH - 1, END_TENTH - 1)  # the same in `slow`
_PER_TENTH = GRID_HZ // TENTHS
_MEANS = np.kron(np.eye(WINDOW_S * TENTHS), np.full(_PER_TENTH, 1 / _PER_TENTH))


@dataclass(frozen=True)
class Moment:
    """A judged second. Without a gyroscope `turning_dps` is None and the speed is that of gravity's direction.

    acceleration_g, turning_dps: [30, 3] means of the tenths of the window.
    slow: [28, 3] what `speeds_dps` are the sizes of, in the sensor's unit: tenth 1 to 28, smoothed.
    speed_dps: root mean square of the speeds of the judged second.
    """

    second_s: float
    window: Window
    known: bool  # False: too little was measured to say anything
    acceleration_g: Floats
    turning_dps: Floats | None
    slow: Floats
    speeds_dps: list[float]
    speed_dps: float

    @property
    def own_slow(self) -> Floats:
        """[10, 3] of the judged second."""
        return self.slow[_OWN]

    @property
    def gravity_g(self) -> list[float]:
        """Mean acceleration of the judged second; gravity if the limb is nearly still. Three numbers."""
        mean: list[float] = self.acceleration_g[FIRST_TENTH:END_TENTH].mean(axis=0).tolist()
        return mean


def moment_of(window: Window, sampling: Sampling) -> Moment:
    """The moment that a window judges."""
    acceleration_g, turning_dps = _MEANS @ window.acceleration.values, _turning(window.rotation)
    slow = _smoothed(acceleration_g if turning_dps is None else turning_dps)
    turning = slow if turning_dps is not None else np.degrees(np.gradient(slow, 1 / TENTHS, axis=0))
    speeds_dps: list[float] = np.sqrt(np.einsum("ij,ij->i", turning, turning)).tolist()
    speed_dps = math.hypot(*speeds_dps[_OWN]) / math.sqrt(TENTHS)
    known = _is_known(window, sampling)
    return Moment(window.second_s, window, known, acceleration_g, turning_dps, slow, speeds_dps, speed_dps)


def is_gravity(acceleration_g: Sequence[float], limits: Episodes) -> bool:
    """Whether a mean acceleration is as large as gravity alone; whatever is pushed feels something else besides."""
    return limits.least_gravity_g <= math.hypot(*acceleration_g) <= limits.most_gravity_g


def kept(frequency_hz: float) -> float:
    """The share of a movement's size that is left in `slow`, 0 to 1."""
    phase = math.pi * frequency_hz / TENTHS
    return float(np.sinc(frequency_hz / TENTHS)) * math.cos(phase) ** 2


def _turning(rotation: Channel | None) -> Floats | None:
    return None if rotation is None or rotation.stuck_axes == AXES else np.asarray(_MEANS @ rotation.values)


def _smoothed(tenths: Floats) -> Floats:
    return np.asarray((tenths[:-2] + tenths[2:]) / 4 + tenths[1:-1] / 2)


def _is_known(window: Window, sampling: Sampling) -> bool:
    stuck = 0 if window.rotation is None else window.rotation.stuck_axes
    return (
        window.missing_s <= sampling.most_missing_s
        and window.rate_hz >= sampling.least_rate_hz
        and stuck in (0, AXES)
        and window.acceleration.stuck_axes < AXES
        and "accelerometer" not in window.dead
    )
