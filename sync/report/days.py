"""A line for each day of the period, also for those without data: those are grey, and never zero.

Knows columns and words; must never know paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Final

from sync.clinic.trends.measures import AMPLITUDE, BY_KEY, TREMOR_EPISODES, TrendMeasure
from sync.clinic.wording.words import HOUR_S, NO_DATA, duration
from sync.report.measured import ReportedDay

DAY_COLUMNS: Final = (
    *("Day", "Worn", "Tremor at rest", "Amplitude", "Tremor episodes"),
    *("Sets to the end", "Repetitions of due", "Marks", ""),
)
NOTHING: Final = "\N{EN DASH}"


@dataclass(frozen=True)
class DayLine:
    """What stands in DAY_COLUMNS; `is_grey`: it is in no median."""

    cells: tuple[str, ...]
    is_grey: bool


def day_lines(days: Sequence[ReportedDay], first: date, last: date, unreadable: Sequence[str]) -> tuple[DayLine, ...]:
    """The first day first."""
    known = {day.date: day for day in days}
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(_line(day, known.get(day), is_lost=day.isoformat() in unreadable) for day in dates)


def _line(day: date, known: ReportedDay | None, *, is_lost: bool) -> DayLine:
    name = f"{day:%a} {day.day} {day:%b}".replace(" ", "\N{NO-BREAK SPACE}")
    if known is None or not known.recorded_s:
        why = "cannot be read" if is_lost and known is None else NO_DATA
        return DayLine((name, *(NOTHING,) * (len(DAY_COLUMNS) - 2), why), is_grey=True)
    totals = known.document.totals
    return DayLine(
        (
            name,
            duration(totals.worn_s),
            *(_value(measure, known) for measure in (BY_KEY["rest"], AMPLITUDE, TREMOR_EPISODES)),
            _sets(known),
            _repeated(known),
            str(len(known.document.marks)),
            ", ".join(_notes(known)),
        ),
        is_grey=not known.is_valid,
    )


def _value(measure: TrendMeasure, day: ReportedDay) -> str:
    value = measure.of_day(day.numbers.totals, day.numbers.exercise)
    return measure.words(value) if isfinite(value) else NOTHING


def _sets(day: ReportedDay) -> str:
    done, due = day.numbers.exercise.done_sets, day.numbers.exercise.due_sets
    if due:
        return f"{done} of {due}"
    return f"{done}, none due" if done else NOTHING


def _repeated(day: ReportedDay) -> str:
    total = day.numbers.exercise.repetitions
    return f"{total.done} of {total.due}" if total.due else NOTHING


def _notes(day: ReportedDay) -> Iterator[str]:
    if not day.is_valid:
        yield "worn below 5\N{NO-BREAK SPACE}h" if day.document.totals.worn_s else "not worn"
    if day.document.quality.clock == "unknown":
        yield "date not known"
    if day.document.quality.unmeasured:
        yield "sensor faulty"
    posture = day.document.totals.posture
    if posture and posture.turned_s >= HOUR_S:
        yield "sensor slipped"
    if day.document.quality.unreadable:
        yield "partly lost"
