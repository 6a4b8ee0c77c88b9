"""Made-up limbs: still, trembling, or turning about one axis as told; and ways to cut and mount what a sensor shows.

Knows gravity, the pull of a turn and a quiet sensor's noise; must never know what the analysis makes of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from device.episodes.kinds import MovementKinds
from device.parameters import PARAMETERS, Parameters
from device.records.facts import Episode
from device.records.person import ANYBODY, Personal
from device.signals.rows import Cleaner
from device.signals.samples import Floats, Samples
from device.signals.windows import Window, Windower
from device.tremor.features import describe
from device.tremor.verdict import judge
from tests.support.figures import QUIET_DPS, QUIET_G, G

ARM_M = 0.2  # from the joint to the sensor


def still(seconds: float, rate_hz: float = 100, start_s: float = 0, seed: int = 0) -> Samples:
    """A limb that lies: gravity and the sensor's noise."""
    random = np.random.default_rng(seed)
    time_s = start_s + np.arange(round(seconds * rate_hz)) / rate_hz
    gravity = np.array([0, 0, 1]) + random.normal(0, QUIET_G, (len(time_s), 3))
    return Samples(time_s, gravity, random.normal(0, QUIET_DPS, (len(time_s), 3)))


def shaken(samples: Samples, frequency_hz: float, peak_dps: float, axis: Sequence[float] = (0.6, 0, 0.8)) -> Samples:
    """With a sinusoid of rotation about an axis added, and the acceleration that it gives at the end of an arm."""
    assert samples.rotation_dps is not None
    phase = 2 * np.pi * frequency_hz * samples.time_s
    rotation_dps = samples.rotation_dps + peak_dps * np.sin(phase)[:, None] * np.asarray(axis)
    tangential = np.radians(peak_dps) * 2 * np.pi * frequency_hz * ARM_M / G * np.cos(phase)
    return replace(
        samples, acceleration_g=samples.acceleration_g + tangential[:, None] * [1, 0, 0], rotation_dps=rotation_dps
    )


def only(samples: Samples, which: Any) -> Samples:
    """Some of the samples: a mask, a slice or indices."""
    rotation = None if samples.rotation_dps is None else samples.rotation_dps[which]
    return Samples(samples.time_s[which], samples.acceleration_g[which], rotation)


def without(samples: Samples, start_s: float, end_s: float) -> Samples:
    """With a gap."""
    return only(samples, (samples.time_s < start_s) | (samples.time_s >= end_s))


def turned(samples: Samples, matrix: Floats) -> Samples:
    """As another way of mounting the sensor would show it."""
    assert samples.rotation_dps is not None
    return replace(
        samples, acceleration_g=samples.acceleration_g @ matrix.T, rotation_dps=samples.rotation_dps @ matrix.T
    )


def cut(samples: Samples, places: Sequence[int]) -> Iterator[Samples]:
    """The same samples in portions; places outside are left out."""
    edges = [0, *sorted(place for place in places if 0 < place < len(samples)), len(samples)]
    return (only(samples, slice(start, end)) for start, end in pairwise(edges))


NEUTRAL = Personal(neutral=((0.0, 0.0, 1.0),))
Course = Callable[[Floats], Floats]
"""Seconds to degrees."""


def turning(samples: Samples, course: Course, axis: Sequence[float] = (0.6, 0.8, 0)) -> Samples:
    """Resting samples, gravity along z, with a turn by `course` about an axis added."""
    assert samples.rotation_dps is not None
    fine_s = samples.time_s[:, None] + np.array([-0.0005, 0, 0.0005])
    before, here, after = course(fine_s).T
    speed_dps, pull = (after - before) / 0.001, np.radians(after - 2 * here + before) / 0.0005**2 * ARM_M / G
    gravity = _turned(np.array([0.0, 0.0, 1.0]), -np.radians(here), np.asarray(axis, dtype=float))
    along = np.cross(axis, [0.0, 0.0, 1.0])
    acceleration_g = samples.acceleration_g - [0, 0, 1] + gravity + pull[:, None] * along
    return replace(
        samples,
        acceleration_g=acceleration_g,
        rotation_dps=samples.rotation_dps + speed_dps[:, None] * np.asarray(axis),
    )


def _turned(vector: Floats, angle: Floats, axis: Floats) -> Floats:
    """[n, 3] a vector turned about a unit axis by n angles."""
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return np.asarray(vector * cos + np.cross(axis, vector) * sin + axis * (axis @ vector) * (1 - cos))


def reach(start_s: float, seconds: float, turn_deg: float) -> Course:
    """A smooth turn from one position to another."""

    def course(time_s: Floats) -> Floats:
        part = np.clip((time_s - start_s) / seconds, 0, 1)
        return np.asarray(turn_deg * part**3 * (10 - 15 * part + 6 * part**2))

    return course


def jerk(start_s: float, seconds: float = 0.08, peak_dps: float = 250) -> Course:
    """Half a sine of speed, and no way back."""

    def course(time_s: Floats) -> Floats:
        part = np.clip((time_s - start_s) / seconds, 0, 1)
        return np.asarray(peak_dps * seconds / np.pi * (1 - np.cos(np.pi * part)))

    return course


def swing(start_s: float, seconds: float, frequency_hz: float, degrees: float) -> Course:
    """Back and forth, from peak to peak by so many degrees."""

    def course(time_s: Floats) -> Floats:
        since_s = np.clip(time_s - start_s, 0, seconds)
        return np.asarray(degrees / 2 * (1 - np.cos(2 * np.pi * frequency_hz * since_s)))

    return course


def together(*courses: Course) -> Course:
    """All of them at once."""
    return lambda time_s: np.asarray(sum(course(time_s) for course in courses))


def resting(seconds: float, start_s: float = 0, seed: int = 0) -> Samples:
    """A living limb at rest: twenty times the sensor's noise."""
    samples = still(seconds, start_s=start_s, seed=seed)
    assert samples.rotation_dps is not None
    noise_dps = np.random.default_rng(seed).normal(0, 20 * QUIET_DPS, (len(samples), 3))
    return replace(samples, rotation_dps=samples.rotation_dps + noise_dps)


def windows_of(samples: Samples) -> list[Window]:
    windower = Windower(PARAMETERS.sampling)
    return [*windower.push(Cleaner(PARAMETERS.sampling).push(samples)), *windower.finish()]


def followed(
    windows: Iterable[Window], personal: Personal = ANYBODY, parameters: Parameters = PARAMETERS
) -> list[Episode]:
    kinds = MovementKinds(personal, parameters)
    judged = ((window, judge(describe(window, parameters), parameters)) for window in windows)
    pushed = [episode for window, reading in judged for episode in kinds.push(window, reading)]
    return [*pushed, *kinds.finish()]


def episodes_of(samples: Samples, personal: Personal = ANYBODY, parameters: Parameters = PARAMETERS) -> list[Episode]:
    return followed(windows_of(samples), personal, parameters)


def mounting(seed: int) -> Floats:
    """A way of mounting the sensor; a mirror is none."""
    matrix = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    return np.asarray(matrix * np.sign(np.linalg.det(matrix)))


def measured(episode: Episode) -> tuple[float, ...]:
    """Every number of an episode that says what was measured."""
    numbers = (episode.frequency_hz, episode.amplitude_deg, episode.peak_dps, episode.tilt_deg)
    return (episode.start_s, episode.duration_s, *(number for number in numbers if number is not None))
