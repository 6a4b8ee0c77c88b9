"""The device's database, the writing end: facts, dated when the date is known, and a revision for every day they touch.

Knows the tables and the shape of records; must never know what a record means, nor who reads it.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from device.day import DERIVATION
from device.day.confirmation import LONGEST_LOOK_S, LOOK_BACK_S, MARK_NEAR_S
from device.day.wear_time import LOOK_AROUND_S
from device.records.calendar import days_about, place
from device.records.decoding import to_plain
from device.records.facts import TRUST_ORDER, Dating, Mark, Minute, Record, SetResult
from device.store.file import StoreDamaged, explained, open_to_write, transaction

log = logging.getLogger(__name__)

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
        The revision of a neighbouring day rises too where a minute may change what its document says of wearing, or a
        set or a mark what it says of an episode.
        """
        with explained(self._path), transaction(self._database):
            boot, touched = self._boot(dating)
            touched.append(_touched([self._put(record, boot) for record in records]))
            days = {day for one in touched for day in one.days}
            days |= {day for one in touched for day in self._near(one)}
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

    def _near(self, touched: "_Touched") -> set[str]:
        """The days whose documents see some of these facts from where they are."""
        return self._with_minutes_near(touched.minutes_utc_s) | self._with_episodes_near(touched.witnesses_utc_s)

    def _with_minutes_near(self, minutes_utc_s: Sequence[float]) -> set[str]:
        """The days with minutes so near to these that the documents of both see each other's (wear time)."""
        if not minutes_utc_s:
            return set()
        near = (min(minutes_utc_s) - LOOK_AROUND_S, max(minutes_utc_s) + LOOK_AROUND_S)
        rows = self._database.execute(
            "SELECT DISTINCT day FROM facts WHERE kind = 'Minute' AND day BETWEEN ? AND ? AND utc_s BETWEEN ? AND ?",
            (*days_about(*near), *near),
        )
        return {day for (day,) in rows}

    def _with_episodes_near(self, witnesses_utc_s: Sequence[float]) -> set[str]:
        """The days with episodes on which these sets and marks bear: the other way round from `looked_at`."""
        if not witnesses_utc_s:
            return set()
        least_end_utc_s = min(witnesses_utc_s) - MARK_NEAR_S
        near = (least_end_utc_s - LONGEST_LOOK_S, max(witnesses_utc_s) + LOOK_BACK_S)
        rows = self._database.execute(
            "SELECT DISTINCT day FROM facts WHERE kind = 'Episode' AND day BETWEEN ? AND ? AND utc_s BETWEEN ? AND ?"
            " AND utc_s + (body ->> 'duration_s') >= ?",
            (*days_about(*near), *near, least_end_utc_s),
        )
        return {day for (day,) in rows}

    def _boot(self, dating: Dating) -> tuple["_Boot", list["_Touched"]]:
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

    def _date_again(self, boot: "_Boot") -> list["_Touched"]:
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
        return [_touched(before), _touched(after)]


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


@dataclass(frozen=True)
class _Touched:
    """The days of some facts of one stretch of time, and when its minutes, and its sets and marks, began."""

    days: set[str]
    minutes_utc_s: list[float]
    witnesses_utc_s: list[float]


def _touched(facts: Sequence[_Fact]) -> _Touched:
    minutes_utc_s = [fact.utc_s for fact in facts if fact.kind == Minute.__name__]
    witnesses_utc_s = [fact.utc_s for fact in facts if fact.kind in (Mark.__name__, SetResult.__name__)]
    return _Touched({fact.day for fact in facts}, minutes_utc_s, witnesses_utc_s)


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
