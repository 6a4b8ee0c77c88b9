"""A forearm with a tremor that lies level, then turns its palm up and down, under a band that is not on straight.

Knows made-up movement; must never know how it is judged.
"""

import math
from contextlib import ExitStack
from typing import Final

import numpy as np

from device.program import PanelPort
from device.signals.samples import Floats
from device.simulation.held_limb import plug_in_held_limb
from device.system.clock import Clock
from device.system.config import Config

ASKEW: Final = math.radians(20.0)  # how far the band is turned on the forearm
LIES_S: Final = 12.0
ROLL_DEG, ROLL_HZ = 40.0, 0.25  # to each side
TREMBLES_DEG, TREMBLES_HZ = 1.5, 4.5  # about the axis across


def shown_forearm(time_s: Floats) -> tuple[Floats, Floats]:
    """A motion (see `drivers.simulated`): it lies from time 0 for 12 s, then it rolls for ever."""
    rolled, rolls_dps = _swinging(np.maximum(time_s - LIES_S, 0), ROLL_DEG, ROLL_HZ)
    tilted, tilts_dps = _swinging(time_s, TREMBLES_DEG, TREMBLES_HZ)
    along, across = np.array([math.cos(ASKEW), math.sin(ASKEW), 0]), np.array([-math.sin(ASKEW), math.cos(ASKEW), 0])
    level = np.outer(np.sin(rolled), across) - np.outer(np.sin(tilted), along)
    acceleration_g = level + np.outer(np.cos(rolled) * np.cos(tilted), [0, 0, 1])
    rolls_dps = np.where(time_s >= LIES_S, rolls_dps, 0)
    return acceleration_g, np.outer(rolls_dps, along) + np.outer(tilts_dps, across)


def _swinging(time_s: Floats, to_deg: float, hz: float) -> tuple[Floats, Floats]:
    """The angle in radians, and how fast it changes in deg/s."""
    phase = 2 * math.pi * hz * time_s
    return np.radians(to_deg) * np.sin(phase), to_deg * 2 * math.pi * hz * np.cos(phase)


def plug_in_shown_forearm(config: Config, opened: ExitStack) -> tuple[Clock, PanelPort]:
    """The forearm on the configured bus until `opened` ends it, time that runs as fast as it can, and lights."""
    return plug_in_held_limb(config, opened, shown_forearm)
