"""`easeband clinic prescribe`: what is sent, what is not, and what a therapist reads."""

from contextlib import closing
from pathlib import Path

import pytest

from device.cli import main
from device.programme.example import EXAMPLE_PROGRAMME
from device.system.clock import SystemClock
from device.system.log import start_log
from sync.clinic.database import Clinic
from sync.clinic.programmes import SentProgrammes
from sync.clinic.signing import new_signing_key
from sync.clinic.wording.words import local_date
from sync.demo.prescribed import demo_programme
from tests.support.configurations import whole_configuration


class Desk:
    """A clinic's configuration, its key, and a programme that is valid today."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.file, self.config = folder / "arm.toml", folder / "easeband.toml"
        self.config.write_text(whole_configuration(folder, f'clinic_keys = "{folder}/keys"\n'))
        self.write(1)

    def write(self, version: int) -> None:
        text = demo_programme(local_date(SystemClock().utc_s(), "UTC"))
        self.file.write_text(text.replace("version = 1\n", f"version = {version}\n"))

    def does(self, *words: str) -> tuple[int, str, str]:
        status = main(["clinic", "prescribe", "band-01", *words, "--config", str(self.config)])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def sent(self) -> list[tuple[int, str, bool]]:
        with closing(Clinic(f"sqlite:///{self.folder}/clinic.db")) as clinic:
            return [(one.version, one.step, one.takes_back) for one in SentProgrammes(clinic.access).of("band-01")]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    (tmp_path / "keys").mkdir()
    new_signing_key(tmp_path / "keys")
    start_log("test")  # what another test's program logged to is closed
    Clinic(f"sqlite:///{tmp_path}/clinic.db").close()
    capsys.readouterr()
    return Desk(tmp_path, capsys)


def test_a_programme_is_sent_and_the_therapist_reads_what_happens_next(desk: Desk) -> None:
    status, said, complaint = desk.does(str(desk.file))
    assert (status, complaint) == (0, "")
    assert said.startswith("demo version 1, by the demo, issued ")
    assert "\ndemo version 1 is sent to band-01.\n" in said
    assert "The patient accepts it by holding the button for 1.5 to 4 s" in said
    assert "Nothing has come from band-01 yet: if it is no new device, check its name." in said
    assert desk.sent() == [(1, "sent", False)]


def test_each_change_needs_a_higher_version(desk: Desk) -> None:
    desk.does(str(desk.file))
    status, said, complaint = desk.does(str(desk.file))
    assert (status, said) == (1, "")
    assert complaint == (
        "easeband clinic prescribe: demo version 1: version 1 was sent to band-01 before: give it a higher one,"
        " version = 2\n"
    )
    desk.write(2)
    assert desk.does(str(desk.file))[0] == 0
    assert desk.sent() == [(2, "sent", False), (1, "sent", False)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            EXAMPLE_PROGRAMME.replace("repetitions = 10 ", "repetitions = 999 "),
            "items[0].repetitions: expected a number",
        ),
        (
            EXAMPLE_PROGRAMME.replace("hold_s = 20 ", "hold_s = 7200 "),
            "items[1].hold_s: expected a number from 5 to 120",
        ),
        ("version = [", "it is not TOML: "),
    ],
)
def test_what_no_device_would_follow_is_not_sent(desk: Desk, text: str, fault: str) -> None:
    desk.file.write_text(text)
    status, said, complaint = desk.does(str(desk.file))
    assert status == 1
    assert said.startswith(fault)
    assert (
        complaint
        == f"easeband clinic prescribe: nothing was sent: {desk.file} is no programme that a device may follow\n"
    )
    assert desk.sent() == []


def test_without_the_key_it_says_what_makes_one_and_sends_nothing(desk: Desk) -> None:
    (desk.folder / "keys" / "programme-signing.key").unlink()
    status, _, complaint = desk.does(str(desk.file))
    assert status == 1
    assert "is not there" in complaint
    assert "`easeband clinic init` makes it" in complaint
    assert desk.sent() == []


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_key_that_is_damaged_is_called_that_in_plain_words(desk: Desk, damage: bytes) -> None:
    (desk.folder / "keys" / "programme-signing.key").write_bytes(damage)
    status, _, complaint = desk.does(str(desk.file))
    assert (status, "damaged" in complaint, "backup" in complaint) == (1, True, True)
    assert "MalformedFraming" not in complaint
    assert desk.sent() == []


def test_one_that_waits_is_taken_back(desk: Desk) -> None:
    assert desk.does("--withdraw") == (1, "", "easeband clinic prescribe: nothing was sent to band-01\n")
    desk.does(str(desk.file))
    status, said, _ = desk.does("--withdraw")
    assert status == 0
    assert said.startswith("demo version 1 is taken back from band-01, unless the patient accepts it before")
    assert desk.sent() == [(1, "sent", True), (1, "withdrawn", False)]


@pytest.mark.costly
def test_the_list_says_how_far_each_has_come(desk: Desk) -> None:
    assert desk.does("--list") == (0, "band-01: No programme has been sent from the clinic yet.\n", "")
    desk.does(str(desk.file))
    status, said, _ = desk.does("--list")
    assert status == 0
    assert said.startswith("demo version 1; sent ")
    assert said.endswith("; on its way to the device\n")


@pytest.mark.parametrize("name", ["Anna Maier", "", "../band-01", "band/01"])
def test_a_name_that_no_device_has_is_refused(desk: Desk, name: str) -> None:
    assert main(["clinic", "prescribe", name, "--list", "--config", str(desk.config)]) == 1
