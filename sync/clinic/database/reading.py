"""The queries behind the list of patients and their days, and the values that their rows become.

Knows SQL; must never know what time it is, or how a value is shown.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, ScalarSelect, Select, case, distinct, func, or_, select

from device.day.document import Repetitions
from sync.clinic.database.schema import DAYS_TABLE, HEADLINE, HEADLINE_NAMES, PATIENTS
from sync.clinic.database.values import CONTENTS, UNDATED, VALID_DAY_S, DayHeadline, PatientRow


def holds_something(days: FromClause) -> ColumnElement[bool]:
    """Not a day that only was: after a clock was set, its facts may all have moved to their true date."""
    return or_(*(days.c[name] > 0 for name in CONTENTS))


def is_dated(days: FromClause) -> ColumnElement[bool]:
    """A day with data whose date is known."""
    return holds_something(days) & (days.c.clock != UNDATED)


def known_patients() -> Select[Any]:
    """Every patient, with the first day and the last arrival."""
    of_patient = DAYS_TABLE.c.device == PATIENTS.c.device
    last_sync = select(func.max(DAYS_TABLE.c.received_utc_s)).where(of_patient).scalar_subquery()
    first_day = select(func.min(DAYS_TABLE.c.day)).where(of_patient, is_dated(DAYS_TABLE)).scalar_subquery()
    known = select(PATIENTS, last_sync.label("last_sync_utc_s"), first_day.label("first_day"))
    return known.order_by(PATIENTS.c.device)


def select_last_days() -> Select[Any]:
    """Every record of each patient's last day. The outer join makes databases look up the days by patient."""
    last = func.coalesce(_last_day(is_dated), _last_day(holds_something))
    days = PATIENTS.outerjoin(DAYS_TABLE, (DAYS_TABLE.c.device == PATIENTS.c.device) & (DAYS_TABLE.c.day == last))
    return select(PATIENTS.c.device, *HEADLINE).select_from(days)


def _last_day(counts: Callable[[FromClause], ColumnElement[bool]]) -> ScalarSelect[Any]:
    days = DAYS_TABLE.alias()
    return select(func.max(days.c.day)).where(days.c.device == PATIENTS.c.device, counts(days)).scalar_subquery()


def counts_between(since: str, until: str) -> Select[Any]:
    """Sums over the dated days from `since` on and before `until`, by device."""
    valid_day = case((DAYS_TABLE.c.waking_worn_s >= VALID_DAY_S, DAYS_TABLE.c.day))
    counts = (
        DAYS_TABLE.c.device,
        func.count(distinct(valid_day)).label("valid_days"),
        func.sum(DAYS_TABLE.c.sets).label("sets"),
        func.sum(DAYS_TABLE.c.sets_not_counted).label("sets_not_counted"),
        func.sum(DAYS_TABLE.c.target_repetitions).label("target_repetitions"),
        func.sum(DAYS_TABLE.c.done_repetitions).label("done_repetitions"),
    )
    of_these = (DAYS_TABLE.c.day >= since, DAYS_TABLE.c.day < until, DAYS_TABLE.c.clock != UNDATED)
    return select(*counts).where(*of_these).group_by(DAYS_TABLE.c.device)


def patient_row(row: Row[Any], last_day: list[DayHeadline], counts: Row[Any] | None) -> PatientRow:
    """One row of the list of patients."""
    return PatientRow(
        device=row.device,
        name=row.name,
        last_sync_utc_s=row.last_sync_utc_s,
        first_day=row.first_day,
        last=max(last_day, key=how_much, default=None),
        valid_days=counts.valid_days if counts else 0,
        repetitions=_repetitions(counts) if counts else Repetitions(),
    )


def _repetitions(counts: Row[Any]) -> Repetitions:
    numbers = (counts.sets, counts.sets_not_counted, counts.done_repetitions, counts.target_repetitions)
    return Repetitions(*map(int, numbers))


def headlines_by_device(rows: Sequence[Row[Any]]) -> dict[str, list[DayHeadline]]:
    """The days in these rows by their device; none for a patient without days."""
    headlines: dict[str, list[DayHeadline]] = defaultdict(list)
    for row in rows:
        headlines[row.device] += [headline_of(row)] if row.day else []
    return headlines


def headline_of(row: Row[Any]) -> DayHeadline:
    """The numbers of one day in a row of HEADLINE."""
    return DayHeadline(*(getattr(row, name) for name in HEADLINE_NAMES))


def how_much(record: DayHeadline | Row[Any]) -> tuple[int, str]:
    """What orders two records of one day: seconds recorded, then the store, so that the order is always the same."""
    return record.recorded_s, record.store
