"""`easeband export`: what a person gets of the snippets that the device has kept."""

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from device.cli import main
from device.records.facts import Dating, Mark
from device.snippets.folder import SnippetFolder
from device.snippets.ring import Snippet, SnippetRing
from tests.support.configurations import device_configuration
from tests.support.limbs import shaken, still

DATING = Dating("boot", 1_772_445_600.0, "UTC", "synced")
PNG = b"\x89PNG"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "easeband.toml"
    path.write_text(device_configuration(tmp_path, "[snippets]\nkeep_mb = 5\n"))
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


@pytest.mark.slow
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
    assert "no snippets of 2026-03-03 (UTC)" in capsys.readouterr().err


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


def exported(config: Path, folder: Path) -> list[dict[str, Any]]:
    assert main(["export", "--config", str(config), "--to", str(folder)]) == 0
    (path,) = folder.glob("*.csv")
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.costly
@pytest.mark.usefixtures("snippet")
def test_the_table_has_utc_and_how_far_to_trust_it_with_the_unit_in_each_name(config: Path, tmp_path: Path) -> None:
    rows = exported(config, tmp_path / "out")
    assert list(rows[0])[:4] == ["t_s", "utc_s", "utc_iso8601", "clock_trust"]
    assert list(rows[0])[4:] == ["ax_g", "ay_g", "az_g", "gx_dps", "gy_dps", "gz_dps"]
    for row in rows[:: len(rows) // 10]:
        assert float(row["utc_s"]) == pytest.approx(float(row["t_s"]) + DATING.utc_minus_monotonic_s, abs=1e-3)
        moment = datetime.fromisoformat(row["utc_iso8601"])
        assert moment.tzinfo == UTC
        assert moment.timestamp() == pytest.approx(float(row["utc_s"]), abs=1e-3)
    assert {row["clock_trust"] for row in rows} == {"synced"}


@pytest.mark.costly
def test_a_clock_that_nobody_vouches_for_gives_no_utc_in_the_table(config: Path, tmp_path: Path) -> None:
    keep(config, Snippet(5.0, "mark", still(10)), Dating("boot", 0.0, "UTC", "unknown"))
    (row, *_) = exported(config, tmp_path / "out")
    assert (row["utc_s"], row["utc_iso8601"], row["clock_trust"]) == ("", "", "unknown")


@pytest.mark.parametrize("fails", [OSError(28, "No space left on device"), ValueError("no such mark")])
def test_pictures_that_fail_cost_no_table(
    config: Path,
    tmp_path: Path,
    fails: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for moment_s in (5.0, 8.0):
        keep(config, Snippet(moment_s, "mark", still(10)), DATING)
    tables: list[int] = []
    monkeypatch.setattr("vl_convert.svg_to_png", failing(fails, lambda: tables.append(count(tmp_path / "out"))))
    assert main(["export", "--config", str(config), "--to", str(tmp_path / "out")]) == 1
    assert tables == [2, 2]
    said = capsys.readouterr().err
    assert "picture 1 of 2" in said
    assert f"Z-mark.png: no picture of it could be made: {fails.args[-1]}" in said


def failing(error: Exception, look: Callable[[], None]) -> Callable[..., bytes]:
    """What an outside package does that looks and then fails."""

    def fail(*_: object, **__: object) -> bytes:
        look()
        raise error

    return fail


def count(folder: Path) -> int:
    return len(list(folder.glob("*.csv")))


@pytest.mark.costly
@pytest.mark.usefixtures("snippet")
def test_without_the_drawing_package_the_picture_is_an_svg_and_says_so(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    monkeypatch.delitem(sys.modules, "device.pictures.render", raising=False)
    assert main(["export", "--config", str(config), "--to", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "20260302T100100Z-mark.svg").read_bytes().startswith(b"<svg")
    assert "as SVG, which every browser shows: for PNG, install vl_convert" in capsys.readouterr().err


def test_a_snippet_of_a_quarter_of_an_hour_can_be_read(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(config, Snippet(10.0, "mark", still(900, rate_hz=30)), DATING)
    assert main(["export", "--config", str(config)]) == 0
    assert " 900 s  mark" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(config, Snippet(5.0, "mark", still(10)), DATING)
    assert main(["export", "--config", str(config), "--to", str(config)]) == 1
    assert f"{config}: is a file: name a folder after --to" in capsys.readouterr().err


COSTS = """
import pathlib, sys, time
from device.cli import main
status = main(sys.argv[1:])
most = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(status, time.process_time(), most.split()[1])  # resource.getrusage would tell the parent's memory if that is more
"""


@pytest.mark.slow
@pytest.mark.alone
def test_a_picture_costs_no_more_than_a_small_computer_has(config: Path, tmp_path: Path) -> None:
    keep(config, Snippet(10.0, "mark", shaken(still(900), 5, 40)), DATING)
    words = ["export", "--config", str(config), "--to", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", COSTS, *words], capture_output=True, text=True, check=True, timeout=60)
    status, processor_s, most_kb = map(float, done.stdout.split()[-3:])
    assert (status, len(list((tmp_path / "out").glob("*.png")))) == (0, 1)
    assert processor_s < 4  # 1.5 s on a quiet computer
    assert most_kb < 120_000


def keep(config: Path, snippet: Snippet, dating: Dating) -> None:
    SnippetFolder(config.parent / "snippets", 50_000_000, lambda: dating).keep([snippet])


@pytest.mark.usefixtures("snippet")
def test_snippets_become_a_dataset_of_bids(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    to = tmp_path / "out"
    assert main(["export", "--config", str(config), "--bids", "--to", str(to)]) == 0
    assert capsys.readouterr().out == f"{to}: a BIDS dataset with 1 of 1 snippets\n"
    assert len((to / "sub-01/motion/sub-01_task-dailylife_tracksys-easeband_run-001_motion.tsv").read_text()) > 5000
    assert main(["export", "--config", str(config), "--bids", "--to", str(to)]) == 1
    assert "needs a folder of its own" in capsys.readouterr().err


@pytest.mark.usefixtures("snippet")
def test_a_file_that_is_no_snippet_costs_the_dataset_no_other(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "snippets" / "20260303T000000Z-mark.npz").write_bytes(b"no snippet")
    assert main(["export", "--config", str(config), "--bids", "--to", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "with 1 of 2 snippets" in said.out
    assert "expected a snippet" in said.err


@pytest.mark.usefixtures("snippet")
def test_a_dataset_needs_a_folder(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--config", str(config), "--bids"]) == 1
    assert "--to FOLDER" in capsys.readouterr().err
