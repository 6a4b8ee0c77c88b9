"""The SQLite file: its tables, how it is opened and read, and what becomes of one that cannot be used.

Must never know what is kept in memory, or when.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.uplink.sync_db.rows import (
    ALL_DAYS,
    MOST_SYNC_BYTES,
    Branches,
    Going,
    Receipted,
    Sent,
    WentIn,
    sum_of_row,
    went_of,
)

SYNC_SCHEMA_VERSION = 1
SYNC_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS receipts (
        store TEXT NOT NULL, day TEXT NOT NULL, revision INTEGER NOT NULL, received_utc_s REAL NOT NULL,
        PRIMARY KEY (store, day)
    ) STRICT, WITHOUT ROWID
    """,  # nothing is in it any more; older firmware looks for it
    """
    CREATE TABLE IF NOT EXISTS confirmed (
        store TEXT NOT NULL, day TEXT NOT NULL, revision INTEGER NOT NULL, received_utc_s REAL NOT NULL,
        sum INTEGER NOT NULL, PRIMARY KEY (store, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS branches (
        store TEXT NOT NULL, day TEXT NOT NULL, branch INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (store, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS sent (
        store TEXT NOT NULL, day TEXT NOT NULL, branch INTEGER NOT NULL, revision INTEGER NOT NULL,
        sum INTEGER NOT NULL, PRIMARY KEY (store, day)
    ) STRICT, WITHOUT ROWID
    """,  # the highest revision: older firmware wrote it; a store without a day: from then on all are here
    """
    CREATE TABLE IF NOT EXISTS went (
        store TEXT NOT NULL, day TEXT NOT NULL, branch INTEGER NOT NULL, floor INTEGER NOT NULL, later TEXT NOT NULL,
        sum INTEGER NOT NULL, PRIMARY KEY (store, day)
    ) STRICT, WITHOUT ROWID
    """,  # each revision that went out; the row of a store without a day: from then on they are all here
    """
    CREATE TABLE IF NOT EXISTS went_in (
        store TEXT NOT NULL, day TEXT NOT NULL, boot TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (store, day)
    ) STRICT, WITHOUT ROWID
    """,  # the newest boot that the card knew then
    """
    CREATE TABLE IF NOT EXISTS told (
        name TEXT NOT NULL PRIMARY KEY, sum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,  # what the broker retains that is no day
)
SELECT = "SELECT store, day, revision, received_utc_s, sum FROM confirmed"
KEEP_RECEIPT = "INSERT OR REPLACE INTO confirmed VALUES (?, ?, ?, ?, ?)"
SELECT_BRANCHES = "SELECT store, day, branch, sum FROM branches"
KEEP_BRANCH = "INSERT OR REPLACE INTO branches VALUES (?, ?, ?, ?)"
SELECT_SENT = "SELECT store, day, branch, revision, sum FROM sent"
SELECT_WENT = "SELECT store, day, branch, floor, later, sum FROM went"
KEEP_WENT = "INSERT OR REPLACE INTO went VALUES (?, ?, ?, ?, ?, ?)"
SELECT_WENT_IN, KEEP_WENT_IN = (
    "SELECT store, day, boot, sum FROM went_in",
    "INSERT OR REPLACE INTO went_in VALUES (?, ?, ?, ?)",
)
SELECT_TOLD = "SELECT name, sum FROM told"
KEEP_TOLD, DROP_TOLD = "INSERT OR REPLACE INTO told VALUES (?, ?)", "DELETE FROM told WHERE name = ?"
ENDINGS = ("", "-wal", "-shm")
MOST_ASIDE = 3  # files that were moved aside; the last of them is overwritten
WAIT_FOR_OTHERS_S = 0.2  # nobody else writes it; whoever looks into it is soon done
USELESS = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")  # the last: tables that are not ours

SyncFile = sqlite3.Connection


@dataclass
class UselessFile(Exception):
    """The file is no database of ours that can be used any more."""

    why: str

    def __str__(self) -> str:
        return self.why


class ReceiptsUnreadable(Exception):
    """The file cannot be read: the message names it and says why."""


# Damage may be in the words of SQLite's own error too, which are then no UTF-8.
UNUSABLE = (UselessFile, sqlite3.Error, OSError, UnicodeDecodeError)


def kept_receipts(path: Path) -> tuple[Receipted, Branches]:
    """What the file holds at this moment, for whoever only looks: nothing is made, moved or changed.

    Raises ReceiptsUnreadable.
    """
    try:
        if not path.exists():
            return {}, {}
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_FOR_OTHERS_S)
        with closing(database):
            return read_rows(database)
    except UNUSABLE as problem:
        raise ReceiptsUnreadable(f"{path}: {problem}") from problem


def is_useless(problem: Exception) -> bool:
    """Whether a new file in its place would help."""
    said = str(getattr(problem, "sqlite_errorname", ""))
    return isinstance(problem, UselessFile | UnicodeDecodeError) or said.startswith(USELESS)


def open_file(path: Path) -> sqlite3.Connection:
    """The file, made where it is not there. Raises UselessFile, sqlite3.Error or OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise UselessFile("expected a file, got a folder")
    size_bytes = path.stat().st_size if path.exists() else 0
    if size_bytes > MOST_SYNC_BYTES:
        raise UselessFile(f"expected at most {MOST_SYNC_BYTES} bytes, got {size_bytes}")
    database = sqlite3.connect(path, timeout=WAIT_FOR_OTHERS_S, isolation_level=None)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version not in (0, SYNC_SCHEMA_VERSION):
        raise UselessFile(f"schema version {version}, this firmware knows {SYNC_SCHEMA_VERSION}")
    if not version and (table := database.execute("SELECT name FROM sqlite_schema LIMIT 1").fetchone()):
        raise UselessFile(f"another program's database: it has {table[0]!r} and no version")
    with all_or_none(database):
        for statement in SYNC_SCHEMA if version else (*SYNC_SCHEMA, f"PRAGMA user_version = {SYNC_SCHEMA_VERSION}"):
            database.execute(statement)
    read_rows(database)
    read_sent(database)
    read_went_in(database)
    database.execute(SELECT_TOLD).fetchall()


