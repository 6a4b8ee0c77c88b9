"""Looks through the whole database in short steps while measuring goes on: every page, every checksum, every count.

Knows what makes a file good; must never know how a damaged one is mended. It runs after every start, since a bit flips
on a card also while the power is off; SQLite's own `quick_check` would hold the loop until it has read everything.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from device.health import numbered
from device.store.file import StoreDamaged, explained, row_sum, transaction
from device.store.rows import BadRow, UnknownRow, distinct, fact_sum, known_columns, read_boots, read_day, read_fact
from device.store.writer import Store

log = logging.getLogger(__name__)

FACTS_A_LOOK: Final = 200  # a step takes 3 ms here, so some 40 ms on a Pi (tests/benchmarks/store.py)
SMALL_TABLES: Final = ("meta", "boots", "days", "lost", "salvage")
MOST_LOGGED: Final = 20  # bad rows by name; the others by their number
TOLD: Final = "told "  # before a day, in the names of `meta`: what is wrong with it was told at an earlier start


@dataclass
class Checked:
    """What was found so far and not told at an earlier start, for people."""

    days: int = 0
    bad: int = 0
    unknown: int = 0
    missing: int = 0
    done: bool = False

    def in_words(self) -> list[str]:
        """What is wrong; nothing where nothing is. No number before the end, since each is told the clinic."""
        found = {
            "passed over: changed on the card": self.bad,
            "passed over: of a newer firmware": self.unknown,
            "missing": self.missing,
        }
        return [f"{self._counted(number)} {what}" for what, number in found.items() if number]

    def _counted(self, number: int) -> str:
        return numbered(number, "record") if self.done else "records"


@dataclass
class CheckedDay:
    """What is wrong with one day."""

    day: str
    bad: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    missing: int = 0

    @property
    def mark(self) -> str:
        """The same for the same faults; empty where there is none."""
        faults = (*self.bad, *self.unknown, self.missing)
        return str(row_sum(*faults)) if any(faults) else ""


def check(store: Store, seen: Checked) -> Iterator[None]:
    """Look through it, a step each, and give checksums to the rows of an earlier firmware. Raises StoreDamaged.

    A fault is told until the next start. From then on the day alone says it, as long as nothing else goes wrong in it.
    """
    with explained(store.path):
        _expect_whole_tables(store)
        _expect_good_boots(store)
        days, told, marks = _expect_good_days(store), _marks(store), dict[str, str]()
    for day in reversed(days):
        yield
        found = CheckedDay(day)
        yield from _facts(store, found)
        _count(store, found)
        marks |= {day: found.mark} if found.mark else {}
        _tell(store, found, seen, is_told=told.get(day) == found.mark)
    _all_have_sums(store)
    seen.done = True
    words = ", ".join(seen.in_words()) or ("nothing new" if marks else "all whole")
    level = logging.ERROR if seen.bad + seen.missing else logging.INFO
    log.log(level, "%s: checked %s: %s", store.path, numbered(seen.days, "day"), words)
    yield
    if marks != told:
        _mark(store, marks)


def _marks(store: Store) -> dict[str, str]:
    rows = store.database.execute("SELECT name, value FROM meta WHERE name LIKE ? || '%'", (TOLD,))
    return {name.removeprefix(TOLD): value for name, value in rows}


def _mark(store: Store, marks: Mapping[str, str]) -> None:
    with explained(store.path), transaction(store.database):
        store.database.execute("DELETE FROM meta WHERE name LIKE ? || '%'", (TOLD,))
        rows = [(TOLD + day, mark) for day, mark in marks.items()]
        store.database.executemany("INSERT INTO meta VALUES (?, ?)", rows)


def _tell(store: Store, found: CheckedDay, seen: Checked, *, is_told: bool) -> None:
    seen.days += 1
    if is_told:
        log.info("%s: of %s, what is wrong was told before", store.path, found.day)
        return
    for words in [*found.bad, *found.unknown][: max(0, MOST_LOGGED - seen.bad - seen.unknown)]:
        log.error("passed over: %s", words)
    if found.missing:
        log.error("%s: of %s, %s missing", store.path, found.day, numbered(found.missing, "record"))
    seen.bad, seen.unknown = seen.bad + len(found.bad), seen.unknown + len(found.unknown)
    seen.missing += found.missing


def _expect_whole_tables(store: Store) -> None:
    """All but the facts: they are small, and what only a reader or a lookup by name would meet is met here."""
    for table in SMALL_TABLES:
        ((found,), *_) = store.database.execute(f"PRAGMA integrity_check({table})").fetchall()
        if found != "ok":
            raise StoreDamaged(f"{store.path}: its table {table} is damaged: {found}")


def _expect_good_boots(store: Store) -> set[int]:
    boots, bad = read_boots(store.database)
    if bad:
        raise StoreDamaged(f"{store.path}: {numbered(bad, 'row')} of its boots changed on the card")
    return set(boots)


def _expect_good_days(store: Store) -> list[str]:
    """All days, oldest first. Each that has facts has a row of its own."""
    rows = store.database.execute(known_columns(store.database).days).fetchall()
    known = [read_day(row) for row in rows]
    days = {day.day for day in known if day}
    with_facts, _ = distinct(store.database, "day")
    if None in known or with_facts - days:
        raise StoreDamaged(f"{store.path}: the rows of its days do not fit its records")
    return sorted(days)


def _facts(store: Store, found: CheckedDay) -> Iterator[None]:
    after: tuple[Any, ...] = ("", 0, float("-inf"))
    while True:
        with explained(store.path):
            columns = known_columns(store.database)
            rows = store.database.execute(
                f"{columns.facts} WHERE day = ? AND (kind, boot, start_s) > (?, ?, ?)"
                " ORDER BY kind, boot, start_s LIMIT ?",
                (found.day, *after, FACTS_A_LOOK),
            ).fetchall()
            if not rows:
                return
            _look(store, rows, found, complete=columns.complete)
            after = _next_key(store, after, rows[-1])
        yield


def _next_key(store: Store, before: tuple[Any, ...], row: Sequence[Any]) -> tuple[Any, ...]:
    after = (row[2], row[1], row[3])
    if after <= before:
        raise StoreDamaged(f"{store.path}: records of {row[0]} do not stand in their order")
    return after


def _look(store: Store, rows: Sequence[Sequence[Any]], found: CheckedDay, *, complete: bool) -> None:
    """Name the bad ones; those that have no checksum yet and are whole get it."""
    without, boots = [], set[int]()
    for row in rows:
        try:
            read_fact(row, summed=complete)
        except BadRow as error:
            (found.unknown if isinstance(error, UnknownRow) else found.bad).append(str(error))
        else:
            without += [(fact_sum(row), *row[:4])] if row[-1] is None else []
            boots.add(row[1])
    if boots - _expect_good_boots(store):
        raise StoreDamaged(f"{store.path}: a boot has no row any more")
    if without:
        with transaction(store.database):
            store.database.executemany(
                "UPDATE facts SET sum = ? WHERE day = ? AND boot = ? AND kind = ? AND start_s = ?", without
            )


def _count(store: Store, found: CheckedDay) -> None:
    """Whether the day has as many facts as were put into it; one that nobody counted yet is counted now."""
    day = found.day
    with explained(store.path), transaction(store.database):
        select = f"{known_columns(store.database).days} WHERE day = ?"
        known = read_day(store.database.execute(select, (day,)).fetchone())
        (there,) = store.database.execute("SELECT count(*) FROM facts WHERE day = ?", (day,)).fetchone()
        if known is None:
            raise StoreDamaged(f"{store.path}: the row of {day} was changed on the card")
        if known.facts is None:
            values = (there, row_sum(day, known.revision, there), day)
            store.database.execute("UPDATE days SET facts = ?, sum = ? WHERE day = ?", values)
        elif known.facts > there:
            found.missing = known.facts - there


def _all_have_sums(store: Store) -> None:
    """From now on a row without a checksum is a bad one."""
    with explained(store.path), transaction(store.database):
        if not known_columns(store.database).complete:
            store.database.execute(
                "UPDATE boots SET sum = row_sum(number, name, utc_minus_monotonic_s, timezone, trust) WHERE sum IS NULL"
            )
            store.database.execute("INSERT OR IGNORE INTO meta VALUES ('summed', 'all')")
