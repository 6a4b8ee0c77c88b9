"""One look at a patient, taken from the clinic's database: the same for the page, its charts and the report.

Knows what has to be read for a look; must never know words, HTML or HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.clinic.course import Courses
from sync.clinic.database import Clinic
from sync.clinic.database.values import DayHeadline, latest_plausible
from sync.clinic.markers import Markers
from sync.clinic.patient.look import PatientLook, first_day_needed
from sync.clinic.trends.periods import ALL_HOURS, USUAL_PERIOD, DayWindow, Period


@dataclass(frozen=True)
class WantedLook:
    """Which days, which hours of them, and what injections are judged by: empty for the usual."""

    period: Period = USUAL_PERIOD
    window: DayWindow = ALL_HOURS
    fitted: str = ""


USUAL_LOOK = WantedLook()


@dataclass(frozen=True)
class Looking:
    """Looks at any patient of a clinic. Raises ClinicUnavailable."""

    clinic: Clinic
    courses: Courses

    def at(self, device: str, days: Sequence[DayHeadline], today: date, wanted: WantedLook = USUAL_LOOK) -> PatientLook:
        """What was asked for, up to the last of `days` with data, newest first; up to today where there is none."""
        latest = latest_plausible(today)
        last = date.fromisoformat(next((day.day for day in days if day.is_placed(latest)), latest))
        seen = self.courses.between(device, first_day_needed(wanted.period, last), last)
        markers = Markers(self.clinic.access).of(device)
        shown = wanted.period, wanted.window, seen.unreadable, wanted.fitted, today
        return PatientLook(device, last, seen.days, markers, *shown)
