"""What was sent to a patient: the history, each version with how it looks, and its card.

Knows HTTP; must never know forms, SQL, keys, or what may be prescribed.
"""

import logging
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import HTTPException, Path, Query, Response

from device.card import LANGUAGES, MissingPart, UnknownLanguage
from device.prescription import programme_of
from device.programme import Programme
from sync.clinic.editor.history import may_be_taken_back, other_rows, starts_of, text_sent, unknown_in_force
from sync.clinic.editor.preview import USUAL_LANGUAGE, card_language, card_of, preview_of
from sync.clinic.programme_pages.asked import UNREADABLE_TEXT, AskedPatients, who_sends
from sync.clinic.programme_pages.sending import newest_programme
from sync.clinic.web.answers import PICTURE_HEADERS, picture_answer
from sync.clinic.wording.language import marked, spoken

LANGUAGE_NAMES: Final = {"en": marked("English"), "de": marked("German")}
CARD_NOT_MADE: Final = marked(
    "This computer cannot make the card. Tell whoever looks after Easeband in your clinic: the log of this service "
    "says what is missing."
)
log = logging.getLogger(__name__)
Number = Annotated[int, Path(ge=0, le=10**12)]
Language = Annotated[str, Query(max_length=8)]


class SentPages:
    """Pages to look at."""

    def __init__(self, asked: AskedPatients) -> None:
        self._asked = asked

    def overview(self, device: str) -> Response:
        """What was sent, and where a new one may begin."""
        to, person = self._asked.to(device), who_sends().person
        newest = newest_programme(to)
        others = other_rows(to.before, to.stated, self._asked.prescriptions.timezone)
        shown = {
            "rows": [
                *others,
                *self._asked.rows(device, to.before),
            ],
            "newest": newest,
            "based_on": to.newest_utc_s,
            "starts": starts_of(to),
            "unknown": unknown_in_force(to),
            "may_take_back": may_be_taken_back(newest),
            "may_change": person.may_change,
            "others": self._asked.prescriptions.others(person, device) if person.may_change else [],
        }
        return self._asked.page("programme.html", device, shown)

    def sent(self, device: str, number: Number) -> Response:
        """One version: what it asks for, how it looks, and its text."""
        to, one = self._asked.one(device, number)
        text = text_sent(one)
        found = programme_of(text)
        row = self._asked.rows(device, [one])[0]
        shown = {
            "row": row,
            "number": number,
            "text": text,
            "preview": preview_of(found) if isinstance(found, Programme) else None,
            "faults": () if isinstance(found, Programme) else found.faults,
            "card_language": card_language(),
            "is_newest": one == newest_programme(to),
            "may_change": who_sends().person.may_change,
            "languages": [(language, spoken(LANGUAGE_NAMES.get(language, language))) for language in LANGUAGES],
        }
        return self._asked.page("programme_sent.html", device, shown)

    def card(self, device: str, number: Number, language: Language = USUAL_LANGUAGE) -> Response:
        """The card to print."""
        return picture_answer(self._card(device, number, language, "mm"))

    def card_pdf(self, device: str, number: Number, language: Language = USUAL_LANGUAGE) -> Response:
        """The same, in the size of the paper."""
        from device.pictures.render import pdf_of_svg  # noqa: PLC0415 - loads a renderer

        pdf = pdf_of_svg(self._card(device, number, language, "points"))
        return Response(pdf, media_type="application/pdf", headers=PICTURE_HEADERS)

    def _card(self, device: str, number: int, language: str, size: str) -> str:
        found = programme_of(text_sent(self._asked.one(device, number)[1]))
        if not isinstance(found, Programme):
            raise HTTPException(HTTPStatus.NOT_FOUND, spoken(UNREADABLE_TEXT))
        try:
            return card_of(found, language, size)
        except UnknownLanguage:
            raise HTTPException(HTTPStatus.NOT_FOUND, spoken("There is no card in this language.")) from None
        except MissingPart as problem:
            log.error("%s", problem)
            raise HTTPException(HTTPStatus.NOT_IMPLEMENTED, spoken(CARD_NOT_MADE)) from None
