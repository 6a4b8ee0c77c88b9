"""Slow movement that repeats itself regularly, 0.5 to 1.5 times a second, for several cycles.

Knows which seconds belong together; must never know why the limb does the same again.

A second counts if eight seconds in a row with it were regular and it moves at least half as much as they do. Walking
swings an arm alike; it is left out where its steps show on the accelerometer.

Letters: R is how alike the turning of all axes (else the acceleration) is to itself a lag later, 0 to 1.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from device.episodes.slow_movement import END_TENTH, FIRST_TENTH, TENTHS, Moment, kept
from device.episodes.stretches import Stretch, Stretches
from device.parameters import ALGORITHM_VERSION, Episodes
from device.records.facts import Episode
from device.records.histograms import median
from device.records.person import Personal
from device.signals.rows import AXES
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


RepeatedAt = tuple[float, float]
"""The frequency in Hz, and R there."""


def cycles_in(moments: Sequence[Moment], personal: Personal, limits: Episodes) -> Cycles | None:
    """The cycles of eight moments in a row; None if they are irregular, too small, too slow or fast, or walking."""
    return repeated_in_each([moments], personal, limits)[0]


def repeated_in_each(eights: Sequence[Sequence[Moment]], personal: Personal, limits: Episodes) -> list[Cycles | None]:
    """Likewise of some times eight moments."""
    if not eights:
        return []
    slow = np.array([[moment.own_slow for moment in moments] for moments in eights]).reshape(-1, SEEN_TENTHS, AXES)
    moving = slow - slow.mean(axis=1, keepdims=True)
    sizes = np.sqrt(np.einsum("nij,nij->n", moving, moving) / SEEN_TENTHS).tolist()
    looks = zip(eights, _fastest(moving, limits), sizes, strict=True)
    return [found and _as_cycles(moments, found, rms, personal, limits) for moments, found, rms in looks]


def _as_cycles(
    moments: Sequence[Moment], found: RepeatedAt, rms: float, personal: Personal, limits: Episodes
) -> Cycles | None:
    frequency_hz, alike = found
    size, turning = rms / kept(frequency_hz), moments[0].turning_dps is not None
    angle_deg = amplitude_deg(size, frequency_hz) if turning else math.degrees(2 * math.sqrt(2) * size)
    slow_enough = limits.repeating_lowest_hz <= frequency_hz <= limits.repeating_highest_hz
    if angle_deg < personal.repetitive_deg or not slow_enough or _is_walking(moments, frequency_hz, limits):
        return None
    return Cycles(frequency_hz, angle_deg if turning else None, alike)


def _fastest(moving: Floats, limits: Episodes) -> list[RepeatedAt | None]:
    """Of each [n, 80, 3] the highest frequency in Hz of which one cycle is about as alike to the next as any, and R."""
    alike = _alike(moving, math.ceil(_LAGS_HZ / limits.repeating_lowest_hz) + 1)
    most = alike[:, _SHORTEST:].max(axis=1)
    asked = np.maximum(limits.repeating_alike, limits.repeating_alike_share * most)[:, np.newaxis]
    before, here, after = (alike[:, _SHORTEST + by : alike.shape[1] - 1 + by] for by in (-1, 0, 1))
    peaks = (here >= asked) & (before <= here) & (here > after)
    found = peaks.any(axis=1) & (most >= limits.repeating_alike)
    places = zip(found.tolist(), alike, (_SHORTEST + peaks.argmax(axis=1)).tolist(), strict=True)
    return [_vertex(lag, *each[lag - 1 : lag + 2].tolist()) if is_found else None for is_found, each, lag in places]


def _vertex(lag: int, *three: float) -> RepeatedAt:
    """The frequency between lags at which R is highest, and R."""
    before, here, after = three
    return _LAGS_HZ / (lag + (before - after) / (before - 2 * here + after) / 2), min(here, 1.0)


def _alike(moving: Floats, longest: int) -> Floats:
    """[n, longest + 1] R at lags of 0, 1, ... quarters of a tenth."""
    x = np.fft.rfft(moving.swapaxes(1, 2), _FFT_LENGTH)
    power = (x.real**2 + x.imag**2).sum(axis=1)
    products = (_to_lags(longest) @ power[:, :, np.newaxis])[:, :, 0]  # one product each, so none depends on others
    itself = products[:, :1]
    return np.asarray(products / np.where(itself == 0, 1, itself))


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
        return self.push_each([moment])[0]

    def push_each(self, moments: Sequence[Moment]) -> list[list[Episode]]:
        """Likewise with each of some moments."""
        eights = [eight for eight in self._eights(moments) if self._is_due(eight)]
        cycles = repeated_in_each(eights, self._personal, self._limits)
        found = {eight[-1].second_s: some for eight, some in zip(eights, cycles, strict=True)}
        return [self._follow(moment, found.get(moment.second_s)) for moment in moments]

    def _eights(self, moments: Sequence[Moment]) -> Iterator[Sequence[Moment]]:
        """Each eight moments in a row that one of these ends."""
        recent = [*self._recent, *moments]
        for last in range(max(len(self._recent), SECONDS - 1), len(recent)):
            eight = recent[last - SECONDS + 1 : last + 1]
            in_a_row = eight[-1].second_s - eight[0].second_s == SECONDS - 1
            if in_a_row and all(moment.known for moment in eight):
                yield eight

    def _is_due(self, eight: Sequence[Moment]) -> bool:
        return eight[-1].second_s % self._limits.repeating_step_s == 0 and _usual_dps(eight) >= self._least_dps

    def _follow(self, moment: Moment, cycles: Cycles | None) -> list[Episode]:
        """cycles: of the eight seconds that end with this one, where those were looked at."""
        follows = self._recent and moment.second_s == self._recent[-1].second_s + 1
        episodes = [] if follows and moment.known else self._let_go(len(self._recent))
        if moment.known:
            episodes += self._let_go(len(self._recent) - SECONDS + 1)
            self._recent.append(moment)
            self._cycles.append(None)
            self._mark(cycles)
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

    def _mark(self, cycles: Cycles | None) -> None:
        """Mark the seconds that are now known to be regular, the more regular eight having the word."""
        if cycles is None:
            return
        least_dps = self._limits.repeating_moves_share * _usual_dps(self._recent)
        for place, (marked, moment) in enumerate(zip(self._cycles, self._recent, strict=True)):
            if moment.speed_dps >= least_dps and (marked is None or marked.alike < cycles.alike):
                self._cycles[place] = cycles

    def _episodes(self, stretches: list[Stretch[Cycles]]) -> list[Episode]:
        every = [_episode(stretch) for stretch in stretches]
        return [episode for count, episode in every if count >= self._limits.repeating_cycles]


def _usual_dps(eight: Sequence[Moment]) -> float:
    return math.hypot(*(moment.speed_dps for moment in eight)) / math.sqrt(SECONDS)


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
