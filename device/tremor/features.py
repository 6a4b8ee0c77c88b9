"""What one window contains: its rhythms, how far each stands out of the movement around it, and how sure that is.

Knows which sensor is asked; must never know which rhythm counts as tremor.

How hard the limb shakes by the accelerometer alone goes with the size that clinical ratings follow. Three sine tapers
use nearly all of the window and average out its chance, which a Hann window does not; they tell frequencies apart too
badly for anything else (Riedel and Sidorenko 1995).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from device.parameters import GRID_HZ, Parameters, Rhythm, Stillness
from device.records.facts import Context, SensorPart
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.soundness import Sound
from device.signals.spectrum import BIN_HZ, FFT_LENGTH, FIRST_BIN, LENGTH, Spectra, Spectrum, moving, spectra_of
from device.signals.windows import Channel, Window
from device.tremor.broadband import Broad, beside_lines, broad_in_each, bulk_of_each, reaching_beyond
from device.tremor.context import Surroundings, surroundings_of
from device.tremor.narrowband import RegularRhythms, lines_in_each
from device.tremor.peaks import Peak, PeakKind, Rhythms

SINES = 3
_turn = np.pi * (np.arange(LENGTH) + 0.5) / LENGTH
SINE_TAPERS = np.sin(_turn * np.arange(1, SINES + 1)[:, None]) * np.sqrt(4 / (SINES * GRID_HZ * LENGTH))
"""[3, 300] to roots of one-sided power density, averaged."""


def strongest_rms(values: Floats, gain: Floats, rhythm: Rhythm) -> float:
    """Root mean square, over all axes, of the two hertz in which values [300, 3] have most of it."""
    highest = round(rhythm.highest_hz / BIN_HZ)
    x = np.fft.rfft(moving(values) * SINE_TAPERS[:, None], FFT_LENGTH)[:, :, : highest + 1]
    density = np.square(np.abs(x)).sum(axis=(0, 1)) / gain[: highest + 1] ** 2
    density[:FIRST_BIN] = 0
    sums = np.concatenate(([0], np.cumsum(density)))
    lowest = round((rhythm.broad_among_hz - rhythm.broad_half_hz) / BIN_HZ)
    width = 2 * round(rhythm.broad_half_hz / BIN_HZ) + 1
    inside = sums[lowest + width :] - sums[lowest:-width]
    return float(np.sqrt(inside.max() * BIN_HZ))


SensorKind = Literal["gyroscope", "accelerometer"]


class Chosen(NamedTuple):
    """The sensor that is asked, what it measured, and its own noise density."""

    sensor: SensorKind
    channel: Channel
    floor: float


FURTHEST_APART = math.sqrt(2 * GRID_HZ)  # standard deviations: two values of a second further apart make more of it


@dataclass(frozen=True)
class Features:
    """All that the verdict on one second rests on. `peaks`: lines, the bulk, broad bands; none if inert.

    `movement` [300, 3] is what the sensor measured in the window, for a closer look at a rhythm that counts, `spectrum`
    for a look at more seconds.
    """

    second_s: float
    sensor: SensorKind
    rate_hz: float
    missing_s: float
    saturated: bool
    stuck_axes: int
    inert: bool
    context: Context
    peaks: tuple[Peak, ...]
    movement: Floats = field(compare=False, repr=False)
    acceleration: Floats | None = field(default=None, compare=False, repr=False)  # [300, 3] beside a gyroscope
    spectrum: Spectrum | None = field(default=None, compare=False, repr=False)  # of turning; None without, or if inert
    dead: tuple[SensorPart, ...] = ()  # sensors of which an axis was dead for some of the window
    sound: Sound = field(default_factory=Sound)
    engine: bool = False  # one idles, so the limb is in a vehicle


@dataclass(frozen=True)
class FoundRhythms:
    """The rhythms in some windows, `places` among all, that one sensor was asked for. broad: by a gyroscope alone."""

    sensor: SensorKind
    places: Sequence[int]
    lines: RegularRhythms
    bulk: Rhythms
    broad: Broad | None

    @property
    def spectra(self) -> Spectra:
        """In which they were found."""
        return self.lines.spectra

    @cached_property
    def kinds(self) -> dict[PeakKind, Rhythms]:
        """Those of each kind, in the order in which `peaks` has them."""
        broad: dict[PeakKind, Rhythms] = {} if self.broad is None else {"broad": self.broad.found}
        return {"line": self.lines.found, "bulk": self.bulk, **broad}

    def peaks(self, number: int) -> tuple[Peak, ...]:
        """Those of one window: lines, the bulk, broad bands."""
        there = np.flatnonzero(self.column("prominence")[number] > -math.inf)
        return tuple(self.peak(number, place) for place in there.tolist())

    def peak(self, number: int, place: int) -> Peak:
        """One of them: at this place among the k of its window."""
        lines = self.lines.found.most
        if place < lines:
            return self.lines.peak(number, place)
        if self.broad is None or place == lines:
            return self.bulk.peak(number, 0, "bulk", harmonic_of_hz=None)
        band = self.broad.peak(number, place - lines - 1, self.lines.slow[number])
        return beside_lines([band], self.lines.peaks(number), self.lines.rhythm)[0]

    def column(self, name: Literal["frequency_hz", "prominence", "rms"]) -> Floats:
        """[n, k] of all of them."""
        return np.hstack([getattr(found, name) for found in self.kinds.values()])


@dataclass(frozen=True)
class Described:
    """Some windows and what they contain; the features of each are put together for whoever asks."""

    windows: Sequence[Window]
    chosen: Sequence[Chosen]
    inert: Sequence[bool]
    around: Sequence[Surroundings]
    heard: Sequence[FoundRhythms]

    def __len__(self) -> int:
        """How many windows."""
        return len(self.windows)

    def __getitem__(self, place: int) -> Features:
        """What one of them contains."""
        where = self._where[place]
        return self._features(place, () if where is None else where[0].peaks(where[1]))

    def bare(self, place: int) -> Features:
        """Likewise but for its peaks, for whoever has found another one."""
        return self._features(place, ())

    def spectrum(self, place: int) -> Spectrum | None:
        """Of turning; None without, or if inert."""
        where = self._where[place]
        return where[0].spectra.each[where[1]] if where is not None and where[0].sensor == "gyroscope" else None

    @property
    def turning(self) -> FoundRhythms | None:
        """What the gyroscope was asked for."""
        return next((heard for heard in self.heard if heard.sensor == "gyroscope"), None)

    @cached_property
    def _where(self) -> list[tuple[FoundRhythms, int] | None]:
        """With which others the rhythms of each were found, and its number among them; None of one that is inert."""
        found: list[tuple[FoundRhythms, int] | None] = [None] * len(self.windows)
        for heard in self.heard:
            for number, place in enumerate(heard.places):
                found[place] = heard, number
        return found

    def _features(self, place: int, peaks: tuple[Peak, ...]) -> Features:
        window, around = self.windows[place], self.around[place]
        channel, turning = self.chosen[place].channel, self.chosen[place].sensor == "gyroscope"
        return Features(
            second_s=window.second_s,
            sensor=self.chosen[place].sensor,
            rate_hz=window.rate_hz,
            missing_s=window.missing_s,
            saturated=channel.saturated,
            stuck_axes=channel.stuck_axes,
            inert=self.inert[place],
            context=around.context,
            peaks=peaks,
            movement=channel.values,
            acceleration=window.acceleration.values if turning else None,
            spectrum=self.spectrum(place),
            dead=window.dead,
            sound=window.sound,
            engine=around.engine,
        )


def describe(window: Window, parameters: Parameters) -> Features:
    """The features of a window: from the gyroscope, or from the accelerometer where the gyroscope gave nothing."""
    return described([window], parameters)[0]


def described(windows: Sequence[Window], parameters: Parameters) -> Described:
    """Likewise of each of some windows."""
    chosen = [_chosen(window, parameters.rhythm) for window in windows]
    inert = _inert(windows, parameters.stillness)
    heard = _heard(windows, chosen, inert, parameters)
    return Described(windows, chosen, inert, surroundings_of(windows, inert, parameters), heard)


def _heard(
    windows: Sequence[Window], chosen: Sequence[Chosen], inert: Sequence[bool], parameters: Parameters
) -> list[FoundRhythms]:
    """By each sensor that is asked, of the windows that are not inert."""
    heard = list[FoundRhythms]()
    for sensor, found in HEARD.items():
        places = [n for n, look in enumerate(chosen) if look.sensor == sensor and not inert[n]]
        if places:
            columns = np.array([chosen[n].channel.values.T for n in places])
            spectra = spectra_of(columns, [round(windows[n].rate_hz) for n in places], parameters)
            heard.append(found(places, columns, spectra, chosen[places[0]].floor, parameters.rhythm))
    return heard


def _chosen(window: Window, rhythm: Rhythm) -> Chosen:
    rotation = window.rotation
    if rotation is None or rotation.stuck_axes == AXES:
        return Chosen("accelerometer", window.acceleration, rhythm.floor_g2_hz)
    return Chosen("gyroscope", rotation, rhythm.floor_dps2_hz)


def _inert(windows: Sequence[Window], stillness: Stillness) -> list[bool]:
    """Whether nothing moves. A stuck axis hides movement: an accelerometer that is whole must then tell by itself."""
    quiet = _quiet([(window.rotation, stillness.inert_dps) for window in windows])
    may_be = [window.rotation is None or still for window, still in zip(windows, quiet, strict=True)]
    return _quiet(
        [
            (_telling(window) if each else None, _least_g(window, stillness))
            for window, each in zip(windows, may_be, strict=True)
        ]
    )


def _telling(window: Window) -> Channel | None:
    """The accelerometer, if it can tell."""
    beside = window.rotation is not None and not window.rotation.stuck_axes
    return window.acceleration if beside or not window.acceleration.stuck_axes else None


def _least_g(window: Window, stillness: Stillness) -> float:
    alone = window.rotation is None or window.rotation.stuck_axes
    return stillness.inert_alone_g if alone else stillness.inert_g


def _quiet(asked: Sequence[tuple[Channel | None, float]]) -> list[bool]:
    """Whether each varies by less than its limit in the judged second; False where there is none."""
    told = [(channel.values[GRID_HZ : 2 * GRID_HZ].T, limit) for channel, limit in asked if channel is not None]
    if not told:
        return [False] * len(asked)
    seconds, limits = np.array([second for second, _ in told]), np.array([limit for _, limit in told])[:, np.newaxis]
    may_be = (seconds.max(axis=2) - seconds.min(axis=2) <= FURTHEST_APART * limits).all(axis=1)
    if may_be.any():
        may_be[may_be] = (seconds[may_be].std(axis=2) < limits[may_be]).all(axis=1)
    quiet = iter(may_be.tolist())
    return [channel is not None and next(quiet) for channel, _ in asked]


def _turning(places: Sequence[int], _: Floats, spectra: Spectra, floor: float, rhythm: Rhythm) -> FoundRhythms:
    lines = lines_in_each(spectra, floor, rhythm)
    bulk = reaching_beyond(bulk_of_each(spectra, floor), spectra, floor, rhythm)
    return FoundRhythms("gyroscope", places, lines, bulk, broad_in_each(spectra, floor, rhythm))


def _shaking(places: Sequence[int], columns: Floats, spectra: Spectra, floor: float, rhythm: Rhythm) -> FoundRhythms:
    """All as large as the limb's strongest shaking: without a gyroscope the size belongs to no single rhythm."""
    pairs = zip(columns, spectra.gains, strict=True)
    rms_g = np.array([[strongest_rms(one.T, gain, rhythm)] for one, gain in pairs])
    lines, bulk = lines_in_each(spectra, floor, rhythm), bulk_of_each(spectra, floor)
    return FoundRhythms(
        "accelerometer", places, replace(lines, found=lines.found.sized(rms_g)), bulk.sized(rms_g), None
    )


HEARD: dict[SensorKind, Callable[[Sequence[int], Floats, Spectra, float, Rhythm], FoundRhythms]] = {
    "gyroscope": _turning,
    "accelerometer": _shaking,
}
