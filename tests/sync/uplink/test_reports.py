"""What a status says of the device, and what becomes of texts that are too long."""

from contextlib import closing
from pathlib import Path

from device.health import PartState
from device.records.facts import Dating
from device.store import DeviceReader
from device.store.writer import Store
from sync.uplink.reports import Reports
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import STATUS, Status, decode
from tests.support.processes import minute

LOST = PartState("sensor", works=False, text="no answer at 0x68 on /dev/i2c-1: check wiring")


def status(folder: Path, states: list[PartState]) -> Status:
    with closing(Store(folder / "device.db")) as store:
        store.add([minute(0)], Dating("boot", 1.8e9, "UTC", "synced"))
    with closing(DeviceReader(folder / "device.db")) as reader, SyncDb(folder / "sync.db") as receipts:
        reports = Reports("band-1", reader, receipts, lambda: states)
        item = next(item for item in reports.items({}, 100.0) if item[0] == STATUS)
        message = reports.message(item, 10_000)
    said = decode(message.topic, message.payload)
    assert isinstance(said, Status)
    return said


def test_the_status_carries_how_the_parts_of_the_device_are(tmp_path: Path) -> None:
    assert status(tmp_path, [LOST]).parts == (LOST,)


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    (said,) = status(tmp_path, [PartState("store", works=False, text="x" * 1000)]).parts
    assert said.text == "x" * 299 + "…"
