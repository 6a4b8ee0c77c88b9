"""The way to the clinic as `easeband doctor` sees it: certificate, broker, topics, receipts."""

from contextlib import closing
from pathlib import Path

import pytest

from device.health.checks import Check
from device.radio import told
from device.records.facts import Dating, Minute
from device.store import DeviceReader
from device.store.writer import Store
from device.system.clock import SystemClock
from device.system.config import Broker
from sync.demo.broker import start_broker
from sync.doctor.delivery import delivery_checks
from sync.uplink.sync_db import SyncDb
from sync.wire.client import Session
from sync.wire.messages import Receipt
from sync.wire.mqtt import Connection
from tests.support.clocks import ManualClock
from tests.support.configurations import whole_configuration
from tests.support.needs import need_program
from tests.support.scripted_broker import CLOSED_PORT

MARCH_2_UTC_S = 1_772_409_600.0  # 2026-03-02T00:00:00Z


def checked(folder: Path, broker: str) -> dict[str, Check]:
    (folder / "easeband.toml").write_text(whole_configuration(folder, broker))
    return {check.name: check for check in delivery_checks(folder / "easeband.toml")}


def here(port: int) -> str:
    return f'[broker]\nhost = "127.0.0.1"\nport = {port}\n'


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The name of a store with one day that is over."""
    with closing(Store(tmp_path / "device.db")) as written:
        written.add([Minute(0.0, 60, 60, 0, 0)], Dating("boot", MARCH_2_UTC_S, "UTC", "synced"))
    with closing(DeviceReader(tmp_path / "device.db")) as reader:
        return reader.store_id()


def test_a_device_that_is_not_paired_is_told_so_and_is_no_fault(tmp_path: Path) -> None:
    checks = checked(tmp_path, "")
    assert {check.outcome for check in checks.values()} == {"left out"}
    assert "easeband pair" in checks["broker"].seen


def test_a_configuration_that_cannot_be_used_leaves_the_way_unknown(tmp_path: Path) -> None:
    checks = checked(tmp_path, '[broker]\nport = "high"\n')
    assert {check.outcome for check in checks.values()} == {"not checked"}


def test_a_broker_that_does_not_answer_is_a_fault_and_its_topics_are_not_known(tmp_path: Path, store: str) -> None:
    checks = checked(tmp_path, here(CLOSED_PORT))
    assert (checks["broker"].outcome, checks["topics"].outcome) == ("fault", "not checked")
    assert "nothing listens there" in checks["broker"].seen
    assert checks["certificate"].outcome == "left out"


def test_a_wifi_that_is_off_on_purpose_is_no_fault_of_the_broker(tmp_path: Path, store: str) -> None:
    clock = SystemClock()
    now_s = clock.monotonic_s()
    off = told.RadioTold(1, clock.dating().boot, now_s, on=False, why="planted", since_s=now_s, until_s=now_s + 60)
    told.put(told.radio_file(str(tmp_path / "sync.db")), off)
    checks = checked(tmp_path, here(CLOSED_PORT) + "[radio]\nwindows = true\n")
    assert checks["Wi-Fi"].outcome == "good"
    assert (checks["broker"].outcome, checks["topics"].outcome) == ("not checked", "not checked")
    assert "Wi-Fi is off on purpose" in checks["broker"].seen
    assert "easeband radio --on" in checks["broker"].to_do


def test_a_day_without_a_receipt_waits(tmp_path: Path, store: str) -> None:
    assert checked(tmp_path, here(CLOSED_PORT))["receipts"].seen == (
        "the clinic has 0 of 1 days; no receipt has ever come; waiting since 2026-03-02"
    )


def test_a_day_with_its_receipt_is_with_the_clinic(tmp_path: Path, store: str) -> None:
    with SyncDb(tmp_path / "sync.db") as kept:
        kept.keep([Receipt(1, "band-1", "2026-03-02", store, 1)], MARCH_2_UTC_S + 86_400)
    receipts = checked(tmp_path, here(CLOSED_PORT))["receipts"]
    assert receipts.outcome == "good"
    assert receipts.seen == "the clinic has 1 of 1 days; the last receipt came 2026-03-03 00:00 UTC"


def test_a_receipt_of_a_time_that_nobody_vouched_for_is_one_all_the_same(tmp_path: Path, store: str) -> None:
    with SyncDb(tmp_path / "sync.db") as kept:
        kept.keep([Receipt(1, "band-1", "2026-03-02", store, 1)], 0.0)
    receipts = checked(tmp_path, here(CLOSED_PORT))["receipts"]
    assert (receipts.outcome, receipts.seen) == (
        "good",
        "the clinic has 1 of 1 days; the last receipt came before the clock was known",
    )


def test_looking_makes_no_file_of_sync(tmp_path: Path, store: str) -> None:
    checked(tmp_path, here(CLOSED_PORT))
    assert not (tmp_path / "sync.db").exists()


def test_a_damaged_file_of_sync_is_told_and_stays_as_it_is(tmp_path: Path, store: str) -> None:
    (tmp_path / "sync.db").write_bytes(b"no database" * 100)
    receipts = checked(tmp_path, here(CLOSED_PORT))["receipts"]
    assert receipts.outcome == "not checked"
    assert f"{tmp_path}/sync.db" in receipts.seen
    assert (tmp_path / "sync.db").read_bytes().startswith(b"no database")


def test_a_certificate_that_is_none_is_named(tmp_path: Path) -> None:
    for name in ("ca.crt", "own.crt", "own.key"):
        (tmp_path / name).write_text("something else")
    files = f'ca = "{tmp_path}/ca.crt"\ncertificate = "{tmp_path}/own.crt"\nkey = "{tmp_path}/own.key"\n'
    certificate = checked(tmp_path, here(CLOSED_PORT) + files)["certificate"]
    assert certificate.outcome == "fault"
    assert "own.crt: expected a certificate as PEM text" in certificate.seen


@pytest.mark.slow
def test_a_real_broker_answers_while_sync_stays_connected(tmp_path: Path, store: str) -> None:
    """And hears nothing that anybody keeps."""
    need_program("mosquitto")
    with start_broker(tmp_path, programs=["mosquitto"]) as broker:
        sync = Connection(Broker("127.0.0.1", broker.port), Session("band-1"), ManualClock(0.0).monotonic_s)
        with sync:
            sync.connect()
            sync.subscribe("#")
            checks = checked(tmp_path, here(broker.port))
            heard = sync.receive(1.0)
    assert (checks["broker"].outcome, checks["topics"].outcome) == ("good", "good")
    assert [(one.topic, one.payload) for one in heard] == [("easeband/v1/band-1/up/day/2000-01-01", b"")]
