"""What the device finds wrong with a programme is said in German: every fault of a form, and of what was sent."""

import re
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from device.programme.example import EXAMPLE_PROGRAMME
from sync.clinic.editor.fault_words import fault_again
from sync.clinic.editor.filled import Filled, an_empty_one, filled_by, filled_of
from sync.clinic.editor.judging import VersionStamp, judged_form
from sync.clinic.programmes.prescribing import NotPrescribed, prescription
from tests.support.prescribed import DECEMBER, SIGNER, example, to
from tests.sync.clinic.languages.german import in_german

STAMP = VersionStamp("band-01", 2, DECEMBER)
ENGLISH = re.compile(r"\b(expected|got|the|of|to|at|most|least|one|than|for|not|was|before|and)\b")
WRONG = {
    "limb": ("", "x" * 200),
    "valid_to": ("never", "2026-01-01", "2036-01-01"),
    "items[0].sets": ("0", "11", "eleven", "2.5", "99"),
    "items[0].repetitions": ("0", "1000"),
    "items[0].range.target_deg": ("900", "10"),
    "items[0].range.count_from_deg": ("100",),
    "items[0].range.cap_deg": ("179",),
    "items[0].schedule.per_day": ("99", "9"),
    "items[0].stop.most_min": ("0", "16"),
    "items[0].schedule.window[0]": ("25:00", "23:00"),
    "checkup.times": ("9", "09:00, 09:30", "09:00, 12:00, 15:00, 18:00"),
    "symptoms.at": ("03:00",),
}


def faults() -> list[str]:
    """Of the example with one wrong value at a time, and of a form in which nothing was typed."""
    right = filled_of(tomllib.loads(EXAMPLE_PROGRAMME))
    wrong = [filled_by({**dict(right.values()), path: value}) for path, values in WRONG.items() for value in values]
    return [text for filled in (*wrong, an_empty_one({})) for text in faults_of(filled)]


def faults_of(filled: Filled) -> list[str]:
    """In words; a wrong value without a fault is a fault of the test."""
    judged = judged_form(filled, STAMP)
    assert isinstance(judged, list), dict(filled.values())
    return [one.text for one in judged]


def test_each_fault_of_a_form_is_said_in_german() -> None:
    with in_german():
        said = faults()
    assert len(said) > 25
    assert [text for text in said if ENGLISH.search(text)] == []


def test_fields_are_called_as_on_the_form() -> None:
    said = "; ".join(faults())
    assert "Expected “Counts from” to be no larger than “Target”, and that no larger than" in said
    assert "beyond”; got 100°, 90° and 120°." in said
    assert "_deg" not in said
    assert "(valid_from)" not in said
    assert "(issued)" not in said
    assert "per_day" not in said


def test_in_english_they_stand_as_the_device_says_them() -> None:
    assert "Expected a number from 1 to 10, got 11." in faults()
    assert fault_again("expected a number from 1 to 10, got 0") == "expected a number from 1 to 10, got 0"


def test_why_it_cannot_be_sent_is_said_in_german_with_the_version_that_is_meant() -> None:
    sent = prescription(to(), example(version=3), SIGNER)
    recipients = {"again": to(sent), "of another": to(device="band-02"), "over": replace(to(), today=date(2028, 1, 1))}
    said = {}
    for name, recipient in recipients.items():
        with pytest.raises(NotPrescribed) as refused, in_german():
            prescription(recipient, example(version=3), SIGNER)
        with in_german():
            said[name] = [fault_again(line) for line in str(refused.value).splitlines()]
    assert said == {
        "again": [
            "arm-2026 Fassung 3: Fassung 3 wurde schon an band-01 gesendet: Geben Sie ihm eine höhere, Fassung 4"
        ],
        "of another": ["arm-2026 Fassung 3 ist für das Gerät band-01, nicht für band-02"],
        "over": ["arm-2026 Fassung 3 endete am 20. Feb. 2027, und heute ist 1. Jan. 2028"],
    }


def test_a_fault_that_nobody_knows_stands_as_it_came() -> None:
    with in_german():
        assert fault_again("expected a lemon, got 7") == "expected a lemon, got 7"
