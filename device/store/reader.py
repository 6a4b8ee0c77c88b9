"""The device's database, the reading end: for other processes and users, which may not write.

Knows the tables; must never change them, nor know where documents go.
"""

import logging
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from device import __version__
from device.day import day_document
from device.day.document import DayDocument
from device.day.neighbours import Sought, bearing_on
from device.records.facts import Dated
from device.store.file import (
    STORE_SCHEMA_VERSION,
    StoreDamaged,
    StoreMissing,
    closed_on_failure,
    explained,
    matching,
    refuse_what_is_no_file,
    transaction,
)
from device.store.rows import (
    BadRow,
    Columns,
    DayRow,
    FactRow,
    awaited_sum,
    first_name,
    from_both_ends,
    known_columns,
    read_boots,
    read_day,
    read_fact,
    worst_trust,
)

log = logging.getLogger(__name__)

CACHE_KIB = 200  # SQLite's default of 2 MB would take the sync process over its 30 MB
MOST_ROWS_NAMED = 1000  # bad rows that are remembered, so that the log names each once

# From day to day by the index; DISTINCT would read every fact.
UNLISTED_DAYS = """
WITH RECURSIVE of_facts (day) AS (
    SELECT min(day) FROM facts
    UNION ALL
    SELECT (SELECT min(day) FROM facts WHERE facts.day > of_facts.day) FROM of_facts WHERE day IS NOT NULL
)
SELECT day FROM of_facts WHERE day IS NOT NULL AND day NOT IN (SELECT day FROM days) LIMIT 1000
"""

LATEST = "SELECT max(utc_s) FROM facts WHERE day = (SELECT max(day) FROM facts)"


