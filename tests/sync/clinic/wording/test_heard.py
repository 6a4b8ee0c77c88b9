"""What a device wrote in English, said in German: each sentence that it can write is known, and any other stands."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.records.facts import GapReason
from sync.clinic.wording.heard import WITHIN_A_PART, heard_text, programme_called, said_again
from tests.sync.clinic.languages.german import in_german

WRITTEN = {
    "too fast": "zu schnell",
    "short by 10°": "um 10° zu kurz",
    "no gyroscope for 12 s of 80 s": "kein Gyroskop für 12 s von 80 s",
    "130 s above 7.1 deg/s at 4.5 to 5.3 Hz": "130 s über 7,1°/s bei 4,5 bis 5,3 Hz",
    "34 deg from neutral for 27 s, limit 25 deg; a posture on purpose looks alike": (
        "34° gegen neutral für 27 s, Grenze 25°; eine absichtliche Haltung sieht genauso aus"
    ),
    "1 jerk, up to 402 deg/s for 0.21 s, limit 80 deg/s": "1 Zuckung, bis zu 402°/s für 0,21 s, Grenze 80°/s",
    "tilt fell by 45 % at best, for 12 s": "Neigung sank um bestenfalls 45 %, 12 s lang",
    "sensor missing": "Sensor nicht zu finden",
}
TAKEN_BACK = "{name} was taken back already"
UNHEARD = ("the lemon fell off", "too fast, and the lemon fell off", "short by ten°", "TOO FAST", "")


@pytest.mark.parametrize("english", WRITTEN)
def test_a_sentence_of_a_device_is_said_in_german(english: str) -> None:
    with in_german():
        assert heard_text(english) == WRITTEN[english]
    assert heard_text(english) == english


@pytest.mark.parametrize("reason", get_args(GapReason))
def test_every_reason_for_a_gap_is_said_in_german(reason: str) -> None:
    with in_german():
        assert heard_text(reason) != reason


@pytest.mark.parametrize("text", UNHEARD)
def test_what_no_sentence_fits_stands_as_it_came(text: str) -> None:
    with in_german():
        assert heard_text(text) == text


@given(st.text())
def test_whatever_comes_it_is_said_or_stands_and_is_never_lost(text: str) -> None:
    with in_german():
        assert bool(heard_text(text)) == bool(text)


def test_the_longest_known_sentence_wins_over_its_parts() -> None:
    sentences = ("over", "not worn", "over, not worn")
    with in_german():
        assert said_again("over, not worn", sentences) == "over, not worn"  # known as one, and not translated as such
        assert said_again("over, not worn", sentences[:2]) == "over, nicht getragen"


def test_a_version_of_a_programme_is_called_so_on_its_own_and_within_a_sentence() -> None:
    assert programme_called("arm-2026", 3) == "arm-2026 version 3"
    with in_german():
        assert programme_called("arm-2026", 3) == "arm-2026 Fassung 3"
        whole = said_again("arm-2026 version 3 was taken back already", (TAKEN_BACK,), WITHIN_A_PART)
    assert whole == "arm-2026 Fassung 3 wurde bereits zurückgenommen"
