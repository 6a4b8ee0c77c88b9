"""The card's texts in other languages: gettext catalogues, one .po file a language; the texts of the code are English.

Knows where catalogues are and how they are read; must never know what a text is for. Babel makes the catalogue that
the standard gettext module reads from the .po file itself, so that nothing has to be compiled before it is used.
"""

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "locale"
MISSING_BABEL: Final = "texts in other languages need the package babel; the clinic's package brings it"
ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, *sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))

Texts = gettext.NullTranslations
"""What translates: `gettext` one text, `ngettext` one of two by a number."""


class UnknownLanguage(Exception):
    """There is no catalogue for this language; the message names those there are."""


class MissingPart(Exception):
    """A package that is needed is not installed; the message names it."""


@cache
def texts_in(language: str) -> Texts:
    """The texts in a language by its two letters. Raises UnknownLanguage and MissingPart."""
    if language not in LANGUAGES:
        raise UnknownLanguage(f"language: expected one of {', '.join(LANGUAGES)}, got {language}")
    if language == ENGLISH:
        return gettext.NullTranslations()
    return texts_of(catalogue_of(language), language)


def texts_of(catalogue: Path, language: str) -> Texts:
    """The texts of a .po file in this language. Raises MissingPart."""
    return gettext.GNUTranslations(io.BytesIO(_compiled(catalogue, language)))


def _compiled(catalogue: Path, language: str) -> bytes:
    """A catalogue as the gettext module reads it."""
    try:
        from babel.messages.mofile import write_mo  # noqa: PLC0415 - only where it is not English
        from babel.messages.pofile import read_po  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise MissingPart(MISSING_BABEL) from error
    with catalogue.open("rb") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    return compiled.getvalue()


def catalogue_of(language: str) -> Path:
    """The file with the texts in a language other than English."""
    return FOLDER / language / "LC_MESSAGES" / "easeband.po"
