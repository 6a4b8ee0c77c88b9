"""Tremor that turns and shakes a sensor as a limb would, and limbs that lie still or drift.

Knows rigid rotation about a joint; must never know how tremor is judged.

Letters: u is the axis of the turning, L the lever from the joint to the sensor at right angles to it, w the angular
velocity about u, q the angle. The sensor then measures w u more, and (dw/dt) u x L - w^2 L - (q u) x g more in g.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from device.signals.samples import Floats, Samples
from tests.support.figures import ROUNDED_DPS, ROUNDED_G, G

LEVER_M = (0.15, 0.25)  # from the elbow to a band on the forearm
FINE_HZ = 1000  # waves are made and differentiated on this grid
GRAVITY_S = 1.0  # gravity is the mean acceleration over as long
RAMP_CYCLES = 2  # a burst begins and ends over about as many

JITTER = 0.10  # sd of a cycle's length over its mean: the irregular middle of dystonic tremor (PMC3580791); ours
SIZE_JITTER = 0.25  # sd of a cycle's size, likewise
BURST_S, PAUSE_S = (2.0, 4.0), (1.0, 3.0)  # ours: shorter ones fill no window

Irregularity = Literal["none", "cycle jitter", "bursts"]
IRREGULARITIES: tuple[Irregularity, ...] = ("none", "cycle jitter", "bursts")


@dataclass(frozen=True)
class Tremor:
    """One tremor about one axis. The wave depends on `seed` alone."""

    frequency_hz: float
    peak_dps: float
    axis: Floats
    lever_m: Floats
    irregularity: Irregularity
    seed: int

    def added_to(self, samples: Samples) -> Samples:
        """The samples as they were with this tremor on top, on both sensors."""
        time_s = samples.time_s
        fine_s = np.arange(time_s[0], time_s[-1] + 2 / FINE_HZ, 1 / FINE_HZ)
        w = np.radians(self.peak_dps) * self.wave(fine_s)
        angle = np.cumsum(w) / FINE_HZ
        rate, gain, turned = (
            np.interp(time_s, fine_s, values)[:, None]
            for values in (w, np.gradient(w, 1 / FINE_HZ), angle - angle.mean())
        )
        swing = (gain * np.cross(self.axis, self.lever_m) - rate**2 * self.lever_m) / G
        tilt = -np.cross(turned * self.axis, gravity_g(samples))
        rotation_dps = _added(samples.rotation_dps, np.degrees(rate) * self.axis)
        return replace(samples, acceleration_g=samples.acceleration_g + swing + tilt, rotation_dps=rotation_dps)

    def wave(self, time_s: Floats) -> Floats:
        """[n] from -1 to 1, or a little more with jitter."""
        random = np.random.default_rng(self.seed)
        if self.irregularity == "cycle jitter":
            return _jittered(random, self.frequency_hz, time_s)
        sine = np.sin(2 * np.pi * self.frequency_hz * time_s + random.uniform(0, 2 * np.pi))
        return np.asarray(sine * self.strength(time_s))

    def strength(self, time_s: Floats) -> Floats:
        """[n] from 0 to 1: how much of the tremor is there."""
        if self.irregularity != "bursts":
            return np.ones_like(time_s)
        ramp_s = RAMP_CYCLES / self.frequency_hz / 2
        on = np.zeros_like(time_s)
        for start_s, end_s in _bursts(np.random.default_rng(self.seed), time_s[0], time_s[-1]):
            on += np.clip(np.minimum(time_s - start_s, end_s - time_s) / ramp_s, 0, 1)
        return on


def tremor(
    random: np.random.Generator, frequency_hz: float, peak_dps: float, irregularity: Irregularity = "none"
) -> Tremor:
    """A tremor about an axis of any direction, with a lever at right angles to it."""
    axis = _unit(random.normal(size=3))
    lever_m = random.uniform(*LEVER_M) * _unit(np.cross(axis, random.normal(size=3)))
    return Tremor(frequency_hz, peak_dps, axis, lever_m, irregularity, int(random.integers(2**31)))


def still(random: np.random.Generator, length_s: float, rate_hz: float = 100) -> Samples:
    """A limb at complete rest, with the noise of a real sensor."""
    time_s = np.arange(round(length_s * rate_hz)) / rate_hz
    gravity = np.array([0, 0, 1]) + random.normal(0, ROUNDED_G, (len(time_s), 3))
    return Samples(time_s, gravity, random.normal(0, ROUNDED_DPS, (len(time_s), 3)))


def drifting(random: np.random.Generator, length_s: float) -> Samples:
    """An arm that sways at 0.6 Hz with 30 deg/s."""
    return tremor(random, 0.6, 30).added_to(still(random, length_s))


def riding(random: np.random.Generator, car: Samples) -> Samples:
    """A resting arm in a car: the car's own movement, and slow sway of a few degrees a second."""
    sway = tremor(random, random.uniform(0.2, 0.5), random.uniform(2, 6))
    return sway.added_to(car)


def gravity_g(samples: Samples) -> Floats:
    """[n, 3] the acceleration, averaged over a second."""
    width = max(round(GRAVITY_S / float(np.median(np.diff(samples.time_s)))), 1)
    padded = np.pad(samples.acceleration_g, ((width // 2, width - 1 - width // 2), (0, 0)), mode="edge")
    sums = np.cumsum(np.vstack([np.zeros(3), padded]), axis=0)
    return np.asarray((sums[width:] - sums[:-width]) / width)


def _added(rotation_dps: Floats | None, more_dps: Floats) -> Floats | None:
    return None if rotation_dps is None else rotation_dps + more_dps


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))


def _jittered(random: np.random.Generator, frequency_hz: float, time_s: Floats) -> Floats:
    """A sine whose cycles differ in length and size; the mean length is that of the frequency."""
    count = int((time_s[-1] - time_s[0]) * frequency_hz * 2) + 2
    lengths = np.maximum(random.normal(1, JITTER, count), 1 / 2)
    ends_s = time_s[0] + np.concatenate([[0], np.cumsum(lengths / lengths.mean())]) / frequency_hz
    cycle = np.interp(time_s, ends_s, np.arange(count + 1))
    sizes = np.clip(random.normal(1, SIZE_JITTER, count + 1), 0.2, None)
    return np.asarray(np.interp(cycle, np.arange(count + 1), sizes) * np.sin(2 * np.pi * cycle))


def _bursts(random: np.random.Generator, start_s: float, end_s: float) -> list[tuple[float, float]]:
    bursts, at_s = [], start_s + random.uniform(0, PAUSE_S[1])
    while at_s < end_s:
        lasts_s = random.uniform(*BURST_S)
        bursts.append((at_s, at_s + lasts_s))
        at_s += lasts_s + random.uniform(*PAUSE_S)
    return bursts
