"""A damaged database, or none: what can be read is read, the rest is told, and nothing is made anew in silence."""

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from device.day.document import DaySet, Quality, Repetitions
from sync.clinic.database.checksums import checksum
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.engine import ClinicUnavailable, WrongDatabase
from sync.clinic.database.values import DamagedDay
from tests.support.clinics import keep_as_text, store_day, store_status
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day

TODAY = date(2026, 3, 3)
OTHER = "amber-crane"


@pytest.fixture(scope="module")
def two_patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed clinic of two days of each: made once, and copied for each test to damage."""
    made = tmp_path_factory.mktemp("two_patients") / "clinic.db"
    with closing(Clinic(f"sqlite:///{made}")) as opened:
        for device in (DEVICE, OTHER):
            store_day(opened, a_day(device), NOW_UTC_S)
            store_day(opened, a_day(device, "2026-03-01"), NOW_UTC_S)
    assert [file.name for file in made.parent.iterdir()] == ["clinic.db"], "all that it holds is in one file"
    return made


@pytest.fixture
def clinic(two_patients: Path, path: Path) -> Iterator[Clinic]:
    shutil.copyfile(two_patients, path)
    with closing(Clinic(f"sqlite:///{path}")) as opened:
        yield opened


def change(path: Path, statement: str, this: str = "") -> None:
    """As another program would, which knows no types and no keys; THIS in the statement stands for `this`."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement.replace("THIS", this))


OF_THE_DAY = f" WHERE day = '{DAY}' AND device = '{DEVICE}'"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("substr(document, 1, 500)", "truncated|Unterminated|Expecting"),
        ("'[]'", "expected a table"),
        ("x'00ff'", "its document is missing"),
        (
            "replace(document, '2026-03-02', '2026-03-05'), checksum = NULL",
            "its document is of '2026-03-05'",
        ),
        ("replace(document, '\"schema\":1', '\"schema\":3')", "schema: expected one of 1, 2, got 3"),
    ],
)
def test_a_day_that_cannot_be_read_is_said_to_be_that_and_its_neighbours_are_read(
    clinic: Clinic, path: Path, document: str, said: str
) -> None:
    keep_as_text(f"sqlite:///{path}")
    change(path, "UPDATE documents SET document = THIS", document + OF_THE_DAY)
    with pytest.raises(DamagedDay, match=said):
        clinic.day(DEVICE, DAY)
    assert clinic.day(DEVICE, "2026-03-01") is not None
    assert clinic.day(OTHER, DAY) is not None


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        ("substr(packed, 1, 500)", "expected one whole zlib stream"),
        ("CAST(packed || x'00' AS BLOB)", "expected one whole zlib stream"),
        (
            "CAST(substr(packed, 1, 500) || x'0000' || substr(packed, 503) AS BLOB)",
            "expected what zlib compressed",
        ),
        ("x'00ff'", "no text in UTF-8|can't decode|Expecting|malformed"),
        ("x''", "Expecting|malformed|truncated"),
        ("5000000000", "its document is missing"),
        ("'as text'", "its document is missing"),
        ("NULL", "Expecting|malformed|truncated"),
        ("(SELECT packed FROM documents WHERE day = '2026-03-01')", "is not as it was stored, by its checksum"),
    ],
)
def test_a_compressed_day_that_cannot_be_read_is_said_to_be_that_and_its_neighbours_are_read(
    clinic: Clinic, path: Path, packed: str, said: str
) -> None:
    change(path, "UPDATE documents SET packed = THIS", packed + OF_THE_DAY)
    with pytest.raises(DamagedDay, match=said):
        clinic.day(DEVICE, DAY)
    assert clinic.day(DEVICE, "2026-03-01") is not None
    assert clinic.day(OTHER, DAY) is not None


def test_where_a_day_has_two_records_the_one_that_can_be_read_stands_in(clinic: Clinic, path: Path) -> None:
    store_day(clinic, replace(a_day(store="card-2"), quarters=()), NOW_UTC_S)
    change(path, "UPDATE documents SET packed = x'78' WHERE store = 'card-2'")
    stored = clinic.day(DEVICE, DAY)
    assert stored is not None
    assert stored.document.store == "card-1"
    assert stored.faults[0].startswith("another record of this day cannot be read")


