"""Regular rhythms: power near one frequency that stands out of the movement around it.

Knows prominence; must never know how prominent a rhythm has to be.

A rhythm's power S is measured in units of the background B: prominence = log10 trace(B^-1 S). A rhythm along an axis on
which little else moves thus stands out although the limb moves strongly along another one, and the number does not
depend on how the sensor is mounted.
"""

from dataclasses import dataclass

import numpy as np

from device.parameters import Rhythm
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FrequencyBins, Layout, Spectra, Spectrum, total
from device.tremor.harmonics import Line, SlowMovement, SlowMovements, lobe_powers, multiple_of_hz, slow_movements
from device.tremor.peaks import (
    NO_PLACE,
    SMALLEST,
    Peak,
    Rhythms,
    background_of,
    highest_in_each,
    inverse,
    near,
    vertices,
)

MOST_PEAKS = 2  # what stands out most may be a multiple of the movement, then the next one counts


LinePeaks = tuple[Peak, ...]


@dataclass(frozen=True)
class RegularRhythms:
    """The lines of some windows that stand out most, at most two in each, and the slow movement beside them."""

    found: Rhythms
    slow: SlowMovements
    spectra: Spectra
    rhythm: Rhythm

    def peaks(self, window: int) -> LinePeaks:
        """Those of one window, what stands out most first."""
        return tuple(self.peak(window, place) for place in self.found.places(window))

    def peak(self, window: int, place: int) -> Peak:
        """One of them."""
        line = Line(float(self.found.frequency_hz[window, place]), float(self.found.power[window, place]))
        multiple_of = multiple_of_hz(line, self.slow[window], self.spectra.each[window], self.rhythm)
        return self.found.peak(window, place, "line", multiple_of)


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
    lines = lines_in_each(Spectra.of(spectrum), floor, rhythm)
    return lines.peaks(0), lines.slow[0]


def lines_in_each(spectra: Spectra, floor: float, rhythm: Rhythm) -> RegularRhythms:
    """Likewise for each of some windows."""
    background = background_of(spectra, floor, rhythm.whitening_share)
    whitening, core = inverse(background), spectra.layout.core
    prominence = (whitening * spectra.mean(-core, core)).sum(axis=0)
    slow = slow_movements(spectra, prominence, rhythm)
    tops = highest_in_each(prominence, MOST_PEAKS, apart=2 * core)  # the top of one line is often flat and has two
    there = tops != NO_PLACE
    at = there.nonzero()[0], tops[there]
    found = _Found(at[0], spectra.layout.first + at[1], background[:, *at], whitening[:, *at])
    return RegularRhythms(_in_columns(there, *_measured(spectra, found, rhythm)), slow, spectra, rhythm)


def _measured(spectra: Spectra, found: _Found, rhythm: Rhythm) -> tuple[Floats, Floats, Floats, Floats]:
    """Frequency, prominence, power and rms of each; no prominence below the lowest frequency."""
    core = spectra.layout.core
    white = _white(found, spectra.power)
    tops = found.centres - core + near(white, found.centres, core).argmax(axis=1)
    power = lobe_powers(spectra.over_axes[found.windows], tops, spectra.layout.lobe, total(found.background))
    strengths = _strengths(_white(found, spectra.sums), found.centres, spectra.layout, rhythm.comb_share)
    frequency_hz = vertices(white, tops) * BIN_HZ
    fast_enough = frequency_hz >= rhythm.lowest_hz - BIN_HZ / 2
    prominence = np.where(fast_enough, np.log10(strengths), -np.inf)
    return frequency_hz, prominence, power, np.sqrt(power) / spectra.gain[found.windows, tops]


def _in_columns(there: Flags, frequency_hz: Floats, prominence: Floats, power: Floats, rms: Floats) -> Rhythms:
    """[n, k] of what was measured where one is."""
    columns = [np.full(there.shape, empty) for empty in (np.nan, -np.inf, 0.0, 0.0)]
    for column, numbers in zip(columns, (frequency_hz, prominence, power, rms), strict=True):
        column[there] = numbers
    return Rhythms(*columns)


def _white(found: _Found, power: Floats) -> Floats:
    """[lines, ...] of power [6, n, ...] in units of the background at the line."""
    white: Floats = (found.whitening[:, :, np.newaxis] * power[:, found.windows]).sum(axis=0)
    return white


def _strengths(white_sums: Floats, centres: FrequencyBins, layout: Layout, comb_share: float) -> Floats:
    """White power near each centre, less when lines at equal distance on both sides make it one tooth of a comb."""
    width = 2 * layout.core + 1
    cores = (white_sums[:, width:] - white_sums[:, :-width]) / width
    teeth, distances = centres - layout.core, np.arange(*layout.comb)
    below, above = teeth[:, np.newaxis] - distances, teeth[:, np.newaxis] + distances
    inside = (below >= 0) & (above < cores.shape[1])
    rows = np.arange(len(cores))[:, np.newaxis]
    both = np.minimum(cores[rows, below], cores[rows, np.minimum(above, cores.shape[1] - 1)])
    comb = np.where(inside, both, 0).max(axis=1, initial=0)
    return np.asarray(np.maximum(cores[rows[:, 0], teeth] / (1 + comb_share * comb), SMALLEST))
