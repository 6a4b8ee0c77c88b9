"""Which days are looked at, and which hours of each: as somebody asks for them, and as dates and quarter-hours.

Knows how both are written; must never know what is looked at.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from device.day.document import QUARTERS_A_DAY
from sync.choices.days import FIRST_YEAR_SHOWN
from sync.clinic.wording.language import counted, marked, plural, spoken

DAYS_IN: Final = {"d": 1, "w": 7, "y": 365}
WORDS_FOR: Final = {
    "d": plural("{number} day", "{number} days"),
    "w": plural("{number} week", "{number} weeks"),
    "y": plural("{number} year", "{number} years"),
}
MOST_DAYS: Final = 2 * DAYS_IN["y"]  # ours: three cycles of an injection are a year
PERIOD: Final = re.compile(r"([1-9]\d{0,2})([dwy])")
TYPED_TIME: Final = r"(\d{1,2})(?:[:.]([0-5]\d))?\s*(?:h|uhr|o'clock)?"
BETWEEN_TIMES: Final = r"\s*(?:[-\u2013\u2014]|to|bis)\s*"
DAY_WINDOW: Final = re.compile(TYPED_TIME + BETWEEN_TIMES + TYPED_TIME, re.IGNORECASE)  # 8:00-20:00, 8-20, 8 bis 20 Uhr
PERIOD_EXPECTED: Final = marked("14d, 12w or 1y, and at most 2y")
WINDOW_EXPECTED: Final = marked("two times of day as 8-20 or 8:30-20:00, on quarter-hours")
LAST_DAY_EXPECTED: Final = marked("a date as 2026-01-31, from {year} on")
QUARTERS_AN_HOUR: Final = 4
QUARTER_MIN: Final = 15
QUARTER_HOUR_S: Final = 900
VALID_WORN_S: Final = 5 * 3600  # PMC8103847: five hours of a day are enough to say how much tremor there was
VALID_WINDOW_SHARE: Final = 0.5  # ours: of own hours that are fewer than ten


class BadPeriod(ValueError):
    """What was asked for is no period or no window of the day; the message says what was expected."""


@dataclass(frozen=True)
class Period:
    """So many days up to a last one. `asked` is how it is written in an address."""

    asked: str
    days: int

    @property
    def words(self) -> str:
        """12 weeks."""
        number, unit = self.asked[:-1], self.asked[-1]
        return counted(*WORDS_FOR[unit], int(number))

    def first(self, last: date) -> date:
        """The first day of the period that ends on `last`."""
        return last - timedelta(days=self.days - 1)


@dataclass(frozen=True)
class DayWindow:
    """The quarter-hours of each day that count: from one up to another, over midnight where that comes first."""

    start: int = 0
    end: int = QUARTERS_A_DAY

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole day."""
        return (self.start, self.end) == (0, QUARTERS_A_DAY)

    @property
    def quarters(self) -> tuple[int, ...]:
        """Their numbers."""
        if self.start < self.end:
            return tuple(range(self.start, self.end))
        return (*range(self.end), *range(self.start, QUARTERS_A_DAY))

    @property
    def asked(self) -> str:
        """8:00-20:00."""
        return f"{_time(self.start)}-{_time(self.end)}"

    @property
    def least_worn_s(self) -> float:
        """How long the band has to be worn within it for the day to be compared."""
        return min(VALID_WORN_S, VALID_WINDOW_SHARE * QUARTER_HOUR_S * len(self.quarters))


ALL_HOURS: Final = DayWindow()
PERIODS: Final = tuple(Period(asked, days) for asked, days in (("14d", 14), ("12w", 84), ("1y", 365)))
USUAL_PERIOD: Final = PERIODS[1]


def period_of(asked: str) -> Period:
    """14d, 12w, 1y. Raises BadPeriod."""
    found = PERIOD.fullmatch(asked)
    days = int(found[1]) * DAYS_IN[found[2]] if found else 0
    if not 0 < days <= MOST_DAYS:
        raise BadPeriod(_expected(PERIOD_EXPECTED))
    return Period(asked, days)


def last_day_of(asked: str) -> date:
    """2026-11-28. Raises BadPeriod."""
    try:
        last = date.fromisoformat(asked)
    except ValueError:
        raise BadPeriod(_last_day_expected()) from None
    if last.year < FIRST_YEAR_SHOWN:
        raise BadPeriod(_last_day_expected())
    return last


def window_of(asked: str) -> DayWindow:
    """8:00-20:00, 8-20, 8 to 20; nothing is the whole day. Raises BadPeriod."""
    asked = asked.strip()
    if not asked:
        return ALL_HOURS
    found = DAY_WINDOW.fullmatch(asked)
    if not found:
        raise BadPeriod(_expected(WINDOW_EXPECTED))
    start, end = _quarter_at(found[1], found[2]), _quarter_at(found[3], found[4])
    if start in (end, QUARTERS_A_DAY):
        raise BadPeriod(_expected(WINDOW_EXPECTED))
    return DayWindow(start, end or QUARTERS_A_DAY)


def _expected(what: str) -> str:
    return spoken("expected {what}", what=spoken(what))


def _last_day_expected() -> str:
    return spoken("expected {what}", what=spoken(LAST_DAY_EXPECTED, year=FIRST_YEAR_SHOWN))


def _quarter_at(hour: str, minute: str | None) -> int:
    quarters, left_min = divmod(int(minute or 0), QUARTER_MIN)
    number = int(hour) * QUARTERS_AN_HOUR + quarters
    if left_min or number > QUARTERS_A_DAY:
        raise BadPeriod(_expected(WINDOW_EXPECTED))
    return number


def _time(quarter: int) -> str:
    hours, quarters = divmod(quarter, QUARTERS_AN_HOUR)
    return f"{hours}:{quarters * QUARTER_MIN:02d}"
