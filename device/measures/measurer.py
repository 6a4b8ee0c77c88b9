"""Completes the result of a set with how it was done.

Knows when it is asked, and that a paused set is measured only in the time that was exercised; must never know who asks.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from device.measures.asked import answered
from device.measures.done_set import DoneSet, ExercisedStretch
from device.measures.movement_log import MovementLog, SeenMovement
from device.measures.tremor_rise import has_risen
from device.parameters import PARAMETERS, Parameters
from device.programme.items import Work
from device.programme.seen import Repetition
from device.records.facts import SetResult
from device.tremor import Reading


class SetMeasurer:
    """Is shown all movement, and asked at the end of each set. The same however the movement comes in portions."""

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        self._parameters = parameters
        self._log = MovementLog(parameters.measuring.kept_s, parameters.episodes)

    @property
    def size_bytes(self) -> int:
        """What it keeps in memory; it never grows."""
        return self._log.size_bytes

    def push(self, movement: SeenMovement) -> None:
        """Keep what the pipeline made of some samples."""
        self._log.push(movement)

    def tremor_rises(
        self, readings: Iterable[Reading], exercised: Sequence[ExercisedStretch], most_pct: float
    ) -> list[float]:
        """The ends of those seconds, the last that were pushed, by which tremor had risen by more than `most_pct`."""
        ends_s = [math.floor(reading.second_s) + 1.0 for reading in readings]
        measuring = self._parameters.measuring
        return [end_s for end_s in ends_s if has_risen(self._log, end_s, exercised, most_pct, measuring)]

    def complete(
        self,
        result: SetResult,
        work: Work,
        repetitions: Sequence[Repetition],
        exercised: Sequence[ExercisedStretch] = (),
    ) -> SetResult:
        """The result with its measures. `repetitions`: all that were seen, whether they count or not.

        `exercised`: when the set was not paused, each time from the moment that the lights began to pace. Without it a
        set that was never paused is exercised from its start to its end, and of one that was paused nobody knows how
        long it was held, nor when the beat was.
        """
        known = exercised or (() if result.pauses else ((result.start_s, result.start_s + result.duration_s),))
        measuring, stillness = self._parameters.measuring, self._parameters.stillness
        done = DoneSet(result, work, repetitions, known, self._log, measuring, stillness)
        return replace(result, measures=answered(done))
