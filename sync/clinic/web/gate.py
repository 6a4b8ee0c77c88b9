"""The gate before every page: who asks, whether they may see it, and that it is written down.

Knows addresses of pages and rights; must never know what a page shows. A page that is added later stands behind it too:
only what `OPEN` names does not.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from sync.clinic.accounts import Looks, Member, People, Visits
from sync.clinic.database import Clinic
from sync.clinic.languages import language_asked
from sync.clinic.web.forms import filled_in
from sync.clinic.web.visitor import VISITOR, Front, Visitor, stranger, visit_cookie
from sync.clinic.wording.language import PAGE_LANGUAGE, marked, spoken

STATIC: Final = ("/static/clinic.css", "/static/live.js", "/static/typed.js")
OPEN: Final = {*STATIC, "/healthz", "/sign-in", "/welcome/{link}"}  # to everybody
LIVE: Final = {"/live", "/patients/{device}/live"}  # held open by a page: no look, and it keeps no visit alive
ASKED_BY_A_PAGE: Final = "x-easeband-live"  # and not by a person: it keeps no visit alive
SIGN_OUT: Final = "/sign-out"
READING: Final = ("GET", "HEAD")
OF_PATIENTS: Final = "/patients/"
ADMINISTRATORS: Final = ("/looks", "/people")
PICTURES: Final = "charts/"  # behind the address of their page
WHOLE_PATIENT: Final = "all days"  # what a look at a patient's own page is called
FOR_ADMINISTRATORS: Final = marked("This page is for administrators alone.")
CHANGE_NOTHING: Final = ("programme/form", "programme/preview")  # forms of a patient that are only shown again
NOT_UNDER_THAT_NAME: Final = marked(
    "These pages are only shown under the name localhost or 127.0.0.1, or under the one that `address` in [web] says."
)


class NotSignedIn(Exception):
    """A page was asked for by nobody we know; `wanted` is its address. `is_form`: something was filled in there."""

    def __init__(self, wanted: str, *, is_form: bool = False) -> None:
        super().__init__(wanted)
        self.wanted, self.is_form = wanted, is_form


class NobodyYet(Exception):
    """There is no person yet who could sign in."""


class Gate:
    """Called before every page; afterwards VISITOR is who asks, and `request.state.form` what was filled in."""

    def __init__(self, clinic: Clinic, now_utc_s: Callable[[], float], front: Front) -> None:
        access = clinic.access
        self._visits, self._people, self._looks = Visits(access, now_utc_s), People(access), Looks(access, now_utc_s)
        self._front = front

    async def __call__(self, request: Request) -> None:
        """Raises HTTPException, NotSignedIn, NobodyYet and ClinicUnavailable."""
        speak(request)
        if not self._front.is_ours(request.url.hostname or ""):
            # A page in the same browser must not read ours by giving our address its own name (DNS rebinding).
            raise HTTPException(HTTPStatus.MISDIRECTED_REQUEST, spoken(NOT_UNDER_THAT_NAME))
        visitor = await run_in_threadpool(self._visitor, request)
        VISITOR.set(visitor)
        speak(request, visitor.person)
        if request.method not in READING:
            request.state.form = await filled_in(request, self._front, visitor)
        if visitor.person:
            await run_in_threadpool(self._let_in, request, visitor, visitor.person)

    def _visitor(self, request: Request) -> Visitor:
        is_open, kept = request.scope["route"].path in OPEN, visit_cookie(request)
        by_person = request.scope["route"].path not in LIVE and ASKED_BY_A_PAGE not in request.headers
        is_asked = kept and not request.url.path.startswith("/static/")
        person = self._visits.who(kept, is_seen=by_person) if is_asked else None
        if person:
            return Visitor(kept, self._front.address_of(request), person)
        if is_open:
            return stranger(request, self._front)
        if not self._people.anybody():
            raise NobodyYet
        raise NotSignedIn(_wanted(request), is_form=_is_form(request))

    def _let_in(self, request: Request, visitor: Visitor, person: Member) -> None:
        device = request.path_params.get("device", "")
        if device and not person.may_see(device):
            raise HTTPException(HTTPStatus.NOT_FOUND, unknown_device(device))
        if request.url.path.startswith(ADMINISTRATORS) and not person.administers:
            raise HTTPException(HTTPStatus.FORBIDDEN, spoken(FOR_ADMINISTRATORS))
        if device and request.method not in READING and not person.may_change:
            raise HTTPException(HTTPStatus.FORBIDDEN, may_only_look(person.name))
        if device and request.scope["route"].path not in LIVE:
            self._note(person.name, visitor.address, _what(request, device), device)

    def _note(self, person: str, address: str, what: str, device: str) -> None:
        """One look for a page and its pictures; but for a picture without its page too."""
        page, is_picture, _ = what.rpartition(PICTURES)
        if is_picture:
            self._looks.note_part(person, address, what, page.strip("/") or WHOLE_PATIENT, device)
        else:
            self._looks.note(person, address, what, device)


def speak(request: Request, person: Member | None = None) -> None:
    """Make the page in the language that they chose, or else in the one that their browser asks for."""
    accepted = request.headers.get("accept-language", "")
    PAGE_LANGUAGE.set(language_asked(person.language if person else "", accepted))


def may_only_look(name: str) -> str:
    """What is said to somebody who would change something."""
    return spoken("{name} may look at this patient, and change nothing.", name=name)


def unknown_device(device: str) -> str:
    """What is said of a device that never sent anything, and of one whose patient somebody may not see: the same."""
    return spoken("No device {device} has sent anything to this clinic.", device=device)


def _what(request: Request, device: str) -> str:
    """The part of the address after the patient, and whether it changed anything."""
    rest = request.url.path.removeprefix(f"{OF_PATIENTS}{device}").strip("/") or WHOLE_PATIENT
    return rest if request.method in READING or rest in CHANGE_NOTHING else f"changed: {rest}"


def _is_form(request: Request) -> bool:
    return request.method not in READING and request.url.path != SIGN_OUT


def _wanted(request: Request) -> str:
    """Where the form was, where one was filled in."""
    if request.method not in READING:
        device = request.path_params.get("device", "")
        return f"{OF_PATIENTS}{device}" if device else "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
