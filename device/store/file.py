"""The file behind the device's database: its schema, how it is opened, and what SQLite's errors mean for a person.

Knows SQLite; must never know what a record is.
"""

import os
import re
import sqlite3
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final
from zlib import crc32

from device.day.neighbours import Sought
from device.records.calendar import days_about
from device.system.files import CHECK_FOLDER, sudo_or

STORE_SCHEMA_VERSION = 2
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
# Columns alone, so that it takes a moment however long the tables are: sums and counts are filled in by the check.
# It is one transaction: a power cut leaves version 1, whole, so there is nothing to back up.
MIGRATIONS = {
    1: """
ALTER TABLE boots ADD COLUMN sum INTEGER;
ALTER TABLE facts ADD COLUMN sum INTEGER;
ALTER TABLE days ADD COLUMN facts INTEGER;
ALTER TABLE days ADD COLUMN sum INTEGER;
CREATE TABLE lost (day TEXT, source TEXT, facts INTEGER NOT NULL, PRIMARY KEY (day, source)) STRICT, WITHOUT ROWID;
CREATE TABLE salvage (source TEXT PRIMARY KEY, done_to TEXT NOT NULL) STRICT, WITHOUT ROWID;
""",
}
DATABASE_FILES: Final = ("", "-wal", "-shm", "-journal")  # of the files that are one database
STORE_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WAIT_FOR_OTHERS_S = 5.0

Database = sqlite3.Connection
UNFIT_VALUES: Final = (TypeError, ValueError, OverflowError)  # what Python says of a row with values of other types
UNREADABLE_SQL: Final = (sqlite3.Error, *UNFIT_VALUES)


def row_sum(*values: object) -> int:
    """CRC-32 over the values in their order: any burst of up to 32 bits is seen, other damage but for 1 in 4 billion.

    Numbers are taken as Python writes them, which gives back the same number: 1 and 1.0 are not the same.
    """
    return crc32("\x1f".join(map(str, values)).encode(errors="surrogatepass"))


class StoreMissing(Exception):
    """There is no database at this path (yet)."""


class StoreUnusable(Exception):
    """The database cannot be written or read: the message says why and what to do. `code` is SQLite's name for it."""

    code = ""


class StoreDamaged(StoreUnusable):
    """The file is no database that can be used any more."""


def open_to_write(path: Path) -> Database:
    """The file, made and brought to this schema where needed; every commit is on disk when it returns."""
    refuse_what_is_no_file(path)
    database = _connected(path, timeout=WAIT_FOR_OTHERS_S)
    with closed_on_failure(database):
        database.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.create_function("row_sum", -1, row_sum, deterministic=True)
        _prepare(database, path)
    return database


