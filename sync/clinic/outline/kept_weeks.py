"""The weeks before the days of an outline, as short text: so that a new day need not read a year of days again.

Knows which of them can still have a say in a change; must never know what was measured, or SQL.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sync.clinic.trends.changes import STEPS_COMPARED
from sync.clinic.trends.weeks import DAYS_A_WEEK, WeekValue

NOT_KEPT: Final = float("nan")  # the middle half of a week: no change is made of it
OF_MEASURES, BETWEEN, PARTS = ";", ",", ":"
MOST_STEPS_KEPT: Final = STEPS_COMPARED + 1  # the newest of them has no say, where its week becomes the last one


def weeks_text(weeks: Sequence[Sequence[WeekValue]]) -> str:
    """Of each measure those that can be compared and are not too old to have a say; empty where there are none."""
    kept = [_with_a_say(of) for of in weeks]
    return OF_MEASURES.join(BETWEEN.join(map(_text, of)) for of in kept) if any(kept) else ""


def weeks_of(text: str, begins: str, measures: int) -> list[list[WeekValue]]:
    """What `weeks_text` made of so many measures, from this Monday on. Raises ValueError."""
    kept = text.split(OF_MEASURES) if text else [""] * measures
    if len(kept) != measures:
        raise ValueError(f"expected the weeks of {measures} measures, got those of {len(kept)}")
    first = date.fromisoformat(begins)
    values = [[_week(week) for week in of.split(BETWEEN)] if of else [] for of in kept]
    return [[week for week in of if week.monday >= first] for of in values]


def _with_a_say(weeks: Sequence[WeekValue]) -> Sequence[WeekValue]:
    """From the newest one back, until there are enough steps between two weeks in a row."""
    compared = [week for week in weeks if week.is_comparable]
    steps = 0
    for place in range(len(compared) - 1, 0, -1):
        steps += (compared[place].monday - compared[place - 1].monday).days == DAYS_A_WEEK
        if steps == MOST_STEPS_KEPT:
            return compared[place - 1 :]
    return compared


def _text(week: WeekValue) -> str:
    """Its number, valid days, seconds and middle."""
    return PARTS.join(map(repr, (_number(week.monday), week.days, int(week.worn_s), week.middle)))


def _week(text: str) -> WeekValue:
    number, days, worn_s, median = text.split(PARTS)
    monday = date.fromordinal(int(number) * DAYS_A_WEEK + 1)
    return WeekValue(monday, int(days), int(worn_s), float(median), NOT_KEPT, NOT_KEPT)


def _number(monday: date) -> int:
    """Which week it is, from 1 January of the year 1 on, which was a Monday."""
    return (monday.toordinal() - 1) // DAYS_A_WEEK
