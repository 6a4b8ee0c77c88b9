"""Slow, regular movement in a window, and which rhythms are only its multiples.

Knows lines and their power; must never know how far a line stands out of what is beside it.
"""

import math
from dataclasses import dataclass

import numpy as np

from device.parameters import Rhythm
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FrequencyBins, Spectra, Spectrum, total
from device.tremor.peaks import near, vertex, vertices

LOW_MULTIPLES = (2, 3, 4)  # an arm that swings to and fro has these; higher ones lie too close for 3 s to tell
LEAST_FALL = 4  # power of a multiple's number by which its own falls at least: so in a triangle of speeds


@dataclass(frozen=True)
class Line:
    """A line in the spectrum. power: the mean square of the movement in it."""

    frequency_hz: float
    power: float


def lobe_power(spectrum: Spectrum, centre: int, background: float) -> float:
    """Mean square of the line at `centre`: all power within its lobe but the background's share."""
    lobe = spectrum.layout.lobe
    around: Floats = total(spectrum.power[:, centre - lobe : centre + lobe + 1])
    return float(np.maximum(around - background, 0).sum() * BIN_HZ)


def lobe_powers(power: Floats, centres: FrequencyBins, lobe: int, background: Floats | float = 0) -> Floats:
    """[n] likewise of a line in each row of power over all axes [n, k]; background: [n]."""
    around = near(power, centres, lobe) - np.reshape(background, (-1, 1))
    return np.asarray(np.maximum(around, 0).sum(axis=1) * BIN_HZ)


@dataclass(frozen=True)
class SlowMovement:
    """The slow movement in a window, whose multiples are no rhythms.

    regular: a line that stands out so clearly that it may have any multiple. swing: the strongest movement of three
    cycles in the window or more, regular or not, which has low multiples. None: there is no such movement.
    """

    regular: Line | None
    swing: Line | None


@dataclass(frozen=True)
class SlowMovements:
    """Those of n windows: frequency and power of both, [n]; NaN where there is none."""

    regular: tuple[Floats, Floats]
    swing: tuple[Floats, Floats]

    def __getitem__(self, window: int) -> SlowMovement:
        """Of one of them."""
        return SlowMovement(_line_at(self.regular, window), _line_at(self.swing, window))


def slow_movement(spectrum: Spectrum, prominence: Floats, rhythm: Rhythm) -> SlowMovement:
    """The slow movement, from how far each place in the spectrum stands out."""
    return slow_movements(Spectra.of(spectrum), prominence[np.newaxis], rhythm)[0]


def slow_movements(spectra: Spectra, prominence: Floats, rhythm: Rhythm) -> SlowMovements:
    """Of each of n windows; prominence: [n, places]."""
    return SlowMovements(_regular_ones(spectra, prominence, rhythm), _swings(spectra, rhythm))


def multiple_of_hz(line: Line, slow: SlowMovement, spectrum: Spectrum, rhythm: Rhythm) -> float | None:
    """The frequency of the slow movement whose multiple the line is, None if it is none."""
    return (
        _harmonic_of_hz(line, slow.regular, rhythm)
        or _half_of_hz(line, spectrum, rhythm)
        or low_multiple_of_hz(line, slow.swing, rhythm)
    )


def low_multiple_of_hz(line: Line, swing: Line | None, rhythm: Rhythm) -> float | None:
    """The frequency of the swing if the line is a low multiple and no stronger than a bounded torque makes it.

    A limb that is turned to and fro by one has, at most, the multiples of a triangle of speeds.
    """
    if swing is None:
        return None
    multiple = round(line.frequency_hz / swing.frequency_hz)
    near = abs(line.frequency_hz - multiple * swing.frequency_hz) <= rhythm.harmonic_tolerance_hz
    is_part = multiple in LOW_MULTIPLES and swing.power >= multiple**LEAST_FALL * line.power
    return swing.frequency_hz if near and is_part else None


def _regular_ones(spectra: Spectra, prominence: Floats, rhythm: Rhythm) -> tuple[Floats, Floats]:
    places = prominence[:, : spectra.layout.slow].argmax(axis=1)
    most = prominence[np.arange(len(prominence)), places]
    stands_out = most >= rhythm.fundamental_prominence
    # the first may be the slope of something slower
    return _lines(spectra, spectra.layout.first + places, stands_out & (places > 0))


def swing_in(spectrum: Spectrum, rhythm: Rhythm) -> Line | None:
    """The strongest slow movement of three cycles in the window or more."""
    return _line_at(_swings(Spectra.of(spectrum), rhythm), 0)


def _swings(spectra: Spectra, rhythm: Rhythm) -> tuple[Floats, Floats]:
    end = round((rhythm.lowest_hz + rhythm.harmonic_tolerance_hz) / BIN_HZ) + 1
    tops = spectra.over_axes[:, :end].argmax(axis=1)
    swings = tops > spectra.layout.lobe  # what is slower makes no three cycles, a sensor that shows nothing is at 0
    frequency_hz, power = _lines(spectra, np.maximum(tops, spectra.layout.lobe), swings)
    return np.where(frequency_hz >= rhythm.multiples_from_hz, frequency_hz, np.nan), power


def _lines(spectra: Spectra, tops: FrequencyBins, there: Flags) -> tuple[Floats, Floats]:
    """Frequency and power [n] of the line at each window's top, NaN where there is none."""
    bins, powers = vertices(spectra.over_axes, tops), lobe_powers(spectra.over_axes, tops, spectra.layout.lobe)
    return np.where(there, bins * BIN_HZ, np.nan), powers


def _line_at(lines: tuple[Floats, Floats], window: int) -> Line | None:
    frequency_hz, power = (float(column[window]) for column in lines)
    return None if math.isnan(frequency_hz) else Line(frequency_hz, power)


def _harmonic_of_hz(line: Line, slow: Line | None, rhythm: Rhythm) -> float | None:
    return slow.frequency_hz if slow is not None and _is_harmonic(line, slow, rhythm) else None


def _half_of_hz(line: Line, spectrum: Spectrum, rhythm: Rhythm) -> float | None:
    """Half the line's frequency if a stronger movement, too slow for a rhythm itself, peaks there."""
    half = line.frequency_hz / 2
    if half >= rhythm.lowest_hz:
        return None
    power, reach = total(spectrum.power), round(rhythm.harmonic_tolerance_hz / BIN_HZ)
    near = round(half / BIN_HZ)
    top = near - reach + int(power[near - reach : near + reach + 1].argmax())
    is_peak = power[top] > power[top - 1] and power[top] > power[top + 1]
    return vertex(power, top) * BIN_HZ if is_peak and lobe_power(spectrum, top, background=0) > line.power else None


def _is_harmonic(line: Line, slow: Line, rhythm: Rhythm) -> bool:
    multiple = round(line.frequency_hz / slow.frequency_hz)
    distance_hz = abs(line.frequency_hz - multiple * slow.frequency_hz)
    return multiple > 1 and slow.power > line.power and distance_hz <= rhythm.harmonic_tolerance_hz
