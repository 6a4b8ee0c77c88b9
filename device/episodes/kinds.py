"""The kinds of movement episode beside tremor, side by side: jerks, sustained postures, spasms, repetitive movement.

Knows who follows the same windows and in what order they speak; must never know how any of them decides.

One sensor cannot tell what was done on purpose: a voluntary movement looks the same as any of these.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from device.episodes.jerk_series import JerkEpisodes
from device.episodes.jerks import JerkFinder, Rapid, rapid_in
from device.episodes.postures import PostureTracker
from device.episodes.repetitive import RepeatingTracker
from device.episodes.shifts import Shift, shifts_in_each
from device.episodes.slow_movement import Moment, moments_of
from device.episodes.spasms import SpasmTracker
from device.parameters import Parameters
from device.records.facts import Context, Episode
from device.records.person import Personal
from device.signals.windows import Window
from device.tremor import Reading

REMEMBERED_S = 60  # beyond the longest episode: how long after its end one is given out at most


class MovementKinds:
    """Follows windows with their readings in order of time and gives out every episode once it has ended."""

    def __init__(self, personal: Personal, parameters: Parameters) -> None:
        self._personal, self._parameters, limits = personal, parameters, parameters.episodes
        self._jerks, self._jerk_episodes = JerkFinder(personal, limits), JerkEpisodes(limits)
        self._postures = PostureTracker(personal, limits)
        self._spasms = SpasmTracker(personal, limits)
        self._repeating = RepeatingTracker(personal, limits)
        self._contexts: dict[float, Context] = {}  # by second, as far back as an episode reaches

    def push(self, window: Window, reading: Reading) -> list[Episode]:
        """The episodes of which this window shows that they are over or go on for long."""
        return self.push_each([(window, reading)])[0]

    def push_each(self, judged: Sequence[tuple[Window, Reading]]) -> list[list[Episode]]:
        """Likewise of each of some windows."""
        moments = moments_of([window for window, _ in judged], self._parameters.sampling)
        shifts = shifts_in_each(moments, self._personal, self._parameters.episodes)
        repeated = self._repeating.push_each(moments)
        looks = zip(moments, rapid_in(moments), shifts, repeated, judged, strict=True)
        return [self._follow(moment, rapid, some, again, reading) for moment, rapid, some, again, (_, reading) in looks]

    def _follow(
        self, moment: Moment, rapid: Rapid, shifts: list[Shift], repeated: list[Episode], reading: Reading
    ) -> list[Episode]:
        jerks = self._jerks.push(moment, shifts, rapid)
        spasms = self._spasms.push(moment, shifts)
        in_spasm = self._spasms.holding or any(spasm.start_s + spasm.duration_s > moment.second_s for spasm in spasms)
        self._remember(reading)
        episodes = (
            *self._jerk_episodes.push(moment.second_s + 1, jerks),
            *self._postures.push(moment, in_spasm=in_spasm),
            *spasms,
            *repeated,
        )
        return [self._in_context(episode) for episode in episodes]

    def finish(self) -> list[Episode]:
        """The episodes that are open."""
        trackers = (self._jerk_episodes, self._postures, self._spasms, self._repeating)
        return [self._in_context(episode) for tracker in trackers for episode in tracker.finish()]

    def _remember(self, reading: Reading) -> None:
        if reading.context:
            self._contexts[reading.second_s] = reading.context
        oldest_s = reading.second_s - self._parameters.episodes.episode_most_s - REMEMBERED_S
        while self._contexts and next(iter(self._contexts)) < oldest_s:
            del self._contexts[next(iter(self._contexts))]

    def _in_context(self, episode: Episode) -> Episode:
        """With what the limb did in most of its seconds; None if none of them could be judged."""
        first_s, end_s = math.floor(episode.start_s), episode.start_s + episode.duration_s
        seconds = range(first_s, max(math.ceil(end_s), first_s + 1))
        found = Counter(self._contexts[second_s] for second_s in seconds if second_s in self._contexts)
        return replace(episode, context=found.most_common(1)[0][0]) if found else episode
