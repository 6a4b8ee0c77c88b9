"""The page as values: who, which days, the usual day, numbers with what each rests on, a line for each day.

Knows what stands where and how much of it fits; must never know paper, files or what time it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from device.day.document import DayDocument
from sync.choices.days import MOST_REPORT_DAYS
from sync.clinic.trends.day_values import day_numbers
from sync.clinic.wording.words import count, listed
from sync.report.days import DayLine, day_lines
from sync.report.figures import FigureRow, figure_rows, time_rows
from sync.report.measured import ReportedDay
from sync.report.one_line import one_line
from sync.report.prescribed import prescribed_words
from sync.report.profile import DrawnProfile, drawn_profile
from sync.report.trust import trust_words

LONGEST_SYMPTOM: Final = 40
LONGEST_TOLD, LONGEST_ENTERED, MOST_REASONS = 500, 240, 3
MOST_ENTERED: Final = 3  # of what was entered: the last ones
NEVER_A_DIAGNOSIS: Final = "It measures, it never diagnoses."
CAUTION: Final = (
    f"{NEVER_A_DIAGNOSIS} One sensor sees how one part of the body turns and shakes, and not why. Movement made on "
    "purpose can look like tremor or an episode; time without data is never zero."
)


@dataclass(frozen=True)
class ReportSubject:
    """Whose page it is: `name` is empty where nobody but the device is known. `entered`: what people noted, last first.

    symptoms: what the person's own symptoms are called, by their numbers. reasons: of the clinic's list.
    effect: what is told of the last injection.
    """

    device: str
    name: str = ""
    entered: Sequence[str] = ()
    symptoms: Sequence[tuple[int, str]] = ()
    reasons: Sequence[str] = ()
    effect: str = ""


@dataclass(frozen=True)
class ReportPage:
    """All that is printed, in words; `profile` in shares of the chart's width and height."""

    who: str
    device: str
    period: str
    worn_on: str
    entered: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    profile: DrawnProfile
    figures: tuple[FigureRow, ...]
    days: tuple[DayLine, ...]
    trust: str
    caution: str = CAUTION


def report_page(
    subject: ReportSubject, documents: Iterable[DayDocument], last: date, days: int, unreadable: Sequence[str] = ()
) -> ReportPage:
    """The page about so many `days` up to `last`, of the documents of those days. Raises ValueError for too many days.

    unreadable: dates of which there is a day that nobody can read.
    """
    if not 1 <= days <= MOST_REPORT_DAYS:
        raise ValueError(f"a report has 1 to {MOST_REPORT_DAYS} days, not {days}")
    first = last - timedelta(days=days - 1)
    shown = [day for day in map(_reported, _by_day(documents)) if first <= day.date <= last]
    symptoms = {number: one_line(name, LONGEST_SYMPTOM) for number, name in subject.symptoms}
    return ReportPage(
        who=one_line(subject.name),
        device=one_line(subject.device),
        period=f"{_day_of(first)} to {_day_of(last)}, {count(days, 'day')}",
        worn_on=one_line(listed(sorted({day.document.site for day in shown} - {""}))) or "not recorded",
        entered=tuple(one_line(words, LONGEST_ENTERED) for words in subject.entered[:MOST_ENTERED]),
        told=tuple(_told(subject, shown)),
        profile=drawn_profile([day.numbers for day in shown]),
        figures=(*time_rows(shown, days), *figure_rows(shown, symptoms)),
        days=day_lines(shown, first, last, unreadable),
        trust=trust_words(shown, unreadable),
    )


def _told(subject: ReportSubject, shown: Sequence[ReportedDay]) -> Iterator[tuple[str, str]]:
    """What stands before all numbers: why somebody should look, what an injection did, what is prescribed."""
    if subject.reasons:
        more = len(subject.reasons) - MOST_REASONS
        said = " ".join([*subject.reasons[:MOST_REASONS], *([f"{count(more, 'more reason')}."] if more > 0 else [])])
        yield "In the clinic's list when this was made", one_line(said, LONGEST_TOLD)
    if subject.effect:
        yield "Last injection", one_line(subject.effect, LONGEST_TOLD)
    prescribed = prescribed_words([day.document for day in shown])
    if prescribed:
        yield "Prescribed", one_line(prescribed, LONGEST_TOLD)


def _by_day(documents: Iterable[DayDocument]) -> list[DayDocument]:
    return sorted(documents, key=lambda document: document.day)


def _reported(document: DayDocument) -> ReportedDay:
    return ReportedDay(date.fromisoformat(document.day), document, day_numbers(document))


def _day_of(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
