"""Whatever a device keeps is named: what is not would be in no backup, and would outlive its erasing."""

from pathlib import Path

import pytest

from device.cli import main
from device.holdings import holdings
from device.holdings.names import BESIDE_DATABASE, RECORDINGS, SNIPPETS
from device.interrupted import interrupted_beside
from device.prescription.accepted_texts import NAME as PROGRAMME_NAME
from device.prescription.progress import NAME as PROGRESS_NAME
from device.sensor.calibration import calibration_beside
from device.sensor.mounting import mounting_beside
from device.settings.last_good import COPY
from device.snippets.folder import snippets_beside
from device.store.baselines import baseline_beside
from device.system.config import Files, read_config
from tests.support.configurations import whole_configuration
from tests.support.made_up_recording import recording, write_csv

DATABASE = "/var/lib/easeband/device.db"


def test_each_file_beside_the_database_is_named_as_its_writer_names_it() -> None:
    paths = (calibration_beside, mounting_beside, baseline_beside, interrupted_beside)
    assert {*BESIDE_DATABASE} == {*(of(DATABASE).name for of in paths), PROGRAMME_NAME, PROGRESS_NAME, COPY}
    assert snippets_beside(DATABASE).name == SNIPPETS
    assert Files(DATABASE).recordings.name == RECORDINGS


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"something")


def found(folder: Path) -> list[str]:
    config = folder / "easeband.toml"
    config.write_text(whole_configuration(folder, f'programme = "{folder}/programme.toml"\n'))
    return sorted(str(one.path.relative_to(folder)) for one in holdings(read_config(config, "erase")))


def test_what_waits_in_memory_for_the_card_is_erased_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.health.file.ON_THE_CARD", tmp_path)
    monkeypatch.setattr("device.health.file.IN_MEMORY", tmp_path / "run")
    names = ["run/.waiting.json.4711.easeband", "run/waiting.json", "run/waiting.json.damaged"]
    made(tmp_path, *names, "run/power-off")
    assert found(tmp_path) == names


def test_journals_locks_files_moved_aside_and_files_left_half_done_are_named(tmp_path: Path) -> None:
    names = [
        ".baseline.json.4711.easeband",
        ".restored.4711.easeband/device.db",
        ".restored.4711.easeband/snippets/20260302T100100Z-mark.npz",
        "baseline.json",
        "device.db",
        "device.db-wal",
        "device.db.damaged-2",
        "device.db.damaged-2-wal",
        "device.db.lock",
        "health.json",
        "programme-message.json",
        "programme.toml",
        "recordings/000001-20260302T100000Z.ebraw",
        "recordings/000002-clock-unknown-0f1e2d3c.ebraw",
        "snippets/.20260302T100100Z-mark.npz.4711.easeband",
        "snippets/20260302T100100Z-mark.npz",
        "sync.db",
        "sync.db.damaged-1",
    ]
    made(tmp_path, *names)
    assert found(tmp_path) == names


def test_what_is_somebody_elses_is_not(tmp_path: Path) -> None:
    made(tmp_path, "notes.txt", "other.db", "device-notes.txt", "snippets.txt")
    assert found(tmp_path) == []


@pytest.mark.slow
def test_a_device_that_ran_leaves_no_file_that_is_not_named(tmp_path: Path) -> None:
    """With a programme, snippets, every sample, a calibration and a baseline; lights and terminal are nobody's."""
    config = tmp_path / "easeband.toml"
    text = whole_configuration(tmp_path, f'programme = "{tmp_path}/programme.toml"\n[snippets]\nkeep_mb = 5\n')
    text += "[recording]\nenabled = true\n"
    config.write_text(text)
    write_csv(tmp_path / "easeband.csv", recording())
    for words in (
        ["calibrate", "--simulated"],
        ["baseline", "--simulated"],
        ["mounting", "--simulated"],
        ["run", "--simulated", str(tmp_path / "easeband.csv"), "--speed", "1e6"],
    ):
        main([*words, "--config", str(config)])
    there = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {"device.db", "calibration.json"} <= there
    assert any(name.startswith("recordings/000001-") for name in there)
    assert there - {*found(tmp_path)} <= {"easeband.toml", "easeband.csv"}
