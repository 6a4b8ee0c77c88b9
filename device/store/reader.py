"""The device's database, the reading end: for other processes and users, which may not write.

Knows the tables; must never change them, nor know where documents go.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from device import __version__
from device.day import day_document
from device.day.document import DayDocument
from device.day.neighbours import Sought, bearing_on
from device.records.decoding import from_json
from device.records.facts import TRUST_ORDER, Dated, Record
from device.store.file import (
    STORE_SCHEMA_VERSION,
    StoreMissing,
    closed_on_failure,
    explained,
    matching,
    transaction,
    wrong_version,
)

CACHE_KIB = 200  # SQLite's default of 2 MB would take the sync process over its 30 MB
ROWS = "SELECT kind, utc_s, offset_s, body, timezone, trust FROM facts, boots WHERE boot = number"
FactRow = tuple[str, float, int, str, str, str]
KINDS = {kind.__name__: kind for kind in get_args(Record)}


class DeviceReader:
    """The reading end, for other processes and users. Raises StoreMissing until the device has made the file.

    It follows the path: a file that was moved aside and made anew is opened anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _open_to_read(path)

    def close(self) -> None:
        """Let go of the file."""
        self._opened.database.close()

    def store_id(self) -> str:
        """The UUID that was made with the file: a new card is a new store."""
        with explained(self._path):
            return _store_id(self._fresh())

    def days(self) -> list[tuple[str, int]]:
        """(day, revision) of every day that was ever touched, oldest first."""
        with explained(self._path):
            return list(self._fresh().execute("SELECT day, revision FROM days ORDER BY day"))

    def document(self, day: str, device: str) -> DayDocument:
        """The day's document at its present revision, read in one transaction. Raises StoreMissing: no such day."""
        with explained(self._path), transaction(self._fresh(), "DEFERRED"):
            database = self._opened.database
            revision = database.execute("SELECT revision FROM days WHERE day = ?", (day,)).fetchone()
            rows = database.execute(f"{ROWS} AND day = ?", (day,)).fetchall()
            facts = list(_dated(rows))
            around = [row for sought in bearing_on(facts) for row in _of_other_days(database, day, sought)]
            store = _store_id(database)
        if revision is None:
            raise StoreMissing(f"{self._path} has no day {day}: it is another file than before")
        return day_document(
            facts,
            device=device,
            store=store,
            day=day,
            timezone=rows[-1][4] if rows else "UTC",
            revision=revision[0],
            firmware=__version__,
            clock=min((row[5] for row in rows), key=TRUST_ORDER.index, default="unknown"),
            around=_dated(around),
        )

    def _fresh(self) -> sqlite3.Connection:
        """A connection that sees what is at the path now."""
        if self._opened.immutable or self._opened.inode != _inode(self._path):
            replaced, self._opened = self._opened, _open_to_read(self._path)
            replaced.database.close()
        return self._opened.database


@dataclass(frozen=True)
class _Opened:
    """A file that is read; an immutable one shows no later change."""

    database: sqlite3.Connection
    inode: int
    immutable: bool


def _store_id(database: sqlite3.Connection) -> str:
    return str(database.execute("SELECT value FROM meta WHERE name = 'store'").fetchone()[0])


def _of_other_days(database: sqlite3.Connection, day: str, sought: Sought) -> list[FactRow]:
    condition, values = matching(sought)
    return database.execute(f"{ROWS} AND day <> ? AND {condition}", (day, *values)).fetchall()


def _dated(rows: Iterable[FactRow]) -> Iterator[Dated]:
    for kind, utc_s, offset_s, body, _, _ in rows:
        yield Dated(from_json(KINDS[kind], body, json.loads, kind), utc_s, offset_s)


def _open_to_read(path: Path) -> _Opened:
    with explained(path):
        opened = _connect_to_read(path)
        with closed_on_failure(opened.database):
            (version,) = opened.database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                raise StoreMissing(f"{path} is being made")
            if version != STORE_SCHEMA_VERSION:
                raise wrong_version(path, version)
    return opened


def _connect_to_read(path: Path) -> _Opened:
    """Read-only; `immutable` only where a cleanly closed file leaves no -wal and none may be made by this user."""
    inode, immutable = _inode(path), False
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        database.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        database.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        immutable = True
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return _Opened(database, inode, immutable)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        raise StoreMissing(f"no database at {path} yet: it is made when `easeband run` first starts") from None
