import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.system.systemd import alive, patience, ready


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The other end of the notify socket, of a unit with WatchdogSec=6s."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as end:
        end.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "6000000")
        yield end


def test_the_watchdog_waits_longer_for_what_may_take_long_and_then_as_before(systemd: socket.socket) -> None:
    with patience(60.0):
        assert systemd.recv(100) == b"WATCHDOG=1\nWATCHDOG_USEC=60000000"
    assert systemd.recv(100) == b"WATCHDOG=1\nWATCHDOG_USEC=6000000"


def test_it_waits_longer_until_the_first_sign_of_life(systemd: socket.socket) -> None:
    ready(60.0)
    alive()
    assert systemd.recv(100) == b"READY=1\nWATCHDOG_USEC=60000000"
    assert systemd.recv(100) == b"WATCHDOG=1\nWATCHDOG_USEC=6000000"


def test_a_slow_card_at_the_start_does_not_shorten_the_wait_for_the_first_sign_of_life(systemd: socket.socket) -> None:
    """Seen on a slow computer: the database was checked before the first sample, and 6 s later all began anew."""
    ready(60.0)
    with patience(30.0):
        pass
    told = [systemd.recv(100) for _ in range(3)]
    assert told[1:] == [b"WATCHDOG=1\nWATCHDOG_USEC=30000000", b"WATCHDOG=1\nWATCHDOG_USEC=60000000"]
    alive()
    assert systemd.recv(100) == b"WATCHDOG=1\nWATCHDOG_USEC=6000000"


def test_without_a_watchdog_nobody_is_told(systemd: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHDOG_USEC")
    ready(60.0)
    assert systemd.recv(100) == b"READY=1"
    with patience(60.0):
        pass
    with pytest.raises(BlockingIOError):
        systemd.recv(100)
