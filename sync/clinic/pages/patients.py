"""What the list of one patient's days shows.

Knows what stands in each line; must never know HTML, SQL or what time it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Final

from device.day.document import Summary
from sync.clinic.database.refusals import RefusedMessage
from sync.clinic.database.values import (
    LATEST_DAY,
    DayHeadline,
    StoredStatus,
    is_day,
)
from sync.clinic.pages.day import CLOCKS, Link, date_mark, day_link, misdated_words
from sync.clinic.pages.facts import Fact, exercised, of_tremor, rest_fact, tremor_fact
from sync.clinic.trends.periods import VALID_WORN_S
from sync.clinic.wording.language import counted, marked, spoken
from sync.clinic.wording.words import (
    NO_DATA,
    degrees,
    duration,
    moment,
    sentence,
    short_date,
)

FILE_DAMAGED: Final = marked("the clinic's database is damaged there, a backup may hold it")

STATUS_WORDS: Final = {
    "online": marked("Connected"),
    "rests_until": marked("Wi-Fi off on purpose, next contact by"),
    "firmware": marked("Firmware"),
    "clock": marked("Clock"),
    "sensor": marked("Sensor"),
    "backlog_days": marked("Days not delivered yet"),
    "certificate_until": marked("Certificate until"),
    "trouble": marked("Problem"),
    "limits": marked("Limits of its broker"),
}


@dataclass(frozen=True)
class ListedDay:
    """One line of a patient's days. Without `day`, it stands for a stretch of days without data.

    `text`: what to know of the date, or what the stretch is.
    """

    day: Link | None
    text: str
    is_valid: bool = True
    worn: str = ""
    unmeasured: str = ""
    rest: str = ""
    rest_of: str = ""
    tremor: str = ""
    tremor_of: str = ""
    amplitude: str = ""
    episodes: str = ""
    exercise: str = ""
    marks: str = ""


@dataclass(frozen=True)
class PatientPage:
    """All days of one patient."""

    name: str
    device: str
    status: tuple[Fact, ...]
    days: tuple[ListedDay, ...]
    notes: tuple[str, ...] = ()
    refused: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class NotShown:
    """What came from a device, or was kept of it, and cannot be shown: dates whose day is damaged, messages."""

    unreadable: Sequence[str] = ()
    refused: Sequence[RefusedMessage] = ()


ALL_SHOWN: Final = NotShown()


def patient_page(
    name: str,
    device: str,
    days: Sequence[DayHeadline],
    status: StoredStatus | None,
    timezone: str,
    *,
    latest_day: str = LATEST_DAY,
    missing: NotShown = ALL_SHOWN,
) -> PatientPage:
    """All days of one patient, newest first, and what the device last reported about itself.

    Days after `latest_day`, which are of the future, stand behind those of known date.
    """
    placed = [day for day in days if day.is_placed(latest_day)]
    rest = [day for day in days if not day.is_placed(latest_day)]
    listed_days = (*_with_stretches(device, placed), *(_listed_day(device, day, latest_day) for day in rest))
    refused = tuple(_refused(message, timezone) for message in missing.refused)
    unreadable = [
        spoken("The day {day} cannot be read: {why}.", day=plain_date(day), why=spoken(FILE_DAMAGED))
        for day in missing.unreadable
    ]
    misdated = [misdated_words(day.day, latest_day) for day in rest if day.is_dated]
    return PatientPage(name, device, _reported(status, timezone), listed_days, (*unreadable, *misdated), refused)


def _refused(message: RefusedMessage, timezone: str) -> Fact:
    times = spoken(", {times} times", times=message.times) if message.times > 1 else ""
    content = spoken("{size} bytes, beginning {beginning}", size=message.size_bytes, beginning=message.beginning)
    at = moment(message.received_utc_s, timezone)
    return Fact(message.subject, sentence(message.reason), more=f"{at}{times}; {content}")


def plain_date(day: str) -> str:
    """The date, or what stands in its place."""
    return short_date(day) if is_day(day) else repr(day)


def _exercise(day: DayHeadline) -> str:
    return " ".join(filter(None, exercised(day.repetitions, day.recorded_s)))


def _totals(day: DayHeadline) -> Summary:
    return Summary(worn_s=day.worn_s, assessable_s=day.assessable_s, tremor_s=day.tremor_s)


def _reported(status: StoredStatus | None, timezone: str) -> tuple[Fact, ...]:
    """What is understood of a status, whatever a newer device may say beside it."""
    if status is None:
        return ()
    reported = {words: status.status.get(name) for name, words in STATUS_WORDS.items()}
    facts = [Fact(spoken(words), _status_value(value)) for words, value in reported.items() if value is not None]
    broken = [Fact(part.part.capitalize(), part.text) for part in status.broken]
    return (
        *facts,
        *broken,
        *_unreadable_there(status.status),
        Fact(spoken("Reported"), moment(status.received_utc_s, timezone)),
    )


def _unreadable_there(said: Mapping[str, Any]) -> Iterator[Fact]:
    """The days that the device itself cannot read, as far as it names them."""
    days = said.get("unreadable_days")
    named = [day for day in days if isinstance(day, dict)] if isinstance(days, list | tuple) else []
    in_all = said.get("unreadable_days_in_all", len(named))
    if named or in_all:
        reasons = "; ".join(f"{day.get('day')}: {day.get('reason')}" for day in named)
        yield Fact(spoken("Days the device cannot read"), str(in_all or len(named)), more=reasons)


def _status_value(value: object) -> str:
    if isinstance(value, bool):
        return spoken("yes") if value else spoken("no")
    return spoken(CLOCKS[str(value)]) if str(value) in CLOCKS else str(value)


def _with_stretches(device: str, days: Sequence[DayHeadline]) -> Iterator[ListedDay]:
    for newer, older in zip_longest(days, days[1:]):
        yield _listed_day(device, newer)
        missing = _days_between(older, newer) if older else 0
        if missing:
            yield ListedDay(None, counted("{number} day without data", "{number} days without data", missing))


def _not_fully_measured(seconds: float | None) -> str:
    return spoken("{time} not fully measured", time=duration(seconds)) if seconds else ""


def _days_between(older: DayHeadline, newer: DayHeadline) -> int:
    if not (older.is_dated and newer.is_dated):
        return 0
    return (date.fromisoformat(newer.day) - date.fromisoformat(older.day)).days - 1


def _listed_day(device: str, day: DayHeadline, latest_day: str = LATEST_DAY) -> ListedDay:
    tremor, rest = tremor_fact(_totals(day)), rest_fact(day.assessable_s, day.rest)
    return ListedDay(
        day=day_link(device, day.day, is_dated=day.is_dated),
        text=date_mark(day.day, latest_day),
        is_valid=day.worn_s >= VALID_WORN_S,
        worn=duration(day.worn_s) if day.recorded_s else spoken(NO_DATA),
        unmeasured=_not_fully_measured(day.unmeasured_s),
        rest=rest.value,
        rest_of=rest.of,
        tremor=tremor.value,
        tremor_of=tremor.of,
        amplitude=of_tremor(_totals(day), day.amplitude_deg, degrees),
        episodes=str(day.episodes) if day.worn_s else spoken(NO_DATA),
        exercise=_exercise(day),
        marks=str(day.marks),
    )
