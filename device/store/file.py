"""The file behind the device's database: its schema, how it is opened, and what SQLite's errors mean for a person.

Knows SQLite; must never know what a record is.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from device.day.neighbours import Sought
from device.records.calendar import days_about

STORE_SCHEMA_VERSION = 1
PAGE_BYTES = 512  # a commit writes whole pages: 4096 would write almost four times as much (tests/benchmarks/store.py)
STORE_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE boots (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    utc_minus_monotonic_s REAL NOT NULL, timezone TEXT NOT NULL, trust TEXT NOT NULL
) STRICT;
CREATE TABLE facts (
    day TEXT NOT NULL, boot INTEGER NOT NULL REFERENCES boots, kind TEXT NOT NULL, start_s REAL NOT NULL,
    utc_s REAL NOT NULL, offset_s INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (day, kind, boot, start_s)
) STRICT, WITHOUT ROWID;
CREATE TABLE days (day TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
WAIT_FOR_OTHERS_S = 5.0


class StoreMissing(Exception):
    """There is no database at this path (yet)."""


class StoreUnusable(Exception):
    """The database cannot be written or read: the message says why and what to do."""


class StoreDamaged(StoreUnusable):
    """The file is no database that can be used any more."""


def open_to_write(path: Path) -> sqlite3.Connection:
    """The file, made and brought to this schema where needed; every commit is on disk when it returns."""
    database = sqlite3.connect(path, timeout=WAIT_FOR_OTHERS_S, isolation_level=None)
    with closed_on_failure(database):
        database.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        _prepare(database, path)
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    with transaction(database, "EXCLUSIVE"):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in STORE_SCHEMA.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO meta VALUES ('store', ?)", (str(uuid.uuid4()),))
            database.execute(f"PRAGMA user_version = {STORE_SCHEMA_VERSION}")
        elif version != STORE_SCHEMA_VERSION:
            raise wrong_version(path, version)


def wrong_version(path: Path, version: int) -> StoreUnusable:
    """What to say of a file that another firmware wrote."""
    return StoreUnusable(
        f"{path} has schema version {version}, this firmware knows {STORE_SCHEMA_VERSION}:"
        " install the firmware that wrote it"
    )


@contextmanager
def closed_on_failure(database: sqlite3.Connection) -> Iterator[None]:
    """Leave no open file behind when the block fails."""
    try:
        yield
    except BaseException:
        database.close()
        raise


@contextmanager
def transaction(database: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All of the block or nothing of it."""
    database.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # a full disk has rolled back by itself
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def matching(sought: Sought) -> tuple[str, tuple[str | float, ...]]:
    """The condition on `facts` that finds these, and its parameters; the days spare it reading the others."""
    kinds = ", ".join("?" * len(sought.kinds))
    condition = f"kind IN ({kinds}) AND day BETWEEN ? AND ? AND utc_s BETWEEN ? AND ?"
    values: tuple[str | float, ...] = (*sought.kinds, *days_about(*sought.begin_utc_s), *sought.begin_utc_s)
    if sought.end_from_utc_s is None:
        return condition, values
    return f"{condition} AND utc_s + (body ->> 'duration_s') >= ?", (*values, sought.end_from_utc_s)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as StoreUnusable or StoreDamaged, with what to do."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        kind = StoreDamaged if _errorname(error) in DAMAGED else StoreUnusable
        raise kind(f"{path}: {error}: {_advice(error)}") from error


DAMAGED = {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
ADVICE = {
    "SQLITE_FULL": "free space on the card",
    "SQLITE_IOERR": "free space on the card, and check the card",
    "SQLITE_NOTADB": "this is not an Easeband database; keep it and move it aside",
    "SQLITE_CORRUPT": "the file is damaged; keep it and move it aside",
    "SQLITE_READONLY": "check who owns the file and whether the card is mounted read-only",
    "SQLITE_CANTOPEN": "check that the folder exists and that this user may use it",
    "SQLITE_BUSY": "another process is writing it; is `easeband run` running twice?",
}


def _advice(error: Exception) -> str:
    known = (advice for start, advice in ADVICE.items() if _errorname(error).startswith(start))
    return next(known, "check the folder, its owner and the free space (df -h)")


def _errorname(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
