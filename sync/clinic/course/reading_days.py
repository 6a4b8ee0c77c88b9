"""The days of one patient between two dates, in numbers; one that cannot be read is named and costs no other.

Knows SQL and stored documents; must never know what is made of the numbers. What was read once is remembered by what
the document is, so that a look at a year reads what is new alone. Reading takes processor, of which there is no more
when twenty do it at once, and memory, of which they would take twenty times as much: one reads at a time.
"""

import json
import logging
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, select, tuple_

from device.records.decoding import BadValue, glance
from sync.clinic.database.access import Access
from sync.clinic.database.checksums import checksum, checksum_of_bytes
from sync.clinic.database.schema import DAYS_TABLE, DOCUMENTS, IS_OF_DAY
from sync.clinic.database.values import UNDATED, is_day
from sync.clinic.trends.day_values import DayNumbers, SeenDay, day_numbers
from sync.wire.packing import unpacked

log = logging.getLogger(__name__)

DAYS_KEPT: Final = 3000  # 13 kB each: eight patients' years
AT_ONCE: Final = 100  # documents: 1 MB of a database's memory
KEY: Final = (DOCUMENTS.c.device, DOCUMENTS.c.store, DOCUMENTS.c.day)
CANNOT_BE_READ: Final = (ValueError, TypeError, ArithmeticError, RecursionError)
Known = tuple[str, str, str, int, object]  # device, store, day, revision, and the checksum of its document


@dataclass(frozen=True)
class SeenDays:
    """The days of known date in order, and the dates of which nothing can be read."""

    days: tuple[DayNumbers, ...]
    unreadable: tuple[str, ...] = ()


class Courses:
    """Of any patient, in a clinic's database, from any thread. Every method raises ClinicUnavailable."""

    def __init__(self, access: Access) -> None:
        self._access, self._lock, self._reading = access, Lock(), Lock()
        self._kept: OrderedDict[Known, DayNumbers | None] = OrderedDict()

    def between(self, device: str, first: date, last: date) -> SeenDays:
        """The days from `first` to `last`; of several records of one day, the one that holds most and can be read."""
        with self._access.transaction() as connection:
            records = _records(connection, device, first, last)
        found = self._remembered(known for known, _ in records)
        if len(found) < len(records):
            with self._reading, self._access.transaction() as connection:
                records = _records(connection, device, first, last)
                wanted = [known for known, _ in records]
                found = self._remembered(wanted)  # whoever waited finds what the one before has read
                found |= self._read(connection, [known for known in wanted if known not in found])
                self._remember(found)
        self._remember(found)
        return _course(records, found)

    def _remembered(self, wanted: Iterable[Known]) -> dict[Known, DayNumbers | None]:
        with self._lock:
            return {known: self._kept[known] for known in wanted if known in self._kept}

    def _remember(self, found: dict[Known, DayNumbers | None]) -> None:
        with self._lock:
            for known, numbers in found.items():
                self._kept[known] = numbers
                self._kept.move_to_end(known)
            while len(self._kept) > DAYS_KEPT:
                self._kept.popitem(last=False)

    def _read(self, connection: Connection, wanted: Sequence[Known]) -> dict[Known, DayNumbers | None]:
        found: dict[Known, DayNumbers | None] = {}
        for start in range(0, len(wanted), AT_ONCE):
            by_key = {known[:3]: known for known in wanted[start : start + AT_ONCE]}
            query = select(*KEY, DOCUMENTS.c.document, DOCUMENTS.c.packed, DOCUMENTS.c.checksum)
            for row in connection.execute(query.where(tuple_(*KEY).in_(list(by_key)))):
                found[by_key[row.device, row.store, row.day]] = _numbers(row)
        return found


def _records(connection: Connection, device: str, first: date, last: date) -> list[tuple[Known, float]]:
    """Each record of a day of known date, and how much it holds."""
    days = DAYS_TABLE.c
    query = select(days.device, days.store, days.day, days.revision, days.recorded_s, DOCUMENTS.c.checksum)
    of_device = (
        (days.device == device) & days.day.between(first.isoformat(), last.isoformat()) & (days.clock != UNDATED)
    )
    rows = connection.execute(query.outerjoin_from(DAYS_TABLE, DOCUMENTS, IS_OF_DAY).where(of_device)).all()
    return [(_known(row), _size(row.recorded_s)) for row in rows if isinstance(row.day, str) and is_day(row.day)]


def _known(row: Any) -> Known:
    return str(row.device), str(row.store), row.day, row.revision, row.checksum


def _size(recorded_s: object) -> float:
    """A damaged file may say anything."""
    return float(recorded_s) if isinstance(recorded_s, int | float) else 0.0


def _course(records: Sequence[tuple[Known, float]], found: dict[Known, DayNumbers | None]) -> SeenDays:
    by_date: dict[str, list[tuple[float, str, DayNumbers | None]]] = defaultdict(list)
    for known, size in records:
        by_date[known[2]].append((size, known[1], found.get(known)))
    best = {day: _fullest(records) for day, records in by_date.items()}
    days = tuple(numbers for day in sorted(best) if (numbers := best[day]))
    return SeenDays(days, tuple(sorted(day for day, numbers in best.items() if numbers is None)))


def _fullest(records: Iterable[tuple[float, str, DayNumbers | None]]) -> DayNumbers | None:
    readable = [record for record in records if record[2]]
    return max(readable, key=lambda record: record[:2])[2] if readable else None


def _numbers(row: Any) -> DayNumbers | None:
    """A stored document in numbers; None for one that is not as it was stored, or that nobody can read."""
    try:
        seen = glance(SeenDay, _intact_text(row), json.loads)
        return day_numbers(seen) if (seen.device, seen.day) == (row.device, row.day) else None
    except CANNOT_BE_READ as problem:
        log.warning("the day %r of %r is in no trend, it cannot be read: %s", row.day, row.device, problem)
        return None


def _intact_text(row: Any) -> str:
    if isinstance(row.packed, bytes):
        stored, text = checksum_of_bytes(row.device, row.packed), unpacked(row.packed).decode()
    else:
        stored, text = checksum(row.device, row.document), str(row.document)
    if row.checksum not in {None, stored}:
        raise BadValue("its document is not as it was stored, by its checksum")
    return text
