"""`easeband clinic seed` as a person meets it."""

import argparse
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sync.clinic.actions import seed
from sync.clinic.database.clinic import Clinic
from sync.clinic.markers import Markers
from sync.clinic.run import add_arguments
from tests.support.clinics import store_day
from tests.support.documents.realistic import NOW_UTC_S, an_empty_day


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/c.db"


def run(tmp_path: Path, url: str, *words: str) -> int:
    config = tmp_path / "easeband.toml"
    config.write_text(f"[files]\nclinic = '{url}'\n")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return seed.run(parser.parse_args(["seed", *words, "--config", str(config)]))


def test_a_seeded_clinic_has_so_many_patients_and_days(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, url, "--patients", "2", "--days", "3") == 0
    assert "2\N{NO-BREAK SPACE}synthetic patients, 6\N{NO-BREAK SPACE}days" in capsys.readouterr().out
    with closing(Clinic(url)) as clinic:
        assert [row.name for row in clinic.patients(date(2026, 6, 1))] == ["Aino (synthetic)", "Bela (synthetic)"]
        assert len(clinic.days("synthetic-0001")) == 3


@pytest.mark.costly
def test_injections_of_the_stories_are_entered_once_however_often_it_is_seeded(tmp_path: Path, url: str) -> None:
    for _ in range(2):
        assert run(tmp_path, url, "--patients", "1", "--days", "40") == 0
    with closing(Clinic(url)) as clinic:
        (only,) = Markers(clinic.access).of("synthetic-0001")  # Aino was injected 36 and 140 days ago
        days = [date.fromisoformat(day.day) for day in clinic.days("synthetic-0001")]
    assert (only.kind, only.entered_by, only.units) == ("injection", "synthetic", 85.0)
    assert (max(days) - only.day).days == 35


def test_a_clinic_of_real_patients_is_left_alone(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Clinic(url)) as clinic:
        store_day(clinic, an_empty_day("busy-wren"), NOW_UTC_S)
        assert run(tmp_path, url, "--patients", "1", "--days", "1") == 1
        assert "has other patients, such as busy-wren" in capsys.readouterr().err
        assert run(tmp_path, url, "--patients", "1", "--days", "1", "--beside-others") == 0
        assert len(clinic.patients(date(2026, 6, 1))) == 2


@pytest.mark.parametrize("number", ["0", "-1", "many", "5001"])
def test_a_number_that_makes_no_sense_is_named(
    tmp_path: Path, url: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, url, "--patients", number)
    assert f"expected a whole number from 1 to 5000, got '{number}'" in capsys.readouterr().err