def read_rows(database: sqlite3.Connection) -> tuple[Receipted, Branches]:
    """What it holds as it was written: a flipped bit makes one row unknown, and no day is taken for delivered by it."""
    rows, branches = (database.execute(query).fetchall() for query in (SELECT, SELECT_BRANCHES))
    receipted = {(row[0], row[1]): (row[2], row[3]) for row in rows if row[4] == sum_of_row(*row[:3])}
    return receipted, {(row[0], row[1]): row[2] for row in branches if row[3] == sum_of_row(*row[:3])}


def read_sent(database: sqlite3.Connection) -> tuple[Sent, Going]:
    """What went out: as older firmware kept it, and as this does. Where a row is damaged, not all are here any more."""
    rows, went = (database.execute(query).fetchall() for query in (SELECT_SENT, SELECT_WENT))
    sent: Sent = {(row[0], row[1]): (row[2], row[3]) for row in rows if row[4] == sum_of_row(*row[:4])}
    read = {(row[0], row[1]): went_of(*row[2:5]) for row in went if row[5] == sum_of_row(*row[:5])}
    going: Going = {key: row for key, row in read.items() if row}
    if (len(sent), len(going)) != (len(rows), len(went)):
        going = {key: row for key, row in going.items() if key[1] != ALL_DAYS}
    return sent, going


def read_went_in(database: sqlite3.Connection) -> WentIn:
    """In which boot each day last went out, as far as that was written so."""
    rows = database.execute(SELECT_WENT_IN).fetchall()
    return {(row[0], row[1]): row[2] for row in rows if row[3] == sum_of_row(*row[:3])}


def moved_aside(path: Path) -> Path:
    """Where it is now. Raises OSError."""
    names = [path.with_name(f"{path.name}.damaged-{number}") for number in range(1, MOST_ASIDE + 1)]
    aside = next((name for name in names if not name.exists()), names[-1])
    for ending in ENDINGS:
        old = path.with_name(path.name + ending)
        if old.exists():
            old.replace(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def all_or_none(database: sqlite3.Connection) -> Iterator[None]:
    """What is done within is on disk at the end, as a whole or not at all."""
    database.execute("BEGIN IMMEDIATE")
    with database:
        yield
