"""What else the limb did while a second was judged: rest, movement, or a ride in a vehicle.

Knows slow movement and vibration; must never know whether the second was tremor.

A limb *rests* when it moves little more slowly than tremor does; how hard it trembles says nothing about that. A
*vehicle* shakes the limb and hardly turns it: speed / turning rate is the distance of the joint that the limb would
have to turn about, and in each of three seconds in a row that is longer than a forearm. A limb that moves much, or
trembles in the vehicle's own band, hides the vehicle; without a gyroscope none can be told.

An *engine* that idles rocks a limb by as little as a small tremor does, and at as many hertz. Beside that it hums,
evenly and faster than any limb trembles. So does any machine under the hand that runs evenly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S, Contexts, Parameters
from device.records.facts import Context
from device.signals.grid import gains
from device.signals.rows import AXES
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.slow import slow_rms_of_each
from device.signals.spectrum import HANN, moving_columns
from device.signals.windows import Channel, Window
from device.tremor.peaks import near

SHAKE_HZ = np.repeat([2.0, 3.0, 4.0], 2)
"""Where a car's body moves on its springs and little else of a limb at rest does; cosine and sine of each."""

_second = np.arange(GRID_HZ) / GRID_HZ
_fade = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(GRID_HZ) + 0.5) / GRID_HZ)
_phase = 2 * np.pi * SHAKE_HZ[:, None] * _second + np.tile([0, np.pi / 2], len(SHAKE_HZ) // 2)[:, None]
SHAKE = np.cos(_phase) * _fade / np.sqrt(GRID_HZ * np.sum(_fade**2) / 2)
"""[6, 100] the parts of one second at those frequencies; their squares add up to a mean square."""


@dataclass(frozen=True)
class Surroundings:
    """Of a judged second. engine: one idles, so the limb is in a vehicle."""

    context: Context
    engine: bool


def surroundings_of(windows: Sequence[Window], inert: Sequence[bool], parameters: Parameters) -> list[Surroundings]:
    """Of each of some windows, whether or not it can be judged at all. No engine is heard where all is inert."""
    contexts, slow = parameters.contexts, _slow_rms(windows)
    calm = _calm(windows, slow, contexts)
    engines = _engines(windows, [place for place in calm if not inert[place]], parameters)
    rides = engines | _shaken(windows, [place for place in calm if place not in engines], contexts)
    return [
        Surroundings("vehicle" if place in rides else _at_rest_or_not(window, slow[place], contexts), place in engines)
        for place, window in enumerate(windows)
    ]


def context_of(window: Window, contexts: Contexts) -> Context:
    """The context of the window's judged second, if no engine is heard."""
    (slow,) = _slow_rms([window])
    rides = _shaken([window], _calm([window], [slow], contexts), contexts)
    return "vehicle" if rides else _at_rest_or_not(window, slow, contexts)


def hears_engine(window: Window, parameters: Parameters) -> bool:
    """Whether the limb is calm, and hums along with something faster than any tremor for three seconds."""
    calm = _calm([window], _slow_rms([window]), parameters.contexts)
    return bool(_engines([window], calm, parameters))


def _turns(window: Window) -> bool:
    """Whether a gyroscope says so."""
    return window.rotation is not None and window.rotation.stuck_axes < AXES


def _slow_rms(windows: Sequence[Window]) -> list[float]:
    """By the gyroscope, or else by the accelerometer."""
    asked = [window.rotation if window.rotation and _turns(window) else window.acceleration for window in windows]
    return slow_rms_of_each(np.array([channel.values.T for channel in asked]))


def _calm(windows: Sequence[Window], slow: Sequence[float], contexts: Contexts) -> list[int]:
    """Places of those of which a vehicle can be told."""
    return [place for place, window in enumerate(windows) if _turns(window) and slow[place] < contexts.ride_most_dps]


def _at_rest_or_not(window: Window, slow: float, contexts: Contexts) -> Context:
    return "rest" if slow < (contexts.rest_dps if _turns(window) else contexts.rest_g) else "moving"


def _shaken(windows: Sequence[Window], places: Sequence[int], contexts: Contexts) -> set[int]:
    """Which of these places shake in each of their seconds by more than their turning explains."""
    if not places:
        return set()
    seconds_g = np.array([windows[place].acceleration.values for place in places]).reshape(-1, WINDOW_S, GRID_HZ, AXES)
    powers_g2 = np.square(SHAKE @ seconds_g).sum(axis=(2, 3))
    shaken = (powers_g2 >= contexts.ride_least_g**2).all(axis=1).tolist()
    return {place for place in compress(places, shaken) if _is_shaken(windows[place], contexts)}


def _is_shaken(window: Window, contexts: Contexts) -> bool:
    if window.rotation is None:
        return False
    shake_g, turn_dps = _in_band(window.acceleration.values), _in_band(window.rotation.values)
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


def _engines(windows: Sequence[Window], places: Sequence[int], parameters: Parameters) -> set[int]:
    """In which of these places, which are calm, an engine hums."""
    contexts = parameters.contexts
    whole = [place for place in places if _is_whole(windows[place])]
    shaking_g2 = _powers([(windows[place].rate_hz, windows[place].acceleration) for place in whole], parameters)
    tops = _lines(shaking_g2, [windows[place].rate_hz for place in whole], contexts)
    steady = [n for n, top in tops.items() if _goes_on(windows[whole[n]].acceleration.values, BINS_HZ[top], contexts)]
    hum = [whole[n] for n in steady]
    turning_dps2 = _powers([(windows[place].rate_hz, windows[place].rotation) for place in hum], parameters)
    small = turning_dps2[:, _where_tremor_is(contexts)].sum(axis=1) < contexts.ride_most_turning_dps**2
    return set(compress(hum, small.tolist()))


def _is_whole(window: Window) -> bool:
    return window.rotation is not None and not window.rotation.stuck_axes and not window.acceleration.stuck_axes


def _lines(shaking_g2: Floats, rates_hz: Sequence[float], contexts: Contexts) -> dict[int, int]:
    """The bin of the line that is most of what is faster than tremor, and much beside what is not.

    By the number of each that has one. Samples show nothing above half their rate, and the grid little right below
    it. The slope of a tremor is no line.
    """
    most_hz = np.array(rates_hz)[:, np.newaxis] / 2 - 1
    quick = np.where((contexts.engine_from_hz <= BINS_HZ) & (most_hz >= BINS_HZ), shaking_g2, 0)
    tops = quick.argmax(axis=1)
    power = near(np.pad(quick, ((0, 0), (LINE, LINE))), tops + LINE, LINE).sum(axis=1)
    least = contexts.engine_share * quick.sum(axis=1)
    beside = contexts.engine_over**2 * shaking_g2[:, _where_tremor_is(contexts)].sum(axis=1)
    clear = power >= np.maximum(np.maximum(least, beside), contexts.engine_least_g**2)
    above = round(contexts.engine_above_hz * WINDOW_S)
    return {
        number: top
        for number, top in compress(enumerate(tops.tolist()), clear.tolist())
        if shaking_g2[number, top] >= shaking_g2[number, above:top].max(initial=0)
    }


def _goes_on(acceleration_g: Floats, frequency_hz: float, contexts: Contexts) -> bool:
    """Whether each second holds about as much of the line."""
    wave = np.exp(2j * np.pi * frequency_hz * _second) * _fade
    each = np.linalg.norm(
        wave @ (acceleration_g - acceleration_g.mean(axis=0)).reshape(WINDOW_S, GRID_HZ, AXES), axis=1
    )
    return bool(each.min() >= contexts.engine_steady * each.max())


def _powers(channels: Sequence[tuple[float, Channel | None]], parameters: Parameters) -> Floats:
    """[n, 151] mean square of each channel in each bin, over all axes, as it was before the grid."""
    measured = [(rate_hz, channel.values.T) for rate_hz, channel in channels if channel is not None]
    if not measured:
        return np.empty((0, len(BINS_HZ)))
    kept = np.array([_kept(round(rate_hz), parameters.sampling.average_above_hz) for rate_hz, _ in measured])
    x = np.fft.rfft(moving_columns(np.array([columns for _, columns in measured])) * HANN)
    return np.asarray(np.square(np.abs(x)).sum(axis=1) * TO_MEAN_SQUARE / kept**2)


@lru_cache
def _kept(rate_hz: int, average_above_hz: float) -> Floats:
    """[151] the share of a line that the grid keeps; never so little that what it hides is made up."""
    return np.maximum(gains(rate_hz, float(BINS_HZ[1]), len(BINS_HZ), average_above_hz), LEAST_KEPT)


@lru_cache
def _where_tremor_is(contexts: Contexts) -> slice:
    return slice(round(contexts.tremor_from_hz * WINDOW_S), round(contexts.engine_from_hz * WINDOW_S))
