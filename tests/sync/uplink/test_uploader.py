"""What the sync process does alone: waiting, saying why, and stopping."""

import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from device.day.document import Quality
from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Broker, Config, Device, Files
from sync.uplink.outbox import tried
from sync.uplink.told import sensor_text, trouble
from sync.uplink.uploader import run_uploader
from sync.wire.waiting import LONGEST_BACKOFF_S
from tests.support.documents.any import DEVICE, PLAIN
from tests.support.processes import minute
from tests.support.scripted_broker import CLOSED_PORT

HOUR_S = 3600.0


def sync_for(seconds: float, folder: Path) -> PacedClock:
    """Sync in simulated time, from which nothing on this computer takes any."""
    clock = PacedClock(start_utc_s=0.0)
    files = Files(str(folder / "device.db"), str(folder / "sync.db"))
    config = Config(Device(DEVICE), files=files, broker=Broker("127.0.0.1", CLOSED_PORT))
    run_uploader(config, clock, lambda: clock.monotonic_s() >= seconds)
    return clock


def make_device_db(folder: Path) -> None:
    store = Store(folder / "device.db")
    store.add([minute(0)], Dating("boot", 1.8e9, "UTC", "synced"))
    store.close()


def test_a_request_to_stop_is_seen_within_half_a_second(tmp_path: Path) -> None:
    assert sync_for(7.0, tmp_path).monotonic_s() <= 7.5


def test_without_a_broker_the_waits_grow_to_five_minutes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_device_db(tmp_path)
    sync_for(2 * HOUR_S, tmp_path)
    waits_s = [float(wait) for wait in re.findall(r"next attempt in ([0-9.]+) s", caplog.text)]
    assert all(LONGEST_BACKOFF_S / 2 <= wait_s <= LONGEST_BACKOFF_S for wait_s in waits_s[10:])
    assert 0.5 <= waits_s[0] <= 1.0
    assert "is the broker running" in caplog.text


def test_systemd_hears_why_there_is_no_connection_for_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_device_db(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        sync_for(0.5, tmp_path)
        said = systemd.recv(1000).decode()
    assert said.startswith(f"STATUS=not connected: the broker at 127.0.0.1:{CLOSED_PORT} cannot be used")


def test_gaps_are_told_in_words() -> None:
    assert sensor_text(PLAIN) == "no gaps"
    gaps = Quality("synced", gaps=3, gap_s=12.0, gap_reasons=(("overflow", 2), ("sensor missing", 1)))
    assert sensor_text(replace(PLAIN, quality=gaps)) == "3 gaps, 12 s: overflow 2, sensor missing 1"
    one = Quality("synced", gaps=1, gap_s=4.0, gap_reasons=(("late", 1),))
    assert sensor_text(replace(PLAIN, quality=one)) == "1 gap, 4 s: late 1"
    dead = Quality("synced", unmeasured=(("gyroscope", 12000),))
    assert sensor_text(replace(PLAIN, quality=dead)) == "no gaps; gyroscope not working for 12000 s"


def test_refusals_are_told_in_words_with_the_newest_day() -> None:
    refused = tried(None, ("a day", 1), size_bytes=1, code=0x87, now_s=0.0, chance=0.0)
    fine = tried(None, ("a day", 1), size_bytes=1, code=0x00, now_s=0.0, chance=0.0)
    assert trouble({"up/today": fine}) is None
    assert trouble({"2026-11-22": refused}) == "the broker refuses 2026-11-22: 0x87 not authorized"
    assert trouble({"2026-11-21": refused, "2026-11-22": refused, "2026-11-23": fine}) == (
        "the broker refuses 2 topics, such as 2026-11-22: 0x87 not authorized"
    )
