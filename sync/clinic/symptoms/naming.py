"""A name of an own symptom: which number it is for, and from which day on it holds.

Knows what may be a name; must never know SQL, or what was answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from device.symptoms.questions import MOST_SYMPTOMS
from sync.clinic.wording.language import spoken

MOST_NAME_SIGNS: Final = 40  # ours: the width of a column


class BadSymptomName(ValueError):
    """It cannot be a name; the message says what was seen and what to write instead."""


@dataclass(frozen=True)
class SymptomName:
    """What number 1, 2 or 3 is called from the local date `since_day` (YYYY-MM-DD) on."""

    number: int
    since_day: str
    name: str


def checked_name(given: SymptomName) -> SymptomName:
    """The same, without spaces around the name. Raises BadSymptomName."""
    name = given.name.strip()
    if not 1 <= given.number <= MOST_SYMPTOMS:
        raise BadSymptomName(f"number: expected 1, 2 or 3, got {given.number}")
    if not 1 <= len(name) <= MOST_NAME_SIGNS:
        raise BadSymptomName(f"name: expected 1 to {MOST_NAME_SIGNS} letters, got {len(name)}")
    if not name.isprintable():
        raise BadSymptomName(f"name: expected letters that can be printed, in one line, got {name!a}")
    return SymptomName(given.number, given.since_day, name)


def name_on(day: str, number: int, names: Iterable[SymptomName]) -> str:
    """What it was called on this local date: by the last name given until then, else by the first one given after."""
    of_number = sorted((one for one in names if one.number == number), key=lambda one: one.since_day)
    until = [one for one in of_number if one.since_day <= day]
    shown = until[-1:] or of_number[:1]
    return shown[0].name if shown else spoken("symptom {number}", number=number)
