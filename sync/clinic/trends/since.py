"""Weeks counted from a day on which something was done, such as an injection, up to the next such day.

Knows days and values; must never know what was done, words or charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from sync.clinic.trends.measures import DayValue
from sync.clinic.trends.weeks import DAYS_A_WEEK, LEAST_VALID_DAYS

WEEKS_BEFORE_IT: Final = 4
MOST_WEEKS_AFTER: Final = 20


@dataclass(frozen=True)
class WeekSince:
    """The median of the valid days of one week; week 0 begins on the day `since`, the week before it is -1."""

    since: date
    week: int
    days: int
    median: float


def spans_of(days: Sequence[date], last: date) -> list[tuple[date, date]]:
    """Each of the days with the last one before the next of them; the latest with `last`, or itself if it is later."""
    rising = sorted(set(days))
    ends = [later - timedelta(days=1) for later in rising[1:]]
    return list(zip(rising, [*ends, *(max(last, day) for day in rising[-1:])], strict=True))


def weeks_since(values: Sequence[DayValue], span: tuple[date, date]) -> list[WeekSince]:
    """Weeks of three valid days or more, around the first day of a span and up to its last."""
    since, until = span
    by_week: dict[int, list[float]] = {}
    for value in values:
        week = (value.day - since).days // DAYS_A_WEEK
        if value.is_valid and -WEEKS_BEFORE_IT <= week <= MOST_WEEKS_AFTER and value.day <= until:
            by_week.setdefault(week, []).append(value.value)
    return [
        WeekSince(since, week, len(some), float(np.median(some)))
        for week, some in sorted(by_week.items())
        if len(some) >= LEAST_VALID_DAYS
    ]
