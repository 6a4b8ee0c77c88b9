"""The table of what own symptoms are called.

Knows SQL; must never know who reads this, or what was answered.
"""

import logging
from typing import Any, Final

from sqlalchemy import Row, delete, select

from sync.clinic.database.access import Access
from sync.clinic.database.checksums import checksum
from sync.clinic.database.schema import SYMPTOM_NAMES_TABLE
from sync.clinic.database.values import checked_device, is_day
from sync.clinic.symptoms.naming import BadSymptomName, SymptomName, checked_name

log = logging.getLogger(__name__)

OF: Final = SYMPTOM_NAMES_TABLE.c


class SymptomNames:
    """The names of all patients, in a clinic's database. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def of(self, device: str) -> list[SymptomName]:
        """Those of one patient, by number and day."""
        rows = select(SYMPTOM_NAMES_TABLE).where(OF.device == device).order_by(OF.number, OF.since_day)
        with self._access.transaction() as connection:
            found = connection.execute(rows).all()
        return [name for row in found if (name := _name(row))]

    def give(self, device: str, given: SymptomName) -> None:
        """One more; another of the same number and day is replaced. Raises BadSymptomName and NotStorable."""
        name = checked_name(given)
        if not is_day(name.since_day):
            raise BadSymptomName(f"since: expected a date such as 2026-01-31, got {name.since_day!a}")
        key = {"device": checked_device(device), "number": name.number, "since_day": name.since_day}
        said = {"name": name.name, "checksum": checksum(*key.values(), name.name)}
        put = self._access.insert(SYMPTOM_NAMES_TABLE).values(**key, **said)
        with self._access.transaction() as connection:
            connection.execute(put.on_conflict_do_update(index_elements=SYMPTOM_NAMES_TABLE.primary_key, set_=said))

    def forget(self, device: str, number: int) -> int:
        """Every name of that number is deleted; how many there were."""
        with self._access.transaction() as connection:
            rows = delete(SYMPTOM_NAMES_TABLE).where(OF.device == device, OF.number == number)
            return len(connection.execute(rows.returning(OF.since_day)).all())


def _name(row: Row[Any]) -> SymptomName | None:
    """One row; None for one that a damaged file has changed."""
    if row.checksum != checksum(row.device, row.number, row.since_day, row.name):
        log.error("a name of a symptom of %r cannot be read: the clinic's database is damaged", row.device)
        return None
    return SymptomName(row.number, row.since_day, row.name)
