"""The outlines that lists are made of: derived from a patient's days, kept in the same transaction, read at once.

Knows SQL; must never know what time it is. Which dates can be is judged as of a patient's last message, so that an
outline is the same whenever it is made; where that is not what a list needs, the list derives it for itself.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from device.records.calendar import DAY_S, LAST_UTC_S
from device.records.decoding import from_json, to_json
from sync.clinic.database.checksums import checksum, checksum_of_marker, is_intact
from sync.clinic.database.reading import (
    DATED_BETWEEN,
    DAYS_THAT_HOLD,
    FACTS_OF_DAYS,
    LAST_MESSAGES,
    SEVERAL_RECORDS,
    can_be_read,
    headline_of,
    how_much,
    name_of,
)
from sync.clinic.database.schema import (
    MARKERS_TABLE,
    OUTLINES_TABLE,
    PATIENTS,
    Insert,
)
from sync.clinic.database.values import (
    DayHeadline,
    PatientRow,
    can_be_date,
    is_day,
    latest_plausible,
)
from sync.clinic.database.writing import locked, put_all, put_statement
from sync.clinic.outline import (
    FittedCycle,
    OutlineDay,
    PatientOutline,
    followed,
    followed_by_nothing,
    outline_of,
)
from sync.clinic.outline.deriving import first_needed
from sync.clinic.outline.patient_outline import added_repetitions

log = logging.getLogger(__name__)

MOST_DERIVED: Final = 50  # ours: half a second; of as many a list derives what is not kept
LATEST_SYNC_S: Final = LAST_UTC_S - 3 * DAY_S  # so that days after it are dates
INJECTION: Final = "injection"  # a kind of marker
BEFORE_ANY: Final = "0001-01-01"
NewDays = Mapping[str, Sequence[DayHeadline]]
NOTHING: Final[NewDays] = {}
# Made once: making them takes longer than their answers.
KEPT: Final = select(OUTLINES_TABLE, OUTLINES_TABLE.c.checksum.label("of_outline")).where(
    OUTLINES_TABLE.c.device.in_(bindparam("devices", expanding=True))
)
INJECTED: Final = (
    select(MARKERS_TABLE.c.device)
    .where(MARKERS_TABLE.c.device.in_(bindparam("devices", expanding=True)), MARKERS_TABLE.c.kind == INJECTION)
    .distinct()
)


def put_outlines(
    connection: Connection,
    insert: Insert,
    devices: Collection[str],
    came: Mapping[str, Sequence[DayHeadline]] = NOTHING,
) -> int:
    """Derive and keep the outlines of these patients: how many were not what is kept.

    `came`: all that this transaction stored of a patient's days, where that is known. On PostgreSQL nobody else stores
    days of these patients meanwhile: of two who do, the second sees what both stored.
    """
    if not devices:
        return 0
    there = locked(connection, devices)
    kept = {row.device: row for row in connection.execute(KEPT, {"devices": there})}
    made = _followed(connection, kept, came)
    others = [device for device in there if device not in made]
    made |= _as_of_last_message(connection, others, _known_cycles(kept, others))
    said = {device: to_json(outline) for device, outline in made.items()}
    rows = [{"device": d, "outline": text, "checksum": checksum(d, text)} for d, text in sorted(said.items())]
    changed = [row for row in rows if row["device"] not in kept or not _is_same(row, kept[row["device"]])]
    put_all(connection, put_statement(insert(OUTLINES_TABLE)), changed)
    return len(changed)


def _is_same(row: Mapping[str, Any], kept: Row[Any]) -> bool:
    return (row["outline"], row["checksum"]) == (kept.outline, kept.checksum)


def _known_cycles(kept: Mapping[str, Row[Any]], devices: Collection[str]) -> dict[str, FittedCycle]:
    known = ((device, _read(kept[device])) for device in devices if device in kept)
    return {device: outline.cycle for device, outline in known if outline and outline.cycle}


def _followed(connection: Connection, kept: Mapping[str, Row[Any]], came: NewDays) -> dict[str, PatientOutline]:
    """The outlines that need not be derived from all days again: each day that came is the only record of its date."""
    dates = [(device, day.day) for device in kept for day in came.get(device, ())]
    if not dates:
        return {}
    several = {row.device for row in connection.execute(SEVERAL_RECORDS, {"dates": dates})}
    injected = set(connection.scalars(INJECTED, {"devices": sorted({device for device, _ in dates})}))
    found = {
        device: _with_all(_read(kept[device]), came[device], injected=device in injected)
        for device in kept.keys() & came.keys() - several
    }
    return {device: outline for device, outline in found.items() if outline}


def _with_all(known: PatientOutline | None, days: Sequence[DayHeadline], *, injected: bool) -> PatientOutline | None:
    for day in days:
        can_be = can_be_read(day) and can_be_date(day.day, _latest(day.received_utc_s))
        known = _with_one(known, day, injected=injected) if known and can_be else None
    return known


def _with_one(known: PatientOutline, day: DayHeadline, *, injected: bool) -> PatientOutline | None:
    if not day.holds_something:
        return followed_by_nothing(known, day.day, day.received_utc_s)
    if not day.is_dated:
        return None
    try:
        return followed(known, _outline_day(day), day.received_utc_s, injected=injected)
    except ValueError as problem:
        log.warning("an outline is made anew, for its weeks cannot be read: %s", problem)
        return None


def outlined_rows(connection: Connection, today: date, devices: Collection[str] | None = None) -> list[PatientRow]:
    """Every patient, or these, by device; of one whose outline is missing or damaged it is derived, of a few."""
    query = select(PATIENTS, OUTLINES_TABLE.c.outline, OUTLINES_TABLE.c.checksum.label("of_outline"))
    query = query.outerjoin(OUTLINES_TABLE, OUTLINES_TABLE.c.device == PATIENTS.c.device).order_by(PATIENTS.c.device)
    of_these = query if devices is None else query.where(PATIENTS.c.device.in_(devices))
    rows, latest = connection.execute(of_these).all(), latest_plausible(today)
    found = {str(row.device): known for row in rows if (known := _read(row)) and known.holds_until(latest)}
    missing = [str(row.device) for row in rows if str(row.device) not in found]
    found |= derived(connection, dict.fromkeys(missing[:MOST_DERIVED], latest))
    return [_row_of(row, found.get(str(row.device)), today) for row in rows]


def _read(row: Row[Any]) -> PatientOutline | None:
    """As it was stored; None for one that is not, and for one that another program wrote in another form."""
    if not isinstance(row.outline, str) or not is_intact(row.of_outline, row.device, row.outline):
        return None
    try:
        return from_json(PatientOutline, row.outline, json.loads)
    except (ValueError, RecursionError) as problem:
        log.warning("the outline of %r is made anew, for it cannot be read: %s", row.device, problem)
        return None


def _row_of(row: Row[Any], outline: PatientOutline | None, today: date) -> PatientRow:
    known = outline or PatientOutline()
    days = known.finished(today)
    return PatientRow(
        device=str(row.device),
        name=name_of(row),
        last_sync_utc_s=known.last_sync_utc_s,
        first_day=known.first_day,
        last=known.days[0] if known.days else known.last,
        valid_days=len([day for day in days if day and day.is_valid]),
        repetitions=added_repetitions(days),
        misdated_days=known.misdated_days,
        unreadable_days=known.unreadable_days,
        days=days,
        measured_days=known.measured_days(today),
        changes=known.changes,
        wearing_off=known.cycle and known.cycle.wearing_off,
        is_gathered=outline is not None,
    )


def _as_of_last_message(
    connection: Connection, devices: Sequence[str], known: Mapping[str, FittedCycle]
) -> dict[str, PatientOutline]:
    at = (
        {row.device: row.at_utc_s for row in connection.execute(LAST_MESSAGES, {"devices": devices})} if devices else {}
    )
    return derived(connection, {device: _latest(at.get(device)) for device in devices}, known)


def _latest(last_sync_utc_s: float | None) -> str:
    """The last day that may have begun anywhere on Earth when the last message came, and one more."""
    if last_sync_utc_s is None:
        return BEFORE_ANY
    came = datetime.fromtimestamp(min(last_sync_utc_s, LATEST_SYNC_S), UTC).date()
    return latest_plausible(came + timedelta(days=1))


def derived(
    connection: Connection, latest_days: dict[str, str], fitted: Mapping[str, FittedCycle] = MappingProxyType({})
) -> dict[str, PatientOutline]:
    """The outlines of these patients, each with days up to the last one that can be; `fitted` is what is known."""
    found: dict[str, PatientOutline] = {}
    injections = _injections(connection, latest_days)
    for device, latest in latest_days.items():
        known, last_day = _facts(connection, device, latest)
        days, unreadable = _fullest_days(connection, device, last_day, latest)
        last = known.last if days else _any_last_day(connection, device, latest)
        known = replace(known, unreadable_days=unreadable, last=last, cycle=fitted.get(device))
        found[device] = outline_of(days, known, injections[device])
    return found


def _injections(connection: Connection, devices: Collection[str]) -> dict[str, list[date]]:
    """When each of these patients was injected, as far as it was entered, holds and can be read."""
    query = select(MARKERS_TABLE).where(MARKERS_TABLE.c.device.in_(devices)).order_by(MARKERS_TABLE.c.version)
    rows = [row for row in connection.execute(query) if row.checksum == checksum_of_marker(row._asdict())]
    newest = {(row.device, row.number): row for row in rows}
    found: dict[str, list[date]] = defaultdict(list)
    for row in newest.values():
        if row.kind == INJECTION and not row.removed:
            found[row.device].append(date.fromisoformat(row.day))
    return found


def _facts(connection: Connection, device: str, latest: str) -> tuple[PatientOutline, str | None]:
    """What sums and limits over all days say, and which is the last day."""
    row: Any = connection.execute(FACTS_OF_DAYS, {"device": device, "latest": latest}).one()
    later = row.next_later if row.next_later is None else str(row.next_later)
    facts = PatientOutline(
        row.last_sync_utc_s, _day_or_none(row.first_day), misdated_days=row.misdated_days, next_later=later
    )
    return facts, _day_or_none(row.last_day)


def _day_or_none(said: object) -> str | None:
    return said if isinstance(said, str) and is_day(said) else None


def _fullest_days(
    connection: Connection, device: str, last_day: str | None, latest: str
) -> tuple[list[OutlineDay], int]:
    """Of several records of one day, the one that holds most and can be read; and how many rows cannot be."""
    if last_day is None:
        return [], 0
    asked = {"device": device, "first": first_needed(last_day), "latest": latest}
    rows = connection.execute(DATED_BETWEEN, asked).all()
    read = [headline_of(row) for row in rows]
    readable = [head for head in read if head]
    return _of_each_date(head for head in readable if head.holds_something), len(read) - len(readable)


def _of_each_date(records: Iterable[DayHeadline]) -> list[OutlineDay]:
    by_date: dict[str, list[DayHeadline]] = defaultdict(list)
    for record in records:
        by_date[record.day].append(record)
    return [_outline_day(max(of_day, key=how_much)) for of_day in by_date.values()]


def _outline_day(day: DayHeadline) -> OutlineDay:
    return OutlineDay(*(getattr(day, name) for name in OutlineDay._fields))


def _any_last_day(connection: Connection, device: str, latest: str) -> OutlineDay | None:
    """Where no day has a date that can be: the last one that is not in the future, else the last of all."""
    heads = [head for row in connection.execute(DAYS_THAT_HOLD, {"device": device}) if (head := headline_of(row))]
    past = [head for head in heads if head.day <= latest] or heads
    last = max(past, key=lambda head: (head.day, *how_much(head)), default=None)
    return _outline_day(last) if last else None