def test_a_word_of_a_newer_program_is_passed_over_and_told(clinic: Clinic, path: Path) -> None:
    keep_as_text(f"sqlite:///{path}")
    change(path, "UPDATE documents SET document = replace(document, '\"rhythmic\"', '\"tic\"'), checksum = NULL")
    stored = clinic.day(DEVICE, DAY)
    assert stored is not None
    assert stored.document.episodes == ()
    assert stored.document.passed_over == (("episodes: kind 'tic'", 12),)


@pytest.mark.parametrize(
    "damage",
    ["worn_s = 'many'", "worn_s = -1", "clock = 'syncef'", "gap_s = 1e999", "received_utc_s = x'00'", "sets = 1.5"],
)
def test_a_row_of_numbers_that_cannot_be_is_told_and_the_last_readable_day_stands_in(
    clinic: Clinic, path: Path, damage: str
) -> None:
    before = clinic.patients(TODAY)[0]
    change(path, "UPDATE days SET THIS", damage + OF_THE_DAY)
    assert clinic.patients(TODAY)[0] == before, "a list shows what was whole when it came"
    assert len(clinic.check()) >= 1
    untouched, damaged = clinic.patients(TODAY)
    assert untouched == before
    assert damaged.last is not None
    assert (damaged.last.day, damaged.unreadable_days) == ("2026-03-01", 1)
    assert [day.day for day in clinic.days(DEVICE)] == ["2026-03-01"]
    assert clinic.unreadable_days(DEVICE) == [DAY]


def test_a_text_that_is_no_utf_8_keeps_nobody_from_the_others(clinic: Clinic, path: Path) -> None:
    change(path, "UPDATE patients SET name = CAST(x'41ff42' AS TEXT) WHERE device = 'quiet-otter'")
    assert [row.name for row in clinic.patients(TODAY)] == [
        OTHER,
        f"{DEVICE}: its name cannot be read, the clinic's database is damaged there",
    ]


@pytest.mark.parametrize("said", ["'{'", "'[]'", "x'00'", '\'{"parts": [5, {"part": "panel"}]}\''])
def test_a_status_that_cannot_be_read_is_said_to_be_that(clinic: Clinic, path: Path, said: str) -> None:
    store_status(clinic, DEVICE, {"online": True}, NOW_UTC_S)
    change(path, "UPDATE status SET status = THIS", said)
    status = clinic.status(DEVICE)
    assert status is not None
    assert "cannot be read" in f"{status.status} {status.broken}"


def test_sums_of_numbers_that_an_older_program_took_do_not_overflow(clinic: Clinic, path: Path) -> None:
    unchecked = "checksum = NULL, weighted = NULL WHERE device = 'quiet-otter'"
    change(path, "UPDATE days SET done_repetitions = 1000000000000000000, THIS", unchecked)
    assert clinic.check() == []
    untouched, damaged = clinic.patients(TODAY)
    assert untouched.repetitions == Repetitions(sets=4, done=30, target=40)
    assert damaged.repetitions.done == 2 * 10**18


def test_what_is_summed_and_is_not_what_was_stored_is_in_no_sum(clinic: Clinic, path: Path) -> None:
    change(path, "UPDATE days SET done_repetitions = 14 WHERE device = 'quiet-otter' AND day = '2026-03-01'")
    assert clinic.check() == [("days", "1 stored day cannot be read (quiet-otter 2026-03-01)")]
    damaged = clinic.patients(TODAY)[1]
    assert (damaged.repetitions, damaged.unreadable_days) == (Repetitions(sets=2, done=15, target=20), 1)


