"""A programme delivered as a file: what waits, what is accepted, what is refused, and what a power cut leaves."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from device.prescription import KeptProgramme
from device.programme.example import EXAMPLE_PROGRAMME
from device.records.facts import ClockTrust, Dating
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files

NOON_UTC_S = 1_796_126_400.0  # 2026-12-01T12:00:00Z
A_DAY_S = 86_400.0


def written(version: int = 1, **changes: str) -> str:
    """The example with another version, and other lines in place of those that begin so."""
    lines = EXAMPLE_PROGRAMME.replace("version = 1 ", f"version = {version} ").splitlines()
    for name, value in changes.items():
        lines = [f"{name} = {value}" if line.startswith(f"{name} =") else line for line in lines]
    return "\n".join(lines)


class Bedside:
    """A device's folder, its clock, and whoever delivers programmes."""

    def __init__(self, folder: Path) -> None:
        self.file, self.kept_file = folder / "programme.toml", folder / "accepted-programme.json"
        self.folder, self.clock = folder, PacedClock(NOON_UTC_S)
        self.device = Device("band-01")

    def start(self) -> KeptProgramme:
        files = Files(device=str(self.folder / "device.db"), programme=str(self.file))
        return KeptProgramme(Config(self.device, files=files), self.clock)

    def deliver(self, kept: KeptProgramme, text: str) -> None:
        self.file.write_text(text)
        kept.look()

    def accepted(self, *versions: int) -> KeptProgramme:
        """Each delivered and accepted, one after the other."""
        kept = self.start()
        for version in versions:
            self.deliver(kept, written(version))
            kept.accept()
        return kept


@pytest.fixture
def bedside(tmp_path: Path) -> Bedside:
    return Bedside(tmp_path)


def told(kept: KeptProgramme) -> tuple[bool, str]:
    (state,) = kept.states()
    assert state.part == "programme"
    return state.works, state.text


def in_force(kept: KeptProgramme) -> int | None:
    return kept.accepted.version if kept.accepted else None


def waiting(kept: KeptProgramme) -> int | None:
    return kept.waiting.version if kept.waiting else None


def test_without_a_file_there_is_no_programme_and_nothing_is_wrong(bedside: Bedside) -> None:
    kept = bedside.start()
    kept.accept()
    assert (kept.accepted, kept.waiting) == (None, None)
    assert told(kept) == (True, "no programme is in force")
    assert not bedside.kept_file.exists()


def test_a_delivered_programme_waits_until_it_is_accepted(bedside: Bedside) -> None:
    kept = bedside.start()
    bedside.deliver(kept, written(3))
    assert (in_force(kept), waiting(kept)) == (None, 3)
    assert told(kept) == (True, "no programme is in force; arm-2026 version 3 waits to be accepted")
    kept.accept()
    assert (in_force(kept), waiting(kept)) == (3, None)
    assert told(kept) == (True, "arm-2026 version 3 is in force until 2027-02-20")
    kept.look()
    assert (in_force(kept), waiting(kept)) == (3, None)


def test_an_accepted_programme_is_there_after_a_power_cut(bedside: Bedside) -> None:
    bedside.accepted(3)
    assert in_force(bedside.start()) == 3


def test_a_higher_version_waits_while_the_one_before_holds(bedside: Bedside) -> None:
    kept = bedside.accepted(3)
    bedside.deliver(kept, written(4))
    assert (in_force(kept), waiting(kept)) == (3, 4)
    assert told(kept)[1] == "arm-2026 version 3 is in force until 2027-02-20; arm-2026 version 4 waits to be accepted"
    assert in_force(bedside.start()) == 3


