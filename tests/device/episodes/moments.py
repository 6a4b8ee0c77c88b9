"""Made-up moments: a window whose every sample is stated, or a judged second of which only what matters is.

Knows how a window and a moment are laid out; must never know what makes an episode of them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from device.episodes.slow_movement import Moment, moment_of
from device.parameters import PARAMETERS
from device.signals.samples import Floats
from device.signals.windows import Channel, Window

SAMPLES, TENTHS = 300, 30  # of a window: three seconds
UPRIGHT_G = (0.0, 0.0, 1.0)


def window(second_s: float, acceleration_g: object = UPRIGHT_G, rotation_dps: object | None = (0, 0, 0)) -> Window:
    """That judges this second; a single vector stands for all 300."""
    rotation = None if rotation_dps is None else Channel(_everywhere(rotation_dps), saturated=False, stuck_axes=0)
    return Window(second_s - 1, 100, 0, Channel(_everywhere(acceleration_g), saturated=False, stuck_axes=0), rotation)


def moment(second_s: float, acceleration_g: object = UPRIGHT_G, rotation_dps: object | None = (0, 0, 0)) -> Moment:
    """Of such a window."""
    return moment_of(window(second_s, acceleration_g, rotation_dps), PARAMETERS.sampling)


def moment_at(second_s: float, speed_dps: float, acceleration_g: object) -> Moment:
    """That moves at exactly this speed all the time."""
    return replace(moment(second_s, acceleration_g), speed_dps=speed_dps, speeds_dps=[speed_dps] * (TENTHS - 2))


def tilted(degrees: float, size_g: float = 1.0) -> tuple[float, float, float]:
    """Gravity at this angle from upright."""
    return size_g * math.sin(math.radians(degrees)), 0.0, size_g * math.cos(math.radians(degrees))


def about_x(values: Sequence[float] | Floats) -> Floats:
    """[n, 3] of values along x alone."""
    return np.outer(values, [1.0, 0.0, 0.0])


def of_tenths(values: Iterable[float]) -> list[float]:
    """Thirty values of tenths as three hundred of samples."""
    return np.repeat([*values], SAMPLES // TENTHS).tolist()


def _everywhere(values: object) -> Floats:
    return np.array(np.broadcast_to(np.asarray(values, dtype=float), (SAMPLES, 3)))
