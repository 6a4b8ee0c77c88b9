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
    return moments_of([window], sampling)[0]


def moments_of(windows: Sequence[Window], sampling: Sampling) -> list[Moment]:
    """Likewise of each of some windows."""
    rotations = [_turning(window) for window in windows]
    acceleration_g = _means([window.acceleration for window in windows])
    turning_dps = iter(_means([rotation for rotation in rotations if rotation is not None]))
    tenths_dps = [None if rotation is None else next(turning_dps) for rotation in rotations]
    asked = zip(acceleration_g, tenths_dps, strict=True)
    slow = _smoothed(np.array([felt if turned is None else turned for felt, turned in asked]))
    looks = zip(windows, acceleration_g, tenths_dps, slow, _speeds_dps(slow, tenths_dps), strict=True)
    return [
        Moment(window.second_s, window, _is_known(window, sampling), felt, turned, smooth, speeds, _rms(speeds[_OWN]))
        for window, felt, turned, smooth, speeds in looks
    ]


def _speeds_dps(slow: Floats, turning_dps: Sequence[Floats | None]) -> list[list[float]]:
    """Of [n, 28, 3]: of turning, or else of gravity's direction."""
    moving = slow
    if any(turned is None for turned in turning_dps):
        felt = np.array([turned is None for turned in turning_dps])[:, np.newaxis, np.newaxis]
        moving = np.where(felt, np.degrees(np.gradient(slow, 1 / TENTHS, axis=1)), slow)
    speeds: list[list[float]] = np.sqrt(np.einsum("nij,nij->ni", moving, moving)).tolist()
    return speeds


def _rms(speeds: Sequence[float]) -> float:
    return math.hypot(*speeds) / math.sqrt(TENTHS)


def is_gravity(acceleration_g: Sequence[float], limits: Episodes) -> bool:
    """Whether a mean acceleration is as large as gravity alone; whatever is pushed feels something else besides."""
    return limits.least_gravity_g <= math.hypot(*acceleration_g) <= limits.most_gravity_g


def kept(frequency_hz: float) -> float:
    """The share of a movement's size that is left in `slow`, 0 to 1."""
    phase = math.pi * frequency_hz / TENTHS
    return float(np.sinc(frequency_hz / TENTHS)) * math.cos(phase) ** 2


def _turning(window: Window) -> Channel | None:
    """The gyroscope, if any axis of it lives."""
    return None if window.rotation is None or window.rotation.stuck_axes == AXES else window.rotation


def _means(channels: Sequence[Channel]) -> Floats:
    """[n, 30, 3] of the tenths of each."""
    if not channels:
        return np.empty((0, WINDOW_S * TENTHS, AXES))
    columns = np.array([channel.values.T for channel in channels])
    tenths = columns.reshape(len(channels), AXES, WINDOW_S * TENTHS, _PER_TENTH)
    return np.asarray(tenths.mean(axis=3).swapaxes(1, 2))


def _smoothed(tenths: Floats) -> Floats:
    """[n, 28, 3] of [n, 30, 3]."""
    return np.asarray((tenths[:, :-2] + tenths[:, 2:]) / 4 + tenths[:, 1:-1] / 2)


def _is_known(window: Window, sampling: Sampling) -> bool:
    stuck = 0 if window.rotation is None else window.rotation.stuck_axes
    return (
        window.missing_s <= sampling.most_missing_s
        and window.rate_hz >= sampling.least_rate_hz
        and stuck in (0, AXES)
        and window.acceleration.stuck_axes < AXES
        and "accelerometer" not in window.dead
    )
