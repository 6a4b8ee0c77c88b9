"""A programme that comes over the network: what is believed, what waits, what is refused, and that nothing hides."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from device.health import ProgrammeState
from device.prescription import KeptProgramme
from device.records.facts import ExerciseSession
from device.store.inbox import MOST_MESSAGE_BYTES
from device.system.clock import PacedClock
from device.system.config import Config, Device
from tests.device.prescription.test_kept_programme import A_DAY_S, Undated, written
from tests.support.looks_at_programme import paired_files
from tests.support.signed import NOON_UTC_S, STRANGER, envelope, pair, payload, public_pem

LATER = NOON_UTC_S + 60


class Paired:
    """A device's folders, its clock and its clinic, which sends what a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.device = folder, PacedClock(float(NOON_UTC_S)), Device("band-01")
        self.inbox, self.file, self.key = folder / "programme-message.json", folder / "programme.toml", pair(folder)

    def start(self) -> KeptProgramme:
        files = paired_files(self.folder)
        return KeptProgramme(Config(self.device, files=files), self.clock)

    def send(self, kept: KeptProgramme, content: bytes) -> None:
        self.inbox.unlink(missing_ok=True)
        self.inbox.write_bytes(content)
        kept.look()

    def prescribe(self, kept: KeptProgramme, version: int, **changes: Any) -> None:
        """Each version a minute after the one before."""
        issued = changes.pop("issued_utc_s", NOON_UTC_S + 60 * version)
        self.send(kept, payload(written(version), version=version, issued_utc_s=issued, **changes))

    def accepted(self, *versions: int) -> KeptProgramme:
        kept = self.start()
        for version in versions:
            self.prescribe(kept, version)
            kept.accept()
        return kept


@pytest.fixture
def paired(tmp_path: Path) -> Paired:
    return Paired(tmp_path)


def said(kept: KeptProgramme) -> list[tuple[str, int, str]]:
    return [(one.id, one.version, one.state) for one in kept.courses()]


def reason(kept: KeptProgramme) -> str:
    return next(one.reason for one in kept.courses() if one.state == "refused")


def test_a_signed_programme_waits_and_then_holds(paired: Paired) -> None:
    kept = paired.start()
    assert kept.courses() == []
    paired.prescribe(kept, 3)
    assert kept.courses() == [ProgrammeState("arm-2026", 3, "received", since_utc_s=float(NOON_UTC_S))]
    paired.clock.sleep(30.0)
    kept.accept()
    assert kept.courses() == [ProgrammeState("arm-2026", 3, "accepted", since_utc_s=NOON_UTC_S + 30.0)]
    kept.look()
    assert (kept.accepted and kept.accepted.version, kept.waiting) == (3, None)


def test_the_first_session_under_it_says_that_it_has_started(paired: Paired) -> None:
    kept = paired.accepted(3)
    start_s = paired.clock.monotonic_s()
    paired.clock.sleep(600.0)
    kept.heed(ExerciseSession(start_s, 600.0, "arm-2026", 2, 4, 4, "done"))
    assert said(kept) == [("arm-2026", 3, "accepted")]
    kept.heed(ExerciseSession(start_s, 600.0, "arm-2026", 3, 4, 4, "done"))
    assert kept.courses() == [ProgrammeState("arm-2026", 3, "started", since_utc_s=float(NOON_UTC_S))]
    paired.clock.sleep(600.0)
    kept.heed(ExerciseSession(paired.clock.monotonic_s(), 1.0, "arm-2026", 3, 4, 4, "done"))
    assert paired.start().courses() == [ProgrammeState("arm-2026", 3, "started", since_utc_s=float(NOON_UTC_S))]


def test_what_waits_is_there_after_a_power_cut_whatever_came_of_the_message(paired: Paired) -> None:
    paired.prescribe(paired.start(), 3)
    paired.clock.sleep(A_DAY_S)
    paired.inbox.unlink()
    kept = paired.start()
    assert kept.courses() == [ProgrammeState("arm-2026", 3, "received", since_utc_s=float(NOON_UTC_S))]


