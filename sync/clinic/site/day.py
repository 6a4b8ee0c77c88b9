"""One day of one patient over HTTP.

Knows what is answered where a day is not there or cannot be read; must never know SQL, or how a number becomes words.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Path, Response

from device.day.document import DayDocument
from sync.clinic.database.values import DamagedDay
from sync.clinic.pages import day_page
from sync.clinic.site.basis import Basis
from sync.clinic.stored_day.quarters import QuarterHour, quarter_hours
from sync.clinic.symptoms import SymptomNames
from sync.clinic.web.answers import problem_page, shown_page

log = logging.getLogger(__name__)

DAY_EXPECTED: Final = {"day": "a date as 2026-01-31"}
UNREADABLE_ADVICE: Final = (
    "The clinic's database is damaged there, or a newer program wrote it. All other days can be read. "
    "The last backup may hold this one; the device sends it again when anything of it changes."
)
DrawDay = Callable[[DayDocument, tuple[QuarterHour, ...]], object]
Day = Annotated[str, Path(pattern=r"^\d{4}-\d\d-\d\d$")]


@dataclass(frozen=True)
class DayPages:
    """`draw` makes the charts."""

    basis: Basis
    draw: DrawDay

    def day(self, device: str, day: Day) -> Response:
        """One day of one patient."""
        basis, clinic = self.basis, self.basis.clinic
        name, latest_day = basis.name(device), basis.latest_day
        try:
            stored = clinic.day(device, day)
        except DamagedDay as problem:
            log.error("the day %s of %s cannot be read: %s", day, device, problem)
            said = f"{name}: this day cannot be read: {problem}."
            return problem_page(HTTPStatus.OK, said, UNREADABLE_ADVICE, day)
        if stored is None:
            raise basis.nothing(f"There is no data from {name} for {day}.")
        hours = quarter_hours(stored.document, basis.now_utc_s())
        neighbours = clinic.neighbours(device, day, latest_day)
        symptoms = SymptomNames(clinic.access).of(device)
        shown = day_page(name, stored, hours, neighbours, basis.timezone, latest_day=latest_day, symptoms=symptoms)
        return shown_page("day.html", shown, damage=basis.damage(), drawings=self.draw(stored.document, hours))
