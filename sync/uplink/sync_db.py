"""The sync process's own database: which revision of which day the clinic has committed.

Knows SQLite; must never know brokers, nor what is in a day.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sync.wire.messages import Receipt

SYNC_SCHEMA_VERSION = 1
SYNC_SCHEMA = """
CREATE TABLE receipts (
    store TEXT NOT NULL, day TEXT NOT NULL, revision INTEGER NOT NULL, received_utc_s REAL NOT NULL,
    PRIMARY KEY (store, day)
) STRICT, WITHOUT ROWID
"""
KEEP = """
INSERT INTO receipts VALUES (?, ?, ?, ?)
ON CONFLICT (store, day) DO UPDATE SET revision = excluded.revision, received_utc_s = excluded.received_utc_s
"""


class SyncDbUnusable(Exception):
    """The database cannot be read or written; the message says why and what to do."""


class SyncDb:
    """The receipts at `path`, which is made when it is not there. Losing it loses nothing: receipts come again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None)
            try:
                _prepare(self._database)
            except BaseException:
                self._database.close()
                raise

    def __enter__(self) -> Self:
        """The open database."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it; everything kept before is on disk already."""
        self._database.close()

    def receipts(self, store: str) -> dict[str, int]:
        """Day -> revision the clinic said it has, of one device store."""
        with _explained(self._path):
            return dict(self._database.execute("SELECT day, revision FROM receipts WHERE store = ?", (store,)))

    def keep(self, receipts: Iterable[Receipt], received_utc_s: float) -> None:
        """Keep them durably, all or none. The latest word counts, also where it is lower: a clinic may lose data."""
        rows = [(r.store, r.day, r.revision, received_utc_s) for r in receipts]
        with _explained(self._path), _transaction(self._database):
            self._database.executemany(KEEP, rows)


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    with _transaction(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            database.execute(SYNC_SCHEMA)
            database.execute(f"PRAGMA user_version = {SYNC_SCHEMA_VERSION}")
        elif version != SYNC_SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"schema version {version}, this firmware knows {SYNC_SCHEMA_VERSION}")


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    with database:
        yield


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as problem:
        raise SyncDbUnusable(
            f"{path}: {problem}: check its folder, owner and free space, or move it aside"
        ) from problem
