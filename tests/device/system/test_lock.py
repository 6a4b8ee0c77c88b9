"""Two recorders are refused where that can be known, and one is never kept from recording."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from device.system.lock import AlreadyRunning, only_one, only_one_sync


def test_a_second_one_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path / "device.db") as missing, pytest.raises(AlreadyRunning), only_one(tmp_path / "device.db"):
        pass
    assert missing == ""


def test_another_database_in_the_same_folder_has_a_lock_of_its_own(tmp_path: Path) -> None:
    with only_one(tmp_path / "device.db"), only_one(tmp_path / "other.db") as missing:
        assert missing == ""


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_a_folder_or_a_pipe_in_its_place_is_locked_as_well(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "device.db.lock")
    with only_one(tmp_path / "device.db"), pytest.raises(AlreadyRunning), only_one(tmp_path / "device.db"):
        pass


def test_where_none_can_be_made_the_folder_is_locked_and_it_is_said(tmp_path: Path) -> None:
    lock = tmp_path / "device.db.lock"
    lock.symlink_to(lock)
    with only_one(tmp_path / "device.db") as missing:
        assert "its folder is locked instead: Too many levels of symbolic links: its links lead in a circle" in missing
        lock.unlink()
        with pytest.raises(AlreadyRunning), only_one(tmp_path / "device.db"):  # which finds room for a lock
            pass


def test_without_a_folder_recording_goes_on_and_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with only_one(tmp_path / "file" / "deeper" / "device.db") as missing:
        assert "nothing says if a second one records too: Not a directory: check the name" in missing


def test_a_second_sync_is_refused_and_recording_never_waits_for_one(tmp_path: Path) -> None:
    with only_one_sync(tmp_path / "new/sync.db"):
        with (
            pytest.raises(AlreadyRunning, match="systemctl stop easeband-sync"),
            only_one_sync(tmp_path / "new/sync.db"),
        ):
            pass
        (tmp_path / "new" / "device.db.lock").symlink_to("device.db.lock")  # none can be made: the folder is locked
        with only_one(tmp_path / "new" / "device.db") as missing:
            assert "its folder is locked instead" in missing


def test_where_no_lock_can_be_made_sync_goes_on(tmp_path: Path) -> None:
    (tmp_path / "sync.db.lock").symlink_to("sync.db.lock")
    with only_one_sync(tmp_path / "sync.db"), only_one_sync(tmp_path / "sync.db"):
        pass