def test_a_thousand_sets_with_as_many_repetitions_as_json_can_say_are_no_patients_list_without_an_answer(
    clinic: Clinic,
) -> None:
    done = DaySet(f"{DAY}T10:05:10+01:00", 1.0, "x", 2**53 - 1, "done", 2**53 - 1)
    for day in ("2026-02-26", "2026-02-27", "2026-02-28"):
        store_day(clinic, replace(a_day(day=day), sets=(done,) * 1000), NOW_UTC_S)
    assert clinic.patients(TODAY)[0].repetitions == Repetitions(sets=4, done=30, target=40)


@pytest.mark.parametrize("table", ["patients", "days", "documents", "status", "refused", "refusals"])
def test_a_table_that_is_missing_is_not_made_anew(clinic: Clinic, path: Path, table: str) -> None:
    clinic.close()
    change(path, "DROP TABLE THIS", table)
    with pytest.raises(WrongDatabase, match=f"the table {table} is missing: .* put the last backup in its place"):
        Clinic(f"sqlite:///{path}")


def test_a_clinic_that_lost_its_layout_is_not_begun_anew(clinic: Clinic, path: Path) -> None:
    clinic.close()
    change(path, "DELETE FROM schema_version")
    with pytest.raises(WrongDatabase, match="does not say its layout: choose another, or put the last backup"):
        Clinic(f"sqlite:///{path}")


