"""`easeband power`: what is set, put back and said, over the files of a simulated Raspberry Pi."""

import errno
import os
from pathlib import Path

import pytest

from device.cli import main
from device.power import told
from tests.support.person import as_a_person

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
    monkeypatch.setattr(told, "MEMORY", tmp_path / "nowhere" / told.NAME)
    (tmp_path / "easeband.toml").write_text("[power]\nleds = true\n")
    assert main(["power", "--config", str(tmp_path / "easeband.toml")]) == 1
    said = f"easeband power: {tmp_path}/nowhere is not there: sudo systemctl start easeband-power\n"
    assert capsys.readouterr().err == said
    assert main(["power", "--undo"]) == 0
    assert "nothing was set" in capsys.readouterr().out


def test_a_folder_that_is_none_of_a_simulation_is_named_and_not_made(tmp_path: Path, capsys: Captured) -> None:
    """A slip of the pen was taken for a computer on which nothing was to be undone."""
    assert main(["power", "--simulated", str(tmp_path / "typo"), "--undo"]) == 0
    said = f"{tmp_path}/typo/power.json is not there: nothing was set, so nothing is put back\n"
    assert capsys.readouterr().out == said
    assert list(tmp_path.iterdir()) == []


def test_an_undo_of_nothing_says_so(tmp_path: Path, capsys: Captured) -> None:
    power(tmp_path, config="[power]\nleds = true\n")
    assert power(tmp_path, "--undo") == 0
    assert "tells of nothing that was set, so nothing is put back" in capsys.readouterr().out
    assert not (tmp_path / told.NAME).exists()


@pytest.mark.parametrize("undo", [[], ["--undo"]])
@pytest.mark.parametrize("folder", ["file", "/proc/1/x"])
def test_a_simulation_that_cannot_be_made_ends_in_one_line(
    tmp_path: Path, capsys: Captured, folder: str, undo: list[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "easeband.toml").write_text("")
    words = ["--config", str(tmp_path / "easeband.toml"), "--simulated", str(tmp_path / folder)]
    assert main(["power", *words, *undo]) == (0 if undo else 1)
    said = capsys.readouterr()
    (line,) = (said.out + said.err).splitlines()
    assert folder in line
    assert "None" not in line


@pytest.mark.parametrize("undo", [[], ["--undo"]])
def test_somebody_who_may_not_is_told_to_type_sudo(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, undo: list[str]
) -> None:
    """It said that a restart does it."""
    power(tmp_path)
    (tmp_path / "easeband.toml").chmod(0o644)
    capsys.readouterr()
    with as_a_person(tmp_path / "power.lock", monkeypatch):
        assert power(tmp_path, *undo) == 1
    assert "power.lock: Permission denied: this user may not: type sudo before the command" in capsys.readouterr().err


def test_an_error_that_names_no_file_says_what_it_was(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(told, "put_power", refuse)
    assert power(tmp_path) == 1
    assert capsys.readouterr().err == "easeband power: Input/output error: check the card (dmesg says what failed)\n"
