"""The queries behind the list of patients and their days, and the values that their rows become.

Knows SQL; must never know what time it is, or how a value is shown.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    case,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
)

from device.day.document import Repetitions
from device.records.calendar import LAST_UTC_S
from device.records.facts import TRUST_ORDER
from sync.clinic.database.checksums import COUNT_WEIGHTS, SUMMED, checksum_of, is_intact, weighted
from sync.clinic.database.schema import DAYS_TABLE, HEADLINE, HEADLINE_NAMES, PATIENTS, STATUS_TABLE
from sync.clinic.database.values import (
    CONTENTS,
    EARLIEST_DAY,
    LARGEST_INTEGER,
    LATEST_DAY,
    NAME_LOST,
    UNDATED,
    VALID_DAY_S,
    DayHeadline,
    PatientRow,
    is_day,
)


def holds_something(days: FromClause) -> ColumnElement[bool]:
    """Not a day that only was: after a clock was set, its facts may all have moved to their true date."""
    return or_(*(days.c[name] > 0 for name in CONTENTS))


def is_dated(days: FromClause, until: str = LATEST_DAY) -> ColumnElement[bool]:
    """A day with data whose date is known, and can be: not later than `until`."""
    return holds_something(days) & (days.c.clock != UNDATED) & days.c.day.between(EARLIEST_DAY, until)


def known_patients(until: str) -> Select[Any]:
    """Every patient, with the first day and the last arrival."""
    of_patient, arrived = DAYS_TABLE.c.device == PATIENTS.c.device, DAYS_TABLE.c.received_utc_s
    last_sync = select(func.max(arrived)).where(of_patient, arrived.between(0, LAST_UTC_S)).scalar_subquery()
    first_day = select(func.min(DAYS_TABLE.c.day)).where(of_patient, is_dated(DAYS_TABLE, until)).scalar_subquery()
    known = select(PATIENTS, last_sync.label("last_sync_utc_s"), first_day.label("first_day"))
    return known.order_by(PATIENTS.c.device)


def select_last_days(until: str = LATEST_DAY) -> Select[Any]:
    """Every record of each patient's last day: one of known date, else one that is not in the future, else any.

    The outer join makes databases look up the days by patient.
    """
    last = func.coalesce(
        _last_day(lambda days: is_dated(days, until)),
        _last_day(lambda days: holds_something(days) & (days.c.day <= until)),
        _last_day(holds_something),
    )
    days = PATIENTS.outerjoin(DAYS_TABLE, (DAYS_TABLE.c.device == PATIENTS.c.device) & (DAYS_TABLE.c.day == last))
    return select(PATIENTS.c.device, *HEADLINE).select_from(days)


def _last_day(counts: Callable[[FromClause], ColumnElement[bool]]) -> ScalarSelect[Any]:
    days = DAYS_TABLE.alias()
    return select(func.max(days.c.day)).where(days.c.device == PATIENTS.c.device, counts(days)).scalar_subquery()


def counts_between(since: str, until: str) -> Select[Any]:
    """Sums over the dated days from `since` on and before `until`, by device.

    In floating point, so that none overflows. A row that is not as it was stored is in none of them; to look at each
    row here would take seconds for thousands of patients. Of several records of one day, the one that holds most.
    """
    days = _fullest_records(since, until)
    valid_day = case((days.c.waking_worn_s >= VALID_DAY_S, days.c.day))
    counts = (
        days.c.device,
        func.count(valid_day).label("valid_days"),
        *(func.sum(cast(days.c[name], Float(53))).label(name) for name in SUMMED),
    )
    return select(*counts).where(days.c.place == 1).group_by(days.c.device)


def _fullest_records(since: str, until: str) -> FromClause:
    """The dated days; `place` is 1 for the record that `how_much` puts before all others of its day."""
    order = (DAYS_TABLE.c.recorded_s.desc(), DAYS_TABLE.c.store.desc())
    place = func.row_number().over(partition_by=(DAYS_TABLE.c.device, DAYS_TABLE.c.day), order_by=order)
    of_these = (DAYS_TABLE.c.day >= since, DAYS_TABLE.c.day < until, DAYS_TABLE.c.clock != UNDATED)
    return select(DAYS_TABLE, place.label("place")).where(*of_these, _adds_up()).subquery()


def miscounted(since: str, until: str) -> Select[Any]:
    """How many days each device has that are in none of those sums."""
    query = select(DAYS_TABLE.c.device, func.count().label("days"))
    return query.where(DAYS_TABLE.c.day >= since, DAYS_TABLE.c.day < until, ~_adds_up()).group_by(DAYS_TABLE.c.device)


def _adds_up() -> ColumnElement[bool]:
    """Whether the numbers that are summed are those that were stored; where that was not kept, they are believed."""
    total = sum((weight * cast(DAYS_TABLE.c[name], Float(53)) for name, weight in COUNT_WEIGHTS.items()), literal(0.0))
    return DAYS_TABLE.c.weighted.is_(None) | (DAYS_TABLE.c.weighted == total)


def misdated(until: str) -> Select[Any]:
    """How many days each device has of a date that cannot be."""
    wrong = ~DAYS_TABLE.c.day.between(EARLIEST_DAY, until)
    query = select(DAYS_TABLE.c.device, func.count(distinct(DAYS_TABLE.c.day)).label("days"))
    return query.where(wrong, holds_something(DAYS_TABLE), DAYS_TABLE.c.clock != UNDATED).group_by(DAYS_TABLE.c.device)


def with_broken_parts() -> Select[Any]:
    """The statuses that say of some part that it does not work, or that a programme was refused, as `to_json` does."""
    said = STATUS_TABLE.c.status
    return select(STATUS_TABLE).where(said.like('%"works":false%') | said.like('%"state":"refused"%'))


def nameless() -> Select[Any]:
    """Devices that said how they are and are no patient: that row is lost."""
    device = STATUS_TABLE.c.device
    return select(device).where(device.is_(None) | device.not_in(select(PATIENTS.c.device)))


def name_of(row: Row[Any]) -> str:
    """What a patient is called, or that nobody can read it."""
    return str(row.name) if is_intact(row.checksum, row.device, row.name) else f"{row.device}: {NAME_LOST}"


def patient_row(row: Row[Any], last_day: Sequence[DayHeadline], counts: Row[Any] | None) -> PatientRow:
    """One row of the list of patients."""
    return PatientRow(
        device=str(row.device),
        name=name_of(row),
        last_sync_utc_s=row.last_sync_utc_s,
        first_day=row.first_day if isinstance(row.first_day, str) and is_day(row.first_day) else None,
        last=max(last_day, key=how_much, default=None),
        valid_days=counts.valid_days if counts else 0,
        repetitions=_repetitions(counts) if counts else Repetitions(),
    )


def _repetitions(counts: Row[Any]) -> Repetitions:
    numbers = (counts.sets, counts.sets_not_counted, counts.done_repetitions, counts.target_repetitions)
    return Repetitions(*(max(0, int(number)) for number in numbers))


def readable_headlines(rows: Sequence[Row[Any]]) -> tuple[dict[str, list[DayHeadline]], Counter[str]]:
    """The days in these rows by their device, none for a patient without days; and how many cannot be read."""
    headlines: dict[str, list[DayHeadline]] = defaultdict(list)
    unreadable: Counter[str] = Counter()
    for row in rows:
        if row.store is None and row.day is None:
            continue
        found = headline_of(row)
        if found:
            headlines[row.device].append(found)
        else:
            unreadable[row.device] += 1
    return headlines, unreadable


def headline_of(row: Row[Any]) -> DayHeadline | None:
    """The numbers of one day in a row of HEADLINE; None where a damaged file says what cannot be."""
    found = DayHeadline(*(getattr(row, name) for name in HEADLINE_NAMES))
    checks = ((getattr(found, name), fits) for name, fits in CHECKS.items())
    can_be = all(fits(value) for value, fits in checks) and isinstance(row.of_device, str)
    if not can_be or row.checksum not in {None, checksum_of(row.of_device, found)}:
        return None
    return found if row.weighted in {None, weighted(found)} else None


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
    **dict.fromkeys(("rest_s", "rest_tremor_s", "unmeasured_s"), _is_optional_count),
    "amplitude_deg": _is_positive,
    "gap_s": lambda value: value is not None and _is_positive(value),
}


def how_much(record: DayHeadline | Row[Any]) -> tuple[int, str]:
    """What orders two records of one day: seconds recorded, then the store, so that the order is always the same."""
    return record.recorded_s, record.store
