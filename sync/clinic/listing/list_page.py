"""One page of the list of patients: what was asked for, and what stands in each line.

Knows searching, filtering and paging; must never know HTML, SQL or HTTP.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final
from urllib.parse import urlencode

from sync.clinic.listing.lines import ListedPatient
from sync.clinic.listing.need import NEED_LEVELS, REASON_KINDS, REASON_WORDS, ReasonKind
from sync.clinic.listing.ranking import Ranked, folded
from sync.clinic.pages.day import Link
from sync.clinic.wording.language import counted, marked, plural, spoken

PATIENTS_PER_PAGE: Final = 50
NOBODY: Final = marked("No patient of yours is called so, or has this reason.")


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

    def among(self, ranked: Sequence[Ranked]) -> Sequence[Ranked]:
        """Those of these patients who are asked for."""
        sought, reason = folded(self.search), self.reason
        if not sought and not reason:
            return ranked
        return [one for one in ranked if (not reason or reason in one.kinds) and sought in one.folded]


@dataclass(frozen=True)
class ReasonChoice:
    """A reason to filter by, and how many patients have it."""

    kind: ReasonKind
    words: str
    patients: int
    is_chosen: bool


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
    return FoundPatients(ranked, wanted.among(ranked), wanted)


def list_page(found: FoundPatients, lines: Sequence[ListedPatient]) -> ListPage:
    """The page, of these lines."""
    wanted, number = found.wanted, found.wanted.page
    return ListPage(
        summary=_summary(found.all),
        found=_found(found),
        choices=_choices(found),
        wanted=wanted,
        patients=tuple(lines),
        in_all=len(found.all),
        pages=found.pages,
        previous=Link(wanted.address(number - 1), spoken("Previous page")) if 1 < number <= found.pages else None,
        next=Link(wanted.address(number + 1), spoken("Next page")) if number < found.pages else None,
    )


def _summary(ranked: Sequence[Ranked]) -> str:
    by_level = Counter(patient.level for patient in ranked)
    urgent, check, nothing = (by_level[level] for level in range(len(NEED_LEVELS)))
    return counted(
        "{number} patient: {urgent} urgent, {check} to check, no reason found for {nothing}.",
        "{number} patients: {urgent} urgent, {check} to check, no reason found for {nothing}.",
        len(ranked),
        urgent=urgent,
        check=check,
        nothing=nothing,
    )


def _found(found: FoundPatients) -> str:
    if len(found.fitting) == len(found.all):
        return ""
    if not found.fitting:
        return spoken(NOBODY)
    texts = plural("{number} patient of {all} found.", "{number} patients of {all} found.")
    return counted(*texts, len(found.fitting), all=len(found.all))


def _choices(found: FoundPatients) -> tuple[ReasonChoice, ...]:
    counts: Counter[ReasonKind] = Counter(kind for patient in found.all for kind in patient.kinds)
    chosen = found.wanted.reason
    kinds = [kind for kind in REASON_KINDS if counts[kind] or kind == chosen]
    return tuple(ReasonChoice(kind, spoken(REASON_WORDS[kind]), counts[kind], kind == chosen) for kind in kinds)