class DeviceReader:
    """The reading end, for other processes and users. Raises StoreMissing until the device has made the file.

    It follows the path: a file that was moved aside and made anew is opened anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _open_to_read(path)
        self._named: set[str] = set()

    def close(self) -> None:
        """Let go of the file."""
        self._opened.database.close()

    def store_id(self) -> str:
        """The UUID that was made with the file: a new card is a new store."""
        with explained(self._path):
            return _store_id(self._fresh())

    def boots(self) -> list[str]:
        """The names of the boots that were recorded in, the last one last; where a file was salvaged, old ones are."""
        with explained(self._path):
            rows = self._fresh().execute("SELECT name FROM boots ORDER BY number").fetchall()
        return list(dict.fromkeys(first_name(str(name)) for (name,) in rows))

    def days(self) -> list[tuple[str, int]]:
        """(day, revision) of every day that was ever touched and can be read, oldest first.

        The revision of a row that was changed on the card is 0: such a day is named, not sent.
        """
        with explained(self._path):
            database = self._fresh()
            rows, problem = from_both_ends(database, known_columns(database).days, "day")
        if problem and not rows:
            raise StoreDamaged(f"{self._path}: {problem}: `easeband run` makes the file anew")
        if problem:
            self._name(f"some days: {problem}")
        return sorted(
            (known.day, known.revision) if known else (str(row[0]), 0) for row in rows for known in [read_day(row)]
        )

    def empty_days(self) -> set[str]:
        """Days that have no fact any more: all they had was dated anew, once the time was known."""
        with explained(self._path):
            database = self._fresh()
            rows, _ = from_both_ends(database, known_columns(database).days, "day")
        return {known.day for row in rows if (known := read_day(row)) and known.facts == 0}

    def state(self) -> tuple[object, ...]:
        """Another one after every change of the file: as long as it is the same, nothing need be read again."""
        with explained(self._path):
            (version,) = self._fresh().execute("PRAGMA data_version").fetchone()
            return (version, *_stamp(self._path), *_stamp(self._path.with_name(self._path.name + "-wal")))

    def awaited(self, day: str) -> int:
        """Another number whenever something of the day is new that people wait to see: a mark, a set, a session, ..."""
        with explained(self._path):
            return awaited_sum(self._fresh(), day)

    def unlisted_days(self) -> list[str]:
        """Days that have facts and no row of their own: somebody or something took it away."""
        with explained(self._path):
            return [day for (day,) in self._fresh().execute(UNLISTED_DAYS)]

    def latest_utc_s(self) -> float | None:
        """When the newest fact of the newest day began, seconds since 1970; None where there is none."""
        with explained(self._path):
            (latest,) = self._fresh().execute(LATEST).fetchone()
            return latest if isinstance(latest, float) else None

    def document(self, day: str, device: str) -> DayDocument:
        """The day's document at its present revision, read in one transaction.

        What cannot be used of it is named in the log and counted in `quality.unreadable`. Raises StoreMissing: no such
        day; StoreDamaged: this day cannot be read at all.
        """
        with explained(self._path), transaction(self._fresh(), "DEFERRED"):
            database, columns = self._opened.database, known_columns(self._opened.database)
            found = database.execute(f"{columns.days} WHERE day = ?", (day,)).fetchone()
            known = _known_day(self._path, day, found)
            found_rows = database.execute(f"{columns.facts} WHERE day = ? ORDER BY kind, boot, start_s", (day,))
            rows = [row for row in found_rows if row[0] == day]  # a page of another day in the place of this one's
            read = self._read(rows, columns)
            sought = bearing_on(read.facts)
            around = self._read([row for one in sought for row in _of_other_days(database, day, one, columns)], columns)
            boots, _ = read_boots(database, has_sums=columns.sums)
            lost = database.execute(columns.lost, (day,)).fetchone()[0] if columns.lost else 0
            store = _store_id(database)
        of_rows = [boots.get(row[1]) for row in rows]
        missing = lost + _missing(known, rows) + len({row[1] for row in rows} - set(boots))
        placed = [(row[4], boot.dating.timezone) for row, boot in zip(rows, of_rows, strict=True) if boot]
        return day_document(
            read.facts,
            device=device,
            store=store,
            day=day,
            timezone=_last_zone(placed),
            revision=known.revision,
            firmware=__version__,
            clock=worst_trust(of_rows),
            around=around.facts,
            unreadable=read.bad + around.bad + missing,
        )

    def _read(self, rows: Iterable[FactRow], columns: Columns) -> "_Read":
        """The facts in these rows; each bad row is named once."""
        read = _Read()
        for row in rows:
            try:
                read.facts.append(read_fact(row, summed=columns.complete))
            except BadRow as error:
                read.bad += 1
                self._name(str(error))
        return read

    def _name(self, text: str) -> None:
        if text not in self._named and len(self._named) < MOST_ROWS_NAMED:
            self._named.add(text)
            log.error("%s: passed over: %s", self._path, text)

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


@dataclass
class _Read:
    """Facts that could be read, and how many could not."""

    facts: list[Dated] = field(default_factory=list)
    bad: int = 0


def _last_zone(placed: Sequence[tuple[Any, str]]) -> str:
    """The zone of the latest fact, of (UTC, zone): where the day ended. A moment may be no number in a bad row."""
    latest = max(placed, key=lambda one: one[0] if isinstance(one[0], float) else -math.inf, default=None)
    return latest[1] if latest else "UTC"


def _known_day(path: Path, day: str, row: Sequence[Any] | None) -> DayRow:
    if row is None:
        raise StoreMissing(f"{path} has no day {day}: it is another file than before")
    known = read_day(row)
    if known is None:
        raise StoreDamaged(f"{path}: the row of {day} was changed on the card: `easeband run` makes the file anew")
    return known


def _missing(known: DayRow, rows: Sequence[FactRow]) -> int:
    """How many facts the day should have and has not."""
    return 0 if known.facts is None else max(0, known.facts - len(rows))


def _store_id(database: sqlite3.Connection) -> str:
    found = database.execute("SELECT value FROM meta WHERE name = 'store'").fetchone()
    if found is None:
        raise sqlite3.DataError("the name of the store is not there")
    return str(found[0])


def _of_other_days(database: sqlite3.Connection, day: str, sought: Sought, columns: Columns) -> list[FactRow]:
    condition, values = matching(sought)
    return database.execute(f"{columns.facts} WHERE day <> ? AND {condition}", (day, *values)).fetchall()


def _open_to_read(path: Path) -> _Opened:
    with explained(path):
        opened = _connect_to_read(path)
        with closed_on_failure(opened.database):
            (version,) = opened.database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                raise StoreMissing(f"{path} is being made")
            if version > STORE_SCHEMA_VERSION:
                log.warning("%s: schema version %d is newer than this firmware: read as far as known", path, version)
    return opened


def _connect_to_read(path: Path) -> _Opened:
    """Read-only; `immutable` only where -wal holds nothing, and it or -shm cannot be made: a full card, no inode."""
    inode, immutable = _inode(path), False
    refuse_what_is_no_file(path)
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        with closed_on_failure(database):
            database.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        if _has_log(path):
            raise
        immutable = True
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    database.text_factory = partial(str, encoding="utf-8", errors="replace")
    database.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return _Opened(database, inode, immutable)


def _has_log(path: Path) -> bool:
    """Whether -wal holds commits that are not in the file itself."""
    log_file = path.with_name(path.name + "-wal")
    return log_file.exists() and log_file.stat().st_size > 0


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return found.st_ino, found.st_size, found.st_mtime_ns


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        raise StoreMissing(f"no database at {path} yet: it is made when `easeband run` first starts") from None
