"""What a damaged file still says: its boots, its days, their facts, and how many of them are lost.

Knows the tables of any schema and reads around what cannot be read; must never know where the facts go.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from device.store.damage.journal import TORN, lost_commits
from device.store.file import (
    STORE_SCHEMA_VERSION,
    UNREADABLE_SQL,
    Database,
    StoreUnusable,
    open_nothing,
    open_what_is_left,
)
from device.store.rows import (
    DATE_FORM,
    RECORD_KINDS,
    BadRow,
    Boot,
    Columns,
    DayRow,
    UnknownRow,
    distinct,
    from_both_ends,
    known_columns,
    read_boots,
    read_day,
    read_fact,
)

log = logging.getLogger(__name__)

MOST_DAYS: Final = 4000  # ours: between the first and the last day, where the days themselves cannot be read
SAME_S: Final = 0.001


@dataclass(frozen=True)
class DayRead:
    """The rows of a day that can be used, how many cannot, and whether more are out of reach."""

    rows: list[Sequence[Any]]
    bad: int
    whole: bool

    def lost_of(self, known: DayRow | None) -> int:
        """How many are lost: by the day's own count, or else at least one where nobody can tell that none is."""
        if known is None:
            return max(1, self.bad)
        if known and known.facts is not None:
            return max(0, known.facts - len(self.rows), self.bad)
        return self.bad + (not self.whole)


class Remains:
    """A damaged file. What cannot be read is not there; nothing of it raises."""

    def __init__(self, database: Database, *, torn: bool) -> None:
        self._database, self.torn = database, torn  # torn: its journal was damaged, so its counts may be of before
        self.newer = self._read_version() > STORE_SCHEMA_VERSION
        self._columns = self._read_columns()
        self.known = {day.day: day for day in map(read_day, self._rows(self._columns.days, "day")[0]) if day}
        self.boots = self._read_boots()

    def _read_version(self) -> int:
        with suppress(*UNREADABLE_SQL):
            return int(self._database.execute("PRAGMA user_version").fetchone()[0])
        return 0

    def _read_columns(self) -> Columns:
        for _ in range(2):
            with suppress(*UNREADABLE_SQL):
                return known_columns(self._database)
        return replace(first_columns(), complete=False)

    def _read_boots(self) -> dict[int, Boot]:
        with suppress(*UNREADABLE_SQL):
            return read_boots(self._database, has_sums=self._columns.sums)[0]
        return {}

    def _rows(self, select: str, key: str, values: Sequence[Any] = ()) -> tuple[list[Sequence[Any]], bool]:
        rows, problem = from_both_ends(self._database, select, key, values)
        return rows, problem is None

    def counts(self, day: str) -> bool:
        """Whether it says how many facts the day has."""
        return not self.torn and day in self.known and self.known[day].facts is not None

    def is_newest(self, row: Sequence[Any]) -> bool:
        """Whether the row is dated as its boot is."""
        boot, start_s, utc_s = self.boots.get(row[1]), row[3], row[4]
        return boot is None or abs(start_s + boot.dating.utc_minus_monotonic_s - utc_s) < SAME_S

    def salvage(self) -> list[Sequence[Any]]:
        """What it was to be given from earlier files."""
        return self._rows("SELECT source, done_to FROM salvage", "source")[0]

    def lost_before(self, day: str) -> int:
        """How many facts of the day were lost earlier."""
        with suppress(*UNREADABLE_SQL):
            if self._columns.lost:
                return int(self._database.execute(self._columns.lost, (day,)).fetchone()[0])
        return 0

    def days(self) -> list[str]:
        """Every day that may have facts, newest first."""
        found, whole = distinct(self._database, "day")
        days = {day for day in {*found, *self.known} if isinstance(day, str) and _is_day(day)}
        return sorted(days if whole else days | set(_between(days)), reverse=True)

    def day(self, day: str) -> DayRead:
        """Its facts, by each kind where they cannot be read all at once."""
        rows, whole = self._rows(f"{self._columns.facts} WHERE day = ?", FACT_ORDER, (day,))
        if not whole:
            for kind in RECORD_KINDS:
                of_kind, _ = self._rows(f"{self._columns.facts} WHERE day = ? AND kind = ?", FACT_ORDER, (day, kind))
                rows = list(dict.fromkeys([*rows, *of_kind]))
        good = [row for row in rows if _is_good(row, summed=self._columns.complete)]
        return DayRead(good, len(rows) - len(good), whole)


def open_remains(path: Path) -> Database:
    """As far as SQLite can read it."""
    try:
        return open_what_is_left(path)
    except (*UNREADABLE_SQL, OSError, StoreUnusable) as error:
        log.error("%s: SQLite reads nothing of it: %s", path, error)
        return open_nothing()


def is_torn(path: Path) -> bool:
    """Whether its journal was damaged, or nobody can know: what it says may then be of before."""
    try:
        return lost_commits(path.with_name(path.name + "-wal")) > TORN
    except OSError:
        return True


FACT_ORDER: Final = "kind, boot, start_s"


def first_columns() -> Columns:
    """What is tried where not even the columns can be read."""
    facts = "SELECT day, boot, kind, start_s, utc_s, offset_s, body, NULL FROM facts"
    return Columns(sums=False, complete=False, facts=facts, days="SELECT day, revision, NULL, NULL FROM days", lost="")


def _is_good(row: Sequence[Any], *, summed: bool) -> bool:
    """Whether it can be used, by this firmware or by the newer one that made it."""
    try:
        read_fact(row, summed=summed)
    except UnknownRow:
        return True
    except BadRow:
        return False
    return True


def _is_day(day: str) -> bool:
    try:
        return bool(DATE_FORM.fullmatch(day)) and bool(date.fromisoformat(day))
    except ValueError:
        return False


def _between(days: Iterable[str]) -> Iterator[str]:
    """Every date from the first to the last, at most MOST_DAYS of them, newest first."""
    dates = sorted(map(date.fromisoformat, days))
    if dates:
        count = min((dates[-1] - dates[0]).days + 1, MOST_DAYS)
        yield from ((dates[-1] - timedelta(days=n)).isoformat() for n in range(count))
