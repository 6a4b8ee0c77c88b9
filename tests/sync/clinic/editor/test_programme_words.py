"""A programme in words and its lights, said in German: every line that the device's own words can hold."""

import re

import pytest

from device.exercise.light_language import LANGUAGE
from device.programme.words import programme_in_words
from device.rehearsal import after_a_session, checkup_signals, item_signals, rehearsed, rehearsed_checkup
from sync.clinic.editor.programme_words import programme_again, signal_again, signal_called
from tests.support.prescribed import example
from tests.sync.clinic.languages.german import in_german

ENGLISH = re.compile(r"\b(the|of|and|with|from|for|times|sets|until|each|every|before|after|within|beyond|by)\b")
PROGRAMME = example().programme


def test_the_lines_of_a_programme_keep_their_indent_and_are_german() -> None:
    lines = programme_in_words(PROGRAMME)
    with in_german():
        said = [programme_again(line) for line in lines]
    assert [len(line) - len(line.lstrip()) for line in said] == [len(line) - len(line.lstrip()) for line in lines]
    assert [line for line in said if ENGLISH.search(line)] == []
    assert said[0].startswith("arm-2026 Fassung 1, von ")
    assert "   2 Sätze zu 10 Wiederholungen, dazwischen 60 s Erholung; 3 min 40 s insgesamt" in said


def test_what_a_person_wrote_stands_and_so_does_a_line_that_nobody_knows() -> None:
    with in_german():
        assert programme_again("   note: of all, the slowest; stop") == "   Notiz: of all, the slowest; stop"
        assert programme_again("   sing for 3 s") == "   sing for 3 s"
        assert signal_again("as long as a song") == "as long as a song"


def test_how_long_each_signal_lasts_is_german() -> None:
    checkup = PROGRAMME.checkup
    assert checkup is not None
    signals = [
        *after_a_session(PROGRAMME),
        *checkup_signals(checkup, rehearsed_checkup(checkup, PROGRAMME.site)),
        *(one for item in PROGRAMME.items for one in item_signals(item, rehearsed(item, PROGRAMME.site))),
    ]
    with in_german():
        said = {one.lasts: signal_again(one.lasts) for one in signals}
    assert len(said) > 10
    assert [text for text in said.values() if ENGLISH.search(text)] == []


@pytest.mark.parametrize("name", LANGUAGE)
def test_every_signal_has_a_german_name(name: str) -> None:
    assert signal_called(name) == name
    with in_german():
        assert signal_called(name) != name
        assert len(signal_called(name)) <= 26  # as wide as the picture of the lights


@pytest.mark.parametrize(
    ("line", "said", "german"),
    [
        (
            "valid from 2026-11-22 to 2026-12-20",
            "valid from 22 Nov 2026 to 20 Dec 2026",
            "gültig vom 22. Nov. 2026 bis 20. Dez. 2026",
        ),
        ("note: not before 2026-12-01", "note: not before 2026-12-01", "Notiz: not before 2026-12-01"),
    ],
)
def test_dates_are_said_as_elsewhere_on_the_pages_but_for_what_a_person_wrote(
    line: str, said: str, german: str
) -> None:
    assert programme_again(line) == said
    with in_german():
        assert programme_again(line) == german
