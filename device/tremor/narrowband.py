"""Regular rhythms: power near one frequency that stands out of the movement around it.

Knows prominence; must never know how prominent a rhythm has to be.

A rhythm's power S is measured in units of the background B: prominence = log10 trace(B^-1 S). A rhythm along an axis on
which little else moves thus stands out although the limb moves strongly along another one, and the number does not
depend on how the sensor is mounted.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from device.parameters import Rhythm
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FrequencyBins, Layout, Spectra, Spectrum, total
from device.tremor.harmonics import Line, SlowMovement, lobe_powers, multiple_of_hz, slow_movements
from device.tremor.peaks import SMALLEST, Peak, background_of, highest_in_each, inverse, near, vertices

MOST_PEAKS = 2  # what stands out most may be a multiple of the movement, then the next one counts


LinePeaks = tuple[Peak, ...]


@dataclass(frozen=True)
class _Found:
    """Places where a line may be: the window of each and its centre; and what is asked there, [6, lines]."""

    windows: FrequencyBins
    centres: FrequencyBins
    background: Floats
    whitening: Floats


def lines_in(spectrum: Spectrum, floor: float, rhythm: Rhythm) -> tuple[LinePeaks, SlowMovement]:
    """The lines that stand out most, at most two, and the slow movement beside them.

    `floor` is the sensor's own noise density.
    """
    return lines_in_each(Spectra.of(spectrum), floor, rhythm)[0]


def lines_in_each(spectra: Spectra, floor: float, rhythm: Rhythm) -> list[tuple[LinePeaks, SlowMovement]]:
    """Likewise for each of some windows."""
    background = background_of(spectra, floor, rhythm.whitening_share)
    whitening, core = inverse(background), spectra.layout.core
    prominence = (whitening * spectra.mean(-core, core)).sum(axis=0)
    slow = slow_movements(spectra, prominence, rhythm)
    tops = highest_in_each(prominence, MOST_PEAKS, apart=2 * core)  # the top of one line is often flat and has two
    windows = np.array([window for window, places in enumerate(tops) for _ in places], dtype=np.intp)
    at = windows, np.array([place for places in tops for place in places], dtype=np.intp)
    found = _Found(windows, spectra.layout.first + at[1], background[:, *at], whitening[:, *at])
    peaks = iter(_peaks(spectra, found, slow, rhythm))
    lines = [[next(peaks) for _ in places] for places in tops]
    least_hz = rhythm.lowest_hz - BIN_HZ / 2
    return [
        (tuple(peak for peak in some if peak.frequency_hz >= least_hz), beside)
        for some, beside in zip(lines, slow, strict=True)
    ]


def _peaks(spectra: Spectra, found: _Found, slow: Sequence[SlowMovement], rhythm: Rhythm) -> Iterator[Peak]:
    core = spectra.layout.core
    white = _white(found, spectra.power)
    tops = found.centres - core + near(white, found.centres, core).argmax(axis=1)
    powers = lobe_powers(spectra.over_axes[found.windows], tops, spectra.layout.lobe, total(found.background))
    strengths = _strengths(_white(found, spectra.sums), found.centres, spectra.layout, rhythm.comb_share)
    numbers = (found.windows.tolist(), tops.tolist(), vertices(white, tops), powers, strengths)
    for window, top, bins, power, strength in zip(*numbers, strict=True):
        line = Line(bins * BIN_HZ, power)
        yield Peak(
            kind="line",
            frequency_hz=line.frequency_hz,
            prominence=math.log10(strength),
            rms=math.sqrt(line.power) / float(spectra.gains[window][top]),
            harmonic_of_hz=multiple_of_hz(line, slow[window], spectra.each[window], rhythm),
        )


def _white(found: _Found, power: Floats) -> Floats:
    """[lines, ...] of power [6, n, ...] in units of the background at the line."""
    white: Floats = (found.whitening[:, :, np.newaxis] * power[:, found.windows]).sum(axis=0)
    return white


def _strengths(white_sums: Floats, centres: FrequencyBins, layout: Layout, comb_share: float) -> list[float]:
    """White power near each centre, less when lines at equal distance on both sides make it one tooth of a comb."""
    width = 2 * layout.core + 1
    cores = (white_sums[:, width:] - white_sums[:, :-width]) / width
    teeth, distances = centres - layout.core, np.arange(*layout.comb)
    below, above = teeth[:, np.newaxis] - distances, teeth[:, np.newaxis] + distances
    inside = (below >= 0) & (above < cores.shape[1])
    rows = np.arange(len(cores))[:, np.newaxis]
    both = np.minimum(cores[rows, below], cores[rows, np.minimum(above, cores.shape[1] - 1)])
    comb = np.where(inside, both, 0).max(axis=1, initial=0)
    strengths: list[float] = np.maximum(cores[rows[:, 0], teeth] / (1 + comb_share * comb), SMALLEST).tolist()
    return strengths
