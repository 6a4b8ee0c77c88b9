"""What a status says of the device, and what becomes of texts that are too long."""

from contextlib import closing
from pathlib import Path

from device.health import PartState
from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import PacedClock
from sync.uplink.device_days import DeviceDays
from sync.uplink.receipts import Receipts
from sync.uplink.reports import Reports
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import STATUS, Status, decode
from tests.support.processes import minute

LOST = PartState("sensor", works=False, text="no answer at 0x68 on /dev/i2c-1: check wiring")


def status(folder: Path, states: list[PartState], limit_bytes: int = 10_000) -> Status:
    with closing(Store(folder / "device.db")) as store:
        store.add([minute(0)], Dating("boot", 1.8e9, "UTC", "synced"))
    clock = PacedClock(1.8e9)
    days = DeviceDays(folder / "device.db", "band-1", clock.monotonic_s)
    with closing(days), SyncDb(folder / "sync.db") as kept:
        reports = Reports("band-1", days, Receipts(kept), clock, lambda: states)
        item = next(item for item in reports.items({}) if item[0] == STATUS)
        message = reports.message(item, limit_bytes)
    assert message
    said = decode(message.topic, message.payload)
    assert isinstance(said, Status)
    return said


def test_the_status_carries_how_the_parts_of_the_device_are(tmp_path: Path) -> None:
    assert status(tmp_path, [LOST]).parts == (LOST,)


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    (said,) = status(tmp_path, [PartState("store", works=False, text="x" * 1000)]).parts
    assert said.text == "x" * 299 + "…"


def test_a_status_that_is_too_large_for_the_broker_keeps_what_is_broken_longest(tmp_path: Path) -> None:
    fine = [PartState(f"part {n}", works=True, text="works " * 40) for n in range(20)]
    assert status(tmp_path, [*fine, LOST], limit_bytes=1000).parts == (LOST,)
    assert status(tmp_path, [*fine, LOST], limit_bytes=60) == Status(1, "band-1", online=True)


def test_parts_without_end_or_with_letters_that_no_page_shows_are_bounded(tmp_path: Path) -> None:
    said = status(tmp_path, [PartState("x" * 1000, works=False, text="\x00\ud800")] * 1000).parts
    assert said == (PartState("x" * 29 + "…", works=False, text="??"),) * 30
