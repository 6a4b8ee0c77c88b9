"""What each address does: the history, the form, the preview, sending and taking back.

Knows HTTP and who asks; must never know SQL, keys, or which programme is right. Whatever comes of a form, what was
typed stands on the page that answers.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import HTTPException, Path, Query, Request, Response

from device.card import LANGUAGES, MissingPart, UnknownLanguage
from device.prescription import WrittenText, programme_of
from device.programme import Programme
from device.programme.catalogue import CATALOGUE
from device.programme.items import MOST_ITEMS
from sync.clinic.database import Clinic
from sync.clinic.database.values import NotStorable
from sync.clinic.editor.fields import WHAT_ALL_ARE
from sync.clinic.editor.filled import Filled, filled_by
from sync.clinic.editor.form_page import form_page
from sync.clinic.editor.history import may_be_taken_back, other_rows, sent_rows, sent_url, text_sent
from sync.clinic.editor.judging import FieldFault, judged_form
from sync.clinic.editor.preview import USUAL_LANGUAGE, card_address, card_of, preview_of
from sync.clinic.enrolment.keys_folder import NoClinic
from sync.clinic.programme_pages.begun import from_another, from_before, from_nothing, is_the_same, name_for
from sync.clinic.programme_pages.sending import Prescriptions, WhoSends, newest_programme, stamp_for
from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.prescribing import NotPrescribed, Recipient, SentMeanwhile, Signer, objections_before
from sync.clinic.symptoms import SymptomNames
from sync.clinic.web.answers import PICTURE_HEADERS, go_to, shown_page
from sync.clinic.web.app import MorePages
from sync.clinic.web.gate import may_only_look, unknown_device
from sync.clinic.web.visitor import VISITOR
from sync.clinic.wording.glossary import PROGRAMME_ENTRIES
from sync.clinic.wording.words import capital, moment, sentence

BASED_ON: Final = "based_on"  # the field that says which one was the newest when the form was opened
NOTHING_SENT: Final = "Nothing was sent"
MEANWHILE: Final = (
    "{who} sent {name} on {when}, while this was being written. Yours was not sent, and all that you typed stands "
    "here. Look at the other one first; if yours is to replace it, check and send it once more."
)
BACK_MEANWHILE: Final = (
    "Nothing was taken back: something was sent since that page was opened. Open it again, and look at the newest one."
)
LANGUAGE_NAMES: Final = {"en": "English", "de": "German"}
NOT_THERE: Final = "There is no such programme of this patient."
UNREADABLE_TEXT: Final = "What was sent cannot be read."
Number = Annotated[int, Path(ge=0, le=10**12)]
Language = Annotated[str, Query(max_length=8)]


class ProgrammeDesk:
    """The pages of the programmes of a patient."""

    def __init__(self, clinic: Clinic, prescriptions: Prescriptions) -> None:
        self._clinic, self._all = clinic, prescriptions

    def overview(self, device: str) -> Response:
        """What was sent, and where a new one may begin."""
        to, person = self._to(device), _sender().person
        newest, status = newest_programme(to), self._clinic.status(device)
        others = other_rows(to.before, status.programmes if status else [], self._all.timezone)
        shown = {
            "rows": [*others, *sent_rows(to.before, self._all.told(device), self._all.timezone)],
            "newest": newest,
            "based_on": to.newest_utc_s,
            "may_begin_there": newest is not None and bool(text_sent(newest)),
            "may_take_back": may_be_taken_back(newest),
            "may_change": person.may_change,
            "others": self._all.others(person, device) if person.may_change else [],
        }
        return self._page("programme.html", device, shown)

    def sent(self, device: str, number: Number) -> Response:
        """One version: what it asks for, how it looks, and its text."""
        to, one = self._one(device, number)
        text = text_sent(one)
        found = programme_of(text)
        row = sent_rows([one], self._all.told(device), self._all.timezone)[0]
        shown = {
            "row": row,
            "number": number,
            "text": text,
            "preview": preview_of(found) if isinstance(found, Programme) else None,
            "faults": () if isinstance(found, Programme) else found.faults,
            "is_newest": one == newest_programme(to),
            "may_change": _sender().person.may_change,
            "languages": [(language, LANGUAGE_NAMES.get(language, language)) for language in LANGUAGES],
        }
        return self._page("programme_sent.html", device, shown)

    def card(self, device: str, number: Number, language: Language = USUAL_LANGUAGE) -> Response:
        """The card to print."""
        drawn = self._card(device, number, language, "mm")
        return Response(drawn, media_type="image/svg+xml", headers=PICTURE_HEADERS)

    def card_pdf(self, device: str, number: Number, language: Language = USUAL_LANGUAGE) -> Response:
        """The same, in the size of the paper."""
        from device.pictures.render import pdf_of_svg  # noqa: PLC0415 - loads a renderer

        pdf = pdf_of_svg(self._card(device, number, language, "points"))
        return Response(pdf, media_type="application/pdf", headers=PICTURE_HEADERS)

    def _card(self, device: str, number: int, language: str, size: str) -> str:
        found = programme_of(text_sent(self._one(device, number)[1]))
        if not isinstance(found, Programme):
            raise HTTPException(HTTPStatus.NOT_FOUND, UNREADABLE_TEXT)
        try:
            return card_of(found, language, size)
        except (UnknownLanguage, MissingPart) as problem:
            raise HTTPException(HTTPStatus.NOT_FOUND, sentence(str(problem))) from None

    def begin(self, device: str, version: int | None = None, copy: str = "") -> Response:
        """A form that begins with one of before, with another patient's, or with nothing."""
        to, sender = self._to(device), _sender()
        if not sender.person.may_change:
            raise HTTPException(HTTPStatus.FORBIDDEN, may_only_look(sender.person.name))
        name = name_for(device, newest_programme(to))
        if version is not None:
            filled = from_before(self._text(to, version), to.today)
        elif copy:
            filled = from_another(self._text_of(copy, sender), name, sender.person.name, to.today)
            self._all.copied(sender, copy, device)
        else:
            filled = from_nothing(name, sender.person.name, to.today)
        return self._form(to, filled)

    def _text_of(self, other: str, sender: WhoSends) -> str:
        if not sender.person.may_see(other):
            raise HTTPException(HTTPStatus.NOT_FOUND, unknown_device(other))
        to = self._to(other)
        newest = newest_programme(to)
        if newest is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Nothing was sent to {other}: there is nothing to copy.")
        return self._text(to, newest.issued_utc_s)

    def _text(self, to: Recipient, number: int) -> str:
        """Of a version that can be read."""
        one = _found(to, number)
        text = text_sent(one) if one else ""
        if not isinstance(programme_of(text), Programme):
            raise HTTPException(HTTPStatus.NOT_FOUND, NOT_THERE if one is None else UNREADABLE_TEXT)
        return text

    def change(self, device: str, request: Request) -> Response:
        """The same form with one exercise more, less or sooner, or as it is."""
        form = request.state.form
        return self._form(self._to(device), _changed(filled_by(form), form), based_on=form.get(BASED_ON, ""))

    def preview(self, device: str, request: Request) -> Response:
        """What the form comes to, or all that is wrong with it."""
        to, filled = self._to(device), filled_by(request.state.form)
        found = self._checked(to, filled, request)
        return found if isinstance(found, Response) else self._preview(to, filled, found)

    def send(self, device: str, request: Request) -> Response:
        """Sign it and send it."""
        to, filled = self._to(device), filled_by(request.state.form)
        found = self._checked(to, filled, request)
        if isinstance(found, Response):
            return found
        try:
            self._all.send(_sender(), to, found)
        except SentMeanwhile:
            return self._meanwhile(self._to(device), filled, found)
        except (NotPrescribed, NoClinic, NotStorable) as problem:
            notice = f"{NOTHING_SENT}: {problem}. What you typed stands here."
            return self._form(to, filled, notice=notice, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return go_to(f"/patients/{device}/programme")

    def take_back(self, device: str, request: Request) -> Response:
        """The newest, if the patient has not accepted it, and it is the one that was seen."""
        to = self._to(device)
        if request.state.form.get(BASED_ON, "") != str(to.newest_utc_s):
            raise HTTPException(HTTPStatus.CONFLICT, BACK_MEANWHILE)
        try:
            self._all.take_back(_sender(), to)
        except (NotPrescribed, NoClinic, NotStorable) as problem:
            raise HTTPException(HTTPStatus.CONFLICT, f"Nothing was taken back: {problem}.") from None
        return go_to(f"/patients/{device}/programme")

    def _checked(self, to: Recipient, filled: Filled, request: Request) -> WrittenText | Response:
        """The programme, or the form again with the reason why it is none, or not to be sent next."""
        found = judged_form(filled, stamp_for(to, filled.head.get("id", "")))
        if request.state.form.get(BASED_ON, "") != str(to.newest_utc_s):
            return self._meanwhile(to, filled, found if isinstance(found, WrittenText) else None)
        if isinstance(found, WrittenText):
            objections = [FieldFault("", sentence(said)) for said in objections_before(to, found.programme)]
            return self._wrong(to, filled, objections) if objections else found
        return self._wrong(to, filled, found)

    def _wrong(self, to: Recipient, filled: Filled, faults: Sequence[FieldFault]) -> Response:
        return self._form(to, filled, faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _meanwhile(self, to: Recipient, filled: Filled, written: WrittenText | None) -> Response:
        """Somebody else has sent one; or the same was sent twice, by a second click."""
        newest = to.before[0] if to.before else None
        if newest and written and not newest.takes_back and is_the_same(text_sent(newest), written.text):
            return go_to(f"/patients/{to.device}/programme")
        row = next(iter(sent_rows([newest], self._all.told(to.device), self._all.timezone)), None) if newest else None
        who, name = (row.by, row.name) if row else ("Somebody", "something")
        when = moment(newest.issued_utc_s, self._all.timezone) if newest else "this page"
        notice = MEANWHILE.format(who=capital(who), name=name, when=when)
        other = sent_url(newest) if newest and row else ""
        return self._form(to, filled, notice=notice, other=other, status=HTTPStatus.CONFLICT)

    def _preview(self, to: Recipient, filled: Filled, written: WrittenText) -> Response:
        shown = {
            "preview": preview_of(written.programme),
            "card": card_address(written.programme),
            "text": written.text,
            "fields": list(filled.values()),
            "based_on": to.newest_utc_s,
            "version": written.programme.version,
        }
        return self._page("programme_preview.html", to.device, shown)

    def _form(
        self,
        to: Recipient,
        filled: Filled,
        faults: Sequence[FieldFault] = (),
        *,
        notice: str = "",
        other: str = "",
        based_on: str = "",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        names = {one.number: one.name for one in SymptomNames(self._clinic.access).of(to.device)}
        shown = {
            "form": form_page(filled, faults, names),
            "all_are": WHAT_ALL_ARE,
            "words": PROGRAMME_ENTRIES,
            "notice": notice,
            "other": other,
            "based_on": based_on or str(to.newest_utc_s),
            "version": to.next_version(filled.head.get("id", "")),
        }
        return self._page("programme_form.html", to.device, shown, status)

    def _page(self, template: str, device: str, shown: Mapping[str, object], status: int = HTTPStatus.OK) -> Response:
        name = self._clinic.name(device) or device
        return shown_page(template, {"device": device, "name": name, **shown}, status)

    def _to(self, device: str) -> Recipient:
        if self._clinic.name(device) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, unknown_device(device))
        return self._all.to(device)

    def _one(self, device: str, number: int) -> tuple[Recipient, SentProgramme]:
        to = self._to(device)
        one = _found(to, number)
        if one is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, NOT_THERE)
        return to, one


def programme_pages(
    clinic: Clinic, now_utc_s: Callable[[], float], timezone: str, signer: Callable[[], Signer]
) -> MorePages:
    """Pages and forms for `make_app`. `signer` raises NoClinic where this computer has no key."""
    desk = ProgrammeDesk(clinic, Prescriptions(clinic, now_utc_s, timezone, signer))
    of_patient = "/patients/{device}/programme"
    return MorePages(
        pages={
            of_patient: desk.overview,
            f"{of_patient}/new": desk.begin,
            f"{of_patient}/sent/{{number}}": desk.sent,
            f"{of_patient}/sent/{{number}}/card.svg": desk.card,
            f"{of_patient}/sent/{{number}}/card.pdf": desk.card_pdf,
        },
        forms={
            f"{of_patient}/form": desk.change,
            f"{of_patient}/preview": desk.preview,
            f"{of_patient}/send": desk.send,
            f"{of_patient}/take-back": desk.take_back,
        },
    )


def _sender() -> WhoSends:
    visitor = VISITOR.get()
    assert visitor.person is not None  # noqa: S101 - the gate lets nobody else in
    return WhoSends(visitor.person, visitor.address)


def _found(to: Recipient, number: int) -> SentProgramme | None:
    return next((one for one in to.before if one.issued_utc_s == number and not one.takes_back), None)


def _changed(filled: Filled, form: dict[str, str]) -> Filled:
    """By the button that was pressed: add, or remove and sooner with a number."""
    what, _, number = form.get("do", "").partition(" ")
    exercise = form.get("add", "")
    if what == "add" and exercise in CATALOGUE and len(filled.items) < MOST_ITEMS:
        return filled.with_item(exercise)
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(MOST_ITEMS))):
        return filled
    return {"remove": filled.without_item, "sooner": filled.with_item_sooner}.get(what, lambda _n: filled)(int(number))
