"""Whoever forgets `sudo` is told to type it: one line, never a traceback, and never a state that is none."""

from pathlib import Path

import pytest

from device.cli import main
from tests.support.configurations import whole_configuration
from tests.support.person import as_a_person

TYPE_SUDO = "type sudo before the command"
DEVICES = (
    "status",
    "backup --config CONFIG OUT",
    "export --config CONFIG --to OUT",
    "export --config CONFIG --recordings",
    "report --config CONFIG --to OUT",
    "erase --config CONFIG",
    "erase --config CONFIG --card-only",
    "baseline --config CONFIG --show",
    "baseline --config CONFIG --posture-deg 30 --jerk-dps 120",
    "baseline --config CONFIG --undo",
    "calibrate --config CONFIG",
    "calibrate --config CONFIG --self-test",
    "mounting --config CONFIG",
    "bus-log record --config CONFIG OUT",
    "programme show --config CONFIG",
    "card --config CONFIG --to OUT",
)
CLINICS = (
    "devices",
    "init --host clinic.example --broker-folder OUT",
    "enrol band-01",
    "revoke band-01",
    "mark band-01 --list",
    "report band-01 --to OUT",
    "export band-01 --to OUT",
    "erase band-01",
    "symptoms band-01",
    "people list",
    "audit",
    "prescribe --list band-01",
    "seed --patients 1 --days 3",
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Of a device or a clinic, all of which is kept in a folder `kept`."""
    (tmp_path / "kept").mkdir()
    path = tmp_path / "easeband.toml"
    path.write_text(whole_configuration(tmp_path / "kept", f"clinic_keys = '{tmp_path}/kept/keys'\n"))
    return path


@pytest.mark.parametrize("typed", DEVICES)
def test_a_person_who_may_not_look_at_the_devices_files_is_told_what_to_type(
    typed: str, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = typed.replace("status", "status --config CONFIG").split()
    own = {"CONFIG": str(config), "OUT": str(config.parent / "out")}
    with as_a_person(config.parent / "kept", monkeypatch):
        status = main([own.get(word, word) for word in words])
    said = capsys.readouterr()
    assert status != 0
    *progress, line = said.err.splitlines()
    assert progress in ([], [f"copying {config.parent}/kept/device.db"])
    assert line.startswith(f"easeband {words[0]}")
    assert TYPE_SUDO in line


@pytest.mark.parametrize("typed", CLINICS)
def test_a_person_who_may_not_look_at_the_clinics_files_is_told_what_to_type(
    typed: str, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"OUT": str(config.parent / "out")}
    words = [own.get(word, word) for word in typed.split()]
    with as_a_person(config.parent / "kept", monkeypatch):
        status = main(["clinic", "--config", str(config), *words])
    said = capsys.readouterr()
    assert status != 0
    (line,) = said.err.splitlines()
    assert line.startswith("easeband clinic")
    assert TYPE_SUDO in line


def test_the_doctor_looks_at_what_it_may_and_says_how_to_see_the_rest(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with as_a_person(config.parent / "kept", monkeypatch):
        main(["doctor", "--config", str(config)])
    said = capsys.readouterr()
    assert said.err == ""
    assert "to do: sudo easeband doctor" in said.out
