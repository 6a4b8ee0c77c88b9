"""What one window contains: its rhythms, how far each stands out of the movement around it, and how sure that is.

Knows spectra; must never know which rhythm counts as tremor.

Letters: x [3, k] is the spectrum of the three axes, S [6, k] its power as symmetric 3 x 3 matrices (xx yy zz xy xz yz).
A rhythm is power near one frequency, measured in units of the background B, which is interpolated from both flanks:
prominence = log10 trace(B^-1 S). A rhythm along an axis on which little else moves thus stands out although the limb
moves strongly along another one, and the number does not depend on how the sensor is mounted. Tremor that is too
irregular for a line is seen as the two hertz in which most of a quiet limb's movement lies: prominence is then
log10 of that power over all other power.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from device.parameters import GRID_HZ, PARAMETERS, WINDOW_S, Parameters
from device.samples import Floats
from device.windows import AXES, Channel, Window, gains

Sensor = Literal["gyroscope", "accelerometer"]
PeakKind = Literal["line", "bulk"]
Bins = NDArray[np.intp]

LENGTH = WINDOW_S * GRID_HZ
BIN_HZ = 0.1
FFT_LENGTH = round(GRID_HZ / BIN_HZ)
FIRST_BIN = 3  # below lies the slow drift that the trend leaves
DRIFT_ORDER = 2  # a quadratic trend: an arm that swings out and back once in the window
HANN = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(LENGTH) + 0.5) / LENGTH)
DENSITY = np.sqrt(2 / (GRID_HZ * np.sum(HANN**2)))  # spectrum -> square root of one-sided power density
TREND = np.linalg.qr(np.vander(np.linspace(-1, 1, LENGTH), DRIFT_ORDER + 1))[0]
ROWS, COLUMNS = np.array([0, 1, 2, 0, 0, 1]), np.array([0, 1, 2, 1, 2, 2])
TWICE_BESIDE_DIAGONAL = np.array([[1.0], [1], [1], [2], [2], [2]])
MOST_PEAKS = 2  # what stands out most may be a multiple of the movement, then the next one counts
SMALLEST = 1e-30  # keeps logarithms and quotients of nothing finite


@dataclass(frozen=True)
class Peak:
    """One rhythm. `rms` is in the sensor's unit, over all axes; `prominence` in decades of power."""

    kind: PeakKind
    frequency_hz: float
    prominence: float
    rms: float
    harmonic_of_hz: float | None  # a stronger, slower movement whose multiple this is


@dataclass(frozen=True)
class Features:
    """All that the verdict on one second rests on. `peaks`: the most prominent lines, then the bulk; none if inert."""

    second_s: float
    sensor: Sensor
    rate_hz: float
    missing_s: float
    saturated: bool
    stuck_axes: int
    inert: bool
    peaks: tuple[Peak, ...]


@dataclass(frozen=True)
class _Layout:
    """Widths and distances in bins of the spectrum. A rhythm may lie at `first` and the `places` - 1 bins after it."""

    count: int  # bins that are used at all
    first: int
    places: int
    near: int  # a flank reaches from here ...
    far: int  # ... to here
    core: int
    lobe: int
    comb: Bins
    slow: int  # the first so many places may be a movement with harmonics
    bulk: Bins  # centres
    bulk_half: int
    movement: tuple[int, int]  # what bulk is compared with


@dataclass(frozen=True)
class _Spectrum:
    """power: S [6, k], nothing in the slowest bins; sums: its running sums [6, k + 1]; gain [k]: of the grid."""

    power: Floats
    sums: Floats
    gain: Floats
    layout: _Layout

    def mean(self, low: int, high: int) -> Floats:
        """[6, places] mean power from `low` to `high` bins beside each place, both included."""
        start, end = self.layout.first + low, self.layout.first + high + 1
        total = self.sums[:, end : end + self.layout.places] - self.sums[:, start : start + self.layout.places]
        return total / _used(start, end, self.layout.places)


@dataclass(frozen=True)
class _Line:
    frequency_hz: float
    power: float


@dataclass(frozen=True)
class _Scene:
    """A spectrum with what every rhythm in it is measured against: the matrices [6, m] at each possible centre."""

    spectrum: _Spectrum
    background: Floats
    whitening: Floats
    slow: _Line | None
    parameters: Parameters


def describe(window: Window, parameters: Parameters = PARAMETERS) -> Features:
    """The features of a window: from the gyroscope, or from the accelerometer where the gyroscope gave nothing."""
    sensor, channel, floor = _chosen(window, parameters)
    inert = _is_inert(window, parameters)
    return Features(
        second_s=window.second_s,
        sensor=sensor,
        rate_hz=window.rate_hz,
        missing_s=window.missing_s,
        saturated=channel.saturated,
        stuck_axes=channel.stuck_axes,
        inert=inert,
        peaks=() if inert else _peaks(channel.values, floor, round(window.rate_hz), parameters),
    )


