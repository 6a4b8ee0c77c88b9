"""Who looked at what: the page of it, for administrators.

Knows what stands in each line; must never know HTML, SQL or what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final
from urllib.parse import urlencode

from sync.clinic.accounts import PageLook
from sync.clinic.pages.day import Link
from sync.clinic.pages.tables import Table
from sync.clinic.wording.words import count, moment

LOOKS_PER_PAGE: Final = 100
COLUMNS: Final = ("When", "Who", "Patient", "What", "From")


@dataclass(frozen=True)
class LooksPage:
    """One page of it."""

    summary: str
    table: Table
    person: str
    device: str
    number: int
    pages: int
    previous: Link | None
    next: Link | None


def looks_page(
    looks: Sequence[PageLook], in_all: int, timezone: str, number: int, *, person: str = "", device: str = ""
) -> LooksPage:
    """Page `number` (from 1) of the looks, the last first; of all, or of one person or patient."""
    pages = max(1, ceil(in_all / LOOKS_PER_PAGE))
    rows = tuple((moment(it.at_utc_s, timezone), it.person or "nobody", it.device, it.what, it.address) for it in looks)
    return LooksPage(
        summary=f"{count(in_all, 'look')}, the last first.",
        table=Table(
            "Each page of a patient that was shown, with its pictures; and each time that somebody signed in.",
            COLUMNS,
            rows,
            "",
        ),
        person=person,
        device=device,
        number=number,
        pages=pages,
        previous=Link(_address(number - 1, person, device), "Later") if 1 < number <= pages else None,
        next=Link(_address(number + 1, person, device), "Earlier") if number < pages else None,
    )


def _address(number: int, person: str, device: str) -> str:
    asked = {"person": person, "patient": device, "page": str(number)}
    return f"/looks?{urlencode({name: value for name, value in asked.items() if value})}"
