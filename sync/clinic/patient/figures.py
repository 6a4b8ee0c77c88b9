"""Each chart of the page with its title, its sentence, its table and its addresses.

Knows what stands beside a chart; must never know HTML, SQL or how a chart is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from sync.clinic.charts.shapes import Trend
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.patient.comparing import trend_sentence
from sync.clinic.patient.look import PatientLook
from sync.clinic.trends.hours import PROFILE_DAYS, HourCell, UsualTime, hour_cells, usual_day
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.trends.weeks import WeekValue, monday_of
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import duration, percent, sentence, short_date

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
        spoken("{measure} by weeks, newest first", measure=spoken(measure.title)),
        (
            *(spoken("Week of"), spoken("All days together") if measure.whole else spoken("Median")),
            *(spoken("Middle half"), spoken("Valid days"), spoken("Worn"), spoken("Compared")),
        ),
        tuple(_week(trend, week) for week in weeks),
        spoken("No valid day in this period."),
    )
    told = trend_sentence(trend), table, spoken(measure.explained)
    return _figure(look, measure.key, spoken(measure.title), "", told)


def _week(trend: Trend, week: WeekValue) -> tuple[str, ...]:
    words = trend.measure.words
    return (
        short_date(week.monday.isoformat()),
        words(week.middle),
        spoken("{low} to {high}", low=words(week.low), high=words(week.high)),
        str(week.days),
        duration(week.worn_s - week.worn_s % 3600),
        spoken("yes") if week.is_comparable else spoken("no: too few days"),
    )


def usual_day_figure(look: PatientLook) -> ShownChart:
    """The last fourteen days with data folded onto one."""
    days = look.shown[-PROFILE_DAYS:]
    times = usual_day(days)
    valid = sum(day.total("worn_s") >= VALID_WORN_S for day in days)
    table = Table(
        spoken("Tremor as a share of assessable time, by time of day over the days"),
        (spoken("From"), "10 %", "25 %", spoken("Median"), "75 %", "90 %", spoken("Days")),
        tuple(_usual_row(time) for time in times if time.shares),
        spoken("No time of day has data on five days."),
    )
    explained = spoken("Half-hours with data on fewer than five days are left out.")
    told = _usual_sentence(times, valid), table, explained
    return _figure(look, USUAL_DAY, spoken("The usual day"), counted(*FOLDED, valid) if valid else "", told)


FOLDED: Final = plural(
    "the last {number} valid day folded onto one; line: median; dark: middle half; light: 10 to 90 %",
    "the last {number} valid days folded onto one; line: median; dark: middle half; light: 10 to 90 %",
)
TOO_FEW: Final = plural(
    "{number} valid day, too few for a usual day: five are needed at a time of day",
    "{number} valid days, too few for a usual day: five are needed at a time of day",
)


def _usual_sentence(times: Sequence[UsualTime], valid: int) -> str:
    known = [(time.shares[2], time) for time in times if time.shares]
    if not known:
        return sentence(counted(*TOO_FEW, valid))
    (most, at_most), (least, at_least) = max(known, key=_first), min(known, key=_first)
    said = spoken(
        "tremor is usually highest from {highest_from} ({most} of assessable time) and lowest from {lowest_from} "
        "({least})",
        highest_from=_clock(at_most.start_h),
        most=percent(most),
        lowest_from=_clock(at_least.start_h),
        least=percent(least),
    )
    return sentence(said)


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
    weekly = by_weeks(look)
    of = BY_WEEKS if weekly else BY_DAYS
    cells = hour_cells(look.shown, by_weeks=weekly)
    table = Table(
        spoken(of.caption),
        (spoken("Hour"), spoken(of.column), spoken("Lowest"), spoken("Median"), spoken("Highest")),
        tuple(_hour_row(hour, cells) for hour in range(24) if any(cell.hour == hour for cell in cells)),
        spoken("No hour has any data."),
    )
    said = sentence(counted(*of.said, len({cell.day for cell in cells})))
    explained = spoken("Grey: worn, but nothing could be judged. Empty: not worn, or no data. Midnight is on top.")
    return _figure(look, HOURS, spoken("Hour by hour"), spoken(of.more), (said, table, explained))


@dataclass(frozen=True)
class HoursOf:
    """What is said where the hours of days, or of weeks, are drawn."""

    caption: str
    column: str
    said: tuple[str, str]
    more: str


BY_DAYS: Final = HoursOf(
    marked("Tremor as a share of assessable time, by hour of the day, over all days of the period"),
    marked("Days with data"),
    plural("{number} day with data, from top to bottom by hour", "{number} days with data, from top to bottom by hour"),
    marked("tremor in each hour of each day"),
)
BY_WEEKS: Final = HoursOf(
    marked("Tremor as a share of assessable time, by hour of the day, over all weeks of the period"),
    marked("Weeks with data"),
    plural(
        "{number} week with data, from top to bottom by hour", "{number} weeks with data, from top to bottom by hour"
    ),
    marked("tremor in each hour of each week"),
)


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
