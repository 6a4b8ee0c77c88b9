"""Writing, looking at and sending a programme on the clinic's pages, over HTTP as a browser does it."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from device.health import ProgrammeState
from device.programme.signed import read_envelope
from sync.clinic.accounts import Looks, People
from sync.clinic.database import Clinic
from sync.clinic.editor.filled import filled_of
from sync.clinic.enrolment.keys_folder import NoClinic
from sync.clinic.programme_pages import programme_pages
from sync.clinic.programmes import SentProgramme, SentProgrammes
from sync.clinic.programmes.prescribing import Signer, prescription
from sync.clinic.site import app
from sync.clinic.web import Front, server
from sync.clinic.web.answers import TYPED_URL
from tests.support.clinics import store_day, store_status
from tests.support.documents.realistic import an_empty_day
from tests.support.prescribed import SIGNER, example, to
from tests.support.signed import CLINIC, NOON_UTC_S, signed_by_clinic
from tests.support.visits import Answer, Site, plain, signed_in

HERE = "/patients/band-01/programme"
BENDS = {"items": [{**tomllib.loads(example().text)["items"][0], "sets": 1, "schedule": {}}]}
HOSTILE = "<script>alert('x')</script>\"&'<b>"
MEMBERS = (("anna", "administrator", ()), ("tom", "therapist", ("band-01",)), ("vera", "viewer", ("band-01",)))


class Fields(HTMLParser):
    """What a browser would send back of the form on a page that begins with `programme` in its class, or of any."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "select":
            self._select = found.get("name") or ""
        if tag == "option" and "selected" in found:
            self.values[self._select] = found["value"] or ""
        if tag == "input" and (found.get("type") != "checkbox" or "checked" in found):
            self.values[found["name"] or ""] = found.get("value") or ("on" if found.get("type") == "checkbox" else "")


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        for device in ("band-01", "band-02"):
            store_day(opened, an_empty_day(device), NOON_UTC_S - 600)
        opened.rename("band-02", HOSTILE)
        yield opened


class Keys:
    """The clinic's key, as long as it is there."""

    def __init__(self) -> None:
        self.are_there = True

    def __call__(self) -> Signer:
        if not self.are_there:
            raise NoClinic("/var/lib/somewhere/programme-signing.key is damaged: expected a private key in PEM")
        return SIGNER


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def address(clinic: Clinic, keys: Keys) -> Iterator[str]:
    more = programme_pages(clinic, lambda: NOON_UTC_S, "UTC", keys)
    with server.served(app.make_app(clinic, lambda: NOON_UTC_S, "UTC", more=more)) as pages:
        yield pages.address


@pytest.fixture
def people(clinic: Clinic, address: str) -> dict[str, Site]:
    sites = {}
    for name, role, patients in MEMBERS:
        sites[name] = signed_in(address, clinic, NOON_UTC_S, name, role)  # type: ignore[arg-type]  # a role
        if patients:
            People(clinic.access).assign(name, list(patients))
    return sites


@pytest.fixture
def tom(people: dict[str, Site]) -> Site:
    """A therapist who has the first patient."""
    return people["tom"]


def typed(**changes: str) -> dict[str, str]:
    """The programme of the example, on the form; a point is written as two underscores."""
    values = dict(filled_of(tomllib.loads(example().text)).values())
    return {**values, "based_on": "0", **{name.replace("__", "."): value for name, value in changes.items()}}


def posted(site: Site, path: str, fields: Mapping[str, str], **more: str) -> Answer:
    """A form as a browser sends it, with the token of the last page unless another is given."""
    sent = {"form": site.token, **fields, **more}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return site._ask("POST", path, urlencode(sent), kind)


def send_only(site: Site, form: Mapping[str, str]) -> Answer:
    site.get(HERE)
    return posted(site, f"{HERE}/send", form)


def send(site: Site, **changes: str) -> tuple[int, str]:
    site.get(HERE)
    status, page, _ = posted(site, f"{HERE}/send", typed(**changes))
    return status, page


def sent_to(clinic: Clinic, device: str = "band-01") -> list[SentProgramme]:
    return SentProgrammes(clinic.access).of(device)


def looks(clinic: Clinic, device: str = "band-01") -> list[tuple[str, str]]:
    return [(look.person, look.what) for look in Looks(clinic.access, lambda: 0.0).last(50, device=device)]


