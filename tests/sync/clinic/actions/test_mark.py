"""`easeband clinic mark`: what is entered, listed and removed, and what a therapist reads."""

from contextlib import closing
from pathlib import Path

import pytest

from device.cli import main
from device.system.log import start_log
from sync.clinic.database import Clinic
from tests.support.configurations import whole_configuration


class Reception:
    """A clinic's configuration and its empty database."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._config = capsys, folder / "easeband.toml"
        self._config.write_text(whole_configuration(folder, ""))

    def does(self, *words: str) -> tuple[int, list[str], str]:
        status = main(["clinic", "mark", "band-01", *words, "--config", str(self._config)])
        said = self._capsys.readouterr()
        return status, said.out.replace("\N{NO-BREAK SPACE}", " ").splitlines(), said.err


@pytest.fixture
def reception(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Reception:
    start_log("test")  # what another test's program logged to is closed
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")):
        capsys.readouterr()
    return Reception(tmp_path, capsys)


def test_an_injection_is_entered_changed_removed_and_its_history_stays(reception: Reception) -> None:
    muscle = ("--muscle", "biceps=50", "--product", "Botox", "--by", "Dr. Who")
    status, said, complaint = reception.does("injection", "2025-11-03", *muscle)
    assert (status, complaint) == (0, "")
    assert said == [
        "marker 1 of band-01: Mon 3 Nov 2025, Injection, Botox 50 U: biceps 50",
        "The patient's page shows it over every trend.",
        "Nothing has come from band-01 yet: if it is no new device, check its name.",
    ]
    assert reception.does("injection", "2025-11-04", "--change", "1")[1][0] == (
        "marker 1 of band-01 is now: Tue 4 Nov 2025, Injection"
    )
    assert reception.does("--list")[1][0].startswith("1: Tue 4 Nov 2025, Injection (entered by ")
    assert reception.does("--remove", "1")[1][0] == "marker 1 of band-01 is removed"
    assert reception.does("--list")[1][0] == "band-01: no marker was entered yet"
    assert [line[:2] for line in reception.does("--history")[1]] == ["1:", "1:", "1:", "No"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("injection", "yesterday"), "expected a date as 2026-11-03, got 'yesterday'"),
        (("injection", "2099-11-03"), "2099-11-03 is in the future, today is 20"),
        (("injection",), "expected what happened and when, as in: injection 2026-11-03; or --list"),
        (("note", "2026-11-03"), "a note says nothing without its text: add --note '...'"),
        (("--remove", "3"), "band-01 has no marker 3: `easeband clinic mark band-01 --list` shows them"),
        (("visit", "2026-11-03", "--muscle", "biceps"), "expected a muscle and its units as biceps=50, got 'biceps'"),
    ],
)
def test_a_mistake_enters_nothing_and_is_explained(reception: Reception, words: tuple[str, ...], said: str) -> None:
    status, _, complaint = reception.does(*words)
    assert status == 1
    assert complaint.startswith(f"easeband clinic mark: {said}")
