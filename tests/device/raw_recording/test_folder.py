"""The folder of raw recordings: an hour a file, the oldest going first, and never more than the caps."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from device.raw_recording.folder import Caps, NoRoom, RecordingFolder, hours_kept
from device.records.facts import Dating
from tests.device.raw_recording.made_up import DATING, NOON_UTC_S

UNKNOWN = Dating("0f1e2d3c-4b5a", 0.0, "UTC", "unknown")
DAY_S = 86_400.0


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def folder_at(path: Path, most_bytes: int = 10**9, most_days: int = 14) -> RecordingFolder:
    return RecordingFolder(path / "recordings", Caps(most_bytes, most_days, least_free_bytes=0))


def names(path: Path) -> list[str]:
    return [hour.path.name for hour in hours_kept(path / "recordings")]


def test_a_file_holds_an_hour_and_is_named_by_its_number_and_beginning(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    for first_s in (0.0, 60.0, 3599.0, 3600.0, 7100.0):
        folder.add(b"minute", first_s, DATING)
    assert names(tmp_path) == ["000001-20261129T120000Z.ebraw", "000002-20261129T130000Z.ebraw"]
    first, second = (hour.path.read_bytes() for hour in hours_kept(tmp_path / "recordings"))
    assert (first.count(b"minute"), second.count(b"minute")) == (3, 2)
    assert first.startswith(b"Easeband raw recording, version 1.")


def test_nobody_but_the_recorder_can_look_into_it(tmp_path: Path) -> None:
    folder_at(tmp_path).add(b"minute", 0.0, DATING)
    (hour,) = hours_kept(tmp_path / "recordings")
    assert (tmp_path / "recordings").stat().st_mode & 0o777 == 0o700
    assert hour.path.stat().st_mode & 0o777 == 0o600


def test_a_new_start_begins_a_new_file_with_a_higher_number(tmp_path: Path) -> None:
    folder_at(tmp_path).add(b"minute", 0.0, DATING)
    folder_at(tmp_path).add(b"minute", 10.0, UNKNOWN)
    folder_at(tmp_path).add(b"minute", 30.0, DATING)
    assert names(tmp_path) == [
        "000001-20261129T120000Z.ebraw",
        "000002-clock-unknown-0f1e2d3c.ebraw",
        "000003-20261129T120030Z.ebraw",
    ]


def test_the_oldest_hour_goes_for_the_newest(tmp_path: Path) -> None:
    folder = folder_at(tmp_path, most_bytes=3000)
    for hour in range(6):
        folder.add(bytes(900), hour * 3600.0, DATING)
    assert [name[:6] for name in names(tmp_path)] == ["000004", "000005", "000006"]
    assert sum(hour.size_bytes for hour in hours_kept(tmp_path / "recordings")) <= 3000


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    folder = folder_at(tmp_path, most_days=2)
    for day in range(5):
        folder.add(b"minute", day * DAY_S, DATING)
    assert [name[:6] for name in names(tmp_path)] == ["000003", "000004", "000005"]


def test_a_clock_that_was_wrong_for_a_while_costs_no_newer_hour(tmp_path: Path) -> None:
    """After a power cut a Pi's clock may show a time of last week until the network tells it."""
    late = Dating("boot-2", NOON_UTC_S - 30 * DAY_S, "UTC", "estimated")
    folder = folder_at(tmp_path, most_days=14)
    folder.add(b"minute", 0.0, DATING)
    folder_at(tmp_path).add(b"minute", 0.0, late)
    folder_at(tmp_path).add(b"minute", 7200.0, DATING)
    assert [name[:6] for name in names(tmp_path)] == ["000001", "000002", "000003"]


def test_hours_without_a_date_go_with_those_before_them(tmp_path: Path) -> None:
    folder_at(tmp_path).add(b"minute", 0.0, DATING)
    folder_at(tmp_path).add(b"minute", 0.0, UNKNOWN)
    folder_at(tmp_path, most_days=2).add(b"minute", 3 * DAY_S, DATING)
    assert names(tmp_path) == ["000001-20261202T120000Z.ebraw"]


def test_while_nobody_knows_the_date_nothing_is_too_old(tmp_path: Path) -> None:
    folder_at(tmp_path).add(b"minute", 0.0, DATING)
    folder_at(tmp_path, most_days=1).add(b"minute", 100 * DAY_S, UNKNOWN)
    assert len(names(tmp_path)) == 2


def test_on_a_card_that_fills_up_the_oldest_hours_go_and_then_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RecordingFolder(tmp_path / "recordings", Caps(10**9, 14, least_free_bytes=500_000_000))
    for hour in range(3):
        folder.add(b"minute", hour * 3600.0, DATING)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 499_999_999))
    with pytest.raises(NoRoom, match="less than 500 MB are free, and records come first: make room"):
        folder.add(b"minute", 3 * 3600.0 - 60, DATING)
    assert [name[:6] for name in names(tmp_path)] == ["000003"]  # the hour under way stays


def test_after_a_fault_a_new_file_is_begun(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    folder.add(b"minute", 0.0, DATING)
    (tmp_path / "recordings").rename(tmp_path / "elsewhere")
    (tmp_path / "recordings").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="File exists"):
        folder.add(b"minute", 60.0, DATING)
    (tmp_path / "recordings").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "recordings")
    folder.add(b"minute", 120.0, DATING)
    assert [name[:6] for name in names(tmp_path)] == ["000001", "000002"]


def test_files_of_others_in_it_are_left_alone(tmp_path: Path) -> None:
    folder = folder_at(tmp_path, most_bytes=2000)
    folder.add(bytes(900), 0.0, DATING)
    (tmp_path / "recordings" / "notes.txt").write_text("mine")
    for hour in range(1, 5):
        folder.add(bytes(900), hour * 3600.0, DATING)
    assert (tmp_path / "recordings" / "notes.txt").read_text() == "mine"
