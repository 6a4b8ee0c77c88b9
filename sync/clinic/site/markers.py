"""What a person enters of a patient over HTTP: a new marker, one corrected, one taken back.

Knows which form is asked for and by whom; must never know what may be entered, or SQL.
"""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Path, Request, Response

from sync.clinic.entering import Dates, Editor, Entered, MarkerDesk, marker_form, marker_page
from sync.clinic.markers import Marker, Markers
from sync.clinic.site.basis import Basis
from sync.clinic.web.answers import go_to, shown_page
from sync.clinic.web.visitor import VISITOR
from sync.clinic.wording.language import marked, spoken

NO_MARKER: Final = marked("There is no such entry, or somebody took it back.")
TAKE_BACK: Final = "take back"
STATUS_OF_CONFLICT: Final = {False: HTTPStatus.UNPROCESSABLE_ENTITY, True: HTTPStatus.CONFLICT}
MARKER_EXPECTED: Final = {"number": marked("a whole number from 1")}
MarkerNumber = Annotated[int, Path(ge=1, le=1_000_000_000)]


@dataclass(frozen=True)
class MarkerPages:
    """The forms, and what was filled in there."""

    basis: Basis

    def new_marker(self, device: str) -> Response:
        """Asks for a new marker."""
        return self._page(device, None)

    def marker(self, device: str, number: MarkerNumber) -> Response:
        """Asks what is to be corrected of one."""
        self.basis.name(device)
        known = self._desk.known(device, number)
        if not known:
            raise self.basis.nothing(spoken(NO_MARKER))
        return self._page(device, known)

    def marker_added(self, request: Request, device: str) -> Response:
        """What was filled in there for a new one."""
        entered = self._desk.add(self._editor(device), request.state.form)
        return _back_to(device) if entered.is_stored else self._page(device, None, entered)

    def marker_changed(self, request: Request, device: str, number: MarkerNumber) -> Response:
        """What was filled in there over one that is known; or that it is to be taken back."""
        form, editor = request.state.form, self._editor(device)
        act = self._desk.take_back if form.get("do") == TAKE_BACK else self._desk.correct
        entered = act(editor, number, form)
        return _back_to(device) if entered.is_stored else self._page(device, entered.now, entered)

    @property
    def _desk(self) -> MarkerDesk:
        return MarkerDesk(Markers(self.basis.clinic.access))

    def _editor(self, device: str) -> Editor:
        person, now_utc_s = VISITOR.get().person, self.basis.now_utc_s()
        self.basis.name(device)
        return Editor(device, person.name if person else "", now_utc_s, self._dates(device))

    def _dates(self, device: str) -> Dates:
        latest = self.basis.latest_day
        placed = [day.day for day in self.basis.clinic.days(device) if day.is_placed(latest)]
        first = date.fromisoformat(min(placed)) if placed else None
        return Dates(self.basis.today, first)

    def _page(self, device: str, known: Marker | None, entered: Entered | None = None) -> Response:
        name, today = self.basis.name(device), self.basis.today
        form = marker_form(device, today, known, entered.filled if entered else None)
        versions = self._desk.versions(device, known.number) if known else []
        status = HTTPStatus.OK if not entered else STATUS_OF_CONFLICT[entered.is_conflict]
        shown = marker_page(name, form, versions, self.basis.timezone, entered)
        return shown_page("marker.html", shown, status, damage=self.basis.damage(), typed=True)


def _back_to(device: str) -> Response:
    return go_to(f"/patients/{device}#markers-heading")