def test_the_way_that_it_came_is_kept(paired: Paired) -> None:
    kept = paired.accepted(3)
    paired.file.write_text(written(4))
    kept.look()
    kept.accept()
    courses = json.loads((paired.folder / "programme-progress.json").read_text())["courses"]
    assert [(one["version"], one["came"], one["key_id"]) for one in courses] == [
        (3, "clinic", "56475aa75463474c"),  # SHA-256 of RFC 8032's public key of the private key 00 01 .. 1f
        (4, "file", ""),
    ]


def changed(**changes: Any) -> bytes:
    """A signed envelope with other fields put in afterwards."""
    return json.dumps(envelope(written(4), version=4, issued_utc_s=LATER) | changes).encode()


DOES_NOT_FIT = "its signature does not fit: somebody changed it on the way, or it is not from the clinic"


def late(text: str, **changes: Any) -> bytes:
    """Version 4, sent a minute after the one that was accepted."""
    return payload(text, **{"version": 4, "issued_utc_s": LATER} | changes)


REFUSED = {
    "text": (changed(text=written(4).replace("repetitions = 10 ", "repetitions = 90 ")), DOES_NOT_FIT),
    "version": (changed(version=5), DOES_NOT_FIT),
    "id": (changed(id="leg-2026"), DOES_NOT_FIT),
    "issued later": (changed(issued_utc_s=LATER + 1), DOES_NOT_FIT),
    "another signature": (changed(signature=b64encode(b"x" * 64).decode()), DOES_NOT_FIT),
    "no signature": (changed(signature=""), "signature: expected 64 bytes in base64"),
    "no base64": (changed(signature="§" * 88), "signature: expected 64 bytes in base64"),
    "a short one": (changed(signature="AAAA"), "signature: expected 64 bytes in base64"),
    "of a stranger": (
        late(written(4), key=STRANGER),
        "it was signed with another key",
    ),
    "a stranger as the clinic": (
        late(written(4), key=STRANGER, key_id="56475aa75463474c"),
        DOES_NOT_FIT,
    ),
    "for another device": (
        late(written(4), device="band-09"),
        "it is for another device",
    ),
    "made to be ours": (
        json.dumps(
            envelope(written(4), version=4, issued_utc_s=LATER, device="band-09") | {"device": "band-01"}
        ).encode(),
        DOES_NOT_FIT,
    ),
    "an older one": (late(written(2), version=2, issued_utc_s=NOON_UTC_S), "it was sent before the one that came"),
    "of the same moment": (late(written(4), version=4, issued_utc_s=NOON_UTC_S), "it was sent before the one that"),
    "an older version": (
        late(written(2), version=2),
        "arm-2026 version 2 is older than version 3, which was accepted",
    ),
    "the same version": (
        late(written(3, limb='"left arm"'), version=3),
        "arm-2026 version 3 was accepted with other content: a change needs a higher version",
    ),
    "another within": (
        late(written(5)),
        "arm-2026 version 5 was sent as arm-2026 versi",
    ),
    "ended": (
        late(written(4, valid_to="2026-11-30")),
        "arm-2026 version 4 ended on 2026-11-30, and today is 2026-12-01",
    ),
    "another site": (
        late(written(4, site='"hand"', valid_to="2027-02-01")),
        "items[2].exercise: paced-swing is measured on forearm, upper arm, shin; the site of this programme is hand",
    ),
    "a newer programme": (
        late(written(4, schema="2")),
        "schema: this firmware reads sche",
    ),
    "a newer envelope": (changed(schema=2), "this firmware reads schema 1: it was written by newer software"),
    "no TOML": (late("version = ["), "it is not TOML: "),
    "above a cap": (
        late(written(4).replace("cap_deg = 120", "cap_deg = 179")),
        "items[0].range.cap_deg: expected a number from 15 to 150, the cap of elbow-bend, got 179",
    ),
    "too long": (
        late(written(4).replace("most_min = 10 ", "most_min = 16 ")),
        "items[0].stop.most_min: expected a number from 1 to 15, got 16",
    ),
    "too often": (
        late(written(4).replace("per_day = 2,", "per_day = 9,")),
        "items: expected at most 10 blocks a day (per_day of all items), got 12 on mon, wed, fri",
    ),
    "beyond its own cap": (
        late(written(4).replace("target_deg = 90,", "target_deg = 130,")),
        "items[0].range: expected count_from_deg <= target_deg <= cap_deg, got 40, 130 and 120",
    ),
    "too many": (
        late(written(4).replace("repetitions = 10 ", "repetitions = 999 ")),
        "items[0].repetitions: expected a number from 1 to 100, got 999",
    ),
}


