"""How uneven a rhythm is: how much its frequency changes from one cycle to the next, and how wide its peak is.

Knows directions, bands, zero crossings and mean spectra; must never know what makes a rhythm tremor.

The interquartile range of these changes is the Tremor Stability Index of di Biase 2017 (Brain 140:1977): 0 for a
pendulum. Cycles are taken from rising and from falling crossings alike, so that it makes no difference which way round
the sensor is mounted.

Three seconds of an uneven rhythm are a rough spectrum by chance, and as narrow as an even one's. So the peak is that of
the mean over many seconds, each of which counts alike, whatever its power.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, Rhythm
from device.records.histograms import LEAST_CHANGES, median, quantile_of
from device.signals.samples import Floats
from device.signals.spectrum import BIN_HZ, FFT_LENGTH, HANN, LENGTH, FrequencyBins, Spectrum, moving_columns, total

ComplexLobes = NDArray[np.complex128]  # [n, 3, bins] of the three axes
Changes = tuple[float, ...]
"""Of frequency, in Hz."""

FINE = 2  # values in each grid step: a straight line between them meets zero within 0.02 ms of a 12 Hz sinusoid
JUDGED_S = (1.0, 2.0)  # of the window
LOBE = round(0.7 / BIN_HZ)  # all of a line's power lies this close to it (3 s Hann window)


def cycle_changes_hz(values: Floats, frequency_hz: float, rhythm: Rhythm) -> tuple[float, ...]:
    """Each change of frequency between two neighbouring cycles of which the second ends in the judged second.

    values: [300, 3] of a window; the rhythm near `frequency_hz` is looked at along the axis it mostly moves along.
    """
    return cycles_in_each(values[np.newaxis], [frequency_hz], rhythm)[0][0]


def cycles_in_each(values: Floats, frequencies_hz: Sequence[float], rhythm: Rhythm) -> list[tuple[Changes, int]]:
    """Likewise of each of some windows [n, 300, 3], and how many of its cycles are not much smaller."""
    centres = np.rint(np.array(frequencies_hz) / BIN_HZ).astype(np.intp)
    moved = moving_columns(values.swapaxes(1, 2))
    even = _swings(moved * HANN, centres, (rhythm.cycle_from_share, rhythm.cycle_to_share))
    pairs = zip(even, _swings(moved, centres, rhythm.counted_band), strict=True)
    return [((*_changes_hz(faded), *_changes_hz(-faded)), _count(swing, rhythm)) for faded, swing in pairs]


def _count(swing: Floats, rhythm: Rhythm) -> int:
    starts = (_rising_s(swing) * (FINE * GRID_HZ)).astype(int)
    if len(starts) < 2:
        return 0
    until_next = swing[: starts[-1]]
    sizes = np.maximum.reduceat(until_next, starts[:-1]) - np.minimum.reduceat(until_next, starts[:-1])
    return int(np.count_nonzero(sizes >= rhythm.cycle_least_share * sizes.max()))


def interquartile_range(changes_hz: list[float]) -> float | None:
    """The irregularity of so many changes in Hz; None if they are too few to tell."""
    if len(changes_hz) < LEAST_CHANGES:
        return None
    low_hz, high_hz = (quantile_of(changes_hz, quarters / 4) for quarters in (1, 3))
    return high_hz - low_hz


def _swings(moved: Floats, centres: FrequencyBins, band_share: tuple[float, float]) -> Floats:
    """[n, 600] of [n, 3, 300] the movement along the rhythm's main direction and in its band, at 200 Hz."""
    x = np.fft.rfft(moved, FFT_LENGTH)
    first, last = (np.rint(centres * share)[:, np.newaxis] for share in band_share)
    bins = np.arange(int(last.max()) + 1)
    near = centres[:, np.newaxis] + np.arange(-LOBE, LOBE + 1)
    directions = _main_directions(np.take_along_axis(x, near[:, np.newaxis], axis=2))
    along = (directions[:, :, np.newaxis] * x[:, :, : len(bins)]).sum(axis=1)
    band = np.where((bins >= first) & (bins <= last), along, 0)
    return np.fft.irfft(band, FINE * FFT_LENGTH)[:, : FINE * LENGTH]


def _main_directions(lobes: ComplexLobes) -> Floats:
    """[n, 3] of unit length."""
    return np.asarray(np.linalg.eigh((lobes @ lobes.conj().swapaxes(1, 2)).real)[1][:, :, -1])


def _changes_hz(swing: Floats) -> list[float]:
    crossings_s = _rising_s(swing)
    cycles_hz = 1 / (crossings_s[1:] - crossings_s[:-1])
    changes_hz, ends_s = cycles_hz[1:] - cycles_hz[:-1], crossings_s[2:]
    judged: list[float] = changes_hz[(ends_s >= JUDGED_S[0]) & (ends_s < JUDGED_S[1])].tolist()
    return judged


def _rising_s(swing: Floats) -> Floats:
    """When the movement turns positive, in seconds of the window."""
    negative = swing < 0
    (before,) = (negative[:-1] > negative[1:]).nonzero()
    share = swing[before] / (swing[before] - swing[before + 1])
    return np.asarray((before + share) / (FINE * GRID_HZ))


LEAST_SECONDS = 10  # ours: the mean of fewer is rough by chance
MOST_SHARPNESS = 1000.0  # ours: beyond, the median is the sensor's own noise
SEARCHED = round(1.5 / BIN_HZ)  # ours: to each side of the median frequency; a rhythm wanders


@dataclass(frozen=True)
class PeakShape:
    """Width at half the peak's power, and the peak over the median of all frequencies at which tremor is looked for."""

    width_hz: float
    sharpness: float


def power_shares(spectrum: Spectrum) -> Floats:
    """[places] of one second's power where a rhythm may lie; they add up to 1."""
    where = slice(spectrum.layout.first, spectrum.layout.first + spectrum.layout.places)
    density = np.diff(total(spectrum.sums))[where] / spectrum.gain[where] ** 2
    return np.asarray(density / density.sum())


def peak_shape(shares: Sequence[Floats], frequency_hz: float, rhythm: Rhythm) -> PeakShape | None:
    """Of the mean of some seconds' power, near their median frequency; None if they are too few."""
    if len(shares) < LEAST_SECONDS:
        return None
    mean = np.mean(shares, axis=0)
    near = round((frequency_hz - rhythm.lowest_hz) / BIN_HZ)
    first = max(near - SEARCHED, 0)
    top = first + int(mean[first : near + SEARCHED + 1].argmax())
    width = _to_half(mean[top:]) + _to_half(mean[top::-1])
    return PeakShape(width * BIN_HZ, min(float(mean[top] / median(mean.tolist())), MOST_SHARPNESS))


def _to_half(falling: Floats) -> float:
    """How many bins from the first value to where half of it is left, or to the end."""
    (below,) = (falling <= falling[0] / 2).nonzero()
    if not below.size:
        return len(falling) - 1 / 2
    after = int(below[0])
    return after - float((falling[0] / 2 - falling[after]) / (falling[after - 1] - falling[after]))
