"""The spectrum of three axes together, and the places in it where a rhythm may lie.

Knows the Fourier transform and widths in bins; must never know what stands out of what.

Letters: x [3, k] is the spectrum of the three axes, S [6, k] its power as symmetric 3 x 3 matrices (xx yy zz yz zx xy).

Only one bin in three is used, of a window that fills a third of the transform: two products with cosines and sines
about the window's middle cost less than a fast transform does (on a PC; a Pi was not measured).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, WINDOW_S, Parameters, Rhythm
from device.signals.grid import gains
from device.signals.rows import AXES
from device.signals.samples import Floats

FrequencyBins = NDArray[np.intp]

LENGTH = WINDOW_S * GRID_HZ
BIN_HZ = 0.1
FFT_LENGTH = round(GRID_HZ / BIN_HZ)
HALF = LENGTH // 2
FIRST_BIN = 3  # below lies the slow drift that the trend leaves
DRIFT_ORDER = 2  # a quadratic trend: an arm that swings out and back once in the window
_TURN = np.pi * (np.arange(LENGTH) + 0.5) / LENGTH
HANN = np.sin(_TURN) ** 2
TAPERS = np.stack((HANN, np.sin(_TURN) * np.sin(2 * _TURN)))  # and what of the window the Hann taper leaves out
TAPERS *= np.sqrt(2 / (GRID_HZ * np.sum(TAPERS**2, axis=1, keepdims=True)))  # to roots of one-sided power density
SHARES = np.array([2, 1]) / 3  # of the tapers; the second one alone would split a line in two
TREND = np.linalg.qr(np.vander(np.linspace(-1, 1, LENGTH), DRIFT_ORDER + 1))[0]
FIRST_AXIS, SECOND_AXIS = np.array([0, 1, 2, 1, 2, 0]), np.array([0, 1, 2, 2, 0, 1])


@dataclass(frozen=True)
class Layout:
    """Widths and distances in bins of the spectrum. A rhythm may lie at `first` and the `places` - 1 bins after it."""

    count: int  # bins that are used at all
    first: int
    places: int
    near: int  # a flank reaches from here ...
    far: int  # ... to here
    core: int
    lobe: int
    comb: tuple[int, int]  # the distances of equal lines
    slow: int  # the first so many places may be a movement with harmonics
    bulk: tuple[int, int]  # the band of irregular tremor ...
    bulk_half: int
    movement: tuple[int, int]  # ... and what it is compared with


@dataclass(frozen=True)
class Spectrum:
    """power: S [6, k] under the Hann taper, for the place and size of a line; gain [k]: of the grid.

    sums: running sums [6, k + 1] of S under both tapers, which vary less. The slowest bins hold nothing.
    """

    power: Floats
    sums: Floats
    gain: Floats
    layout: Layout

    def mean(self, low: int, high: int) -> Floats:
        """[6, places] mean power from `low` to `high` bins beside each place, both included."""
        return _mean(self.sums, self.layout, low, high)

    def power_near(self, frequency_hz: float) -> float:
        """Power density over all axes, summed over the lobe of a line at a frequency."""
        return float(total(self.power[:, _lobe(self.layout, frequency_hz)]).sum())


@dataclass(frozen=True)
class Spectra:
    """Those of n windows: power [6, n, k], sums [6, n, k + 1], and as many gains [k]."""

    power: Floats
    sums: Floats
    gains: Sequence[Floats]
    layout: Layout

    @classmethod
    def of(cls, spectrum: Spectrum) -> Self:
        """One."""
        return cls(spectrum.power[:, np.newaxis], spectrum.sums[:, np.newaxis], [spectrum.gain], spectrum.layout)

    @cached_property
    def each(self) -> list[Spectrum]:
        """One after the other, each with numbers of its own: a second that waits for others holds no more."""
        pairs = ((self.power[:, n].copy(), self.sums[:, n].copy()) for n in range(len(self.gains)))
        return [Spectrum(*own, gain, self.layout) for own, gain in zip(pairs, self.gains, strict=True)]

    @cached_property
    def gain(self) -> Floats:
        """[n, k] of the grid."""
        return np.array(self.gains)

    @cached_property
    def over_axes(self) -> Floats:
        """[n, k] power over all axes."""
        return np.asarray(total(self.power))

    def mean(self, low: int, high: int) -> Floats:
        """[6, n, places] likewise."""
        return _mean(self.sums, self.layout, low, high)


def _mean(sums: Floats, layout: Layout, low: int, high: int) -> Floats:
    start, end = layout.first + low, layout.first + high + 1
    inside = sums[..., end : end + layout.places] - sums[..., start : start + layout.places]
    return np.asarray(inside / _used(start, end, layout.places))


def spectrum_of(values: Floats, rate_hz: int, parameters: Parameters) -> Spectrum:
    """The spectrum of one sensor's window, values [300, 3], whose samples came at `rate_hz`."""
    return spectra_of(values.T[np.newaxis], [rate_hz], parameters).each[0]


