"""Spectra, windows and features made up of numbers that a test states.

Knows their shapes; must never know what the analysis asks of them.
"""

from collections.abc import Mapping

import numpy as np

from device.parameters import PARAMETERS
from device.records.facts import Context
from device.signals.samples import Floats
from device.signals.spectrum import Spectrum, spectrum_of
from device.signals.windows import Channel, Window
from device.tremor.features import Features, SensorKind
from device.tremor.peaks import Peak, PeakKind

SECOND_S = np.arange(100) / 100
WINDOW_TIME_S = np.arange(300) / 100
X_AXIS = np.array([1.0, 0, 0])


def spectrum_with(bins: Mapping[int, float], elsewhere: float = 0.0, gain: float = 1.0) -> Spectrum:
    """Power along x in bins of 0.1 Hz, counted from 0 Hz; from 0.3 Hz on, where they begin, `elsewhere` on all axes."""
    power = np.zeros((6, 156))
    power[:3, 3:] = elsewhere / 3
    for place, value in bins.items():
        power[0, place] += value
    return made_of(power, gain)


def even(bins: Mapping[int, float], elsewhere: float = 0.0, gain: float = 1.0) -> Spectrum:
    """The same in all directions, a third along each axis; what is given for a bin is all that it holds."""
    row = np.full(156, elsewhere)
    row[:3] = 0
    row[list(bins)] = list(bins.values())
    return made_of(np.concatenate((np.tile(row / 3, (3, 1)), np.zeros((3, 156)))), gain)


def made_of(power: Floats, gain: float = 1.0) -> Spectrum:
    """Of power [6, 156], the same under every taper."""
    layout = spectrum_of(np.zeros((300, 3)), 100, PARAMETERS).layout
    sums = np.concatenate((np.zeros((6, 1)), np.cumsum(power, axis=1)), axis=1)
    return Spectrum(power, sums, np.full(156, gain), layout)


def channel(values: Floats, stuck_axes: int = 0) -> Channel:
    return Channel(values, saturated=False, stuck_axes=stuck_axes)


def window_of(acceleration_g: Floats, rotation_dps: Floats | None) -> Window:
    rotation = None if rotation_dps is None else channel(rotation_dps)
    return Window(0, 100, 0, channel(acceleration_g), rotation)


def wave(frequency_hz: float, rms: float, axis: Floats = X_AXIS) -> Floats:
    """[300, 3] a sinusoid in a window."""
    return np.asarray(rms * np.sqrt(2) * np.sin(2 * np.pi * frequency_hz * WINDOW_TIME_S)[:, None] * axis)


def peak_of(kind: PeakKind, frequency_hz: float = 5.0, prominence: float = 50.0, rms: float = 1e6) -> Peak:
    """One that is as clear and large as can be where nothing else is said."""
    return Peak(kind, frequency_hz, prominence, rms, harmonic_of_hz=None)


def features_with(
    *peaks: Peak, sensor: SensorKind = "gyroscope", context: Context = "rest", movement: Floats | None = None
) -> Features:
    """Of a whole window in which the limb moves more than any rhythm."""
    return Features(
        second_s=1,
        sensor=sensor,
        rate_hz=100,
        missing_s=0,
        saturated=False,
        stuck_axes=0,
        inert=False,
        context=context,
        peaks=peaks,
        movement=wave(5, 1e7) if movement is None else movement,
    )
