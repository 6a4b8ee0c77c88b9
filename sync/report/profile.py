"""The usual day as lines and areas: places within a chart, each a share of its width and of its height from below.

Knows how a chart is laid out; must never know how it is drawn, or where days come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sync.clinic.trends.day_values import DayNumbers
from sync.clinic.trends.hours import HOURS_OF_DAY, LEAST_DAYS_AT_A_TIME, PROFILE_DAYS, STEPS_A_DAY, UsualTime, usual_day
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.wording.words import count, percent, sentence

ChartPlace = tuple[float, float]
TOPS: Final = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # where the axis of a share may end: never below a tenth
HALF_STEP: Final = 0.5 / STEPS_A_DAY
MEDIAN_AT, LOW_AT, HIGH_AT = 2, 1, 3  # among the percents of UsualTime


@dataclass(frozen=True)
class DrawnProfile:
    """`areas`: the middle half; `lines`: the median; each a run of half-hours without a break. `top`: of the axis."""

    areas: tuple[tuple[ChartPlace, ...], ...]
    lines: tuple[tuple[ChartPlace, ...], ...]
    half: str
    top: str
    said: str


def drawn_profile(days: Sequence[DayNumbers]) -> DrawnProfile:
    """Of the last fourteen days with data, as far as they are valid."""
    folded = days[-PROFILE_DAYS:]
    times = usual_day(folded)
    top = next(top for top in TOPS if top >= max([0.0, *(_shares(time)[HIGH_AT] for time in times if time.shares)]))
    runs = [list(run) for is_known, run in groupby(times, key=lambda time: time.shares is not None) if is_known]
    return DrawnProfile(
        areas=tuple(_area(run, top) for run in runs),
        lines=tuple(_line(run, MEDIAN_AT, top) for run in runs),
        half=percent(top / 2),
        top=percent(top),
        said=_said(times, sum(day.total("worn_s") >= VALID_WORN_S for day in folded)),
    )


def _shares(time: UsualTime) -> tuple[float, ...]:
    return time.shares or ()


def _line(run: Sequence[UsualTime], which: int, top: float) -> tuple[ChartPlace, ...]:
    """Level over each half-hour, so that a single one is seen too."""
    places: list[ChartPlace] = []
    for time in run:
        middle, height = time.start_h / HOURS_OF_DAY + HALF_STEP, min(1.0, _shares(time)[which] / top)
        places += [(middle - HALF_STEP, height), (middle + HALF_STEP, height)]
    return tuple(places)


def _area(run: Sequence[UsualTime], top: float) -> tuple[ChartPlace, ...]:
    return (*_line(run, LOW_AT, top), *reversed(_line(run, HIGH_AT, top)))


def _said(times: Sequence[UsualTime], valid: int) -> str:
    known = [time for time in times if time.shares]
    if not known:
        return sentence(
            f"{count(valid, 'valid day')}: too few for a usual day, which needs {LEAST_DAYS_AT_A_TIME} at a time of day"
        )
    most, least = (choose(known, key=lambda time: _shares(time)[MEDIAN_AT]) for choose in (max, min))
    return sentence(
        f"{count(valid, 'valid day')} folded onto one; usually highest from {_clock(most)} "
        f"({percent(_shares(most)[MEDIAN_AT])}), lowest from {_clock(least)} ({percent(_shares(least)[MEDIAN_AT])})"
    )


def _clock(time: UsualTime) -> str:
    return f"{int(time.start_h):02d}:{round(time.start_h % 1 * 60):02d}"
