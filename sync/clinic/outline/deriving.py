"""A patient's outline, made from the stored days alone: made twice, it is the same.

Knows which measures a list follows; must never know SQL, words, or what day it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import DAYS_LOOKED_BACK, DAYS_OF_DATA, OutlineChange, PatientOutline
from sync.clinic.outline.wearing_off import fitted_cycle
from sync.clinic.trends.changes import change_of
from sync.clinic.trends.day_values import PLACE, DayExercise, Numbers
from sync.clinic.trends.measures import BY_KEY, DayValue, TrendMeasure
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.trends.weeks import by_week

HISTORY_DAYS: Final = 365  # as on the patient's own page, so that both say the same
DAYS_AHEAD: Final = 2  # today, and a day that has begun elsewhere on Earth
KEPT_DAYS: Final = DAYS_LOOKED_BACK + DAYS_AHEAD
LISTED_MEASURES: Final = ("rest", "amplitude", "posture")  # few: each is one more chance to be told of nothing
KNOWN_MEASURES: Final = (*LISTED_MEASURES, "tremor")
NOT_ASKED: Final = DayExercise()


def first_needed(last_day: str) -> str:
    """From which day on an outline of a patient whose last day this is needs days."""
    return (date.fromisoformat(last_day) - timedelta(days=HISTORY_DAYS)).isoformat()


def outline_of(days: Iterable[OutlineDay], known: PatientOutline, injections: Sequence[date] = ()) -> PatientOutline:
    """`known`, with what these days add: those of known date that can be, one a date, in any order.

    What `known` says of an injection is kept where the days that it rests on are the same.
    """
    newest_first = sorted(days, key=lambda day: day.day, reverse=True)
    if not newest_first:
        return replace(known, cycle=None)
    values = _values(newest_first)
    return PatientOutline(
        last_sync_utc_s=known.last_sync_utc_s,
        first_day=known.first_day,
        days=tuple(newest_first[:KEPT_DAYS]),
        data_days=_data_days(newest_first),
        misdated_days=known.misdated_days,
        unreadable_days=known.unreadable_days,
        next_later=known.next_later,
        changes=tuple(_changes(values)),
        cycle=fitted_cycle(values, date.fromisoformat(newest_first[0].day), injections, known.cycle),
    )


def _data_days(newest_first: Sequence[OutlineDay]) -> int:
    newest = date.fromisoformat(newest_first[0].day)
    backs = ((newest - date.fromisoformat(day.day)).days for day in newest_first if day.worn_s)
    return sum(1 << back for back in backs if back < DAYS_OF_DATA + DAYS_AHEAD)


def _values(newest_first: Sequence[OutlineDay]) -> dict[str, list[DayValue]]:
    """Of each measure that is known of an outline's days, in their order."""
    days = [(date.fromisoformat(day.day), day.worn_s, _numbers(day)) for day in reversed(newest_first)]
    return {key: [value for day in days if (value := _value(BY_KEY[key], *day))] for key in KNOWN_MEASURES}


def _changes(values: Mapping[str, Sequence[DayValue]]) -> Iterable[OutlineChange]:
    for measure in (BY_KEY[key] for key in LISTED_MEASURES):
        change = change_of(by_week(values[measure.key]), measure.compared, measure.least_step)
        if change.last and change.before is not None and change.verdict in ("higher", "lower"):
            monday, last = change.last.monday.isoformat(), change.last.middle
            yield OutlineChange(measure.key, change.verdict, monday, last, change.before, change.days, change.worn_s)


def _numbers(day: OutlineDay) -> Numbers:
    numbers = np.zeros(len(PLACE), np.float64)
    for name, value in (
        ("worn_s", day.worn_s),
        ("assessable_s", day.assessable_s),
        ("tremor_s", day.tremor_s),
        ("rest_s", day.rest_s or 0),
        ("rest_tremor_s", day.rest_tremor_s or 0),
        ("held_s", day.held_s or 0),
        ("away_s", day.away_s or 0),
        ("amplitude_deg", np.nan if day.amplitude_deg is None else day.amplitude_deg),
    ):
        numbers[PLACE[name]] = value
    return numbers


def _value(measure: TrendMeasure, day: date, worn_s: int, numbers: Numbers) -> DayValue | None:
    value = measure.of_day(numbers, NOT_ASKED)
    return DayValue(day, value, worn_s, worn_s >= VALID_WORN_S) if np.isfinite(value) else None
