"""What one window contains: its rhythms, how far each stands out of the movement around it, and how sure that is.

Knows which sensor is asked; must never know which rhythm counts as tremor.

How hard the limb shakes by the accelerometer alone goes with the size that clinical ratings follow. Three sine tapers
use nearly all of the window and average out its chance, which a Hann window does not; they tell frequencies apart too
badly for anything else (Riedel and Sidorenko 1995).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from device.parameters import GRID_HZ, Parameters, Rhythm, Stillness
from device.records.facts import Context, SensorPart
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.soundness import Sound
from device.signals.spectrum import BIN_HZ, FFT_LENGTH, FIRST_BIN, LENGTH, Spectrum, moving, spectrum_of
from device.signals.windows import Channel, Window
from device.tremor.broadband import broad_in, bulk_of
from device.tremor.context import context_of, hears_engine
from device.tremor.narrowband import lines_in
from device.tremor.peaks import Peak

SINES = 3
_turn = np.pi * (np.arange(LENGTH) + 0.5) / LENGTH
SINE_TAPERS = np.sin(_turn * np.arange(1, SINES + 1)[:, None]) * np.sqrt(4 / (SINES * GRID_HZ * LENGTH))
"""[3, 300] to roots of one-sided power density, averaged."""


def strongest_rms(values: Floats, gain: Floats, rhythm: Rhythm) -> float:
    """Root mean square, over all axes, of the two hertz in which values [300, 3] have most of it."""
    highest = round(rhythm.highest_hz / BIN_HZ)
    x = np.fft.rfft(moving(values) * SINE_TAPERS[:, None], FFT_LENGTH)[:, :, : highest + 1]
    density = np.square(np.abs(x)).sum(axis=(0, 1)) / gain[: highest + 1] ** 2
    density[:FIRST_BIN] = 0
    sums = np.concatenate(([0], np.cumsum(density)))
    lowest = round((rhythm.broad_among_hz - rhythm.broad_half_hz) / BIN_HZ)
    width = 2 * round(rhythm.broad_half_hz / BIN_HZ) + 1
    inside = sums[lowest + width :] - sums[lowest:-width]
    return float(np.sqrt(inside.max() * BIN_HZ))


SensorKind = Literal["gyroscope", "accelerometer"]

FURTHEST_APART = math.sqrt(2 * GRID_HZ)  # standard deviations: two values of a second further apart make more of it


@dataclass(frozen=True)
class Features:
    """All that the verdict on one second rests on. `peaks`: lines, the bulk, broad bands; none if inert.

    `movement` [300, 3] is what the sensor measured in the window, for a closer look at a rhythm that counts, `spectrum`
    for a look at more seconds.
    """

    second_s: float
    sensor: SensorKind
    rate_hz: float
    missing_s: float
    saturated: bool
    stuck_axes: int
    inert: bool
    context: Context
    peaks: tuple[Peak, ...]
    movement: Floats = field(compare=False, repr=False)
    acceleration: Floats | None = field(default=None, compare=False, repr=False)  # [300, 3] beside a gyroscope
    spectrum: Spectrum | None = field(default=None, compare=False, repr=False)  # of turning; None without, or if inert
    dead: tuple[SensorPart, ...] = ()  # sensors of which an axis was dead for some of the window
    sound: Sound = field(default_factory=Sound)
    engine: bool = False  # one idles, so the limb is in a vehicle


def describe(window: Window, parameters: Parameters) -> Features:
    """The features of a window: from the gyroscope, or from the accelerometer where the gyroscope gave nothing."""
    sensor, channel, floor = _chosen(window, parameters.rhythm)
    inert = _is_inert(window, parameters.stillness)
    engine = not inert and hears_engine(window, parameters)
    spectrum = None if inert else spectrum_of(channel.values, round(window.rate_hz), parameters)
    return Features(
        second_s=window.second_s,
        sensor=sensor,
        rate_hz=window.rate_hz,
        missing_s=window.missing_s,
        saturated=channel.saturated,
        stuck_axes=channel.stuck_axes,
        inert=inert,
        context="vehicle" if engine else context_of(window, parameters.contexts),
        peaks=() if spectrum is None else PEAKS[sensor](channel.values, spectrum, floor, parameters.rhythm),
        movement=channel.values,
        acceleration=window.acceleration.values if sensor == "gyroscope" else None,
        spectrum=spectrum if sensor == "gyroscope" else None,
        dead=window.dead,
        sound=window.sound,
        engine=engine,
    )


def _chosen(window: Window, rhythm: Rhythm) -> tuple[SensorKind, Channel, float]:
    rotation = window.rotation
    if rotation is None or rotation.stuck_axes == AXES:
        return "accelerometer", window.acceleration, rhythm.floor_g2_hz
    return "gyroscope", rotation, rhythm.floor_dps2_hz


def _is_inert(window: Window, stillness: Stillness) -> bool:
    """Whether nothing moves. A stuck axis hides movement: an accelerometer that is whole must then tell by itself."""
    acceleration, rotation = window.acceleration, window.rotation
    if rotation is not None and not _is_quiet(rotation, stillness.inert_dps):
        return False
    if rotation is not None and not rotation.stuck_axes:
        return _is_quiet(acceleration, stillness.inert_g)
    return not acceleration.stuck_axes and _is_quiet(acceleration, stillness.inert_alone_g)


def _is_quiet(channel: Channel, limit: float) -> bool:
    second = channel.values[GRID_HZ : 2 * GRID_HZ]
    if (second.max(axis=0) - second.min(axis=0) > FURTHEST_APART * limit).any():
        return False
    return bool((second.std(axis=0) < limit).all())


def _turns(_: Floats, spectrum: Spectrum, floor: float, rhythm: Rhythm) -> tuple[Peak, ...]:
    lines, slow = lines_in(spectrum, floor, rhythm)
    return (*lines, bulk_of(spectrum, floor), *broad_in(spectrum, floor, slow, rhythm))


def _shakes(values: Floats, spectrum: Spectrum, floor: float, rhythm: Rhythm) -> tuple[Peak, ...]:
    """All as large as the limb's strongest shaking: without a gyroscope the size belongs to no single rhythm."""
    rms_g = strongest_rms(values, spectrum.gain, rhythm)
    lines, _ = lines_in(spectrum, floor, rhythm)
    return tuple(replace(peak, rms=rms_g) for peak in (*lines, bulk_of(spectrum, floor)))


PEAKS: dict[SensorKind, Callable[[Floats, Spectrum, float, Rhythm], tuple[Peak, ...]]] = {
    "gyroscope": _turns,
    "accelerometer": _shakes,
}
