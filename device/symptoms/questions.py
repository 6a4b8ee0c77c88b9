"""Own symptoms as a programme asks for them: which, by number, every how many days, and when on such a day.

Knows numbers and days, and the caps that nothing can lift; must never know who asks, or how.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from device.records.decoding import BadValue, Range
from device.records.facts import AskedRound

# Caps of the device, ours. DystoniaDiary asks for up to three, every three days (JMIR Form Res 2023;7:e45986).
MOST_SYMPTOMS: Final = 3
MOST_EVERY_DAYS: Final = 30
LEAST_BETWEEN_S: Final = 12 * 3600.0  # once a day, also where a clock or a time zone makes two dates of one day
AN_HOUR_MINUTES: Final = 60
OPEN_S: Final = 3600.0  # so long an invitation waits to be taken up
DAY_FROM_MINUTE, DAY_TO_MINUTE = 7 * AN_HOUR_MINUTES, 22 * AN_HOUR_MINUTES  # outside, the lights have their night
LATEST_AT_MINUTE: Final = 20 * AN_HOUR_MINUTES  # begun up to an hour later, it is over before the night

SymptomNumber = Annotated[int, Range(1, MOST_SYMPTOMS)]
EveryDays = Annotated[int, Range(1, MOST_EVERY_DAYS)]


@dataclass(frozen=True)
class SymptomQuestions:
    """Each of `numbers` is asked for in this order, in one round every so many days.

    at_minute: of the local day; None is after the first session of the day.
    Raises BadValue where the caps are broken, however this was made.
    """

    numbers: tuple[SymptomNumber, ...]
    every_days: EveryDays = 1
    at_minute: int | None = None

    def __post_init__(self) -> None:
        known = range(1, MOST_SYMPTOMS + 1)
        if not self.numbers or len(set(self.numbers)) < len(self.numbers) or not set(self.numbers) <= set(known):
            raise BadValue(f"numbers: expected some of 1, 2 and 3, each at most once, got {list(self.numbers)}")
        if not 1 <= self.every_days <= MOST_EVERY_DAYS:
            raise BadValue(f"every_days: expected 1 to {MOST_EVERY_DAYS}, got {self.every_days}")
        if self.at_minute is not None and not DAY_FROM_MINUTE <= self.at_minute <= LATEST_AT_MINUTE:
            raise BadValue(f"at: expected a local time from 07:00 to 20:00, got {clock_text(self.at_minute)}")


def clock_text(minute: int) -> str:
    """18:00, of a minute of the day."""
    return f"{minute // AN_HOUR_MINUTES:02d}:{minute % AN_HOUR_MINUTES:02d}"


def may_ask(questions: SymptomQuestions, day: date, now_s: float, asked: Iterable[AskedRound]) -> bool:
    """Whether a round may begin on this local day after those: not twice a day, and only every so many days."""
    return all(_is_past(before, questions.every_days, day, now_s) for before in asked)


def may_ask_at(questions: SymptomQuestions, minute: int, *, after_session: bool) -> bool:
    """Whether this minute of the local day is one in which it asks; never at night."""
    if questions.at_minute is None:
        return after_session and DAY_FROM_MINUTE <= minute < DAY_TO_MINUTE
    return not after_session and questions.at_minute <= minute < questions.at_minute + AN_HOUR_MINUTES


def _is_past(before: AskedRound, every_days: int, day: date, now_s: float) -> bool:
    days = (day - date.fromisoformat(before.day)).days
    return days >= every_days and now_s - before.start_s >= LEAST_BETWEEN_S