@pytest.mark.costly
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_changes_nothing_and_says_why(paired: Paired, what: str) -> None:
    content, words = REFUSED[what]
    kept = paired.start()
    paired.prescribe(kept, 3, issued_utc_s=NOON_UTC_S)
    kept.accept()
    paired.send(kept, content)
    assert reason(kept).startswith(words)
    assert said(kept)[0] == ("arm-2026", 3, "accepted")
    kept.accept()
    assert kept.accepted
    assert kept.accepted.version == 3
    (state,) = kept.states()
    assert state.works  # the patient's lights do not tell what a stranger sends
    assert "what was sent from the clinic is refused: " in state.text


def test_a_refused_message_leaves_the_good_one_waiting(paired: Paired) -> None:
    kept = paired.accepted(3)
    paired.prescribe(kept, 4)
    paired.send(kept, b"not JSON")
    for one in (kept, paired.start()):
        assert said(one) == [("arm-2026", 3, "accepted"), ("arm-2026", 4, "received"), ("", 0, "refused")]
    kept.accept()
    assert said(kept) == [("arm-2026", 4, "accepted"), ("", 0, "refused")]


def test_an_older_message_that_somebody_sends_once_more_takes_nothing_back(paired: Paired) -> None:
    kept = paired.start()
    paired.prescribe(kept, 3)
    paired.prescribe(kept, 4)
    paired.prescribe(kept, 3)
    assert said(kept) == [("arm-2026", 4, "received"), ("arm-2026", 3, "refused")]
    assert said(paired.start()) == said(kept)


def test_what_was_replaced_is_not_offered_again(paired: Paired) -> None:
    kept = paired.accepted(3, 4)
    paired.prescribe(kept, 3, issued_utc_s=NOON_UTC_S + 900)
    assert reason(kept) == "arm-2026 version 3 is older than version 4, which was accepted"
    paired.send(kept, payload(written(1, id='"leg-2026"'), id="leg-2026", issued_utc_s=NOON_UTC_S + 960))
    kept.accept()
    paired.prescribe(kept, 4, issued_utc_s=NOON_UTC_S + 1020)
    assert reason(kept).startswith("arm-2026 version 4: it was accepted before, and another one since")
    paired.prescribe(kept, 2, issued_utc_s=NOON_UTC_S + 1080)
    assert reason(kept) == "arm-2026 version 2 is older than version 4, which was accepted"


def test_a_message_can_be_taken_back_until_it_is_accepted(paired: Paired) -> None:
    kept = paired.start()
    paired.prescribe(kept, 3)
    paired.send(kept, payload("", version=3, issued_utc_s=NOON_UTC_S + 240))
    assert (kept.waiting, kept.courses()) == (None, [])
    paired.prescribe(kept, 3)  # the one of before, once more
    assert (kept.waiting, said(kept)) == (None, [("arm-2026", 3, "refused")])
    paired.prescribe(kept, 5)
    kept.accept()
    paired.send(kept, payload("", version=5, issued_utc_s=NOON_UTC_S + 900))
    assert said(kept) == [("arm-2026", 5, "accepted")]


def test_only_the_clinic_takes_back(paired: Paired) -> None:
    kept = paired.start()
    paired.prescribe(kept, 3)
    paired.send(kept, payload("", key=STRANGER, version=3, issued_utc_s=NOON_UTC_S + 240))
    assert said(kept)[0] == ("arm-2026", 3, "received")
    paired.send(kept, b"")
    assert said(kept) == [("arm-2026", 3, "received")]


@pytest.mark.parametrize(
    ("in_file", "sent", "offered"),
    [
        ((3, "arm-2026"), 4, ("arm-2026", 4)),
        ((5, "arm-2026"), 4, ("arm-2026", 5)),
        ((9, "leg-2026"), 4, ("arm-2026", 4)),
    ],
)
def test_of_a_file_and_a_message_the_higher_version_is_offered_or_else_the_message(
    paired: Paired, in_file: tuple[int, str], sent: int, offered: tuple[str, int]
) -> None:
    paired.file.write_text(written(in_file[0], id=f'"{in_file[1]}"'))
    kept = paired.start()
    paired.prescribe(kept, sent)
    assert kept.waiting
    assert (kept.waiting.id, kept.waiting.version) == offered