def _chosen(window: Window, parameters: Parameters) -> tuple[Sensor, Channel, float]:
    rotation = window.rotation
    if rotation is None or rotation.stuck_axes == AXES:
        return "accelerometer", window.acceleration, parameters.floor_g2_hz
    return "gyroscope", rotation, parameters.floor_dps2_hz


def _is_inert(window: Window, parameters: Parameters) -> bool:
    if window.rotation is None:
        return _is_quiet(window.acceleration, parameters.inert_alone_g)
    return _is_quiet(window.acceleration, parameters.inert_g) and _is_quiet(window.rotation, parameters.inert_dps)


def _is_quiet(channel: Channel, limit: float) -> bool:
    second = channel.values[GRID_HZ : 2 * GRID_HZ]
    return bool((second.std(axis=0) < limit).all())


def _peaks(values: Floats, floor: float, rate_hz: int, parameters: Parameters) -> tuple[Peak, ...]:
    spectrum = _spectrum(values, _layout(parameters), rate_hz)
    return (*_lines(spectrum, floor, parameters), _bulk(spectrum, floor))


def _lines(spectrum: _Spectrum, floor: float, parameters: Parameters) -> tuple[Peak, ...]:
    background = _background(spectrum, floor, parameters.whitening_share)
    whitening = _inverse(background)
    core = spectrum.layout.core
    prominence = (whitening * spectrum.mean(-core, core)).sum(axis=0)
    slow = _slow_line(spectrum, prominence, parameters.fundamental_prominence)
    scene = _Scene(spectrum, background, whitening, slow, parameters)
    return tuple(_line(scene, int(place)) for place in _highest_maxima(prominence))


def _bulk(spectrum: _Spectrum, floor: float) -> Peak:
    """The two hertz with most power, at their centre of gravity."""
    layout = spectrum.layout
    sums = _total(spectrum.sums)
    inside = sums[layout.bulk + layout.bulk_half + 1] - sums[layout.bulk - layout.bulk_half]
    centre = int(layout.bulk[inside.argmax()])
    band = slice(centre - layout.bulk_half, centre + layout.bulk_half + 1)
    weight, power = _total(spectrum.power[:, band]), float(inside.max())
    start, end = layout.movement
    rest = float(sums[end] - sums[start]) - power + floor * (end - start)
    return Peak(
        kind="bulk",
        frequency_hz=float(np.arange(band.start, band.stop) @ weight / (weight.sum() + SMALLEST)) * BIN_HZ,
        prominence=math.log10((power + SMALLEST) / rest),
        rms=math.sqrt(power * BIN_HZ) / float(spectrum.gain[centre]),
        harmonic_of_hz=None,
    )


def _spectrum(values: Floats, layout: _Layout, rate_hz: int) -> _Spectrum:
    moving = (values - TREND @ (TREND.T @ values)) * HANN[:, None]
    x = np.fft.rfft(moving.T, FFT_LENGTH)[:, : layout.count] * DENSITY
    first, second = x[ROWS], x[COLUMNS]
    power = first.real * second.real + first.imag * second.imag
    power[:, :FIRST_BIN] = 0
    sums = np.zeros((len(power), layout.count + 1))
    np.cumsum(power, axis=1, out=sums[:, 1:])
    return _Spectrum(power, sums, gains(rate_hz, BIN_HZ, layout.count), layout)


def _background(spectrum: _Spectrum, floor: float, share: float) -> Floats:
    """B [6, m]: the directions of both flanks, the geometric mean of their power, and the floor in every direction."""
    near, far = spectrum.layout.near, spectrum.layout.far
    left, right = spectrum.mean(-far, -near), spectrum.mean(near, far)
    left_power, right_power = _total(left) + SMALLEST, _total(right) + SMALLEST
    power = np.sqrt(left_power * right_power)
    background = (left / left_power + right / right_power) * (power / 2)
    background[:AXES] += floor + share * power / AXES
    return np.asarray(background)


def _total(s: Floats) -> Any:
    """The trace: power over all axes, [m] of [6, m]."""
    return s[:AXES].sum(axis=0)


def _inverse(s: Floats) -> Floats:
    """[6, m] inverse matrices; what lies beside the diagonal counts twice, so that a sum of products is a trace."""
    xx, yy, zz, xy, xz, yz = s
    cofactors = np.stack(
        (yy * zz - yz**2, xx * zz - xz**2, xx * yy - xy**2, xz * yz - xy * zz, xy * yz - xz * yy, xy * xz - xx * yz)
    )
    determinant = xx * cofactors[0] + xy * cofactors[3] + xz * cofactors[4]
    return np.asarray(cofactors * TWICE_BESIDE_DIAGONAL / determinant)


