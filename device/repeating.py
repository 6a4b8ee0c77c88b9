"""Slow movement that repeats itself regularly, 0.5 to 1.5 times a second, for several cycles.

Knows which seconds belong together; must never know why the limb does the same again.

A second counts if eight seconds in a row with it were regular and it moves at least half as much as they do. Walking
swings an arm alike; it is left out where its steps show on the accelerometer.
"""

import math
from statistics import median

from device.moments import Moment, kept
from device.parameters import ALGORITHM_VERSION, PARAMETERS, Parameters
from device.personal import ANYBODY, Personal
from device.records import Episode
from device.self_similarity import SECONDS, Cycles, cycles_in
from device.stretches import Stretch, Stretches
from device.tremor import amplitude_deg


class RepeatingTracker:
    """Follows moments in order of time and gives out every repetitive episode once it has ended.

    A second is decided when it is in no eight seconds to come.
    """

    def __init__(self, personal: Personal = ANYBODY, parameters: Parameters = PARAMETERS) -> None:
        self._personal, self._parameters = personal, parameters
        self._recent: list[Moment] = []  # up to eight in a row
        self._cycles: list[Cycles | None] = []  # what each of them is part of
        self._stretches = Stretches[Cycles](0, parameters)
        lowest_hz, highest_hz = parameters.repeating_lowest_hz, parameters.repeating_highest_hz
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
        due = len(speeds_dps) == SECONDS and self._recent[-1].second_s % self._parameters.repeating_step_s == 0
        if not due or usual_dps < self._least_dps:
            return
        cycles = cycles_in(self._recent, self._personal, self._parameters)
        if cycles is None:
            return
        least_dps = self._parameters.repeating_moves_share * usual_dps
        for place, (marked, speed_dps) in enumerate(zip(self._cycles, speeds_dps, strict=True)):
            if speed_dps >= least_dps and (marked is None or marked.alike < cycles.alike):
                self._cycles[place] = cycles

    def _episodes(self, stretches: list[Stretch[Cycles]]) -> list[Episode]:
        every = [_episode(stretch) for stretch in stretches]
        return [episode for count, episode in every if count >= self._parameters.repeating_cycles]


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
