"""`easeband clinic symptoms`: what a therapist writes and reads."""

from contextlib import closing
from pathlib import Path

import pytest

from device.cli import main
from sync.clinic.database import Clinic
from tests.support.configurations import whole_configuration


class NamingDesk:
    """A clinic's configuration."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.config, self._capsys = folder / "easeband.toml", capsys
        self.config.write_text(whole_configuration(folder, ""))
        Clinic(f"sqlite:///{folder}/clinic.db").close()

    def does(self, *words: str) -> tuple[int, list[str], str]:
        status = main(["clinic", "symptoms", "band-01", *words, "--config", str(self.config)])
        said = self._capsys.readouterr()
        return status, said.out.splitlines(), said.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> NamingDesk:
    return NamingDesk(tmp_path, capsys)


UNKNOWN = "Nothing has come from band-01 yet: if it is no new device, check its name."


def test_a_name_is_given_and_listed(desk: NamingDesk) -> None:
    desk.does("1", "hand cramps", "--since", "2026-03-01")
    assert desk.does() == (
        0,
        [
            "band-01, symptom 1: hand cramps, since 2026-03-01",
            "band-01, symptom 2: has no name yet",
            "band-01, symptom 3: has no name yet",
            UNKNOWN,
        ],
        "",
    )


def test_a_number_without_a_name_says_what_to_write(desk: NamingDesk) -> None:
    status, _, complaint = desk.does("2")
    assert (status, "what is symptom 2 called? Write a name, or --forget" in complaint) == (1, True)


def test_forgetting_needs_a_number(desk: NamingDesk) -> None:
    status, _, complaint = desk.does("--forget")
    assert (status, "which one is to be forgotten? Write its number" in complaint) == (1, True)


def test_a_name_is_forgotten(desk: NamingDesk) -> None:
    desk.does("1", "hand cramps")
    assert desk.does("1", "--forget")[1][0] == "band-01, symptom 1: has no name yet"


def test_a_bad_name_is_refused_with_what_to_write(desk: NamingDesk) -> None:
    status, _, complaint = desk.does("1", "x" * 50)
    assert (status, "name: expected 1 to 40 letters, got 50" in complaint) == (1, True)


def test_a_name_stays_in_the_database(desk: NamingDesk, tmp_path: Path) -> None:
    desk.does("1", "hand cramps")
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")):
        holding = [file.name for file in tmp_path.rglob("*") if file.is_file() and b"hand cramps" in file.read_bytes()]
    assert set(holding) <= {"clinic.db", "clinic.db-wal"}
