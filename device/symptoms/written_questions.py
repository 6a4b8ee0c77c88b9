"""The questions of a written programme: plain data become `SymptomQuestions`, or all that is wrong with them.

Knows which names they may have; must never know the rest of the programme.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final

from device.records.decoding import BadValue, as_seen, from_plain
from device.records.faults import every_fault
from device.symptoms.questions import AN_HOUR_MINUTES, EveryDays, SymptomNumber, SymptomQuestions

TIME_LETTERS: Final = len("18:00")


@dataclass(frozen=True)
class WrittenQuestions:
    """The names of [symptoms]."""

    numbers: tuple[SymptomNumber, ...]
    every_days: EveryDays = 1
    at: str | None = None


def read_questions(plain: object, where: str) -> SymptomQuestions | tuple[str, ...]:
    """The questions that are written there, or what is wrong with them."""
    faults = (*every_fault(WrittenQuestions, plain, where), *_time_faults(plain, where))
    if faults:
        return faults
    written = from_plain(WrittenQuestions, plain)
    at_minute = None if written.at is None else _minute(written.at)
    try:
        return SymptomQuestions(written.numbers, written.every_days, at_minute)
    except BadValue as error:
        return (f"{where}.{error}",)


def _time_faults(plain: object, where: str) -> Iterator[str]:
    at = plain.get("at") if isinstance(plain, dict) else None
    if isinstance(at, str) and _minute(at) is None:
        yield f'{where}.at: expected a local time such as "18:00", got {as_seen(at)}'


def _minute(text: str) -> int | None:
    """Of the day; None where that is no time."""
    try:
        at = time.fromisoformat(text)
    except ValueError:
        return None
    return at.hour * AN_HOUR_MINUTES + at.minute if len(text) == TIME_LETTERS else None
