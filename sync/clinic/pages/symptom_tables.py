"""Own symptoms as the patient rated them: of one day, and over weeks; what was not answered is never none.

Knows how ratings are counted and told; must never know HTML, SQL or what time it is.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from device.day.document import DayDocument, DayRound
from device.records.facts import Rating, StopReason
from sync.clinic.pages.tables import Table
from sync.clinic.symptoms import SymptomName, name_on
from sync.clinic.wording.words import count, time_of_day

ANSWERS: Final[dict[Rating | None, str]] = {
    "none": "none",
    "some": "some",
    "a lot": "a lot",
    None: "not answered",
}
ROUND_ENDINGS: Final[dict[StopReason, str]] = {
    "done": "",
    "stopped": "ended by the patient",
    "time over": "not taken up",
    "privacy": "ended by an hour of privacy",
    "device stopped": "ended with the device",
}


def rounds_table(document: DayDocument, names: Sequence[SymptomName]) -> Table | None:
    """Every symptom that was asked for on a day; None where none was."""
    if not document.symptoms:
        return None
    answers = [answer for asked in document.symptoms for answer in asked.answers]
    answered = sum(answer.rating is not None for answer in answers)
    return Table(
        f"Rated by the patient at the button: {answered} of {count(len(answers), 'question')} answered.",
        ("Symptom", "Rating", "Asked", "Note"),
        tuple(row for asked in document.symptoms for row in _rows(document.day, asked, names)),
        "No symptom was asked for.",
    )


def _rows(day: str, asked: DayRound, names: Sequence[SymptomName]) -> Iterator[tuple[str, ...]]:
    ending = ROUND_ENDINGS.get(asked.stopped, asked.stopped)
    for answer in asked.answers:
        name = name_on(day, answer.number, names)
        note = ending if answer.rating is None else ""
        yield name, ANSWERS[answer.rating], time_of_day(asked.start), note
