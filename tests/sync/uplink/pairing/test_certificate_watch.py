"""A certificate is watched: what the status says of it, and when it is time for the next one."""

from pathlib import Path

import pytest

from device.system.clock import PacedClock
from device.system.config import Broker, Config, Device, Files
from sync.clinic.enrolment.answering import Answering
from sync.clinic.enrolment.authority import Authority, pem
from sync.clinic.enrolment.keys_folder import AUTHORITY, ClinicFacts, KeysFolder
from sync.uplink.pairing.asking import Question
from sync.uplink.pairing.certificate_watch import CertificateWatch
from sync.wire.client import Session
from sync.wire.identity.certificates import new_key, requested_key, signing_request

MADE_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z
DAY_S = 86_400.0


def watch(folder: Path, days_later: float, *, ours: bool = True, device: str = "band-1") -> CertificateWatch:
    """Of a certificate made so many days ago; the broker does not answer."""
    key = new_key()
    certificate = Authority.new(MADE_UTC_S).for_device("band-1", requested_key(signing_request(key)), MADE_UTC_S)
    own = folder / ("identity" if ours else "elsewhere") / "identity.pem"
    own.parent.mkdir()
    own.write_text(pem(certificate) + key)
    broker = Broker("127.0.0.1", 1, ca=str(own), certificate=str(own))
    config = Config(Device(device), files=Files(sync=str(folder / "sync.db")), broker=broker)
    watching = CertificateWatch(config, PacedClock(MADE_UTC_S + days_later * DAY_S, "UTC"), lambda: False)
    watching.check()
    return watching


def test_a_device_without_a_certificate_says_nothing_of_one(tmp_path: Path) -> None:
    watching = CertificateWatch(Config(files=Files(sync=str(tmp_path / "s.db"))), PacedClock(0.0), lambda: False)
    watching.check()
    assert (watching.until(), watching.states()) == (None, [])


def test_a_young_certificate_holds_and_nobody_is_asked(tmp_path: Path) -> None:
    watching = watch(tmp_path, days_later=242)  # of 366: it began a day before it was made
    (state,) = watching.states()
    assert (state.works, state.text) == (True, "holds until 2027-11-20T00:00:00+00:00")
    assert watching.until() == "2027-11-20T00:00:00+00:00"


def test_one_of_another_device_is_told_before_anybody_wonders_why_the_broker_refuses_all(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (state,) = watch(tmp_path, days_later=244, device="band-2").states()
    assert not state.works
    assert state.text.startswith("is for band-1, the configuration says band-2: the broker takes nothing")
    assert "take id out of [device], or have the clinic enrol band-2" in caplog.text


def test_what_a_certificate_of_somebody_elses_authority_says_is_not_judged(tmp_path: Path) -> None:
    (state,) = watch(tmp_path, days_later=0, ours=False, device="band-2").states()
    assert state.works


def test_after_two_thirds_one_that_cannot_be_renewed_is_told_with_the_reason(tmp_path: Path) -> None:
    (state,) = watch(tmp_path, days_later=244).states()
    assert not state.works
    assert "ends at 2027-11-20T00:00:00+00:00 and is not renewed: the broker at 127.0.0.1:1" in state.text
    assert "nothing listens there" in state.text
    assert state.text.endswith("tried again every hour")


@pytest.mark.parametrize("clinic_ahead_days", [-260, 400])
def test_one_from_a_clinic_whose_clock_is_wrong_does_not_take_the_place_of_one_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clinic_ahead_days: float
) -> None:
    """A certificate of 2028 would shut the device out until then."""
    keys = KeysFolder(tmp_path / "clinic")
    keys.folder.mkdir()
    authority, key = Authority.new(MADE_UTC_S), new_key()
    keys.write_certified(AUTHORITY, authority.kept())
    keys.write_facts(ClinicFacts("clinic.example", 8883, 8884, ""))
    answering, now_utc_s = Answering(keys, "a key"), MADE_UTC_S + 250 * DAY_S
    own, ca = tmp_path / "identity" / "identity.pem", tmp_path / "clinic" / "ca.crt"
    own.parent.mkdir()
    own.write_text(pem(authority.for_device("band-1", requested_key(signing_request(key)), MADE_UTC_S)) + key)
    before = own.read_text()

    def asked(_: Broker, __: Session, question: Question, *___: object) -> bytes:
        return answering.to_renewal("band-1", question.payload, now_utc_s + clinic_ahead_days * DAY_S)[0]

    monkeypatch.setattr("sync.uplink.pairing.renewing.ask", asked)
    broker = Broker("127.0.0.1", 1, ca=str(ca), certificate=str(own))
    config = Config(Device("band-1"), files=Files(sync=str(tmp_path / "sync.db")), broker=broker)
    watching = CertificateWatch(config, PacedClock(now_utc_s, "UTC"), lambda: False)
    watching.check()
    (state,) = watching.states()
    assert "is the clock right on its computer, and here?" in state.text
    assert own.read_text() == before


def test_one_that_somebody_else_made_is_watched_and_not_renewed(tmp_path: Path) -> None:
    (state,) = watch(tmp_path, days_later=244, ours=False).states()
    assert "nobody renews one that `easeband pair` did not make" in state.text


def test_one_that_is_over_says_what_to_do(tmp_path: Path) -> None:
    (state,) = watch(tmp_path, days_later=366).states()
    assert state.text.startswith("is over since 2027-11-20T00:00:00+00:00: have the clinic enrol it again")


@pytest.mark.parametrize("text", ["", "no certificate", "é"])
def test_a_file_that_holds_no_certificate_is_told_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    own = tmp_path / "own.pem"
    own.write_text(text)
    config = Config(files=Files(sync=str(tmp_path / "s.db")), broker=Broker(certificate=str(own)))
    watching = CertificateWatch(config, PacedClock(MADE_UTC_S), lambda: False)
    watching.check()
    assert watching.states() == []
    assert f"how long the certificate holds cannot be told: {own}" in caplog.text
