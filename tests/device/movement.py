"""Synthetic movement for tests: samples of a still, trembling or moving limb, and ways to cut and turn them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from device.signals.samples import Floats, Samples

NOISE_G, NOISE_DPS = 0.0013, 0.038  # a quiet MPU-6050
G = 9.80665
ARM_M = 0.2  # from the joint to the sensor


def still(seconds: float, rate_hz: float = 100, start_s: float = 0, seed: int = 0) -> Samples:
    """A limb that lies: gravity and the sensor's noise."""
    random = np.random.default_rng(seed)
    time_s = start_s + np.arange(round(seconds * rate_hz)) / rate_hz
    gravity = np.array([0, 0, 1]) + random.normal(0, NOISE_G, (len(time_s), 3))
    return Samples(time_s, gravity, random.normal(0, NOISE_DPS, (len(time_s), 3)))


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
