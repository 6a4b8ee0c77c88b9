"""One day of one patient over HTTP, and its charts as pictures.

Knows what is answered where a day is not there or cannot be read; must never know SQL, or how a number becomes words.
"""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Path, Response

from sync.clinic.charts.drawings import DAY_CHARTS, CannotDraw, day_drawing, drawing_key
from sync.clinic.charts.pictures import Pictures
from sync.clinic.database.values import DamagedDay, StoredDay
from sync.clinic.pages import day_page
from sync.clinic.site.basis import Basis, Shape
from sync.clinic.stored_day.quarters import quarter_hours
from sync.clinic.symptoms import SymptomNames
from sync.clinic.web.answers import picture_answer, problem_page, shown_page, undrawn_answer
from sync.clinic.wording.language import marked, spoken

log = logging.getLogger(__name__)

DAY_EXPECTED: Final = {"day": marked("a date as 2026-01-31")}
UNREADABLE_ADVICE: Final = marked(
    "The clinic's database is damaged there, or a newer program wrote it. All other days can be read. "
    "The last backup may hold this one; the device sends it again when anything of it changes."
)
Day = Annotated[str, Path(pattern=r"^\d{4}-\d\d-\d\d$")]


@dataclass(frozen=True)
class DayPages:
    """A day, and its charts as pictures of their own: a page is there before they are drawn."""

    basis: Basis
    pictures: Pictures

    def day(self, device: str, day: Day) -> Response:
        """One day of one patient."""
        basis, clinic = self.basis, self.basis.clinic
        name, latest_day = basis.name(device), basis.latest_day
        self.pictures.wake()
        try:
            stored = self._stored(name, device, day)
        except DamagedDay as problem:
            said = spoken("{name}: this day cannot be read: {why}.", name=name, why=problem)
            return problem_page(HTTPStatus.OK, said, spoken(UNREADABLE_ADVICE), day)
        hours = quarter_hours(stored.document, basis.now_utc_s())
        neighbours = clinic.neighbours(device, day, latest_day)
        symptoms = SymptomNames(clinic.access).of(device)
        shown = day_page(name, stored, hours, neighbours, basis.timezone, latest_day=latest_day, symptoms=symptoms)
        return shown_page("day.html", shown, damage=basis.damage())

    def chart(self, device: str, day: Day, name: str, shape: Shape) -> Response:
        """One chart of the day."""
        try:
            document = self._stored(self.basis.name(device), device, day).document
        except DamagedDay as problem:
            said = spoken("There is no chart of a day that cannot be read: {why}.", why=problem)
            raise self.basis.nothing(said) from None
        if name not in DAY_CHARTS:
            raise self.basis.nothing(spoken("There is no such chart."))
        wanted = day_drawing(name, document, quarter_hours(document, self.basis.now_utc_s()), shape)
        try:
            return picture_answer(self.pictures.drawn(drawing_key(wanted), lambda: wanted))
        except CannotDraw:
            return undrawn_answer()

    def _stored(self, name: str, device: str, day: str) -> StoredDay:
        """Raises DamagedDay, and the page that says that there is none."""
        try:
            stored = self.basis.clinic.day(device, day)
        except DamagedDay as problem:
            log.error("the day %s of %s cannot be read: %s", day, device, problem)
            raise
        if stored is None:
            raise self.basis.nothing(spoken("There is no data from {name} for {day}.", name=name, day=day))
        return stored
