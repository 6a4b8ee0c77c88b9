"""What the list of patients and the list of one patient's days show, and who needs the therapist first.

Knows the rules of need; must never know HTML, SQL or what time it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from math import ceil
from typing import Final

from device.day.document import Summary
from sync.clinic.database.values import DAYS_LOOKED_BACK, VALID_DAY_S, DayHeadline, PatientRow, StoredStatus
from sync.clinic.pages.day import CLOCKS, Link, day_link
from sync.clinic.pages.facts import Fact, exercised, of_tremor, rest_fact, tremor_fact
from sync.clinic.wording.words import HOUR_S, NO_DATA, ago, count, degrees, duration, local_date, moment, sentence, span

STALE_S: Final = 26 * HOUR_S  # a device that syncs once a day, and two hours of grace
LOST_S: Final = 72 * HOUR_S  # a weekend is over
GAPS_SEEN_S: Final = HOUR_S  # ours: below it a day's gaps change no conclusion
DAYS_BEFORE_JUDGING: Final = 3  # ours: nobody is asked about wearing in the first days
ENOUGH_WORN: Final = 0.5  # ours: of the finished days; 16 of 30 is what remote monitoring counts in the US
PATIENTS_PER_PAGE: Final = 100
NOT_YET: Final = "no finished day yet"  # where finished days are counted

URGENT, CHECK, UP_TO_DATE = range(3)
NEED_LEVELS: Final = ("Urgent", "Check", "Up to date")  # of devices and their data, never of how a patient is

STATUS_WORDS: Final = {
    "online": "Connected",
    "firmware": "Firmware",
    "clock": "Clock",
    "sensor": "Sensor",
    "backlog_days": "Days not delivered yet",
    "trouble": "Problem",
}


@dataclass(frozen=True)
class Need:
    """How much a patient needs the therapist, and why in words. 0 is the most urgent."""

    level: int
    reasons: tuple[str, ...]

    @property
    def word(self) -> str:
        """The level's name."""
        return NEED_LEVELS[self.level]


@dataclass(frozen=True)
class ListedPatient:
    """One line of the list of patients."""

    name: Link
    device: str
    need: Need
    synced: str
    synced_at: str
    worn: str
    last_day: Link | None
    tremor: str
    tremor_of: str
    amplitude: str
    exercise: str


@dataclass(frozen=True)
class PatientsPage:
    """One page of the list of patients."""

    summary: str
    patients: tuple[ListedPatient, ...]
    number: int
    pages: int
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class ListedDay:
    """One line of a patient's days. Without `day`, it stands for a stretch of days without data."""

    day: Link | None
    text: str
    is_valid: bool = True
    worn: str = ""
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


def patients_page(rows: Sequence[PatientRow], now_utc_s: float, timezone: str, number: int) -> PatientsPage:
    """Page `number` (from 1) of the patients, those in need first; within a level the longest silence first."""
    today = local_date(now_utc_s, timezone)
    judged = sorted(((need(row, now_utc_s, today), row) for row in rows), key=_by_need)
    pages = max(1, ceil(len(rows) / PATIENTS_PER_PAGE))
    first = (number - 1) * PATIENTS_PER_PAGE
    shown = judged[first : first + PATIENTS_PER_PAGE]
    return PatientsPage(
        summary=_summary([found for found, _ in judged]),
        patients=tuple(_listed(found, row, now_utc_s, timezone, today) for found, row in shown),
        number=number,
        pages=pages,
        previous=Link(f"/?page={number - 1}", "Previous page") if 1 < number <= pages else None,
        next=Link(f"/?page={number + 1}", "Next page") if number < pages else None,
    )


def patient_page(
    name: str, device: str, days: Sequence[DayHeadline], status: StoredStatus | None, timezone: str
) -> PatientPage:
    """All days of one patient, newest first, and what the device last reported about itself."""
    return PatientPage(name, device, _reported(status, timezone), tuple(_with_stretches(device, days)))


def need(row: PatientRow, now_utc_s: float, today: date) -> Need:
    """Whether somebody has to look after this patient, with every reason in words."""
    found = list(_reasons(row, now_utc_s, today))
    level = min((level for level, _ in found), default=UP_TO_DATE)
    return Need(level, tuple(sentence(text) for _, text in sorted(found)))


