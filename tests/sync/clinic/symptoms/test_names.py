"""What own symptoms are called: kept in the clinic's database alone, and erased with the patient."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from sync.clinic.database import Clinic
from sync.clinic.erasing import PatientErasure
from sync.clinic.symptoms import SymptomName, SymptomNames, name_on
from sync.clinic.symptoms.naming import BadSymptomName

CRAMPS = SymptomName(1, "2026-03-01", "hand cramps")
WRITING = SymptomName(1, "2026-04-01", "writing")
PAIN = SymptomName(3, "2026-03-01", "pain in the neck")


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(Clinic(url)) as opened:
        yield opened


@pytest.fixture
def names(clinic: Clinic) -> SymptomNames:
    names = SymptomNames(clinic.access)
    for one in (PAIN, WRITING, CRAMPS):
        names.give("band-01", one)
    names.give("band-02", CRAMPS)
    return names


def test_each_patient_has_names_of_their_own(names: SymptomNames) -> None:
    assert names.of("band-01") == [CRAMPS, WRITING, PAIN]
    assert names.of("band-03") == []


def test_a_name_given_on_the_same_day_replaces_the_one_before(names: SymptomNames) -> None:
    names.give("band-02", SymptomName(1, "2026-03-01", "  cramps of the hand "))
    assert names.of("band-02") == [SymptomName(1, "2026-03-01", "cramps of the hand")]


@pytest.mark.parametrize(
    ("day", "number", "called"),
    [
        ("2026-02-01", 1, "hand cramps"),
        ("2026-03-31", 1, "hand cramps"),
        ("2026-04-01", 1, "writing"),
        ("2026-05-01", 3, "pain in the neck"),
        ("2026-05-01", 2, "symptom 2"),
    ],
)
def test_a_day_shows_what_it_was_called_then(day: str, number: int, called: str) -> None:
    assert name_on(day, number, [WRITING, PAIN, CRAMPS]) == called


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (SymptomName(4, "2026-03-01", "pain"), "number: expected 1, 2 or 3, got 4"),
        (SymptomName(1, "2026-03-01", "  "), "name: expected 1 to 40 letters, got 0"),
        (SymptomName(1, "2026-03-01", "x" * 41), "name: expected 1 to 40 letters, got 41"),
        (
            SymptomName(1, "2026-03-01", "two\nlines"),
            r"name: expected letters that can be printed, in one line, got 't",
        ),
        (SymptomName(1, "tomorrow", "pain"), "since: expected a date such as 2026-01-31, got 'tomorrow'"),
    ],
)
def test_what_cannot_be_a_name_is_refused(names: SymptomNames, given: SymptomName, complaint: str) -> None:
    with pytest.raises(BadSymptomName, match=complaint):
        names.give("band-01", given)
    assert len(names.of("band-01")) == 3


def test_forgetting_a_number_leaves_the_others(names: SymptomNames) -> None:
    assert names.forget("band-01", 1) == 2
    assert names.of("band-01") == [PAIN]
    assert names.of("band-02") == [CRAMPS]


def test_a_patient_who_is_erased_leaves_no_name(clinic: Clinic, names: SymptomNames, url: str) -> None:
    clinic.close()
    with closing(PatientErasure(url, "band-01")) as erasure:
        erasure.erase()
        assert erasure.held().rows == 0
    assert names.of("band-01") == []
    assert names.of("band-02") == [CRAMPS]


def test_a_name_that_was_changed_in_the_file_is_not_shown(clinic: Clinic, names: SymptomNames) -> None:
    with clinic.access.transaction() as connection:
        connection.execute(text("UPDATE symptom_names SET name = 'nausea' WHERE number = 3"))
    assert names.of("band-01") == [CRAMPS, WRITING]


def test_a_database_of_the_layout_before_gets_the_table(url: str) -> None:
    with closing(Clinic(url)) as clinic, clinic.access.transaction() as connection:
        connection.execute(text("DROP TABLE symptom_names"))
        connection.execute(text("UPDATE schema_version SET version = 6"))
    with closing(Clinic(url)) as upgraded:
        names = SymptomNames(upgraded.access)
        names.give("band-01", CRAMPS)
        assert names.of("band-01") == [CRAMPS]