@pytest.mark.costly
def test_an_empty_form_is_filled_checked_looked_at_and_sent(clinic: Clinic, tom: Site) -> None:
    assert "Nothing has been sent to this patient from the clinic yet" in tom.get(HERE)[1]
    fields = Fields(tom.get(f"{HERE}/new")[1]).values
    assert (fields["author"], fields["id"], fields["valid_from"], fields["valid_to"]) == (
        *("tom", "band-01", "2026-12-01", "2027-02-23"),
    )
    page = posted(tom, f"{HERE}/form", fields, do="add", add="elbow-bend")[1]
    fields = Fields(page).values | {"site": "forearm", "limb": "right arm"}
    assert fields["items[0].exercise"] == "elbow-bend"
    status, page, _ = posted(tom, f"{HERE}/preview", fields)
    assert (status, "Nothing was typed; expected 1 to 100." in page) == (422, True)
    fields |= {"items[0].repetitions": "10", "items[0].range.count_from_deg": "40"}
    fields |= {"items[0].range.target_deg": "90", "items[0].range.cap_deg": "120"}
    status, page, _ = posted(tom, f"{HERE}/preview", fields)
    assert (status, "Sign and send band-01 version 1" in page, sent_to(clinic)) == (200, True, [])
    status, _, headers = posted(tom, f"{HERE}/send", Fields(page).values)
    assert (status, headers["location"]) == (303, HERE)
    (one,) = sent_to(clinic)
    assert (one.name, one.step) == ("band-01 version 1", "sent")
    assert read_envelope(one.envelope.encode(), json.loads).device == "band-01"
    assert "band-01 version 1 Tue 1 Dec 2026, 12:00 tom on its way to the device" in plain(tom.get(HERE)[1])
    assert ("tom", "sent band-01 version 1") in looks(clinic)


def test_what_is_sent_is_signed_with_the_key_of_the_clinic(clinic: Clinic, tom: Site) -> None:
    assert send(tom)[0] == 303
    (one,) = sent_to(clinic)
    assert signed_by_clinic(json.loads(one.envelope))
    assert CLINIC.public_key()


def test_all_that_is_wrong_stands_at_its_field_and_nothing_that_was_typed_is_lost(clinic: Clinic, tom: Site) -> None:
    tom.get(HERE)
    form = typed(limb=HOSTILE, author=HOSTILE * 4, valid_to="soon")
    form |= {"items[0].repetitions": "lots", "items[1].note": HOSTILE, "checkup.times": "noon"}
    status, page, headers = posted(tom, f"{HERE}/send", form)
    assert (status, sent_to(clinic)) == (422, [])
    assert re.findall("<script[^>]*>", page) == [f'<script src="{TYPED_URL}" defer>']
    assert "script-src 'self'" in headers["content-security-policy"]
    kept = Fields(page).values
    assert {name: kept.get(name) for name in form} == form
    told = plain(page)
    assert "4 fields need correcting. Nothing was sent." in told
    assert "Exercise 1, repetitions in a set: Expected a whole number, got 'lots'." in told
    for anchor in re.findall(r'<a href="#([a-z0-9-]+)"', page[page.index("4 fields") :]):
        assert page.count(f'id="{anchor}"') == 1


@pytest.mark.costly
def test_the_preview_shows_the_lights_the_words_and_the_card(tom: Site) -> None:
    tom.get(HERE)
    _, page, _ = posted(tom, f"{HERE}/preview", typed())
    assert page.count('<svg class="played"') == page.count('<svg class="still"') == 5  # four exercises, a check-up
    assert "<animate " in page
    assert "style=" not in page
    assert page.count("<script") == 1  # ours
    told = plain(page)
    assert (
        "2 Middle light brightens, stays on, fades. 10 times 8 s Move with the middle light: out, hold, back." in told
    )
    assert "2 sets of 10 repetitions, 60 s of rest between them; 3 min 40 s in all." in told
    assert 'src="data:image/svg+xml;base64,' in page


def test_a_new_version_begins_from_the_one_before(clinic: Clinic, tom: Site) -> None:
    send(tom)
    assert "Begin from arm-2026 version 1" in plain(tom.get(HERE)[1])
    _, page, _ = tom.get(f"{HERE}/new?version={NOON_UTC_S}")
    fields = Fields(page).values
    assert (fields["items[0].repetitions"], fields["checkup.times"]) == ("10", "09:00")
    assert fields["based_on"] == str(NOON_UTC_S)
    assert posted(tom, f"{HERE}/send", {**fields, "limb": "left arm"})[0] == 303
    assert [one.version for one in sent_to(clinic)] == [2, 1]


def says(clinic: Clinic, *programmes: dict[str, object]) -> None:
    store_status(clinic, "band-01", {"online": True, "parts": [], "programmes": list(programmes)}, NOON_UTC_S)


