"""The page of one patient as far as weeks are concerned, in the order in which a therapist asks.

Knows what stands where; must never know HTML, SQL or HTTP.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from sync.clinic.pages.day import Link
from sync.clinic.pages.tables import Table
from sync.clinic.patient.calendar import Calendar, exercise_calendar
from sync.clinic.patient.comparing import comparison_table, how_compared
from sync.clinic.patient.cycle_page import InjectionsSection, injections_section
from sync.clinic.patient.figures import ShownChart, hours_figure, trend_figure, usual_day_figure
from sync.clinic.patient.look import PatientLook
from sync.clinic.patient.recent_week import NEVER_HEARD, LastHeard, RecentWeek, recent_week
from sync.clinic.trends.measures import OTHER_EPISODES, TREND_MEASURES
from sync.clinic.trends.periods import PERIODS
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import moment, short_date

SECOND: Final = {measure.key for measure in OTHER_EPISODES}  # folded away: mostly movement on purpose
NOTHING_ENTERED: Final = marked("Nothing was entered yet.")


@dataclass(frozen=True)
class PeriodChoice:
    """One period that can be chosen."""

    link: Link
    is_chosen: bool


@dataclass(frozen=True)
class CoursePage:
    """Comparisons, figures, calendar and markers of one look. `hours` is as it was asked for."""

    words: str
    choices: tuple[PeriodChoice, ...]
    period: str
    hours: str
    fitted: str
    comparison: Table
    how_compared: str
    injections: InjectionsSection | None
    trends: tuple[ShownChart, ...]
    others: tuple[ShownChart, ...]
    profile: tuple[ShownChart, ...]
    calendar: Calendar | None
    markers: Table
    marker_links: tuple[str, ...]  # where each of its rows can be corrected
    week: RecentWeek


def course_page(look: PatientLook, timezone: str, heard: LastHeard = NEVER_HEARD) -> CoursePage:
    """What is said of the look, and of the last week as far as its device was `heard`."""
    trends = [trend for measure in TREND_MEASURES if (trend := look.trend(measure)).values]
    seen = [trend for trend in trends if any(value.value for value in trend.values)]
    compared = [trend for trend in seen if trend.measure.key not in SECOND]
    injected = [one.day for one in look.markers if one.kind == "injection"]
    figures = [trend_figure(look, trend) for trend in seen]
    return CoursePage(
        words=_words(look),
        choices=_choices(look),
        period=look.period.asked,
        hours="" if look.window.is_whole else look.window.asked,
        fitted=look.fitted,
        comparison=comparison_table(compared, injected, look.window),
        how_compared=how_compared(),
        injections=injections_section(look),
        trends=tuple(figure for figure in figures if figure.name not in SECOND),
        others=tuple(figure for figure in figures if figure.name in SECOND),
        profile=(usual_day_figure(look), hours_figure(look)),
        calendar=exercise_calendar(look),
        markers=markers_table(look, timezone),
        marker_links=tuple(f"/patients/{look.device}/markers/{one.number}" for one in look.markers),
        week=recent_week(look, compared, heard, timezone),
    )


def _words(look: PatientLook) -> str:
    last = short_date(look.last.isoformat())
    whole = spoken("{period} up to {day}, the last day with data", period=look.period.words, day=last)
    if look.window.is_whole:
        return whole
    start, _, end = look.window.asked.partition("-")
    return spoken("{period}, from {start} to {end} of each day", period=whole, start=start, end=end)


def _choices(look: PatientLook) -> tuple[PeriodChoice, ...]:
    more = {} if look.window.is_whole else {"hours": look.window.asked}
    more |= {"fitted": look.fitted} if look.fitted else {}
    return tuple(
        PeriodChoice(
            Link(f"/patients/{look.device}?{urlencode({'period': period.asked, **more})}", period.words),
            period.asked == look.period.asked,
        )
        for period in PERIODS
    )


def markers_table(look: PatientLook, timezone: str) -> Table:
    """What was entered, the newest first."""
    rows = tuple(
        (
            short_date(one.day.isoformat()),
            one.words,
            f"{one.entered_by or spoken('somebody')}, {moment(one.entered_utc_s, timezone)}",
        )
        for one in look.markers
    )
    return Table(
        spoken("Drawn over every trend."),
        (spoken("Day"), spoken("What"), spoken("Entered by")),
        rows,
        spoken(NOTHING_ENTERED),
    )
