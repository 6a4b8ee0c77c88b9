"""What an open page is told while it is open: of one patient, or of all that somebody may see.

Knows who asks and whether they still may; must never know what a page shows, SQL or how an event travels.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response

from sync.clinic.accounts import Visits
from sync.clinic.live import Arrivals, following
from sync.clinic.site.basis import Basis
from sync.clinic.web.answers import stream_answer
from sync.clinic.web.visitor import VISITOR, Visitor


@dataclass(frozen=True)
class OpenPages:
    """Pages that follow what comes."""

    basis: Basis
    arrivals: Arrivals
    visits: Visits

    def live(self, request: Request, device: str = "") -> Response:
        """What comes from now on, for a page of one patient or for the list."""
        if device:
            self.basis.name(device)
        visitor = VISITOR.get()

        def arrived(now_s: float) -> str:
            return self.arrivals.of_device(device) if device else self.arrivals.of_those(_seen_by(visitor), now_s)

        def may_go_on() -> bool:
            person = self.visits.who(visitor.kept, is_seen=False)
            return person is not None and (not device or person.may_see(device))

        return stream_answer(following(arrived, may_go_on, lambda: bool(request.app.state.is_ending)))

    def begins_at(self, device: str = "") -> dict[str, str]:
        """Where a page follows what comes, and the word for what it shows."""
        if device:
            return {"url": f"/patients/{device}/live", "word": self.arrivals.of_device(device)}
        return {"url": "/live", "word": self.arrivals.of_those(_seen_by(VISITOR.get()))}


def _seen_by(visitor: Visitor) -> Callable[[str], bool]:
    """Whether somebody may see a device."""
    person = visitor.person
    return person.may_see if person else (lambda _: False)
