"""The device's database, the writing end: facts, dated when the date is known, and a revision for every day they touch.

Knows the tables and the shape of records; must never know what a record means, nor who reads it.
"""

import json
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from device.day import DERIVATION
from device.day.neighbours import Sought, borne_on
from device.programme.due import BegunBlock
from device.records.calendar import CalendarMoment, days_about, place
from device.records.decoding import to_plain
from device.records.facts import TRUST_ORDER, Dating, Gap, Minute, Record, SetResult
from device.store.file import (
    STORE_ID,
    StoreDamaged,
    StoreUnusable,
    explained,
    matching,
    open_to_write,
    row_sum,
    transaction,
)
from device.store.rows import (
    AFTER_LETTERS,
    FACT_COLUMNS,
    BadRow,
    Boot,
    FactRow,
    fact_sum,
    in_zone,
    is_of_boot,
    read_boots,
    read_fact,
)

log = logging.getLogger(__name__)

SELECT_DAYS = "SELECT DISTINCT day FROM facts"
SELECT_FACTS = f"SELECT {FACT_COLUMNS}, sum FROM facts"  # noqa: S608 - columns of ours
PUT_FACT = f"INSERT OR IGNORE INTO facts ({FACT_COLUMNS}, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
PUT_BOOT = "INSERT INTO boots (number, name, utc_minus_monotonic_s, timezone, trust, sum) VALUES (?, ?, ?, ?, ?, ?)"
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
CLOCK_STEP_S = 2.0  # ours: slow drift moves no record; somebody setting the clock does


class Store:
    """The writing end. Every `add` is one durable transaction: WAL with full synchronisation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.database = open_to_write(path)
            self._inode = _inode(path)
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
            boot, touched = self._boot(dating)
            touched.append([self._put(record, boot, in_place=in_place) for record in records])
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
                ends_s = [_end_s(record) for record in self._good(where, (day, *numbers))]
                if ends_s:
                    return max(ends_s)
        return None

    def begun_blocks(self, dating: Dating, within_s: float, now_s: float) -> list[BegunBlock]:
        """The first sets of the last `within_s`, in monotonic seconds of this boot (earlier boots: below 0).

        None of the future: a clock that was not set yet has all sets there.
        """
        now_utc_s = now_s + dating.utc_minus_monotonic_s
        with explained(self.path):
            first_day, _ = days_about(now_utc_s - within_s, now_utc_s)
            rows = self.database.execute(
                f"{SELECT_FACTS} WHERE day >= ? AND kind = ? AND utc_s BETWEEN ? AND ? ORDER BY utc_s",
                (first_day, SetResult.__name__, math.nextafter(now_utc_s - within_s, math.inf), now_utc_s),
            )
            firsts = [dated for dated in good_facts(rows.fetchall()) if dated.record.number == 1]
        shift_s = dating.utc_minus_monotonic_s
        return [BegunBlock(dated.record.exercise, dated.utc_s - shift_s) for dated in firsts]

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

    def _boot(self, dating: Dating) -> tuple[Boot, list[list["PutFact"]]]:
        """The boot as it is dated best, and what moved from where to where because of what is known now.

        A boot has a row for each time zone that it was in: what was measured there keeps its zone, also when it is
        dated anew.
        """
        moved, rows = list[list[PutFact]](), list[Boot]()
        for known in self._rows_of(dating.boot):
            better = replace(known.dating, utc_minus_monotonic_s=dating.utc_minus_monotonic_s, trust=dating.trust)
            rows.append(Boot(known.number, better) if tells_more(dating, known.dating) else known)
            moved += self._dated_better(rows[-1]) if rows[-1] != known else []
        here = next((boot for boot in rows if boot.dating.timezone == dating.timezone), None)
        return here or self._in_new_zone(dating, rows), moved

    def _rows_of(self, name: str) -> list[Boot]:
        """A boot's row for each of its zones, the first first. Raises StoreDamaged."""
        rows = self.database.execute(
            "SELECT number, name, utc_minus_monotonic_s, timezone, trust, sum FROM boots"
            " WHERE name = ? OR name BETWEEN ? AND ? ORDER BY number",
            (name, in_zone(name, ""), in_zone(name, AFTER_LETTERS)),
        ).fetchall()
        boots = [Boot(row[0], Dating(*row[1:-1])) for row in rows]
        for boot, row in zip(boots, rows, strict=True):
            if row[-1] not in {None, boot_sum(boot)}:
                raise StoreDamaged(f"{self.path}: the row of boot {boot.number} was changed on the card")
        return boots

    def _in_new_zone(self, dating: Dating, others: Sequence[Boot]) -> Boot:
        """From now on in this zone; the clock is the same as in the others."""
        if not others:
            return self.new_boot(dating)
        log.info("the time zone is %s now: what was measured in %s stays", dating.timezone, others[-1].dating.timezone)
        name = in_zone(dating.boot, dating.timezone)
        return self.new_boot(replace(others[0].dating, boot=name, timezone=dating.timezone))

    def _dated_better(self, boot: Boot) -> list[list["PutFact"]]:
        self.database.execute(
            "UPDATE boots SET utc_minus_monotonic_s = ?, trust = ?, sum = ? WHERE number = ?",
            (boot.dating.utc_minus_monotonic_s, boot.dating.trust, boot_sum(boot), boot.number),
        )
        return self._date_again(boot)

    def new_boot(self, dating: Dating) -> Boot:
        """The row of a boot that has none yet."""
        (last,) = self.database.execute("SELECT coalesce(max(number), 0) FROM boots").fetchone()
        boot = Boot(last + 1, dating)
        values = (boot.number, dating.boot, dating.utc_minus_monotonic_s, dating.timezone, dating.trust)
        self.database.execute(PUT_BOOT, (*values, boot_sum(boot)))
        return boot

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

    def _date_again(self, boot: Boot) -> list[list["PutFact"]]:
        """Bad rows stay where they are: a new sum would hide that they are bad."""
        before, after = list[PutFact](), list[PutFact]()
        for row in self.database.execute(f"{SELECT_FACTS} WHERE boot = ?", (boot.number,)).fetchall():
            old_day, _, kind, start_s, old_utc_s, _, body, kept_sum = row
            if kept_sum is not None and kept_sum != fact_sum(row):
                continue
            where = place_in_calendar(start_s, boot.dating)
            new = (where.day, boot.number, kind, start_s, where.utc_s, where.offset_s, body)
            self.database.execute(
                "UPDATE facts SET day = ?, utc_s = ?, offset_s = ?, sum = ?"
                " WHERE day = ? AND boot = ? AND kind = ? AND start_s = ?",
                (where.day, where.utc_s, where.offset_s, fact_sum(new), old_day, boot.number, kind, start_s),
            )
            before.append(PutFact(kind, old_day, old_utc_s, -1))
            after.append(PutFact(kind, where.day, where.utc_s, 1))
        return [before, after]


