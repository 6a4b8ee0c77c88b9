"""A bit of the clinic's file flips: in an index, in a row, in what holds a table together."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from device.day.document import Repetitions
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.engine import ClinicUnavailable, WrongDatabase
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day

TODAY = date(2026, 3, 3)
DAYS = ("2026-02-27", "2026-03-01")
PAGE_BYTES = 4096  # SQLite's own


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(Clinic(f"sqlite:///{tmp_path / 'clinic.db'}")) as clinic:
        for day in DAYS:
            store_day(clinic, a_day(DEVICE, day), NOW_UTC_S)
    return tmp_path / "clinic.db"


@pytest.fixture
def clinic(path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{path}")) as opened:
        yield opened


def first_page(path: Path, name: str) -> int:
    """Where the first page of this table or index begins, in bytes."""
    with closing(sqlite3.connect(path)) as database:
        (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    return int(root - 1) * PAGE_BYTES


def flip(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Bytes in the one page that holds this table or index are others."""
    page, content = first_page(path, name), bytearray(path.read_bytes())
    start = content.index(old, page, page + PAGE_BYTES)
    content[start : start + len(old)] = new
    path.write_bytes(content)


def zero_page_of(path: Path, name: str) -> None:
    page, content = first_page(path, name), path.read_bytes()
    path.write_bytes(content[:page] + bytes(PAGE_BYTES) + content[page + PAGE_BYTES :])


def damage_as_sqlite_says(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [said for (said,) in database.execute("PRAGMA integrity_check")]


INDEXES = ("days_of_device", "days_by_day", "sqlite_autoindex_days_1", "sqlite_autoindex_documents_1")


@pytest.mark.costly
@pytest.mark.parametrize("index", INDEXES)
def test_a_day_that_a_damaged_index_hides_is_found_again(
    path: Path, index: str, caplog: pytest.LogCaptureFixture
) -> None:
    flip(path, index, b"2026-03-01", b"2026-03-11")
    assert len(damage_as_sqlite_says(path)) == 1
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        assert clinic.check() == []
        assert [day.day for day in clinic.days(DEVICE)] == ["2026-03-01", "2026-02-27"]
        assert clinic.patients(TODAY)[0].repetitions == Repetitions(sets=4, done=30, target=40)
        assert clinic.day(DEVICE, "2026-03-01") is not None
    assert damage_as_sqlite_says(path) == ["ok"]
    assert "are made anew from its rows: nothing is lost" in caplog.text


def test_a_file_without_damage_is_said_to_have_none_and_is_not_changed(clinic: Clinic, path: Path) -> None:
    before = path.read_bytes()
    assert clinic.check() == []
    assert path.read_bytes() == before


def test_a_day_that_came_again_while_an_index_hid_it_stays_once(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    flip(path, "sqlite_autoindex_days_1", b"2026-03-01", b"2026-03-11")
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        assert store_day(clinic, a_day(DEVICE, "2026-03-01", revision=9), NOW_UTC_S)
        assert clinic.check() == []
        assert [(day.day, day.revision) for day in clinic.days(DEVICE)] == [("2026-03-01", 9), ("2026-02-27", 7)]
        assert not store_day(clinic, a_day(DEVICE, "2026-03-01", revision=9), NOW_UTC_S)
    assert damage_as_sqlite_says(path) == ["ok"]
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM days").fetchone() == (2,)
    assert "of 1 rows that had come a second time" in caplog.text


def test_an_index_is_left_as_it_is_where_a_row_is_damaged_too_and_that_is_said(path: Path) -> None:
    flip(path, "days", b"2026-03-01", b"2026-03-11")
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        unreadable, hidden, *_ = clinic.check()
    assert unreadable.words == f"1 stored day cannot be read ({DEVICE} 2026-03-11)"
    assert hidden.words.startswith("rows of the table days are not found by all that look for them (row 2 missing from")
    assert len(damage_as_sqlite_says(path)) == 3


def test_a_day_whose_patient_is_another_by_one_letter_is_said_to_be_damaged(path: Path) -> None:
    flip(path, "days", b"quiet-otter", b"quiet-outer")
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        assert clinic.check()[0] == ("days", "1 stored day cannot be read (quiet-outer 2026-03-01)")


def test_rows_that_stand_alone_are_said_to_do_so(clinic: Clinic, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM days WHERE day = '2026-03-01'")
    assert clinic.check() == [("documents", "1 row of the table documents alone: the numbers of the day are lost")]


def row_of_nobody(path: Path, table: str) -> None:
    """A row whose patient or person was lost."""
    with closing(sqlite3.connect(path)) as database, database:
        columns = [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
        places = ", ".join("?" * len(columns))
        row = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our own
        database.execute(row, ["1"] * len(columns))


@pytest.mark.parametrize(
    ("table", "means"),
    [
        ("cares_for", "it belongs to nobody who may sign in"),
        ("visits", "it belongs to nobody who may sign in"),
        ("invitations", "it belongs to nobody who may sign in"),
    ],
)
def test_a_row_whose_person_is_lost_is_said_to_stand_alone(clinic: Clinic, path: Path, table: str, means: str) -> None:
    row_of_nobody(path, table)
    assert clinic.check() == [(table, f"1 row of the table {table} alone: {means}")]


def test_a_table_whose_structure_is_damaged_is_said_to_be_and_is_not_touched(path: Path) -> None:
    zero_page_of(path, "days_by_day")
    before = path.read_bytes()
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        assert clinic.check()[0].words.startswith("the table days is damaged (")
    assert path.read_bytes() == before


def test_a_database_that_says_that_it_is_damaged_wants_a_check_once(path: Path) -> None:
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        assert not clinic.wants_check()
        zero_page_of(path, "documents")
        with pytest.raises(ClinicUnavailable, match="malformed"):
            clinic.day(DEVICE, "2026-03-01")
        assert (clinic.wants_check(), clinic.wants_check()) == (True, False)


def test_a_file_that_was_put_in_the_place_of_another_wants_a_check(clinic: Clinic, path: Path) -> None:
    clinic.close()
    path.rename(path.with_name("old.db"))
    path.write_bytes(path.with_name("old.db").read_bytes())
    clinic.days(DEVICE)
    assert clinic.wants_check()


NO_SCHEMA = r"malformed database schema.* put the last backup"


def test_a_schema_that_is_no_text_any_more_is_a_database_that_does_not_work(path: Path) -> None:
    """Case 2001466 of the search: SQLite quotes the schema in its error, and that could not be read."""
    content = path.read_bytes()
    path.write_bytes(content.replace(b"INDEX days_by_day", b"INDEX day\xf6_by_day"))
    with pytest.raises(WrongDatabase, match=NO_SCHEMA):
        Clinic(f"sqlite:///{path}")
    with closing(Clinic(f"sqlite:///{path}", waits=True)) as clinic, pytest.raises(ClinicUnavailable, match=NO_SCHEMA):
        clinic.check()


def test_a_schema_that_is_damaged_while_it_is_used_makes_the_clinic_unavailable(clinic: Clinic, path: Path) -> None:
    assert len(clinic.days(DEVICE)) == 2
    clinic.close()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"INDEX days_by_day", b"INDEX day\xf6_by_day"))
    with pytest.raises(ClinicUnavailable, match="malformed database schema"):
        clinic.days(DEVICE)
    assert clinic.wants_check()
