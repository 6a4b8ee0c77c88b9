"""Own symptoms as the patient rated them: of one day, and over weeks; what was not answered is never none.

Knows how ratings are counted and told; must never know HTML, SQL or what time it is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from device.day.document import DayDocument, DayRound
from device.records.facts import RATINGS, Rating, StopReason
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.symptoms import AskedDay, SymptomName, name_on
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import percent, short_date, time_of_day

ANSWERS: Final[dict[Rating | None, str]] = {
    "none": marked("none"),
    "some": marked("some"),
    "a lot": marked("a lot"),
    None: marked("not answered"),
}
ROUND_ENDINGS: Final[dict[StopReason, str]] = {
    "done": "",
    "stopped": marked("ended by the patient"),
    "time over": marked("not taken up"),
    "privacy": marked("ended by an hour of privacy"),
    "device stopped": marked("ended with the device"),
}


ANSWERED: Final = plural(
    "Rated by the patient at the button: {answered} of {number} question answered.",
    "Rated by the patient at the button: {answered} of {number} questions answered.",
)
COLUMNS: Final = (marked("Symptom"), marked("Rating"), marked("Asked"), marked("Note"))
NOT_ASKED: Final = marked("No symptom was asked for.")


def rounds_table(document: DayDocument, names: Sequence[SymptomName]) -> Table | None:
    """Every symptom that was asked for on a day; None where none was."""
    if not document.symptoms:
        return None
    answers = [answer for asked in document.symptoms for answer in asked.answers]
    answered = sum(answer.rating is not None for answer in answers)
    return Table(
        counted(*ANSWERED, len(answers), answered=answered),
        tuple(map(spoken, COLUMNS)),
        tuple(row for asked in document.symptoms for row in _rows(document.day, asked, names)),
        spoken(NOT_ASKED),
    )


def _rows(day: str, asked: DayRound, names: Sequence[SymptomName]) -> Iterator[tuple[str, ...]]:
    ending = ROUND_ENDINGS.get(asked.stopped, asked.stopped)
    ending = spoken(ending) if ending else ""
    for answer in asked.answers:
        name = name_on(day, answer.number, names)
        note = ending if answer.rating is None else ""
        yield name, spoken(ANSWERS[answer.rating]), time_of_day(asked.start), note


def ratings_table(days: Sequence[AskedDay], names: Sequence[SymptomName]) -> Table | None:
    """Each symptom over these days: how often it was asked for, and how it was rated; None where none was asked for."""
    by_name = _by_name(days, names)
    if not by_name:
        return None
    return Table(
        spoken(
            "Rated by the patient at the button, {first} to {last}. Shares are of the answers; a question without an "
            "answer says nothing of the symptom.",
            first=short_date(days[0].day),
            last=short_date(days[-1].day),
        ),
        (
            *(spoken("Symptom"), spoken("Answered"), spoken("A lot")),
            *(spoken("Some"), spoken("None"), spoken("Last answer")),
        ),
        tuple(_rated(name, answers) for name, answers in by_name.items()),
        spoken(NOT_ASKED),
    )


def answers_table(days: Sequence[AskedDay], names: Sequence[SymptomName]) -> Table:
    """Every answer, newest first."""
    rounds = [(day.day, asked) for day in reversed(days) for asked in day.symptoms]
    rows = tuple((short_date(day), *row) for day, asked in rounds for row in _rows(day, asked, names))
    columns = (spoken("Day"), *map(spoken, COLUMNS))
    return Table(spoken("Newest first."), columns, rows, spoken(NOT_ASKED))


def _by_name(days: Sequence[AskedDay], names: Sequence[SymptomName]) -> dict[str, list[tuple[str, Rating | None]]]:
    """The day and rating of each answer by what the symptom was called then, in the order of numbers."""
    found: dict[tuple[int, str], list[tuple[str, Rating | None]]] = {}
    for day in days:
        for answer in (answer for asked in day.symptoms for answer in asked.answers):
            key = answer.number, name_on(day.day, answer.number, names)
            found.setdefault(key, []).append((day.day, answer.rating))
    return {name: found[number, name] for number, name in sorted(found, key=lambda key: key[0])}


def _rated(name: str, answers: Sequence[tuple[str, Rating | None]]) -> tuple[str, ...]:
    given = [(day, rating) for day, rating in answers if rating is not None]
    counts = Counter(rating for _, rating in given)
    last = f"{spoken(ANSWERS[given[-1][1]])}, {short_date(given[-1][0])}" if given else NOTHING_MEASURED
    answered = spoken("{done} of {target}", done=len(given), target=len(answers))
    return name, answered, *(_share(counts[r], len(given)) for r in reversed(RATINGS)), last


def _share(number: int, of: int) -> str:
    """3 (43 %)."""
    return f"{number} ({percent(number / of)})" if of else NOTHING_MEASURED