def test_a_file_that_a_message_has_replaced_asks_for_nothing_and_is_no_fault(paired: Paired) -> None:
    paired.file.write_text(written(3))
    kept = paired.start()
    kept.accept()
    paired.send(kept, payload(written(1, id='"leg-2026"'), id="leg-2026", issued_utc_s=LATER))
    kept.accept()
    kept.look()
    for one in (kept, paired.start()):
        assert (one.accepted and one.accepted.id, one.waiting) == ("leg-2026", None)
        (state,) = one.states()
        assert state.works
        assert (
            "programme.toml is not offered: arm-2026 version 3: it was accepted before, and another one since"
            in state.text
        )


def test_without_a_key_nothing_is_believed_and_the_file_still_works(paired: Paired) -> None:
    paired.key.unlink()
    kept = paired.start()
    paired.prescribe(kept, 3)
    assert reason(kept).startswith(f"this device knows no clinic: there is no key at {paired.key}: pair it")
    paired.file.write_text(written(4))
    kept.look()
    kept.accept()
    assert said(kept)[0] == ("arm-2026", 4, "accepted")


def test_a_message_that_came_before_the_pairing_is_believed_after_it(paired: Paired) -> None:
    paired.key.unlink()
    kept = paired.start()
    paired.prescribe(kept, 3)
    paired.key.write_bytes(public_pem())
    kept.look()
    assert said(kept) == [("arm-2026", 3, "received")]


def test_what_another_clinic_sent_before_is_not_offered_and_stands_in_nobodys_way(paired: Paired) -> None:
    kept = paired.accepted(3)
    paired.prescribe(kept, 4, issued_utc_s=NOON_UTC_S + 9000)
    paired.key.write_bytes(public_pem(STRANGER))
    for one in (kept, paired.start()):
        one.look()
        assert (said(one)[0], one.waiting) == (("arm-2026", 3, "accepted"), None)
        assert reason(one).startswith("it was signed with another key than that of this device's clinic")
    paired.send(kept, payload(written(5), key=STRANGER, version=5, issued_utc_s=NOON_UTC_S + 60))
    assert said(kept) == [("arm-2026", 3, "accepted"), ("arm-2026", 5, "received")]


def test_without_its_key_nothing_waits_that_came_over_the_network(paired: Paired) -> None:
    kept = paired.start()
    paired.prescribe(kept, 3)
    pem = paired.key.read_bytes()
    paired.key.unlink()
    kept.look()
    assert kept.waiting is None
    paired.key.write_bytes(pem)
    kept.look()
    assert said(kept) == [("arm-2026", 3, "received")]


OTHER_KEYS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no PEM": lambda: b"\xff" * 200,
    "too long": lambda: b"-" * 20_000,
    "another curve": lambda: (
        x25519.X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    ),
    "another kind": lambda: (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    ),
}


@pytest.mark.parametrize("kind", OTHER_KEYS)
def test_a_file_that_holds_no_key_of_a_clinic_is_named(paired: Paired, kind: str) -> None:
    paired.key.write_bytes(OTHER_KEYS[kind]())
    kept = paired.start()
    paired.prescribe(kept, 3)
    assert kept.waiting is None
    assert str(paired.key) in reason(kept)


def test_a_device_without_a_date_says_no_date(paired: Paired) -> None:
    paired.clock = Undated(0.0)
    kept = paired.start()
    paired.prescribe(kept, 3)
    assert kept.courses() == [ProgrammeState("arm-2026", 3, "received")]
    kept.accept()
    kept.heed(ExerciseSession(0.0, 1.0, "arm-2026", 3, 1, 1, "done"))
    assert kept.courses() == [ProgrammeState("arm-2026", 3, "started")]


@pytest.mark.parametrize(
    "make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path), lambda path: path.write_bytes(b"x" * 100_001)]
)
def test_what_is_no_message_is_refused_and_holds_nobody_up(paired: Paired, make: Callable[[Path], object]) -> None:
    kept = paired.accepted(3)
    paired.inbox.unlink()
    make(paired.inbox)
    kept.look()
    assert said(kept)[0] == ("arm-2026", 3, "accepted")


