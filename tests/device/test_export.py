"""`easeband export`: what a person gets of the snippets that the device has kept."""

from pathlib import Path

import pytest

from device.cli import main
from device.records import Dating, Mark
from device.snippet_files import SnippetFolder
from device.snippets import SnippetRing
from tests.device.movement import shaken, still

DATING = Dating("boot", 1_772_445_600.0, "UTC", "synced")
PNG = b"\x89PNG"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "easeband.toml"
    path.write_text(f'[device]\nid = "band-1"\n[files]\ndevice = "{tmp_path}/device.db"\n[snippets]\nkeep_mb = 5\n')
    return path


@pytest.fixture
def snippet(config: Path) -> None:
    ring = SnippetRing()
    ring.push(shaken(still(100), 5, 40))
    ring.want([Mark(60.0)])
    SnippetFolder(config.parent / "snippets", 5_000_000, lambda: DATING).keep(ring.push(still(1, start_s=100)))


@pytest.mark.usefixtures("snippet")
def test_snippets_are_listed_with_their_moment(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--config", str(config)]) == 0
    assert capsys.readouterr().out == "20260302T100100Z-mark.npz  2026-03-02 10:01:00 UTC    60 s  mark\n"


@pytest.mark.usefixtures("snippet")
def test_each_becomes_a_table_that_can_be_analysed_and_a_picture(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--config", str(config), "--to", str(tmp_path / "out")]) == 0
    table, picture = (tmp_path / "out" / f"20260302T100100Z-mark.{ending}" for ending in ("csv", "png"))
    assert picture.read_bytes().startswith(PNG)
    assert main(["analyse", str(table)]) == 0
    assert "median 5.0 Hz" in capsys.readouterr().out


@pytest.mark.usefixtures("snippet")
def test_one_day_can_be_asked_for(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--config", str(config), "--day", "2026-03-02"]) == 0
    assert main(["export", "--config", str(config), "--day", "2026-03-03"]) == 1
    assert "no snippets in" in capsys.readouterr().err


def test_without_snippets_it_says_whether_any_would_be_kept(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--config", str(config)]) == 1
    assert capsys.readouterr().err == f"easeband export: no snippets in {config.parent}/snippets\n"
    config.write_text(config.read_text().replace("keep_mb = 5", "keep_mb = 0"))
    assert main(["export", "--config", str(config)]) == 1
    assert "none are kept, since keep_mb in [snippets] is 0" in capsys.readouterr().err


def test_a_damaged_file_is_named_and_the_others_are_shown(
    config: Path, snippet: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (config.parent / "snippets" / "20260302T090000Z-mark.npz").write_bytes(b"no zip")
    assert main(["export", "--config", str(config)]) == 1
    shown = capsys.readouterr()
    assert "20260302T090000Z-mark.npz: expected a snippet" in shown.err
    assert "20260302T100100Z-mark.npz" in shown.out
