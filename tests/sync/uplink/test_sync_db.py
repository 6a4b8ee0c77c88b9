"""The receipts that the device keeps."""

import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zlib import crc32

import pytest

from sync.uplink.sync_db import SyncDb
from sync.wire.messages import Receipt

KILLS = 10
SEED = 20261129  # of how much is kept before a kill


def receipt(day: str, revision: int, store: str = "one") -> Receipt:
    return Receipt(1, "left-arm", day, store, revision)


def test_kept_receipts_are_there_after_opening_again(tmp_path: Path) -> None:
    with SyncDb(tmp_path / "new" / "sync.db") as database:
        database.keep([receipt("2026-11-21", 3), receipt("2026-11-22", 4)], 0.0)
    with SyncDb(tmp_path / "new" / "sync.db") as database:
        assert database.receipts("one") == {"2026-11-21": 3, "2026-11-22": 4}


def test_the_latest_receipt_counts_even_where_the_clinic_lost_what_it_had(tmp_path: Path) -> None:
    with SyncDb(tmp_path / "sync.db") as database:
        for revision in (3, 5, 2):
            database.keep([receipt("2026-11-21", revision)], 0.0)
        assert database.receipts("one") == {"2026-11-21": 2}


def test_which_record_of_a_day_is_sent_is_known_after_the_file_is_lost(tmp_path: Path) -> None:
    with SyncDb(tmp_path / "sync.db") as database:
        database.keep_branches("one", {"2026-11-21": 2})
        database.keep([receipt("2026-11-21", 3)], 0.0)
    (tmp_path / "sync.db").write_text("this is a text of somebody's, long enough to have been a header" * 10)
    with SyncDb(tmp_path / "sync.db") as database:
        assert (database.branch("one", "2026-11-21"), database.receipts("one")) == (2, {})


@pytest.mark.parametrize("content", ["", "[[1]]", "{", '[["one", "2026-11-21", 3, 5]]', "\udcff"])
def test_the_second_copy_of_the_records_counts_only_as_it_was_written(tmp_path: Path, content: str) -> None:
    with SyncDb(tmp_path / "sync.db") as database:
        database.keep_branches("one", {"2026-11-21": 2})
    (tmp_path / "sync.db.branches").write_bytes(content.encode(errors="surrogateescape"))
    with SyncDb(tmp_path / "sync.db") as database:
        assert database.branch("one", "2026-11-21") == 2
    (tmp_path / "sync.db").unlink()
    with SyncDb(tmp_path / "sync.db") as database:
        assert database.branch("one", "2026-11-21") == 2


@pytest.mark.parametrize(
    "row", [("\ud800", "2026-11-21", 1), ("one", "2026-11-21", 1 << 70), ("one", "2026-11-21", "3"), ("one", 7, [1])]
)
def test_a_forged_row_of_the_second_copy_ends_no_program(tmp_path: Path, row: tuple[object, ...]) -> None:
    """Its sum is no secret; what SQLite cannot keep would fail at each start."""
    summed = [*row, crc32(repr(row).encode(errors="backslashreplace"))]
    kept = ["one", "2026-11-22", 2, crc32(repr(("one", "2026-11-22", 2)).encode())]
    (tmp_path / "sync.db.branches").write_text(json.dumps([summed, kept]))
    with SyncDb(tmp_path / "sync.db") as database:
        assert (database.branch("one", "2026-11-21"), database.branch("one", "2026-11-22")) == (0, 2)
        assert database.trouble is None


def test_a_second_copy_that_is_nested_without_end_ends_no_program(tmp_path: Path) -> None:
    (tmp_path / "sync.db.branches").write_text("[" * 200_000)
    with SyncDb(tmp_path / "sync.db") as database:
        assert database.branch("one", "2026-11-21") == 0


def test_receipts_of_another_card_do_not_count(tmp_path: Path) -> None:
    with SyncDb(tmp_path / "sync.db") as database:
        database.keep([receipt("2026-11-21", 3, store="old card")], 0.0)
        assert database.receipts("one") == {}


def test_a_file_that_is_no_database_is_moved_aside_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "sync.db"
    path.write_text("this is a text of somebody's, long enough to have been a header" * 10)
    with SyncDb(path) as database:
        database.keep([receipt("2026-11-21", 3)], 0.0)
    with SyncDb(path) as database:
        assert database.receipts("one") == {"2026-11-21": 3}
    assert (tmp_path / "sync.db.damaged-1").read_text().startswith("this is a text")


def test_a_database_of_a_newer_firmware_is_moved_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    SyncDb(tmp_path / "sync.db").__exit__()
    with closing(sqlite3.connect(tmp_path / "sync.db")) as database:
        database.execute("PRAGMA user_version = 99")
    with SyncDb(tmp_path / "sync.db") as receipts:
        assert receipts.trouble is None
    assert "schema version 99, this firmware knows 1" in caplog.text


def test_a_database_of_another_program_is_moved_aside_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(tmp_path / "sync.db")) as database:
        database.execute("CREATE TABLE songs (title TEXT)")
        database.execute("INSERT INTO songs VALUES ('Calm')")
        database.commit()
    with SyncDb(tmp_path / "sync.db") as receipts:
        assert receipts.trouble is None
    assert "another program's database: it has 'songs' and no version" in caplog.text
    with closing(sqlite3.connect(tmp_path / "sync.db.damaged-1")) as database:
        assert database.execute("SELECT title FROM songs").fetchall() == [("Calm",)]


def test_rows_of_other_cards_go_when_there_are_very_many(tmp_path: Path) -> None:
    with SyncDb(tmp_path / "sync.db") as database:
        database.keep([receipt(f"{n:010d}", 1, store="old card") for n in range(10_000)], 0.0)
        database.keep([receipt("2026-11-21", 3)], 0.0)
    with SyncDb(tmp_path / "sync.db") as database:
        assert (database.receipts("old card"), database.receipts("one")) == ({}, {"2026-11-21": 3})


@pytest.mark.parametrize("change", ["revision = 4", "day = '2026-11-22'", "store = 'two'"])
def test_a_receipt_that_was_changed_on_the_card_does_not_count(tmp_path: Path, change: str) -> None:
    with SyncDb(tmp_path / "sync.db") as database:
        database.keep([receipt("2026-11-21", 3)], 0.0)
    with closing(sqlite3.connect(tmp_path / "sync.db")) as other, other:
        other.execute(f"UPDATE confirmed SET {change}")  # noqa: S608 - our own words
    with SyncDb(tmp_path / "sync.db") as database:
        assert database._rows == {}


@pytest.mark.slow
def test_a_kill_at_any_time_loses_no_kept_receipt_and_tears_none(tmp_path: Path) -> None:
    path, revision, dice = tmp_path / "sync.db", 1, random.Random(SEED)
    for _ in range(KILLS):
        revision = write_and_be_killed(path, revision, kept=dice.randint(1, 30))
        with SyncDb(path) as database:
            kept = database.receipts("one")
        assert len(kept) == 20
        assert len(set(kept.values())) == 1
        assert next(iter(kept.values())) >= revision


def write_and_be_killed(path: Path, revision: int, kept: int) -> int:
    """The last revision that the writer reported as kept, after so many of them."""
    command = [sys.executable, "-m", "tests.sync.uplink.keeps_receipts", str(path), str(revision)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for _ in range(kept):
            revision = int(writer.stdout.readline())
        writer.kill()
    return revision
