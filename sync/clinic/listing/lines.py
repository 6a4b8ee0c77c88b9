"""One line of the list of patients, as text.

Knows which numbers stand in it and what each is of; must never know HTML, SQL or what time it is.
"""

from dataclasses import dataclass
from typing import Final

from device.day.document import Summary
from sync.clinic.database.values import PatientRow, latest_plausible
from sync.clinic.listing.need import Need, finished_days, need, sets_done
from sync.clinic.listing.sparkline import Sparkline, sparkline
from sync.clinic.outline.outline_day import OutlineDay
from sync.clinic.outline.patient_outline import DAYS_OF_DATA
from sync.clinic.pages.day import Link, date_mark, day_link
from sync.clinic.pages.facts import exercised, of_tremor, tremor_fact
from sync.clinic.wording.language import counted, marked, plural, spoken
from sync.clinic.wording.words import NO_DATA, ago, degrees, duration, local_date, moment, percent

NOT_YET: Final = marked("no finished day yet")  # where finished days are counted
SETS_DUE: Final = plural("{done} of {number} set due", "{done} of {number} sets due")
NOTHING_DUE: Final = marked("nothing was due")


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
    last_worn: str
    last_is_worn: bool
    tremor: str
    tremor_of: str
    amplitude: str
    adherence: str
    adherence_of: str
    repetitions: str


def listed_patient(row: PatientRow, now_utc_s: float, timezone: str) -> ListedPatient:
    """The line of a patient, now."""
    today = local_date(now_utc_s, timezone)
    synced, last, finished = row.last_sync_utc_s, row.last, finished_days(row, today)
    tremor, adherence = tremor_fact(_totals(last)), _adherence(row)
    return ListedPatient(
        name=Link(f"/patients/{row.device}", row.name),
        device=row.device,
        need=need(row, now_utc_s, today),
        synced=spoken("never") if synced is None else ago(now_utc_s - synced),
        synced_at="" if synced is None else moment(synced, timezone),
        worn=_worn(row.valid_days, finished) if finished else spoken(NOT_YET),
        measured=spoken("data on {days} of {of} days", days=row.measured_days, of=DAYS_OF_DATA) if finished else "",
        line=sparkline(row.days),
        last_day=day_link(row.device, last.day, is_dated=last.is_dated) if last else None,
        last_day_mark=date_mark(last.day, latest_plausible(today)) if last else "",
        last_worn=_last_worn(last) if last else "",
        last_is_worn=bool(last and last.worn_s),
        tremor=tremor.value,
        tremor_of=tremor.of,
        amplitude=of_tremor(_totals(last), last.amplitude_deg if last else None, degrees),
        adherence=adherence[0],
        adherence_of=adherence[1],
        repetitions=_repetitions(row, last) if finished and last else spoken(NOT_YET if last else NO_DATA),
    )


def _worn(valid: int, finished: int) -> str:
    return counted("{worn} of {number} day", "{worn} of {number} days", finished, worn=valid)


def _adherence(row: PatientRow) -> tuple[str, str]:
    """80 %, of 20 sets due."""
    due, done = sets_done([day for day in row.days if day])
    if not due:
        return spoken(NOTHING_DUE), ""
    return percent(done / due), counted(*SETS_DUE, due, done=done)


def _repetitions(row: PatientRow, last: OutlineDay) -> str:
    return " ".join(filter(None, exercised(row.repetitions, last.recorded_s)))


def _last_worn(last: OutlineDay) -> str:
    """Worn for 13 h 30 min; that it is too little to compare; or that it was not worn at all."""
    if not last.worn_s:
        return spoken("not worn")
    text = marked("worn {time}") if last.is_valid else marked("worn {time}, too short to compare")
    return spoken(text, time=duration(last.worn_s))


def _totals(last: OutlineDay | None) -> Summary:
    return Summary(worn_s=last.worn_s, assessable_s=last.assessable_s, tremor_s=last.tremor_s) if last else Summary()