def _reasons(row: PatientRow, now_utc_s: float, today: date) -> Iterator[tuple[int, str]]:
    if row.last_sync_utc_s is None:
        yield CHECK, "no data yet"
        return
    silent_s = now_utc_s - row.last_sync_utc_s
    if silent_s >= STALE_S:
        yield (URGENT if silent_s >= LOST_S else CHECK), f"nothing received for {span(silent_s)}"
    if row.last is None:
        yield CHECK, "no data yet"
        return
    finished = finished_days(row, today)
    if finished >= DAYS_BEFORE_JUDGING and row.valid_days < ENOUGH_WORN * finished:
        yield CHECK, f"worn on only {row.valid_days} of {finished} days"
    if not row.last.is_dated:
        yield CHECK, "clock never set"
    if row.last.gap_s >= GAPS_SEEN_S:
        yield CHECK, f"gaps of {duration(row.last.gap_s)} on the last day"


def finished_days(row: PatientRow, today: date) -> int:
    """How many days can have been worn: those before today and since the first, at most DAYS_LOOKED_BACK."""
    if row.first_day is None:
        return 0
    return min(DAYS_LOOKED_BACK, max(0, (today - date.fromisoformat(row.first_day)).days))


def _by_need(judged: tuple[Need, PatientRow]) -> tuple[int, float, str, str]:
    found, row = judged
    return found.level, row.last_sync_utc_s or 0.0, row.name.casefold(), row.device


def _summary(needs: Sequence[Need]) -> str:
    by_level = [sum(found.level == level for found in needs) for level in range(len(NEED_LEVELS))]
    urgent, check = by_level[URGENT], by_level[CHECK]
    return f"{count(len(needs), 'patient')}: {urgent} urgent, {check} to check, {by_level[UP_TO_DATE]} up to date."


def _listed(found: Need, row: PatientRow, now_utc_s: float, timezone: str, today: date) -> ListedPatient:
    synced, last = row.last_sync_utc_s, row.last
    finished = finished_days(row, today)
    tremor = tremor_fact(_totals(last))
    return ListedPatient(
        name=Link(f"/patients/{row.device}", row.name),
        device=row.device,
        need=found,
        synced="never" if synced is None else ago(now_utc_s - synced),
        synced_at="" if synced is None else moment(synced, timezone),
        worn=f"{row.valid_days} of {count(finished, 'day')}" if finished else NOT_YET,
        last_day=day_link(row.device, last.day, is_dated=last.is_dated) if last else None,
        tremor=tremor.value,
        tremor_of=tremor.of,
        amplitude=of_tremor(_totals(last), last.amplitude_deg if last else None, degrees),
        exercise=_exercise(row, last.recorded_s) if finished and last else NOT_YET if last else NO_DATA,
    )


def _exercise(row: PatientRow | DayHeadline, recorded_s: int) -> str:
    return " ".join(filter(None, exercised(row.repetitions, recorded_s)))


def _totals(last: DayHeadline | None) -> Summary:
    return Summary(worn_s=last.worn_s, assessable_s=last.assessable_s, tremor_s=last.tremor_s) if last else Summary()


def _reported(status: StoredStatus | None, timezone: str) -> tuple[Fact, ...]:
    """What is understood of a status, whatever a newer device may say beside it."""
    if status is None:
        return ()
    reported = {words: status.status.get(name) for name, words in STATUS_WORDS.items()}
    facts = [Fact(words, _status_value(value)) for words, value in reported.items() if value is not None]
    broken = [Fact(part.part.capitalize(), part.text) for part in status.broken]
    return (*facts, *broken, Fact("Reported", moment(status.received_utc_s, timezone)))


def _status_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return CLOCKS.get(str(value), str(value))


def _with_stretches(device: str, days: Sequence[DayHeadline]) -> Iterator[ListedDay]:
    for newer, older in zip_longest(days, days[1:]):
        yield _listed_day(device, newer)
        missing = _days_between(older, newer) if older else 0
        if missing:
            yield ListedDay(None, f"{count(missing, 'day')} without data")


def _days_between(older: DayHeadline, newer: DayHeadline) -> int:
    if not (older.is_dated and newer.is_dated):
        return 0
    return (date.fromisoformat(newer.day) - date.fromisoformat(older.day)).days - 1


def _listed_day(device: str, day: DayHeadline) -> ListedDay:
    tremor, rest = tremor_fact(_totals(day)), rest_fact(day.assessable_s, day.rest)
    return ListedDay(
        day=day_link(device, day.day, is_dated=day.is_dated),
        text="",
        is_valid=day.waking_worn_s >= VALID_DAY_S,
        worn=duration(day.worn_s) if day.recorded_s else NO_DATA,
        rest=rest.value,
        rest_of=rest.of,
        tremor=tremor.value,
        tremor_of=tremor.of,
        amplitude=of_tremor(_totals(day), day.amplitude_deg, degrees),
        episodes=str(day.episodes) if day.worn_s else NO_DATA,
        exercise=_exercise(day, day.recorded_s),
        marks=str(day.marks),
    )
