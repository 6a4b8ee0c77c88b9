"""Readings become movement episodes of the rhythmic kind, each with the numbers that made it one.

Knows when an episode begins and ends; must never know how a second was judged.

An episode begins with two tremor seconds in a row and ends with the last second before two that do not hold it. A
second holds it with tremor, or with a rhythm of at least 0.6 of the power that tremor asks for. A second that could
not be judged, or was never recorded, does not hold it: one such second is bridged, two end the episode.
"""

import math

import numpy as np

from device.parameters import ALGORITHM_VERSION, PARAMETERS, Parameters
from device.records import Episode
from device.tremor import Reading

HIGH_PERCENTILE = 90  # amplitude_p90_deg


class EpisodeTracker:
    """Follows readings in order of time and gives out every episode once it has ended."""

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        self._parameters = parameters
        self._tremor: list[Reading] = []  # of the episode that is open or may be beginning
        self._held_until_s = -math.inf

    def push(self, reading: Reading) -> list[Episode]:
        """The episode, if any, of which this reading shows that it is over."""
        ended = self.finish() if self._is_over(reading) else []
        if reading.tremor:
            self._tremor.append(reading)
        if reading.tremor or (self._tremor and self._holds(reading)):
            self._held_until_s = reading.second_s + 1
        return ended

    def finish(self) -> list[Episode]:
        """The open episode, if it is one."""
        tremor, self._tremor = self._tremor, []
        if not tremor or self._held_until_s - tremor[0].second_s < self._parameters.episode_least_s:
            return []
        return [_episode(tremor, self._held_until_s)] if self._has_begun(tremor) else []

    def _is_over(self, reading: Reading) -> bool:
        if not self._tremor:
            return False
        quiet_s = reading.second_s - self._held_until_s
        if not self._has_begun(self._tremor):
            return quiet_s > 0 or not reading.tremor
        return quiet_s >= self._parameters.episode_off_s or self._quiet_with(reading) >= self._parameters.episode_off_s

    def _quiet_with(self, reading: Reading) -> float:
        held = reading.tremor or self._holds(reading)
        return 0 if held else reading.second_s + 1 - self._held_until_s

    def _has_begun(self, tremor: list[Reading]) -> bool:
        return len(tremor) >= self._parameters.episode_on_s

    def _holds(self, reading: Reading) -> bool:
        if reading.tremor is None or reading.score is None:
            return False
        return math.log10(self._parameters.episode_off_share) <= reading.score < 0


def _episode(tremor: list[Reading], end_s: float) -> Episode:
    frequency_hz = float(np.median([reading.frequency_hz for reading in tremor if reading.frequency_hz is not None]))
    amplitudes_deg = [reading.amplitude_deg for reading in tremor if reading.amplitude_deg is not None]
    amplitude_deg = float(np.median(amplitudes_deg)) if amplitudes_deg else None
    duration_s = end_s - tremor[0].second_s
    return Episode(
        start_s=tremor[0].second_s,
        duration_s=duration_s,
        kind="rhythmic",
        reason=_reason(frequency_hz, amplitude_deg, duration_s),
        frequency_hz=frequency_hz,
        amplitude_deg=amplitude_deg,
        amplitude_p90_deg=float(np.percentile(amplitudes_deg, HIGH_PERCENTILE)) if amplitudes_deg else None,
        algorithm=ALGORITHM_VERSION,
    )


def _reason(frequency_hz: float, amplitude_deg: float | None, duration_s: float) -> str:
    size = "" if amplitude_deg is None else f", {amplitude_deg:.1f} deg"
    return f"{frequency_hz:.1f} Hz{size} for {duration_s:.0f} s"
