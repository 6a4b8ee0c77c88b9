"""Readings become movement episodes of the rhythmic kind, each with the numbers that made it one.

Knows when an episode begins and ends; must never know how a second was judged.

An episode begins with two tremor seconds in a row and ends with the last second before two that do not hold it. A
second holds it with tremor, or with a rhythm of at least 0.6 of the power that tremor asks for. A second that could
not be judged, or was never recorded, does not hold it: one such second is bridged, two end the episode.

An episode that goes on for longer than 15 minutes is given out in parts that say so, cut at a second that holds it:
what is open stays small, and a power cut costs no more than that. The next part begins with its next tremor.
"""

import math
from collections import Counter
from dataclasses import replace

from device.parameters import ALGORITHM_VERSION, Episodes
from device.records.facts import Context, Episode
from device.records.histograms import median, quantile_of
from device.tremor import Reading, interquartile_range

HIGH_QUANTILE = 0.9  # amplitude_p90_deg
GOES_ON, CONTINUED = ", goes on", ", continued"  # how the reason of a part ends


class EpisodeTracker:
    """Follows readings in order of time and gives out every episode once it has ended."""

    def __init__(self, limits: Episodes) -> None:
        self._limits = limits
        self._tremor: list[Reading] = []  # of the episode that is open or may be beginning
        self._held_until_s = -math.inf
        self._goes_on = False  # from an earlier part

    def push(self, reading: Reading) -> list[Episode]:
        """The episode, if any, of which this reading shows that it is over or goes on for long."""
        given_out = self._given_out_by(reading)
        if reading.tremor:
            self._tremor.append(replace(reading, shares=None))  # a kilobyte each, not needed for an episode
        if reading.tremor or (self._is_open() and self._holds(reading)):
            self._held_until_s = reading.second_s + 1
        return given_out

    def finish(self) -> list[Episode]:
        """The open episode, if it is one."""
        part = [self._part()] if self._is_episode() else []
        self._tremor, self._goes_on = [], False
        return part

    def _given_out_by(self, reading: Reading) -> list[Episode]:
        if self._is_over(reading):
            return self.finish()
        return self._cut() if self._is_long(reading) else []

    def _cut(self) -> list[Episode]:
        part = self._part(GOES_ON)
        self._tremor, self._goes_on = [], True
        return [part]

    def _part(self, end: str = "") -> Episode:
        return _episode(self._tremor, self._held_until_s, (CONTINUED if self._goes_on else "") + end)

    def _is_episode(self) -> bool:
        if not self._tremor or not self._has_begun():
            return False
        return self._goes_on or self._held_until_s - self._tremor[0].second_s >= self._limits.episode_least_s

    def _is_long(self, reading: Reading) -> bool:
        """Whether an episode that has reached its longest goes on."""
        if not self._tremor or not (reading.tremor or self._holds(reading)):
            return False
        return reading.second_s - self._tremor[0].second_s >= self._limits.episode_most_s

    def _is_open(self) -> bool:
        return self._goes_on or bool(self._tremor)

    def _is_over(self, reading: Reading) -> bool:
        if not self._is_open():
            return False
        quiet_s = reading.second_s - self._held_until_s
        if not self._has_begun():
            return quiet_s > 0 or not reading.tremor
        return quiet_s >= self._limits.episode_off_s or self._quiet_with(reading) >= self._limits.episode_off_s

    def _quiet_with(self, reading: Reading) -> float:
        held = reading.tremor or self._holds(reading)
        return 0 if held else reading.second_s + 1 - self._held_until_s

    def _has_begun(self) -> bool:
        return self._goes_on or len(self._tremor) >= self._limits.episode_on_s

    def _holds(self, reading: Reading) -> bool:
        if reading.tremor is None or reading.score is None:
            return False
        return math.log10(self._limits.episode_off_share) <= reading.score < 0


def _episode(tremor: list[Reading], end_s: float, part: str) -> Episode:
    frequency_hz = median([reading.frequency_hz for reading in tremor if reading.frequency_hz is not None])
    amplitudes_deg = [reading.amplitude_deg for reading in tremor if reading.amplitude_deg is not None]
    amplitude_deg = median(amplitudes_deg) if amplitudes_deg else None
    duration_s = end_s - tremor[0].second_s
    return Episode(
        start_s=tremor[0].second_s,
        duration_s=duration_s,
        kind="rhythmic",
        reason=_reason(frequency_hz, amplitude_deg, duration_s) + _share(len(tremor), duration_s) + part,
        frequency_hz=frequency_hz,
        amplitude_deg=amplitude_deg,
        amplitude_p90_deg=quantile_of(amplitudes_deg, HIGH_QUANTILE) if amplitudes_deg else None,
        algorithm=ALGORITHM_VERSION,
        irregularity_hz=interquartile_range([change for reading in tremor for change in reading.cycle_changes_hz]),
        context=_context(tremor),
    )


def _context(tremor: list[Reading]) -> Context | None:
    """That of most of the tremor seconds."""
    return Counter(reading.context for reading in tremor).most_common(1)[0][0]


def _share(tremor_s: int, duration_s: float) -> str:
    """How much of it was tremor itself, where another second held it together."""
    return "" if tremor_s >= duration_s else f", tremor in {tremor_s} s of it"


def _reason(frequency_hz: float, amplitude_deg: float | None, duration_s: float) -> str:
    size = "" if amplitude_deg is None else f", {amplitude_deg:.1f} deg"
    return f"{frequency_hz:.1f} Hz{size} for {duration_s:.0f} s"
