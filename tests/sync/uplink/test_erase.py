"""`easeband erase`: nothing of the patient is left on the card and at the broker; what cannot be, is named."""

import io
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from device.cli import main
from device.records.facts import Dating, Minute
from device.store.writer import Store
from device.system.clock import SystemClock
from device.system.config import Broker
from device.system.lock import only_one, only_one_sync
from sync.demo.broker import start_broker
from sync.uplink.sync_db import SyncDb
from sync.wire.client import Session
from sync.wire.messages import Message, Receipt
from sync.wire.mqtt import Connection
from tests.support.configurations import whole_configuration
from tests.support.needs import need_program
from tests.support.scripted_broker import CLOSED_PORT, ScriptedBroker

MARCH_2_UTC_S = 1_772_409_600.0  # 2026-03-02T00:00:00Z
OF_US = "easeband/v1/band-1/up"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(Store(tmp_path / "device.db")) as store:
        store.add([Minute(0.0, 60, 60, 0, 0)], Dating("boot", MARCH_2_UTC_S, "UTC", "synced"))
    with SyncDb(tmp_path / "sync.db") as kept:
        kept.keep([Receipt(1, "band-1", "2026-02-28", "another-card", 3)], MARCH_2_UTC_S)
    (tmp_path / "recordings").mkdir()
    raw = "recordings/000001-20260302T100000Z.ebraw"
    for name in ("baseline.json", "programme.toml", "device.db.damaged-1", "notes.txt", raw):
        (tmp_path / name).write_text("something")
    return tmp_path


def erased(folder: Path, typed: str, monkeypatch: pytest.MonkeyPatch, *words: str, port: int = CLOSED_PORT) -> int:
    broker = f'programme = "{folder}/programme.toml"\n[broker]\nhost = "127.0.0.1"\nport = {port}\n'
    config = folder / "easeband.toml"
    config.write_text(whole_configuration(folder, broker))
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["erase", "--config", str(config), *words])


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and path.name != "easeband.toml"}


def test_all_that_the_device_keeps_is_gone_and_what_is_somebody_elses_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erased(folder, "band-1\n", monkeypatch, "--card-only") == 0
    assert left(folder) == {"notes.txt"}
    said = capsys.readouterr().out
    assert "recorded movement and exercise (3 files)" in said  # the database, one moved aside, the lock
    assert "raw movement (1 file)" in said
    looked = f"looked again: nothing that the device keeps of band-1 is left in {folder}"
    assert f"{looked}; other files there: easeband.toml, notes.txt" in said
    assert "`easeband clinic erase band-1`" in said


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "band-2\n"])
def test_unless_the_devices_name_is_typed_nothing_is_erased(
    folder: Path, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = left(folder)
    assert erased(folder, typed, monkeypatch) == 1
    assert left(folder) - {"device.db.lock", "sync.db.lock"} == before
    assert "nothing was erased" in capsys.readouterr().err


def test_nothing_is_erased_under_a_device_that_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with only_one(folder / "device.db"):
        assert erased(folder, "band-1\n", monkeypatch) == 1
    assert "device.db" in left(folder)


def test_nothing_is_erased_while_sync_could_send_it_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with only_one_sync(folder / "sync.db"):
        assert erased(folder, "band-1\n", monkeypatch) == 1
    assert {"device.db", "sync.db"} <= left(folder)
    assert "stop it first (on the device: systemctl stop easeband-sync)" in capsys.readouterr().err


def test_what_a_backup_left_that_was_cut_off_is_erased_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = folder / ".restored.4711.easeband"
    (unpacked / "snippets").mkdir(parents=True)
    for name in ("device.db", "snippets/20260302T100100Z-mark.npz"):
        (unpacked / name).write_text("of a person")
    assert erased(folder, "band-1\n", monkeypatch, "--card-only") == 0
    assert left(folder) == {"notes.txt"}
    assert not unpacked.exists()


def test_home_assistant_forgets_the_device_also_where_it_is_told_nothing_any_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SyncDb(folder / "sync.db") as kept:
        kept.keep_discovery(is_there=True)
    with ScriptedBroker() as broker:
        assert erased(folder, "band-1\n", monkeypatch, port=broker.port) == 0
    assert "homeassistant/device/band-1/config" in broker.topics


def test_days_that_another_card_sent_are_taken_back_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "device.db").unlink()
    with ScriptedBroker() as broker:
        assert erased(folder, "band-1\n", monkeypatch, port=broker.port) == 0
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    dates = {f"{OF_US}/day/{tomorrow - timedelta(days=n)}" for n in range(92)}  # 90, in every timezone
    assert dates | {f"{OF_US}/day/2026-02-28"} <= set(broker.topics)
    assert "days of more than 90 days ago cannot all be named: no database at" in capsys.readouterr().err


def test_without_the_broker_nothing_is_erased_yet(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erased(folder, "band-1\n", monkeypatch) == 1
    assert "nothing on this card was erased yet" in capsys.readouterr().err
    assert {"device.db", "sync.db", "baseline.json"} <= left(folder)


def test_what_a_broker_refuses_to_forget_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with ScriptedBroker(codes=[0, 0x87]) as broker:
        assert erased(folder, "band-1\n", monkeypatch, port=broker.port) == 1
    assert f"refuses to forget {OF_US}/today: 0x87" in capsys.readouterr().err
    assert "device.db" in left(folder)


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    need_program("mosquitto")
    with start_broker(tmp_path_factory.mktemp("broker"), programs=["mosquitto"]) as started:
        yield Broker(host="127.0.0.1", port=started.port)


@pytest.mark.slow
def test_the_broker_forgets_every_message_of_the_device_and_no_other(
    folder: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"{OF_US}/day/2026-02-28", f"{OF_US}/day/2026-03-02"]
    others = "easeband/v1/band-2/up/today"
    with Connection(broker, Session("band-1"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.publish([Message(topic, b"{}") for topic in (f"{OF_US}/status", f"{OF_US}/today", *days, others)])
    assert erased(folder, "band-1\n", monkeypatch, port=broker.port) == 0
    with Connection(broker, Session("somebody"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.subscribe("#")
        assert [delivery.topic for delivery in link.receive(2.0)] == [others]
    assert left(folder) == {"notes.txt"}
