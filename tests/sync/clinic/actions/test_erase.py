"""`easeband clinic erase`: nothing of the patient is left in the database, its files and at the broker."""

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.cli import main
from device.system.clock import SystemClock
from device.system.config import Broker
from sync.clinic.database import Clinic
from sync.demo.broker import start_broker
from sync.wire.client import Session
from sync.wire.messages import Message
from sync.wire.mqtt import Connection
from tests.support.clinics import store_day, store_status
from tests.support.configurations import whole_configuration
from tests.support.documents.rich import a_rich_day
from tests.support.needs import need_program
from tests.support.scripted_broker import CLOSED_PORT

NOW_UTC_S = 1_772_442_000.0  # 2026-03-02T09:00:00Z


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic:
        for device in ("a-patient-who-goes", "one-who-stays"):
            for day in ("2026-03-01", "2026-03-02"):
                store_day(clinic, replace(a_rich_day(), device=device, day=day), NOW_UTC_S)
            store_status(clinic, device, {"online": True}, NOW_UTC_S)
            clinic.rename(device, f"name of {device}")
    return tmp_path


def erased(folder: Path, typed: str, monkeypatch: pytest.MonkeyPatch, *words: str, port: int = CLOSED_PORT) -> int:
    config = folder / "easeband.toml"
    config.write_text(whole_configuration(folder, f'[broker]\nhost = "127.0.0.1"\nport = {port}\n'))
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["clinic", "erase", "a-patient-who-goes", "--config", str(config), *words])


def days(folder: Path, device: str) -> list[str]:
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        return [day.day for day in clinic.days(device)]


def test_the_files_hold_nothing_of_the_patient_and_all_of_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erased(folder, "a-patient-who-goes\n", monkeypatch, "--database-only") == 0
    said = capsys.readouterr().out
    assert "a-patient-who-goes: 2 days, 2026-03-01 to 2026-03-02, 7 rows in sqlite" in said
    assert "looked again: nothing of a-patient-who-goes is left" in said
    assert not any(b"a-patient-who-goes" in file.read_bytes() for file in folder.glob("clinic.db*"))
    assert days(folder, "one-who-stays") == ["2026-03-02", "2026-03-01"]


@pytest.mark.costly
@pytest.mark.parametrize("typed", ["", "yes\n", "one-who-stays\n"])
def test_unless_the_pseudonym_is_typed_nothing_is_erased(
    folder: Path, typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erased(folder, typed, monkeypatch) == 1
    assert "nothing was erased" in capsys.readouterr().err
    assert len(days(folder, "a-patient-who-goes")) == 2


def test_without_the_broker_nothing_is_erased(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert erased(folder, "a-patient-who-goes\n", monkeypatch) == 1
    assert len(days(folder, "a-patient-who-goes")) == 2


def test_what_is_no_pseudonym_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clinic", "erase", "Anna Müller", "--config", str(tmp_path)]) == 1
    assert "got 'Anna Müller'" in capsys.readouterr().err


@pytest.fixture
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    need_program("mosquitto")
    with start_broker(tmp_path_factory.mktemp("broker"), programs=["mosquitto"]) as started:
        yield Broker(host="127.0.0.1", port=started.port)


@pytest.mark.slow
def test_the_broker_forgets_both_directions_of_this_device_alone(
    folder: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = "easeband/v1/a-patient-who-goes"
    topics = [f"{ours}/up/status", f"{ours}/up/day/2026-03-02", f"{ours}/down/receipt/2026-03-02"]
    others = "easeband/v1/one-who-stays/up/today"
    with Connection(broker, Session("anybody"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.publish([Message(topic, b"{}") for topic in (*topics, others)])
    assert erased(folder, "a-patient-who-goes\n", monkeypatch, port=broker.port) == 0
    assert "the broker has forgotten 3 messages" in capsys.readouterr().out
    with Connection(broker, Session("somebody"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.subscribe("#")
        assert [delivery.topic for delivery in link.receive(2.0)] == [others]