def test_the_one_in_force_can_be_begun_from_though_another_was_sent_since(clinic: Clinic, tom: Site) -> None:
    sent = SentProgrammes(clinic.access)
    sent.add(prescription(to(now_utc_s=NOON_UTC_S - 60), example(), SIGNER))
    says(clinic, {"id": "arm-2026", "version": 1, "state": "started"})
    sent.hear("band-01", [ProgrammeState("arm-2026", 1, "started")])
    send(tom, limb="left arm", based_on=str(NOON_UTC_S - 60))
    page = tom.get(HERE)[1]
    assert "Begin from arm-2026 version 1, which is in force Begin from arm-2026 version 2 " in plain(page)
    fields = Fields(tom.get(f"{HERE}/new?version={NOON_UTC_S - 60}")[1]).values
    assert fields["limb"] == "right arm"


def test_one_in_force_that_was_never_here_cannot_be_opened_and_its_versions_go_on(clinic: Clinic, tom: Site) -> None:
    says(clinic, {"id": "legs", "version": 4, "state": "accepted"})
    page = plain(tom.get(HERE)[1])
    assert "legs version 4, which is in force, was not sent from this page" in page
    page = tom.get(f"{HERE}/new")[1]
    assert "band-01: it will be sent as legs version 5" in plain(page)
    assert Fields(page).values["id"] == "legs"
    assert send(tom, id="legs")[0] == 303
    assert sent_to(clinic)[0].name == "legs version 5"


def test_a_new_exercise_is_asked_for_by_day_and_one_of_before_when_it_was(clinic: Clinic, tom: Site) -> None:
    added = Fields(posted(tom, f"{HERE}/form", Fields(tom.get(f"{HERE}/new")[1]).values, do="add", add="elbow-bend")[1])
    window = [f"items[0].schedule.window[{end}]" for end in (0, 1)]
    assert [added.values[name] for name in window] == ["08:00", "20:00"]
    assert [filled_of(BENDS).items[0][name.removeprefix("items[0].")] for name in window] == ["00:00", "24:00"]


@pytest.mark.costly
def test_the_second_of_two_editors_is_told_who_was_quicker_and_loses_nothing(
    clinic: Clinic, people: dict[str, Site]
) -> None:
    send(people["anna"], limb="left arm")
    for where in ("preview", "send"):
        people["tom"].get(HERE)
        status, page, _ = posted(people["tom"], f"{HERE}/{where}", typed(limb="right arm"))
        assert status == 409
        assert "Anna sent arm-2026 version 1 on Tue 1 Dec 2026, 12:00, while this was being written." in plain(page)
        assert f'href="{HERE}/sent/{NOON_UTC_S}"' in page
        fields = Fields(page).values
        assert (fields["limb"], fields["based_on"]) == ("right arm", str(NOON_UTC_S))
    assert len(sent_to(clinic)) == 1
    assert posted(people["tom"], f"{HERE}/send", fields)[0] == 303
    assert [one.version for one in sent_to(clinic)] == [2, 1]


def test_who_writes_is_told_that_the_newest_was_taken_back_meanwhile(clinic: Clinic, people: dict[str, Site]) -> None:
    send(people["anna"])
    fields = Fields(people["anna"].get(HERE)[1]).values
    assert posted(people["anna"], f"{HERE}/take-back", fields)[0] == 303
    people["tom"].get(HERE)
    status, page, _ = posted(people["tom"], f"{HERE}/preview", typed(based_on=str(NOON_UTC_S)))
    assert status == 409
    assert "arm-2026 version 1 was taken back on Tue 1 Dec 2026, 12:00, while this was being written." in plain(page)


def test_a_second_click_sends_nothing_twice(clinic: Clinic, tom: Site) -> None:
    assert [send(tom)[0], send(tom)[0]] == [303, 303]
    assert len(sent_to(clinic)) == 1


@pytest.mark.costly
def test_what_becomes_of_each_version_stands_beside_who_sent_it(clinic: Clinic, tom: Site) -> None:
    sent = SentProgrammes(clinic.access)
    sent.add(prescription(to(now_utc_s=NOON_UTC_S - 60), example(), SIGNER))
    tom.get(HERE)
    posted(tom, f"{HERE}/send", typed(based_on=str(NOON_UTC_S - 60), limb="left arm"))
    sent.hear("band-01", [ProgrammeState("arm-2026", 2, "refused", reason=HOSTILE)])
    told = plain(tom.get(HERE)[1])
    assert f"arm-2026 version 2 Tue 1 Dec 2026, 12:00 tom refused by the device {HOSTILE}" in told
    assert "arm-2026 version 1 Tue 1 Dec 2026, 11:59 at the clinic's computer on its way to the device" in told
    _, page, _ = tom.get(f"{HERE}/sent/{NOON_UTC_S - 60}")
    assert "A newer one was sent since." in plain(page)
    assert 'note = "Slowly. Stop when it hurts."' in unescape(page)


