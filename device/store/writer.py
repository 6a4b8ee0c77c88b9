"""The device's database, the writing end: facts, dated when the date is known, and a revision for every day they touch.

Knows the tables and the shape of records; must never know what a record means, nor who reads it.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from device.day import DERIVATION
from device.day.neighbours import Sought, borne_on
from device.records.calendar import place
from device.records.decoding import to_plain
from device.records.facts import TRUST_ORDER, Dating, Record
from device.store.file import StoreDamaged, explained, matching, open_to_write, transaction

log = logging.getLogger(__name__)

SELECT_DAYS = "SELECT DISTINCT day FROM facts"
CLOCK_STEP_S = 2.0  # ours: slow drift moves no record; somebody setting the clock does


class Store:
    """The writing end. Every `add` is one durable transaction: WAL with full synchronisation."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = open_to_write(path)
            self._derive_anew()

    def close(self) -> None:
        """Close the file; everything added before is on disk already."""
        self._database.close()

    def add(self, records: Sequence[Record], dating: Dating) -> None:
        """Keep records, all or none, and raise the revision of their days. Raises StoreUnusable (disk full, ...).

        When more is known of the clock than when earlier records of this boot were dated, those are dated anew in
        the same transaction. A record with the kind and start of an earlier one of the same boot takes its place.
        The revision of another day rises too where one of these bears on its facts (`device.day.neighbours`).
        """
        with explained(self._path), transaction(self._database):
            boot, touched = self._boot(dating)
            touched.append([self._put(record, boot) for record in records])
            days = {day for facts in touched for day in self._days(facts)}
            self._database.executemany(
                "INSERT INTO days VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET revision = revision + 1",
                [(day,) for day in sorted(days)],
            )

    def last_end_s(self, boot: str) -> float | None:
        """Where the minutes and gaps of this boot end, monotonic seconds; None when it has none."""
        rows = self._database.execute(
            "SELECT start_s + coalesce(body ->> 'recorded_s', body ->> 'duration_s') FROM facts, boots"
            " WHERE boot = number AND name = ? AND kind IN ('Minute', 'Gap')",
            (boot,),
        )
        return max((float(end_s) for (end_s,) in rows), default=None)

    def set_starts_s(self, dating: Dating, within_s: float, now_s: float) -> list[float]:
        """When the sets of the last `within_s` began, in monotonic seconds of this boot (earlier boots: below 0)."""
        rows = self._database.execute(
            "SELECT utc_s FROM facts WHERE kind = 'SetResult' AND utc_s > ? ORDER BY utc_s",
            (now_s + dating.utc_minus_monotonic_s - within_s,),
        )
        return [float(utc_s) - dating.utc_minus_monotonic_s for (utc_s,) in rows]

    def _derive_anew(self) -> None:
        """Raise every day's revision when this firmware derives documents in another way than the last one did."""
        known = self._database.execute("SELECT value FROM meta WHERE name = 'derivation'").fetchone()
        if known == (str(DERIVATION),):
            return
        with transaction(self._database):
            self._database.execute("INSERT OR REPLACE INTO meta VALUES ('derivation', ?)", (str(DERIVATION),))
            days = self._database.execute("UPDATE days SET revision = revision + 1").rowcount
        if days:
            log.info(
                "this firmware derives day documents again: %d days get a higher revision and are sent again", days
            )

    def _days(self, facts: Sequence["_Fact"]) -> Iterator[str]:
        """The days that these facts are in or bear on."""
        yield from (fact.day for fact in facts)
        for sought in borne_on((fact.kind, fact.utc_s) for fact in facts):
            yield from self._days_with(sought)

    def _days_with(self, sought: Sought) -> Iterator[str]:
        condition, values = matching(sought)
        rows = self._database.execute(f"{SELECT_DAYS} WHERE {condition}", values)
        return (day for (day,) in rows)

    def _boot(self, dating: Dating) -> tuple["_Boot", list[list["_Fact"]]]:
        """The boot as it is dated best, and what moved from where to where because of what is known now."""
        row = self._database.execute(
            "SELECT number, utc_minus_monotonic_s, timezone, trust FROM boots WHERE name = ?", (dating.boot,)
        ).fetchone()
        if row is None:
            values = (dating.boot, dating.utc_minus_monotonic_s, dating.timezone, dating.trust)
            insert = "INSERT INTO boots (name, utc_minus_monotonic_s, timezone, trust) VALUES (?, ?, ?, ?)"
            return _Boot(int(self._database.execute(insert, values).lastrowid or 0), dating), []
        number, known = row[0], Dating(dating.boot, *row[1:])
        if not tells_more(dating, known):
            return _Boot(number, known), []
        self._database.execute(
            "UPDATE boots SET utc_minus_monotonic_s = ?, timezone = ?, trust = ? WHERE number = ?",
            (dating.utc_minus_monotonic_s, dating.timezone, dating.trust, number),
        )
        return _Boot(number, dating), self._date_again(_Boot(number, dating))

    def _put(self, record: Record, boot: "_Boot") -> "_Fact":
        where = place(record.start_s, boot.dating)
        key = (where.day, boot.number, type(record).__name__, record.start_s)
        self._database.execute(
            "INSERT INTO facts (day, boot, kind, start_s, utc_s, offset_s, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET body = excluded.body",
            (*key, where.utc_s, where.offset_s, json.dumps(to_plain(record), separators=(",", ":"))),
        )
        return _Fact(type(record).__name__, where.day, where.utc_s)

    def _date_again(self, boot: "_Boot") -> list[list["_Fact"]]:
        query = "SELECT day, utc_s, kind, start_s FROM facts WHERE boot = ?"
        before, after = list[_Fact](), list[_Fact]()
        for old_day, old_utc_s, kind, start_s in self._database.execute(query, (boot.number,)).fetchall():
            where = place(start_s, boot.dating)
            self._database.execute(
                "UPDATE facts SET day = ?, utc_s = ?, offset_s = ?"
                " WHERE day = ? AND boot = ? AND kind = ? AND start_s = ?",
                (where.day, where.utc_s, where.offset_s, old_day, boot.number, kind, start_s),
            )
            before.append(_Fact(kind, old_day, old_utc_s))
            after.append(_Fact(kind, where.day, where.utc_s))
        return [before, after]


