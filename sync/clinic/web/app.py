"""The clinic's pages over HTTP: which address shows what, and with which headers.

Knows the web framework and the templates; must never know SQL, MQTT or how a number becomes words.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException as RoutingError
from starlette.middleware.gzip import GZipMiddleware

from device.day.document import DayDocument
from device.system.clock import local_timezone
from sync.clinic.accounts import Looks, Visits
from sync.clinic.charts.drawings import drawings
from sync.clinic.charts.pictures import Pictures
from sync.clinic.course import Courses
from sync.clinic.database import Clinic, ClinicUnavailable
from sync.clinic.database.values import DamagedDay, DayHeadline, latest_plausible
from sync.clinic.entering import Dates, Editor, Entered, MarkerDesk, marker_form, marker_page
from sync.clinic.handing_over import NoSuchFile, WantedDays, download
from sync.clinic.listing import REASON_KINDS, Ranking, WantedList, find_patients, list_page
from sync.clinic.live import Arrivals, following
from sync.clinic.markers import Marker, Markers
from sync.clinic.pages import (
    NotShown,
    Table,
    answers_table,
    day_page,
    patient_page,
    programmes_table,
    ratings_table,
)
from sync.clinic.patient import (
    CHART_SHAPES,
    FITTED_TO,
    NoSuchChart,
    PatientLook,
    chart_key,
    chart_spec,
    course_page,
    first_day_needed,
)
from sync.clinic.programmes import SentProgrammes
from sync.clinic.stored_day.quarters import QuarterHour, quarter_hours
from sync.clinic.symptoms import SymptomNames, asked_days
from sync.clinic.trends.periods import (
    PERIOD_EXPECTED,
    USUAL_PERIOD,
    WINDOW_EXPECTED,
    BadPeriod,
    last_day_of,
    period_of,
    window_of,
)
from sync.clinic.web.answers import PICTURE_HEADERS, file_answer, go_to, script, stream_answer, style
from sync.clinic.web.answers import problem_page as _problem
from sync.clinic.web.answers import shown_page as _page
from sync.clinic.web.entrance import Entrance, first_run, to_the_door
from sync.clinic.web.front import InFront
from sync.clinic.web.gate import LIVE, Gate, NobodyYet, NotSignedIn, unknown_device
from sync.clinic.web.looks import LOOKS_PER_PAGE, looks_page
from sync.clinic.web.visitor import NOWHERE_ELSE, VISITOR, Front, Visitor
from sync.clinic.wording.words import count, local_date, sentence
from sync.report.paper import MissingTypesetter

log = logging.getLogger(__name__)

WORTH_COMPRESSING: Final = 1000  # bytes: less fits into one packet
COMPRESSED: Final = 5  # of 9: a page of 500 kB in 8 ms, a twentieth larger than the best
LONGEST_NAME: Final = 64
LONGEST_SEARCH: Final = 100
EXPECTED: Final = {
    "page": "a whole number from 1",
    "day": "a date as 2026-01-31",
    "period": PERIOD_EXPECTED,
    "hours": WINDOW_EXPECTED,
    "shape": " or ".join(CHART_SHAPES),
    "fitted": " or ".join(FITTED_TO),
    "number": "a whole number from 1",
    "reason": " or ".join(REASON_KINDS),
    "search": f"at most {LONGEST_SEARCH} letters",
}
RATED_DAYS: Final = timedelta(weeks=12)  # about an injection's cycle, as DystoniaDiary's study

NO_MARKER: Final = "There is no such entry, or somebody took it back."
TAKE_BACK: Final = "take back"
STATUS_OF_CONFLICT: Final = {False: HTTPStatus.UNPROCESSABLE_ENTITY, True: HTTPStatus.CONFLICT}
UNREADABLE_ADVICE: Final = (
    "The clinic's database is damaged there, or a newer program wrote it. All other days can be read. "
    "The last backup may hold this one; the device sends it again when anything of it changes."
)

MOST_QUOTED: Final = 60  # letters of an address
T = TypeVar("T")
Search = Annotated[str, Query(max_length=LONGEST_SEARCH)]
WantedReason = Annotated[str, Query(pattern=f"^({'|'.join(REASON_KINDS)})?$")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
DrawDay = Callable[[DayDocument, tuple[QuarterHour, ...]], object]
Day = Annotated[str, Path(pattern=r"^\d{4}-\d\d-\d\d$")]
MarkerNumber = Annotated[int, Path(ge=1, le=1_000_000_000)]
FittedTo = Annotated[str, Query(pattern=f"^({'|'.join(FITTED_TO)})?$")]
Shape = Annotated[str, Query(pattern=f"^({'|'.join(CHART_SHAPES)})$")]


@dataclass(frozen=True)
class AskedLook:
    """What of a patient is asked for in an address: which days, which hours of them, what injections are judged by."""

    period: str = USUAL_PERIOD.asked
    hours: str = ""
    fitted: FittedTo = ""


LookAsked = Annotated[AskedLook, Depends()]


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
    arrivals: Arrivals
    visits: Visits
    ranking: Ranking

    @property
    def programmes(self) -> SentProgrammes:
        """What was sent to devices."""
        return SentProgrammes(self.clinic.access)

    def patients(self, search: Search = "", reason: WantedReason = "", page: PageNumber = 1) -> Response:
        """The list of patients that the visitor may see, those in need first."""
        ordered, person, live = self.ranking.now(self.now_utc_s()), VISITOR.get().person, self._follows()
        seen = [one for one in ordered.ranked if person and person.may_see(one.device)]
        found = find_patients(seen, WantedList(search.strip(), reason, page))
        if page > found.pages:
            raise HTTPException(
                HTTPStatus.NOT_FOUND, f"There is no page {page}: the list of patients has {count(found.pages, 'page')}."
            )
        shown = list_page(found, ordered.lines(found.devices))
        return _page("patients.html", shown, damage=self.damage(), live=live)

    def patient(self, device: str, asked: LookAsked) -> Response:
        """One patient: weeks first, then all days."""
        refused, live = self.clinic.refused(device), self._follows(device)
        name = device if refused and self.clinic.name(device) is None else self._name(device)
        days, status = self.clinic.days(device), self.clinic.status(device)
        missing = NotShown(self.clinic.unreadable_days(device), refused)
        look, latest = self._look(device, days, asked), self._latest_day()
        listed = [day for day in days if not day.is_placed(latest) or day.day >= look.span.first.isoformat()]
        shown = patient_page(name, device, listed, status, self.timezone, latest_day=latest, missing=missing)
        prescribed = programmes_table(self.programmes.of(device), status, self.timezone)
        course = course_page(look, self.timezone)
        symptoms, damage = self._symptoms(device), self.damage()
        entering = marker_form(device, local_date(self.now_utc_s(), self.timezone))
        of_weeks = {"course": course, "entering": entering}
        more: dict[str, Any] = {"programmes": prescribed, "symptoms": symptoms, "live": live, **of_weeks}
        return _page("patient.html", shown, damage=damage, **more)

    def chart(self, device: str, name: str, shape: Shape, asked: LookAsked) -> Response:
        """One chart of one patient, as a picture of its own: a page is there before they are drawn."""
        self._name(device)
        look = self._look(device, self.clinic.days(device), asked)
        try:
            drawn = self.pictures.drawn(chart_key(look, name, shape), lambda: chart_spec(look, name, shape))
        except NoSuchChart:
            raise self._nothing("There is no such chart.") from None
        return Response(drawn, media_type="image/svg+xml", headers=PICTURE_HEADERS)

    def new_marker(self, device: str) -> Response:
        """Asks for a new marker."""
        return self._marker_page(device, None)

    def marker(self, device: str, number: MarkerNumber) -> Response:
        """Asks what is to be corrected of one."""
        self._name(device)
        known = self._desk.known(device, number)
        if not known:
            raise self._nothing(NO_MARKER)
        return self._marker_page(device, known)

    def marker_added(self, request: Request, device: str) -> Response:
        """What was filled in there for a new one."""
        entered = self._desk.add(self._editor(device), request.state.form)
        return _back_to(device) if entered.is_stored else self._marker_page(device, None, entered)

    def marker_changed(self, request: Request, device: str, number: MarkerNumber) -> Response:
        """What was filled in there over one that is known; or that it is to be taken back."""
        form, editor = request.state.form, self._editor(device)
        act = self._desk.take_back if form.get("do") == TAKE_BACK else self._desk.correct
        entered = act(editor, number, form)
        return _back_to(device) if entered.is_stored else self._marker_page(device, entered.now, entered)

    @property
    def _desk(self) -> MarkerDesk:
        return MarkerDesk(Markers(self.clinic.access))

    def _editor(self, device: str) -> Editor:
        person, now_utc_s = VISITOR.get().person, self.now_utc_s()
        self._name(device)
        return Editor(device, person.name if person else "", now_utc_s, self._dates(device))

    def _dates(self, device: str) -> Dates:
        latest = self._latest_day()
        placed = [day.day for day in self.clinic.days(device) if day.is_placed(latest)]
        first = date.fromisoformat(min(placed)) if placed else None
        return Dates(local_date(self.now_utc_s(), self.timezone), first)

    def _marker_page(self, device: str, known: Marker | None, entered: Entered | None = None) -> Response:
        name, today = self._name(device), local_date(self.now_utc_s(), self.timezone)
        form = marker_form(device, today, known, entered.filled if entered else None)
        versions = self._desk.versions(device, known.number) if known else []
        status = HTTPStatus.OK if not entered else STATUS_OF_CONFLICT[entered.is_conflict]
        shown = marker_page(name, form, versions, self.timezone, entered)
        return _page("marker.html", shown, status, damage=self.damage())

    def _look(self, device: str, days: Sequence[DayHeadline], asked: AskedLook) -> PatientLook:
        """What was asked for, up to the last day with data; up to today where there is none."""
        period, window = _asked("period", period_of, asked.period), _asked("hours", window_of, asked.hours)
        latest = self._latest_day()
        last = next((day.day for day in days if day.is_placed(latest)), latest)
        last_day = date.fromisoformat(last)
        seen = self.courses.between(device, first_day_needed(period, last_day), last_day)
        markers = Markers(self.clinic.access).of(device)
        today = local_date(self.now_utc_s(), self.timezone)
        return PatientLook(device, last_day, seen.days, markers, period, window, seen.unreadable, asked.fitted, today)

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
        symptoms = SymptomNames(self.clinic.access).of(device)
        shown = day_page(name, stored, hours, neighbours, self.timezone, latest_day=latest_day, symptoms=symptoms)
        return _page("day.html", shown, damage=self.damage(), drawings=self.draw(stored.document, hours))

    def file(self, device: str, kind: str, period: str = "14d", until: str = "") -> Response:
        """One file of one patient, to be kept: a person may hand it over, or another program read it."""
        self._name(device)
        days = _asked("period", period_of, period).days
        last = _asked("until", last_day_of, until) if until else None
        now_utc_s = self.now_utc_s()
        asked = WantedDays(device, days, local_date(now_utc_s, self.timezone), now_utc_s, last)
        try:
            return file_answer(download(self.clinic, kind, asked))
        except NoSuchFile:
            raise self._nothing("There is no such file.") from None
        except MissingTypesetter as problem:
            return _problem(HTTPStatus.NOT_IMPLEMENTED, "This computer cannot make the page.", sentence(str(problem)))

    def live(self, request: Request, device: str = "") -> Response:
        """What comes from now on, for a page of one patient or for the list."""
        if device:
            self._name(device)
        visitor = VISITOR.get()

        def arrived(now_s: float) -> str:
            return self.arrivals.of_device(device) if device else self.arrivals.of_those(_seen_by(visitor), now_s)

        def may_go_on() -> bool:
            person = self.visits.who(visitor.kept, is_seen=False)
            return person is not None and (not device or person.may_see(device))

        return stream_answer(following(arrived, may_go_on, lambda: bool(request.app.state.is_ending)))

    def _follows(self, device: str = "") -> dict[str, str]:
        """Where a page follows what comes, and the word for what it shows."""
        if device:
            return {"url": f"/patients/{device}/live", "word": self.arrivals.of_device(device)}
        return {"url": "/live", "word": self.arrivals.of_those(_seen_by(VISITOR.get()))}

    def looked_at(
        self,
        page: PageNumber = 1,
        person: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
        patient: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
    ) -> Response:
        """Who looked at what, for administrators."""
        looks, of = Looks(self.clinic.access, self.now_utc_s), {"person": person, "device": patient}
        in_all = looks.how_many(**of)
        some = looks.last(LOOKS_PER_PAGE, (page - 1) * LOOKS_PER_PAGE, **of)
        return _page("looks.html", looks_page(some, in_all, self.timezone, page, **of), damage=self.damage())

    def health(self) -> Response:
        """`ok` when the database answers."""
        self.clinic.name("any")
        return PlainTextResponse("ok\n")

    def _symptoms(self, device: str) -> dict[str, Table | None]:
        """How the patient's own symptoms were rated in the last twelve weeks."""
        today = local_date(self.now_utc_s(), self.timezone)
        names = SymptomNames(self.clinic.access).of(device)
        days = asked_days(self.clinic.access, device, str(today - RATED_DAYS), self._latest_day())
        return {"ratings": ratings_table(days, names), "answers": answers_table(days, names)}

    def _latest_day(self) -> str:
        return latest_plausible(local_date(self.now_utc_s(), self.timezone))

    def _name(self, device: str) -> str:
        name = self.clinic.name(device)
        if name is None:
            raise self._nothing(unknown_device(device))
        return name

    def _nothing(self, text: str) -> HTTPException:
        """What may be there all the same where the database is damaged."""
        return HTTPException(HTTPStatus.NOT_FOUND, " ".join(filter(None, (text, self.damage()))))


