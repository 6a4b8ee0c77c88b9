"""The table of programmes that were sent.

Knows SQL; must never know what a programme asks for, or who reads this.
"""

import logging
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, update

from device.health import ProgrammeState
from sync.clinic.database.access import Access
from sync.clinic.database.checksums import checksum
from sync.clinic.database.schema import PROGRAMMES_TABLE
from sync.clinic.database.values import NotStorable
from sync.clinic.programmes.prescribing import SentMeanwhile, newest_of
from sync.clinic.programmes.sent import SentProgramme, heard_of

log = logging.getLogger(__name__)

COLUMNS: Final = tuple(field.name for field in fields(SentProgramme))
SUMMED_COLUMNS: Final = ("device", "issued_utc_s", "id", "version", "envelope", "takes_back")  # what never changes
MEANWHILE: Final = "another programme was sent to {device} since the newest was looked at: look at it, and try again"
OF: Final = PROGRAMMES_TABLE.c
SIZE: Final = select(func.count(), func.coalesce(func.max(PROGRAMMES_TABLE.c.issued_utc_s), 0)).select_from(
    PROGRAMMES_TABLE
)
"""Made once: a collector asks every two seconds, and making it takes longer than the answer."""


class SentProgrammes:
    """What was sent, in a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def of(self, device: str) -> list[SentProgramme]:
        """All that was sent to the device, the newest first."""
        rows = select(PROGRAMMES_TABLE).where(PROGRAMMES_TABLE.c.device == device)
        return self._read(rows.order_by(PROGRAMMES_TABLE.c.issued_utc_s.desc()))

    def size(self) -> tuple[int, int]:
        """Changes with each envelope; quick, since it reads an index alone."""
        with self._access.transaction() as connection:
            count, last = connection.execute(SIZE).one()
        return count, last

    def newest(self) -> dict[str, tuple[int, str]]:
        """When the newest of each device was signed, and how far it has come."""
        table = PROGRAMMES_TABLE.c
        newest = select(table.device, func.max(table.issued_utc_s).label("at")).group_by(table.device).subquery()
        is_newest = (table.device == newest.c.device) & (table.issued_utc_s == newest.c.at)
        with self._access.transaction() as connection:
            rows = connection.execute(select(table.device, newest.c.at, table.step).join(newest, is_newest)).all()
        return {row.device: (row.at, row.step) for row in rows}

    def add(self, sent: SentProgramme) -> None:
        """One more; what it takes back is so from then on, unless the patient was quicker. Raises NotStorable."""
        with self._access.transaction() as connection:
            self._insert(connection, sent)
        self._take_back(sent)

    def add_after(self, sent: SentProgramme, newest_utc_s: int) -> None:
        """The same, as long as the newest is the one that was looked at: of two who send at once, one does.

        `newest_utc_s`: when that was signed, 0 for none. Raises SentMeanwhile and NotStorable.
        """
        before = (OF.device == sent.device) & (OF.issued_utc_s != sent.issued_utc_s)
        newest = select(func.coalesce(func.max(OF.issued_utc_s), 0)).where(before)
        try:
            with self._access.transaction() as connection:
                self._access.one_at_a_time(connection, PROGRAMMES_TABLE)
                self._insert(connection, sent)  # first: SQLite then keeps other writers waiting
                if connection.scalar(newest) != newest_utc_s:
                    raise SentMeanwhile(MEANWHILE.format(device=sent.device))
        except NotStorable:
            if newest_of(self.of(sent.device)) == newest_utc_s:
                raise
            raise SentMeanwhile(MEANWHILE.format(device=sent.device)) from None  # in the same second
        self._take_back(sent)

    def _insert(self, connection: Connection, sent: SentProgramme) -> None:
        row = {name: getattr(sent, name) for name in COLUMNS}
        connection.execute(self._access.insert(PROGRAMMES_TABLE).values(**row, checksum=_sum_of(sent)))

    def _take_back(self, sent: SentProgramme) -> None:
        if sent.takes_back:
            back = [one for one in self.of(sent.device) if one.is_taken_back_by(sent)]
            self._put([replace(one, step="withdrawn", since_utc_s=None) for one in back])

    def hear(self, device: str, states: Sequence[ProgrammeState]) -> None:
        """How far the device says that its programmes have come."""
        before = [one for one in self.of(device) if not one.takes_back]
        after = [heard_of(one, states) for one in before]
        self._put([new for old, new in zip(before, after, strict=True) if old != new])

    def _put(self, changed: Sequence[SentProgramme]) -> None:
        with self._access.transaction() as connection:
            for one in changed:
                is_it = (PROGRAMMES_TABLE.c.device == one.device) & (
                    PROGRAMMES_TABLE.c.issued_utc_s == one.issued_utc_s
                )
                values = {"step": one.step, "reason": one.reason, "since_utc_s": one.since_utc_s}
                connection.execute(update(PROGRAMMES_TABLE).where(is_it).values(**values))

    def _read(self, query: Select[Any]) -> list[SentProgramme]:
        with self._access.transaction() as connection:
            rows = connection.execute(query).all()
        return [found for row in rows if (found := _sent(row))]


def _sent(row: Row[Any]) -> SentProgramme | None:
    """One row; None for one that a damaged file has changed."""
    found = SentProgramme(*(getattr(row, name) for name in COLUMNS))
    if row.checksum != _sum_of(found):
        log.error("a programme that was sent to %r cannot be read: the clinic's database is damaged", row.device)
        return None
    return found


def _sum_of(sent: SentProgramme) -> int:
    return checksum(*(getattr(sent, name) for name in SUMMED_COLUMNS))
