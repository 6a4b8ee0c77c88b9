"""What else the limb did while a second was judged: rest, movement, or a ride in a vehicle.

Knows slow movement and vibration; must never know whether the second was tremor.

A limb *rests* when it moves little more slowly than tremor does; how hard it trembles says nothing about that. A
*vehicle* shakes the limb and hardly turns it: speed / turning rate is the distance of the joint that the limb would
have to turn about, and in each of three seconds in a row that is longer than a forearm. A limb that moves much, or
trembles in the vehicle's own band, hides the vehicle; without a gyroscope none can be told.
"""

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S, Contexts
from device.records.facts import Context
from device.signals.rows import AXES
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.slow import slow_rms
from device.signals.windows import Window

SHAKE_HZ = np.repeat([2.0, 3.0, 4.0], 2)
"""Where a car's body moves on its springs and little else of a limb at rest does; cosine and sine of each."""

_second = np.arange(GRID_HZ) / GRID_HZ
_fade = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(GRID_HZ) + 0.5) / GRID_HZ)
_phase = 2 * np.pi * SHAKE_HZ[:, None] * _second + np.tile([0, np.pi / 2], len(SHAKE_HZ) // 2)[:, None]
SHAKE = np.cos(_phase) * _fade / np.sqrt(GRID_HZ * np.sum(_fade**2) / 2)
"""[6, 100] the parts of one second at those frequencies; their squares add up to a mean square."""


def context_of(window: Window, contexts: Contexts) -> Context:
    """The context of the window's judged second, whether or not that can be judged at all."""
    if window.rotation is None or window.rotation.stuck_axes == AXES:
        return "rest" if slow_rms(window.acceleration.values) < contexts.rest_g else "moving"
    slow_dps = slow_rms(window.rotation.values)
    calm = slow_dps < contexts.ride_most_dps
    if calm and _is_shaken(window.acceleration.values, window.rotation.values, contexts):
        return "vehicle"
    return "rest" if slow_dps < contexts.rest_dps else "moving"


def _is_shaken(acceleration_g: Floats, rotation_dps: Floats, contexts: Contexts) -> bool:
    """Whether each of the window's seconds shakes the limb more than its turning explains."""
    shake_g = _in_band(acceleration_g)
    if not (_power(shake_g) >= contexts.ride_least_g**2).all():
        return False
    turn_dps = _in_band(rotation_dps)
    shake_mps = shake_g * (STANDARD_GRAVITY_MPS2 / (2 * np.pi * SHAKE_HZ))[:, None]
    turning_mps = np.radians(turn_dps) * contexts.longest_lever_m
    straight = _power(turn_dps) < contexts.ride_most_turning_dps**2
    return bool((straight & (_power(shake_mps) > _power(turning_mps))).all())


def _in_band(values: Floats) -> Floats:
    """[3, 6, 3] seconds, parts, axes."""
    return np.asarray(SHAKE @ values.reshape(WINDOW_S, GRID_HZ, AXES))


def _power(parts: Floats) -> Floats:
    """[3] mean square in each second over all parts and axes."""
    return np.asarray(np.square(parts).sum(axis=(1, 2)))
