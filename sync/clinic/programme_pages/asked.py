"""Whose programme is asked for, by whom, and the page that answers.

Knows HTTP and who asks; must never know what stands on a page.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException, Response

from sync.clinic.database import Clinic
from sync.clinic.editor.history import SentRow, sent_rows
from sync.clinic.programme_pages.sending import Prescriptions, WhoSends
from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.prescribing import Recipient
from sync.clinic.web.answers import shown_page
from sync.clinic.web.gate import unknown_device
from sync.clinic.web.visitor import VISITOR
from sync.clinic.wording.language import marked, spoken

NOT_THERE: Final = marked("There is no such programme of this patient.")
CANNOT_SIGN: Final = marked(
    "Nothing can be sent from here at the moment: this clinic's computer has no key that it could sign a programme "
    "with. Tell whoever looks after Easeband in your clinic; the log of this service says what is the matter."
)
UNREADABLE_TEXT: Final = marked("What was sent cannot be read.")


class AskedPatients:
    """The patients that somebody may ask for. What is not there is raised as a page that says so."""

    def __init__(self, clinic: Clinic, prescriptions: Prescriptions) -> None:
        self.clinic, self.prescriptions = clinic, prescriptions

    def page(
        self,
        template: str,
        device: str,
        shown: Mapping[str, object],
        status: int = HTTPStatus.OK,
        *,
        typed: bool = False,
    ) -> Response:
        """Filled in, with who the patient is; `typed`: something is written there that can be lost."""
        name = self.clinic.name(device) or device
        cannot_send = "" if self.prescriptions.can_sign() else spoken(CANNOT_SIGN)
        page = {"device": device, "name": name, "cannot_send": cannot_send, **shown}
        return shown_page(template, page, status, typed=True) if typed else shown_page(template, page, status)

    def to(self, device: str) -> Recipient:
        """The device, with what was sent before."""
        if self.clinic.name(device) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, unknown_device(device))
        return self.prescriptions.to(device)

    def rows(self, device: str, sent: Sequence[SentProgramme]) -> list[SentRow]:
        """What is said of these."""
        return sent_rows(sent, self.prescriptions.told(device), self.prescriptions.timezone)

    def one(self, device: str, number: int) -> tuple[Recipient, SentProgramme]:
        """The version that was signed then."""
        to = self.to(device)
        one = found_version(to, number)
        if one is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, spoken(NOT_THERE))
        return to, one


def who_sends() -> WhoSends:
    """Who asks."""
    visitor = VISITOR.get()
    assert visitor.person is not None  # noqa: S101 - the gate lets nobody else in
    return WhoSends(visitor.person, visitor.address)


def found_version(to: Recipient, number: int) -> SentProgramme | None:
    """The version that was signed then; None where there is none."""
    return next((one for one in to.before if one.issued_utc_s == number and not one.takes_back), None)
