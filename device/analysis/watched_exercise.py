"""What is seen of the exercise that is on: its repetitions as they come, and how a set was done once it is over.

Knows that what is counted is what is exercised; must never know the button, the lights or where a result goes.
"""

from device.analysis.pipeline import Analysed
from device.exercise import Coach, ExerciseEvent, TremorRose, counted_in
from device.measures import SetMeasurer
from device.programme.seen import Repetition
from device.records.facts import SetResult
from device.repetitions import RepetitionCounter
from device.signals.gyro_bias import Turn


class WatchedExercise:
    """Follows one coach."""

    def __init__(self, coach: Coach) -> None:
        self._coach, self._measurer = coach, SetMeasurer()
        self._work = coach.work
        self._counter: RepetitionCounter | None = None

    def heed(self) -> None:
        """What is counted is what is exercised by now."""
        if self._coach.work is not self._work:
            self._work = self._coach.work
            movement = None if self._work is None else counted_in(self._work)
            self._counter = None if movement is None else RepetitionCounter(movement)
        if self._counter is not None:
            self._counter.heed(exercising=self._coach.exercising)

    def push(self, analysed: Analysed) -> list[ExerciseEvent]:
        """What the coach is to know of this movement."""
        self._measurer.push(analysed)
        repetitions = [repetition for turn in analysed.turns for repetition in self._counted(turn)]
        return [*analysed.watched, *repetitions, *self._risen(analysed)]

    def measured(self, result: SetResult) -> SetResult:
        """The result of the set that ended last, with how it was done."""
        done = self._coach.last_set
        if done is None:
            return result
        return self._measurer.complete(result, done.work, done.repetitions, done.exercised)

    def _risen(self, analysed: Analysed) -> list[ExerciseEvent]:
        """Each time that tremor is seen to have risen by more than the exercise allows."""
        limit = self._coach.tremor_limit
        if limit is None:
            return []
        rises = self._measurer.tremor_rises(analysed.readings, limit.exercised, limit.most_rise_pct)
        return [TremorRose(rise) for rise in rises]

    def _counted(self, turn: Turn) -> list[Repetition]:
        return [] if self._counter is None else self._counter.push(turn)
