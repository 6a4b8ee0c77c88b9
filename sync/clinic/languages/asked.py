"""Which language somebody gets: the one they chose, else the first of those that their browser asks for.

Knows the header Accept-Language (RFC 9110, 12.5.4); must never know who asks.
"""

from collections.abc import Iterator
from math import isfinite
from typing import Final

from babel import negotiate_locale

from sync.clinic.languages.catalogues import PAGE_LANGUAGES, language_of
from sync.clinic.wording.language import IN_ENGLISH, PageLanguage

MOST_ASKED: Final = 20  # of what a browser asks for: more is none of a person


def language_asked(chosen: str, accepted: str) -> PageLanguage:
    """By what a person has `chosen`, empty for nothing, and the header of their browser."""
    if chosen in PAGE_LANGUAGES:
        return language_of(chosen)
    wanted = sorted(_wanted(accepted), key=lambda one: -one[0])
    found = negotiate_locale([tag for _, tag in wanted], PAGE_LANGUAGES, sep="-")
    return language_of(found.lower() if found else IN_ENGLISH.code)


def _wanted(accepted: str) -> Iterator[tuple[float, str]]:
    """How much each language is wanted, of those that are; in their order."""
    for part in accepted.split(",")[:MOST_ASKED]:
        tag, _, quality = part.partition(";")
        much = _number(quality.strip().removeprefix("q=")) if quality else 1.0
        if much > 0 and tag.strip() not in {"", "*"}:
            yield much, tag.strip()


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return found if isfinite(found) else 0.0
