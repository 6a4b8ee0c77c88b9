"""One patient over HTTP: the page of weeks and days, its charts as pictures, and files to hand over.

Knows what an address of a patient may ask for; must never know SQL, or how a number becomes words.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from sync.clinic.charts.drawings import CannotDraw
from sync.clinic.charts.pictures import Pictures
from sync.clinic.cycles import FITTED_TO
from sync.clinic.database.values import DayHeadline, StoredStatus
from sync.clinic.entering import marker_form
from sync.clinic.handing_over import NOTHING_TOLD, NoSuchFile, WantedDays, download, tells_today
from sync.clinic.listing import PATIENTS_OWN, need_of
from sync.clinic.pages import NotShown, Table, answers_table, patient_page, programmes_table, ratings_table
from sync.clinic.patient import (
    CHART_SHAPES,
    LastHeard,
    Looking,
    NoSuchChart,
    PatientLook,
    WantedLook,
    chart_drawing,
    chart_key,
    course_page,
    told_today,
)
from sync.clinic.programmes import SentProgrammes
from sync.clinic.site.basis import Basis, Shape, value_asked
from sync.clinic.site.following import OpenPages
from sync.clinic.symptoms import SymptomNames, asked_days
from sync.clinic.trends.periods import (
    PERIOD_EXPECTED,
    USUAL_PERIOD,
    WINDOW_EXPECTED,
    last_day_of,
    period_of,
    window_of,
)
from sync.clinic.web.answers import file_answer, picture_answer, problem_page, shown_page, undrawn_answer
from sync.clinic.web.app import Expected
from sync.clinic.wording.language import spoken
from sync.report.paper import MissingTypesetter

log = logging.getLogger(__name__)

RATED_DAYS: Final = timedelta(weeks=12)  # about an injection's cycle, as DystoniaDiary's study
PATIENT_EXPECTED: Final[dict[str, Expected]] = {
    "period": PERIOD_EXPECTED,
    "hours": WINDOW_EXPECTED,
    "shape": CHART_SHAPES,
    "fitted": tuple(FITTED_TO),
}
FittedTo = Annotated[str, Query(pattern=f"^({'|'.join(FITTED_TO)})?$")]


@dataclass(frozen=True)
class AskedLook:
    """What of a patient is asked for in an address: which days, which hours of them, what injections are judged by."""

    period: str = USUAL_PERIOD.asked
    hours: str = ""
    fitted: FittedTo = ""


LookAsked = Annotated[AskedLook, Depends()]


@dataclass(frozen=True)
class PatientPages:
    """All of one patient but its days and what is entered."""

    basis: Basis
    looking: Looking
    pictures: Pictures
    open_pages: OpenPages

    def patient(self, device: str, asked: LookAsked) -> Response:
        """One patient: weeks first, then all days."""
        basis, clinic = self.basis, self.basis.clinic
        refused, live = clinic.refused(device), self.open_pages.begins_at(device)
        name = device if refused and clinic.name(device) is None else basis.name(device)
        days, status = clinic.days(device), clinic.status(device)
        self.pictures.wake()
        missing = NotShown(clinic.unreadable_days(device), refused)
        look, latest = self._look(device, days, asked), basis.latest_day
        listed = [day for day in days if not day.is_placed(latest) or day.day >= look.span.first.isoformat()]
        shown = patient_page(name, device, listed, status, basis.timezone, latest_day=latest, missing=missing)
        more: dict[str, Any] = {
            "programmes": programmes_table(SentProgrammes(clinic.access).of(device), status, basis.timezone),
            "course": course_page(look, basis.timezone, heard_from(days, status, latest)),
            "need": need_of(clinic, device, basis.now_utc_s(), basis.today),
            "symptoms": self._symptoms(device),
            "entering": marker_form(device, basis.today),
            "live": live,
            "typed": True,
        }
        return shown_page("patient.html", shown, damage=basis.damage(), **more)

    def chart(self, device: str, name: str, shape: Shape, asked: LookAsked) -> Response:
        """One chart of one patient, as a picture of its own: a page is there before they are drawn."""
        self.basis.name(device)
        look = self._look(device, self.basis.clinic.days(device), asked)
        try:
            drawn = self.pictures.drawn(chart_key(look, name, shape), lambda: chart_drawing(look, name, shape))
        except NoSuchChart:
            raise self.basis.nothing(spoken("There is no such chart.")) from None
        except CannotDraw:
            return undrawn_answer()
        return picture_answer(drawn)

    def file(self, device: str, kind: str, period: str = "14d", until: str = "") -> Response:
        """One file of one patient, to be kept: a person may hand it over, or another program read it."""
        self.basis.name(device)
        days = value_asked("period", period_of, period).days
        last = value_asked("until", last_day_of, until) if until else None
        today, now_utc_s = self.basis.today, self.basis.now_utc_s()
        told = told_today(self.looking, device, now_utc_s, today) if tells_today(kind, last) else NOTHING_TOLD
        try:
            return file_answer(
                download(self.basis.clinic, kind, WantedDays(device, days, today, now_utc_s, last, told))
            )
        except NoSuchFile:
            raise self.basis.nothing(spoken("There is no such file.")) from None
        except MissingTypesetter as problem:
            log.error("%s", problem)
            said = spoken(
                "This computer cannot make the page. Tell whoever looks after Easeband in your clinic: the log of this "
                "service says what is missing."
            )
            return problem_page(HTTPStatus.NOT_IMPLEMENTED, said)

    def _look(self, device: str, days: Sequence[DayHeadline], asked: AskedLook) -> PatientLook:
        """What the address asks for."""
        period, window = value_asked("period", period_of, asked.period), value_asked("hours", window_of, asked.hours)
        return self.looking.at(device, days, self.basis.today, WantedLook(period, window, asked.fitted))

    def _symptoms(self, device: str) -> dict[str, Table | None]:
        """How the patient's own symptoms were rated in the last twelve weeks."""
        access = self.basis.clinic.access
        names = SymptomNames(access).of(device)
        days = asked_days(access, device, str(self.basis.today - RATED_DAYS), self.basis.latest_day)
        return {"ratings": ratings_table(days, names), "answers": answers_table(days, names)}


def heard_from(days: Sequence[DayHeadline], status: StoredStatus | None, latest_day: str) -> LastHeard:
    """When anything last came of a device, by its days and its status, and what it said of what it still holds.

    Days after `latest_day` are of the future: the device's clock was wrong.
    """
    came_utc_s = [day.received_utc_s for day in days] + ([status.received_utc_s] if status else [])
    said = status.status.get("backlog_days") if status else 0
    battery = next((part.text for part in status.broken if part.part in PATIENTS_OWN), "") if status else ""
    misplaced_utc_s = tuple(day.received_utc_s for day in days if not day.is_placed(latest_day))
    return LastHeard(max(came_utc_s, default=None), said if isinstance(said, int) else 0, battery, misplaced_utc_s)
