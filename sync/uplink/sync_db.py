"""The sync process's own database: which revision of which day was sent, and which the clinic has committed.

Knows SQLite, and that losing the file loses nothing: receipts come again, and which records days are sent as stands
in a second file too. Must never know brokers, nor what is in a day.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zlib import crc32

from device.system.files import replace_file
from sync.wire.messages import Receipt, short

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
    """,  # the highest revision; the row of a store without a day: from then on they are all here
    """
    CREATE TABLE IF NOT EXISTS told (
        name TEXT NOT NULL PRIMARY KEY, sum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,  # what the broker retains that is no day
)
SELECT = "SELECT store, day, revision, received_utc_s, sum FROM confirmed"
KEEP = "INSERT OR REPLACE INTO confirmed VALUES (?, ?, ?, ?, ?)"
SELECT_BRANCHES = "SELECT store, day, branch, sum FROM branches"
KEEP_BRANCH = "INSERT OR REPLACE INTO branches VALUES (?, ?, ?, ?)"
SELECT_SENT = "SELECT store, day, branch, revision, sum FROM sent"
KEEP_SENT = "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?, ?)"
SELECT_TOLD = "SELECT name, sum FROM told"
KEEP_TOLD, DROP_TOLD = "INSERT OR REPLACE INTO told VALUES (?, ?)", "DELETE FROM told WHERE name = ?"
DISCOVERY = "discovery"
ENDINGS = ("", "-wal", "-shm")
AGAIN = ".branches"  # beside it, the records of days once more
MOST_ASIDE = 3  # files that were moved aside; the last of them is overwritten
MOST_ROWS = 10_000  # 27 years of days; when there are more, those of other cards go
MOST_BYTES = 4_000_000  # of a file with MOST_ROWS, 150 bytes each, several times over
WAIT_FOR_OTHERS_S = 0.2  # nobody else writes it; whoever looks into it is soon done
RETRY_S = 60.0  # until a file that could not be used is tried again

log = logging.getLogger(__name__)

Receipted = dict[tuple[str, str], tuple[int, float]]
"""(store, day) -> (revision, received)."""
Branches = dict[tuple[str, str], int]
"""(store, day) -> how many records of this day the device has begun beside its first one."""
Sent = dict[tuple[str, str], tuple[int, int]]
"""(store, day) -> which record of it was sent last, and the highest revision of that."""
ALL_DAYS = ""  # instead of a day


@dataclass
class _Useless(Exception):
    """The file is no database of ours that can be used any more."""

    why: str

    def __str__(self) -> str:
        return self.why


class ReceiptsUnreadable(Exception):
    """The file cannot be read: the message names it and says why."""


# Damage may be in the words of SQLite's own error too, which are then no UTF-8.
UNUSABLE = (_Useless, sqlite3.Error, OSError, UnicodeDecodeError)


class SyncDb:
    """The receipts, kept in memory and in the file at `path`.

    A file that is damaged, too large or of a newer firmware is moved aside and made anew. Where no file can be written,
    the receipts are kept in memory alone until one can: `trouble` says so, and `try_again` tries.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: Receipted = {}
        self._branches = _written_again(path)
        self._sent: Sent = {}
        self.has_discovery = False  # the broker may retain Home Assistant's discovery of this device
        self._database: sqlite3.Connection | None = None
        self._next_try_s = 0.0
        self.trouble: str | None = None
        self._open()

    def __enter__(self) -> Self:
        """The receipts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file; everything kept before is on disk already."""
        self._close()

    def receipts(self, store: str) -> dict[str, int]:
        """Day -> revision the clinic said it has, of one device store."""
        return {day: revision for (of, day), (revision, _) in self._rows.items() if of == store}

    def days(self) -> set[str]:
        """Every day that was sent or that the clinic confirmed, of whatever card."""
        return {day for _, day in (*self._rows, *self._sent)} - {ALL_DAYS}

    def revision(self, store: str, day: str) -> int:
        """The revision the clinic said it has of one day, 0 for none."""
        return self._rows.get((store, day), (0, 0.0))[0]

    def branch(self, store: str, day: str) -> int:
        """Which record of this day the device sends: 0 is its first one."""
        return self._branches.get((store, day), 0)

    def keep_branches(self, store: str, branches: Mapping[str, int]) -> None:
        """From now on the device sends these records of the days."""
        new = {(store, day): branch for day, branch in branches.items()}
        self._branches |= new
        self._run(KEEP_BRANCH, [_summed(*key, branch) for key, branch in new.items()])
        _write_again(self._path, self._branches)

    def sent(self, store: str, day: str) -> int:
        """The highest revision that was ever sent of the record of this day that the device sends; 0 for none."""
        branch, revision = self._sent.get((store, day), (0, 0))
        return revision if branch == self.branch(store, day) else 0

    def knows_sent(self, store: str) -> bool:
        """Whether all that was sent of this store is known: the file may be new, or of a firmware that kept none."""
        return (store, ALL_DAYS) in self._sent

    def keep_sent(self, store: str, revisions: Mapping[str, int], *, are_all: bool = False) -> None:
        """These go out now, or may have gone out. `are_all`: beside what goes out from now on, that is all."""
        higher = {day: revision for day, revision in revisions.items() if revision > self.sent(store, day)}
        new: Sent = {(store, day): (self.branch(store, day), revision) for day, revision in higher.items()}
        new |= {(store, ALL_DAYS): (0, 0)} if are_all else {}
        self._sent |= new
        self._run(KEEP_SENT, [_summed(*key, *row) for key, row in new.items()])
        if len(self._sent) > MOST_ROWS:
            self._sent = {key: row for key, row in self._sent.items() if key[0] == store}
            self._run("DELETE FROM sent WHERE store <> ?", [(store,)])

    @property
    def days_with_branches(self) -> int:
        """Of whatever card."""
        return len(self._branches)

    def received_utc_s(self, store: str, day: str) -> float:
        """When the receipt of one day came, 0 for none."""
        return self._rows.get((store, day), (0, 0.0))[1]

    def keep_discovery(self, *, is_there: bool) -> None:
        """Whether the broker may retain Home Assistant's discovery of this device from now on."""
        if is_there != self.has_discovery:
            self.has_discovery = is_there
            self._run(*((KEEP_TOLD, [(DISCOVERY, _sum(DISCOVERY))]) if is_there else (DROP_TOLD, [(DISCOVERY,)])))

    def keep(self, receipts: Sequence[Receipt], received_utc_s: float) -> None:
        """Keep them durably, all or none. The latest word counts, also where it is lower: a clinic may lose data.

        One that says what is known already comes from the broker again: it is as old as before.
        """
        new = {(r.store, r.day): (r.revision, received_utc_s) for r in receipts}
        new = {key: row for key, row in new.items() if self._rows.get(key, (0, 0.0))[0] != row[0]}
        self._rows |= new
        self._run(KEEP, [_receipt_row(key, row) for key, row in new.items()])
        if len(self._rows) > MOST_ROWS:
            self._drop_other_cards(of=receipts[-1].store)

    def try_again(self, now_s: float) -> None:
        """Open the file again where that failed before, at most once in RETRY_S."""
        if not self._database and now_s >= self._next_try_s:
            self._next_try_s = now_s + RETRY_S
            self._open()

    def _open(self) -> None:
        """The file's receipts beside those in memory, which are newer; then all of them in the file."""
        try:
            self._database = self._opened()
            on_disk, branches = _read(self._database)
            sent = _read_sent(self._database)
            self.has_discovery |= (DISCOVERY, _sum(DISCOVERY)) in self._database.execute(SELECT_TOLD).fetchall()
        except UNUSABLE as problem:
            self._go_on_without(problem)
            return
        self._rows = on_disk | self._rows
        if (furthest := _furthest(branches, self._branches)) != self._branches:
            self._branches = furthest
            _write_again(self._path, furthest)
        self._sent = sent | self._sent
        self._run(KEEP, [_receipt_row(key, row) for key, row in self._rows.items() if on_disk.get(key) != row])
        self._run(KEEP_SENT, [_summed(*key, *row) for key, row in self._sent.items() if sent.get(key) != row])
        self._run(KEEP_BRANCH, [_summed(*key, n) for key, n in self._branches.items() if branches.get(key) != n])
        if self._database and self.trouble:
            log.info("receipts are kept in %s again", self._path)
            self.trouble = None

    def _opened(self) -> sqlite3.Connection:
        try:
            return _open_file(self._path)
        except UNUSABLE as problem:
            if not _is_useless(problem):
                raise
            aside = _move_aside(self._path)
            log.error("%s: %s; moved to %s and made anew: receipts come again", self._path, problem, aside)
            return _open_file(self._path)

    def _run(self, statement: str, rows: Sequence[tuple[str | float, ...]]) -> None:
        """All of the rows or none; without the file from here on where that fails."""
        if not self._database or not rows:
            return
        try:
            with _transaction(self._database):
                self._database.executemany(statement, rows)
        except UNUSABLE as problem:
            self._go_on_without(problem)

    def _go_on_without(self, problem: Exception) -> None:
        self._close()
        trouble = short(f"receipts are kept in memory only, since {self._path} cannot be used: {problem}{ADVICE}")
        if trouble != self.trouble:
            log.error("%s", trouble)
        self.trouble = trouble

    def _close(self) -> None:
        if self._database:
            self._database.close()
        self._database = None

    def _drop_other_cards(self, of: str) -> None:
        self._rows = {key: row for key, row in self._rows.items() if key[0] == of}
        self._run("DELETE FROM confirmed WHERE store <> ?", [(of,)])


