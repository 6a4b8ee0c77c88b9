"""What may be sent to a device next, and that a device believes it."""

import json
from dataclasses import replace

import pytest

from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.prescribing import NotPrescribed, prescription, withdrawal
from tests.support.prescribed import SIGNER, example, to
from tests.support.signed import NOON_UTC_S, envelope

SENT = prescription(to(), example(3), SIGNER)


def test_the_envelope_is_the_one_that_a_clinic_signs_by_hand() -> None:
    by_hand = envelope(example(3).text, version=3)
    assert json.loads(SENT.envelope) == by_hand
    assert replace(SENT, envelope="") == SentProgramme("band-01", 1_796_126_400, "arm-2026", 3, "")


def test_each_is_signed_later_than_the_one_before_also_where_the_clock_was_put_back() -> None:
    again = prescription(to(SENT, now_utc_s=NOON_UTC_S - 5000.0), example(4), SIGNER)
    assert again.issued_utc_s == 1_796_126_401
    assert prescription(to(SENT, now_utc_s=NOON_UTC_S + 60.5), example(4), SIGNER).issued_utc_s == 1_796_126_460


@pytest.mark.parametrize(
    ("version", "changes", "words"),
    [
        (3, {}, "arm-2026 version 3: version 3 was sent to band-01 before: give it a higher one, version = 4"),
        (2, {}, "arm-2026 version 2: version 3 was sent to band-01 before: give it a higher one, version = 4"),
        (4, {"device": '"band-09"'}, "arm-2026 version 4 is for device band-09, not for band-01"),
        (4, {"valid_to": "2026-11-30"}, "arm-2026 version 4 ended on 2026-11-30, and today is 2026-12-01"),
    ],
)
def test_what_the_device_would_refuse_is_not_sent(version: int, changes: dict[str, str], words: str) -> None:
    with pytest.raises(NotPrescribed) as refused:
        prescription(to(SENT), example(version, **changes), SIGNER)
    assert str(refused.value) == words


def test_another_programme_begins_with_any_version() -> None:
    assert prescription(to(SENT), example(1, id='"leg-2026"'), SIGNER).name == "leg-2026 version 1"


def test_what_was_not_accepted_yet_can_be_taken_back_once() -> None:
    back = withdrawal(to(SENT), SIGNER)
    assert (back.name, back.takes_back, json.loads(back.envelope)["text"]) == ("arm-2026 version 3", True, "")
    assert back.issued_utc_s == SENT.issued_utc_s + 1
    with pytest.raises(NotPrescribed, match="arm-2026 version 3 was taken back already"):
        withdrawal(to(replace(SENT, step="withdrawn"), back), SIGNER)


def test_what_the_patient_has_accepted_is_not_taken_back() -> None:
    with pytest.raises(NotPrescribed, match="the patient has accepted arm-2026 version 3: send a higher version"):
        withdrawal(to(replace(SENT, step="started")), SIGNER)
    with pytest.raises(NotPrescribed, match="nothing was sent to band-01"):
        withdrawal(to(), SIGNER)
