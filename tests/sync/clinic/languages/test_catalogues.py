"""Every text of pages that are said in several languages, in each of them, with the same places and marks."""

import re

import pytest
from babel.messages.catalog import Message

from sync.clinic.languages import PAGE_LANGUAGES, language_of, languages
from sync.clinic.wording import language, words
from sync.clinic.wording.language import IN_ENGLISH, PAGE_LANGUAGE
from tests.sync.clinic.languages.catalogue import OTHERS, known, sources, texts, translations

PLACES = re.compile(r"{.*?}|%\(.*?\)s|</?\w+>")  # for values, and the marks of HTML that a text may have


def places(text: str) -> list[str]:
    return sorted(PLACES.findall(text))


def messages(code: str) -> list[Message]:
    return [message for message in known(code) if message.id]


def test_there_is_english_and_one_more_to_prove_that_others_work() -> None:
    assert PAGE_LANGUAGES == ("en", "de")
    assert [one.name for one in languages()] == ["English", "Deutsch"]
    assert language_of("fr") is IN_ENGLISH


@pytest.mark.costly
@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_and_no_translation_is_left_over(code: str) -> None:
    said, translated = {sources(one) for one in texts() if one.id}, {sources(one) for one in messages(code)}
    assert said - translated == set(), "run: python -m tests.sync.clinic.languages.catalogue, and translate these"
    assert translated - said == set(), "no page says these any more: run the same"
    assert len(said) > 100


@pytest.mark.parametrize("code", OTHERS)
def test_every_translation_is_there_is_sure_and_has_the_places_and_marks_of_its_text(code: str) -> None:
    assert [one.id for one in messages(code) if not all(translations(one)) or one.fuzzy] == []
    many = [(sources(one)[-1], said) for one in messages(code) for said in translations(one)]
    assert [text for text, said in many if places(said) != places(text)] == []
    catalogue = known(code)
    assert [one.id for one in messages(code) if list(one.check(catalogue))] == []
    plural_forms = {len(translations(one)) for one in messages(code) if one.pluralizable}
    assert plural_forms == {catalogue.num_plurals}


def test_a_place_that_differs_is_seen() -> None:
    assert places("{number} of %(name)s in <code>x</code>") == ["%(name)s", "</code>", "<code>", "{number}"]
    assert places("{numer} days") != places("{number} days")


def test_dates_numbers_and_plurals_are_as_in_the_language() -> None:
    before = PAGE_LANGUAGE.set(language_of("de"))
    said = [
        words.short_date("2026-03-02"),
        words.long_date("2026-03-02"),
        words.day_and_month("2026-12-31"),
        words.degrees(4.2),
        words.hertz(None),
        words.percent(0.995),
        words.ago(61),
        words.ago(3 * 86_400),
        language.counted("{worn} of {number} day", "{worn} of {number} days", 1437, worn=1),
    ]
    PAGE_LANGUAGE.reset(before)
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in said] == [
        "Mo., 2. März 2026",
        "Montag, 2. März 2026",
        "31. Dez.",
        "4,2°",
        "keine Daten",
        "> 99 %",
        "vor 1 Minute",
        "vor 3 Tagen",
        "1 von 1 437 Tagen",
    ]
