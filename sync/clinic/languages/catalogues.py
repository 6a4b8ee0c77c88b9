"""Catalogues of texts, one .po file a language, and from Babel's locale data how each writes dates and numbers.

Knows where catalogues are; must never know what a text is for. Babel compiles a catalogue for the standard gettext
module as it is read, so that nothing has to be built before it is used.
"""

from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Final

from babel import Locale

from device.card import LANGUAGES, texts_in, texts_of
from sync.clinic.wording.language import IN_ENGLISH, PageLanguage

FOLDER: Final = Path(__file__).parent / "locale"
PAGE_LANGUAGES: Final = (IN_ENGLISH.code, *sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))
DAYS, MONTHS = range(7), range(1, 13)


def languages() -> tuple[PageLanguage, ...]:
    """All there are, English first."""
    return tuple(map(language_of, PAGE_LANGUAGES))


@cache
def language_of(code: str) -> PageLanguage:
    """The language of one of PAGE_LANGUAGES; English for any other."""
    if code == IN_ENGLISH.code or code not in PAGE_LANGUAGES:
        return IN_ENGLISH
    locale = Locale(code)
    return PageLanguage(
        code=code,
        name=locale.display_name or code,
        texts=_texts(code),
        days=_names(locale.days["format"]["wide"], DAYS),
        short_days=_names(locale.days["format"]["abbreviated"], DAYS),
        months=_names(locale.months["format"]["wide"], MONTHS),
        short_months=_names(locale.months["format"]["abbreviated"], MONTHS),
        decimal=str(locale.number_symbols["latn"]["decimal"]),
    )


def _texts(code: str) -> NullTranslations:
    """With those of the printed card behind them: exercises, lights and limbs are called the same on both."""
    texts = texts_of(catalogue(code), code)
    if code in LANGUAGES:
        texts.add_fallback(texts_in(code))
    return texts


def catalogue(code: str) -> Path:
    """The file with the texts in a language other than English."""
    return FOLDER / code / "LC_MESSAGES" / "clinic.po"


def _names(of: Any, numbers: range) -> tuple[str, ...]:
    return tuple(str(of[number]) for number in numbers)
