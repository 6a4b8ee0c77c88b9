"""Signing in and out, by a password or once by a link; and what stands there as long as nobody can.

Knows the forms and what is said when they fail; must never know passwords' hashes, SQL or patients.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Path, Request, Response

from sync.clinic.accounts import (
    PASSWORD_AT_LEAST,
    Door,
    Looks,
    Member,
    People,
    Shut,
    TooManyAttempts,
    Visits,
    WeakPassword,
)
from sync.clinic.database import Clinic
from sync.clinic.languages import PAGE_LANGUAGES
from sync.clinic.web.answers import go_to, problem_page, shown_page
from sync.clinic.web.gate import NotSignedIn, speak
from sync.clinic.web.visitor import FORM_COOKIE, VISIT_COOKIE, VISITOR, forget, keep
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import sentence

SHUT: Final = marked("The name or the password is wrong.")
TOO_MANY: Final = marked(
    "There were too many attempts. Try again in a quarter of an hour, or ask an administrator for a link "
    "(on the page People, or by easeband clinic people reset NAME)."
)
NOT_STORED: Final = marked(
    "You were signed out meanwhile: what you filled in was not stored and not sent. Sign in, and enter it again."
)
LINK_SHUT: Final = marked(
    "This link is used up, too old, or mistyped. Ask an administrator for another "
    "(on the page People, or by easeband clinic people reset NAME)."
)
DIFFERENT: Final = marked("The two passwords differ.")
LONGEST_NEXT: Final = 500
WAIT: Final = {"Retry-After": "900"}
LinkSecret = Annotated[str, Path(max_length=100)]


class Entrance:
    """The pages before all others."""

    def __init__(self, clinic: Clinic, now_utc_s: Callable[[], float]) -> None:
        access = clinic.access
        self._door, self._visits = Door(access, now_utc_s), Visits(access, now_utc_s)
        self._looks, self._people = Looks(access, now_utc_s), People(access)

    def sign_in(self, wanted: str = "/", lost: str = "") -> Response:
        """Asks for name and password; says where what was filled in could not be stored."""
        if VISITOR.get().person:
            return go_to(own(wanted))
        return _asked(
            "sign_in.html", {"wanted": own(wanted), "name": "", "problem": spoken(NOT_STORED) if lost else ""}
        )

    def signed_in(self, request: Request) -> Response:
        """What was filled in there."""
        form, visitor = request.state.form, VISITOR.get()
        name, wanted = form.get("name", ""), own(form.get("wanted", "/"))
        try:
            person = self._door.by_password(name, form.get("password", ""), visitor.address)
        except (Shut, TooManyAttempts) as problem:
            self._looks.note("", visitor.address, "was not let in")
            return _asked("sign_in.html", {"wanted": wanted, "name": name, "problem": _why(problem)}, problem)
        return self._begin(person, wanted)

    def welcome(self, link: LinkSecret) -> Response:
        """Of a link that works once: lets a person choose a password, or in."""
        if VISITOR.get().person:
            return go_to("/")
        try:
            person = self._door.invited(link, VISITOR.get().address)
        except (Shut, TooManyAttempts) as problem:
            return _not_by_link(problem)
        return _welcome(person, link, is_known=self._door.has_password(person.name))

    def welcomed(self, request: Request, link: LinkSecret) -> Response:
        """What was filled in there."""
        form, address = request.state.form, VISITOR.get().address
        password, again = form.get("password", ""), form.get("again", "")
        try:
            person = self._door.invited(link, address)
            if self._door.has_password(person.name):
                return self._begin(self._door.by_link(link, address), "/")
            if password != again:
                return _welcome(person, link, spoken(DIFFERENT))
            return self._begin(self._door.by_link(link, address, password), "/")
        except WeakPassword as problem:
            return _welcome(person, link, sentence(str(problem)))
        except (Shut, TooManyAttempts) as problem:
            return _not_by_link(problem)

    def language_chosen(self, request: Request) -> Response:
        """The pages of this person are in that language from now on, in every browser."""
        person, chosen = VISITOR.get().person, request.state.form.get("language", "")
        if person and chosen in PAGE_LANGUAGES:
            self._people.speak(person.name, chosen)
        return go_to("/")

    def sign_out(self) -> Response:
        """Nobody visits with this browser any more."""
        visitor = VISITOR.get()
        self._visits.end(visitor.kept)
        if visitor.person:
            self._looks.note(visitor.person.name, visitor.address, "signed out")
        return forget(go_to("/sign-in"), VISIT_COOKIE)

    def _begin(self, person: Member, wanted: str) -> Response:
        """A visit with a secret of its own: whoever knew the one before, if any, knows nothing."""
        self._looks.note(person.name, VISITOR.get().address, "signed in")
        return forget(keep(go_to(wanted), VISIT_COOKIE, self._visits.begin(person.name)), FORM_COOKIE)


def own(address: str) -> str:
    """The address, if it is one of our own pages; else that of the first one."""
    is_ours = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if is_ours and len(address) <= LONGEST_NEXT and "\\" not in address else "/"


def first_run(request: Request, _problem: Exception) -> Response:
    """What to do as long as nobody can sign in."""
    speak(request)
    return shown_page("first_run.html", None, HTTPStatus.FORBIDDEN)


def to_the_door(_request: Request, problem: Exception) -> Response:
    """The page is shown after signing in."""
    assert isinstance(problem, NotSignedIn)  # noqa: S101 - registered for no other
    wanted = own(problem.wanted)
    asked = {**({} if wanted == "/" else {"wanted": wanted}), **({"lost": "1"} if problem.is_form else {})}
    return go_to(f"/sign-in?{urlencode(asked, safe='/')}" if asked else "/sign-in")


def _asked(template: str, shown: object, problem: Exception | None = None) -> Response:
    status = _status(problem) if problem else HTTPStatus.OK
    answer = keep(shown_page(template, shown, status), FORM_COOKIE, VISITOR.get().kept)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers.update(WAIT)
    return answer


def _welcome(person: Member, link: str, problem: str = "", *, is_known: bool = False) -> Response:
    shown = {"name": person.name, "is_known": is_known, "link": link, "problem": problem, "least": PASSWORD_AT_LEAST}
    return keep(shown_page("welcome.html", shown), FORM_COOKIE, VISITOR.get().kept)


def _not_by_link(problem: Exception) -> Response:
    return problem_page(_status(problem), spoken(TOO_MANY if isinstance(problem, TooManyAttempts) else LINK_SHUT))


def _why(problem: Exception) -> str:
    return spoken(TOO_MANY if isinstance(problem, TooManyAttempts) else SHUT)


def _status(problem: Exception) -> HTTPStatus:
    return HTTPStatus.TOO_MANY_REQUESTS if isinstance(problem, TooManyAttempts) else HTTPStatus.FORBIDDEN