@dataclass(frozen=True)
class PutFact:
    """Of which kind a fact is, where in the calendar it is or was, and how many more that day has by it."""

    kind: str
    day: str
    utc_s: float
    more: int


def fact_values(record: Record, boot: int, where: CalendarMoment) -> tuple[Any, ...]:
    """The FACT_COLUMNS of a record."""
    body = json.dumps(to_plain(record), separators=(",", ":"))
    return where.day, boot, type(record).__name__, float(record.start_s), float(where.utc_s), where.offset_s, body


def place_in_calendar(start_s: float, dating: Dating) -> CalendarMoment:
    """Where a moment falls. Raises StoreUnusable for a clock or a time zone that says nothing at present."""
    try:
        return place(start_s, dating)
    except (LookupError, ValueError, OverflowError, OSError) as error:
        raise StoreUnusable(
            f"{start_s} s into this boot has no date: {error}: check the clock and the time zone {dating.timezone}"
        ) from error


def good_facts(rows: Sequence[FactRow]) -> Iterator[Any]:
    """The facts among these that can be used."""
    for row in rows:
        with suppress(BadRow):
            yield read_fact(row, summed=False)


def _end_s(record: Record) -> float:
    if isinstance(record, Minute):
        return record.start_s + record.recorded_s
    return record.start_s + (record.duration_s if isinstance(record, Gap) else 0.0)


def boot_sum(boot: Boot) -> int:
    """The checksum that the row of a boot has to carry."""
    dating = boot.dating
    return row_sum(boot.number, dating.boot, float(dating.utc_minus_monotonic_s), dating.timezone, dating.trust)


def _inode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def tells_more(new: Dating, known: Dating) -> bool:
    """Whether earlier dates should be made anew: more trust, or a clock that nobody vouches for was set right."""
    if TRUST_ORDER.index(new.trust) != TRUST_ORDER.index(known.trust):
        return TRUST_ORDER.index(new.trust) > TRUST_ORDER.index(known.trust)
    stepped_s = abs(new.utc_minus_monotonic_s - known.utc_minus_monotonic_s)
    return new.trust != "synced" and stepped_s > CLOCK_STEP_S
