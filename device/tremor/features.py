"""What one window contains: its rhythms, how far each stands out of the movement around it, and how sure that is.

Knows which sensor is asked; must never know which rhythm counts as tremor.

How hard the limb shakes by the accelerometer alone goes with the size that clinical ratings follow. Three sine tapers
use nearly all of the window and average out its chance, which a Hann window does not; they tell frequencies apart too
badly for anything else (Riedel and Sidorenko 1995).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np

from device.parameters import GRID_HZ, Parameters, Rhythm, Stillness
from device.records.facts import Context, SensorPart
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.soundness import Sound
from device.signals.spectrum import BIN_HZ, FFT_LENGTH, FIRST_BIN, LENGTH, Spectra, Spectrum, moving, spectra_of
from device.signals.windows import Channel, Window
from device.tremor.broadband import broad_in_each, bulk_of_each
from device.tremor.context import Surroundings, surroundings_of
from device.tremor.narrowband import lines_in_each
from device.tremor.peaks import Peak

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


def describe(window: Window, parameters: Parameters) -> Features:
    """The features of a window: from the gyroscope, or from the accelerometer where the gyroscope gave nothing."""
    return described([window], parameters)[0]


def described(windows: Sequence[Window], parameters: Parameters) -> list[Features]:
    """Likewise of each of some windows."""
    chosen = [_chosen(window, parameters.rhythm) for window in windows]
    inert = _inert(windows, parameters.stillness)
    heard = _heard(windows, chosen, inert, parameters)
    looks = zip(windows, chosen, inert, surroundings_of(windows, inert, parameters), heard, strict=True)
    return [_features(*look) for look in looks]


Rhythms = tuple[Spectrum, tuple[Peak, ...]]
"""A window's spectrum and the rhythms in it."""


def _heard(
    windows: Sequence[Window], chosen: Sequence[Chosen], inert: Sequence[bool], parameters: Parameters
) -> list[Rhythms | None]:
    """None of a window that is inert."""
    heard: list[Rhythms | None] = [None] * len(windows)
    for sensor, peaks_in in PEAKS.items():
        places = [n for n, look in enumerate(chosen) if look.sensor == sensor and not inert[n]]
        if not places:
            continue
        columns = np.array([chosen[n].channel.values.T for n in places])
        spectra = spectra_of(columns, [round(windows[n].rate_hz) for n in places], parameters)
        peaks = peaks_in(columns, spectra, chosen[places[0]].floor, parameters.rhythm)
        for place, spectrum, some in zip(places, spectra.each, peaks, strict=True):
            heard[place] = (spectrum, some)
    return heard


def _features(
    window: Window,
    chosen: Chosen,
    inert: bool,  # noqa: FBT001 - one of four things known of a window
    around: Surroundings,
    heard: Rhythms | None,
) -> Features:
    channel, turning = chosen.channel, chosen.sensor == "gyroscope"
    return Features(
        second_s=window.second_s,
        sensor=chosen.sensor,
        rate_hz=window.rate_hz,
        missing_s=window.missing_s,
        saturated=channel.saturated,
        stuck_axes=channel.stuck_axes,
        inert=inert,
        context=around.context,
        peaks=() if heard is None else heard[1],
        movement=channel.values,
        acceleration=window.acceleration.values if turning else None,
        spectrum=heard[0] if heard is not None and turning else None,
        dead=window.dead,
        sound=window.sound,
        engine=around.engine,
    )


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
    close = seconds.max(axis=2) - seconds.min(axis=2) <= FURTHEST_APART * limits
    quiet = iter((close & (seconds.std(axis=2) < limits)).all(axis=1).tolist())
    return [channel is not None and next(quiet) for channel, _ in asked]


def _turns(_: Floats, spectra: Spectra, floor: float, rhythm: Rhythm) -> list[tuple[Peak, ...]]:
    lines, slow = zip(*lines_in_each(spectra, floor, rhythm), strict=True)
    bulks, broads = bulk_of_each(spectra, floor), broad_in_each(spectra, floor, slow, rhythm)
    return [(*some, bulk, *broad) for some, bulk, broad in zip(lines, bulks, broads, strict=True)]


def _shakes(columns: Floats, spectra: Spectra, floor: float, rhythm: Rhythm) -> list[tuple[Peak, ...]]:
    """All as large as the limb's strongest shaking: without a gyroscope the size belongs to no single rhythm."""
    sizes_g = [strongest_rms(one.T, gain, rhythm) for one, gain in zip(columns, spectra.gains, strict=True)]
    found = zip(sizes_g, lines_in_each(spectra, floor, rhythm), bulk_of_each(spectra, floor), strict=True)
    return [tuple(replace(peak, rms=rms_g) for peak in (*lines, bulk)) for rms_g, (lines, _), bulk in found]


PEAKS: dict[SensorKind, Callable[[Floats, Spectra, float, Rhythm], list[tuple[Peak, ...]]]] = {
    "gyroscope": _turns,
    "accelerometer": _shakes,
}
