"""Slow, regular movement in a window, and which rhythms are only its multiples.

Knows lines and their power; must never know how far a line stands out of what is beside it.
"""

from dataclasses import dataclass

import numpy as np

from device.parameters import Parameters
from device.peaks import vertex
from device.samples import Floats
from device.spectrum import BIN_HZ, Spectrum, total

TRIANGLE = 4  # a triangle's multiples fall with this power of their number, as power
LOW_MULTIPLES = (2, 3, 4)  # an arm that swings to and fro has these; higher ones lie too close for 3 s to tell


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


def slow_line(spectrum: Spectrum, prominence: Floats, least: float) -> Line | None:
    """The slow movement in the window that is regular enough to have harmonics."""
    place = int(prominence[: spectrum.layout.slow].argmax())
    if place == 0 or prominence[place] < least:  # the first place may be the slope of something slower
        return None
    centre = spectrum.layout.first + place
    return Line(vertex(total(spectrum.power), centre) * BIN_HZ, lobe_power(spectrum, centre, background=0))


def harmonic_of_hz(line: Line, slow: Line | None, parameters: Parameters) -> float | None:
    """The frequency of the slow movement if the line is a multiple of it."""
    return slow.frequency_hz if slow is not None and _is_harmonic(line, slow, parameters) else None


def half_of_hz(line: Line, spectrum: Spectrum, parameters: Parameters) -> float | None:
    """Half the line's frequency if a stronger movement, too slow for a rhythm itself, peaks there."""
    half = line.frequency_hz / 2
    if half >= parameters.lowest_hz:
        return None
    power, reach = total(spectrum.power), round(parameters.harmonic_tolerance_hz / BIN_HZ)
    near = round(half / BIN_HZ)
    top = near - reach + int(power[near - reach : near + reach + 1].argmax())
    is_peak = power[top] > power[top - 1] and power[top] > power[top + 1]
    return vertex(power, top) * BIN_HZ if is_peak and lobe_power(spectrum, top, background=0) > line.power else None


def low_multiple_of_hz(line: Line, spectrum: Spectrum, parameters: Parameters) -> float | None:
    """The frequency of the strongest slow movement if that has three cycles in the window and the line is its multiple.

    A limb that turns to and fro under a bounded torque has multiples that fall with the square of their number, or
    faster: those of a triangle of speeds.
    """
    power, tolerance_hz = total(spectrum.power), parameters.harmonic_tolerance_hz
    top = int(power[: round((parameters.lowest_hz + tolerance_hz) / BIN_HZ) + 1].argmax())
    swing = Line(vertex(power, top) * BIN_HZ, lobe_power(spectrum, top, background=0))
    multiple = round(line.frequency_hz / swing.frequency_hz)
    near = abs(line.frequency_hz - multiple * swing.frequency_hz) <= tolerance_hz
    is_part = multiple in LOW_MULTIPLES and swing.power >= multiple**TRIANGLE * line.power
    return swing.frequency_hz if near and is_part and swing.frequency_hz >= parameters.multiples_from_hz else None


def _is_harmonic(line: Line, slow: Line, parameters: Parameters) -> bool:
    multiple = round(line.frequency_hz / slow.frequency_hz)
    distance_hz = abs(line.frequency_hz - multiple * slow.frequency_hz)
    return multiple > 1 and slow.power > line.power and distance_hz <= parameters.harmonic_tolerance_hz
