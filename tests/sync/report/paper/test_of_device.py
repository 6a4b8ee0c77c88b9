"""`easeband report` over a device's database: the page without any clinic, and what stands in its way."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from device.cli import main
from device.records.facts import Dating, Minute
from device.store.writer import Store
from tests.support.configurations import whole_configuration

MARCH_2_UTC_S = 1_772_409_600.0  # 2026-03-02T00:00:00Z
UNTIL = ("--until", "2026-03-08")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a configuration, and a database with one day."""
    (tmp_path / "easeband.toml").write_text(whole_configuration(tmp_path, ""))
    with closing(Store(tmp_path / "device.db")) as written:
        written.add([Minute(60.0 * n, 60, 60, 6, 0) for n in range(3)], Dating("boot", MARCH_2_UTC_S, "UTC", "synced"))
    return tmp_path


def report(folder: Path, *more: str) -> int:
    return main(["report", "--config", str(folder / "easeband.toml"), "--to", str(folder / "page.pdf"), *more])


def test_the_device_makes_its_page_without_any_clinic(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(folder, *UNTIL) == 0
    assert (folder / "page.pdf").read_bytes().startswith(b"%PDF-")
    said = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
    assert said == f"{folder}/page.pdf: Mon 23 Feb 2026 to Sun 8 Mar 2026, 14 days, 1 with data\n"


def test_a_copy_of_the_database_needs_no_configuration(folder: Path) -> None:
    copy, page = folder / "device.db", folder / "of-copy.pdf"
    assert main(["report", "--database", str(copy), "--to", str(page), *UNTIL, "--config", "/nowhere"]) == 0
    assert page.read_bytes().startswith(b"%PDF-")


def test_days_of_another_time_make_a_page_that_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(folder, "--until", "2025-01-01") == 0
    assert "0 with data" in capsys.readouterr().out


def test_without_a_database_there_is_no_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "device.db").unlink()
    assert report(folder) == 1
    assert "no database at" in capsys.readouterr().err
    assert not (folder / "page.pdf").exists()


def test_without_the_typesetter_the_command_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    assert report(folder) == 1
    assert "pip install 'easeband[report]'" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = str(folder / "easeband.toml")
    assert main(["report", "--config", config, "--to", str(folder / "no" / "page.pdf")]) == 1
    assert "page.pdf: the page cannot be written: " in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "29", "many", "-1", "1.5"])
def test_a_number_of_days_that_does_not_fit_is_refused(
    folder: Path, days: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        report(folder, "--days", days)
    assert "expected a whole number from 1 to 28" in capsys.readouterr().err


@pytest.mark.parametrize("until", ["0001-01-05", "yesterday"])
def test_a_day_before_there_were_any_is_refused(folder: Path, until: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        report(folder, "--until", until)
    assert f"expected a date as 2026-01-31, from 2000 on, got '{until}'" in capsys.readouterr().err
