"""`easeband clinic report` and `easeband clinic export`: files at the clinic's terminal."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from device.cli import main
from device.system.clock import PacedClock
from sync.clinic.accounts import Looks
from sync.clinic.course import Courses
from sync.clinic.database import Clinic
from sync.clinic.markers import Marker, Markers
from sync.clinic.patient import Looking, told_today
from sync.clinic.site import make_app
from sync.clinic.web.server import served
from tests.support.clinics import store_days
from tests.support.configurations import whole_configuration
from tests.support.documents.course import Story, days_of
from tests.support.visits import asked_bytes, signed_in

NOW_UTC_S = 1_795_953_600.0  # 2026-11-29T12:00:00Z
LAST = date(2026, 11, 28)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "easeband.toml").write_text(whole_configuration(tmp_path, ""))
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic:
        store_days(clinic, days_of(Story(exercises_until=LAST, missing=0.0), LAST, 3), NOW_UTC_S)
    return tmp_path


def clinic(folder: Path, *words: str) -> int:
    return main(["clinic", *words, "--config", str(folder / "easeband.toml")])


def test_the_report_is_written(folder: Path) -> None:
    assert clinic(folder, "report", "band-01", "--to", str(folder / "page.pdf")) == 0
    assert (folder / "page.pdf").read_bytes().startswith(b"%PDF-")


def test_the_report_of_the_command_is_the_one_of_the_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an injection and nothing received for a day: the list's reasons and the effect are in both."""
    asked_utc_s = NOW_UTC_S + 30 * 3600
    monkeypatch.setattr("sync.clinic.actions.files.making.SystemClock", lambda _: PacedClock(asked_utc_s, "UTC"))
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as opened:
        Markers(opened.access).add("band-01", Marker("injection", date(2026, 11, 27), product="Botox"))
        told = told_today(Looking(opened, Courses(opened.access)), "band-01", asked_utc_s, date(2026, 11, 30))
        assert told.reasons[0].startswith("Nothing received for 30")
        assert told.effect
        with served(make_app(opened, lambda: asked_utc_s, "UTC")) as pages:
            _, of_page, _ = asked_bytes(signed_in(str(pages), opened, asked_utc_s), "/patients/band-01/files/report")
    assert clinic(folder, "report", "band-01", "--to", str(folder / "page.pdf")) == 0
    assert (folder / "page.pdf").read_bytes() == of_page
    assert clinic(folder, "report", "band-01", "--until", "2026-11-28", "--to", str(folder / "earlier.pdf")) == 0
    assert (folder / "earlier.pdf").read_bytes() != of_page  # what is said today is of today


@pytest.mark.costly
def test_every_format_is_written_into_the_folder_and_written_down(folder: Path) -> None:
    assert clinic(folder, "export", "band-01", "--to", str(folder / "out")) == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "band-01-2025-11-29-to-2026-11-28-days.csv",
        "band-01-2025-11-29-to-2026-11-28-fhir.json",
        "band-01-2025-11-29-to-2026-11-28-omh.json",
        "band-01-2026-11-01-to-2026-11-28-report.pdf",
    ]
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as opened:
        looks = Looks(opened.access, lambda: NOW_UTC_S).last(9, device="band-01")
    assert [(look.what, look.address) for look in looks] == [
        (f"files/{kind}", "this computer") for kind in ("omh", "fhir", "csv", "report")
    ]


def test_one_format_alone(folder: Path) -> None:
    assert clinic(folder, "export", "band-01", "--format", "omh", "--days", "1", "--to", str(folder / "out")) == 0
    (path,) = (folder / "out").iterdir()
    assert len(json.loads(path.read_text())) == 3  # sets


@pytest.mark.parametrize("words", [("report", "--to", "page.pdf"), ("export", "--to", "out")])
def test_a_device_that_nobody_knows_has_no_files(
    folder: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    action, *options = words
    assert clinic(folder, action, "nobody", *options) == 1
    assert "no device nobody has sent anything to this clinic" in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert clinic(folder, "export", "band-01", "--format", "csv", "--to", str(folder / "easeband.toml")) == 1
    assert "the file cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("report", "--to", "page.pdf"), ("export", "--to", "out")])
@pytest.mark.parametrize("until", ["0001-01-05", "yesterday"])
def test_a_day_before_there_were_any_is_refused(
    folder: Path, words: tuple[str, ...], until: str, capsys: pytest.CaptureFixture[str]
) -> None:
    action, *options = words
    with pytest.raises(SystemExit):
        clinic(folder, action, "band-01", *options, "--until", until)
    assert f"expected a date as 2026-01-31, from 2000 on, got '{until}'" in capsys.readouterr().err
