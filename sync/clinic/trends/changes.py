"""Whether the last week differs from those before it by more than this person's weeks differ by themselves.

Knows one person's own spread; must never know words, HTML or what was measured. No threshold of a study is used: those
hold for single minutes or for groups.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from statistics import median
from typing import Final, Literal

from sync.clinic.trends.weeks import WeekValue

ChangeVerdict = Literal["higher", "lower", "no change", "cannot tell"]
WEEKS_BEFORE: Final = 4  # ours: the weeks that the last one is held against
MOST_BACK_DAYS: Final = 56  # ours: twice as long, where weeks are missing
LEAST_STEPS: Final = 5  # ours: steps from one week to the next by which the person's own spread is known
STEPS_COMPARED: Final = 26  # half a year
BEYOND: Final = 3.0  # spreads: 6 of 100 steady people are told of a change after 7 weeks, 4 after 12 (simulated)
A_WEEK_DAYS: Final = 7


@dataclass(frozen=True)
class WeekChange:
    """How the last comparable week compares. `before` and `ratio` are of the scale of the measure.

    `spread` is of one week, on the scale on which weeks compare, as are the ends of `usual`, between which a week is
    neither higher nor lower; `steps` is by how many steps both are known. `days` and `worn_s` are those of the last
    week and of the weeks before it.
    """

    verdict: ChangeVerdict
    last: WeekValue | None = None
    before: float | None = None
    spread: float | None = None
    steps: int = 0
    days: int = 0
    worn_s: float = 0.0
    usual: tuple[float, float] | None = None
    since: date | None = None  # the Monday of the first of the weeks before


def change_of(weeks: Sequence[WeekValue], compared: Callable[[float], float], least: float = 0.0) -> WeekChange:
    """The last comparable week against the median of the last four comparable ones before it.

    `compared` gives the scale on which weeks compare; a step of less than `least` there is none.
    """
    known = [week for week in weeks if week.is_comparable]
    if not known:
        return WeekChange("cannot tell")
    *earlier, last = known
    before = [week for week in earlier if (last.monday - week.monday).days <= MOST_BACK_DAYS][-WEEKS_BEFORE:]
    steps = _steps(earlier, compared)
    if not before:
        return WeekChange("cannot tell", last, days=last.days, worn_s=last.worn_s)
    middle = median(week.middle for week in before)
    rests_on = (last.days + sum(week.days for week in before), last.worn_s + sum(week.worn_s for week in before))
    if len(steps) < LEAST_STEPS:
        return WeekChange("cannot tell", last, middle, None, len(steps), *rests_on, since=before[0].monday)
    spread = sqrt(sum(step**2 for step in steps) / len(steps) / 2)  # a step is between two weeks
    centre, limit = median(compared(week.middle) for week in before), max(least, BEYOND * spread)
    verdict = _verdict(compared(last.middle) - centre, limit)
    usual = (centre - limit, centre + limit)
    return WeekChange(verdict, last, middle, spread, len(steps), *rests_on, usual, before[0].monday)


def middle_before(weeks: Sequence[WeekValue], day: date) -> float | None:
    """The median of the last four comparable weeks that were over by `day`; None where there is none of late."""
    over = [week for week in weeks if week.is_comparable and (day - week.monday).days >= A_WEEK_DAYS]
    near = [week.middle for week in over if (day - week.monday).days <= MOST_BACK_DAYS + A_WEEK_DAYS]
    return median(near[-WEEKS_BEFORE:]) if near else None


def _verdict(moved: float, limit: float) -> ChangeVerdict:
    if abs(moved) <= limit:
        return "no change"
    return "higher" if moved > 0 else "lower"


def _steps(weeks: Sequence[WeekValue], compared: Callable[[float], float]) -> list[float]:
    """From each week to the next one, where both are comparable."""
    pairs = pairwise(weeks)
    steps = [
        compared(after.middle) - compared(before.middle)
        for before, after in pairs
        if (after.monday - before.monday).days == A_WEEK_DAYS
    ]
    return steps[-STEPS_COMPARED:]
