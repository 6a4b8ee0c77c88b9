"""Days folded onto one: what is usual at each time of day, and how each hour of each day was.

Knows percentiles over days; must never know words, HTML or colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sync.clinic.trends.day_values import PLACE, DayNumbers
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.trends.weeks import monday_of

Grid = NDArray[np.float64]
PROFILE_DAYS: Final = 14  # as glucose profiles do: two working weeks and two weekends
QUARTERS_A_STEP: Final = 2  # the profile steps by half-hours: a quarter-hour of a day is mostly noise
STEPS_A_DAY: Final = 48
HOURS_OF_DAY: Final = 24
LEAST_JUDGED_S: Final = 300.0  # ours: of half an hour or an hour, or nothing is said of it
LEAST_DAYS_AT_A_TIME: Final = 5  # as glucose profiles: percentiles of fewer say nothing
PERCENTS: Final = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class UsualTime:
    """One half-hour of the day: tremor as a share of assessable time over the days, at PERCENTS; None of too few."""

    start_h: float
    days: int
    shares: tuple[float, float, float, float, float] | None


@dataclass(frozen=True)
class HourCell:
    """One hour of a day, or of all days of a week. `share` of tremor is None where nothing could be judged."""

    day: date
    hour: int
    share: float | None
    judged_s: float
    worn_s: float


def usual_day(days: Sequence[DayNumbers]) -> list[UsualTime]:
    """The valid days folded onto 24 h."""
    valid = [day for day in days if day.total("worn_s") >= VALID_WORN_S]
    shares = np.array([_shares(day, STEPS_A_DAY) for day in valid]).reshape(len(valid), STEPS_A_DAY)
    return [_usual(step, shares[:, step]) for step in range(STEPS_A_DAY)]


def _usual(step: int, shares: Grid) -> UsualTime:
    known, start_h = shares[np.isfinite(shares)], step * HOURS_OF_DAY / STEPS_A_DAY
    if len(known) < LEAST_DAYS_AT_A_TIME:
        return UsualTime(start_h, len(known), None)
    p10, p25, p50, p75, p90 = map(float, np.percentile(known, PERCENTS))
    return UsualTime(start_h, len(known), (p10, p25, p50, p75, p90))


def _shares(day: DayNumbers, steps: int) -> Grid:
    judged_s, tremor_s = _sums(day, "assessable_s", steps), _sums(day, "tremor_s", steps)
    return np.where(judged_s >= LEAST_JUDGED_S, np.minimum(1.0, tremor_s / np.maximum(judged_s, 1.0)), np.nan)


def _sums(day: DayNumbers, name: str, steps: int) -> Grid:
    sums: Grid = day.quarters[:, PLACE[name]].reshape(steps, -1).sum(axis=1)
    return sums


def hour_cells(days: Sequence[DayNumbers], *, by_weeks: bool) -> list[HourCell]:
    """Every hour in which the band recorded anything, of each day, or of each week together."""
    found: dict[date, Grid] = {}
    for day in days:
        of = monday_of(day.day) if by_weeks else day.day
        sums = np.stack([_sums(day, name, HOURS_OF_DAY) for name in ("tremor_s", "assessable_s", "worn_s")])
        found[of] = found.get(of, np.zeros_like(sums)) + sums
    return [cell for of, sums in found.items() for cell in _cells(of, sums)]


def _cells(day: date, sums: Grid) -> list[HourCell]:
    cells = []
    for hour, (tremor_s, judged_s, worn_s) in enumerate(sums.T):
        share = min(1.0, tremor_s / judged_s) if judged_s >= LEAST_JUDGED_S else None
        if worn_s:
            cells.append(HourCell(day, hour, share, float(judged_s), float(worn_s)))
    return cells
