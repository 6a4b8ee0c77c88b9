"""What can still be read of a database that was moved aside, copied into the new one day by day, newest first.

Knows the tables of both; must never know why the file was moved, nor lights or messages. It is a new store with its own
name: the clinic keeps the records of both and shows the fuller one of a day, so that what was salvaged only in part
never takes the place of what the clinic has whole. Each `next` is one short step, so that measuring goes on meanwhile.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from device.health import numbered
from device.records.facts import Dating
from device.store.boots import PutFact, place_in_calendar
from device.store.damage.aside import files_aside, prune
from device.store.damage.pages import facts_in_pages
from device.store.damage.remains import Remains, is_torn, open_remains
from device.store.file import explained, transaction
from device.store.rows import AFTER_LETTERS, Boot, first_name, in_zone
from device.store.writer import Store

log = logging.getLogger(__name__)

FACTS_A_STEP: Final = 100  # a step takes 4 ms here, so some 50 ms on a Pi (tests/benchmarks/store.py)
NOT_YET: Final = "9999-99-99"  # after every day: nothing is copied yet
ALL: Final = ""  # before every day
NOTE_KNOWN: Final = """
INSERT INTO salvage VALUES (?, ?)
ON CONFLICT (source) DO UPDATE SET done_to = excluded.done_to WHERE excluded.done_to < done_to
"""
PUT_LOST: Final = """
INSERT INTO lost VALUES (?, ?, ?) ON CONFLICT (day, source) DO UPDATE SET facts = min(facts, excluded.facts)
"""
"""A file that is copied once more has no more losses than the first time, when bare pages gave some back."""


@dataclass
class Salvaged:
    """How far it is, for people. `newer`: nothing is wrong with the file, but a newer firmware made its tables."""

    source: str
    newer: bool = False
    days: int = 0
    facts: int = 0
    lost: int = 0
    done: bool = False

    def in_words(self) -> str:
        """Of what was moved, and what of it is here again; no number before the end, since each is told the clinic."""
        copied = f"{numbered(self.facts, 'record')} of {numbered(self.days, 'day')} copied{self._lost_in_words()}"
        done = copied if self.done else "what can be read of it is being copied"
        whose = "a newer firmware's" if self.newer else "a damaged"
        return f"{whose} database was kept as {self.source}: {done}"

    def _lost_in_words(self) -> str:
        return f", at least {numbered(self.lost, 'record')} lost" if self.lost else ""


def begin(store: Store) -> None:
    """Note that all files aside that this one does not know yet are to be salvaged, whatever happens meanwhile.

    One that was moved just before the power went is among them.
    """
    with explained(store.path):
        known = {source for (source,) in store.database.execute("SELECT source FROM salvage")}
        new = [source for source in files_aside(store.path) if source not in known]
        if new:
            with transaction(store.database):
                rows = [(source, NOT_YET) for source in new]
                store.database.executemany("INSERT OR IGNORE INTO salvage VALUES (?, ?)", rows)


def salvage(store: Store, told: list[Salvaged]) -> Iterator[None]:
    """Copy what was noted, a step each; how far it is goes to `told`. Raises StoreUnusable for the new file alone."""
    while waiting := _next(store):
        source, done_to = waiting
        seen = Salvaged(source)
        told.append(seen)
        yield from _Salvage(store, seen, done_to).steps()
        with explained(store.path), transaction(store.database):
            store.database.execute("UPDATE salvage SET done_to = ? WHERE source = ?", (ALL, source))
        seen.done = True
        log.warning("%s: %s", store.path, seen.in_words())


def _next(store: Store) -> tuple[str, str] | None:
    """The file that was moved last of those that wait, and what was copied of it already."""
    query = "SELECT source, done_to FROM salvage WHERE done_to <> ? ORDER BY length(source) DESC, source DESC"
    with explained(store.path):
        found: tuple[str, str] | None = store.database.execute(query, (ALL,)).fetchone()
    return found


def forget_old(store: Store) -> None:
    """Delete the oldest of the files whose readable records are all here now."""
    with explained(store.path):
        done = store.database.execute("SELECT source FROM salvage WHERE done_to = ?", (ALL,))
        prune(store.path, {source for (source,) in done})


class _Salvage:
    """One file that is copied."""

    def __init__(self, store: Store, seen: Salvaged, done_to: str) -> None:
        self._store, self._seen, self._done_to = store, seen, done_to

    def steps(self) -> Iterator[None]:
        path = self._store.path.with_name(self._seen.source)
        with closing(open_remains(path)) as database:
            source = Remains(database, torn=is_torn(path))
            self._seen.newer = source.newer
            yield from self._days(source)
            for rows in facts_in_pages(path):
                self._pages(source, rows)
                yield

    def _days(self, source: Remains) -> Iterator[None]:
        self._note_waiting(source)
        yield
        self._date_as_before(source)
        yield
        days = source.days()
        for day in days:
            if day < self._done_to:
                yield from self._day(source, day)
        if days and source.torn:
            self._end_day(days[0], 1)

    def _pages(self, source: Remains, rows: Sequence[Any]) -> None:
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

    def _note_waiting(self, source: Remains) -> None:
        """What the damaged file itself was given from earlier ones is not copied twice, and the rest goes on."""
        rows = [row for row in source.salvage() if row[0] != self._seen.source]
        with explained(self._store.path), transaction(self._store.database):
            self._store.database.executemany(NOTE_KNOWN, rows)

    def _date_as_before(self, source: Remains) -> None:
        """What was recorded here before, of boots that the earlier file knows too."""
        with explained(self._store.path), transaction(self._store.database):
            here = {first_name(name) for (name,) in self._store.database.execute("SELECT name FROM boots")}
            datings = [boot.dating for boot in source.boots.values() if first_name(boot.dating.boot) in here]
            self._store.raise_touched([facts for one in datings for facts in self._store.boots.date_as_before(one)])

    def _day(self, source: Remains, day: str) -> Iterator[None]:
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
        """The boot in the new file, in the same zone; that file may know better how its seconds are dated."""
        lost = Dating(f"{self._seen.source}-{number}", utc_minus_monotonic_s, "UTC", "unknown")
        dating = there.dating if there else lost
        rows = self._rows_of(dating.boot)
        here = next((boot for boot in rows if boot.dating.timezone == dating.timezone), None)
        if not rows:
            return _Counterpart(self._store.boots.new(dating), dated_anew=False)
        here = here or self._store.boots.in_zone_too(dating.timezone, rows[0])
        return _Counterpart(here, dated_anew=there is not None and _clock_of(here.dating) != _clock_of(dating))

    def _rows_of(self, name: str) -> list[Boot]:
        """What the new file has of this boot, a row for each of its zones."""
        first = first_name(name)
        rows = self._store.database.execute(
            "SELECT number, name, utc_minus_monotonic_s, timezone, trust FROM boots"
            " WHERE name = ? OR name BETWEEN ? AND ? ORDER BY number",
            (first, in_zone(first, ""), in_zone(first, AFTER_LETTERS)),
        ).fetchall()
        return [Boot(row[0], Dating(*row[1:])) for row in rows]

    def _end_day(self, day: str, lost: int) -> None:
        with explained(self._store.path), transaction(self._store.database):
            database = self._store.database
            if lost:
                database.execute(PUT_LOST, (day, self._seen.source, lost))
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


def _clock_of(dating: Dating) -> tuple[float, str]:
    """What is known of a boot's clock: its zone is no part of that."""
    return dating.utc_minus_monotonic_s, dating.trust


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
