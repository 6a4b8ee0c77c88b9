"""In which language a page is, whole: by what a browser asks for, and by what a person chose."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.clinic.accounts import People
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import app
from sync.clinic.web import server
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day
from tests.support.visits import Site, plain, signed_in

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}
HOSTILE = "<script>alert('x')</script>{0}%(x)s\"&"
LANGUAGE_OF_PAGE = re.compile('<html lang="(.*?)">')


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        yield opened


@pytest.fixture
def address(clinic: Clinic) -> Iterator[str]:
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin")) as served:
        yield served.address


@pytest.fixture
def anna(clinic: Clinic, address: str) -> Site:
    store_day(clinic, a_day(), NOW_UTC_S - 600)
    return signed_in(address, clinic, NOW_UTC_S)


def language(page: str) -> str:
    (found,) = LANGUAGE_OF_PAGE.findall(page)
    return str(found)


def test_who_has_not_signed_in_is_spoken_to_as_the_browser_asks(clinic: Clinic, address: str) -> None:
    nobody = Site(address)
    status, page, _ = nobody.get("/", **GERMAN)
    assert (status, language(page)) == (403, "de")
    assert "Noch kann sich niemand anmelden" in page
    People(clinic.access).add("anna", "viewer", NOW_UTC_S)
    assert "Passwort" in nobody.get("/sign-in", **GERMAN)[1]
    wrong = nobody.post("/sign-in", GERMAN, name="anna", password="x")  # noqa: S106 - a wrong one
    assert "Der Name oder das Passwort ist falsch." in wrong[1]
    assert "Password" in nobody.get("/sign-in", **{"Accept-Language": "fr"})[1]


def test_the_list_is_in_the_language_that_the_browser_asks_for(anna: Site) -> None:
    page = plain(anna.get("/", **GERMAN)[1])
    assert "1 Patient: 0 dringend, 0 zu prüfen, bei 1 kein Anlass gefunden." in page
    assert "vor 10 Minuten" in page
    assert "Mo., 2. März 2026" in page
    assert "1 patient: 0 urgent, 0 to check, no reason found for 1." in plain(anna.get("/")[1])


def test_what_a_person_chose_holds_in_every_browser_whatever_it_asks_for(
    clinic: Clinic, address: str, anna: Site
) -> None:
    anna.get("/")
    assert anna.post("/language", language="de")[0] == 303
    assert language(anna.get("/")[1]) == "de"
    assert language(signed_in(address, clinic, NOW_UTC_S).get("/", **{"Accept-Language": "en"})[1]) == "de"
    anna.get("/")
    anna.post("/language", language="en")
    assert language(anna.get("/", **GERMAN)[1]) == "en"


def test_a_language_that_there_is_not_and_a_form_of_another_site_change_nothing(clinic: Clinic, anna: Site) -> None:
    anna.get("/")
    assert anna.post("/language", language="xx")[0] == 303
    anna.token = "0"  # noqa: S105 - a wrong one
    assert anna.post("/language", language="de")[0] == 403
    assert [person.language for person in People(clinic.access).all()] == [""]


def test_files_that_are_handed_over_are_in_english_whoever_asks(anna: Site) -> None:
    anna.get("/")
    anna.post("/language", language="de")
    table = anna.get(f"/patients/{DEVICE}/files/csv", **GERMAN)[1]
    assert table.startswith("device,")
    assert "Mo., 2. März 2026" in plain(anna.get(f"/patients/{DEVICE}", **GERMAN)[1])


def test_a_name_is_escaped_in_every_language_and_is_no_place_for_a_value(clinic: Clinic, anna: Site) -> None:
    clinic.rename(DEVICE, HOSTILE)
    for headers in (GERMAN, {"Accept-Language": "en"}):
        page = anna.get("/", **headers)[1]
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;{0}%(x)s&#34;&amp;" in page
    link = anna.get("/welcome/%3Cb%3E", **GERMAN)[1]
    assert "<b>" not in link
