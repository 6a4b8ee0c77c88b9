"""A sample of the search, `python -m tests.damage.power_cuts --count 10000`, and the disk that it is made on."""

import random
from pathlib import Path

import pytest

from tests.damage.disk import Disk, DiskCall, read_trace
from tests.damage.power_cuts import faults_of, traced
from tests.support.needs import need_program

FOLDER = Path("/f")
TRACE = [
    '7 openat(AT_FDCWD, "\\x2f\\x66\\x2f\\x61", O_RDWR|O_CREAT, 0644) = 3<\\x2f\\x66\\x2f\\x61>',
    '7 pwrite64(3<\\x2f\\x66\\x2f\\x61>, "\\x41\\x42", 2, 5) = 2',
    '7 write(3<\\x2f\\x66\\x2f\\x61>, "\\x43", 1) = 1',
    '7 write(4<\\x2f\\x67\\x2f\\x61>, "\\x43", 1) = 1',
    "7 ftruncate(3<\\x2f\\x66\\x2f\\x61>, 1) = 0",
    "7 fdatasync(3<\\x2f\\x66\\x2f\\x61>) = 0",
    "7 fsync(5<\\x2f\\x66>) = 0",
    '7 rename("\\x2f\\x66\\x2f\\x61", "\\x2f\\x66\\x2f\\x62") = 0',
    '7 unlink("\\x2f\\x66\\x2f\\x62") = -1 ENOENT (No such file or directory)',
]


def left(calls: list[DiskCall], folder: Path, seed: int) -> dict[str, bytes]:
    disk = Disk()
    for call in calls:
        disk.take(call)
    folder.mkdir()
    disk.after_cut(folder, random.Random(seed))
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def every_end(calls: list[DiskCall], folder: Path) -> set[tuple[tuple[str, bytes], ...]]:
    return {tuple(left(calls, folder / str(seed), seed).items()) for seed in range(60)}


def test_what_was_asked_of_the_folder_is_read_in_order() -> None:
    assert list(read_trace(TRACE, FOLDER)) == [
        DiskCall("create", "a"),
        DiskCall("write", "a", 5, b"AB"),
        DiskCall("write", "a", 7, b"C"),
        DiskCall("cut", "a", 1),
        DiskCall("sync", "a"),
        DiskCall("sync", "f"),
        DiskCall("rename", "a", other="b"),
    ]


def test_what_was_synced_stays_and_later_sectors_are_there_or_not(tmp_path: Path) -> None:
    kept = [DiskCall("create", "a"), DiskCall("write", "a", 0, b"1" * 1024), DiskCall("sync", "a")]
    ends = every_end([*kept, DiskCall("write", "a", 0, b"2" * 1024)], tmp_path)
    contents = {dict(end)["a"] for end in ends}
    assert contents == {first * 512 + second * 512 for first in (b"1", b"2") for second in (b"1", b"2")}


def test_a_name_that_was_changed_is_the_old_or_the_new_one_until_something_is_synced(tmp_path: Path) -> None:
    kept = [DiskCall("create", "a"), DiskCall("write", "a", 0, b"1"), DiskCall("sync", "a")]
    renamed = [*kept, DiskCall("rename", "a", other="b")]
    assert every_end(renamed, tmp_path) == {(("a", b"1"),), (("b", b"1"),)}
    (tmp_path / "synced").mkdir()
    assert every_end([*renamed, DiskCall("sync", "folder")], tmp_path / "synced") == {(("b", b"1"),)}


@pytest.mark.slow
def test_no_power_cut_costs_what_was_said_to_be_kept(tmp_path: Path) -> None:
    need_program("strace")
    made = traced(tmp_path / "traced")
    for number in range(200_000, 200_100):
        assert faults_of(made, number, tmp_path / str(number)) == []
