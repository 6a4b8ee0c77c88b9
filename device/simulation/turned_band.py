"""A band that somebody lays on each of its six sides in turn, and its sensor's errors, for calibrating without one.

Knows made-up movement and what it is plugged into; must never know how it is judged.
"""

import math
from contextlib import ExitStack

import numpy as np

from device.program import PanelPort
from device.signals.samples import Floats
from device.system.clock import Clock, PacedClock, SystemClock
from device.system.config import Config
from drivers.panel import Panel
from drivers.simulated import SimulatedChip, simulated_i2c
from drivers.simulated.panel import SimulatedPanel

NOISE_SEED = 1  # the sensor's noise is the same at every start
WARM_UP_S = 0.2  # before it is first laid down: the sensor's reset and settling take as long

OFFSET_G = (0.030, -0.045, 0.070)  # within the product specification: 50 mg, z 80 mg
OFFSET_DPS = (2.4, -1.1, 0.6)  # of 20 deg/s
GAIN = np.array([1.02, 0.99, 0.985])  # of the accelerometer, within 3 %; what the sensor shows of 1 g

LIES_S, TURNS_S = 5.0, 1.5
TURN_DPS = 90.0 / TURNS_S
TILT = np.array([0.12, -0.08, 0.10])  # nothing lies exactly flat: about 8 degrees
SIDES = np.array([(0, 0, 1), (1, 0, 0), (0, 0, -1), (0, 1, 0), (-1, 0, 0), (0, -1, 0)]) + TILT


def turned_band(time_s: Floats) -> tuple[Floats, Floats]:
    """A motion (see `drivers.simulated`): from time 0 each side in turn, then it lies on the last for ever."""
    side, into_s = np.divmod(np.maximum(time_s, 0), LIES_S + TURNS_S)
    share = np.clip((into_s - LIES_S) / TURNS_S, 0, 1)[:, None]
    here, there = (np.clip(side.astype(int) + step, 0, len(SIDES) - 1) for step in (0, 1))
    up = SIDES[here] * (1 - share) + SIDES[there] * share
    turning = np.where(here != there, np.sin(math.pi * share[:, 0]), 0)
    return GAIN * up / np.linalg.norm(up, axis=1, keepdims=True), np.outer(turning, np.full(3, TURN_DPS))


def plug_in_turned_band(config: Config, opened: ExitStack) -> tuple[Clock, PanelPort]:
    """The band on the configured bus until `opened` ends it, time that runs as fast as it can, and lights."""
    clock = PacedClock(SystemClock().utc_s(), start_s=-WARM_UP_S)
    chip = SimulatedChip(
        turned_band, clock.monotonic_s, noise_seed=NOISE_SEED, offset_g=OFFSET_G, offset_dps=OFFSET_DPS
    )
    opened.enter_context(simulated_i2c({config.sensor.bus: {config.sensor.address: chip}}))
    panel = Panel(SimulatedPanel().factory)
    opened.callback(panel.close)
    return clock, panel