def test_what_is_looked_at_without_looking_on_writes_nothing(paired: Paired) -> None:
    paired.inbox.write_bytes(payload(written(3), version=3))
    assert said(paired.start()) == [("arm-2026", 3, "received")]
    assert not (paired.folder / "programme-progress.json").exists()


def test_damage_of_what_is_known_of_programmes_takes_no_programme(paired: Paired) -> None:
    paired.accepted(3)
    (paired.folder / "programme-progress.json").write_bytes(b"\xff" * 50)
    kept = paired.start()
    assert said(kept) == [("arm-2026", 3, "accepted")]
    kept.look()
    paired.prescribe(kept, 4)
    assert said(paired.start()) == [("arm-2026", 3, "accepted"), ("arm-2026", 4, "received")]


def test_a_full_card_keeps_nobody_from_a_message_that_came(paired: Paired) -> None:
    kept = paired.start()
    (paired.folder / "programme-progress.json").mkdir()
    paired.prescribe(kept, 3)
    assert said(kept) == [("arm-2026", 3, "received")]
    (paired.folder / "programme-progress.json").rmdir()
    kept.look()
    assert (paired.folder / "programme-progress.json").is_file()


def test_no_name_of_a_person_is_in_a_reason(paired: Paired) -> None:
    kept = paired.start()
    for n, text in enumerate(
        [
            written(1, id='"Anna Maier"'),
            written(1, site='"Anna Maier"'),
            written(1, device='"Anna Maier"'),
            f'"Anna Maier" = 1\n{written(1)}',
            written(1).replace("version = 1 ", 'version = "Anna Maier" '),
        ]
    ):
        paired.send(kept, payload(text, issued_utc_s=NOON_UTC_S + n))
        assert "Anna" not in reason(kept)
        assert "Anna" not in kept.states()[0].text
    paired.send(kept, changed(id="Anna Maier"))
    assert said(kept) == [("", 0, "refused")]
    assert "Anna" not in kept.states()[0].text


@pytest.mark.slow
def test_cryptography_is_loaded_for_a_new_message_alone(paired: Paired) -> None:
    paired.accepted(3)
    module = [sys.executable, "-m", "tests.support.looks_at_programme", str(paired.folder)]
    result = subprocess.run(module, capture_output=True, text=True, check=True)
    assert result.stdout == "3 False\n"


DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
fields = st.sampled_from(["schema", "device", "id", "version", "issued_utc_s", "text", "key_id", "signature"])
hostile = st.one_of(
    st.binary(max_size=300),
    json_values.map(lambda value: json.dumps(value).encode(errors="surrogatepass")),
    st.tuples(fields, json_values).map(lambda change: changed(**{change[0]: change[1]})),
    st.tuples(st.integers(0, 800), st.binary(max_size=4)).map(
        lambda cut: changed()[: cut[0]] + cut[1] + changed()[cut[0] + len(cut[1]) :]
    ),
    st.sampled_from(
        [DEEP, b"[" * 90_000, b"\x00", b"\xff\xfe{}", b"null", b'"\\ud800"', b'{"text":"\\u0000"}', b"9" * 5000]
    ),
)


def test_whatever_comes_is_refused_or_nothing_and_never_an_error(tmp_path_factory: pytest.TempPathFactory) -> None:
    paired = Paired(tmp_path_factory.mktemp("hostile"))
    kept = paired.accepted(3)
    paired.prescribe(kept, 4, issued_utc_s=LATER + 900)

    @given(hostile)
    def tried(content: bytes) -> None:
        paired.send(kept, content)
        assert said(kept)[:2] == [("arm-2026", 3, "accepted"), ("arm-2026", 4, "received")]
        for one in kept.courses()[2:]:
            assert one.state == "refused"
            assert 0 < len(one.reason) <= 300
            assert one.reason.isprintable()

    tried()


def test_the_longest_message_is_what_both_ends_take() -> None:
    assert MOST_MESSAGE_BYTES == 100_000
    assert len(payload(f"# {'ж' * 15_990}\n", version=1)) < MOST_MESSAGE_BYTES
