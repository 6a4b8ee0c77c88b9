"""Regular rhythms: power near one frequency that stands out of the movement around it.

Knows prominence; must never know how prominent a rhythm has to be.

A rhythm's power S is measured in units of the background B: prominence = log10 trace(B^-1 S). A rhythm along an axis on
which little else moves thus stands out although the limb moves strongly along another one, and the number does not
depend on how the sensor is mounted.
"""

import math
from dataclasses import dataclass

import numpy as np

from device.parameters import Rhythm
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, Layout, Spectrum, total
from device.tremor.harmonics import Line, SlowMovement, lobe_power, multiple_of_hz, slow_movement
from device.tremor.peaks import SMALLEST, Peak, background_of, highest_maxima, inverse, vertex

MOST_PEAKS = 2  # what stands out most may be a multiple of the movement, then the next one counts


@dataclass(frozen=True)
class _Scene:
    """A spectrum with what every rhythm in it is measured against: the matrices [6, places] at each possible centre."""

    spectrum: Spectrum
    background: Floats
    whitening: Floats
    slow: SlowMovement
    rhythm: Rhythm


def lines_in(spectrum: Spectrum, floor: float, rhythm: Rhythm) -> tuple[tuple[Peak, ...], SlowMovement]:
    """The most prominent lines, the first one first, and the slow movement beside them.

    `floor` is the sensor's own noise density.
    """
    background = background_of(spectrum, floor, rhythm.whitening_share)
    whitening = inverse(background)
    core = spectrum.layout.core
    prominence = (whitening * spectrum.mean(-core, core)).sum(axis=0)
    slow = slow_movement(spectrum, prominence, rhythm)
    scene = _Scene(spectrum, background, whitening, slow, rhythm)
    places = highest_maxima(prominence, MOST_PEAKS, apart=2 * core)  # the top of one line is often flat and has two
    peaks = (_peak(scene, place) for place in places)
    return tuple(peak for peak in peaks if peak.frequency_hz >= rhythm.lowest_hz - BIN_HZ / 2), slow


def _peak(scene: _Scene, place: int) -> Peak:
    spectrum, whitening, rhythm = scene.spectrum, scene.whitening[:, place], scene.rhythm
    centre = spectrum.layout.first + place
    strength = _strength(whitening @ spectrum.sums, centre, spectrum.layout, rhythm.comb_share)
    white = whitening @ spectrum.power
    top = _top(white, centre, spectrum.layout.core)
    line = Line(vertex(white, top) * BIN_HZ, lobe_power(spectrum, top, total(scene.background[:, place])))
    return Peak(
        kind="line",
        frequency_hz=line.frequency_hz,
        prominence=math.log10(strength),
        rms=math.sqrt(line.power) / float(spectrum.gain[top]),
        harmonic_of_hz=multiple_of_hz(line, scene.slow, spectrum, rhythm),
    )


def _top(power: Floats, centre: int, core: int) -> int:
    """The strongest bin of the core."""
    return centre - core + int(power[centre - core : centre + core + 1].argmax())


def _strength(white_sums: Floats, centre: int, layout: Layout, comb_share: float) -> float:
    """White power near `centre`, less when lines at equal distance on both sides make it one tooth of a comb."""
    width = 2 * layout.core + 1
    near = (white_sums[width:] - white_sums[:-width]) / width
    tooth = centre - layout.core
    below, above = near[tooth::-1], near[tooth:]
    distances = slice(layout.comb[0], min(layout.comb[1], len(below), len(above)))
    comb = np.minimum(below[distances], above[distances]).max(initial=0)
    return max(float(near[tooth] / (1 + comb_share * comb)), SMALLEST)
