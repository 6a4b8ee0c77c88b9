"""What can still be read of a database that was moved aside, copied into the new one day by day, newest first.

Knows the tables of both; must never know why the file was moved, nor lights or messages. It is a new store with its own
name: the clinic keeps the records of both and shows the fuller one of a day, so that what was salvaged only in part
never takes the place of what the clinic has whole. Each `next` is one short step, so that measuring goes on meanwhile.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from device.health import numbered
from device.records.facts import Dating
from device.store.damage.journal import TORN, lost_commits
from device.store.damage.pages import facts_in_pages
from device.store.file import (
    UNREADABLE_SQL,
    Database,
    StoreUnusable,
    explained,
    open_nothing,
    open_what_is_left,
    transaction,
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
from device.store.writer import PutFact, Store, place_in_calendar

log = logging.getLogger(__name__)

FACTS_A_STEP: Final = 100  # a step takes 4 ms here, so some 50 ms on a Pi (tests/benchmarks/store.py)
MOST_DAYS: Final = 4000  # ours: between the first and the last day, where the days themselves cannot be read
SAME_S: Final = 0.001
NOT_YET: Final = "9999-99-99"  # after every day: nothing is copied yet


@dataclass
class Salvaged:
    """How far it is, for people."""

    source: str
    days: int = 0
    facts: int = 0
    lost: int = 0
    done: bool = False

    def in_words(self) -> str:
        """Of what was moved, and what of it is here again; no number before the end, since each is told the clinic."""
        copied = f"{numbered(self.facts, 'record')} of {numbered(self.days, 'day')} copied{self._lost_in_words()}"
        done = copied if self.done else "what can be read of it is being copied"
        return f"a damaged database was kept as {self.source}: {done}"

    def _lost_in_words(self) -> str:
        return f", at least {numbered(self.lost, 'record')} lost" if self.lost else ""


def begin(store: Store, source: str) -> None:
    """Note that the file of this name beside the store is to be salvaged, whatever happens before that is done."""
    with explained(store.path), transaction(store.database):
        store.database.execute("INSERT OR IGNORE INTO salvage VALUES (?, ?)", (source, NOT_YET))


def salvage(store: Store, told: list[Salvaged]) -> Iterator[None]:
    """Copy what was noted, a step each; how far it is goes to `told`. Raises StoreUnusable for the new file alone."""
    with explained(store.path):
        waiting = store.database.execute("SELECT source, done_to FROM salvage ORDER BY source DESC").fetchall()
    for source, done_to in waiting:
        seen = Salvaged(source)
        told.append(seen)
        yield from _Salvage(store, seen, done_to).steps()
        with explained(store.path), transaction(store.database):
            store.database.execute("DELETE FROM salvage WHERE source = ?", (source,))
        seen.done = True
        log.warning("%s: %s", store.path, seen.in_words())


class _Salvage:
    """One file that is copied."""

    def __init__(self, store: Store, seen: Salvaged, done_to: str) -> None:
        self._store, self._seen, self._done_to = store, seen, done_to

    def steps(self) -> Iterator[None]:
        path = self._store.path.with_name(self._seen.source)
        with closing(_opened(path)) as database:
            source = _Source(database, torn=_is_torn(path))
            yield from self._days(source)
            for rows in facts_in_pages(path):
                self._pages(source, rows)
                yield

    def _days(self, source: "_Source") -> Iterator[None]:
        self._note_waiting(source)
        yield
        days = source.days()
        for day in days:
            if day < self._done_to:
                yield from self._day(source, day)
        if days and source.torn:
            self._end_day(days[0], 1)

    def _pages(self, source: "_Source", rows: Sequence[Any]) -> None:
        """Take in what SQLite found no way to. A row from before its boot was dated better is an old copy."""
        with explained(self._store.path), transaction(self._store.database):
            put = self._put([row for row in rows if source.is_newest(row)], source.boots)
            new = [fact.day for fact in put if fact.more]
            for day, count in Counter(new).items():
                counted = source.counts(day)
                self._store.database.execute(
                    "INSERT INTO lost VALUES (:day, :source, :least) ON CONFLICT (day, source)"
                    " DO UPDATE SET facts = max(:least, facts - :count)",
                    {"day": day, "source": self._seen.source, "least": int(not counted), "count": count},
                )
        self._seen.facts += len(new)

    def _note_waiting(self, source: "_Source") -> None:
        """What the damaged file itself was still being given from an earlier one goes on."""
        with explained(self._store.path), transaction(self._store.database):
            self._store.database.executemany("INSERT OR IGNORE INTO salvage VALUES (?, ?)", source.salvage())

    def _day(self, source: "_Source", day: str) -> Iterator[None]:
        read = source.day(day)
        yield
        for start in range(0, len(read.rows), FACTS_A_STEP):
            with explained(self._store.path), transaction(self._store.database):
                self._put(read.rows[start : start + FACTS_A_STEP], source.boots)
            yield
        self._end_day(day, read.lost_of(source.known.get(day)) + source.lost_before(day))
        self._seen.days, self._seen.facts = self._seen.days + 1, self._seen.facts + len(read.rows)
        yield

    def _put(self, rows: Sequence[Any], boots: dict[int, Boot]) -> list[PutFact]:
        """Take these in. The days that they bear on change too."""
        facts = [self._fact(row, boots) for row in rows]
        new = [fact for fact in facts if fact.more]
        days = {fact.day for fact in new}
        self._store.raise_days(new, days | (set(map(_after, days)) & self._known_days()))
        return facts

    def _known_days(self) -> set[str]:
        return {day for (day,) in self._store.database.execute("SELECT day FROM days")}

    def _fact(self, row: Sequence[Any], boots: dict[int, Boot]) -> PutFact:
        day, number, kind, start_s, utc_s, offset_s, body, _ = row
        boot = self._boot(boots.get(number), number, utc_s - start_s)
        if boot.dated_anew:
            where = place_in_calendar(start_s, boot.here.dating)
            day, utc_s, offset_s = where.day, float(where.utc_s), where.offset_s
        return self._store.put((day, boot.here.number, kind, start_s, utc_s, offset_s, body), in_place=False)

    def _boot(self, there: Boot | None, number: int, utc_minus_monotonic_s: float) -> "_Counterpart":
        """The boot in the new file, which may know better how its seconds are dated."""
        lost = Dating(f"{self._seen.source}-{number}", utc_minus_monotonic_s, "UTC", "unknown")
        dating = there.dating if there else lost
        row = self._store.database.execute(
            "SELECT number, name, utc_minus_monotonic_s, timezone, trust FROM boots WHERE name = ?", (dating.boot,)
        ).fetchone()
        if row is None:
            return _Counterpart(self._store.new_boot(dating), dated_anew=False)
        here = Boot(row[0], Dating(*row[1:]))
        return _Counterpart(here, dated_anew=there is not None and here.dating != dating)

    def _end_day(self, day: str, lost: int) -> None:
        with explained(self._store.path), transaction(self._store.database):
            database = self._store.database
            if lost:
                database.execute("INSERT OR REPLACE INTO lost VALUES (?, ?, ?)", (day, self._seen.source, lost))
                self._store.raise_days([], {day})
            database.execute("UPDATE salvage SET done_to = ? WHERE source = ?", (day, self._seen.source))
        if lost:
            log.error("%s: of %s, at least %s lost", self._seen.source, day, numbered(lost, "record"))
        self._seen.lost += lost


@dataclass(frozen=True)
class _Counterpart:
    """A boot of the damaged file as it is in the new one."""

    here: Boot
    dated_anew: bool


@dataclass(frozen=True)
class _DayRead:
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


class _Source:
    """A damaged file. What cannot be read is not there; nothing of it raises."""

    def __init__(self, database: Database, *, torn: bool) -> None:
        self._database, self.torn = database, torn  # torn: its journal was damaged, so its counts may be of before
        self._columns = self._read_columns()
        self.known = {day.day: day for day in map(read_day, self._rows(self._columns.days, "day")[0]) if day}
        self.boots = self._read_boots()

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

    def day(self, day: str) -> _DayRead:
        """Its facts, by each kind where they cannot be read all at once."""
        rows, whole = self._rows(f"{self._columns.facts} WHERE day = ?", FACT_ORDER, (day,))
        if not whole:
            for kind in RECORD_KINDS:
                of_kind, _ = self._rows(f"{self._columns.facts} WHERE day = ? AND kind = ?", FACT_ORDER, (day, kind))
                rows = list(dict.fromkeys([*rows, *of_kind]))
        good = [row for row in rows if _is_good(row, summed=self._columns.complete)]
        return _DayRead(good, len(rows) - len(good), whole)


def _opened(path: Path) -> Database:
    """As far as SQLite can read it."""
    try:
        return open_what_is_left(path)
    except (*UNREADABLE_SQL, OSError, StoreUnusable) as error:
        log.error("%s: SQLite reads nothing of it: %s", path, error)
        return open_nothing()


def _is_torn(path: Path) -> bool:
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


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
