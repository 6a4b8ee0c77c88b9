"""What one window contains: its rhythms, how far each stands out of the movement around it, and how sure that is.

Knows which sensor is asked; must never know which rhythm counts as tremor.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from device.broad import broad_in
from device.bulk import bulk_of
from device.context import context_of
from device.lines import lines_in
from device.parameters import GRID_HZ, PARAMETERS, Parameters
from device.peaks import Peak
from device.records import Context
from device.rows import AXES
from device.samples import Floats
from device.shaking import strongest_rms
from device.spectrum import spectrum_of
from device.windows import Channel, Window

Sensor = Literal["gyroscope", "accelerometer"]

FURTHEST_APART = math.sqrt(2 * GRID_HZ)  # standard deviations: two values of a second further apart make more of it


@dataclass(frozen=True)
class Features:
    """All that the verdict on one second rests on. `peaks`: lines, the bulk, broad bands; none if inert.

    `movement` [300, 3] is what the sensor measured in the window, for a closer look at a rhythm that counts.
    """

    second_s: float
    sensor: Sensor
    rate_hz: float
    missing_s: float
    saturated: bool
    stuck_axes: int
    inert: bool
    context: Context
    peaks: tuple[Peak, ...]
    movement: Floats = field(compare=False, repr=False)


def describe(window: Window, parameters: Parameters = PARAMETERS) -> Features:
    """The features of a window: from the gyroscope, or from the accelerometer where the gyroscope gave nothing."""
    sensor, channel, floor = _chosen(window, parameters)
    inert = _is_inert(window, parameters)
    return Features(
        second_s=window.second_s,
        sensor=sensor,
        rate_hz=window.rate_hz,
        missing_s=window.missing_s,
        saturated=channel.saturated,
        stuck_axes=channel.stuck_axes,
        inert=inert,
        context=context_of(window, parameters),
        peaks=() if inert else PEAKS[sensor](channel.values, floor, round(window.rate_hz), parameters),
        movement=channel.values,
    )


def _chosen(window: Window, parameters: Parameters) -> tuple[Sensor, Channel, float]:
    rotation = window.rotation
    if rotation is None or rotation.stuck_axes == AXES:
        return "accelerometer", window.acceleration, parameters.floor_g2_hz
    return "gyroscope", rotation, parameters.floor_dps2_hz


def _is_inert(window: Window, parameters: Parameters) -> bool:
    """Whether nothing moves. A stuck axis hides movement: an accelerometer that is whole must then tell by itself."""
    acceleration, rotation = window.acceleration, window.rotation
    if rotation is not None and not _is_quiet(rotation, parameters.inert_dps):
        return False
    if rotation is not None and not rotation.stuck_axes:
        return _is_quiet(acceleration, parameters.inert_g)
    return not acceleration.stuck_axes and _is_quiet(acceleration, parameters.inert_alone_g)


def _is_quiet(channel: Channel, limit: float) -> bool:
    second = channel.values[GRID_HZ : 2 * GRID_HZ]
    if (second.max(axis=0) - second.min(axis=0) > FURTHEST_APART * limit).any():
        return False
    return bool((second.std(axis=0) < limit).all())


def _turns(values: Floats, floor: float, rate_hz: int, parameters: Parameters) -> tuple[Peak, ...]:
    spectrum = spectrum_of(values, rate_hz, parameters)
    lines, slow = lines_in(spectrum, floor, parameters)
    return (*lines, bulk_of(spectrum, floor), *broad_in(spectrum, floor, slow, parameters))


def _shakes(values: Floats, floor: float, rate_hz: int, parameters: Parameters) -> tuple[Peak, ...]:
    """All as large as the limb's strongest shaking: without a gyroscope the size belongs to no single rhythm."""
    spectrum = spectrum_of(values, rate_hz, parameters)
    rms_g = strongest_rms(values, spectrum.gain, parameters)
    lines, _ = lines_in(spectrum, floor, parameters)
    return tuple(replace(peak, rms=rms_g) for peak in (*lines, bulk_of(spectrum, floor)))


PEAKS: dict[Sensor, Callable[[Floats, float, int, Parameters], tuple[Peak, ...]]] = {
    "gyroscope": _turns,
    "accelerometer": _shakes,
}
