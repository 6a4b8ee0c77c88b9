"""A set that is over, and the movement that was seen of it.

Knows which time and which repetitions belong to the set; must never know what is made of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from device.measures.movement_log import MovementLog, Turned
from device.measures.way_out import WayOut
from device.parameters import SetMeasuring, Stillness
from device.programme.items import Work
from device.programme.seen import Repetition
from device.records.facts import SetResult
from device.signals.samples import Floats
from device.signals.turning import STEP_S

NOTHING: Floats = np.empty(0)
ExercisedStretch = tuple[float, float]
"""From when to when, in seconds."""


@dataclass(frozen=True)
class DoneSet:
    """exercised: when it was not paused; none where nobody knows. repetitions: all that were seen, in order of time."""

    result: SetResult
    work: Work
    repetitions: Sequence[Repetition]
    exercised: Sequence[ExercisedStretch]
    log: MovementLog
    measuring: SetMeasuring
    stillness: Stillness

    @property
    def end_s(self) -> float:
        """When it was over."""
        return self.result.start_s + self.result.duration_s

    @property
    def known_to_s(self) -> float:
        """How the limb turned later than this cannot be known at the end of the set."""
        return self.end_s - self.measuring.known_late_s

    @cached_property
    def counted(self) -> list[tuple[Repetition, WayOut | None]]:
        """The repetitions that count, of this set, and the way each went, where that is known."""
        counted = [each for each in self.repetitions if each.counted and self._is_of_it(each)]
        return [(each, WayOut.of(self.log.turned(each.start_s, each.end_s))) for each in counted]

    @cached_property
    def seen(self) -> list[tuple[Turned, float]]:
        """How the limb turned in each exercised stretch, and the seconds of it beside those whole tenths.

        The last second of the set is not looked at, whether one asks at once or later: nobody can know it at its end.
        """
        turned = [self.log.turned(from_s, min(to_s, self.known_to_s)) for from_s, to_s in self.exercised]
        lengths_s = [to_s - from_s for from_s, to_s in self.exercised]
        beside_s = [length_s - each.expected * STEP_S for length_s, each in zip(lengths_s, turned, strict=True)]
        return list(zip(turned, beside_s, strict=True))

    def home_again_s(self, repetition: Repetition) -> float:
        """The start of the next repetition, or where its stretch ends, as far as it can be known."""
        starts_s = [each.start_s for each in self.repetitions if each.start_s > repetition.start_s]
        ends_s = [to_s for from_s, to_s in self._stretches if from_s <= repetition.start_s < to_s]
        return max(repetition.end_s, min([self.known_to_s, *starts_s, *ends_s]))

    def speed_dps(self, from_s: float, to_s: float) -> Floats | None:
        """How fast the limb turned, a hundred times a second; None if some of that is not known at the set's end."""
        measured_to_s = math.floor(self.end_s - self.measuring.speed_late_s)
        speed_dps = self.log.speed_dps(from_s, to_s) if to_s <= measured_to_s else NOTHING
        return speed_dps if len(speed_dps) and np.isfinite(speed_dps).all() else None

    def began_s(self, repetition: Repetition) -> float | None:
        """When the pace began that a repetition went by: at the start, or when the set went on after a pause."""
        return max((from_s for from_s, _ in self.exercised if from_s <= repetition.start_s), default=None)

    @property
    def _stretches(self) -> Sequence[ExercisedStretch]:
        return self.exercised or [(self.result.start_s, self.end_s)]

    def _is_of_it(self, repetition: Repetition) -> bool:
        return any(from_s <= repetition.start_s and repetition.end_s <= to_s for from_s, to_s in self._stretches)
