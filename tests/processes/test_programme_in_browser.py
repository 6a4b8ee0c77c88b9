"""A programme written, looked at and sent in a real browser: without JavaScript, by keyboard, narrow, dark and calm."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page

from sync.clinic.database import Clinic
from sync.clinic.programme_pages import programme_pages
from sync.clinic.programmes import SentProgrammes
from sync.clinic.site import app
from sync.clinic.web import server
from tests.support.browser import opened
from tests.support.clinics import store_day
from tests.support.documents.realistic import NOW_UTC_S, an_empty_day
from tests.support.prescribed import SIGNER
from tests.support.visits import given_visit

pytestmark = pytest.mark.slow

KEPT = "a-visit"
HERE = "patients/band-01/programme"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CHECK = "main p > button:text('Check and preview')"
TYPED = {
    "limb": "right arm",
    "items[0].repetitions": "10",
    "items[0].range.count_from_deg": "40",
    "items[0].range.target_deg": "90",
    "items[0].range.cap_deg": "120",
}


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as stored:
        store_day(stored, an_empty_day("band-01"), NOW_UTC_S - 600)
        given_visit(stored, KEPT, NOW_UTC_S)
        yield stored


@pytest.fixture
def address(clinic: Clinic) -> Iterator[str]:
    more = programme_pages(clinic, lambda: NOW_UTC_S, "UTC", lambda: SIGNER)
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "UTC", more=more)) as pages:
        yield pages.address


def write(page: Page, address: str) -> None:
    """The programme, up to what was typed."""
    page.goto(address + HERE)
    page.click("text=Begin with an empty programme")
    page.select_option("#add", "elbow-bend")
    page.click("button:text-is('Add')")
    for name, value in TYPED.items():
        page.fill(f"[name='{name}']", value)


def looked_through(page: Page) -> list[tuple[str, str]]:
    """Rules of accessibility that the page breaks, with where; and whether it is wider than the screen."""
    found = Axe().run(page).response["violations"]
    wide = [("wider than the screen", page.url)] if page.evaluate(OVERFLOW) else []
    return [*wide, *((one["id"], one["nodes"][0]["html"]) for one in found)]


def test_it_is_written_looked_at_and_sent_without_javascript(browser: Browser, address: str, clinic: Clinic) -> None:
    with opened(browser, address, KEPT, 360, java_script_enabled=False) as (page, _):
        write(page, address)
        page.fill("[name='items[0].repetitions']", "1000")
        page.press("[name='items[0].repetitions']", "Enter")  # checks: the first button sends nothing
        assert "Expected a number from 1 to 100, got 1000." in page.inner_text("main")
        page.fill("[name='items[0].repetitions']", "10")
        page.click(CHECK)
        assert SentProgrammes(clinic.access).of("band-01") == []
        page.click("button:text('Sign and send band-01 version 1')")
        assert "on its way to the device" in page.inner_text("main")
    assert [one.name for one in SentProgrammes(clinic.access).of("band-01")] == ["band-01 version 1"]


def test_what_was_typed_is_not_left_without_a_question(browser: Browser, address: str) -> None:
    with opened(browser, address, KEPT, 1280) as (page, _):
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        page.goto(f"{address}{HERE}/new")
        page.reload()
        assert asked == []
        page.fill("[name='limb']", "right arm")
        page.reload()
        assert asked == ["beforeunload"]
        write(page, address)
        page.click(CHECK)
        page.click("button:text('Sign and send')")
        assert asked == ["beforeunload"]  # a button hands it in


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (768, "light"), (360, "light"), (1280, "dark")])
def test_no_page_is_wider_than_the_screen_and_none_breaks_a_rule_of_accessibility(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with opened(browser, address, KEPT, width, color_scheme=scheme) as (page, said):
        write(page, address)
        page.fill("[name='items[0].note']", "n" * 201)
        page.check("[name='checkup.parts.rest']")
        page.click(CHECK)
        assert looked_through(page) == []
        page.fill("[name='items[0].note']", "")
        page.fill("[name='checkup.times']", "09:00")
        page.click(CHECK)
        assert looked_through(page) == []
        page.click("button:text('Sign and send band-01 version 1')")
        assert looked_through(page) == []
        page.click("tbody >> text=band-01 version 1")
        assert looked_through(page) == []
        assert [line for line in said if "422" not in line] == []


def test_the_lights_move_when_they_are_asked_to_and_never_where_less_motion_is_wanted(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, KEPT, 1280, reduced_motion="no-preference") as (page, _):
        write(page, address)
        page.click(CHECK)
        assert not page.locator("svg.played").first.is_visible()
        page.click("details.play summary")
        light = "document.querySelectorAll('svg.played circle')[3]"
        seen = set()
        for at_s in (0.5, 3.5, 9.5):  # ready; half of the way out; in the pause
            page.evaluate(f"document.querySelector('svg.played').setCurrentTime({at_s})")
            seen.add(round(float(page.evaluate(f"getComputedStyle({light}).fillOpacity")), 1))
        assert seen == {1.0, 0.5, 0.0}
        page.emulate_media(reduced_motion="reduce")
        assert not page.locator("svg.played").first.is_visible()
        assert page.locator("svg.still").first.is_visible()
