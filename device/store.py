"""The device's database: facts, dated when the date is known, and a revision for every day they touch.

Knows SQLite and the shape of records; must never know what a record means, nor who reads it. One process writes
(`Store`), any number read (`DeviceReader`).
"""

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from device import __version__
from device.calendar import place
from device.days import DayDocument, day_document
from device.plain import from_plain, to_plain
from device.records import ClockTrust, Dated, Dating, Record

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE facts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    boot TEXT NOT NULL, kind TEXT NOT NULL, start_s REAL NOT NULL,
    utc_s REAL NOT NULL, offset_s INTEGER NOT NULL, day TEXT NOT NULL, timezone TEXT NOT NULL, trust TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (boot, kind, start_s)
) STRICT;
CREATE INDEX facts_by_day ON facts (day);
CREATE TABLE days (day TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT;
"""
WAIT_FOR_OTHERS_S = 5.0
CACHE_KIB = 200  # of a reader: SQLite's default of 2 MB would take the sync process over its 30 MB
TRUST_ORDER: tuple[ClockTrust, ...] = ("unknown", "estimated", "synced")
KINDS = {kind.__name__: kind for kind in get_args(Record)}


class StoreMissing(Exception):
    """There is no database at this path (yet)."""


class StoreUnusable(Exception):
    """The database cannot be written or read: the message says why and what to do."""


class Store:
    """The writing end. Every `add` is one durable transaction: WAL with full synchronisation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _open_to_write(path)

    def close(self) -> None:
        """Close the file; everything added before is on disk already."""
        self._database.close()

    def add(self, records: Sequence[Record], dating: Dating) -> None:
        """Keep records, all or none, and raise the revision of their days. Raises StoreUnusable (disk full, ...).

        When the clock has become more trustworthy than it was for earlier records of this boot, those get their right
        dates in the same transaction.
        """
        with _explained(self._path), _transaction(self._database):
            days = self._date_again(dating)
            days |= {self._insert(record, dating) for record in records}
            self._database.executemany(
                "INSERT INTO days VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET revision = revision + 1",
                [(day,) for day in sorted(days)],
            )

    def last_end_s(self, boot: str) -> float | None:
        """Where the minutes of this boot end, monotonic seconds; None when it has none."""
        rows = self._database.execute(
            "SELECT body FROM facts WHERE boot = ? AND kind = 'Minute' ORDER BY start_s DESC LIMIT 1", (boot,)
        ).fetchall()
        return max((m["start_s"] + m["recorded_s"] for m in (json.loads(body) for (body,) in rows)), default=None)

    def _insert(self, record: Record, dating: Dating) -> str:
        where = place(record.start_s, dating)
        self._database.execute(
            "INSERT INTO facts (boot, kind, start_s, utc_s, offset_s, day, timezone, trust, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(dating.boot, type(record).__name__, record.start_s),
                *(where.utc_s, where.offset_s, where.day, dating.timezone, dating.trust),
                json.dumps(to_plain(record)),
            ),
        )
        return where.day

    def _date_again(self, dating: Dating) -> set[str]:
        worse = TRUST_ORDER[: TRUST_ORDER.index(dating.trust)]
        rows = self._database.execute(
            "SELECT id, start_s, day FROM facts WHERE boot = ? AND trust IN (SELECT value FROM json_each(?))",
            (dating.boot, json.dumps(worse)),
        ).fetchall()
        touched = set()
        for number, start_s, old_day in rows:
            where = place(start_s, dating)
            self._database.execute(
                "UPDATE facts SET utc_s = ?, offset_s = ?, day = ?, timezone = ?, trust = ? WHERE id = ?",
                (where.utc_s, where.offset_s, where.day, dating.timezone, dating.trust, number),
            )
            touched |= {old_day, where.day}
        return touched


class DeviceReader:
    """The reading end, for other processes and users. Raises StoreMissing until the device has made the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = _open_to_read(path)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def store_id(self) -> str:
        """The UUID that was made with the file: a new card is a new store."""
        with _explained(self._path):
            return str(self._database.execute("SELECT value FROM meta WHERE name = 'store'").fetchone()[0])

    def days(self) -> list[tuple[str, int]]:
        """(day, revision) of every day that was ever touched, oldest first."""
        with _explained(self._path):
            return list(self._database.execute("SELECT day, revision FROM days ORDER BY day"))

    def document(self, day: str, device: str) -> DayDocument:
        """The day's document at its present revision, read in one transaction."""
        with _explained(self._path), _transaction(self._database, "DEFERRED"):
            (revision,) = self._database.execute("SELECT revision FROM days WHERE day = ?", (day,)).fetchone()
            rows = self._database.execute(
                "SELECT kind, utc_s, offset_s, timezone, trust, body FROM facts WHERE day = ?", (day,)
            ).fetchall()
            store = self.store_id()
        return day_document(
            _dated(rows),
            device=device,
            store=store,
            day=day,
            timezone=rows[-1][3] if rows else "UTC",
            revision=revision,
            firmware=__version__,
            clock=min((row[4] for row in rows), key=TRUST_ORDER.index, default="unknown"),
        )


def _dated(rows: Iterable[tuple[str, float, int, str, str, str]]) -> Iterator[Dated]:
    for kind, utc_s, offset_s, _, _, body in rows:
        yield Dated(from_plain(KINDS[kind], json.loads(body), kind, ignore_unknown=True), utc_s, offset_s)


def _open_to_write(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=WAIT_FOR_OTHERS_S, isolation_level=None)
    with _closed_on_failure(database):
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        _prepare(database, path)
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    with _transaction(database, "EXCLUSIVE"):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in SCHEMA.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO meta VALUES ('store', ?)", (str(uuid.uuid4()),))
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif version != SCHEMA_VERSION:
            raise _wrong_version(path, version)


def _wrong_version(path: Path, version: int) -> StoreUnusable:
    return StoreUnusable(
        f"{path} has schema version {version}, this firmware knows {SCHEMA_VERSION}: install the firmware that wrote it"
    )


def _open_to_read(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise StoreMissing(f"no database at {path} yet: it is made when `easeband run` first starts")
    with _explained(path):
        database = _connect_to_read(path)
        with _closed_on_failure(database):
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                raise StoreMissing(f"{path} is being made")
            if version != SCHEMA_VERSION:
                raise _wrong_version(path, version)
    return database


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Read-only; `immutable` only where a cleanly closed file leaves no -wal and none may be made by this user."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        database.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        database.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return database


@contextmanager
def _closed_on_failure(database: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


@contextmanager
def _transaction(database: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    database.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # a full disk has rolled back by itself
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise StoreUnusable(f"{path}: {error}: {_advice(error)}") from error


ADVICE = {
    "SQLITE_FULL": "free space on the card; measuring goes on and is written as soon as there is room",
    "SQLITE_NOTADB": "this is not an Easeband database; move it aside and start again",
    "SQLITE_CORRUPT": "the file is damaged; keep a copy, move it aside and start again",
    "SQLITE_READONLY": "check who owns the file and whether the card is mounted read-only",
    "SQLITE_CANTOPEN": "check that the folder exists and that this user may use it",
    "SQLITE_BUSY": "another process is writing it; is `easeband run` running twice?",
}


def _advice(error: Exception) -> str:
    name = getattr(error, "sqlite_errorname", "")
    known = (advice for start, advice in ADVICE.items() if name.startswith(start))
    return next(known, "check the folder, its owner and the free space (df -h)")
