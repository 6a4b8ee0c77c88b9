"""All patients in the order of need, remembered until anything of them has changed, or a minute is over.

Knows when an order is out of date; must never know SQL, HTML or who asks. A clinic of thousands takes a fifth of a
second to be put in order: those who ask at once wait for one look at it together.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from threading import Lock
from typing import Final

from sync.clinic.database import Clinic
from sync.clinic.database.values import PatientRow
from sync.clinic.listing.lines import ListedPatient, listed_patient
from sync.clinic.listing.need import Need, ReasonKind, need
from sync.clinic.wording.language import PAGE_LANGUAGE
from sync.clinic.wording.words import local_date

A_MINUTE_S: Final = 60


@dataclass(frozen=True)
class Ranked:
    """A patient's place. `folded`: name and device as they are searched for."""

    device: str
    level: int
    kinds: frozenset[ReasonKind]
    folded: str


class OrderedPatients:
    """All patients in order, at one moment; and their lines, each made once, when it is first shown."""

    def __init__(self, clinic: Clinic, now_utc_s: float, timezone: str) -> None:
        """Raises ClinicUnavailable."""
        self._clinic, self._now_utc_s, self._timezone = clinic, now_utc_s, timezone
        self._today = local_date(now_utc_s, timezone)
        self._lines: dict[tuple[str, str], ListedPatient] = {}  # by language and device
        rows = chain.from_iterable(clinic.patients_in_parts(self._today))
        self.ranked = by_need((row, need(row, now_utc_s, self._today)) for row in rows)

    def lines(self, devices: Sequence[str]) -> list[ListedPatient]:
        """Of these patients, without any who has been erased since. Raises ClinicUnavailable."""
        code = PAGE_LANGUAGE.get().code
        missing = [device for device in devices if (code, device) not in self._lines]
        for row in self._clinic.patients(self._today, missing) if missing else ():
            self._lines[code, row.device] = listed_patient(row, self._now_utc_s, self._timezone)
        return [self._lines[code, device] for device in devices if (code, device) in self._lines]


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
            kept = OrderedPatients(self._clinic, now_utc_s, self._timezone)
            self._key = key
            return kept
        return self._kept


def by_need(needed: Iterable[tuple[PatientRow, Need]]) -> tuple[Ranked, ...]:
    """Those in need first; within a level by the first reason, and then the longest silence first."""
    found = [(_order(row, its), _ranked(row, its)) for row, its in needed]
    return tuple(ranked for _, ranked in sorted(found, key=itemgetter(0)))


def _order(row: PatientRow, needed: Need) -> tuple[int, int, float, str, str]:
    return *needed.order, row.last_sync_utc_s or 0.0, row.name.casefold(), row.device


def _ranked(row: PatientRow, needed: Need) -> Ranked:
    kinds = frozenset(reason.kind for reason in needed.reasons)
    return Ranked(row.device, needed.level, kinds, folded(f"{row.name}\n{row.device}"))


def folded(text: str) -> str:
    """As it is searched for: without capital letters and accents."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