def test_the_newest_is_taken_back_until_the_patient_has_accepted_it(clinic: Clinic, tom: Site) -> None:
    send(tom)
    page = tom.get(HERE)[1]
    assert "Take arm-2026 version 1 back" in plain(page)
    assert posted(tom, f"{HERE}/take-back", {"based_on": "7"})[0] == 409  # what somebody else sent since
    assert posted(tom, f"{HERE}/take-back", Fields(page).values)[0] == 303
    page = tom.get(HERE)[1]
    assert "taken back by tom" in plain(page)
    status, page, _ = posted(tom, f"{HERE}/take-back", {"based_on": str(NOON_UTC_S + 1)})
    assert (status, "Nothing was taken back: arm-2026 version 1 was taken back already." in plain(page)) == (409, True)


@pytest.mark.costly
def test_the_card_is_drawn_in_each_language(tom: Site) -> None:
    send(tom)
    status, card, headers = tom.get(f"{HERE}/sent/{NOON_UTC_S}/card.svg?language=de")
    assert (status, headers["content-type"], "Was die Lichter sagen" in card) == (200, "image/svg+xml", True)
    assert tom.get(f"{HERE}/sent/{NOON_UTC_S}/card.svg?language=xx")[0] == 404


def test_another_patients_programme_is_copied_by_who_may_see_it_and_that_is_written_down(
    clinic: Clinic, people: dict[str, Site]
) -> None:
    sent = SentProgrammes(clinic.access)
    sent.add(prescription(to(device="band-02"), example(device='"band-02"'), SIGNER))
    page = people["anna"].get(HERE)[1]
    assert '<option value="band-02">&lt;script&gt;' in page
    fields = Fields(people["anna"].get(f"{HERE}/new?copy=band-02")[1]).values
    assert (fields["limb"], fields["id"], fields["author"]) == ("", "band-01", "anna")
    assert (fields["items[0].repetitions"], fields["valid_from"]) == ("10", "2026-12-01")
    assert ("anna", "programme copied to band-01") in looks(clinic, "band-02")
    assert 'id="copy"' not in people["tom"].get(HERE)[1]
    status, page, _ = people["tom"].get(f"{HERE}/new?copy=band-02")
    assert (status, "No device band-02 has sent anything" in page) == (404, True)


@pytest.mark.costly
def test_a_viewer_looks_and_sends_nothing_and_nobody_sends_to_anothers_patient(
    clinic: Clinic, people: dict[str, Site]
) -> None:
    send(people["tom"])
    page = people["vera"].get(HERE)[1]
    assert "You may see what was sent, but not send anything." in plain(page)
    assert "Begin" not in plain(page)
    assert people["vera"].get(f"{HERE}/sent/{NOON_UTC_S}")[0] == 200
    assert people["vera"].get(f"{HERE}/new")[0] == 403
    for where in ("form", "preview", "send", "take-back"):
        assert posted(people["vera"], f"{HERE}/{where}", typed())[0] == 403
        assert posted(people["tom"], f"/patients/band-02/programme/{where}", typed())[0] == 404
        assert posted(people["tom"], f"{HERE}/{where}", {**typed(), "form": "forged"})[0] == 403
    for path in ("", "/new", f"/sent/{NOON_UTC_S}", f"/sent/{NOON_UTC_S}/card.svg"):
        assert people["tom"].get(f"/patients/band-02/programme{path}")[0] == 404
    assert len(sent_to(clinic)) == 1


def test_whoever_was_signed_out_while_writing_is_told_that_nothing_was_sent(
    clinic: Clinic, tom: Site, address: str
) -> None:
    status, _, headers = posted(Site(address), f"{HERE}/send", typed())
    assert (status, headers["location"]) == (303, "/sign-in?wanted=/patients/band-01&lost=1")
    page = Site(address).get(headers["location"])[1]
    assert "what you filled in was not stored and not sent" in plain(page)
    assert sent_to(clinic) == []


def test_whoever_has_not_signed_in_sees_none_of_it(people: dict[str, Site], address: str) -> None:
    for path in ("", "/new", f"/sent/{NOON_UTC_S}", f"/sent/{NOON_UTC_S}/card.svg"):
        status, page, headers = Site(address).get(f"{HERE}{path}")
        assert (status, page, headers["location"][:8]) == (303, "", "/sign-in")
    assert posted(Site(address), f"{HERE}/send", typed())[0] == 303


