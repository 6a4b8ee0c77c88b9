"""Which rows count, the values that they become, and what is another once they have changed.

Knows SQL; must never know what time it is, or how a value is shown.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Row,
    Select,
    Text,
    bindparam,
    case,
    distinct,
    func,
    or_,
    select,
    tuple_,
    union,
)

from device.records.calendar import LAST_UTC_S
from device.records.facts import TRUST_ORDER
from sync.clinic.database.checksums import checksum_of, is_intact, weighted
from sync.clinic.database.refusals import refused_by_device
from sync.clinic.database.schema import (
    DAYS_TABLE,
    HEADLINE,
    HEADLINE_NAMES,
    NUMBERS_OF_LISTS,
    OUTLINES_TABLE,
    PATIENTS,
    REFUSALS,
    REFUSED_TABLE,
    STATUS_TABLE,
)
from sync.clinic.database.values import (
    CONTENTS,
    EARLIEST_DAY,
    LARGEST_INTEGER,
    LATEST_DAY,
    NAME_LOST,
    UNDATED,
    DayHeadline,
    is_day,
)

PatientMark = tuple[int | None, int, int | None, tuple[int, str] | None]  # three checksums; what was refused, and why
OF_OUTLINES: Final = select(
    PATIENTS.c.device, PATIENTS.c.checksum.label("name"), OUTLINES_TABLE.c.checksum.label("outline")
).outerjoin(OUTLINES_TABLE, OUTLINES_TABLE.c.device == PATIENTS.c.device)
OF_STATUSES: Final = select(STATUS_TABLE.c.device, STATUS_TABLE.c.checksum)


def holds_something(days: FromClause) -> ColumnElement[bool]:
    """Not a day that only was: after a clock was set, its facts may all have moved to their true date."""
    return or_(*(days.c[name] > 0 for name in CONTENTS))


def is_dated(days: FromClause, until: str = LATEST_DAY) -> ColumnElement[bool]:
    """A day with data whose date is known, and can be: not later than `until`."""
    return holds_something(days) & (days.c.clock != UNDATED) & days.c.day.between(EARLIEST_DAY, until)


def with_broken_parts(devices: Collection[str] | None = None) -> Select[Any]:
    """The statuses that say of some part that it does not work, or that a programme was refused, as `to_json` does."""
    said = STATUS_TABLE.c.status
    of_these = (
        select(STATUS_TABLE) if devices is None else select(STATUS_TABLE).where(STATUS_TABLE.c.device.in_(devices))
    )
    return of_these.where(said.like('%"works":false%') | said.like('%"state":"refused"%'))


def nameless() -> CompoundSelect[Any]:
    """Devices that said how they are, or have days, and are no patient: that row is lost."""
    known = select(PATIENTS.c.device)
    devices = (STATUS_TABLE.c.device, OUTLINES_TABLE.c.device)
    return union(*(select(device).where(device.is_(None) | device.not_in(known)) for device in devices))


def name_of(row: Row[Any]) -> str:
    """What a patient is called, or that nobody can read it."""
    return str(row.name) if is_intact(row.checksum, row.device, row.name) else f"{row.device}: {NAME_LOST}"


def headline_of(row: Row[Any]) -> DayHeadline | None:
    """The numbers of one day in a row of HEADLINE; None where a damaged file says what cannot be."""
    found = DayHeadline(*(getattr(row, name) for name in HEADLINE_NAMES))
    can_be = can_be_read(found) and isinstance(row.of_device, str)
    if not can_be or row.checksum not in {None, checksum_of(row.of_device, found)}:
        return None
    return found if row.weighted in {None, weighted(found)} else None


def can_be_read(found: DayHeadline) -> bool:
    """Whether each of these numbers is one that its place can have."""
    return all(fits(getattr(found, name)) for name, fits in CHECKS.items())


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= LARGEST_INTEGER


def _is_optional_count(value: object) -> bool:
    return value is None or _is_count(value)


def _is_positive(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and 0 <= value <= LARGEST_INTEGER)


def is_arrival(value: object) -> bool:
    """Whether this is a moment that a date can say, in UTC seconds."""
    return isinstance(value, int | float) and 0 <= value <= LAST_UTC_S


CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(HEADLINE_NAMES, _is_count),
    **dict.fromkeys(("store", "timezone"), _is_text),
    "day": lambda value: isinstance(value, str) and is_day(value),
    "clock": lambda value: value in TRUST_ORDER,
    "received_utc_s": is_arrival,
    **dict.fromkeys(("rest_s", "rest_tremor_s", "unmeasured_s", *NUMBERS_OF_LISTS), _is_optional_count),
    "amplitude_deg": _is_positive,
    "gap_s": lambda value: value is not None and _is_positive(value),
}


def how_much(record: DayHeadline | Row[Any]) -> tuple[int, str]:
    """What orders two records of one day: seconds recorded, then the store, so that the order is always the same."""
    return record.recorded_s, record.store


# Made once: making them takes longer than their answers.
_days, _latest_day = DAYS_TABLE.c, bindparam("latest", type_=Text)
LAST_MESSAGES: Final = (
    select(_days.device, func.max(_days.received_utc_s).label("at_utc_s"))
    .where(_days.device.in_(bindparam("devices", expanding=True)), _days.received_utc_s.between(0, LAST_UTC_S))
    .group_by(_days.device)
)
_dated = holds_something(DAYS_TABLE) & (_days.clock != UNDATED)
_placed = _dated & _days.day.between(EARLIEST_DAY, _latest_day)
FACTS_OF_DAYS: Final = select(
    func.max(case((_days.received_utc_s.between(0, LAST_UTC_S), _days.received_utc_s))).label("last_sync_utc_s"),
    func.min(case((_placed, _days.day))).label("first_day"),
    func.max(case((_placed, _days.day))).label("last_day"),
    func.count(distinct(case((_dated & ~_days.day.between(EARLIEST_DAY, _latest_day), _days.day)))).label(
        "misdated_days"
    ),
    func.min(case((_dated & (_days.day > _latest_day), _days.day))).label("next_later"),
).where(_days.device == bindparam("device"))
DAYS_THAT_HOLD: Final = select(*HEADLINE).where(_days.device == bindparam("device"), holds_something(DAYS_TABLE))
DATED_BETWEEN: Final = select(*HEADLINE).where(
    _days.device == bindparam("device"),
    _days.day.between(bindparam("first"), _latest_day),
    _days.clock != UNDATED,
)
SEVERAL_RECORDS: Final = (
    select(DAYS_TABLE.c.device)
    .where(tuple_(DAYS_TABLE.c.device, DAYS_TABLE.c.day).in_(bindparam("dates", expanding=True)))
    .group_by(DAYS_TABLE.c.device, DAYS_TABLE.c.day)
    .having(func.count() > 1)
)


def mark_of_lists(connection: Connection) -> tuple[Any, ...]:
    """What is another as soon as anything has changed that a list shows: rows and what their checksums add up to."""
    return tuple(tuple(connection.execute(query).one()) for query in MARKS)


def _adds_up_to(column: ColumnElement[Any]) -> Select[Any, Any]:
    return select(func.count(), func.sum(column))


MARKS: Final = (
    *(_adds_up_to(table.c.checksum) for table in (OUTLINES_TABLE, PATIENTS, STATUS_TABLE)),
    _adds_up_to(REFUSALS.c.messages),
    select(func.count(), func.max(REFUSED_TABLE.c.received_utc_s)),
)


def marks_of_patients(connection: Connection) -> dict[str, PatientMark]:
    """The same of each patient alone; of those alone whose outline is kept: what is derived may be another each time.

    30 ms of processor for 5,000 patients.
    """
    refused = {row.device: (row.messages, row.reason) for row in connection.execute(refused_by_device())}
    said = {row.device: row.checksum for row in connection.execute(OF_STATUSES)}
    rows = [row for row in connection.execute(OF_OUTLINES) if row.outline is not None]
    return {row.device: (row.name, row.outline, said.get(row.device), refused.get(row.device)) for row in rows}
