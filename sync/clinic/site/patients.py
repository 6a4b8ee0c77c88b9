"""The list of patients over HTTP, and for administrators who looked at them.

Knows what an address of these may ask for; must never know SQL, or how a number becomes words.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import HTTPException, Query, Response

from sync.clinic.accounts import Looks
from sync.clinic.listing import REASON_KINDS, Ranking, WantedList, find_patients, list_page
from sync.clinic.site.basis import Basis
from sync.clinic.site.following import OpenPages
from sync.clinic.site.looks import LOOKS_PER_PAGE, looks_page
from sync.clinic.web.answers import shown_page
from sync.clinic.web.app import Expected
from sync.clinic.web.visitor import VISITOR
from sync.clinic.wording.language import counted, marked, plural

LONGEST_NAME: Final = 64
LONGEST_SEARCH: Final = 100
NO_PAGE: Final = plural(
    "There is no page {page}: the list of patients has {number} page.",
    "There is no page {page}: the list of patients has {number} pages.",
)
LIST_EXPECTED: Final[dict[str, Expected]] = {
    "page": marked("a whole number from 1"),
    "reason": REASON_KINDS,
    "search": marked("at most 100 letters"),
}
Search = Annotated[str, Query(max_length=LONGEST_SEARCH)]
WantedReason = Annotated[str, Query(pattern=f"^({'|'.join(REASON_KINDS)})?$")]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000)]
WantedName = Annotated[str, Query(max_length=LONGEST_NAME)]


@dataclass(frozen=True)
class ListPages:
    """The list, and the looks."""

    basis: Basis
    ranking: Ranking
    open_pages: OpenPages

    def patients(self, search: Search = "", reason: WantedReason = "", page: PageNumber = 1) -> Response:
        """The list of patients that the visitor may see, those in need first."""
        ordered, person = self.ranking.now(self.basis.now_utc_s()), VISITOR.get().person
        live = self.open_pages.begins_at()
        seen = [one for one in ordered.ranked if person and person.may_see(one.device)]
        found = find_patients(seen, WantedList(search.strip(), reason, page))
        if page > found.pages:
            raise HTTPException(HTTPStatus.NOT_FOUND, counted(*NO_PAGE, found.pages, page=page))
        shown = list_page(found, ordered.lines(found.devices))
        return shown_page("patients.html", shown, damage=self.basis.damage(), live=live)

    def looked_at(self, page: PageNumber = 1, person: WantedName = "", patient: WantedName = "") -> Response:
        """Who looked at what, for administrators."""
        looks, of = Looks(self.basis.clinic.access, self.basis.now_utc_s), {"person": person, "device": patient}
        in_all = looks.how_many(**of)
        some = looks.last(LOOKS_PER_PAGE, (page - 1) * LOOKS_PER_PAGE, **of)
        shown = looks_page(some, in_all, self.basis.timezone, page, **of)
        return shown_page("looks.html", shown, damage=self.basis.damage())
