"""A database of the layout before outlines: its list is right at once where it is small, and complete step by step."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, text

from device.day.document import DayPlan, DaySession
from device.records.facts import PlannedItem
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.values import PatientRow
from sync.clinic.older_layouts import OlderLayouts
from tests.support.clinics import store_days
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day

TODAY = date(2026, 3, 3)
NEW_NUMBERS = ("due_sets", "done_sets", "rated_sessions", "hurting_sessions", "held_s", "away_s", "turned_s")


def exercised(day: str) -> object:
    plan = DayPlan("arm", 1, (PlannedItem("elbow-bend", 2, 1, 10),))
    session = DaySession(f"{day}T10:00:00+01:00", 300.0, "arm", 1, 2, 1, "done", "a lot")
    return replace(a_day(day=day), plan=plan, sessions=(session,))


def change(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.begin() as connection:
        (*_, last) = [connection.execute(text(statement)) for statement in statements]
        answers = [tuple(row) for row in last.all()] if last.returns_rows else []
    engine.dispose()
    return answers


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    days = [(date.fromisoformat(DAY) - timedelta(n)).isoformat() for n in range(105)]
    with closing(Clinic(url)) as new:
        store_days(new, list(map(exercised, days)), NOW_UTC_S)  # type: ignore[arg-type]  # documents
    change(url, *(f"ALTER TABLE days DROP COLUMN {name}" for name in NEW_NUMBERS))
    change(url, "UPDATE days SET checksum = NULL", "DROP TABLE outlines", "UPDATE schema_version SET version = 8")
    with closing(Clinic(url)) as opened:
        yield opened


def listed(clinic: Clinic) -> PatientRow:
    (row,) = clinic.patients(TODAY)
    return row


@pytest.mark.costly
def test_its_list_is_there_at_once_and_exercise_follows_a_hundred_days_at_a_time(clinic: Clinic, url: str) -> None:
    before = listed(clinic)
    assert (before.is_gathered, before.valid_days, before.first_day) == (True, 14, "2025-11-18")
    assert [day.due_sets for day in before.days if day] == [None] * 14
    older = OlderLayouts(clinic.access)
    assert [older.step() for _ in range(4)] == [0, 100, 5, None]
    after = listed(clinic)
    assert [(d.due_sets, d.done_sets, d.rated_sessions, d.hurting_sessions) for d in after.days if d] == [
        (2, 1, 1, 1)
    ] * 14
    assert clinic.check() == []
    assert listed(clinic) == after
    assert [day.due_sets for day in clinic.days(DEVICE)] == [2] * 105
    assert change(url, "SELECT count(*) FROM days WHERE done_sets IS NULL") == [(0,)]


@pytest.mark.costly
def test_a_large_clinic_says_of_whom_the_numbers_are_still_being_gathered(clinic: Clinic) -> None:
    with clinic.access.transaction() as connection:
        for number in range(60):
            connection.execute(text(f"INSERT INTO patients (device, name) VALUES ('band-{number:02d}', 'x')"))  # noqa: S608 - ours
    assert [row.is_gathered for row in clinic.patients(TODAY)] == [True] * 50 + [False] * 11
    assert clinic.check() == []
    assert all(row.is_gathered for row in clinic.patients(TODAY))


@pytest.mark.costly
def test_a_document_that_cannot_be_read_again_keeps_no_other_from_it(clinic: Clinic, url: str) -> None:
    change(url, "UPDATE documents SET document = 'no day', packed = NULL WHERE day = '2025-12-01'")
    older = OlderLayouts(clinic.access)
    assert [older.step() for _ in range(4)] == [0, 99, 5, None]
    assert change(url, "SELECT day FROM days WHERE done_sets IS NULL") == [("2025-12-01",)]
