"""Each chart of the page with its title, its sentence, its table and its addresses.

Knows what stands beside a chart; must never know HTML, SQL or how a chart is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from sync.clinic.charts.trend import Trend
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.patient.comparing import trend_sentence
from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.hours import PROFILE_DAYS, HourCell, UsualTime, hour_cells, usual_day
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.trends.weeks import WeekValue, monday_of
from sync.clinic.wording.words import capital, count, duration, percent, sentence, short_date

USUAL_DAY, HOURS = "usual-day", "hours"  # names of charts, beside the keys of measures
MOST_DAYS_BY_HOURS: Final = 92  # of more, weeks are drawn
CALM: Final = 0.02  # a share of tremor: the lightest shade


@dataclass(frozen=True)
class ShownChart:
    """One chart: its addresses for a desk and for a telephone, what it shows in a sentence, and in numbers."""

    name: str
    title: str
    more: str
    wide_url: str
    narrow_url: str
    sentence: str
    table: Table
    explained: str


def trend_figure(look: PatientLook, trend: Trend) -> ShownChart:
    """The figure of one measure."""
    measure = trend.measure
    weeks = [week for week in reversed(trend.weeks) if week.monday >= monday_of(look.span.first)]
    table = Table(
        f"{measure.title} by weeks, newest first",
        (
            "Week of",
            "All days together" if measure.whole else "Median",
            "Middle half",
            "Valid days",
            "Worn",
            "Compared",
        ),
        tuple(_week(trend, week) for week in weeks),
        "No valid day in this period.",
    )
    return _figure(look, measure.key, measure.title, "", (trend_sentence(trend), table, measure.explained))


def _week(trend: Trend, week: WeekValue) -> tuple[str, ...]:
    words = trend.measure.words
    return (
        short_date(week.monday.isoformat()),
        words(week.middle),
        f"{words(week.low)} to {words(week.high)}",
        str(week.days),
        duration(week.worn_s - week.worn_s % 3600),
        "yes" if week.is_comparable else "no: too few days",
    )


def usual_day_figure(look: PatientLook) -> ShownChart:
    """The last fourteen days with data folded onto one."""
    days = look.shown[-PROFILE_DAYS:]
    times = usual_day(days)
    valid = sum(day.total("worn_s") >= VALID_WORN_S for day in days)
    table = Table(
        "Tremor as a share of assessable time, by time of day over the days",
        ("From", "10 %", "25 %", "Median", "75 %", "90 %", "Days"),
        tuple(_usual_row(time) for time in times if time.shares),
        "No time of day has data on five days.",
    )
    return _figure(
        look,
        USUAL_DAY,
        "The usual day",
        f"the last {count(valid, 'valid day')} folded onto one; line: median; dark: middle half; light: 10 to 90 %",
        (_usual_sentence(times, valid), table, "Half-hours with data on fewer than five days are left out."),
    )


def _usual_sentence(times: Sequence[UsualTime], valid: int) -> str:
    known = [(time.shares[2], time) for time in times if time.shares]
    if not known:
        return sentence(f"{count(valid, 'valid day')}, too few for a usual day: five are needed at a time of day")
    (most, at_most), (least, at_least) = max(known, key=_first), min(known, key=_first)
    return sentence(
        f"tremor is usually highest from {_clock(at_most.start_h)} ({percent(most)} of assessable time) and lowest "
        f"from {_clock(at_least.start_h)} ({percent(least)})"
    )


def _first(known: tuple[float, UsualTime]) -> float:
    return known[0]


def _usual_row(time: UsualTime) -> tuple[str, ...]:
    assert time.shares is not None  # noqa: S101 - only such rows are asked for
    return (_clock(time.start_h), *map(percent, time.shares), str(time.days))


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def by_weeks(look: PatientLook) -> bool:
    """Whether the hours of weeks together are drawn, since days would be too many."""
    return look.period.days > MOST_DAYS_BY_HOURS


def hours_figure(look: PatientLook) -> ShownChart:
    """Every hour of every day, or of every week."""
    of = "week" if by_weeks(look) else "day"
    cells = hour_cells(look.shown, by_weeks=by_weeks(look))
    table = Table(
        f"Tremor as a share of assessable time, by hour of the day, over all {of}s of the period",
        ("Hour", f"{capital(of)}s with data", "Lowest", "Median", "Highest"),
        tuple(_hour_row(hour, cells) for hour in range(24) if any(cell.hour == hour for cell in cells)),
        "No hour has any data.",
    )
    said = sentence(f"{count(len({cell.day for cell in cells}), of)} with data, from top to bottom by hour")
    explained = "Grey: worn, but nothing could be judged. Empty: not worn, or no data. Midnight is on top."
    return _figure(look, HOURS, "Hour by hour", f"tremor in each hour of each {of}", (said, table, explained))


def _hour_row(hour: int, cells: Sequence[HourCell]) -> tuple[str, ...]:
    shares = sorted(cell.share for cell in cells if cell.hour == hour and cell.share is not None)
    if not shares:
        return (_clock(hour), "0", *(NOTHING_MEASURED,) * 3)
    return (_clock(hour), str(len(shares)), *map(percent, (shares[0], shares[len(shares) // 2], shares[-1])))


def _figure(look: PatientLook, name: str, title: str, more: str, told: tuple[str, Table, str]) -> ShownChart:
    said, table, explained = told
    wide, narrow = (chart_url(look, name, shape) for shape in ("wide", "narrow"))
    return ShownChart(name, title, more, wide, narrow, said, table, explained)


def chart_url(look: PatientLook, name: str, shape: str) -> str:
    """Where a chart of this look is."""
    asked = {"period": look.period.asked, "shape": shape}
    if not look.window.is_whole:
        asked["hours"] = look.window.asked
    if look.fitted:
        asked["fitted"] = look.fitted
    return f"/patients/{look.device}/charts/{name}.svg?{urlencode(asked)}"
