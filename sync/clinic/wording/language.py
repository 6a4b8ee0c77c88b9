"""In which language a page is said: texts, names of days and months, the decimal sign.

Knows how a text becomes one of another language; must never know which languages there are, who asked for one, or
where they are kept. Texts stand in the code in English, where Babel finds them by the names of the functions below.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Final

NO_BREAK: Final = "\N{NO-BREAK SPACE}"  # between a number and what it counts


@dataclass(frozen=True)
class PageLanguage:
    """`name` is what those who speak it call it. Short names of days and months are as in a date."""

    code: str = "en"
    name: str = "English"
    texts: NullTranslations = NullTranslations()  # noqa: RUF009 - it holds nothing
    days: tuple[str, ...] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    short_days: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months: tuple[str, ...] = (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
    short_months: tuple[str, ...] = (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    )
    decimal: str = "."


IN_ENGLISH: Final = PageLanguage()
PAGE_LANGUAGE: ContextVar[PageLanguage] = ContextVar("language", default=IN_ENGLISH)  # of the page that is being made


@contextmanager
def in_english() -> Iterator[None]:
    """What is said within is in English: files that other programs or people elsewhere read."""
    before = PAGE_LANGUAGE.set(IN_ENGLISH)
    try:
        yield
    finally:
        PAGE_LANGUAGE.reset(before)


def marked(text: str) -> str:
    """The text as it is: one that is to be translated, and is said later."""
    return text


def plural(one: str, many: str) -> tuple[str, str]:
    """Two texts as they are, by a number in them: they are said later, with `counted`."""
    return one, many


def spoken(text: str, **values: object) -> str:
    """The text in the language of the page, with its values."""
    translated = PAGE_LANGUAGE.get().texts.gettext(text)
    return translated.format(**values) if values else translated


def spoken_as(context: str, text: str) -> str:
    """The text in the language of the page, where the same English means something else: `context` says what."""
    return PAGE_LANGUAGE.get().texts.pgettext(context, text)


def counted(one: str, many: str, number: int, **values: object) -> str:
    """One of two texts by a number, which stands in it as {number}; what is counted stays on its line."""
    translated = PAGE_LANGUAGE.get().texts.ngettext(one, many, number)
    return translated.replace("{number} ", f"{{number}}{NO_BREAK}").format(number=grouped(number), **values)


def grouped(number: int) -> str:
    """1 437, in every language: as the SI writes it."""
    return f"{number:,}".replace(",", NO_BREAK)


def with_decimal(digits: str) -> str:
    """The digits of a number with the decimal sign of the language."""
    return digits.replace(".", PAGE_LANGUAGE.get().decimal)
