"""Every text of the card in every language, with the same places for numbers."""

import re

import pytest

from device.card import LANGUAGES, UnknownLanguage, texts_in
from device.card.languages import catalogue_of
from device.card.words import every_text

OTHERS = [language for language in LANGUAGES if language != "en"]


def test_there_is_english_and_one_more_to_prove_that_others_work() -> None:
    assert LANGUAGES == ("en", "de")


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str) -> None:
    translated = set(re.findall(r'^msgid "(.+)"$', catalogue_of(language).read_text(), re.MULTILINE))
    expected = {text.replace('"', '\\"') for text in every_text()}
    assert expected - translated == set(), "write a msgid and a msgstr for each of these"
    assert translated - expected == set(), "no card shows these any more"
    assert [text for text in every_text() if not texts_in(language).gettext(text)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_its_text(language: str) -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"{.*?}", text))

    wrong = [text for text in every_text() if places(text) != places(texts_in(language).gettext(text))]
    assert wrong == []


def test_an_unknown_language_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownLanguage, match="expected one of en, de, got fr"):
        texts_in("fr")
