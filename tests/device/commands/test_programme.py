"""`easeband programme`: what it says of a file, of a device, and what it gives to begin from."""

from datetime import date, timedelta
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


def lasting(example: Path) -> Path:
    """The example, which a device takes today whenever that is."""
    text, day = example.read_text(), date.today()
    for name, written in (("issued", "2026-11-20"), ("valid_from", "2026-11-21"), ("valid_to", "2027-02-20")):
        later_days = 30 if name == "valid_to" else 0
        text = text.replace(f"{name} = {written}", f"{name} = {day + timedelta(later_days)}")
    example.write_text(text)
    return example


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
    lasting(example)
    here = config(example.parent, "site = 'hand'", device="band-02")
    assert main(["programme", "check", str(example), "--config", here]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "arm-2026 version 1 is for device band-01; this is band-02",
        "arm-2026 version 1 is for the forearm; by [device] site this is worn on the hand",
    ]
    assert main(["programme", "check", str(example), "--config", config(example.parent)]) == 0


def test_with_a_configuration_a_programme_that_is_over_is_refused_as_the_device_does(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for written, over in (("2026-11-20", "2025-01-01"), ("2026-11-21", "2025-01-02"), ("2027-02-20", "2025-06-01")):
        example.write_text(example.read_text().replace(written, over))
    assert main(["programme", "check", str(example), "--config", config(example.parent)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("arm-2026 version 1 ended on 2025-06-01, and today is 20")
    assert main(["programme", "check", str(example)]) == 0


def test_a_folder_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == f"{tmp_path}: Is a directory: it is a folder: name a file\n"


def test_days_are_said_beside_how_often_a_day(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(example)]) == 0
    assert ", twice a day on mon, wed, fri, from 08:00 to 20:00\n" in capsys.readouterr().out


def test_what_waits_and_what_was_accepted_is_shown(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = config(lasting(example).parent)
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
