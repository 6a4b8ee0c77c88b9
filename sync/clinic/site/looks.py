"""Who looked at what: the page of it, for administrators.

Knows what stands in each line; must never know HTML, SQL or what time it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final
from urllib.parse import urlencode

from sync.clinic.accounts import PageLook
from sync.clinic.pages.day import Link
from sync.clinic.pages.tables import Table
from sync.clinic.wording.heard import WITHIN_A_PART, date_in_words, said_again
from sync.clinic.wording.language import IN_ENGLISH, PAGE_LANGUAGE, counted, marked, spoken, spoken_as
from sync.clinic.wording.words import moment

LOOKS_PER_PAGE: Final = 100
COLUMNS: Final = (marked("When"), marked("Who"), marked("Patient"), marked("What"))


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
    rows = tuple(
        (moment(it.at_utc_s, timezone), it.person or spoken("nobody"), it.device, look_words(it.what), it.address)
        for it in looks
    )
    return LooksPage(
        summary=counted("{number} look, the last first.", "{number} looks, the last first.", in_all),
        table=Table(
            spoken("Each page of a patient that was shown, with its pictures; and each time that somebody signed in."),
            (*map(spoken, COLUMNS), spoken_as("address", "From")),
            rows,
            "",
        ),
        person=person,
        device=device,
        number=number,
        pages=pages,
        previous=Link(_address(number - 1, person, device), spoken("Later")) if 1 < number <= pages else None,
        next=Link(_address(number + 1, person, device), spoken("Earlier")) if number < pages else None,
    )


OF_A_DAY: Final = re.compile(r"days/(?P<day>[\d-]+)")
LOOKS: Final = (  # as they are written down
    marked("all days"),
    marked("signed in"),
    marked("signed out"),
    marked("was not let in"),
    marked("changed: {what}"),
    marked("sent {name}"),
    marked("took back {name}"),
    marked("programme copied to {device}"),
    marked("added {name} as {role}"),
    marked("reset {name}"),
    marked("removed {name}"),
    marked("assigned {devices}: {name}"),
    marked("took away {devices}: {name}"),
    marked("all patients"),
    marked("programme"),
    marked("programme/new"),
    marked("programme/form"),
    marked("programme/preview"),
    marked("programme/send"),
    marked("programme/take-back"),
    marked("programme/sent/{number}"),
    marked("programme/{part}"),
    marked("markers"),
    marked("markers/{number}"),
    marked("files/{kind}"),
)


def look_words(what: str) -> str:
    """What was looked at, or done; an address stands as it is."""
    if day := OF_A_DAY.fullmatch(what):
        return spoken("the day {day}", day=date_in_words(day["day"]))
    return what if PAGE_LANGUAGE.get() is IN_ENGLISH else said_again(what, LOOKS, WITHIN_A_PART)


def _address(number: int, person: str, device: str) -> str:
    asked = {"person": person, "patient": device, "page": str(number)}
    return f"/looks?{urlencode({name: value for name, value in asked.items() if value})}"