def _highest_maxima(prominence: Floats) -> Bins:
    inner = prominence[1:-1]
    places = 1 + np.flatnonzero((inner > prominence[:-2]) & (inner >= prominence[2:]))
    return places[np.argsort(prominence[places])[::-1][:MOST_PEAKS]]


def _line(scene: _Scene, place: int) -> Peak:
    spectrum, whitening, parameters = scene.spectrum, scene.whitening[:, place], scene.parameters
    centre = spectrum.layout.first + place
    strength = _strength(whitening @ spectrum.sums, centre, spectrum.layout, parameters.comb_share)
    white = whitening @ spectrum.power
    top = _top(white, centre, spectrum.layout.core)
    line = _Line(_vertex_hz(white, top), _lobe_power(spectrum, top, _total(scene.background[:, place])))
    return Peak(
        kind="line",
        frequency_hz=line.frequency_hz,
        prominence=math.log10(strength),
        rms=math.sqrt(line.power) / float(spectrum.gain[top]),
        harmonic_of_hz=scene.slow.frequency_hz if scene.slow and _is_harmonic(line, scene.slow, parameters) else None,
    )


def _top(power: Floats, centre: int, core: int) -> int:
    """The strongest bin of the core."""
    return centre - core + int(power[centre - core : centre + core + 1].argmax())


def _strength(white_sums: Floats, centre: int, layout: _Layout, comb_share: float) -> float:
    """White power near `centre`, less when lines at equal distance on both sides make it one tooth of a comb."""
    width = 2 * layout.core + 1
    near = (white_sums[width:] - white_sums[:-width]) / width
    tooth = centre - layout.core
    distance = layout.comb[(layout.comb <= tooth) & (layout.comb < len(near) - tooth)]
    comb = np.max(np.minimum(near[tooth - distance], near[tooth + distance]), initial=0)
    return max(float(near[tooth] / (1 + comb_share * comb)), SMALLEST)


def _vertex_hz(power: Floats, centre: int) -> float:
    """The top of the parabola through the logarithms of three neighbouring bins."""
    before, here, after = (math.log(value + SMALLEST) for value in power[centre - 1 : centre + 2].tolist())
    bend = before - 2 * here + after
    offset = (before - after) / (2 * bend) if bend < 0 else 0
    return BIN_HZ * (centre + min(max(offset, -1), 1))


def _lobe_power(spectrum: _Spectrum, centre: int, background: float) -> float:
    """Mean square of the line at `centre`: all power within its lobe but the background's share."""
    lobe = spectrum.layout.lobe
    around: Floats = _total(spectrum.power[:, centre - lobe : centre + lobe + 1])
    return float(np.maximum(around - background, 0).sum() * BIN_HZ)


def _slow_line(spectrum: _Spectrum, prominence: Floats, least: float) -> _Line | None:
    """The slow movement in the window that is regular enough to have harmonics."""
    place = int(prominence[: spectrum.layout.slow].argmax())
    if place == 0 or prominence[place] < least:  # the first place may be the slope of something slower
        return None
    centre = spectrum.layout.first + place
    return _Line(_vertex_hz(_total(spectrum.power), centre), _lobe_power(spectrum, centre, background=0))


def _is_harmonic(line: _Line, slow: _Line, parameters: Parameters) -> bool:
    multiple = round(line.frequency_hz / slow.frequency_hz)
    distance_hz = abs(line.frequency_hz - multiple * slow.frequency_hz)
    return multiple > 1 and slow.power > line.power and distance_hz <= parameters.harmonic_tolerance_hz


@lru_cache
def _layout(parameters: Parameters) -> _Layout:
    def bins(width_hz: float) -> int:
        return round(width_hz / BIN_HZ)

    first = bins(parameters.lowest_hz)
    return _Layout(
        count=bins(parameters.highest_hz) + bins(parameters.comb_to_hz) + 1,
        first=first,
        places=bins(parameters.highest_hz) - first + 1,
        near=bins(parameters.flank_from_hz),
        far=bins(parameters.flank_to_hz),
        core=bins(parameters.core_hz),
        lobe=bins(parameters.lobe_hz),
        comb=np.arange(bins(parameters.comb_from_hz), bins(parameters.comb_to_hz) + 1),
        slow=bins(parameters.comb_to_hz) - first + 1,
        bulk=np.arange(bins(parameters.bulk_from_hz), bins(parameters.bulk_to_hz) + 1),
        bulk_half=bins(parameters.bulk_half_hz),
        movement=(bins(parameters.movement_from_hz), bins(parameters.movement_to_hz) + 1),
    )


@lru_cache
def _used(start: int, end: int, places: int) -> Floats:
    """[places] how many bins from `start` up to `end` are no slowest ones, for each step of both to the right."""
    steps = np.arange(places)
    return (end + steps - np.maximum(start + steps, FIRST_BIN)).astype(float)
