"""Erasing one patient from the clinic's database, so that neither a query nor the file finds anything of them.

Knows which tables name a device, and what each engine keeps of deleted rows; must never know who asked.
"""

from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, delete, func, select, text

from sync.clinic.database.access import Access
from sync.clinic.database.engine import DATABASE_FAULTS
from sync.clinic.database.schema import DAYS_TABLE, METADATA

OVERWRITES: Final = "PRAGMA secure_delete=ON"  # SQLite then writes zeros over what is deleted
FORGETS: Final = {  # what takes deleted rows out of the files, once no other program reads them any more
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)",),
    "postgresql": ("VACUUM",),
}


@dataclass(frozen=True)
class DeviceRows:
    """What the clinic has of one device: its days, and rows of any kind."""

    days: tuple[str, ...]
    rows: int


class PatientErasure:
    """One patient in the database at `url`. Raises WrongDatabase; every method raises ClinicUnavailable."""

    def __init__(self, url: str, device: str) -> None:
        self._access, self._device = Access(url, waits=False), device

    def close(self) -> None:
        """Let go of the database."""
        self._access.close()

    def held(self) -> DeviceRows:
        """What there is."""
        days = select(DAYS_TABLE.c.day).where(DAYS_TABLE.c.device == self._device).distinct().order_by(DAYS_TABLE.c.day)
        with self._access.transaction() as connection:
            rows = sum(_count(connection, table, self._device) for table in _of_devices())
            return DeviceRows(tuple(connection.scalars(days)), rows)

    def erase(self) -> None:
        """All of it or nothing."""
        with self._access.transaction() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text(OVERWRITES))
            for table in _of_devices():
                connection.execute(delete(table).where(table.c.device == self._device))
        _forget(self._access.engine)


def _of_devices() -> list[Table]:
    """Every table that names devices, those that refer to others first."""
    return [table for table in reversed(METADATA.sorted_tables) if "device" in table.c]


def _count(connection: Connection, table: Table, device: str) -> int:
    rows: Any = connection.scalar(select(func.count()).select_from(table).where(table.c.device == device))
    return int(rows)


def _forget(engine: Engine) -> None:
    """What cannot be done now, since a page is being shown, the engine does itself some time later."""
    with suppress(*DATABASE_FAULTS), closing(engine.connect()) as connection:
        for statement in FORGETS[engine.dialect.name]:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))
