"""One page of the list of patients: what was asked for, and what stands in each line.

Knows searching, filtering and paging; must never know HTML, SQL or HTTP.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final
from urllib.parse import urlencode

from device.day.document import Summary
from sync.clinic.database.values import PatientRow, latest_plausible
from sync.clinic.listing.need import (
    NEED_LEVELS,
    REASON_KINDS,
    REASON_WORDS,
    Need,
    ReasonKind,
    finished_days,
    need,
    sets_done,
)
from sync.clinic.listing.ranking import Ranked, folded
from sync.clinic.listing.sparkline import Sparkline, sparkline
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import DAYS_OF_DATA
from sync.clinic.pages.day import Link, date_mark, day_link
from sync.clinic.pages.facts import exercised, of_tremor, tremor_fact
from sync.clinic.wording.words import NO_DATA, ago, count, degrees, local_date, moment, percent

PATIENTS_PER_PAGE: Final = 50
NOT_YET: Final = "no finished day yet"  # where finished days are counted
NOTHING_DUE: Final = "nothing was due"
NOBODY: Final = "No patient of yours is called so, or has this reason."


@dataclass(frozen=True)
class WantedList:
    """What was asked for: part of a name or device, a reason, and the number of the page, from 1."""

    search: str = ""
    reason: str = ""
    page: int = 1

    def address(self, page: int) -> str:
        """Of another page of the same."""
        asked = {"search": self.search, "reason": self.reason, "page": str(page)}
        return f"/?{urlencode({name: value for name, value in asked.items() if value})}"

    def fits(self, patient: Ranked) -> bool:
        """Whether a patient is asked for."""
        return (not self.reason or self.reason in patient.kinds) and folded(self.search) in patient.folded


@dataclass(frozen=True)
class ReasonChoice:
    """A reason to filter by, and how many patients have it."""

    kind: ReasonKind
    words: str
    patients: int
    is_chosen: bool


@dataclass(frozen=True)
class ListedPatient:
    """One line of the list of patients."""

    name: Link
    device: str
    need: Need
    synced: str
    synced_at: str
    worn: str
    measured: str
    line: Sparkline | None
    last_day: Link | None
    last_day_mark: str
    tremor: str
    tremor_of: str
    amplitude: str
    adherence: str
    adherence_of: str
    repetitions: str


@dataclass(frozen=True)
class ListPage:
    """One page of the list of patients. `found` is said where something was searched for."""

    summary: str
    found: str
    choices: tuple[ReasonChoice, ...]
    wanted: WantedList
    patients: tuple[ListedPatient, ...]
    in_all: int
    pages: int
    previous: Link | None
    next: Link | None


@dataclass(frozen=True)
class FoundPatients:
    """Those of a person's patients that were asked for: all, and those of the page."""

    all: Sequence[Ranked]
    fitting: Sequence[Ranked]
    wanted: WantedList

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(1, ceil(len(self.fitting) / PATIENTS_PER_PAGE))

    @property
    def devices(self) -> list[str]:
        """Of the page that is wanted, in order."""
        first = (self.wanted.page - 1) * PATIENTS_PER_PAGE
        return [patient.device for patient in self.fitting[first : first + PATIENTS_PER_PAGE]]


def find_patients(ranked: Sequence[Ranked], wanted: WantedList) -> FoundPatients:
    """Of these patients, those that are wanted."""
    return FoundPatients(ranked, [patient for patient in ranked if wanted.fits(patient)], wanted)


def list_page(found: FoundPatients, rows: Sequence[PatientRow], now_utc_s: float, timezone: str) -> ListPage:
    """The page, of the rows of its patients in any order."""
    today, wanted = local_date(now_utc_s, timezone), found.wanted
    by_device, number = {row.device: row for row in rows}, wanted.page
    shown = [by_device[device] for device in found.devices if device in by_device]
    return ListPage(
        summary=_summary(found.all),
        found=_found(found),
        choices=_choices(found),
        wanted=wanted,
        patients=tuple(_listed(row, now_utc_s, timezone, today) for row in shown),
        in_all=len(found.all),
        pages=found.pages,
        previous=Link(wanted.address(number - 1), "Previous page") if 1 < number <= found.pages else None,
        next=Link(wanted.address(number + 1), "Next page") if number < found.pages else None,
    )


def _summary(ranked: Sequence[Ranked]) -> str:
    by_level = Counter(patient.level for patient in ranked)
    urgent, check, nothing = (by_level[level] for level in range(len(NEED_LEVELS)))
    return f"{count(len(ranked), 'patient')}: {urgent} urgent, {check} to check, no reason found for {nothing}."


def _found(found: FoundPatients) -> str:
    if len(found.fitting) == len(found.all):
        return ""
    return f"{count(len(found.fitting), 'patient')} of {len(found.all)} found." if found.fitting else NOBODY


def _choices(found: FoundPatients) -> tuple[ReasonChoice, ...]:
    counts: Counter[ReasonKind] = Counter(kind for patient in found.all for kind in patient.kinds)
    chosen = found.wanted.reason
    kinds = [kind for kind in REASON_KINDS if counts[kind] or kind == chosen]
    return tuple(ReasonChoice(kind, REASON_WORDS[kind], counts[kind], kind == chosen) for kind in kinds)


def _listed(row: PatientRow, now_utc_s: float, timezone: str, today: date) -> ListedPatient:
    synced, last, finished = row.last_sync_utc_s, row.last, finished_days(row, today)
    tremor, adherence = tremor_fact(_totals(last)), _adherence(row)
    return ListedPatient(
        name=Link(f"/patients/{row.device}", row.name),
        device=row.device,
        need=need(row, now_utc_s, today),
        synced="never" if synced is None else ago(now_utc_s - synced),
        synced_at="" if synced is None else moment(synced, timezone),
        worn=f"{row.valid_days} of {count(finished, 'day')}" if finished else NOT_YET,
        measured=f"data on {row.measured_days} of {DAYS_OF_DATA} days" if finished else "",
        line=sparkline(row.days),
        last_day=day_link(row.device, last.day, is_dated=last.is_dated) if last else None,
        last_day_mark=date_mark(last.day, latest_plausible(today)) if last else "",
        tremor=tremor.value,
        tremor_of=tremor.of,
        amplitude=of_tremor(_totals(last), last.amplitude_deg if last else None, degrees),
        adherence=adherence[0],
        adherence_of=adherence[1],
        repetitions=_repetitions(row, last) if finished and last else NOT_YET if last else NO_DATA,
    )


def _adherence(row: PatientRow) -> tuple[str, str]:
    """80 %, of 20 sets due."""
    due, done = sets_done([day for day in row.days if day])
    return (percent(done / due), f"{done} of {count(due, 'set')} due") if due else (NOTHING_DUE, "")


def _repetitions(row: PatientRow, last: OutlineDay) -> str:
    return " ".join(filter(None, exercised(row.repetitions, last.recorded_s)))


def _totals(last: OutlineDay | None) -> Summary:
    return Summary(worn_s=last.worn_s, assessable_s=last.assessable_s, tremor_s=last.tremor_s) if last else Summary()
