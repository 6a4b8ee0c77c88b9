"""A movement as it is put together: turns and pushes of one limb, stroke by stroke or throughout.

Knows rhythms, strokes and noise; must never know gravity or sensors.
"""

from collections.abc import Callable

import numpy as np

from device.signals.samples import Floats
from tests.evaluation.made_up.limb import FINE_HZ, unit

Range = tuple[float, float]
Spectrum = Callable[[Floats], Floats]
"""From frequencies in Hz to amplitudes, of any size."""

TEMPO_HZ, TEMPO_DRIFT = 0.04, 0.02  # how fast a rhythm's tempo drifts, and how far
SHORTEST, SMALLEST = 0.4, 0.1  # cycle, of the mean


class Movement:
    """Angular velocity and the joint's own acceleration, [n, 3] each on the fine grid, to which parts are added."""

    def __init__(self, random: np.random.Generator, length_s: float) -> None:
        self.random, self.length_s = random, length_s
        self.time_s: Floats = np.arange(round(length_s * FINE_HZ)) / FINE_HZ
        self.rotation_dps: Floats = np.zeros((len(self.time_s), 3))
        self.joint_g: Floats = np.zeros((len(self.time_s), 3))

    def some(self, values: Range) -> float:
        return float(self.random.uniform(*values))

    def any_axis(self) -> Floats:
        return unit(self.random.normal(size=3))

    def turn(self, dps: Floats, axis: Floats, at_s: float = 0) -> None:
        _add(self.rotation_dps, dps, axis, at_s)

    def push(self, g: Floats, axis: Floats, at_s: float = 0) -> None:
        _add(self.joint_g, g, axis, at_s)

    def noise(self, spectrum: Spectrum) -> Floats:
        """[n] of rms 1 about 0."""
        amplitudes = np.fft.rfft(self.random.normal(size=len(self.time_s)))
        amplitudes[0] = 0
        amplitudes[1:] *= spectrum(np.arange(1, len(amplitudes)) / self.length_s)
        shaped = np.fft.irfft(amplitudes, len(self.time_s))
        return np.asarray(shaped / shaped.std())

    def sway(self, dps: float, spectrum: Spectrum) -> None:
        for axis in np.eye(3):
            self.turn(dps * self.noise(spectrum), axis)

    def shake(self, g: float, spectrum: Spectrum) -> None:
        for axis in np.eye(3):
            self.push(g * self.noise(spectrum), axis)

    def live(self, sway_dps: float = 0.6, tremor_dps: float = 0.15) -> None:
        """What every limb awake does: slow sway, and its physiologic tremor."""
        self.sway(sway_dps, below(0.4))
        self.sway(tremor_dps, between(7, 11))

    def cycles(self, frequency_hz: float, vary: float, drift: float = TEMPO_DRIFT) -> Floats:
        """[n] whole at the end of each cycle. The cycles' lengths vary, and the tempo drifts."""
        even = np.cumsum(frequency_hz * (1 + drift * self.noise(below(TEMPO_HZ)))) / FINE_HZ
        lengths = self._each(2 * int(even[-1]) + 2, vary, SHORTEST)
        return np.asarray(np.interp(even, np.cumsum([0, *lengths]), np.arange(len(lengths) + 1)))

    def sizes(self, cycles: Floats, vary: float) -> Floats:
        """[n] about 1: each cycle has its own."""
        each = self._each(int(cycles[-1]) + 2, vary, SMALLEST)
        return np.asarray(np.interp(cycles - 1 / 2, np.arange(len(each)), each))

    def wave(self, cycles: Floats, *shares: float) -> Floats:
        """[n] a sine and its multiples of these shares, each at a phase of its own."""
        multiples = (share * sine((n + 2) * cycles + self.random.random()) for n, share in enumerate(shares))
        return np.asarray(sine(cycles + self.random.random()) + sum(multiples))

    def _each(self, count: int, vary: float, least: float) -> Floats:
        return np.maximum(self.random.normal(1, vary, count), least)


def sine(cycles: Floats) -> Floats:
    return np.asarray(np.sin(2 * np.pi * cycles))


def ends_s(cycles: Floats) -> list[float]:
    """When each cycle ends."""
    return [float(at) / FINE_HZ for at in np.interp(np.arange(1, cycles[-1]), cycles, np.arange(len(cycles)))]


def reach(angle_deg: float, length_s: float) -> Floats:
    """[m] of speed: from rest to rest with the least jerk (Flash and Hogan 1985)."""
    part = _part(length_s)
    return np.asarray(30 * part**2 * (1 - part) ** 2 * angle_deg / length_s)


def pulse(peak: float, length_s: float) -> Floats:
    """[m] a bump that rises and falls smoothly."""
    return np.asarray(peak * np.sin(np.pi * _part(length_s)) ** 2)


def ringing(peak: float, frequency_hz: float, damping: float, length_s: float = 0.4) -> Floats:
    """[m] what a knock leaves behind."""
    cycles = frequency_hz * length_s * _part(length_s)
    return np.asarray(peak * np.exp(-2 * np.pi * damping * cycles) * sine(cycles))


def below(corner_hz: float) -> Spectrum:
    return lambda hz: 1 / (1 + (hz / corner_hz) ** 4)


def between(low_hz: float, high_hz: float) -> Spectrum:
    return lambda hz: 1 / np.sqrt((1 + (low_hz / hz) ** 4) * (1 + (hz / high_hz) ** 4))


def resonant(own_hz: float, quality: float) -> Spectrum:
    """What a mass on a spring makes of noise."""
    return lambda hz: np.minimum(hz / own_hz, 1) / np.hypot(1 - (hz / own_hz) ** 2, hz / own_hz / quality)


def _part(length_s: float) -> Floats:
    return np.arange(round(length_s * FINE_HZ)) / (length_s * FINE_HZ)


def _add(to: Floats, values: Floats, axis: Floats, at_s: float) -> None:
    room = to[round(at_s * FINE_HZ) :][: len(values)]
    room += values[: len(room), None] * axis
