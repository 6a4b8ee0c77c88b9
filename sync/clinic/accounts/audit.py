"""Who looked at what, and when: a row for each look.

Knows SQL; must never know what was on a page, or how this is shown.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, select

from sync.clinic.database.access import Access
from sync.clinic.database.engine import ClinicUnavailable
from sync.clinic.database.schema import LOOKS_TABLE

log = logging.getLogger(__name__)

MOST_TOLD_LETTERS: Final = 300  # of what is written down of one look
PAGE_LOOKED_AT_S: Final = 3600.0  # as long as a visit lasts without a page: pictures come when they are scrolled to
LOOKS_BACK: Final = 50  # of a person: of a page behind them, a picture is a look of its own


@dataclass(frozen=True)
class PageLook:
    """One look. `device` is empty for what is of no patient; `person` where nobody had signed in."""

    at_utc_s: float
    person: str
    address: str
    device: str
    what: str


class Looks:
    """The looks in a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access, now_utc_s: Callable[[], float]) -> None:
        self._access, self._now_utc_s = access, now_utc_s

    def note(self, person: str, address: str, what: str, device: str = "") -> None:
        """Write down that this person did this now, or looked at it: in the log where the database cannot take it."""
        texts = {"person": person, "address": address, "device": device, "what": what}
        row = {name: _printable(text)[:MOST_TOLD_LETTERS] for name, text in texts.items()}
        try:
            with self._access.transaction() as connection:
                connection.execute(self._access.insert(LOOKS_TABLE).values(at_utc_s=self._now_utc_s(), **row))
        except ClinicUnavailable as problem:
            log.error("a look is kept here alone: %s: %s", " | ".join(row.values()), problem)

    def note_part(self, person: str, address: str, what: str, page: str, device: str) -> None:
        """The same of a part of a `page`, such as a picture; nothing where they have just looked at it from there."""
        try:
            if self._looked_lately(person, address, page, device):
                return
        except ClinicUnavailable as problem:
            log.error("whether %s has looked at %s of %s is not known: %s", person, page, device, problem)
        self.note(person, address, what, device)

    def _looked_lately(self, person: str, address: str, page: str, device: str) -> bool:
        now_utc_s = self._now_utc_s()
        return any(
            (look.address, look.what, look.device) == (address, page, device)
            and 0 <= now_utc_s - look.at_utc_s <= PAGE_LOOKED_AT_S
            for look in self.last(LOOKS_BACK, person=person)
        )

    def last(self, number: int, before: int = 0, *, person: str = "", device: str = "") -> Sequence[PageLook]:
        """So many looks, the last first, after the newest `before`; of all, or of one person or patient."""
        rows = _of(select(LOOKS_TABLE), person, device).order_by(LOOKS_TABLE.c.number.desc())
        with self._access.transaction() as connection:
            found = connection.execute(rows.limit(number).offset(before)).all()
        return [PageLook(row.at_utc_s, row.person, row.address, row.device, row.what) for row in found]

    def of_kind(self, device: str, begins: str) -> Sequence[PageLook]:
        """All of one patient whose words begin so, the last first."""
        is_it = LOOKS_TABLE.c.what.startswith(begins, autoescape=True)
        rows = _of(select(LOOKS_TABLE), "", device).where(is_it).order_by(LOOKS_TABLE.c.number.desc())
        with self._access.transaction() as connection:
            found = connection.execute(rows).all()
        return [PageLook(row.at_utc_s, row.person, row.address, row.device, row.what) for row in found]

    def how_many(self, *, person: str = "", device: str = "") -> int:
        """How many there are, of all, or of one person or patient."""
        with self._access.transaction() as connection:
            return connection.scalar(_of(select(func.count()).select_from(LOOKS_TABLE), person, device)) or 0


def _of(query: Select[Any], person: str, device: str) -> Select[Any]:
    if person:
        query = query.where(LOOKS_TABLE.c.person == person)
    return query.where(LOOKS_TABLE.c.device == device) if device else query


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
