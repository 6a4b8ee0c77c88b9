"""Texts and dates in a written programme: how long, with which letters, and from the calendar.

Knows what a person may write there; must never know which field it is.
"""

from collections.abc import Iterator
from datetime import date, datetime

from device.records.decoding import as_seen
from device.records.pseudonyms import PSEUDONYM, is_pseudonym


def text_faults(where: str, text: object, longest: int, *, least: int = 1) -> Iterator[str]:
    """What is wrong with a text that is one; whether it is one is for others to say."""
    if not isinstance(text, str):
        return
    if not least <= len(text) <= longest:
        yield f"{where}: expected {least} to {longest} characters, got {len(text)}"
    elif not text.isprintable():
        yield f"{where}: expected letters that can be printed, in one line, got {as_seen(text)}"


def pseudonym_faults(where: str, name: object) -> Iterator[str]:
    """What is wrong with a text that should be a name that travels."""
    if isinstance(name, str) and not is_pseudonym(name):
        yield f"{where}: expected {PSEUDONYM}, got {as_seen(name)}"


def date_of(plain: object) -> date | None:
    """The day: a date of TOML, or a text as 2026-11-20; None where it is neither."""
    if isinstance(plain, date) and not isinstance(plain, datetime):
        return plain
    try:
        day = date.fromisoformat(plain) if isinstance(plain, str) else None
    except ValueError:
        return None
    return day if day is not None and day.isoformat() == plain else None


def date_faults(where: str, plain: object) -> Iterator[str]:
    """What is wrong with a day."""
    if date_of(plain) is None:
        yield f"{where}: expected a date such as 2026-11-20, got {as_seen(plain)}"
