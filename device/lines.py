"""Regular rhythms: power near one frequency that stands out of the movement around it.

Knows prominence; must never know how prominent a rhythm has to be.

A rhythm's power S is measured in units of the background B: prominence = log10 trace(B^-1 S). A rhythm along an axis on
which little else moves thus stands out although the limb moves strongly along another one, and the number does not
depend on how the sensor is mounted.
"""

import math
from dataclasses import dataclass

import numpy as np

from device.background import background_of, inverse
from device.harmonics import Line, half_of_hz, harmonic_of_hz, lobe_power, low_multiple_of_hz, slow_line
from device.parameters import Parameters
from device.peaks import SMALLEST, Peak, vertex
from device.samples import Floats
from device.spectrum import BIN_HZ, Layout, Spectrum, total

MOST_PEAKS = 2  # what stands out most may be a multiple of the movement, then the next one counts


@dataclass(frozen=True)
class _Scene:
    """A spectrum with what every rhythm in it is measured against: the matrices [6, places] at each possible centre."""

    spectrum: Spectrum
    background: Floats
    whitening: Floats
    slow: Line | None
    parameters: Parameters


def lines_in(spectrum: Spectrum, floor: float, parameters: Parameters) -> tuple[tuple[Peak, ...], Line | None]:
    """The most prominent lines, the first one first, and the slow movement if it is a line that may have multiples.

    `floor` is the sensor's own noise density.
    """
    background = background_of(spectrum, floor, parameters.whitening_share)
    whitening = inverse(background)
    core = spectrum.layout.core
    prominence = (whitening * spectrum.mean(-core, core)).sum(axis=0)
    slow = slow_line(spectrum, prominence, parameters.fundamental_prominence)
    scene = _Scene(spectrum, background, whitening, slow, parameters)
    peaks = (_peak(scene, int(place)) for place in _highest_maxima(prominence, core))
    return tuple(peak for peak in peaks if peak.frequency_hz >= parameters.lowest_hz - BIN_HZ / 2), slow


def _highest_maxima(prominence: Floats, core: int) -> list[int]:
    """Of different lines: the top of one is often flat and holds two maxima."""
    inner = prominence[1:-1]
    places = 1 + np.flatnonzero((inner > prominence[:-2]) & (inner >= prominence[2:]))
    highest: list[int] = []
    for place in places[np.argsort(prominence[places])[::-1]].tolist():
        if all(abs(place - other) > 2 * core for other in highest):
            highest.append(place)
        if len(highest) == MOST_PEAKS:
            break
    return highest


def _peak(scene: _Scene, place: int) -> Peak:
    spectrum, whitening, parameters = scene.spectrum, scene.whitening[:, place], scene.parameters
    centre = spectrum.layout.first + place
    strength = _strength(whitening @ spectrum.sums, centre, spectrum.layout, parameters.comb_share)
    white = whitening @ spectrum.power
    top = _top(white, centre, spectrum.layout.core)
    line = Line(vertex(white, top) * BIN_HZ, lobe_power(spectrum, top, total(scene.background[:, place])))
    return Peak(
        kind="line",
        frequency_hz=line.frequency_hz,
        prominence=math.log10(strength),
        rms=math.sqrt(line.power) / float(spectrum.gain[top]),
        harmonic_of_hz=_multiple_of_hz(line, scene),
    )


def _multiple_of_hz(line: Line, scene: _Scene) -> float | None:
    """The frequency of the movement whose multiple the line is, None if it is none."""
    spectrum, parameters = scene.spectrum, scene.parameters
    return (
        harmonic_of_hz(line, scene.slow, parameters)
        or half_of_hz(line, spectrum, parameters)
        or low_multiple_of_hz(line, spectrum, parameters)
    )


def _top(power: Floats, centre: int, core: int) -> int:
    """The strongest bin of the core."""
    return centre - core + int(power[centre - core : centre + core + 1].argmax())


def _strength(white_sums: Floats, centre: int, layout: Layout, comb_share: float) -> float:
    """White power near `centre`, less when lines at equal distance on both sides make it one tooth of a comb."""
    width = 2 * layout.core + 1
    near = (white_sums[width:] - white_sums[:-width]) / width
    tooth = centre - layout.core
    distance = layout.comb[(layout.comb <= tooth) & (layout.comb < len(near) - tooth)]
    comb = np.max(np.minimum(near[tooth - distance], near[tooth + distance]), initial=0)
    return max(float(near[tooth] / (1 + comb_share * comb)), SMALLEST)
