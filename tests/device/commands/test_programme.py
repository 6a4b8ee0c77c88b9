"""`easeband programme`: what it says of a file, of a device, and what it gives to begin from."""

from pathlib import Path

import pytest

from device.cli import main
from device.prescription import KeptProgramme
from device.system.clock import SystemClock
from device.system.config import read_config


@pytest.fixture
def example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["programme", "example"]) == 0
    path = tmp_path / "programme.toml"
    path.write_text(capsys.readouterr().out)
    return path


def config(folder: Path, more: str = "", device: str = "band-01") -> str:
    path = folder / "easeband.toml"
    files = f"[files]\ndevice = '{folder}/device.db'\nprogramme = '{folder}/programme.toml'\n"
    path.write_text(f"[device]\nid = '{device}'\n{more}\n{files}")
    return str(path)


def test_the_example_is_a_programme_and_is_said_in_words(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(example)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("arm-2026 version 1, by A. Therapist, issued 2026-11-20\n")
    assert "2 sets of 10 repetitions, 60 s of rest between them; 3 min 40 s in all" in said.out
    assert said.err == ""


def test_every_fault_is_a_line(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = example.read_text()
    example.write_text(text.replace("version = 1 ", "version = 0 ").replace("cap_deg = 120", "cap_deg = 170"))
    assert main(["programme", "check", str(example)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "version: expected a number from 1 to 999999, got 0",
        "items[0].range.cap_deg: expected a number from 15 to 150, the cap of elbow-bend, got 170",
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x", b"x = [" + b"[" * 20_000, b"#" * 1_000_000, b"x = 2026-02-30"])
def test_what_is_no_toml_is_one_line(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    assert main(["programme", "check", str(path)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "is not TOML" in line


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(tmp_path / "none.toml")]) == 1
    assert "there is no such file; `easeband programme example` prints one" in capsys.readouterr().err


def test_with_a_configuration_the_device_and_its_place_are_checked(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = config(example.parent, "site = 'hand'", device="band-02")
    assert main(["programme", "check", str(example), "--config", here]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "arm-2026 version 1 is for device band-01; this is band-02",
        "arm-2026 version 1 is for the forearm; by [device] site this is worn on the hand",
    ]
    assert main(["programme", "check", str(example), "--config", config(example.parent)]) == 0


def test_what_waits_and_what_was_accepted_is_shown(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example.write_text(example.read_text().replace("valid_to = 2027-02-20", "valid_to = 2027-11-20"))
    here = config(example.parent)
    assert main(["programme", "show", "--config", here]) == 0
    assert "\nwaiting to be accepted:\narm-2026 version 1, by" in capsys.readouterr().out
    KeptProgramme(read_config(Path(here), "programme"), SystemClock()).accept()
    assert main(["programme", "show", "--config", here]) == 0
    said = capsys.readouterr().out
    assert "\naccepted:\narm-2026 version 1, by" in said
    assert "waiting" not in said


def test_a_refused_file_is_told_and_is_no_success(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example.write_text("schema = 7")
    assert main(["programme", "show", "--config", config(example.parent)]) == 1
    assert f"{example} is refused: schema: this firmware reads schema 1, got 7" in capsys.readouterr().err


def test_without_any_programme_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "show", "--config", config(tmp_path)]) == 0
    assert capsys.readouterr().out == "no programme is in force\n"
