"""Every page that the site has an address for, by axe in a real browser: bright, dark, and on a telephone.

The addresses are those of the application itself: a page that is added later is looked at without being named here, as
long as its address asks for nothing new.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from sync.clinic.accounts import Door, People
from sync.clinic.actions.seed import Now, seed_patient
from sync.clinic.database import Clinic
from sync.clinic.programme_pages import programme_pages
from sync.clinic.programmes import SentProgrammes
from sync.clinic.programmes.prescribing import prescription
from sync.clinic.site import app
from sync.clinic.synthetic import synthetic_patients
from sync.clinic.web import server
from sync.clinic.web.gate import LIVE
from sync.clinic.web.visitor import VISIT_COOKIE
from tests.support.browser import opened
from tests.support.clinics import store_day
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S
from tests.support.documents.rich import a_rich_day
from tests.support.drawings import HERE
from tests.support.prescribed import SIGNER, example, to
from tests.support.visits import given_visit

pytestmark = pytest.mark.slow

KEPT: Final = "a-visit"
SCREENS: Final = ((1280, "light"), (360, "dark"))  # each width and each scheme once: a minute each
(PATIENT,) = [one for one in synthetic_patients(12) if one.story.name == "Carla"]
VALUES: Final = {"device": PATIENT.device, "day": "2026-03-01", "name": "hours", "kind": "csv", "person": "new"}
MORE: Final = (  # other states of pages, and what is said where there is none
    *("?search=nobody", "?reason=exercise", "?page=99", "?page=x", "nothing", "patients/nobody"),
    *(f"patients/{PATIENT.device}?period=1y&hours=8:00-12:00&fitted=amplitude", f"patients/{DEVICE}/days/{DAY}"),
)
OPEN_ALL: Final = "document.querySelectorAll('details').forEach(one => { one.open = true })"
WIDER: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
Broken = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Running:
    """A site, its addresses without the first stroke, and a link that lets somebody in."""

    address: str
    paths: tuple[str, ...]
    link: str


def paths_of(site: FastAPI, link: str, sent_utc_s: int) -> Iterator[str]:
    """Where something is shown; an address that asks for a value that is not known here is an error."""
    for one in site.routes:
        if isinstance(one, APIRoute) and "GET" in (one.methods or ()) and one.path not in LIVE:
            number = sent_utc_s if "/sent/" in one.path else 1  # of what was sent, or of a marker
            yield one.path_format.format(**VALUES, link=link, number=number).removeprefix("/")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        seed_patient(clinic, PATIENT, 120, Now(NOW_UTC_S, "Europe/Berlin"))
        store_day(clinic, a_rich_day(), NOW_UTC_S - 600)
        written = example(device=f'"{PATIENT.device}"')
        sent = prescription(to(device=PATIENT.device), written, SIGNER)
        SentProgrammes(clinic.access).add(sent)
        given_visit(clinic, KEPT, NOW_UTC_S)
        People(clinic.access).add("new", "therapist", NOW_UTC_S)
        link = Door(clinic.access, lambda: NOW_UTC_S).invite("new")
        more = programme_pages(clinic, lambda: NOW_UTC_S, "Europe/Berlin", lambda: SIGNER)
        site = app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin", renderer=HERE, more=more)
        with server.served(site) as pages:
            yield Running(pages.address, tuple(paths_of(site, link, sent.issued_utc_s)), link)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[str, Clinic]]:
    with (
        closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic,
        server.served(app.make_app(clinic, lambda: NOW_UTC_S, "UTC", renderer=HERE)) as pages,
    ):
        yield pages.address, clinic


def is_page(address: str) -> bool:
    """Whether it is shown in a browser's window, and neither a picture nor a file."""
    if address.endswith(".svg"):
        return False
    with urlopen(Request(address, headers={"Cookie": f"{VISIT_COOKIE}={KEPT}"})) as answer:
        return str(answer.headers["Content-Type"]).startswith("text/html")


def broken(page: Page, address: str) -> Broken:
    """Rules that the page breaks and where, with everything unfolded; and whether it is wider than the screen."""
    page.goto(address)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page).response["violations"]
    wide = [(address, "wider than the screen", "")] if page.evaluate(WIDER) else []
    return [*wide, *((address, one["id"], one["nodes"][0]["html"]) for one in found)]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_no_page_breaks_a_rule_of_accessibility(browser: Browser, running: Running, width: int, scheme: str) -> None:
    pages = [path for path in running.paths if is_page(running.address + path)]
    assert len(pages) >= 10
    with opened(browser, running.address, KEPT, width, color_scheme=scheme) as (page, _):
        assert [one for path in (*pages, *MORE) for one in broken(page, running.address + path)] == []


def test_on_a_telephone_little_stands_before_the_reasons_and_between_them_and_the_first_number(
    browser: Browser, running: Running
) -> None:
    with opened(browser, running.address, KEPT, 360) as (page, _):
        page.goto(f"{running.address}patients/{PATIENT.device}")
        first = page.locator("table:has(#comparison) td[data-label='Latest week'] span").first
        reasons, number = page.locator(".needs").bounding_box(), first.bounding_box()
        assert first.inner_text().endswith("%")
    assert reasons is not None
    assert number is not None
    assert reasons["y"] < 200
    assert number["y"] - reasons["y"] - reasons["height"] < 240  # so in the first 400 of a patient with nothing flagged


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_neither_does_what_is_shown_in_another_language_or_to_somebody_who_has_not_signed_in(
    browser: Browser, running: Running, width: int, scheme: str, locale: str
) -> None:
    paths = ("sign-in", "welcome/nothing", f"welcome/{running.link}")
    with opened(browser, running.address, "nobody", width, color_scheme=scheme, locale=locale) as (page, _):
        found = [one for path in paths for one in broken(page, running.address + path)]
    with opened(browser, running.address, KEPT, width, color_scheme=scheme, locale=locale) as (page, _):
        assert [*found, *broken(page, running.address)] == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_neither_does_a_clinic_without_people_or_patients(
    browser: Browser, empty: tuple[str, Clinic], width: int, scheme: str
) -> None:
    address, clinic = empty
    with opened(browser, address, KEPT, width, color_scheme=scheme) as (page, _):
        first_run = broken(page, address)
        given_visit(clinic, KEPT, NOW_UTC_S)
        assert [*first_run, *broken(page, address), *broken(page, f"{address}looks")] == []
