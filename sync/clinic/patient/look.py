"""One look at a patient: which days, which hours of them, what was entered, and the numbers behind.

Knows what a look needs; must never know words, charts or SQL.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.choices.clinic import MarkerKind
from sync.clinic.charts.shapes import DrawnMark, ShownDays, Trend
from sync.clinic.markers import Marker
from sync.clinic.trends.changes import change_of
from sync.clinic.trends.day_values import DayNumbers
from sync.clinic.trends.measures import TrendMeasure, values_of
from sync.clinic.trends.periods import ALL_HOURS, USUAL_PERIOD, DayWindow, Period
from sync.clinic.trends.weeks import by_week, history_begins, monday_of
from sync.clinic.wording.language import marked, spoken

SHORT_WORDS: Final[dict[MarkerKind, str]] = {
    "injection": marked("Injection"),
    "drug change": marked("Drug"),
    "stimulator setting": marked("Stimulator"),
    "visit": marked("Visit"),
    "note": marked("Note"),
}


@dataclass(frozen=True, eq=False)
class PatientLook:
    """What is shown of `device`: `period` up to `last`, the last day with data; `days` may begin earlier."""

    device: str
    last: date
    days: Sequence[DayNumbers] = ()
    markers: Sequence[Marker] = ()
    period: Period = USUAL_PERIOD
    window: DayWindow = ALL_HOURS
    unreadable: Sequence[str] = ()
    fitted: str = ""  # the key of the measure that effects of injections are fitted to; the usual one by default
    today: date | None = None

    @property
    def span(self) -> ShownDays:
        """The days that are shown."""
        return ShownDays(self.period.first(self.last), self.last)

    @property
    def shown(self) -> list[DayNumbers]:
        """The numbers of those days."""
        return [day for day in self.days if self.span.first <= day.day <= self.last]

    @property
    def marks(self) -> list[DrawnMark]:
        """What charts draw of what was entered."""
        return [DrawnMark(one.day, spoken(SHORT_WORDS[one.kind])) for one in self.markers]

    def trend(self, measure: TrendMeasure) -> Trend:
        """One measure over all days, and how its last week compares."""
        values = values_of(measure, self.days, self.window)
        weeks = by_week(values)
        return Trend(measure, values, weeks, change_of(weeks, measure.compared, measure.least_step))


def first_day_needed(period: Period, last: date) -> date:
    """From which day on a look needs numbers: weeks are whole."""
    return min(monday_of(period.first(last)), history_begins(last))
