"""A file that is replaced is whole, the old one or the new one, whenever the power goes.

Knows the calls that reach the kernel; must never know what the files hold.
"""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from device.system.files import error_in_words, replace_file

OLD, NEW = b"what was there before", b"what replaces it"
Call = tuple[str, bytes | None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "kept.json"
    written.write_bytes(OLD)
    return written


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[Call]:
    """What the kernel is asked for: a file is fsynced with its content, a folder with what `path` then holds."""
    seen: list[Call] = []
    really_fsync, really_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        of = path if is_folder else Path(f"/proc/self/fd/{descriptor}")
        seen.append(("fsync of the folder" if is_folder else "fsync of the file", of.read_bytes()))
        really_fsync(descriptor)

    def replace(source: Path, target: Path) -> None:
        seen.append(("replaced", path.read_bytes() if path.exists() else None))
        really_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return seen


def failing(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_the_new_file_is_on_the_disk_before_it_takes_the_place_and_its_name_then(path: Path, calls: list[Call]) -> None:
    replace_file(path, NEW)
    assert calls == [("fsync of the file", NEW), ("replaced", OLD), ("fsync of the folder", NEW)]


def test_a_file_that_was_not_there_is_made_in_the_same_way(path: Path, calls: list[Call]) -> None:
    path.unlink()
    replace_file(path, NEW)
    assert calls == [("fsync of the file", NEW), ("replaced", None), ("fsync of the folder", NEW)]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_what_was_there_stays_alone_when_the_disk_fails(path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr(os, call, failing)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, NEW)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == {"kept.json": OLD}


def test_parts_that_a_power_cut_left_behind_go_with_the_next_replacement(path: Path) -> None:
    left = path.with_name(".kept.json.4711.easeband")
    left.write_bytes(NEW[:3])
    replace_file(path, NEW)
    assert [file.name for file in path.parent.iterdir()] == ["kept.json"]


@pytest.mark.parametrize(
    "name",
    ["kept.json.new", "kept.json.1.part", ".kept.json", ".kept2.json.4711.easeband", ".kept.json.more.4711.easeband"],
)
def test_files_of_others_stay(path: Path, name: str) -> None:
    path.with_name(name).write_bytes(OLD)
    replace_file(path, NEW)
    assert path.with_name(name).read_bytes() == OLD


def test_a_link_stays_a_link_and_the_file_that_it_leads_to_is_replaced(path: Path) -> None:
    link = path.with_name("link.json")
    link.symlink_to(path)
    replace_file(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def read_from(pipe: Path, into: list[bytes]) -> Callable[[], None]:
    return lambda: into.append(pipe.read_bytes())


def test_links_that_lead_in_a_circle_are_an_error_of_the_system_that_says_what_to_do(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(OSError, match="Too many levels of symbolic links") as found:
        replace_file(path, b"new")
    assert error_in_words(found.value).endswith("its links lead in a circle: move it away")
    assert path.is_symlink()


def test_a_pipe_is_written_to_and_stays_a_pipe(path: Path) -> None:
    pipe, came = path.with_name("pipe"), list[bytes]()
    os.mkfifo(pipe)
    reader = Thread(target=read_from(pipe, came))
    reader.start()
    replace_file(pipe, NEW)
    reader.join()
    assert came == [NEW]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, "No space left on device: make room (df -h and df -i show how much there is)"),
        (errno.EROFS, "Read-only file system: it is mounted read-only: check the card (dmesg says why)"),
        (errno.EXDEV, "Invalid cross-device link: check the folder, its owner and the free space"),
    ],
)
def test_what_the_system_said_comes_with_what_to_do(number: int, expected: str) -> None:
    assert error_in_words(OSError(number, os.strerror(number))) == expected


def test_an_error_that_the_system_gave_no_name_is_told_in_its_own_words() -> None:
    assert (
        error_in_words(OSError("the card is gone"))
        == "the card is gone: check the folder, its owner and the free space"
    )
