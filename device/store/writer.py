"""The device's database, the writing end: facts, dated when the date is known, and a revision for every day they touch.

Knows the tables and the shape of records; must never know what a record means, nor who reads it.
"""

import json
import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from device.day import DERIVATION
from device.day.neighbours import Sought, borne_on
from device.records.calendar import CalendarMoment, days_about, iso
from device.records.decoding import to_plain
from device.records.facts import (
    CHECKUP,
    AskedRound,
    BegunBlock,
    Checkup,
    Dating,
    Record,
    SetResult,
    SymptomRound,
)
from device.store.boots import SELECT_FACTS, Boots, PutFact, place_in_calendar
from device.store.file import (
    STORE_ID,
    StoreDamaged,
    StoreUnusable,
    explained,
    matching,
    open_to_write,
    transaction,
)
from device.store.rows import (
    FACT_COLUMNS,
    BadRow,
    Boot,
    FactRow,
    end_s,
    fact_sum,
    is_of_boot,
    read_boots,
    read_fact,
)

log = logging.getLogger(__name__)

DATE_LETTERS = len("2026-01-31")
SELECT_DAYS = "SELECT DISTINCT day FROM facts"
PUT_FACT = f"INSERT OR IGNORE INTO facts ({FACT_COLUMNS}, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
RAISE_DAY = """
INSERT INTO days (day, revision, facts, sum) VALUES (:day, 1, :more, row_sum(:day, 1, :more))
ON CONFLICT (day) DO UPDATE SET revision = revision + 1, facts = facts + :more,
sum = iif(sum IS NULL OR sum = row_sum(day, revision, facts), row_sum(day, revision + 1, facts + :more), sum)
"""
"""A day that was changed on the card stays a bad one: its new sum would hide that."""
RAISE_ALL = """
UPDATE days SET revision = revision + 1,
sum = iif(sum IS NULL OR sum = row_sum(day, revision, facts), row_sum(day, revision + 1, facts), sum)
"""


