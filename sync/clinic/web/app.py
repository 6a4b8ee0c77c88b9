"""The clinic's pages over HTTP: which address shows what, and with which headers.

Knows the web framework and the templates; must never know SQL, MQTT or how a number becomes words.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from importlib import resources
from typing import Annotated, Final, TypeVar

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException as RoutingError

from device.day.document import DayDocument
from device.pictures import palette
from device.system.clock import local_timezone
from sync.clinic.charts.drawings import drawings
from sync.clinic.charts.pictures import Pictures
from sync.clinic.charts.usual_day import shades_in_words
from sync.clinic.course import Courses
from sync.clinic.database import Clinic, ClinicUnavailable
from sync.clinic.database.values import DamagedDay, DayHeadline, latest_plausible
from sync.clinic.markers import Markers
from sync.clinic.pages import NotShown, day_page, patient_page, patients_page, programmes_table
from sync.clinic.patient import (
    CHART_SHAPES,
    NoSuchChart,
    PatientLook,
    chart_key,
    chart_spec,
    course_page,
    first_day_needed,
)
from sync.clinic.programmes import SentProgrammes
from sync.clinic.stored_day.quarters import STATES, QuarterHour, quarter_hours
from sync.clinic.trends.periods import (
    PERIOD_EXPECTED,
    USUAL_PERIOD,
    WINDOW_EXPECTED,
    BadPeriod,
    period_of,
    window_of,
)
from sync.clinic.web.address import is_loopback
from sync.clinic.wording.glossary import GLOSSARY
from sync.clinic.wording.words import count, local_date, sentence

log = logging.getLogger(__name__)

STYLE: Final = resources.files("sync.clinic.web").joinpath("static/clinic.css").read_bytes()
STYLE_URL: Final = f"/static/clinic.css?{hashlib.sha256(STYLE).hexdigest()[:12]}"  # a new style is fetched at once
A_YEAR: Final = "public, max-age=31536000, immutable"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",  # pages about health stay in no cache
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PICTURE_HEADERS: Final = {  # its own style, which follows the page into the dark, and nothing else
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
TEMPLATES: Final = Environment(
    loader=PackageLoader("sync.clinic.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals.update(
    style_url=STYLE_URL,
    legend=[(state, palette.STATE_COLOURS[state]) for state in STATES],
    sign_colour=palette.KIND_COLOURS["jerk"],
    glossary=GLOSSARY,
    shades=shades_in_words(),
)

EXPECTED: Final = {
    "page": "a whole number from 1",
    "day": "a date as 2026-01-31",
    "period": PERIOD_EXPECTED,
    "hours": WINDOW_EXPECTED,
    "shape": " or ".join(CHART_SHAPES),
}

UNREADABLE_ADVICE: Final = (
    "The clinic's database is damaged there, or a newer program wrote it. All other days can be read. "
    "The last backup may hold this one; the device sends it again when anything of it changes."
)

MOST_QUOTED: Final = 60  # letters of an address
T = TypeVar("T")
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
DrawDay = Callable[[DayDocument, tuple[QuarterHour, ...]], object]
Day = Annotated[str, Path(pattern=r"^\d{4}-\d\d-\d\d$")]
Shape = Annotated[str, Query(pattern=f"^({'|'.join(CHART_SHAPES)})$")]


@dataclass(frozen=True)
class Site:
    """What every page is made from. `timezone` is the clinic's: for times of arrival and for what is today."""

    clinic: Clinic
    now_utc_s: Callable[[], float]
    timezone: str
    draw: DrawDay
    damage: Callable[[], str]
    courses: Courses
    pictures: Pictures

    @property
    def programmes(self) -> SentProgrammes:
        """What was sent to devices."""
        return SentProgrammes(self.clinic.access)

    def patients(self, page: PageNumber = 1) -> Response:
        """The list of patients, those in need first."""
        now_utc_s = self.now_utc_s()
        rows = self.clinic.patients(local_date(now_utc_s, self.timezone))
        shown = patients_page(rows, now_utc_s, self.timezone, page)
        if page > shown.pages:
            raise HTTPException(
                HTTPStatus.NOT_FOUND, f"There is no page {page}: the list of patients has {count(shown.pages, 'page')}."
            )
        return _page("patients.html", shown, damage=self.damage())

    def patient(self, device: str, period: str = USUAL_PERIOD.asked, hours: str = "") -> Response:
        """One patient: weeks first, then all days."""
        refused = self.clinic.refused(device)
        name = device if refused and self.clinic.name(device) is None else self._name(device)
        days, status = self.clinic.days(device), self.clinic.status(device)
        missing = NotShown(self.clinic.unreadable_days(device), refused)
        look, latest = self._look(device, days, period, hours), self._latest_day()
        listed = [day for day in days if not day.is_placed(latest) or day.day >= look.span.first.isoformat()]
        shown = patient_page(name, device, listed, status, self.timezone, latest_day=latest, missing=missing)
        prescribed = programmes_table(self.programmes.of(device), status, self.timezone)
        course = course_page(look, self.timezone)
        return _page("patient.html", shown, damage=self.damage(), programmes=prescribed, course=course)

    def chart(
        self, device: str, name: str, shape: Shape, period: str = USUAL_PERIOD.asked, hours: str = ""
    ) -> Response:
        """One chart of one patient, as a picture of its own: a page is there before they are drawn."""
        self._name(device)
        look = self._look(device, self.clinic.days(device), period, hours)
        try:
            drawn = self.pictures.drawn(chart_key(look, name, shape), lambda: chart_spec(look, name, shape))
        except NoSuchChart:
            raise self._nothing("There is no such chart.") from None
        return Response(drawn, media_type="image/svg+xml", headers=PICTURE_HEADERS)

    def _look(self, device: str, days: Sequence[DayHeadline], period: str, hours: str) -> PatientLook:
        """What was asked for, up to the last day with data; up to today where there is none."""
        asked, window = _asked("period", period_of, period), _asked("hours", window_of, hours)
        latest = self._latest_day()
        last = next((day.day for day in days if day.is_placed(latest)), latest)
        last_day = date.fromisoformat(last)
        seen = self.courses.between(device, first_day_needed(asked, last_day), last_day)
        markers = Markers(self.clinic.access).of(device)
        return PatientLook(device, last_day, seen.days, markers, asked, window, seen.unreadable)

    def day(self, device: str, day: Day) -> Response:
        """One day of one patient."""
        name, latest_day = self._name(device), self._latest_day()
        try:
            stored = self.clinic.day(device, day)
        except DamagedDay as problem:
            log.error("the day %s of %s cannot be read: %s", day, device, problem)
            return _problem(HTTPStatus.OK, f"{name}: this day cannot be read: {problem}.", UNREADABLE_ADVICE, day)
        if stored is None:
            raise self._nothing(f"There is no data from {name} for {day}.")
        hours = quarter_hours(stored.document, self.now_utc_s())
        neighbours = self.clinic.neighbours(device, day, latest_day)
        shown = day_page(name, stored, hours, neighbours, self.timezone, latest_day=latest_day)
        return _page("day.html", shown, damage=self.damage(), drawings=self.draw(stored.document, hours))

    def health(self) -> Response:
        """`ok` when the database answers."""
        self.clinic.name("any")
        return PlainTextResponse("ok\n")

    def _latest_day(self) -> str:
        return latest_plausible(local_date(self.now_utc_s(), self.timezone))

    def _name(self, device: str) -> str:
        name = self.clinic.name(device)
        if name is None:
            raise self._nothing(f"No device {device} has sent anything to this clinic.")
        return name

    def _nothing(self, text: str) -> HTTPException:
        """What may be there all the same where the database is damaged."""
        return HTTPException(HTTPStatus.NOT_FOUND, " ".join(filter(None, (text, self.damage()))))


