"""The kinds of movement episode beside tremor, side by side: jerks, sustained postures, spasms, repetitive movement.

Knows who follows the same windows and in what order they speak; must never know how any of them decides.

One sensor cannot tell what was done on purpose: every reason says what looks alike.
"""

from device.jerk_episodes import JerkEpisodes
from device.jerks import JerkFinder
from device.moments import moment_of
from device.parameters import PARAMETERS, Parameters
from device.personal import ANYBODY, Personal
from device.postures import PostureTracker
from device.records import Episode
from device.repeating import RepeatingTracker
from device.shifts import shifts_in
from device.spasms import SpasmTracker
from device.tremor import Reading
from device.windows import Window


class MovementKinds:
    """Follows windows with their readings in order of time and gives out every episode once it has ended."""

    def __init__(self, personal: Personal = ANYBODY, parameters: Parameters = PARAMETERS) -> None:
        self._personal, self._parameters = personal, parameters
        self._jerks, self._jerk_episodes = JerkFinder(personal, parameters), JerkEpisodes(parameters)
        self._postures = PostureTracker(personal, parameters)
        self._spasms = SpasmTracker(personal, parameters)
        self._repeating = RepeatingTracker(personal, parameters)

    def push(self, window: Window, reading: Reading) -> list[Episode]:
        """The episodes of which this window shows that they are over or go on for long."""
        moment = moment_of(window, self._parameters)
        shifts = shifts_in(moment, self._personal, self._parameters)
        jerks = self._jerks.push(moment, shifts, tremor=reading.tremor is True)
        return [
            *self._jerk_episodes.push(moment.second_s + 1, jerks),
            *self._postures.push(moment),
            *self._spasms.push(moment, shifts),
            *self._repeating.push(moment),
        ]

    def finish(self) -> list[Episode]:
        """The episodes that are open."""
        trackers = (self._jerk_episodes, self._postures, self._spasms, self._repeating)
        return [episode for tracker in trackers for episode in tracker.finish()]
