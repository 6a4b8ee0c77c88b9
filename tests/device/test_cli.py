"""A unit's line means the same without argparse as with it."""

import errno
import os
from pathlib import Path
from types import ModuleType

import pytest

import device.commands.run
import sync.uplink.run
from device.cli import main

PROGRAMS: list[tuple[str, ModuleType]] = [("run", device.commands.run), ("sync", sync.uplink.run)]


@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_a_program_hears_from_its_units_line_what_argparse_would_tell_it(
    name: str, program: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = list[dict[str, object]]()
    monkeypatch.setattr(program, "run", lambda arguments: heard.append(dict(vars(arguments))))
    units = [name, "--config", "/etc/easeband/other.toml"]
    longer = [*units, "--log", "info"]  # what holds where nothing is said, but no unit says it
    for words in (units, longer, [name], [name, "--log", "info"]):
        main(words)
    assert heard[0] == heard[1]
    assert heard[2] == heard[3]
    assert [str(told["config"]) for told in heard[1:3]] == ["/etc/easeband/other.toml", "/etc/easeband/easeband.toml"]
    assert isinstance(heard[0]["config"], Path)


@pytest.mark.parametrize(
    "words",
    [
        ["run", "--config"],
        ["sync", "--config", "--log"],
        ["sync", "--konfig", "a.toml"],
        ["sync", "--config", "a.toml", "b.toml"],
        ["lights-off", "--config", "a.toml"],
    ],
)
def test_what_no_unit_says_is_refused_as_ever(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: easeband" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "missing"), [(["demo"], "fastapi"), (["clinic", "devices"], "segno"), (["clinic"], "sqlalchemy")]
)
def test_a_command_of_the_clinic_says_on_a_device_who_brings_it(
    words: list[str], missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ends(_: object) -> int:
        raise ModuleNotFoundError(f"No module named '{missing}'", name=missing)

    monkeypatch.setattr(f"sync.{'demo' if words == ['demo'] else 'clinic'}.run.run", ends)
    assert main(words) == 1
    assert capsys.readouterr().err == (
        f"easeband {words[0]}: it needs {missing}, which is not installed here: the package easeband-clinic"
        " brings it, or make install in a checkout\n"
    )


def test_a_refusal_that_names_no_file_is_told_without_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ends(_: object) -> int:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("sync.doctor.doctor.run", ends)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert main(["doctor"]) == 1
    said = "easeband doctor: Operation not permitted: this user may not: type sudo before the command"
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("gone", ["device.gone", "numpy", "_sqlite3"])
def test_what_every_package_brings_is_a_fault_where_it_is_not_there(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(_: object) -> int:
        raise ModuleNotFoundError(f"No module named '{gone}'", name=gone)

    monkeypatch.setattr("sync.clinic.run.run", ends)
    with pytest.raises(ModuleNotFoundError, match=gone):
        main(["clinic"])
