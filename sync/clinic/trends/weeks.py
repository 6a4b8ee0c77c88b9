"""Weeks from Monday to Sunday: the middle of their valid days, the middle half, and how much it rests on.

Knows which week may be compared; must never know words, HTML or what was measured.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from sync.clinic.trends.measures import DayValue

LEAST_VALID_DAYS: Final = 3  # PMC12635349 (219 people): three days give an ICC whose lower bound is above 0.90
DAYS_A_WEEK: Final = 7
HISTORY_DAYS: Final = 365  # by which a person's own spread is known, whatever is shown


@dataclass(frozen=True)
class WeekValue:
    """The week that begins on `monday`. `days` are its valid days with a value, worn for `worn_s` together.

    middle: their median; of a measure whose days are pooled, all of them together.
    """

    monday: date
    days: int
    worn_s: float
    middle: float
    low: float  # 25th percentile
    high: float  # 75th

    @property
    def is_comparable(self) -> bool:
        """Whether it rests on enough days to be compared with other weeks."""
        return self.days >= LEAST_VALID_DAYS


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def history_begins(last: date) -> date:
    """The Monday from which on days say a person's own spread, where this is the last one: whole weeks only."""
    return monday_of(last - timedelta(days=HISTORY_DAYS))


def by_week(values: Iterable[DayValue]) -> list[WeekValue]:
    """The weeks that have any valid day, in order."""
    valid = sorted((value for value in values if value.is_valid), key=lambda value: value.day)
    return [_week(monday, list(days)) for monday, days in groupby(valid, key=lambda value: monday_of(value.day))]


def _week(monday: date, days: Sequence[DayValue]) -> WeekValue:
    values = sorted(day.value for day in days)
    low, median, high = (_part(values, share) for share in (0.25, 0.5, 0.75))
    whole = sum(day.whole for day in days)
    middle = sum(day.value * day.whole for day in days) / whole if whole else median
    return WeekValue(monday, len(days), sum(day.worn_s for day in days), middle, low, high)


def _part(values: Sequence[float], share: float) -> float:
    """The value below which this share of a week's sorted ones lies: numpy's percentile takes ten times as long."""
    place, beyond = divmod(share * (len(values) - 1), 1)
    low, high = values[int(place)], values[min(int(place) + 1, len(values) - 1)]
    return high - (high - low) * (1 - beyond) if beyond >= 0.5 else low + (high - low) * beyond