def open_what_is_left(path: Path) -> Database:
    """A damaged file, as far as it can be read; never changed. Raises sqlite3.Error, OSError or StoreDamaged."""
    refuse_what_is_no_file(path)
    database = _connected(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    with closed_on_failure(database):
        database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return database


def open_nothing() -> Database:
    """What stands in for a file of which SQLite reads nothing."""
    return _connected(":memory:")


def _connected(path: Path | str, *, timeout: float = WAIT_FOR_OTHERS_S, uri: bool = False) -> Database:
    """A connection that gives every text, also one that is no UTF-8 any more: its row is then seen to be bad."""
    database = sqlite3.connect(path, timeout=timeout, isolation_level=None, uri=uri)
    database.text_factory = partial(str, encoding="utf-8", errors="replace")
    return database


def refuse_what_is_no_file(path: Path) -> None:
    """A folder, a pipe that SQLite would wait at, a file cut to nothing whose journal has rows. Raises StoreDamaged."""
    sizes = {}
    for file in (path.with_name(path.name + ending) for ending in DATABASE_FILES):
        with suppress(FileNotFoundError):
            found = _looked_at(file)
            sizes[file] = found.st_size
            if not stat.S_ISREG(found.st_mode):
                raise StoreDamaged(f"{file}: expected a database, got something that is no file: move it aside")
    wal = path.with_name(path.name + "-wal")
    if sizes.get(path) == 0 and sizes.get(wal):
        raise StoreDamaged(f"{path}: the file is empty although {wal.name} is not: keep both and move them aside")


def _looked_at(file: Path) -> os.stat_result:
    try:
        return file.stat()
    except OSError as error:
        if isinstance(error, FileNotFoundError) or not file.is_symlink():
            raise
        raise StoreDamaged(f"{file}: {error.strerror}: a link that leads nowhere: move it aside") from error


def _prepare(database: Database, path: Path) -> None:
    with transaction(database, "EXCLUSIVE"):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if not 0 <= version <= STORE_SCHEMA_VERSION:
            raise wrong_version(path, version)
        if version == 0:
            _refuse_what_others_keep(database, path)
            _run(database, STORE_SCHEMA)
            database.execute("INSERT INTO meta VALUES ('store', ?)", (str(uuid.uuid4()),))
        for before in range(max(version, 1), STORE_SCHEMA_VERSION):
            _run(database, MIGRATIONS[before])
            database.execute(f"PRAGMA user_version = {before + 1}")


def _refuse_what_others_keep(database: Database, path: Path) -> None:
    """A file without a version is empty, or not ours. Raises StoreDamaged."""
    if table := database.execute("SELECT name FROM sqlite_schema LIMIT 1").fetchone():
        raise StoreDamaged(f"{path}: it has {table[0]!r} and no version: {ADVICE['SQLITE_NOTADB']}")


def _run(database: Database, statements: str) -> None:
    for statement in statements.split(";"):
        database.execute(statement)


def wrong_version(path: Path, version: int) -> StoreDamaged:
    """What to say of a file that another firmware wrote: its rows are read as those of a damaged one are."""
    return StoreDamaged(
        f"{path} has schema version {version}, this firmware knows {STORE_SCHEMA_VERSION}:"
        " install the firmware that wrote it"
    )


@contextmanager
def closed_on_failure(database: Database) -> Iterator[None]:
    """Leave no open file behind when the block fails."""
    try:
        yield
    except BaseException:
        database.close()
        raise


@contextmanager
def transaction(database: Database, kind: str = "IMMEDIATE") -> Iterator[None]:
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
    ends = "iif(json_valid(body), utc_s + (body ->> 'duration_s'), utc_s)"
    return f"{condition} AND {ends} >= ?", (*values, sought.end_from_utc_s)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as StoreUnusable or StoreDamaged, with what to do."""
    try:
        yield
    except (sqlite3.Error, OSError, *UNFIT_VALUES) as error:
        waits = isinstance(error, OSError) or _errorname(error).startswith(MAY_PASS)
        unusable = (StoreUnusable if waits else StoreDamaged)(f"{path}: {error}: {_advice(error)}")
        unusable.code = _errorname(error)
        raise unusable from error


OF_THE_MACHINE = ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_NOMEM")
"""What another file would not change."""
MAY_PASS = (*OF_THE_MACHINE, "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_PROTOCOL")
"""What is waited for. All else is said by a file that is no good database of ours."""

ADVICE = {
    "SQLITE_FULL": "free space on the card",
    "SQLITE_IOERR": "free space on the card, and check the card",
    "SQLITE_NOTADB": "this is not an Easeband database; keep it and move it aside",
    "SQLITE_CORRUPT": "the file is damaged; keep it and move it aside",
    "SQLITE_READONLY": "check who owns the file and whether the card is mounted read-only",
    "SQLITE_CANTOPEN": "check that the folder exists and that this user may use it",
    "SQLITE_ERROR": "tables or rows are not as this firmware makes them; keep the file and move it aside",
    "SQLITE_CONSTRAINT": "rows are not as this firmware makes them; keep the file and move it aside",
    "SQLITE_BUSY": "another process is writing it; is `easeband run` running twice?",
}


def _advice(error: Exception) -> str:
    known = (advice for start, advice in ADVICE.items() if _errorname(error).startswith(start))
    return next(known, sudo_or(getattr(error, "errno", None), f"{CHECK_FOLDER} (df -h)"))


def _errorname(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