def spectra_of(columns: Floats, rates_hz: Sequence[int], parameters: Parameters) -> Spectra:
    """Those of n windows, columns [n, 3, 300]. Each is the same to the last bit, whichever others there are."""
    layout = _layout(parameters.rhythm)
    powers = _powers(moving_columns(columns), layout.count)
    sums = np.zeros((len(FIRST_AXIS), len(columns), layout.count + 1))
    (powers[0] * SHARES[0] + powers[1] * SHARES[1]).cumsum(axis=2, out=sums[:, :, 1:])
    above_hz = parameters.sampling.average_above_hz
    return Spectra(powers[0], sums, [gains(rate_hz, BIN_HZ, layout.count, above_hz) for rate_hz in rates_hz], layout)


def tapered(values: Floats) -> Floats:
    """[3, 300] of [300, 3]: without their trend, faded in and out."""
    return np.asarray(moving(values) * HANN)


def power_near(values: Floats, frequency_hz: float, rhythm: Rhythm) -> float:
    """Power density over all axes, summed over the lobe of a line at a frequency; of a window [300, 3]."""
    layout = _layout(rhythm)
    faded = moving(values) * TAPERS[0]
    right, left = faded[:, HALF:], faded[:, HALF - 1 :: -1]
    cosines, sines = _waves(layout.count)[:, :, _lobe(layout, frequency_hz)]
    return float(np.square((right + left) @ cosines).sum() + np.square((right - left) @ sines).sum())


def _lobe(layout: Layout, frequency_hz: float) -> slice:
    centre = round(frequency_hz / BIN_HZ)
    return slice(centre - layout.lobe, centre + layout.lobe + 1)


def moving(values: Floats) -> Floats:
    """[3, 300] of [300, 3]: without their trend."""
    trend = TREND @ (TREND.T @ values)
    return np.asarray(values.T - trend.T)


def moving_columns(columns: Floats) -> Floats:
    """[n, 3, 300] of [n, 3, 300]: without their trend, each for itself."""
    return np.asarray(columns - columns @ TREND @ TREND.T)


def _powers(moved: Floats, count: int) -> Floats:
    """S [t, 6, n, count] under each taper of n windows, [n, 3, 300]."""
    faded = moved[:, np.newaxis] * TAPERS[:, np.newaxis]
    right, left = faded[..., HALF:], faded[..., HALF - 1 :: -1]
    folded = np.empty((2, *right.shape))
    np.add(right, left, out=folded[0])
    np.subtract(right, left, out=folded[1])
    x = folded.reshape(2, len(moved), -1, HALF) @ _waves(count)[:, np.newaxis]
    return _products(x.reshape(2, len(moved), len(TAPERS), AXES, count))


def _products(x: Floats) -> Floats:
    """S [t, 6, n, count] of the real and the imaginary parts [2, n, t, 3, count]."""
    real, imaginary = np.ascontiguousarray(x.transpose(0, 2, 3, 1, 4))  # else each product would gather its rows again
    powers = real[:, FIRST_AXIS] * real[:, SECOND_AXIS]
    powers += imaginary[:, FIRST_AXIS] * imaginary[:, SECOND_AXIS]
    return np.asarray(powers)


def total(s: Floats) -> Any:
    """The trace: power over all axes, [m] of [6, m], [n, m] of [6, n, m]."""
    return s[0] + s[1] + s[2]


@lru_cache
def _layout(rhythm: Rhythm) -> Layout:
    first = _bins(rhythm.lowest_hz)
    return Layout(
        count=_bins(rhythm.highest_hz) + _bins(rhythm.comb_to_hz) + 1,
        first=first,
        places=_bins(rhythm.highest_hz) - first + 1,
        near=_bins(rhythm.flank_from_hz),
        far=_bins(rhythm.flank_to_hz),
        core=_bins(rhythm.core_hz),
        lobe=_bins(rhythm.lobe_hz),
        comb=(_bins(rhythm.comb_from_hz), _bins(rhythm.comb_to_hz) + 1),
        slow=_bins(rhythm.comb_to_hz) - first + 1,
        bulk=(_bins(rhythm.bulk_from_hz), _bins(rhythm.bulk_to_hz) + 1),
        bulk_half=_bins(rhythm.broad_half_hz),
        movement=(_bins(rhythm.movement_from_hz), _bins(rhythm.movement_to_hz) + 1),
    )


def _bins(width_hz: float) -> int:
    return round(width_hz / BIN_HZ)


@lru_cache
def _waves(count: int) -> Floats:
    """[2, 150, count] cosines and sines at each bin, from the window's middle on; nothing at the slowest bins."""
    phase = 2 * np.pi * np.outer(np.arange(HALF) + 0.5, np.arange(count)) / FFT_LENGTH
    waves = np.array((np.cos(phase), np.sin(phase)))
    waves[:, :, :FIRST_BIN] = 0
    return waves


@lru_cache
def _used(start: int, end: int, places: int) -> Floats:
    """[places] how many bins from `start` up to `end` are no slowest ones, for each step of both to the right."""
    steps = np.arange(places)
    return (end + steps - np.maximum(start + steps, FIRST_BIN)).astype(float)
