"""The days of a measure that say something of one injection: from some weeks before it up to the next one.

Knows dates, values and whether a day is valid; must never know patients, words or what is estimated.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from math import log
from typing import Final

from sync.clinic.cycles.fit import DAYS_BEFORE, CycleFit, fit_cycle
from sync.clinic.trends.measures import DayValue

STILL_ACTS_D: Final = 150  # an earlier injection may, for so long; later than what is published (8 to 16 weeks)
DAYS_BETWEEN: Final = 14  # ours: of the days before, when an earlier one has nearly worn off if ever


def cycle_of(values: Sequence[DayValue], span: tuple[date, date], earlier: date | None, least: float) -> CycleFit:
    """The effect of an injection on the first day of the span, by valid days up to its last. `least`: as good as 0."""
    days = days_around(values, span, earlier)
    return fit_cycle([day for day, _ in days], [log(max(value, least)) for _, value in days])


def days_around(values: Sequence[DayValue], span: tuple[date, date], earlier: date | None) -> list[tuple[int, float]]:
    """The valid days that speak of an injection on the first day of the span: days since it, and values."""
    injected, until = span
    before = DAYS_BETWEEN if earlier and (injected - earlier).days < STILL_ACTS_D else DAYS_BEFORE
    return list(_near(values, injected, until, before))


def _near(values: Sequence[DayValue], injected: date, until: date, before: int) -> Iterator[tuple[int, float]]:
    for value in values:
        day = (value.day - injected).days
        if value.is_valid and day >= -before and value.day <= until:
            yield day, value.value
