"""All patients in the order of need, remembered until anything of them has changed, or a minute is over.

Knows when an order, and a place in it, is out of date; must never know SQL, HTML or who asks. To judge thousands takes
seconds: each patient is judged when something of it has changed, and those who ask at once wait for one look together.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from operator import attrgetter
from threading import Lock
from typing import Final

from sync.clinic.database import Clinic
from sync.clinic.database.reading import PatientMark
from sync.clinic.database.values import PatientRow
from sync.clinic.listing.lines import ListedPatient, listed_patient
from sync.clinic.listing.need import Need, ReasonKind, need, silent_until_utc_s
from sync.clinic.wording.language import PAGE_LANGUAGE
from sync.clinic.wording.words import local_date

A_MINUTE_S: Final = 60
Order = tuple[int, int, float, str, str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A patient's place. `folded`: name and device as they are searched for."""

    device: str
    level: int
    kinds: frozenset[ReasonKind]
    folded: str


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A patient's place and what it is ordered by: it holds until the patient's `mark` is another, or that moment."""

    ranked: Ranked
    order: Order
    mark: PatientMark | None
    until_utc_s: float

    def holds(self, mark: PatientMark | None, now_utc_s: float) -> bool:
        """Whether it is still so."""
        return mark is not None and mark == self.mark and now_utc_s < self.until_utc_s


class OrderedPatients:
    """All patients in order, at one moment; and their lines, each made once, when it is first shown.

    What holds of the order `before` is taken from there: only who has changed is judged, and drawn, anew.
    """

    def __init__(
        self, clinic: Clinic, now_utc_s: float, timezone: str, before: "OrderedPatients | None" = None
    ) -> None:
        """Raises ClinicUnavailable."""
        self._clinic, self._now_utc_s, self._timezone = clinic, now_utc_s, timezone
        self._today, marks = local_date(now_utc_s, timezone), clinic.marks_of_patients()
        kept = before.still(marks, now_utc_s, self._today) if before else {}
        rows = chain.from_iterable(clinic.patients_in_parts(self._today, kept))
        anew = (place_of(row, now_utc_s, self._today, marks.get(row.device)) for row in rows)
        self._places = kept | {one.ranked.device: one for one in anew}
        self._lines = before.lines_still(kept, now_utc_s) if before else {}
        self.ranked = by_need(self._places.values())

    def lines(self, devices: Sequence[str]) -> list[ListedPatient]:
        """Of these patients, without any who has been erased since. Raises ClinicUnavailable."""
        code = PAGE_LANGUAGE.get().code
        missing = [device for device in devices if (code, device) not in self._lines]
        for row in self._clinic.patients(self._today, missing) if missing else ():
            self._lines[code, row.device] = listed_patient(row, self._now_utc_s, self._timezone)
        return [self._lines[code, device] for device in devices if (code, device) in self._lines]

    def still(self, marks: Mapping[str, PatientMark], now_utc_s: float, today: date) -> dict[str, KeptPlace]:
        """What holds now, by device. Nothing on another day: which days are finished is another thing then."""
        if today != self._today or now_utc_s < self._now_utc_s:
            return {}
        return {device: one for device, one in self._places.items() if one.holds(marks.get(device), now_utc_s)}

    def lines_still(self, kept: Collection[str], now_utc_s: float) -> dict[tuple[str, str], ListedPatient]:
        """Those that say the same now: how long ago something was is said by the minute."""
        if now_utc_s // A_MINUTE_S != self._now_utc_s // A_MINUTE_S:
            return {}
        return {key: line for key, line in self._lines.copy().items() if key[1] in kept}


class Ranking:
    """Of the patients of one clinic, for any thread. Every method raises ClinicUnavailable."""

    def __init__(self, clinic: Clinic, timezone: str) -> None:
        self._clinic, self._timezone = clinic, timezone
        self._lock, self._begun, self._looked = Lock(), 0, 0
        self._key: tuple[object, ...] = ()
        self._kept: OrderedPatients | None = None

    def now(self, now_utc_s: float) -> OrderedPatients:
        """Those in need first, as the database is now."""
        came = self._begun
        with self._lock:
            if self._kept is None or self._looked <= came:
                self._begun += 1
                self._kept = self._look(now_utc_s)
                self._looked = self._begun
            return self._kept

    def _look(self, now_utc_s: float) -> OrderedPatients:
        key = (now_utc_s // A_MINUTE_S, *self._clinic.mark_of_lists())
        if self._kept is None or key != self._key:
            kept = OrderedPatients(self._clinic, now_utc_s, self._timezone, self._kept)
            self._key = key
            return kept
        return self._kept


def place_of(row: PatientRow, now_utc_s: float, today: date, mark: PatientMark | None = None) -> KeptPlace:
    """One patient, now; one whose numbers are still being gathered for this moment alone."""
    its = need(row, now_utc_s, today)
    until_utc_s = silent_until_utc_s(row, now_utc_s) if row.is_gathered else now_utc_s
    return KeptPlace(_ranked(row, its), _order(row, its), mark, until_utc_s)


def by_need(places: Iterable[KeptPlace]) -> tuple[Ranked, ...]:
    """Those in need first."""
    return tuple(one.ranked for one in sorted(places, key=attrgetter("order")))


def _order(row: PatientRow, needed: Need) -> Order:
    """Those in need first; within a level by the first reason, and then the longest silence first."""
    return *needed.order, row.last_sync_utc_s or 0.0, row.name.casefold(), row.device


def _ranked(row: PatientRow, needed: Need) -> Ranked:
    kinds = frozenset(reason.kind for reason in needed.reasons)
    return Ranked(row.device, needed.level, _shared(kinds), folded(f"{row.name}\n{row.device}"))


@cache
def _shared(kinds: frozenset[ReasonKind]) -> frozenset[ReasonKind]:
    """One and the same for all patients who have the same reasons."""
    return kinds


def folded(text: str) -> str:
    """As it is searched for: without capital letters and accents."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
