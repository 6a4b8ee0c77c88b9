"""What a status says of the device, and what becomes of texts that are too long."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from device.day.document import DayDocument
from device.health import PartState, ProgrammeState
from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import PacedClock
from sync.uplink.device_days import DeviceDays
from sync.uplink.receipts import Receipts
from sync.uplink.reports import Reports
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import STATUS, Receipt, Status, decode
from tests.support.processes import minute

WAITS = ProgrammeState("arm-2026", 4, "received", since_utc_s=1.8e9)
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


def test_how_far_programmes_have_come_goes_out_when_it_changes_and_not_again(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "device.db")) as store:
        store.add([minute(0)], Dating("boot", 1.8e9, "UTC", "synced"))
    clock, told = PacedClock(1.8e9), [WAITS]
    days = DeviceDays(tmp_path / "device.db", "band-1", clock.monotonic_s)
    with closing(days), SyncDb(tmp_path / "sync.db") as kept:
        reports = Reports("band-1", days, Receipts(kept), clock, programmes=lambda: told)
        numbers = []
        for _ in range(3):
            clock.sleep(10.0)
            numbers.append(dict(reports.items({}))[STATUS])
        told[0] = ProgrammeState("arm-2026", 4, "refused", "\x00" * 1000, 1.8e9)
        clock.sleep(10.0)
        numbers.append(dict(reports.items({}))[STATUS])
        message = reports.message((STATUS, numbers[-1]), 10_000)
    assert numbers == [numbers[0], numbers[0], numbers[0], numbers[0] + 1]
    assert message
    said = decode(message.topic, message.payload)
    assert isinstance(said, Status)
    assert said.programmes == (ProgrammeState("arm-2026", 4, "refused", "?" * 299 + "…", 1.8e9),)


def test_a_day_that_the_broker_has_lost_goes_out_although_its_receipt_came_again_after_a_restart(
    tmp_path: Path,
) -> None:
    """Until a day is read, nobody knows whether that receipt is for what it says now."""
    with closing(Store(tmp_path / "device.db")) as store:
        store.add([minute(0)], Dating("boot", 1.8e9, "UTC", "synced"))
    clock = PacedClock(1.8e9)
    days = DeviceDays(tmp_path / "device.db", "band-1", clock.monotonic_s)
    with closing(days), SyncDb(tmp_path / "sync.db") as kept:
        before = Receipts(kept)
        reports = Reports("band-1", days, before, clock)
        (item,) = [item for item in reports.items({}) if item[0] == "2027-01-15"]
        message = reports.message(item, 10_000)
        assert message
        sent = decode(message.topic, message.payload)
        assert isinstance(sent, DayDocument)
        before.go_out([sent.day])
        receipt = Receipt(1, "band-1", sent.day, sent.store, sent.revision, sent.content)
        before.take([receipt], 1.8e9, 0.0)
        restarted = Receipts(kept)
        reports = Reports("band-1", days, restarted, clock)
        reports.look()
        restarted.take([receipt], 1.8e9, 0.0)
        reports.put_again([item])
        assert item in reports.items({})
        again = reports.message(item, 10_000)
    assert again
    assert decode(again.topic, again.payload) == replace(sent, follows=sent.revision)
