"""Whether what stands on a form is a programme: the device's own reading of it, and which field each fault is of.

Knows what a fault's line looks like; must never know a rule of its own. What is judged is the very text that would be
signed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from device.prescription import WrittenText, programme_of
from device.programme.catalogue import CATALOGUE
from device.programme.written import RefusedProgramme
from sync.clinic.editor.fault_words import fault_again
from sync.clinic.editor.fields import fields_of, limits_in_words
from sync.clinic.editor.filled import EXERCISE_NAME, Filled, plain_of
from sync.clinic.editor.toml_text import toml_of
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import sentence

MISSING: Final = "missing"
LAST_PART: Final = ".["  # what a path is cut at
WHAT_TO_DO: Final = {EXERCISE_NAME: marked("Choose another place for the device above, or remove this exercise.")}


@dataclass(frozen=True)
class FieldFault:
    """What is wrong, in a sentence; `path` as the device says where, empty for the whole."""

    path: str
    text: str

    def field(self, known: Collection[str]) -> str:
        """The field or group of these that it is of: the nearest above its path; empty for none of them."""
        path = self.path
        while path and path not in known:
            path = path[: max(map(path.rfind, LAST_PART))] if any(mark in path for mark in LAST_PART) else ""
        return path


@dataclass(frozen=True)
class VersionStamp:
    """What nobody types: for which device, which version it will be, and the day."""

    device: str
    version: int
    issued: date


def signed_text(filled: Filled, stamp: VersionStamp) -> str:
    """The text that would be signed."""
    beside = {"version": stamp.version, "device": stamp.device, "issued": stamp.issued}
    return toml_of(plain_of(filled, beside))


def judged_form(filled: Filled, stamp: VersionStamp) -> WrittenText | list[FieldFault]:
    """The programme, or all that is wrong with it."""
    text = signed_text(filled, stamp)
    found = programme_of(text)
    if isinstance(found, RefusedProgramme):
        return [_fault(line, filled) for line in found.faults]
    return WrittenText(text, found)


def _fault(line: str, filled: Filled) -> FieldFault:
    path, _, said = line.partition(": ")
    if not said:
        return FieldFault("", sentence(fault_again(line)))
    if said == MISSING or said.startswith(f"{MISSING}:"):
        expected = _expected(path, filled) or spoken("something")
        said = spoken("nothing was typed; expected {expected}", expected=expected)
    else:
        said = fault_again(said)
    advice = WHAT_TO_DO.get(path.rpartition(".")[2])
    return FieldFault(path, " ".join(filter(None, (sentence(said), spoken(advice) if advice else ""))))


def _expected(path: str, filled: Filled) -> str:
    """What the field takes, where it has limits."""
    return next((words for found, words in _limits(filled) if found == path), "")


def _limits(filled: Filled) -> Iterator[tuple[str, str]]:
    for number, item in enumerate(filled.items):
        exercise = item.get(EXERCISE_NAME, "")
        if exercise in CATALOGUE:
            yield from ((f"items[{number}].{one.path}", limits_in_words(one, exercise)) for one in fields_of(exercise))
