"""Files that were moved aside: all are salvaged, whenever the power goes, and few are kept."""

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from device.records.facts import Dating, Minute
from device.store.damage.aside import files_aside, move_aside, prune
from device.store.damage.steady import SteadyStore, open_store
from device.store.reader import DeviceReader

NINE_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z
DAY_S = 86_400
TENTH = Dating("now", NINE_UTC_S + 10 * DAY_S, "Europe/Berlin", "synced")
WORN_S = {"2026-03-02": 120, "2026-03-12": 60}  # two minutes of the old file, one of the new
MOST_BYTES = 200_000_000  # of all that is kept aside


def minute(number: int) -> Minute:
    return Minute(number * 60.0, 60, 60, number % 50, 0, ((50, number % 50),), ((20, number % 50),), "test")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "device.db"
    with closing(open_store(path)) as store:
        store.add([minute(0), minute(1)], Dating("first", NINE_UTC_S, "Europe/Berlin", "synced"))
        tend(store)
    return path


def tend(store: SteadyStore) -> None:
    for _ in range(80):
        store.tend()


def run(path: Path) -> list[str]:
    """Start on what is there, take a record in, and do all there is to do; what is said of it."""
    with closing(open_store(path)) as store:
        store.add([minute(0)], TENTH)
        tend(store)
        return store.notes()


def worn_s(path: Path) -> dict[str, int]:
    with closing(DeviceReader(path)) as reader:
        return {day: reader.document(day, "band-1").totals.worn_s for day, _ in reader.days()}


def damage(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM meta")


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if "damaged" in file.name)


def test_a_file_that_was_moved_and_not_noted_before_the_power_went_is_salvaged_at_the_next_start(path: Path) -> None:
    damage(path)
    move_aside(path)
    (said,) = run(path)
    assert said == "a damaged database was kept as device.db.damaged-1: 2 records of 1 day copied"
    assert worn_s(path) == WORN_S


def test_what_was_salvaged_is_not_salvaged_or_told_again_at_the_next_start(path: Path) -> None:
    damage(path)
    assert len(run(path)) == 1
    assert run(path) == []
    assert files_aside(path) == ["device.db.damaged-1"]


def test_a_power_cut_between_a_file_and_its_journal_loses_no_transaction(path: Path) -> None:
    with closing(open_store(path)) as store:
        store.add([minute(2)], Dating("first", NINE_UTC_S, "Europe/Berlin", "synced"))
        copy, journal = path.read_bytes(), path.with_name("device.db-wal").read_bytes()
    path.unlink()
    path.with_name("device.db.damaged-1").write_bytes(copy)
    path.with_name("device.db-wal").write_bytes(journal)
    run(path)
    assert worn_s(path) == WORN_S | {"2026-03-02": 180}
    assert path.with_name("device.db.damaged-1-wal").read_bytes() == journal


def test_two_that_wait_are_both_salvaged_the_last_one_first(path: Path) -> None:
    whole = path.read_bytes()
    path.with_name("device.db.damaged-9").write_bytes(whole)
    path.rename(path.with_name("device.db.damaged-10"))
    assert [said.partition(":")[0][-10:] for said in run(path)] == ["damaged-10", ".damaged-9"]
    assert worn_s(path) == WORN_S


def test_what_is_salvaged_once_more_counts_nothing_as_lost_that_is_there(path: Path) -> None:
    damage(path)
    run(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM salvage")  # as an earlier firmware did, which left the file there
    run(path)
    with closing(DeviceReader(path)) as reader:
        assert reader.document("2026-03-02", "band-1").quality.unreadable == 0
    assert worn_s(path) == WORN_S


def test_a_file_that_is_damaged_after_another_was_salvaged_into_it_is_salvaged_alone(path: Path) -> None:
    damage(path)
    run(path)
    damage(path)
    (said,) = run(path)
    assert "device.db.damaged-2" in said
    assert worn_s(path) == WORN_S


def aside(path: Path, number: int, size_bytes: int = 10) -> str:
    file = path.with_name(f"{path.name}.damaged-{number}")
    with file.open("wb") as made:
        made.truncate(size_bytes)
    return file.name


def test_five_files_are_kept_and_older_ones_deleted_with_what_belongs_to_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "device.db"
    made = [aside(path, number) for number in range(5, 13)]
    path.with_name(f"{made[0]}-wal").touch()
    prune(path, made)
    assert files_aside(path) == [f"device.db.damaged-{number}" for number in (12, 11, 10, 9, 8)]
    assert names(path) == sorted(made[3:])
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 3
    assert "device.db.damaged-5 is deleted: it was salvaged" in caplog.text


def test_no_more_bytes_are_kept_than_the_bound_but_the_last_file_always(tmp_path: Path) -> None:
    path = tmp_path / "device.db"
    made = [aside(path, 1, 10), aside(path, 2, 20), aside(path, 3, MOST_BYTES - 20)]
    prune(path, made)
    assert files_aside(path) == ["device.db.damaged-3", "device.db.damaged-2"]
    last = aside(path, 4, MOST_BYTES + 1)
    prune(path, [*made, last])
    assert files_aside(path) == ["device.db.damaged-4"]


def test_what_is_not_salvaged_yet_is_never_deleted(tmp_path: Path) -> None:
    path = tmp_path / "device.db"
    made = [aside(path, number) for number in range(1, 10)]
    prune(path, made[1:])
    assert files_aside(path)[-1] == "device.db.damaged-1"
    assert len(files_aside(path)) == 6


def test_what_cannot_be_deleted_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "device.db"
    made = [aside(path, number) for number in range(2, 8)]
    path.with_name("device.db.damaged-1").mkdir()
    prune(path, [*made, "device.db.damaged-1"])
    assert "device.db.damaged-1 cannot be deleted" in caplog.text


def test_a_device_that_was_salvaged_often_prunes_after_its_start(path: Path) -> None:
    for number in range(1, 9):
        path.with_name(f"device.db.damaged-{number}").write_bytes(path.read_bytes())
    run(path)
    assert len(files_aside(path)) == 5
    assert worn_s(path) == WORN_S
    assert os.path.lexists(path.with_name("device.db.damaged-8"))
