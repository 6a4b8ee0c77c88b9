"""Slow movement that repeats itself regularly, 0.5 to 1.5 times a second, for several cycles.

Knows which seconds belong together; must never know why the limb does the same again.

A second counts if eight seconds in a row with it were regular and it moves at least half as much as they do. Walking
swings an arm alike; it is left out where its steps show on the accelerometer.

Letters: R is how alike the turning of all axes (else the acceleration) is to itself a lag later, 0 to 1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

import numpy as np

from device.episodes.slow_movement import END_TENTH, FIRST_TENTH, TENTHS, Moment, kept
from device.episodes.stretches import Stretch, Stretches
from device.parameters import ALGORITHM_VERSION, Episodes
from device.records.facts import Episode
from device.records.person import Personal
from device.signals.samples import Floats
from device.tremor import amplitude_deg

SECONDS = 8
SEEN_TENTHS = SECONDS * TENTHS
_FFT_LENGTH = 2 * SEEN_TENTHS
_FINE = 4  # lags in a tenth: the faster rhythm that must not be taken for a slow one is 3 Hz and more
_LAGS_HZ = _FINE * TENTHS
_SHORTEST = _LAGS_HZ // 5  # 5 Hz, from where on nothing is left
_HANN = np.hanning(SEEN_TENTHS + 1)[:-1]
_BIN_HZ = TENTHS / SEEN_TENTHS


@dataclass(frozen=True)
class Cycles:
    """Regular repeated movement. alike: R one cycle later."""

    frequency_hz: float
    amplitude_deg: float | None  # peak to peak; None without a gyroscope
    alike: float


def cycles_in(moments: Sequence[Moment], personal: Personal, limits: Episodes) -> Cycles | None:
    """The cycles of eight moments in a row; None if they are irregular, too small, too slow or fast, or walking."""
    slow = np.concatenate([moment.own_slow for moment in moments])
    moving = slow - slow.mean(axis=0)
    found = _fastest(moving, limits)
    if found is None:
        return None
    frequency_hz, alike = found
    rms = math.sqrt(np.einsum("ij,ij->", moving, moving) / SEEN_TENTHS) / kept(frequency_hz)
    turning = moments[0].turning_dps is not None
    angle_deg = amplitude_deg(rms, frequency_hz) if turning else math.degrees(2 * math.sqrt(2) * rms)
    slow_enough = limits.repeating_lowest_hz <= frequency_hz <= limits.repeating_highest_hz
    if angle_deg < personal.repetitive_deg or not slow_enough or _is_walking(moments, frequency_hz, limits):
        return None
    return Cycles(frequency_hz, angle_deg if turning else None, alike)


def _fastest(moving: Floats, limits: Episodes) -> tuple[float, float] | None:
    """The highest frequency in Hz of which one cycle is about as alike to the next as any, and R there."""
    alike = _alike(moving, math.ceil(_LAGS_HZ / limits.repeating_lowest_hz) + 1)
    most = max(alike[_SHORTEST:])
    if most < limits.repeating_alike:
        return None
    asked = max(limits.repeating_alike, limits.repeating_alike_share * most)
    for lag in range(_SHORTEST, len(alike) - 1):
        if alike[lag] >= asked and alike[lag - 1] <= alike[lag] > alike[lag + 1]:
            before, here, after = alike[lag - 1 : lag + 2]
            return _LAGS_HZ / (lag + (before - after) / (before - 2 * here + after) / 2), min(here, 1.0)
    return None


def _alike(moving: Floats, longest: int) -> list[float]:
    """R at lags of 0, 1, ... `longest` quarters of a tenth."""
    x = np.fft.rfft(moving.T, _FFT_LENGTH)
    products = _to_lags(longest) @ (x.real**2 + x.imag**2).sum(axis=0)
    alike: list[float] = (products / (products[0] or 1)).tolist()
    return alike


@lru_cache
def _to_lags(longest: int) -> Floats:
    """[longest + 1, 81] from power to products at a lag, corrected for how much overlaps."""
    lags_s, bins = np.arange(longest + 1) / _LAGS_HZ, np.arange(SEEN_TENTHS + 1)
    sides = np.where((bins == 0) | (bins == SEEN_TENTHS), 1, 2)
    overlap = 1 - lags_s / SECONDS
    return np.asarray(np.cos(2 * np.pi * lags_s[:, None] * bins * TENTHS / _FFT_LENGTH) * sides / overlap[:, None])


def _is_walking(moments: Sequence[Moment], swing_hz: float, limits: Episodes) -> bool:
    """Whether the size of the acceleration shows two steps to a swing, strongly and more so than the swing itself."""
    acceleration_g = np.concatenate([moment.acceleration_g[FIRST_TENTH:END_TENTH] for moment in moments])
    size_g = np.sqrt(np.einsum("ij,ij->i", acceleration_g, acceleration_g))
    x = np.abs(np.fft.rfft((size_g - size_g.mean()) * _HANN)) * math.sqrt(2 / (SEEN_TENTHS * np.sum(_HANN**2)))
    swing_g, steps_g = (_rms_near(x, times * swing_hz, limits) for times in (1, 2))
    return steps_g > max(swing_g, limits.steps_g)


def _rms_near(x: Floats, frequency_hz: float, limits: Episodes) -> float:
    first, last = (round((frequency_hz + side * limits.steps_half_hz) / _BIN_HZ) for side in (-1, 1))
    near = x[first : last + 1]
    return math.sqrt(near @ near)


class RepeatingTracker:
    """Follows moments in order of time and gives out every repetitive episode once it has ended.

    A second is decided when it is in no eight seconds to come.
    """

    def __init__(self, personal: Personal, limits: Episodes) -> None:
        self._personal, self._limits = personal, limits
        self._recent: list[Moment] = []  # up to eight in a row
        self._cycles: list[Cycles | None] = []  # what each of them is part of
        self._stretches = Stretches[Cycles](0, limits)
        lowest_hz, highest_hz = limits.repeating_lowest_hz, limits.repeating_highest_hz
        self._least_dps = personal.repetitive_deg / amplitude_deg(1, lowest_hz) * kept(highest_hz)

    def push(self, moment: Moment) -> list[Episode]:
        """The episode, if any, that is certain to have ended."""
        follows = self._recent and moment.second_s == self._recent[-1].second_s + 1
        episodes = [] if follows and moment.known else self._let_go(len(self._recent))
        if moment.known:
            episodes += self._let_go(len(self._recent) - SECONDS + 1)
            self._recent.append(moment)
            self._cycles.append(None)
            self._mark()
        return episodes

    def finish(self) -> list[Episode]:
        """The episode that is open."""
        return self._let_go(len(self._recent)) + self._episodes(self._stretches.finish())

    def _let_go(self, count: int) -> list[Episode]:
        count = max(count, 0)
        decided = list(zip(self._recent[:count], self._cycles[:count], strict=True))
        del self._recent[:count], self._cycles[:count]
        return self._episodes(
            [stretch for moment, cycles in decided for stretch in self._stretches.push(moment.second_s, cycles)]
        )

    def _mark(self) -> None:
        """Mark the seconds that are now known to be regular, the more regular eight having the word."""
        speeds_dps = [moment.speed_dps for moment in self._recent]
        usual_dps = math.hypot(*speeds_dps) / math.sqrt(SECONDS)
        due = len(speeds_dps) == SECONDS and self._recent[-1].second_s % self._limits.repeating_step_s == 0
        if not due or usual_dps < self._least_dps:
            return
        cycles = cycles_in(self._recent, self._personal, self._limits)
        if cycles is None:
            return
        least_dps = self._limits.repeating_moves_share * usual_dps
        for place, (marked, speed_dps) in enumerate(zip(self._cycles, speeds_dps, strict=True)):
            if speed_dps >= least_dps and (marked is None or marked.alike < cycles.alike):
                self._cycles[place] = cycles

    def _episodes(self, stretches: list[Stretch[Cycles]]) -> list[Episode]:
        every = [_episode(stretch) for stretch in stretches]
        return [episode for count, episode in every if count >= self._limits.repeating_cycles]


def _episode(held: Stretch[Cycles]) -> tuple[float, Episode]:
    """How many cycles an episode has, and the episode."""
    frequency_hz = median(cycles.frequency_hz for cycles in held.values)
    count, angles_deg = held.duration_s * frequency_hz, [cycles.amplitude_deg for cycles in held.values]
    known_deg = [angle_deg for angle_deg in angles_deg if angle_deg is not None]
    angle_deg = median(known_deg) if known_deg else None
    size = "" if angle_deg is None else f", {angle_deg:.0f} deg"
    alike = median(cycles.alike for cycles in held.values)
    numbers = f"{frequency_hz:.1f} Hz{size}, about {count:.0f} cycles in {held.duration_s:.0f} s, {alike:.0%} alike"
    return count, Episode(
        start_s=held.start_s,
        duration_s=held.duration_s,
        kind="repetitive",
        reason=f"{numbers}{held.part}",
        frequency_hz=frequency_hz,
        amplitude_deg=angle_deg,
        algorithm=ALGORITHM_VERSION,
    )