def kept_receipts(path: Path) -> tuple[Receipted, Branches]:
    """What the file holds at this moment, for whoever only looks: nothing is made, moved or changed.

    Raises ReceiptsUnreadable.
    """
    try:
        if not path.exists():
            return {}, {}
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_FOR_OTHERS_S)
        with closing(database):
            return _read(database)
    except UNUSABLE as problem:
        raise ReceiptsUnreadable(f"{path}: {problem}") from problem


def _write_again(path: Path, branches: Branches) -> None:
    """Receipts come again where sync.db is lost; that a day is sent as a record of its own nobody else knows."""
    rows = [_summed(*key, branch) for key, branch in sorted(branches.items())]
    try:
        replace_file(path.with_name(path.name + AGAIN), json.dumps(rows).encode())
    except OSError as problem:
        log.error("%s is without its second copy of the records of days: %s", path, problem)


def _written_again(path: Path) -> Branches:
    """As far as it is as it was written; nothing of a file that is none of ours."""
    try:
        with path.with_name(path.name + AGAIN).open("rb") as file:
            rows = json.loads(file.read(MOST_BYTES))
        return {(row[0], row[1]): row[2] for row in rows if _is_row_of_ours(row)}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, RecursionError) as problem:
        log.error("the second copy of the records of days beside %s cannot be read: %s", path, problem)
        return {}


