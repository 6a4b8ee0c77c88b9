"""Looks through the whole database in short steps while measuring goes on: every page, every checksum, every count.

Knows what makes a file good; must never know how a damaged one is mended. It runs after every start, since a bit flips
on a card also while the power is off; SQLite's own `quick_check` would hold the loop until it has read everything.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from device.health import numbered
from device.store.file import StoreDamaged, explained, row_sum, transaction
from device.store.rows import BadRow, UnknownRow, distinct, fact_sum, known_columns, read_boots, read_day, read_fact
from device.store.writer import Store

log = logging.getLogger(__name__)

FACTS_A_LOOK: Final = 200  # a step takes 3 ms here, so some 40 ms on a Pi (tests/benchmarks/store.py)
SMALL_TABLES: Final = ("meta", "boots", "days", "lost", "salvage")
MOST_LOGGED: Final = 20  # bad rows by name; the others by their number


@dataclass
class Checked:
    """What was found so far, for people."""

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


def check(store: Store, seen: Checked) -> Iterator[None]:
    """Look through it, a step each, and give checksums to the rows of an earlier firmware. Raises StoreDamaged."""
    with explained(store.path):
        _expect_whole_tables(store)
        _expect_good_boots(store)
        days = _expect_good_days(store)
    for day in reversed(days):
        yield
        yield from _facts(store, day, seen)
        _count(store, day, seen)
        seen.days += 1
    _all_have_sums(store)
    seen.done = True
    words = ", ".join(seen.in_words()) or "all whole"
    level = logging.ERROR if seen.bad + seen.missing else logging.INFO
    log.log(level, "%s: checked %s: %s", store.path, numbered(seen.days, "day"), words)


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


def _facts(store: Store, day: str, seen: Checked) -> Iterator[None]:
    after: tuple[Any, ...] = ("", 0, float("-inf"))
    while True:
        with explained(store.path):
            columns = known_columns(store.database)
            rows = store.database.execute(
                f"{columns.facts} WHERE day = ? AND (kind, boot, start_s) > (?, ?, ?)"
                " ORDER BY kind, boot, start_s LIMIT ?",
                (day, *after, FACTS_A_LOOK),
            ).fetchall()
            if not rows:
                return
            _look(store, rows, seen, complete=columns.complete)
            after = _next_key(store, after, rows[-1])
        yield


def _next_key(store: Store, before: tuple[Any, ...], row: Sequence[Any]) -> tuple[Any, ...]:
    after = (row[2], row[1], row[3])
    if after <= before:
        raise StoreDamaged(f"{store.path}: records of {row[0]} do not stand in their order")
    return after


def _look(store: Store, rows: Sequence[Sequence[Any]], seen: Checked, *, complete: bool) -> None:
    """Count the bad ones; those that have no checksum yet and are whole get it."""
    without, boots = [], set[int]()
    for row in rows:
        try:
            read_fact(row, summed=complete)
        except BadRow as error:
            _count_bad(error, seen)
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


def _count_bad(error: BadRow, seen: Checked) -> None:
    if isinstance(error, UnknownRow):
        seen.unknown += 1
    else:
        seen.bad += 1
    if seen.bad + seen.unknown <= MOST_LOGGED:
        log.error("passed over: %s", error)


def _count(store: Store, day: str, seen: Checked) -> None:
    """Whether the day has as many facts as were put into it; one that nobody counted yet is counted now."""
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
            seen.missing += known.facts - there
            log.error("%s: of %s, %s missing", store.path, day, numbered(known.facts - there, "record"))


def _all_have_sums(store: Store) -> None:
    """From now on a row without a checksum is a bad one."""
    with explained(store.path), transaction(store.database):
        if not known_columns(store.database).complete:
            store.database.execute(
                "UPDATE boots SET sum = row_sum(number, name, utc_minus_monotonic_s, timezone, trust) WHERE sum IS NULL"
            )
            store.database.execute("INSERT OR IGNORE INTO meta VALUES ('summed', 'all')")
