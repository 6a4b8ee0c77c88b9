"""The numbers of the report: each with its unit, how it varies from day to day, and what it rests on.

Knows which days and which seconds a number is of; must never know paper.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from device.day.document import repetitions
from device.records.facts import RATINGS, Rating
from sync.clinic.trends.day_exercise import all_together
from sync.clinic.trends.measures import (
    AMPLITUDE,
    BY_KEY,
    FREQUENCY,
    POSTURE_AWAY,
    TREMOR_EPISODES,
    TREMOR_SHARE,
    WEAR,
    TrendMeasure,
    values_of,
)
from sync.clinic.trends.periods import ALL_HOURS, VALID_WORN_S
from sync.clinic.wording.glossary import KIND_ENTRIES
from sync.clinic.wording.words import HOUR_S, NO_DATA, count, duration, percent
from sync.report.measured import ReportedDay

MIDDLE_HALF: Final = (25, 50, 75)
NO_VALID_DAY: Final = "no valid day"
RESTS_ON: Final[tuple[tuple[TrendMeasure, str, str], ...]] = (
    (BY_KEY["rest"], "rest_s", "at rest"),
    (TREMOR_SHARE, "assessable_s", "that could be judged"),
    (AMPLITUDE, "tremor_s", "of tremor"),
    (FREQUENCY, "tremor_s", "of tremor"),
    (TREMOR_EPISODES, "worn_s", "worn"),
    (POSTURE_AWAY, "held_s", "with a known posture"),
)


@dataclass(frozen=True)
class FigureRow:
    """A number of the period: `spread` is the middle half of the days."""

    label: str
    value: str
    spread: str
    rests_on: str


def time_rows(days: Sequence[ReportedDay], asked_days: int) -> Iterator[FigureRow]:
    """How long the band was worn, and how much of that could be judged."""
    valid, recorded = sum(day.is_valid for day in days), [day for day in days if day.recorded_s]
    worn_s = sum(day.document.totals.worn_s for day in days)
    judged_s = sum(day.document.totals.assessable_s for day in days)
    yield FigureRow(
        f"Days worn for {duration(VALID_WORN_S)} or more",
        f"{valid} of {asked_days}",
        "",
        f"{count(len(recorded), 'day')} with data, {count(len(recorded) - valid, 'short day')}",
    )
    yield _worn_row(days, valid)
    yield FigureRow("Could be judged", _of(judged_s, worn_s), "", _worn(worn_s))


def _worn_row(days: Sequence[ReportedDay], valid: int) -> FigureRow:
    """Of valid days alone, and it says so: of days not worn nobody would guess it."""
    row = _measure_row(WEAR, days, "")
    return replace(row, label="Worn, a valid day", rests_on=f"{count(valid, 'valid day')} alone") if valid else row


def figure_rows(days: Sequence[ReportedDay], symptoms: Mapping[int, str]) -> Iterator[FigureRow]:
    """Tremor and posture, episodes, exercise, check-ups, what the person said."""
    yield from (_measure_row(measure, days, of, words) for measure, of, words in RESTS_ON)
    yield _other_episodes(days)
    yield from _exercise(days)
    yield from _checkups(days)
    yield from _symptoms(days, symptoms)


def _measure_row(measure: TrendMeasure, days: Sequence[ReportedDay], of: str, words: str = "") -> FigureRow:
    values = [one for one in values_of(measure, [day.numbers for day in days], ALL_HOURS) if one.is_valid]
    label = f"{measure.title}, a day" if measure is WEAR else measure.title
    if not values:
        return FigureRow(label, NO_DATA, "", NO_VALID_DAY)
    low, median, high = map(float, np.percentile([one.value for one in values], MIDDLE_HALF))
    dates = {one.day for one in values}
    seconds = sum(day.numbers.total(of) for day in days if day.date in dates) if of else 0.0
    rests_on = count(len(values), "day") + (f", {_hours(seconds)} {words}" if of else "")
    return FigureRow(label, measure.words(median), f"{measure.words(low)} to {measure.words(high)}", rests_on)


def _other_episodes(days: Sequence[ReportedDay]) -> FigureRow:
    """Of all days: those that the button confirmed, of all that were seen."""
    counts, confirmed = Counter[str](), Counter[str]()
    for kind in (kind for day in days for kind in day.document.totals.kinds):
        counts[kind.kind] += kind.count
        confirmed[kind.kind] += kind.confirmed
    worn_s = sum(day.document.totals.worn_s for day in days)
    others = [kind for kind in KIND_ENTRIES if kind != "rhythmic" and counts[kind]]
    said = "; ".join(f"{KIND_ENTRIES[kind].word} {confirmed[kind]} of {counts[kind]}" for kind in others)
    return FigureRow("Other episodes, confirmed of all", said or ("none" if worn_s else NO_DATA), "", _worn(worn_s))


def _worn(worn_s: float) -> str:
    return f"{_hours(worn_s)} worn, short days too" if worn_s else NO_DATA


def _hours(seconds: float) -> str:
    """Whole ones, where there is one."""
    return duration(seconds - seconds % HOUR_S if seconds > HOUR_S else seconds)


def _exercise(days: Sequence[ReportedDay]) -> Iterator[FigureRow]:
    due = [(day.numbers.exercise, day.numbers.exercise.due_sets or 0) for day in days if day.numbers.exercise.due_sets]
    done, asked = sum(min(one.done_sets, of) for one, of in due), sum(of for _, of in due)
    part = sum(day.numbers.exercise.part_sets for day in days)
    on = _on("with sets due", len(due)) + (f"; {count(part, 'set')} of those begun done in part" if part else "")
    yield FigureRow("Exercise: sets to their end of sets due", _of_number(done, asked), "", on)
    yield _repetitions(days)
    sessions = [one.rating for day in days for one in day.document.sessions]
    yield _ratings("Discomfort after exercise", sessions, "session")


def _repetitions(days: Sequence[ReportedDay]) -> FigureRow:
    """Of all that were due; where no programme was in force, of the sets that were begun."""
    label, total = "Repetitions done of repetitions due", all_together(day.numbers.exercise.repetitions for day in days)
    uncounted = f"{count(total.sets_not_counted, 'set')} not counted, left out" if total.sets_not_counted else ""
    if total.due or total.sets_not_counted:
        rests_on = f"missed sets too{'; ' if uncounted else ''}{uncounted}"
        return FigureRow(label, _of_number(total.done, total.due), "", rests_on)
    begun = repetitions([one for day in days for one in day.document.sets])
    uncounted = f", {begun.sets_not_counted} not counted" if begun.sets_not_counted else ""
    rests_on = f"{count(begun.sets, 'set')} of repetitions, none prescribed{uncounted}"
    return FigureRow("Repetitions done in sets begun", _of_number(begun.done, begun.target), "", rests_on)


def _checkups(days: Sequence[ReportedDay]) -> Iterator[FigureRow]:
    done = [one for day in days for one in day.document.checkups]
    prescribed = sum(day.document.plan.checkups for day in days if day.document.plan)
    if not (done or prescribed):
        return
    tricks = [one.trick.relief for one in done if one.trick]
    relief = f"; relief by the sensory trick told in {tricks.count('told')} of {len(tricks)}" if tricks else ""
    finished, rests_on = sum(one.ended == "done" for one in done), f"{len(done)} begun, {prescribed} prescribed"
    yield FigureRow("Check-ups", f"{finished} done to the end{relief}", "", rests_on)


def _symptoms(days: Sequence[ReportedDay], names: Mapping[int, str]) -> Iterator[FigureRow]:
    answers = [answer for day in days for asked in day.document.symptoms for answer in asked.answers]
    for number in sorted({answer.number for answer in answers}):
        label = names.get(number, "") or f"Own symptom {number}"
        yield _ratings(label, [one.rating for one in answers if one.number == number], "question")


def _ratings(label: str, ratings: Sequence[Rating | None], of: str) -> FigureRow:
    """What was not answered says nothing of how it was."""
    given = Counter(rating for rating in ratings if rating is not None)
    said = ", ".join(f"{rating} {given[rating]}" for rating in reversed(RATINGS)) if given else NO_DATA
    rests_on = f"{given.total()} of {count(len(ratings), of)} answered" if ratings else f"no {of}"
    return FigureRow(label, said, "", rests_on)


def _of(part_s: float, whole_s: float) -> str:
    return percent(min(1.0, part_s / whole_s)) if whole_s else NO_DATA


def _of_number(part: int, whole: int) -> str:
    return f"{part} of {whole} ({percent(min(1.0, part / whole))})" if whole else NO_DATA


def _on(what: str, days: int) -> str:
    return f"{count(days, 'day')} {what}"
