"""`easeband power`: what is set, put back and said, over the files of a simulated Raspberry Pi."""

from pathlib import Path

import pytest

from device.cli import main
from device.power import told

GOVERNOR = "sys/devices/system/cpu/cpufreq/policy0/scaling_governor"
Captured = pytest.CaptureFixture[str]


def power(folder: Path, *words: str, config: str = '[power]\ngovernor = "powersave"\n') -> int:
    path = folder / "easeband.toml"
    path.write_text(config)
    return main(["power", "--config", str(path), "--simulated", str(folder), *words])


def test_it_sets_and_puts_back(tmp_path: Path) -> None:
    assert power(tmp_path) == 0
    assert (tmp_path / GOVERNOR).read_text() == "powersave\n"
    assert (tmp_path / told.NAME).stat().st_mode & 0o777 == 0o644, "whoever asks for the status reads it"
    assert power(tmp_path, "--undo") == 0
    assert (tmp_path / GOVERNOR).read_text() == "ondemand\n"


def test_cores_that_a_zero_2_w_cannot_switch_are_said_and_are_no_failure(tmp_path: Path, capsys: Captured) -> None:
    assert power(tmp_path, config="[power]\ncores = 1\n") == 0
    assert "add maxcpus=1 to the one line of /boot/firmware/cmdline.txt" in capsys.readouterr().err


def test_a_configuration_that_cannot_be_used_sets_nothing_and_is_named(tmp_path: Path, capsys: Captured) -> None:
    assert power(tmp_path, config="[power]\ncores = 9\n") == 1
    assert "easeband.toml: power.cores: expected a number from 0 to 4, got 9" in capsys.readouterr().err
    assert not (tmp_path / told.NAME).exists()


def test_what_was_set_is_put_back_whatever_the_configuration_says_by_now(tmp_path: Path) -> None:
    power(tmp_path)
    assert power(tmp_path, "--undo", config="[power\n") == 0
    assert (tmp_path / GOVERNOR).read_text() == "ondemand\n"


def test_a_memory_that_is_damaged_is_named_with_what_helps(tmp_path: Path, capsys: Captured) -> None:
    power(tmp_path)
    (tmp_path / told.NAME).write_text("[]")
    assert power(tmp_path, "--undo") == 1
    assert "restart the computer, which puts everything back" in capsys.readouterr().err


def test_without_its_folder_in_memory_nothing_is_set(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for somebody at a terminal, where the service does not run: our own /sys is never touched."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "nowhere"))
    (tmp_path / "easeband.toml").write_text("[power]\nleds = true\n")
    assert main(["power", "--config", str(tmp_path / "easeband.toml")]) == 1
    assert "nowhere" in capsys.readouterr().err
