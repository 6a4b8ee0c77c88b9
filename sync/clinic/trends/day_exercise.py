"""What was done of the exercise that a day asked for: sets and, within them, repetitions.

Knows what is due, done and not counted; must never know words. A set that ends by the pace is done, and may have done
half of its repetitions: whoever tells of sets tells of repetitions too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from device.day.document import DayPlan, DaySession, DaySet
from device.records.facts import SETS_DONE


@dataclass(frozen=True)
class SeenSet:
    """As `DaySet`."""

    stopped: str
    exercise: str = ""
    target_repetitions: int = 0
    done_repetitions: int | None = None
    target_s: float | None = None


@dataclass(frozen=True)
class SeenItem:
    """As `PlannedItem`."""

    sessions: int
    sets: int
    exercise: str = ""
    repetitions: int | None = None


@dataclass(frozen=True)
class SeenPlan:
    """As `DayPlan`."""

    due: tuple[SeenItem, ...] = ()


@dataclass(frozen=True)
class SeenSession:
    """As `DaySession`."""

    due_sets: int = 0
    done_sets: int = 0
    rating: str | None = None


AnySets = Sequence[SeenSet | DaySet]
AnyPlan = SeenPlan | DayPlan | None


@dataclass(frozen=True)
class DueRepetitions:
    """`done` of `due`: those of missed sets too, none of sets that nobody counted, nothing beyond what is due."""

    done: int = 0
    due: int = 0
    sets_not_counted: int = 0


NONE_DUE: Final = DueRepetitions()


@dataclass(frozen=True)
class DayExercise:
    """Sets that were due by the programme, None where none was in force, and sets that went to their end.

    repetitions: of those due. part_sets: sets that were begun and are short of what they asked for.
    """

    due_sets: int | None = None
    done_sets: int = 0
    ratings: tuple[str, ...] = ()
    repetitions: DueRepetitions = NONE_DUE
    part_sets: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether all that was due is done, as far as it could be counted."""
        return self.done_sets >= (self.due_sets or 0) and self.repetitions.done >= self.repetitions.due


NO_EXERCISE: Final = DayExercise()


def day_exercise(sets: AnySets, plan: AnyPlan, sessions: Sequence[SeenSession | DaySession] = ()) -> DayExercise:
    """The sums of a day."""
    due = sum(item.sessions * item.sets for item in plan.due) if plan else None
    done = sum(one.stopped in SETS_DONE for one in sets)
    ratings = tuple(session.rating for session in sessions if session.rating)
    return DayExercise(due, done, ratings, due_repetitions(sets, plan), sum(map(_is_part, sets)))


def due_repetitions(sets: AnySets, plan: AnyPlan) -> DueRepetitions:
    """What was done of the repetitions that the day asks for; one exercise does not make up for another."""
    names = dict.fromkeys(item.exercise for item in plan.due) if plan else ()
    return all_together(of_exercise(name, sets, plan) for name in names)


def all_together(several: Iterable[DueRepetitions]) -> DueRepetitions:
    """All of these together."""
    known = list(several)
    return DueRepetitions(
        sum(one.done for one in known), sum(one.due for one in known), sum(one.sets_not_counted for one in known)
    )


def of_exercise(name: str, sets: AnySets, plan: AnyPlan) -> DueRepetitions:
    """The same of one exercise."""
    planned = [item for item in plan.due if item.exercise == name] if plan else []
    counting = [one for one in sets if one.exercise == name and one.target_s is None]
    unknown = [one.target_repetitions for one in counting if one.done_repetitions is None]
    asked = sum(item.sessions * item.sets * (item.repetitions or 0) for item in planned)
    due = max(0, asked - sum(unknown))
    done = sum(one.done_repetitions or 0 for one in counting)
    return DueRepetitions(min(done, due), due, len(unknown) if asked else 0)


def _is_part(one: SeenSet | DaySet) -> bool:
    done = one.done_repetitions
    too_few = one.target_s is None and done is not None and done < one.target_repetitions
    return too_few or one.stopped not in SETS_DONE
