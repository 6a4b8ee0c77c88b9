"""The days of one patient that a file is made of, and what the clinic alone knows of that person.

Knows the clinic's database; must never know what a file looks like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from device.day.document import DayDocument
from sync.clinic.database import Clinic
from sync.clinic.database.values import DamagedDay, latest_plausible
from sync.clinic.markers import Marker, Markers
from sync.clinic.symptoms import SymptomNames, name_on
from sync.clinic.wording.words import count, short_date
from sync.report import ReportSubject

NUMBERS = (1, 2, 3)  # of own symptoms


@dataclass(frozen=True)
class ToldToday:
    """What the clinic says of a patient today: reasons of the list, and the page's answer on the last injection."""

    reasons: tuple[str, ...] = ()
    effect: str = ""


NOTHING_TOLD: Final = ToldToday()


@dataclass(frozen=True)
class WantedDays:
    """So many `days` of `device`, up to `until`; up to the last day with data where that is None. `now`: in UTC."""

    device: str
    days: int
    today: date
    now_utc_s: float
    until: date | None = None
    told: ToldToday = NOTHING_TOLD


@dataclass(frozen=True)
class TakenDays:
    """The days from `first` to `last` that can be read, in order, and the dates of those that cannot."""

    first: date
    last: date
    documents: Sequence[DayDocument]
    unreadable: Sequence[str] = ()


def taken_days(clinic: Clinic, asked: WantedDays) -> TakenDays:
    """Of known date alone. Raises ClinicUnavailable."""
    latest = latest_plausible(asked.today)
    placed = sorted({day.day for day in clinic.days(asked.device) if day.is_placed(latest)})
    last = asked.until or (date.fromisoformat(placed[-1]) if placed else asked.today)
    first = last - timedelta(days=asked.days - 1)
    documents, unreadable = list[DayDocument](), list[str]()
    for day in (day for day in placed if first.isoformat() <= day <= last.isoformat()):
        try:
            stored = clinic.day(asked.device, day)
        except DamagedDay:
            unreadable.append(day)
        else:
            documents += [stored.document] if stored else []
    lost = [day for day in clinic.unreadable_days(asked.device) if first.isoformat() <= day <= last.isoformat()]
    return TakenDays(first, last, documents, sorted({*unreadable, *lost}))


def subject_of(clinic: Clinic, device: str, last: date, told: ToldToday = NOTHING_TOLD) -> ReportSubject:
    """The person as the clinic knows them on the day `last`. Raises ClinicUnavailable."""
    access, day = clinic.access, last.isoformat()
    names = SymptomNames(access).of(device)
    known = {name.number for name in names}
    return ReportSubject(
        device,
        clinic.name(device) or "",
        [_in_words(one, last) for one in Markers(access).of(device) if one.day <= last],
        [(number, name_on(day, number, names)) for number in NUMBERS if number in known],
        told.reasons,
        told.effect,
    )


def _in_words(marker: Marker, last: date) -> str:
    ago = (last - marker.day).days
    return f"{short_date(marker.day.isoformat())}, {count(ago, 'day')} before the last day: {marker.words}"
