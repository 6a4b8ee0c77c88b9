"""A journal that an unclean end left: torn by a power cut, or damaged, which SQLite does not tell apart."""

import shutil
import struct
from contextlib import closing
from pathlib import Path

import pytest

from device.records.facts import Dating, Mark
from device.store.damage.journal import lost_commits
from device.store.damage.steady import open_store
from device.store.reader import DeviceReader
from device.store.writer import Store

BOOT = Dating("boot", 1_772_442_000.0, "UTC", "synced")
FRAME_BYTES = 24 + 512
HEADER_BYTES = 32


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """A database whose ten marks, a transaction each, are in the journal alone."""
    whole, path = tmp_path / "whole" / "device.db", tmp_path / "device.db"
    with closing(Store(whole)) as store:
        store.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in range(10):
            store.add([Mark(float(number))], BOOT)
        for file in whole.parent.iterdir():
            shutil.copyfile(file, path.with_name(file.name))
    return path


def wal(path: Path) -> Path:
    return path.with_name("device.db-wal")


def commits(content: bytes) -> list[int]:
    """Where the frames that end a transaction begin."""
    starts = range(HEADER_BYTES, len(content), FRAME_BYTES)
    return [start for start in starts if struct.unpack_from(">I", content, start + 4)[0]]


def change(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_whole_journal_has_lost_nothing_and_neither_has_none(cut: Path) -> None:
    assert lost_commits(wal(cut)) == 0
    assert lost_commits(cut.with_name("nothing")) == 0


def test_what_a_power_cut_tore_is_one_transaction_at_most(cut: Path) -> None:
    change(wal(cut), commits(wal(cut).read_bytes())[-1] + 100)
    assert lost_commits(wal(cut)) == 1
    with closing(open_store(cut)) as store:
        store.add([Mark(20.0)], BOOT)
    assert list(cut.parent.glob("*.damaged-*")) == []


@pytest.mark.parametrize("number", [0, 4, 8])
def test_transactions_behind_a_damaged_frame_are_counted_and_salvaged(cut: Path, number: int) -> None:
    """A mark that is in no good frame is lost: its day says so."""
    change(wal(cut), commits(wal(cut).read_bytes())[number] + 100)
    assert lost_commits(wal(cut)) == 10 - number
    with closing(open_store(cut)) as store:
        store.add([Mark(20.0)], BOOT)
        for _ in range(60):
            store.tend()
    with closing(DeviceReader(cut)) as reader:
        document = reader.document("2026-03-02", "band-1")
    assert len(document.marks) >= 10
    assert document.quality.unreadable >= 1


def test_a_journal_without_its_header_is_damaged(cut: Path) -> None:
    content = wal(cut).read_bytes()
    wal(cut).write_bytes(bytes(HEADER_BYTES) + content[HEADER_BYTES:])
    assert lost_commits(wal(cut)) == 2


def test_frames_of_an_earlier_turn_of_the_journal_are_no_damage(cut: Path) -> None:
    content = bytearray(wal(cut).read_bytes())
    for start in range(commits(bytes(content))[5] + FRAME_BYTES, len(content), FRAME_BYTES):
        content[start + 8 : start + 16] = bytes(8)  # other salts
    wal(cut).write_bytes(content)
    assert lost_commits(wal(cut)) == 0
