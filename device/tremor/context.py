"""What else the limb did while a second was judged: rest, movement, or a ride in a vehicle.

Knows slow movement and vibration; must never know whether the second was tremor.

A limb *rests* when it moves little more slowly than tremor does; how hard it trembles says nothing about that. A
*vehicle* shakes the limb and hardly turns it: speed / turning rate is the distance of the joint that the limb would
have to turn about, and in each of three seconds in a row that is longer than a forearm. A limb that moves much, or
trembles in the vehicle's own band, hides the vehicle; without a gyroscope none can be told.

An *engine* that idles rocks a limb by as little as a small tremor does, and at as many hertz. Beside that it hums,
evenly and faster than any limb trembles. So does any machine under the hand that runs evenly.
"""

from functools import lru_cache

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S, Contexts, Parameters
from device.records.facts import Context
from device.signals.grid import gains
from device.signals.rows import AXES
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.slow import slow_rms
from device.signals.spectrum import HANN, tapered
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


BINS_HZ = np.fft.rfftfreq(WINDOW_S * GRID_HZ, 1 / GRID_HZ)
TO_MEAN_SQUARE = 2 / (len(HANN) * np.sum(HANN**2))
LINE = 2  # bins to each side, which hold a Hann window's line and some change of speed
LEAST_KEPT = 0.2


def hears_engine(window: Window, parameters: Parameters) -> bool:
    """Whether the limb is calm, and hums along with something faster than any tremor for three seconds."""
    contexts, rotation = parameters.contexts, window.rotation
    if rotation is None or rotation.stuck_axes or window.acceleration.stuck_axes:
        return False
    if slow_rms(rotation.values) >= contexts.ride_most_dps:
        return False
    kept = _kept(round(window.rate_hz), parameters.sampling.average_above_hz)
    shaking_g2, turning_dps2 = (_powers(channel.values) / kept**2 for channel in (window.acceleration, rotation))
    if turning_dps2[_where_tremor_is(contexts)].sum() >= contexts.ride_most_turning_dps**2:
        return False
    top = _line(shaking_g2, window.rate_hz, contexts)
    return top is not None and _goes_on(window.acceleration.values, BINS_HZ[top], contexts)


def _line(shaking_g2: Floats, rate_hz: float, contexts: Contexts) -> int | None:
    """The bin of the line that is most of what is faster than tremor, and much beside what is not; None: no such line.

    Samples show nothing above half their rate, and the grid little right below it. The slope of a tremor is no line.
    """
    quick = np.where((contexts.engine_from_hz <= BINS_HZ) & (rate_hz / 2 - 1 >= BINS_HZ), shaking_g2, 0)
    top = int(quick.argmax())
    power = float(quick[max(top - LINE, 0) : top + LINE + 1].sum())
    least = contexts.engine_share * float(quick.sum())
    beside = contexts.engine_over**2 * float(shaking_g2[_where_tremor_is(contexts)].sum())
    is_summit = shaking_g2[top] >= shaking_g2[round(contexts.engine_above_hz * WINDOW_S) : top].max(initial=0)
    return top if is_summit and power >= max(least, beside, contexts.engine_least_g**2) else None


def _goes_on(acceleration_g: Floats, frequency_hz: float, contexts: Contexts) -> bool:
    """Whether each second holds about as much of the line."""
    wave = np.exp(2j * np.pi * frequency_hz * _second) * _fade
    each = np.linalg.norm(
        wave @ (acceleration_g - acceleration_g.mean(axis=0)).reshape(WINDOW_S, GRID_HZ, AXES), axis=1
    )
    return bool(each.min() >= contexts.engine_steady * each.max())


def _powers(values: Floats) -> Floats:
    """[151] mean square of values [300, 3] in each bin, over all axes."""
    return np.asarray(np.square(np.abs(np.fft.rfft(tapered(values)))).sum(axis=0) * TO_MEAN_SQUARE)


@lru_cache
def _kept(rate_hz: int, average_above_hz: float) -> Floats:
    """[151] the share of a line that the grid keeps; never so little that what it hides is made up."""
    return np.maximum(gains(rate_hz, float(BINS_HZ[1]), len(BINS_HZ), average_above_hz), LEAST_KEPT)


@lru_cache
def _where_tremor_is(contexts: Contexts) -> slice:
    return slice(round(contexts.tremor_from_hz * WINDOW_S), round(contexts.engine_from_hz * WINDOW_S))
