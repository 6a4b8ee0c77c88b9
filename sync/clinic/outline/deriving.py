"""A patient's outline, made from the stored days alone: made twice, it is the same.

Knows which measures a list follows; must never know SQL, words, or what day it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from sync.clinic.outline.kept_weeks import weeks_of, weeks_text
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import DAYS_LOOKED_BACK, DAYS_OF_DATA, OutlineChange, PatientOutline
from sync.clinic.outline.wearing_off import fitted_cycle
from sync.clinic.trends.changes import change_of
from sync.clinic.trends.day_exercise import NO_EXERCISE
from sync.clinic.trends.day_values import PLACE, Numbers
from sync.clinic.trends.measures import BY_KEY, DayValue, TrendMeasure
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.trends.weeks import DAYS_A_WEEK, WeekValue, by_week, history_begins

DAYS_AHEAD: Final = 2  # today, and a day that has begun elsewhere on Earth
KEPT_DAYS: Final = DAYS_LOOKED_BACK + DAYS_AHEAD
LISTED_MEASURES: Final = ("rest", "amplitude", "posture")  # few: each is one more chance to be told of nothing
MEASURES: Final = tuple(BY_KEY[key] for key in LISTED_MEASURES)
KNOWN_MEASURES: Final = (*LISTED_MEASURES, "tremor")
ALL_DATA_DAYS: Final = (1 << DAYS_OF_DATA + DAYS_AHEAD) - 1


def first_needed(last_day: str) -> str:
    """From which day on an outline of a patient whose last day this is needs days: as on the patient's own page."""
    return history_begins(date.fromisoformat(last_day)).isoformat()


def outline_of(days: Iterable[OutlineDay], known: PatientOutline, injections: Sequence[date] = ()) -> PatientOutline:
    """`known`, with what these days add: those of known date that can be, one a date, in any order.

    What `known` says of an injection is kept where the days that it rests on are the same.
    """
    newest_first = sorted(days, key=_date, reverse=True)
    if not newest_first:
        return replace(known, cycle=None)
    values = _values(newest_first, "")
    cycle = fitted_cycle(values, date.fromisoformat(newest_first[0].day), injections, known.cycle)
    facts = replace(known, data_days=_data_days(newest_first), cycle=cycle)
    return _with_days(facts, newest_first, _weeks(values))


def followed(
    known: PatientOutline, day: OutlineDay, came_utc_s: float, *, injected: bool = False
) -> PatientOutline | None:
    """The outline of all the days of `known` and of this one, which came after them; None where it takes them all.

    `day` is of known date and can be; the only record of its date. Then the days and weeks that are kept say the same
    as a year of days. What an injection did rests on a year of finished days: where the patient was `injected`, only
    the day under way is followed. Raises ValueError where those weeks cannot be read.
    """
    covered = covered_from(known.days)
    if not known.days or day.day < covered or not _goes_on(known, came_utc_s):
        return None
    if known.cycle is None or (injected and day.day != known.days[0].day):
        return None
    all_days = sorted([day, *(other for other in known.days if other.day != day.day)], key=_date, reverse=True)
    begins = first_needed(all_days[0].day)
    newest_first = [one for one in all_days if one.day >= begins]
    facts = replace(
        known,
        last_sync_utc_s=came_utc_s,
        first_day=min(known.first_day or day.day, day.day),
        data_days=_data_days_with(known, day, newest_first[0].day),
    )
    older = weeks_of(known.weeks, begins, len(MEASURES))
    weeks = [[*before, *of] for before, of in zip(older, _weeks(_values(newest_first, covered)), strict=True)]
    return _with_days(facts, newest_first, weeks)


def followed_by_nothing(known: PatientOutline, day: str, came_utc_s: float) -> PatientOutline | None:
    """As `followed`, for a day that holds nothing: a new one, or one that held nothing before."""
    held_something = day < covered_from(known.days) or any(other.day == day for other in known.days)
    if held_something or known.last or not _goes_on(known, came_utc_s):
        return None
    return replace(known, last_sync_utc_s=came_utc_s)


def _goes_on(known: PatientOutline, came_utc_s: float) -> bool:
    """Whether no other day gains a say by this message, and none is in doubt."""
    return known.next_later is None and not known.unreadable_days and (known.last_sync_utc_s or 0.0) <= came_utc_s


def _with_days(
    facts: PatientOutline, newest_first: Sequence[OutlineDay], weeks: Sequence[Sequence[WeekValue]]
) -> PatientOutline:
    days = tuple(newest_first[:KEPT_DAYS])
    covered = covered_from(days)
    older = [[week for week in of if week.monday.isoformat() < covered] for of in weeks]
    return replace(facts, days=days, changes=tuple(_changes(weeks)), weeks=weeks_text(older))


def covered_from(days: Sequence[OutlineDay]) -> str:
    """The Monday from which on an outline's `days` are all that there are; empty where nothing is before them."""
    if len(days) < KEPT_DAYS:
        return ""
    first = date.fromisoformat(days[-1].day)
    return (first + timedelta(days=-first.weekday() % DAYS_A_WEEK)).isoformat()


def _date(day: OutlineDay) -> str:
    return day.day


def _data_days(newest_first: Sequence[OutlineDay]) -> int:
    newest = date.fromisoformat(newest_first[0].day)
    backs = ((newest - date.fromisoformat(day.day)).days for day in newest_first if day.worn_s)
    return sum(1 << back for back in backs) & ALL_DATA_DAYS


def _data_days_with(known: PatientOutline, day: OutlineDay, newest: str) -> int:
    last, before, of = (date.fromisoformat(one) for one in (newest, known.days[0].day, day.day))
    bit = 1 << (last - of).days
    others = known.data_days << (last - before).days & ~bit
    return (others | bit if day.worn_s else others) & ALL_DATA_DAYS


def _values(newest_first: Sequence[OutlineDay], begins: str) -> dict[str, list[DayValue]]:
    """Of each measure that is known of an outline's days, from a Monday on, in their order."""
    counted = [day for day in reversed(newest_first) if day.day >= begins]
    days = [(date.fromisoformat(day.day), day.worn_s, _numbers(day)) for day in counted]
    return {key: [value for day in days if (value := _value(BY_KEY[key], *day))] for key in KNOWN_MEASURES}


def _weeks(values: Mapping[str, Sequence[DayValue]]) -> list[list[WeekValue]]:
    """Of each measure that a list follows."""
    return [by_week(values[key]) for key in LISTED_MEASURES]


def _changes(weeks: Sequence[Sequence[WeekValue]]) -> Iterable[OutlineChange]:
    for measure, of in zip(MEASURES, weeks, strict=True):
        change = change_of(of, measure.compared, measure.least_step)
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
    value = measure.of_day(numbers, NO_EXERCISE)
    return DayValue(day, value, worn_s, worn_s >= VALID_WORN_S) if np.isfinite(value) else None
