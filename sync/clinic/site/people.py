"""The clinic's people over HTTP, for administrators: who may sign in, as what, and whose patients they see.

Knows which form is asked for and by whom; must never know SQL, or what is written down of a change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import HTTPException, Path, Query, Request, Response

from sync.clinic.accounts import EVERYONE, NoSuchPerson, Standing, Standings, WrongPerson
from sync.clinic.site.basis import Basis
from sync.clinic.staff import Administrator, InvitationTyped, PersonAsked, StaffDesk, people_page, person_page
from sync.clinic.web.answers import go_to, shown_page
from sync.clinic.web.visitor import FRONT, VISITOR
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import sentence

LONGEST_PERSON: Final = 64
MOST_SEARCHED: Final = 100
PATIENT_FIELD: Final = "patient "  # before a device: one field for each patient that is chosen
DONE: Final = {  # what an address says that has just been done
    "role": marked("The role was changed. It holds at once."),
    "block": marked("Blocked, and signed out everywhere. A new link lets this person in again."),
    "remove": marked("Removed. What this person looked at stays written down."),
    "assign": marked("Assigned."),
    "take back": marked("Taken back."),
}
NONE_CHOSEN: Final = marked("Choose at least one patient.")
NO_SUCH_ACT: Final = marked("This form asks for nothing that can be done here. Nothing was changed.")
PEOPLE_EXPECTED: Final = {
    "person": f"a name of at most {LONGEST_PERSON} letters",
    "search": f"at most {MOST_SEARCHED} letters",
    "done": f"one of {', '.join(DONE)}",
}
PersonName = Annotated[str, Path(max_length=LONGEST_PERSON)]
SearchedPatient = Annotated[str, Query(max_length=MOST_SEARCHED)]
DoneWord = Annotated[str, Query(pattern=f"^({'|'.join(DONE)})?$")]


@dataclass(frozen=True)
class PeoplePages:
    """The pages, and what was filled in there. The gate lets nobody but administrators come here."""

    basis: Basis

    def people(self, done: DoneWord = "") -> Response:
        """Everybody who has an account."""
        return self._people(done=spoken(DONE[done]) if done else "")

    def invited(self, request: Request) -> Response:
        """What was filled in there of a new person; shows the link, once."""
        form = request.state.form
        typed = InvitationTyped(form.get("name", "").strip(), form.get("role", ""))
        try:
            person, secret = self._desk.invite(typed.name, typed.role)
        except WrongPerson as problem:
            return self._people(InvitationTyped(typed.name, typed.role, sentence(str(problem))))
        return self._person(self._standing(person.name), PersonAsked(link=_link(request, secret)))

    def person(self, person: PersonName, search: SearchedPatient = "", done: DoneWord = "") -> Response:
        """One person, whose patients can be searched."""
        asked = PersonAsked(search.strip(), spoken(DONE[done]) if done else "")
        return self._person(self._standing(person), asked)

    def person_changed(self, request: Request, person: PersonName) -> Response:
        """What was filled in there."""
        form, name = request.state.form, self._standing(person).person.name
        search = form.get("search", "")[:MOST_SEARCHED].strip()
        try:
            if form.get("do") == "link":
                link = _link(request, self._desk.new_link(name))
                return self._person(self._standing(name), PersonAsked(search, link=link))
            done = self._do(name, form)
        except NoSuchPerson as problem:  # somebody else has just removed them
            raise self.basis.nothing(sentence(str(problem))) from None
        except WrongPerson as problem:
            return self._person(self._standing(name), PersonAsked(search, problem=sentence(str(problem))))
        asked = urlencode({"done": done, **({"search": search} if search else {})})
        return go_to(f"/people?{asked}" if done == "remove" else f"/people/{name}?{asked}")

    def _do(self, name: str, form: Mapping[str, str]) -> str:
        """One of DONE. Raises WrongPerson where it cannot be done."""
        match form.get("do", ""):
            case "role":
                self._desk.change_role(name, form.get("role", ""))
            case "block":
                self._desk.block(name)
            case "remove":
                self._desk.remove(name)
            case "assign" | "take back" as do:
                self._desk.assign(name, _chosen(form), take_away=do == "take back")
            case _:
                raise WrongPerson(spoken(NO_SUCH_ACT))
        return form["do"]

    @property
    def _desk(self) -> StaffDesk:
        return StaffDesk(self.basis.clinic.access, self.basis.now_utc_s, _who())

    @property
    def _standings(self) -> Standings:
        return Standings(self.basis.clinic.access, self.basis.now_utc_s)

    def _standing(self, name: str) -> Standing:
        try:
            return self._standings.of(name)
        except WrongPerson as problem:
            raise self.basis.nothing(sentence(str(problem))) from None

    def _people(self, typed: InvitationTyped | None = None, done: str = "") -> Response:
        shown = people_page(self._standings.all(), self.basis.timezone, typed or InvitationTyped(), done)
        return shown_page("people.html", shown, _status(shown.typed.problem), damage=self.basis.damage())

    def _person(self, standing: Standing, asked: PersonAsked) -> Response:
        names = self.basis.clinic.names()
        shown = person_page(standing, names, self.basis.timezone, _who().name, asked)
        return shown_page("person.html", shown, _status(asked.problem), damage=self.basis.damage())


def _who() -> Administrator:
    visitor = VISITOR.get()
    if visitor.person is None or not visitor.person.administers:  # the gate's word, once more
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return Administrator(visitor.person.name, visitor.address)


def _chosen(form: Mapping[str, str]) -> list[str]:
    """The devices of the patients that were chosen. Raises WrongPerson for none."""
    chosen = [field.removeprefix(PATIENT_FIELD) for field in form if field.startswith(PATIENT_FIELD)]
    if form.get("everyone"):
        chosen.append(EVERYONE)
    if not chosen:
        raise WrongPerson(spoken(NONE_CHOSEN))
    return chosen


def _link(request: Request, secret: str) -> str:
    """The address that lets a person in, as this browser finds the pages."""
    start = FRONT.get().public.rstrip("/") or str(request.base_url).rstrip("/")
    return f"{start}/welcome/{secret}"


def _status(problem: str) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