def test_a_database_of_another_program_gets_no_tables_of_ours(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(WrongDatabase, match="or an empty one, got one with the table songs that"):
        Clinic(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT name FROM sqlite_schema").fetchall() == [("songs",)]


@pytest.mark.parametrize("version", ["'abc'", "0", "-1"])
def test_a_layout_that_never_was_is_damage(clinic: Clinic, path: Path, version: str) -> None:
    clinic.close()
    change(path, "UPDATE schema_version SET version = THIS", version)
    with pytest.raises(WrongDatabase, match="expected 1 to 10: it is damaged"):
        Clinic(f"sqlite:///{path}")


def test_a_new_clinic_is_told_to_be_one(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    Clinic(f"sqlite:///{path}").close()
    assert "holds no clinic yet: a new one is made, without any patient" in caplog.text
    caplog.clear()
    Clinic(f"sqlite:///{path}").close()
    assert caplog.text == ""


def test_a_clinic_that_waits_is_unavailable_until_its_database_can_be_used(clinic: Clinic, path: Path) -> None:
    clinic.close()
    change(path, "UPDATE schema_version SET version = 99")
    with closing(Clinic(f"sqlite:///{path}", waits=True)) as waiting:
        for _ in range(2):
            with pytest.raises(ClinicUnavailable, match="layout 99, this program knows up to 10"):
                waiting.patients(TODAY)
        change(path, "UPDATE schema_version SET version = 4")
        assert [row.device for row in waiting.patients(TODAY)] == [OTHER, DEVICE]


def test_a_file_that_is_taken_away_is_not_made_anew_and_one_that_comes_back_is_used(clinic: Clinic, path: Path) -> None:
    with closing(Clinic(f"sqlite:///{path}", waits=True)) as waiting:
        assert len(waiting.patients(TODAY)) == 2
        clinic.close()
        waiting.close()
        backup = path.rename(path.with_name("backup.db"))
        with pytest.raises(ClinicUnavailable, match="is gone: put it or its last backup back"):
            store_day(waiting, a_day(revision=99), NOW_UTC_S)
        assert not path.exists()
        backup.rename(path)
        assert len(waiting.patients(TODAY)) == 2


def test_an_empty_file_in_the_place_of_a_clinic_in_use_is_no_clinic(clinic: Clinic, path: Path) -> None:
    path.rename(path.with_name("backup.db"))
    path.write_bytes(b"")
    with pytest.raises(ClinicUnavailable, match="holds no clinic any more: put the last backup in its place"):
        clinic.patients(TODAY)


def test_a_date_that_cannot_be_is_never_the_last_day_and_counts_for_none(clinic: Clinic) -> None:
    for day in ("2099-01-01", "2026-03-05"):
        store_day(clinic, a_day(day=day), NOW_UTC_S)
    store_day(clinic, replace(a_day(day="1999-01-01"), quality=Quality("estimated")), NOW_UTC_S)
    row = clinic.patients(TODAY)[1]
    assert row.last is not None
    assert (row.last.day, row.first_day, row.misdated_days, row.valid_days) == (DAY, "2026-03-01", 3, 2)
    assert clinic.neighbours(DEVICE, DAY, "2026-03-04") == ("2026-03-01", None)


def test_the_day_after_the_clinics_is_no_future_yet(clinic: Clinic) -> None:
    store_day(clinic, a_day(day="2026-03-04"), NOW_UTC_S)
    row = clinic.patients(TODAY)[1]
    assert row.last is not None
    assert (row.last.day, row.misdated_days) == ("2026-03-04", 0)


def test_a_patient_with_days_of_the_future_alone_has_the_latest_of_them(clinic: Clinic) -> None:
    for day in ("2099-01-01", "2099-01-02"):
        store_day(clinic, a_day("new-finch", day), NOW_UTC_S)
    row = clinic.patients(TODAY)[1]
    assert row.last is not None
    assert (row.device, row.last.day, row.first_day, row.misdated_days) == ("new-finch", "2099-01-02", None, 2)


@pytest.mark.costly
@pytest.mark.parametrize(
    "damage", ["tremor_s = tremor_s + 1", "day = '2026-02-27'", "device = 'amber-crane', day = '2026-02-27'"]
)
def test_a_number_or_a_date_that_could_be_and_is_not_what_was_stored_is_seen(
    clinic: Clinic, path: Path, damage: str
) -> None:
    change(path, "UPDATE days SET THIS", damage + OF_THE_DAY)
    assert clinic.check() != []
    assert sorted(row.unreadable_days or 0 for row in clinic.patients(TODAY)) in ([0, 0], [0, 1])
    assert DAY in clinic.unreadable_days(DEVICE)


def test_a_digit_of_a_document_that_is_not_what_was_stored_is_seen(clinic: Clinic, path: Path) -> None:
    keep_as_text(f"sqlite:///{path}")
    change(path, "UPDATE documents SET document = replace(document, '\"revision\":7', '\"revision\":8')")
    with pytest.raises(DamagedDay, match="its document is not as it was stored, by its checksum"):
        clinic.day(DEVICE, DAY)


def test_a_patient_whose_row_is_gone_is_still_in_the_list_and_it_is_logged_when_more_of_them_arrives(
    clinic: Clinic, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store_status(clinic, DEVICE, {"online": True}, NOW_UTC_S)
    change(path, "DELETE FROM patients WHERE device = 'quiet-otter'")
    assert clinic.patients(TODAY)[1].name.startswith(f"{DEVICE}: its name cannot be read")
    store_day(clinic, a_day(day="2026-02-01"), NOW_UTC_S)
    assert f"{DEVICE} has days and was no patient: its name is lost" in caplog.text


@pytest.mark.parametrize("damage", ["outline = '{'", "outline = replace(outline, '2026', '2025')", "checksum = 1"])
def test_an_outline_that_is_not_as_it_was_stored_is_derived_from_the_days_again(
    clinic: Clinic, path: Path, damage: str
) -> None:
    before = clinic.patients(TODAY)
    change(path, "UPDATE outlines SET THIS", damage)
    assert clinic.patients(TODAY) == before
    assert clinic.check() == []
    change(path, "DELETE FROM days WHERE day = '2026-03-01'")
    assert clinic.patients(TODAY) == before, "it is kept again"


@pytest.mark.parametrize(
    "outline", ['{"days": [["one", "2026-03-02"]]}', '{"changes": [["rest", "higher", "2026-02-23", null, 0.1, 5, 1]]}']
)
def test_an_outline_that_another_program_wrote_otherwise_is_derived_from_the_days_again(
    clinic: Clinic, path: Path, outline: str
) -> None:
    """Whole as it was stored, and of another form: it would cost everybody the list."""
    before = clinic.patients(TODAY)
    with closing(sqlite3.connect(path)) as file, file:
        row = (outline, checksum(DEVICE, outline), DEVICE)
        file.execute("UPDATE outlines SET outline = ?, checksum = ? WHERE device = ?", row)
    assert clinic.patients(TODAY) == before
