"""A programme that comes over the network is kept whole for the device, and nothing of what it says is looked at."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.uplink.coming import ProgrammeInbox
from sync.wire.client import Delivery

TOPIC = "easeband/v1/band-01/down/programme"
RECEIPT = Delivery("easeband/v1/band-01/down/receipt/2026-11-22", b"{}", 2, 1)


def programme(payload: bytes, topic: str = TOPIC) -> Delivery:
    return Delivery(topic, payload, 1, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sync" / "programme-message.json"


@pytest.fixture
def inbox(path: Path) -> ProgrammeInbox:
    return ProgrammeInbox("band-01", path)


def test_the_newest_programme_is_kept_as_it_came_and_other_messages_go_on(inbox: ProgrammeInbox, path: Path) -> None:
    assert inbox.take([programme(b"\xff\x00 older"), RECEIPT, programme(b"\xff\x00 newer")]) == [RECEIPT]
    assert path.read_bytes() == b"\xff\x00 newer"
    assert inbox.trouble is None


def test_the_devices_own_user_may_read_it_whatever_sync_keeps_to_itself(inbox: ProgrammeInbox, path: Path) -> None:
    before = os.umask(0o077)
    try:
        inbox.take([programme(b"a programme")])
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_one_that_comes_again_is_written_once(inbox: ProgrammeInbox, path: Path) -> None:
    inbox.take([programme(b"a programme")])
    first = path.stat().st_ino
    inbox.take([programme(b"a programme")])
    assert path.stat().st_ino == first


@pytest.mark.parametrize("payload", [b"", b"x" * 100_001, b"x" * 2_000_000])
def test_an_empty_or_a_too_long_one_takes_nothing_away(inbox: ProgrammeInbox, path: Path, payload: bytes) -> None:
    inbox.take([programme(b"x" * 100_000)])
    inbox.take([programme(payload)])
    assert path.read_bytes() == b"x" * 100_000
    said = f"a programme that came cannot be kept: expected at most 100000 bytes, got {len(payload)}"
    assert inbox.trouble == (said if payload else None)
    inbox.take([programme(b"a programme")])
    assert inbox.trouble is None


def test_one_for_another_device_is_none(inbox: ProgrammeInbox, path: Path) -> None:
    other = programme(b"a programme", "easeband/v1/band-09/down/programme")
    assert inbox.take([other]) == [other]
    assert not path.exists()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_stands_in_its_place_is_told_and_ends_nothing(
    inbox: ProgrammeInbox, path: Path, make: Callable[[Path], object]
) -> None:
    path.parent.mkdir()
    make(path)
    inbox.take([programme(b"a programme")])
    assert (inbox.trouble or "").startswith("a programme that came cannot be kept: ")