class Store:
    """The writing end. Every `add` is one durable transaction: WAL with full synchronisation."""

    def __init__(self, path: Path, alive: Callable[[], object] = lambda: None) -> None:
        """`alive` hears now and then of what takes long."""
        self.path = path
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.database = open_to_write(path)
            self._inode = _inode(path)
        self.boots = Boots(self.database, path, alive)
        try:
            with explained(path):
                self._expect_an_identity()
                self._derive_anew()
        except StoreUnusable:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; everything added before is on disk already."""
        with suppress(StoreUnusable), explained(self.path):
            self.database.close()

    def is_at_its_path(self) -> bool:
        """Whether the file that is open is still the one that others find by its name."""
        try:
            return self._inode == _inode(self.path)
        except FileNotFoundError:
            return False
        except OSError:  # a card that does not answer at this moment says nothing about names
            return True

    def add(self, records: Sequence[Record], dating: Dating, *, in_place: bool = True) -> None:
        """Keep records, all or none, and raise the revision of their days. Raises StoreUnusable (disk full, ...).

        When more is known of the clock than when earlier records of this boot were dated, those are dated anew in
        the same transaction. A record with the kind and start of an earlier one of the same boot takes its place, or
        leaves it alone unless `in_place`.
        The revision of another day rises too where one of these bears on its facts (`device.day.neighbours`).
        """
        with explained(self.path), transaction(self.database):
            boot, touched = self.boots.at(dating)
            touched.append([self._put(record, boot, in_place=in_place) for record in records])
            self.raise_touched(touched)

    def raise_touched(self, touched: Sequence[Sequence["PutFact"]]) -> None:
        """Raise the revisions of the days that these are in or bear on, each group at one time."""
        self.raise_days([fact for facts in touched for fact in facts], {d for t in touched for d in self._days(t)})

    def raise_days(self, facts: Sequence["PutFact"], days: set[str]) -> None:
        """Raise the revisions of the days, and count the facts that came to them or went."""
        more = dict.fromkeys(sorted(days), 0)
        for fact in facts:
            more[fact.day] += fact.more
        self.database.executemany(RAISE_DAY, [{"day": day, "more": count} for day, count in more.items()])

    def last_end_s(self, boot: str) -> float | None:
        """Where the minutes and gaps of this boot end, monotonic seconds; None when it has none."""
        with explained(self.path):
            boots = read_boots(self.database)[0]
            numbers = [number for number, known in boots.items() if is_of_boot(known.dating.boot, boot)]
            where = f"day = ? AND kind IN ('Minute', 'Gap') AND boot IN ({', '.join('?' * len(numbers))})"
            for (day,) in self.database.execute("SELECT day FROM days ORDER BY day DESC").fetchall() if numbers else ():
                ends_s = [end_s(record) for record in self._good(where, (day, *numbers))]
                if ends_s:
                    return max(ends_s)
        return None

    def begun_blocks(self, dating: Dating, within_s: float, now_s: float) -> list[BegunBlock]:
        """The first sets and check-ups of the last `within_s`, in monotonic seconds of this boot (earlier: below 0).

        None of the future: a clock that was not set yet has all sets there.
        """
        shift_s = dating.utc_minus_monotonic_s
        facts = [one for kind in BEGUN for one in self._begun_within(kind, within_s, now_s + shift_s)]
        begun = [(_begun(one.record), one.utc_s) for one in sorted(facts, key=lambda one: float(one.utc_s))]
        return [BegunBlock(what, utc_s - shift_s) for what, utc_s in begun if what]

    def asked_rounds(self, dating: Dating, within_s: float, now_s: float) -> list[AskedRound]:
        """The rounds of questions that began in the last `within_s`, likewise."""
        shift_s = dating.utc_minus_monotonic_s
        rounds = self._begun_within(SymptomRound, within_s, now_s + shift_s)
        return [AskedRound(one.utc_s - shift_s, iso(one.utc_s, one.offset_s)[:DATE_LETTERS]) for one in rounds]

    def _begun_within(self, kind: type[Record], within_s: float, now_utc_s: float) -> list[Any]:
        """The dated records of this kind that began in the last `within_s`, oldest first."""
        with explained(self.path):
            first_day, _ = days_about(now_utc_s - within_s, now_utc_s)
            rows = self.database.execute(
                f"{SELECT_FACTS} WHERE day >= ? AND kind = ? AND utc_s BETWEEN ? AND ? ORDER BY utc_s",
                (first_day, kind.__name__, math.nextafter(now_utc_s - within_s, math.inf), now_utc_s),
            )
            return list(good_facts(rows.fetchall()))

    def _good(self, where: str, values: tuple[str | int, ...]) -> Iterator[Record]:
        rows = self.database.execute(f"{SELECT_FACTS} WHERE {where}", values).fetchall()
        return (dated.record for dated in good_facts(rows))

    def _expect_an_identity(self) -> None:
        known = self.database.execute("SELECT value FROM meta WHERE name = 'store'").fetchone()
        if known is None or not STORE_ID.fullmatch(known[0]):
            raise StoreDamaged(f"{self.path}: expected the name of the store, got {known}: move the file aside")

    def _derive_anew(self) -> None:
        """Raise every day's revision when this firmware derives documents in another way than the last one did."""
        known = self.database.execute("SELECT value FROM meta WHERE name = 'derivation'").fetchone()
        if known == (str(DERIVATION),):
            return
        with transaction(self.database):
            self.database.execute("INSERT OR REPLACE INTO meta VALUES ('derivation', ?)", (str(DERIVATION),))
            days = self.database.execute(RAISE_ALL).rowcount
        if days:
            log.info(
                "this firmware derives day documents again: %d days get a higher revision and are sent again", days
            )

    def _days(self, facts: Sequence["PutFact"]) -> Iterator[str]:
        """The days that these facts are in or bear on."""
        yield from (fact.day for fact in facts)
        for sought in borne_on((fact.kind, fact.utc_s) for fact in facts):
            yield from self._days_with(sought)

    def _days_with(self, sought: Sought) -> Iterator[str]:
        condition, values = matching(sought)
        rows = self.database.execute(f"{SELECT_DAYS} WHERE {condition}", values)
        return (day for (day,) in rows)

    def _put(self, record: Record, boot: Boot, *, in_place: bool) -> "PutFact":
        where = place_in_calendar(record.start_s, boot.dating)
        return self.put(fact_values(record, boot.number, where), in_place=in_place)

    def put(self, values: tuple[Any, ...], *, in_place: bool) -> "PutFact":
        """A fact of these FACT_COLUMNS, which takes the place of an earlier one or leaves that alone."""
        day, boot, kind, start_s, utc_s, _, body = values
        more = self.database.execute(PUT_FACT, (*values, fact_sum(values))).rowcount
        if in_place and not more:
            self.database.execute(
                "UPDATE facts SET body = ?, sum = row_sum(day, boot, kind, start_s, utc_s, offset_s, ?)"
                " WHERE day = ? AND kind = ? AND boot = ? AND start_s = ?",
                (body, body, day, kind, boot, start_s),
            )
        return PutFact(kind, day, utc_s, more)


def fact_values(record: Record, boot: int, where: CalendarMoment) -> tuple[Any, ...]:
    """The FACT_COLUMNS of a record."""
    body = json.dumps(to_plain(record), separators=(",", ":"))
    return where.day, boot, type(record).__name__, float(record.start_s), float(where.utc_s), where.offset_s, body


def good_facts(rows: Sequence[FactRow]) -> Iterator[Any]:
    """The facts among these that can be used."""
    for row in rows:
        with suppress(BadRow):
            yield read_fact(row, summed=False)


BEGUN = (SetResult, Checkup)


def _begun(record: Record) -> str:
    """What was begun with it; nothing with a later set."""
    if isinstance(record, SetResult):
        return record.exercise if record.number == 1 else ""
    return CHECKUP


def _inode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