def test_another_id_waits_whatever_its_version(bedside: Bedside) -> None:
    kept = bedside.accepted(3)
    bedside.deliver(kept, written(1, id='"leg-2026"'))
    assert waiting(kept) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (written(2), "arm-2026 version 2 is older than version 3, which was accepted"),
        (written(3, limb='"left arm"'), "arm-2026 version 3 was accepted with other content: a change needs a higher"),
        (written(4, device='"band-09"'), "arm-2026 version 4 is for device band-09; this is band-01"),
        (written(4, valid_to="2026-11-30"), "arm-2026 version 4 ended on 2026-11-30, and today is 2026-12-01"),
        (written(4, schema="2"), "schema: this firmware reads schema 1, got 2"),
        (written(4).replace("cap_deg = 120", "cap_deg = 179"), "items[0].range.cap_deg: expected a number from 15 to"),
        ("version = [", "is not TOML: "),
        ("", "schema: missing, and 9 more: `easeband programme check --config` names all"),
        ("#" * 32_001, "is not TOML: expected less than 32000 bytes"),
    ],
)
def test_what_is_refused_changes_nothing_and_is_told(bedside: Bedside, text: str, words: str) -> None:
    kept = bedside.accepted(3)
    bedside.deliver(kept, text)
    assert (in_force(kept), waiting(kept)) == (3, None)
    works, said = told(kept)
    assert not works
    assert said.startswith(f"arm-2026 version 3 is in force until 2027-02-20; {bedside.file} is refused: ")
    assert words in said
    kept.accept()
    assert in_force(kept) == 3


def test_one_for_another_place_on_the_body_is_refused(bedside: Bedside) -> None:
    bedside.device = Device("band-01", site="hand")
    kept = bedside.start()
    bedside.deliver(kept, written(1))
    assert waiting(kept) is None
    assert "arm-2026 version 1 is for the forearm; by [device] site this is worn on the hand" in told(kept)[1]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_refused_and_holds_nobody_up(bedside: Bedside, make: Callable[[Path], object]) -> None:
    kept = bedside.accepted(3)
    bedside.file.unlink()
    make(bedside.file)
    kept.look()
    assert in_force(kept) == 3
    assert not told(kept)[0]


def test_a_file_that_is_taken_away_takes_nothing_with_it(bedside: Bedside) -> None:
    kept = bedside.accepted(3)
    bedside.deliver(kept, written(4))
    bedside.file.unlink()
    kept.look()
    assert (in_force(kept), waiting(kept)) == (3, None)
    assert told(kept)[0]


def test_a_name_that_somebody_took_for_a_pseudonym_stays_out_of_what_is_sent(bedside: Bedside) -> None:
    kept = bedside.start()
    bedside.deliver(kept, written(1, id='"Anna Maier"'))
    assert "Anna" not in told(kept)[1]
    assert "id: expected 1 to 64 lower-case letters" in told(kept)[1]


def test_a_programme_begins_and_ends_by_itself(bedside: Bedside) -> None:
    kept = bedside.start()
    bedside.deliver(kept, written(1, valid_from="2026-12-02", valid_to="2026-12-03"))
    kept.accept()
    assert told(kept) == (True, "arm-2026 version 1 begins on 2026-12-02")
    bedside.clock.sleep(A_DAY_S)
    assert told(kept)[1] == "arm-2026 version 1 is in force until 2026-12-03"
    bedside.clock.sleep(2 * A_DAY_S)
    kept.look()
    assert told(kept) == (True, "arm-2026 version 1 ended on 2026-12-03")
    assert in_force(kept) == 1


def test_what_waits_for_too_long_is_no_longer_offered(bedside: Bedside) -> None:
    kept = bedside.start()
    bedside.deliver(kept, written(1, valid_to="2026-12-01"))
    assert waiting(kept) == 1
    bedside.clock.sleep(A_DAY_S)
    kept.look()
    assert waiting(kept) is None


class Undated(PacedClock):
    """A clock that was never set since the power came."""

    def dating(self) -> Dating:
        unknown: ClockTrust = "unknown"
        return Dating("boot", 0.0, "UTC", unknown)


def test_a_device_that_does_not_know_the_date_calls_nothing_ended(bedside: Bedside) -> None:
    bedside.clock = Undated(0.0)
    kept = bedside.start()
    bedside.deliver(kept, written(1))
    kept.accept()
    assert told(kept) == (True, "arm-2026 version 1 is in force until 2027-02-20")


