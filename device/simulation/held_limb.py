"""An arm with a tremor that is held in one position after another, for taking a baseline without one.

Knows made-up movement; must never know how it is judged.
"""

import math
from contextlib import ExitStack
from typing import Final

import numpy as np

from device.program import PanelPort
from device.signals.samples import Floats
from device.system.clock import Clock, PacedClock, SystemClock
from device.system.config import Config
from drivers.panel import Panel
from drivers.simulated import Motion, SimulatedChip, simulated_i2c
from drivers.simulated.panel import SimulatedPanel

NOISE_SEED: Final = 1  # the sensor's noise is the same at every start
HELD_S, MOVES_S = 12.0, 2.0
TREMOR_HZ, TREMOR_DEG = 4.5, 3.0  # peak to peak
HELD_ANGLES: Final = np.radians([0.0, 40.0, 85.0])  # of the forearm: hanging, on a lap, on a table


def held_limb(time_s: Floats) -> tuple[Floats, Floats]:
    """A motion (see `drivers.simulated`): from time 0 each position in turn, over and over."""
    phase = 2 * math.pi * TREMOR_HZ * time_s
    trembles = math.radians(TREMOR_DEG) / 2 * np.sin(phase)
    trembles_dps = TREMOR_DEG / 2 * 2 * math.pi * TREMOR_HZ * np.cos(phase)
    angle, moves_dps = _held(np.maximum(time_s, 0))
    tilted, still = angle + trembles, np.zeros_like(time_s)
    acceleration_g = np.column_stack([-np.cos(tilted), still, np.sin(tilted)])
    return acceleration_g, np.column_stack([still, moves_dps + trembles_dps, still])


def _held(time_s: Floats) -> tuple[Floats, Floats]:
    """The angle in radians, and how fast it changes in deg/s."""
    turn, into_s = np.divmod(time_s, HELD_S + MOVES_S)
    here, there = (HELD_ANGLES[(turn.astype(int) + step) % len(HELD_ANGLES)] for step in (0, 1))
    moves_s = np.clip(into_s - HELD_S, 0, MOVES_S)
    share = (1 - np.cos(math.pi * moves_s / MOVES_S)) / 2
    dps = np.degrees(there - here) * math.pi / (2 * MOVES_S) * np.sin(math.pi * moves_s / MOVES_S)
    return here + (there - here) * share, dps


def plug_in_held_limb(config: Config, opened: ExitStack, motion: Motion = held_limb) -> tuple[Clock, PanelPort]:
    """The arm on the configured bus until `opened` ends it, time that runs as fast as it can, and lights."""
    clock = PacedClock(SystemClock().utc_s())
    chip = SimulatedChip(motion, clock.monotonic_s, noise_seed=NOISE_SEED)
    opened.enter_context(simulated_i2c({config.sensor.bus: {config.sensor.address: chip}}))
    panel = Panel(SimulatedPanel().factory)
    opened.callback(panel.close)
    return clock, panel
