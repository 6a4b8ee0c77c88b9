"""Exercise of a day: what was due stays the denominator, whatever was begun."""

from device.day.document import DayPlan
from device.records.facts import PlannedItem
from sync.clinic.trends.day_exercise import DueRepetitions, SeenSet, day_exercise, due_repetitions

PLAN = DayPlan("arm", 1, (PlannedItem("elbow-bend", 2, 1, 8), PlannedItem("forearm-turn", 2, 1, 8)))


def a_set(exercise: str, done: int | None, stopped: str = "paced") -> SeenSet:
    return SeenSet(stopped, exercise, 8, done)


def test_missed_sets_count_with_all_their_repetitions() -> None:
    sets = [a_set("elbow-bend", 4), a_set("forearm-turn", 4)]
    assert due_repetitions(sets, PLAN) == DueRepetitions(8, 32)


def test_sets_to_their_end_are_not_complete_while_repetitions_are_missing() -> None:
    sets = [a_set(name, 4) for name in ("elbow-bend", "forearm-turn")] * 2
    told = day_exercise(sets, PLAN)
    assert (told.done_sets, told.due_sets, told.part_sets, told.is_complete) == (4, 4, 4, False)
    assert told.repetitions == DueRepetitions(16, 32)
    full = [a_set(name, 8, "done") for name in ("elbow-bend", "forearm-turn")] * 2
    assert day_exercise(full, PLAN).is_complete


def test_a_set_nobody_counted_is_in_neither_number() -> None:
    assert due_repetitions([a_set("elbow-bend", None), a_set("elbow-bend", 8)], PLAN) == DueRepetitions(8, 24, 1)


def test_one_exercise_done_twice_as_often_does_not_make_up_for_another() -> None:
    assert due_repetitions([a_set("elbow-bend", 8)] * 4, PLAN) == DueRepetitions(16, 32)


def test_without_a_programme_nothing_is_due() -> None:
    assert due_repetitions([a_set("elbow-bend", 8)], None) == DueRepetitions()