@pytest.mark.costly
def test_what_was_only_looked_at_is_not_written_down_as_changed(clinic: Clinic, tom: Site) -> None:
    tom.get(HERE)
    posted(tom, f"{HERE}/preview", typed())
    posted(tom, f"{HERE}/send", typed())
    assert [what for _, what in looks(clinic)] == [
        *("sent arm-2026 version 1", "changed: programme/send", "programme/preview", "programme"),
    ]


def test_without_a_key_nothing_is_sent_and_the_page_says_whom_to_tell(
    clinic: Clinic, tom: Site, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    keys.are_there = False
    status, page = send(tom)
    assert (status, sent_to(clinic)) == (503, [])
    assert "Tell whoever looks after Easeband in your clinic" in plain(page)
    assert "/var/lib" not in page
    assert "PEM" not in page
    assert "/var/lib/somewhere/programme-signing.key is damaged" in caplog.text
    assert Fields(page).values["limb"] == "right arm"


def test_that_nothing_can_be_sent_is_said_before_anything_is_written(
    clinic: Clinic, people: dict[str, Site], keys: Keys
) -> None:
    tom = people["tom"]
    send(tom)
    keys.are_there = False
    for path in ("", "/new"):
        assert "Nothing can be sent from here at the moment" in plain(tom.get(f"{HERE}{path}")[1])
    assert "take-back" not in tom.get(HERE)[1]
    _, page, _ = posted(tom, f"{HERE}/preview", typed(based_on=str(NOON_UTC_S)))
    assert f'formaction="{HERE}/send" disabled' in page
    assert "Nothing can be sent" not in plain(people["vera"].get(HERE)[1])
    status, page, _ = posted(tom, f"{HERE}/take-back", {"based_on": str(NOON_UTC_S)})
    assert (status, "Tell whoever looks after Easeband" in page, "PEM" in page) == (503, True, False)


def test_ten_exercises_with_long_notes_in_any_script_are_taken(clinic: Clinic, tom: Site) -> None:
    items = {f"items[{n}].{name}": value for n in range(10) for name, value in filled_of(BENDS).items[0].items()}
    notes = {f"items[{n}].note": "\N{DEVANAGARI LETTER A}" * 200 for n in range(10)}
    assert send_only(tom, {**typed(), **items, **notes})[0] == 303
    text = read_envelope(sent_to(clinic)[0].envelope.encode(), json.loads).text
    assert (len(tomllib.loads(text)["items"]), text.count("\N{DEVANAGARI LETTER A}")) == (10, 2000)


def test_behind_a_path_all_buttons_stay_below_it(clinic: Clinic, keys: Keys) -> None:
    more = programme_pages(clinic, lambda: NOON_UTC_S, "UTC", keys)
    front = Front("https://clinic.example/easeband")
    with server.served(app.make_app(clinic, lambda: NOON_UTC_S, "UTC", front=front, more=more)) as pages:
        page = signed_in(pages, clinic, NOON_UTC_S).get(f"/easeband{HERE}/new")[1]
    assert "formaction" in page
    assert re.findall(r'(?:href|action|src)="/(?!easeband/)[^"]*"', page) == []


def test_what_is_over_is_not_sent(clinic: Clinic, tom: Site) -> None:
    status, page = send(tom, valid_from="2025-12-01", valid_to="2026-11-30")
    assert (status, sent_to(clinic)) == (422, [])
    assert "To: Expected today, 1 Dec 2026, or later, got 30 Nov 2026." in plain(page)


@pytest.mark.costly
@pytest.mark.parametrize("path", [f"{HERE}/sent/7", f"{HERE}/new?version=7", f"{HERE}/new?copy=band-02"])
def test_what_is_not_there_is_a_page_that_says_so(people: dict[str, Site], path: str) -> None:
    assert people["anna"].get(path)[0] == 404


def test_a_version_that_cannot_be_read_is_shown_as_that(clinic: Clinic, tom: Site) -> None:
    SentProgrammes(clinic.access).add(SentProgramme("band-01", 100, "arm", 1, "an envelope"))
    status, page, _ = tom.get(f"{HERE}/sent/100")
    assert (status, "It cannot be shown" in plain(page)) == (200, True)
    assert tom.get(f"{HERE}/sent/100/card.svg")[0] == 404
    assert tom.get(f"{HERE}/new?version=100")[0] == 404
    assert tom.get(HERE)[0] == 200