def make_app(
    clinic: Clinic,
    now_utc_s: Callable[[], float],
    timezone: str | None = None,
    draw: DrawDay = drawings,
    damage: Callable[[], str] = str,
) -> FastAPI:
    """The pages of a clinic, ready to be served. Without a `timezone`, the clinic is in this computer's.

    `draw` makes the charts of a day; `damage` says what is wrong with the database, or nothing.
    """
    courses, pictures = Courses(clinic.access), Pictures()
    site = Site(clinic, now_utc_s, timezone or local_timezone(), draw, damage, courses, pictures)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(_only_this_computer)])
    pages: dict[str, Callable[..., Response]] = {
        "/": site.patients,
        "/patients/{device}": site.patient,
        "/patients/{device}/charts/{name}.svg": site.chart,
        "/patients/{device}/days/{day}": site.day,
        "/static/clinic.css": _style,
        "/healthz": site.health,
    }
    for path, page in pages.items():
        app.add_api_route(path, page, methods=["GET", "HEAD"], response_model=None)
    app.add_exception_handler(RoutingError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(ClinicUnavailable, _unavailable)
    app.add_exception_handler(Exception, _failed)
    return app


def _asked(name: str, read: Callable[[str], T], asked: str) -> T:
    """A value of an address. Raises what is shown as a problem."""
    try:
        return read(asked)
    except BadPeriod as problem:
        raise HTTPException(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"The address has {asked[:MOST_QUOTED]} as the {name}; {problem}."
        ) from None


def _only_this_computer(request: Request) -> None:
    """A page in the same browser must not read ours by giving our address its own name (DNS rebinding)."""
    if not is_loopback(request.url.hostname or ""):
        raise HTTPException(
            HTTPStatus.MISDIRECTED_REQUEST, "These pages are only shown under the name localhost or 127.0.0.1."
        )


def _style() -> Response:
    return Response(STYLE, media_type="text/css", headers={**HEADERS, "Cache-Control": A_YEAR})


def _page(template: str, shown: object, status: int = HTTPStatus.OK, damage: str = "", **more: object) -> Response:
    html = TEMPLATES.get_template(template).render(page=shown, damage=damage, **more)
    return HTMLResponse(html, status, HEADERS)


def _problem(status: int, text: str, more: str = "", title: str = "") -> Response:
    shown = {"title": title or HTTPStatus(status).phrase, "text": text, "more": more}
    return _page("problem.html", shown, status)


def _refused(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RoutingError)  # noqa: S101 - registered for no other
    plain = problem.detail == HTTPStatus(problem.status_code).phrase
    return _problem(problem.status_code, "There is no page at this address." if plain else problem.detail)


def _not_understood(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - registered for no other
    name, seen = problem.errors()[0]["loc"][-1], problem.errors()[0]["input"]
    expected = EXPECTED.get(str(name), "another value")
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The address has {seen} as the {name}; expected {expected}.")


def _unavailable(_request: Request, problem: Exception) -> Response:
    log.error("%s", problem)
    return _problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The clinic's database is not working at the moment. Devices keep their days until it is. "
        "The log of this service says what is wrong.",
        sentence(str(problem)),
    )


def _failed(_request: Request, _unseen: Exception) -> Response:
    return _problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "This page could not be made. The log of this service says what happened."
    )
