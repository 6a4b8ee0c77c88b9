"""Patients for lists, each of one kind."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from device.day.document import Repetitions
from sync.clinic.database.values import PatientRow
from sync.clinic.outline import OutlineDay
from tests.support.documents.realistic import DEVICE, NOW_UTC_S

TODAY = date(2026, 3, 3)
HOUR_S = 3600
WORN = OutlineDay(
    store="card-1",
    day="2026-03-02",
    clock="synced",
    recorded_s=80_000,
    worn_s=50_000,
    assessable_s=45_000,
    tremor_s=9_000,
    rest_s=20_000,
    rest_tremor_s=5_000,
    amplitude_deg=4.2,
    gap_s=0.0,
    unmeasured_s=0,
    sets=2,
    sets_not_counted=0,
    target_repetitions=20,
    done_repetitions=15,
    due_sets=2,
    done_sets=2,
    rated_sessions=1,
    hurting_sessions=0,
    turned_s=0,
    held_s=18_000,
    away_s=4_000,
)


def day_of(back: int, **numbers: Any) -> OutlineDay:
    """So many days before TODAY."""
    return WORN._replace(day=(TODAY - timedelta(days=back)).isoformat(), **numbers)


def fortnight(**numbers: Any) -> tuple[OutlineDay | None, ...]:
    return tuple(day_of(back, **numbers) for back in range(14, 0, -1))


WELL = PatientRow(
    DEVICE,
    "Anna",
    NOW_UTC_S - HOUR_S,
    "2026-01-05",
    WORN,
    12,
    Repetitions(sets=24, done=200, target=240),
    days=fortnight(),
    measured_days=27,
)
NEW = PatientRow("new-finch", "new-finch", None, None, None, 0, Repetitions())


def silent_for(hours: float) -> PatientRow:
    return replace(WELL, last_sync_utc_s=NOW_UTC_S - hours * HOUR_S)
