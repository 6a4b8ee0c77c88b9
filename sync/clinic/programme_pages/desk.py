"""Writing a programme: the form, the preview, sending and taking back.

Knows HTTP and who asks; must never know SQL, keys, or which programme is right. Whatever comes of a form, what was
typed stands on the page that answers.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException, Request, Response

from device.prescription import WrittenText, programme_of
from device.programme import Programme
from device.programme.catalogue import CATALOGUE
from device.programme.items import MOST_ITEMS
from sync.clinic.database import Clinic
from sync.clinic.database.values import NotStorable
from sync.clinic.editor.fault_words import fault_again
from sync.clinic.editor.fields import WHAT_ALL_ARE
from sync.clinic.editor.filled import Filled, filled_by
from sync.clinic.editor.form_page import form_page
from sync.clinic.editor.history import sent_url, text_sent
from sync.clinic.editor.judging import FieldFault, judged_form
from sync.clinic.editor.preview import card_address, preview_of
from sync.clinic.programme_pages.asked import (
    CANNOT_SIGN,
    NOT_THERE,
    UNREADABLE_TEXT,
    AskedPatients,
    found_version,
    who_sends,
)
from sync.clinic.programme_pages.begun import from_another, from_before, from_nothing, is_the_same, name_for
from sync.clinic.programme_pages.looking import SentPages
from sync.clinic.programme_pages.sending import CannotSign, Prescriptions, WhoSends, newest_programme, stamp_for
from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.prescribing import NotPrescribed, Recipient, SentMeanwhile, Signer, objections_before
from sync.clinic.symptoms import SymptomNames
from sync.clinic.web.answers import go_to
from sync.clinic.web.app import MorePages
from sync.clinic.web.gate import may_only_look, unknown_device
from sync.clinic.wording.glossary import PROGRAMME_ENTRIES
from sync.clinic.wording.heard import programme_called
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import capital, moment, sentence

BASED_ON: Final = "based_on"  # the field that says which one was the newest when the form was opened
NOTHING_SENT: Final = marked("Nothing was sent: {why}. What you typed stands here.")
MEANWHILE: Final = marked(
    "{happened}, while this was being written. Yours was not sent, and all that you typed stands here. If yours is to "
    "come next all the same, check and send it once more."
)
NOTHING_TO_COPY: Final = marked("Nothing was sent to {device}: there is nothing to copy.")
BACK_MEANWHILE: Final = marked(
    "Nothing was taken back: something was sent since that page was opened. Open it again, and look at the newest one."
)


class ProgrammeDesk:
    """The form of a programme, and what becomes of it."""

    def __init__(self, asked: AskedPatients) -> None:
        self._asked = asked

    def begin(self, device: str, version: int | None = None, copy: str = "") -> Response:
        """A form that begins with one of before, with another patient's, or with nothing."""
        to, sender = self._asked.to(device), who_sends()
        if not sender.person.may_change:
            raise HTTPException(HTTPStatus.FORBIDDEN, may_only_look(sender.person.name))
        name = name_for(to)
        if version is not None:
            filled = from_before(self._text(to, version), to.today)
        elif copy:
            filled = from_another(self._text_of(copy, sender), name, sender.person.name, to.today)
            self._asked.prescriptions.copied(sender, copy, device)
        else:
            filled = from_nothing(name, sender.person.name, to.today)
        return self._form(to, filled, is_begun=False)

    def _text_of(self, other: str, sender: WhoSends) -> str:
        if not sender.person.may_see(other):
            raise HTTPException(HTTPStatus.NOT_FOUND, unknown_device(other))
        to = self._asked.to(other)
        newest = newest_programme(to)
        if newest is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, spoken(NOTHING_TO_COPY, device=other))
        return self._text(to, newest.issued_utc_s)

    def _text(self, to: Recipient, number: int) -> str:
        """Of a version that can be read."""
        one = found_version(to, number)
        text = text_sent(one) if one else ""
        if not isinstance(programme_of(text), Programme):
            raise HTTPException(HTTPStatus.NOT_FOUND, spoken(NOT_THERE if one is None else UNREADABLE_TEXT))
        return text

    def change(self, device: str, request: Request) -> Response:
        """The same form with one exercise more, less or sooner, or as it is."""
        form = request.state.form
        return self._form(self._asked.to(device), _changed(filled_by(form), form), based_on=form.get(BASED_ON, ""))

    def preview(self, device: str, request: Request) -> Response:
        """What the form comes to, or all that is wrong with it."""
        to, filled = self._asked.to(device), filled_by(request.state.form)
        found = self._checked(to, filled, request)
        return found if isinstance(found, Response) else self._preview(to, filled, found)

    def send(self, device: str, request: Request) -> Response:
        """Sign it and send it."""
        to, filled = self._asked.to(device), filled_by(request.state.form)
        found = self._checked(to, filled, request)
        if isinstance(found, Response):
            return found
        try:
            self._asked.prescriptions.send(who_sends(), to, found)
        except SentMeanwhile:
            return self._meanwhile(self._asked.to(device), filled, found)
        except CannotSign:
            return self._form(to, filled, status=HTTPStatus.SERVICE_UNAVAILABLE)
        except (NotPrescribed, NotStorable) as problem:
            notice = spoken(NOTHING_SENT, why=fault_again(str(problem)))
            return self._form(to, filled, notice=notice, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return go_to(f"/patients/{device}/programme")

    def take_back(self, device: str, request: Request) -> Response:
        """The newest, if the patient has not accepted it, and it is the one that was seen."""
        to = self._asked.to(device)
        if request.state.form.get(BASED_ON, "") != str(to.newest_utc_s):
            raise HTTPException(HTTPStatus.CONFLICT, spoken(BACK_MEANWHILE))
        try:
            self._asked.prescriptions.take_back(who_sends(), to)
        except CannotSign:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, spoken(CANNOT_SIGN)) from None
        except (NotPrescribed, NotStorable) as problem:
            said = spoken("Nothing was taken back: {why}.", why=fault_again(str(problem)))
            raise HTTPException(HTTPStatus.CONFLICT, said) from None
        return go_to(f"/patients/{device}/programme")

    def _checked(self, to: Recipient, filled: Filled, request: Request) -> WrittenText | Response:
        """The programme, or the form again with the reason why it is none, or not to be sent next."""
        found = judged_form(filled, stamp_for(to, filled.head.get("id", "")))
        if request.state.form.get(BASED_ON, "") != str(to.newest_utc_s):
            return self._meanwhile(to, filled, found if isinstance(found, WrittenText) else None)
        if isinstance(found, WrittenText):
            objections = [
                FieldFault("", sentence(fault_again(said))) for said in objections_before(to, found.programme)
            ]
            return self._wrong(to, filled, objections) if objections else found
        return self._wrong(to, filled, found)

    def _wrong(self, to: Recipient, filled: Filled, faults: Sequence[FieldFault]) -> Response:
        return self._form(to, filled, faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _meanwhile(self, to: Recipient, filled: Filled, written: WrittenText | None) -> Response:
        """Somebody else has sent one; or the same was sent twice, by a second click."""
        newest = to.before[0] if to.before else None
        if newest and written and not newest.takes_back and is_the_same(text_sent(newest), written.text):
            return go_to(f"/patients/{to.device}/programme")
        other = sent_url(newest) if newest and not newest.takes_back else ""
        notice = spoken(MEANWHILE, happened=self._happened(to.device, newest))
        return self._form(to, filled, notice=notice, other=other, status=HTTPStatus.CONFLICT)

    def _happened(self, device: str, newest: SentProgramme | None) -> str:
        """While somebody was writing."""
        if newest is None:
            return spoken("This page is of another patient or another time")  # nobody else has sent anything
        when = moment(newest.issued_utc_s, self._asked.prescriptions.timezone)
        (row,) = self._asked.rows(device, [newest]) or (None,)
        if row is None:
            name = programme_called(newest.id, newest.version)
            return spoken("{name} was taken back on {when}", name=name, when=when)
        return spoken("{person} sent {name} on {when}", person=capital(row.by), name=row.name, when=when)

    def _preview(self, to: Recipient, filled: Filled, written: WrittenText) -> Response:
        shown = {
            "preview": preview_of(written.programme),
            "card": card_address(written.programme),
            "text": written.text,
            "fields": list(filled.values()),
            "based_on": to.newest_utc_s,
            "becomes": _becoming(to, written.programme.id),
        }
        return self._asked.page("programme_preview.html", to.device, shown, typed=True)

    def _form(
        self,
        to: Recipient,
        filled: Filled,
        faults: Sequence[FieldFault] = (),
        *,
        notice: str = "",
        other: str = "",
        based_on: str = "",
        is_begun: bool = True,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        names = {one.number: one.name for one in SymptomNames(self._asked.clinic.access).of(to.device)}
        shown = {
            "form": form_page(filled, faults, names),
            "all_are": spoken(WHAT_ALL_ARE),
            "words": PROGRAMME_ENTRIES,
            "notice": notice,
            "other": other,
            "based_on": based_on or str(to.newest_utc_s),
            "is_begun": is_begun,
            "becomes": _becoming(to, filled.head.get("id", "")),
        }
        return self._asked.page("programme_form.html", to.device, shown, status, typed=True)


def programme_pages(
    clinic: Clinic, now_utc_s: Callable[[], float], timezone: str, signer: Callable[[], Signer]
) -> MorePages:
    """Pages and forms for `make_app`. `signer` raises NoClinic where this computer has no key."""
    asked = AskedPatients(clinic, Prescriptions(clinic, now_utc_s, timezone, signer))
    desk, sent = ProgrammeDesk(asked), SentPages(asked)
    of_patient = "/patients/{device}/programme"
    return MorePages(
        pages={
            of_patient: sent.overview,
            f"{of_patient}/new": desk.begin,
            f"{of_patient}/sent/{{number}}": sent.sent,
            f"{of_patient}/sent/{{number}}/card.svg": sent.card,
            f"{of_patient}/sent/{{number}}/card.pdf": sent.card_pdf,
        },
        forms={
            f"{of_patient}/form": desk.change,
            f"{of_patient}/preview": desk.preview,
            f"{of_patient}/send": desk.send,
            f"{of_patient}/take-back": desk.take_back,
        },
    )


def _becoming(to: Recipient, name: str) -> str:
    """What it is called once it is sent: arm-2026 version 3."""
    return programme_called(name, to.next_version(name)).strip()


def _changed(filled: Filled, form: dict[str, str]) -> Filled:
    """By the button that was pressed: add, or remove and sooner with a number."""
    what, _, number = form.get("do", "").partition(" ")
    exercise = form.get("add", "")
    if what == "add" and exercise in CATALOGUE and len(filled.items) < MOST_ITEMS:
        return filled.with_item(exercise)
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(MOST_ITEMS))):
        return filled
    return {"remove": filled.without_item, "sooner": filled.with_item_sooner}.get(what, lambda _n: filled)(int(number))