def test_an_acceptance_that_cannot_be_kept_is_none_and_is_told(bedside: Bedside) -> None:
    bedside.folder /= "new"
    kept = bedside.start()
    bedside.deliver(kept, written(3))
    kept.accept()
    assert (in_force(kept), waiting(kept)) == (None, 3)
    assert "arm-2026 version 3 was accepted and could not be kept" in told(kept)[1]
    assert not told(kept)[0]
    bedside.folder.mkdir()
    kept.accept()
    assert in_force(kept) == 3
    assert told(kept)[0]


def test_of_a_damaged_file_the_newest_whole_one_holds_and_that_is_told(bedside: Bedside) -> None:
    bedside.accepted(3, 4)
    content = bedside.kept_file.read_text()
    bedside.kept_file.write_text(content.replace("version = 4 ", "version = 7 "))
    kept = bedside.start()
    assert (in_force(kept), waiting(kept)) == (3, 4)
    assert not told(kept)[0]
    assert "of those that were accepted, the newest one that is whole holds" in told(kept)[1]
    kept.accept()
    assert (in_force(kept), told(kept)[0]) == (4, True)
    assert in_force(bedside.start()) == 4


def test_what_is_nothing_but_rubbish_leaves_no_programme_and_is_told(bedside: Bedside) -> None:
    bedside.kept_file.write_bytes(b"\xff" * 100)
    kept = bedside.start()
    assert in_force(kept) is None
    assert "of those that were accepted, none can be read" in told(kept)[1]
    assert told(kept)[1].endswith("accept a programme again, which replaces it")


def test_no_edit_of_what_was_kept_lifts_a_cap(bedside: Bedside) -> None:
    bedside.accepted(3, 4)
    plain = json.loads(bedside.kept_file.read_text())
    del plain["sums"]
    plain["accepted"][1]["text"] = plain["accepted"][1]["text"].replace("repetitions = 10 ", "repetitions = 999 ")
    bedside.kept_file.write_text(json.dumps(plain))
    kept = bedside.start()
    assert in_force(kept) == 3
    assert (
        "the last accepted one cannot be used: items[0].repetitions: expected a number from 1 to 100, got 999"
        in (told(kept)[1])
    )


def test_an_accepted_programme_is_not_followed_on_another_limb(bedside: Bedside) -> None:
    bedside.accepted(3)
    bedside.device = Device("band-01", site="hand")
    kept = bedside.start()
    assert in_force(kept) is None
    assert (
        "not followed: arm-2026 version 3 is for the forearm; by [device] site this is worn on the hand"
        in told(kept)[1]
    )


def test_five_are_kept(bedside: Bedside) -> None:
    bedside.accepted(1, 2, 3, 4, 5, 6)
    texts = bedside.kept_file.read_text()
    assert [f"version = {n} " in texts for n in range(1, 7)] == [False, True, True, True, True, True]


def test_the_longest_programmes_fit_into_the_file(bedside: Bedside) -> None:
    kept = bedside.start()
    for version in range(1, 7):
        text = written(version)
        padding = "\u0416" * ((31_900 - len(text)) // 2)  # two bytes each, six as JSON writes them
        bedside.deliver(kept, f"{text}\n# {padding}\n")
        kept.accept()
    assert bedside.kept_file.stat().st_size < 1_000_000
    assert in_force(bedside.start()) == 6


def test_each_change_is_in_the_log_once(bedside: Bedside, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        kept = bedside.start()
        bedside.deliver(kept, written(1))
        kept.look()
        kept.accept()
        kept.look()
    assert [message.removeprefix("programme: ") for message in caplog.messages] == [
        "no programme is in force",
        "no programme is in force; arm-2026 version 1 waits to be accepted",
        "arm-2026 version 1 is in force until 2027-02-20",
    ]


def test_the_day_is_that_of_the_patient(bedside: Bedside) -> None:
    bedside.clock = PacedClock(NOON_UTC_S, "Pacific/Kiritimati")  # 14 hours before UTC: the second of December
    kept = bedside.start()
    bedside.deliver(kept, written(1, valid_to="2026-12-01"))
    assert "ended on 2026-12-01, and today is 2026-12-02" in told(kept)[1]
