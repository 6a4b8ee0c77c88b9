"""The exercise calendar: a row for each week, a cell for each day, in words and signs that need no colour.

Knows what was due and done; must never know HTML, SQL or what an exercise measures.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.day_exercise import DayExercise, all_together
from sync.clinic.trends.weeks import DAYS_A_WEEK, monday_of
from sync.clinic.wording.language import PAGE_LANGUAGE, counted, grouped, marked, plural, spoken, spoken_as
from sync.clinic.wording.words import day_month_year, listed, percent, sentence, short_date

ALL, SOME, NONE, EXTRA, NOT_DUE, NO_DAY = "all", "some", "none", "extra", "not due", "no data"
RATING_TIMES: Final = {
    "none": marked("none {number} times"),
    "some": marked("some {number} times"),
    "a lot": marked("a lot {number} times"),
}
SIGNS: Final = {ALL: "●", SOME: "◐", NONE: "○", EXTRA: "+", NOT_DUE: "·", NO_DAY: ""}
REPEATED: Final = plural("{done} of {number} repetition due ({share})", "{done} of {number} repetitions due ({share})")
SETS_LEFT_OUT: Final = plural(
    "the repetitions of {number} set were not counted and are in neither number",
    "the repetitions of {number} sets were not counted and are in neither number",
)
MOST_WEEKS: Final = 53


@dataclass(frozen=True)
class CalendarDay:
    """One cell: what was done (one of the words above, and as it is spoken), its sign, and the numbers.

    repetitions: done of those due; empty where none were.
    """

    day: str
    state: str
    words: str
    sign: str
    numbers: str
    repetitions: str = ""


@dataclass(frozen=True)
class CalendarWeek:
    """Monday to Sunday; None after the last day with data."""

    monday: str
    days: tuple[CalendarDay | None, ...]
    total: str
    repetitions: str = ""


@dataclass(frozen=True)
class Calendar:
    """The weeks, the newest first, one sentence, and what the days of a week are called."""

    weeks: tuple[CalendarWeek, ...]
    sentence: str
    weekdays: tuple[str, ...]


def exercise_calendar(look: PatientLook) -> Calendar | None:
    """What was done of what was due in each week of the period; None where there was no exercise at all.

    Whole weeks, as those of the trend: otherwise the first one would be told twice with two numbers.
    """
    last = monday_of(look.last)
    first = max(monday_of(look.span.first), last - timedelta(weeks=MOST_WEEKS - 1))
    known = {day.day: day.exercise for day in look.days if first <= day.day <= look.last}
    if not any(one.due_sets or one.done_sets for one in known.values()):
        return None
    mondays = [last - timedelta(weeks=back) for back in range((last - first).days // DAYS_A_WEEK + 1)]
    return Calendar(tuple(_week(monday, known, look.last) for monday in mondays), _sentence(known), _weekdays())


def _week(monday: date, known: dict[date, DayExercise], last: date) -> CalendarWeek:
    days = [monday + timedelta(days=number) for number in range(DAYS_A_WEEK)]
    cells = tuple(_cell(day, known.get(day)) if day <= last else None for day in days)
    of_week = {day: known[day] for day in days if day in known}
    due, done = _sums(of_week)
    total = _of(done, due) if due else spoken("nothing due")
    return CalendarWeek(day_month_year(monday), cells, total, _repeated(list(of_week.values())))


def _cell(day: date, exercise: DayExercise | None) -> CalendarDay:
    state = _state(exercise)
    numbers = ""
    if exercise and (exercise.due_sets or exercise.done_sets):
        done, due = exercise.done_sets or 0, exercise.due_sets
        numbers = _of(done, due) if due else str(done)
    repeated = _repeated([exercise] if exercise else [])
    return CalendarDay(short_date(day.isoformat()), state, _state_words(state), SIGNS[state], numbers, repeated)


def _repeated(days: Sequence[DayExercise]) -> str:
    total = all_together(day.repetitions for day in days)
    return _of(total.done, total.due) if total.due else ""


def _of(done: int, due: int) -> str:
    return f"{done}/{due}"  # short: seven days have to fit on a telephone


def _weekdays() -> tuple[str, ...]:
    """Mon, Tue and so on: a point behind them is of sentences."""
    return tuple(day.removesuffix(".") for day in PAGE_LANGUAGE.get().short_days)


def _state_words(state: str) -> str:
    """For people who cannot see the sign."""
    return {
        ALL: spoken_as("sets", "all"),
        SOME: spoken_as("sets", "some"),
        NONE: spoken_as("sets", "none"),
        EXTRA: spoken_as("sets", "extra"),
        NOT_DUE: spoken_as("sets", "not due"),
        NO_DAY: spoken("no data"),
    }[state]


def _state(exercise: DayExercise | None) -> str:
    if exercise is None:
        return NO_DAY
    if not exercise.due_sets:
        return EXTRA if exercise.done_sets else NOT_DUE
    if not (exercise.done_sets or exercise.part_sets):
        return NONE
    return ALL if exercise.is_complete else SOME


def _sums(known: dict[date, DayExercise]) -> tuple[int, int]:
    """Sets due, and those done of them."""
    due = [one for one in known.values() if one.due_sets]
    return sum(one.due_sets or 0 for one in due), sum(min(one.done_sets, one.due_sets or 0) for one in due)


def _sentence(known: dict[date, DayExercise]) -> str:
    due, done = _sums(known)
    ratings = Counter(rating for one in known.values() for rating in one.ratings)
    said = [spoken(words, number=ratings[rating]) for rating, words in RATING_TIMES.items() if ratings[rating]]
    parts = [_done_of(done, due) if due else spoken("no set was due"), *_repetitions_said(known)]
    parts += [spoken("discomfort after sessions: {ratings}", ratings=listed(said))] if said else []
    return sentence("; ".join(parts))


def _repetitions_said(known: dict[date, DayExercise]) -> Iterator[str]:
    """Of all that were due, those of missed sets too."""
    total = all_together(day.repetitions for day in known.values())
    if total.due:
        share = percent(total.done / total.due)
        yield counted(*REPEATED, total.due, done=grouped(total.done), share=share)
    if total.sets_not_counted:
        yield counted(*SETS_LEFT_OUT, total.sets_not_counted)


def _done_of(done: int, due: int) -> str:
    texts = plural(
        "{done} of {number} set due in these weeks was carried to its end ({share})",
        "{done} of {number} sets due in these weeks were carried to their end ({share})",
    )
    return counted(*texts, due, done=grouped(done), share=percent(done / due))