@dataclass(frozen=True)
class MorePages:
    """Addresses of another package, which stand behind the same gate: what is shown there, and what is filled in."""

    pages: Mapping[str, Callable[..., Response]]
    forms: Mapping[str, Callable[..., Response]]


def make_app(
    clinic: Clinic,
    now_utc_s: Callable[[], float],
    timezone: str | None = None,
    *,
    draw: DrawDay = drawings,
    damage: Callable[[], str] = str,
    front: Front = NOWHERE_ELSE,
    more: MorePages | None = None,
) -> FastAPI:
    """The pages of a clinic, ready to be served. Without a `timezone`, the clinic is in this computer's.

    `draw` makes the charts of a day; `damage` says what is wrong with the database, or nothing.
    `front` is where browsers find the pages, if not on this computer alone; `more` are pages of other packages.
    """
    courses, pictures = Courses(clinic.access), Pictures()
    zone = timezone or local_timezone()
    live = Arrivals(clinic.access), Visits(clinic.access, now_utc_s)
    site = Site(clinic, now_utc_s, zone, draw, damage, courses, pictures, *live, Ranking(clinic, zone))
    gate, entrance = Gate(clinic, now_utc_s, front), Entrance(clinic, now_utc_s)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(gate)])
    pages: dict[str, Callable[..., Response]] = {
        "/": site.patients,
        "/patients/{device}": site.patient,
        "/patients/{device}/charts/{name}.svg": site.chart,
        "/patients/{device}/days/{day}": site.day,
        "/patients/{device}/files/{kind}": site.file,
        "/patients/{device}/markers": site.new_marker,
        "/patients/{device}/markers/{number}": site.marker,
        "/looks": site.looked_at,
        "/sign-in": entrance.sign_in,
        "/welcome/{link}": entrance.welcome,
        "/static/clinic.css": style,
        "/static/live.js": script,
        "/healthz": site.health,
        **(more.pages if more else {}),
    }
    forms: dict[str, Callable[..., Response]] = {
        "/sign-in": entrance.signed_in,
        "/sign-out": entrance.sign_out,
        "/welcome/{link}": entrance.welcomed,
        "/patients/{device}/markers": site.marker_added,
        "/patients/{device}/markers/{number}": site.marker_changed,
        **(more.forms if more else {}),
    }
    app.state.is_ending = False  # the web server says when
    for path, page in pages.items():
        app.add_api_route(path, page, methods=["GET", "HEAD"], response_model=None)
    for path in LIVE:
        app.add_api_route(path, site.live, methods=["GET"], response_model=None)
    for path, taken in forms.items():
        app.add_api_route(path, taken, methods=["POST"], response_model=None)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_COMPRESSING, compresslevel=COMPRESSED)
    app.add_middleware(InFront, front=front)
    app.add_exception_handler(NobodyYet, first_run)
    app.add_exception_handler(NotSignedIn, to_the_door)
    app.add_exception_handler(RoutingError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(ClinicUnavailable, _unavailable)
    app.add_exception_handler(Exception, _failed)
    return app


def _seen_by(visitor: Visitor) -> Callable[[str], bool]:
    """Whether somebody may see a device."""
    person = visitor.person
    return person.may_see if person else (lambda _: False)


def _back_to(device: str) -> Response:
    return go_to(f"/patients/{device}#markers-heading")


def _asked(name: str, read: Callable[[str], T], asked: str) -> T:
    """A value of an address. Raises what is shown as a problem."""
    try:
        return read(asked)
    except BadPeriod as problem:
        raise HTTPException(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"The address has {asked[:MOST_QUOTED]} as the {name}; {problem}."
        ) from None


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
