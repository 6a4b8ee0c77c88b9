"""A day's quarter-hours with what is known and what is not: five states that add up to the time that has passed.

Knows local days, including those of 23 and 25 hours; must never know charts, HTML or what time it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, Literal

from device.day.document import QUARTERS_A_DAY, DayDocument, Summary
from device.records.calendar import QUARTER_S, quarter_of_day, zone_or_utc

QuarterState = Literal["tremor", "no tremor", "not assessable", "not worn", "no data"]
STATES: Final[tuple[QuarterState, ...]] = ("tremor", "no tremor", "not assessable", "not worn", "no data")
NOTHING: Final = Summary()


@dataclass(frozen=True)
class QuarterHour:
    """One quarter-hour of local time. `passed_s` is 900 s, or 0 where clocks skip it or it is not over yet.

    The five states are in seconds and add up to passed_s, or to more where the device's clock was corrected.
    """

    number: int
    passed_s: int
    summary: Summary

    @property
    def seconds(self) -> dict[QuarterState, int]:
        """Seconds by state, in the order of STATES."""
        summary = self.summary
        recorded_s = summary.worn_s + summary.not_worn_s
        return {
            "tremor": summary.tremor_s,
            "no tremor": max(0, summary.assessable_s - summary.tremor_s),
            "not assessable": max(0, summary.worn_s - summary.assessable_s),
            "not worn": summary.not_worn_s,
            "no data": max(0, self.passed_s - recorded_s),
        }

    @property
    def has_data(self) -> bool:
        """Whether the device recorded any of it."""
        return self.summary.worn_s + self.summary.not_worn_s > 0


def quarter_hours(document: DayDocument, now_utc_s: float) -> tuple[QuarterHour, ...]:
    """The 96 quarter-hours of the document's day as far as they have passed by now."""
    recorded = {q.quarter: q.summary for q in document.quarters}
    passed_s = passed_by_quarter(document.day, document.timezone, now_utc_s)
    return tuple(QuarterHour(n, passed_s[n], recorded.get(n, NOTHING)) for n in range(QUARTERS_A_DAY))


def passed_by_quarter(day: str, timezone: str, now_utc_s: float) -> list[int]:
    """How many seconds of each local quarter-hour have passed: 0 where clocks skip, 1800 where they go back.

    The quarter-hour in which it is now has not passed yet. A time zone this machine does not know counts as UTC.
    """
    zone = zone_or_utc(timezone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone)
    start_s, end_s = int(midnight.timestamp()), int((midnight + timedelta(days=1)).timestamp())
    passed_s = [0] * QUARTERS_A_DAY
    for utc_s in range(start_s, end_s, QUARTER_S):
        offset_s = int((datetime.fromtimestamp(utc_s, zone).utcoffset() or timedelta()).total_seconds())
        passed_s[quarter_of_day(utc_s, offset_s)] += QUARTER_S if utc_s + QUARTER_S <= now_utc_s else 0
    return passed_s


def spans_without_data(hours: tuple[QuarterHour, ...]) -> list[tuple[str, str]]:
    """(from, to) of every stretch of passed quarter-hours that hold no data at all, as local HH:MM."""
    passed = [quarter for quarter in hours if quarter.passed_s]
    runs = [list(run) for missing, run in groupby(passed, key=lambda q: not q.has_data) if missing]
    return [(clock_time(run[0].number), clock_time(run[-1].number + 1)) for run in runs]


def clock_time(quarter: int) -> str:
    """When a quarter-hour begins, as local HH:MM; 24:00 for the end of the day."""
    hours, quarters = divmod(quarter, 4)
    return f"{hours:02d}:{quarters * 15:02d}"