@dataclass(frozen=True)
class _Boot:
    """A boot's number in the database, and how its seconds are dated."""

    number: int
    dating: Dating


@dataclass(frozen=True)
class _Fact:
    """Of which kind a fact is, and where in the calendar it is or was."""

    kind: str
    day: str
    utc_s: float


def tells_more(new: Dating, known: Dating) -> bool:
    """Whether earlier dates should be made anew: more trust, or a clock that nobody vouches for was set right."""
    if TRUST_ORDER.index(new.trust) != TRUST_ORDER.index(known.trust):
        return TRUST_ORDER.index(new.trust) > TRUST_ORDER.index(known.trust)
    stepped_s = abs(new.utc_minus_monotonic_s - known.utc_minus_monotonic_s)
    return new.trust != "synced" and stepped_s > CLOCK_STEP_S


def open_store(path: Path) -> "Store":
    """The store at `path`; a damaged file is moved aside, never deleted, and a new one begun. Raises StoreUnusable."""
    try:
        return Store(path)
    except StoreDamaged as error:
        aside = _free_name(path)
        log.error("%s; moved to %s, recording continues in a new file", error, aside)
        for ending in ("", "-wal", "-shm"):
            old = path.with_name(path.name + ending)
            if old.exists():
                old.rename(aside.with_name(aside.name + ending))
        return Store(path)


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.damaged-{number}") for number in count(1))
    return next(name for name in names if not name.exists())