def _is_row_of_ours(row: object) -> bool:
    """Also where the sum fits: what SQLite cannot keep would end the program at each start."""
    match row:
        case [str(store), str(day), int(branch), int(kept)]:
            return store.isascii() and day.isascii() and 0 < branch <= MOST_ROWS and kept == _sum(store, day, branch)
    return False


def _furthest(*several: Branches) -> Branches:
    """The last record of each day that any of them knows."""
    furthest = Branches()
    for key, branch in (item for branches in several for item in branches.items()):
        furthest[key] = max(branch, furthest.get(key, 0))
    return furthest


ADVICE = " (check its folder, owner and free space; no day is lost, at the next start some are sent once more)"
USELESS = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_ERROR")  # the last: tables that are not ours


def _is_useless(problem: Exception) -> bool:
    said = str(getattr(problem, "sqlite_errorname", ""))
    return isinstance(problem, _Useless | UnicodeDecodeError) or said.startswith(USELESS)


def _open_file(path: Path) -> sqlite3.Connection:
    """The file, made where it is not there. Raises _Useless, sqlite3.Error or OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise _Useless("expected a file, got a folder")
    size_bytes = path.stat().st_size if path.exists() else 0
    if size_bytes > MOST_BYTES:
        raise _Useless(f"expected at most {MOST_BYTES} bytes, got {size_bytes}")
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
        raise _Useless(f"schema version {version}, this firmware knows {SYNC_SCHEMA_VERSION}")
    with _transaction(database):
        for statement in SYNC_SCHEMA if version else (*SYNC_SCHEMA, f"PRAGMA user_version = {SYNC_SCHEMA_VERSION}"):
            database.execute(statement)
    _read(database)
    _read_sent(database)
    database.execute(SELECT_TOLD).fetchall()


def _read(database: sqlite3.Connection) -> tuple[Receipted, Branches]:
    """What it holds as it was written: a flipped bit makes one row unknown, and no day is taken for delivered by it."""
    rows, branches = (database.execute(query).fetchall() for query in (SELECT, SELECT_BRANCHES))
    receipted = {(row[0], row[1]): (row[2], row[3]) for row in rows if row[4] == _sum(*row[:3])}
    return receipted, {(row[0], row[1]): row[2] for row in branches if row[3] == _sum(*row[:3])}


def _read_sent(database: sqlite3.Connection) -> Sent:
    """Where one row is not as it was written, they are not all here any more."""
    rows = database.execute(SELECT_SENT).fetchall()
    sent: Sent = {(row[0], row[1]): (row[2], row[3]) for row in rows if row[4] == _sum(*row[:4])}
    return sent if len(sent) == len(rows) else {key: row for key, row in sent.items() if key[1] != ALL_DAYS}


def _receipt_row(key: tuple[str, str], row: tuple[int, float]) -> tuple[str, str, int, float, int]:
    return (*key, *row, _sum(*key, row[0]))


def _summed(store: str, day: str, *numbers: int) -> tuple[str | int, ...]:
    return store, day, *numbers, _sum(store, day, *numbers)


def _sum(*values: object) -> int:
    return crc32(repr(values).encode(errors="backslashreplace"))


def _move_aside(path: Path) -> Path:
    """Where it is now. Raises OSError."""
    names = [path.with_name(f"{path.name}.damaged-{number}") for number in range(1, MOST_ASIDE + 1)]
    aside = next((name for name in names if not name.exists()), names[-1])
    for ending in ENDINGS:
        old = path.with_name(path.name + ending)
        if old.exists():
            old.replace(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    with database:
        yield
