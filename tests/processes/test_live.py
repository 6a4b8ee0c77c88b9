"""An open page in a real browser: it follows what comes, says when it cannot, and leaves alone what is filled in."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from device.system.clock import SystemClock
from sync.clinic.accounts import Visits
from sync.clinic.database import Clinic
from sync.clinic.site import app
from sync.clinic.web import server
from sync.clinic.web.server import Pages
from tests.support.browser import bring_visit
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, a_day
from tests.support.visits import visit

pytestmark = pytest.mark.slow
LOST = "The connection to the clinic's computer is lost"
NOW_UTC_S = SystemClock("UTC").utc_s


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        store_day(opened, a_day(), NOW_UTC_S() - 600)
        yield opened


@pytest.fixture
def pages(clinic: Clinic) -> Iterator[Pages]:
    with server.served(app.make_app(clinic, NOW_UTC_S, "Europe/Berlin")) as shown:
        yield shown


@pytest.fixture
def kept(clinic: Clinic) -> str:
    return visit(clinic, NOW_UTC_S())


@pytest.fixture
def page(browser: Browser, pages: Pages, kept: str) -> Iterator[Page]:
    context = browser.new_context()
    bring_visit(context, pages, kept)
    opened = context.new_page()
    yield opened
    context.close()


def at(pages: Pages, path: str) -> str:
    return str(pages).rstrip("/") + path


def read(page: Page, address: str) -> None:
    """Open it, and see a chart: the first one begins the process that draws, and until then has all connections."""
    with page.expect_response(lambda answer: ".svg" in answer.url):
        page.goto(address)


@pytest.mark.alone  # it watches seconds
def test_a_new_day_appears_on_an_open_page_within_a_second_or_two(page: Page, pages: Pages, clinic: Clinic) -> None:
    read(page, at(pages, f"/patients/{DEVICE}"))
    expect(page.get_by_role("link", name="Tue 3 Mar 2026")).to_have_count(0)
    store_day(clinic, a_day(day="2026-03-03"), NOW_UTC_S())
    expect(page.get_by_role("link", name="Tue 3 Mar 2026")).to_have_count(1, timeout=2000)
    expect(page.locator("#live")).to_be_hidden()


def test_a_new_patient_appears_on_the_open_list(page: Page, pages: Pages, clinic: Clinic) -> None:
    page.goto(at(pages, "/"))
    store_day(clinic, a_day("new-wren"), NOW_UTC_S())
    expect(page.get_by_role("link", name="new-wren")).to_have_count(1, timeout=5000)


def test_what_somebody_is_filling_in_is_left_alone_and_the_page_says_that_there_is_more(
    page: Page, pages: Pages, clinic: Clinic
) -> None:
    read(page, at(pages, f"/patients/{DEVICE}"))
    page.fill("#hours", "8:00-20:00")
    store_day(clinic, a_day(day="2026-03-03"), NOW_UTC_S())
    expect(page.locator("#live")).to_contain_text("New data has come", timeout=3000)
    assert page.input_value("#hours") == "8:00-20:00"
    page.fill("#hours", "")
    page.locator("#hours").blur()
    expect(page.get_by_role("link", name="Tue 3 Mar 2026")).to_have_count(1, timeout=20_000)
    expect(page.locator("#live")).to_be_hidden()


def test_what_comes_all_the_time_is_fetched_every_ten_seconds_at_most(page: Page, pages: Pages, clinic: Clinic) -> None:
    address = at(pages, f"/patients/{DEVICE}")
    page.goto(address)
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    for day in range(3, 6):
        store_day(clinic, a_day(day=f"2026-03-0{day}"), NOW_UTC_S() + day)
        if day == 3:
            expect(page.get_by_role("link", name="Tue 3 Mar 2026")).to_have_count(1, timeout=3000)
    expect(page.get_by_role("link", name="Thu 5 Mar 2026")).to_have_count(1, timeout=15_000)
    assert asked.count(address) == 2


def test_what_was_opened_stays_open(page: Page, pages: Pages, clinic: Clinic) -> None:
    page.goto(at(pages, f"/patients/{DEVICE}"))
    closed = page.locator("main details:not([open]) > summary").first
    words = closed.inner_text()
    closed.press("Enter")  # a click may meet another place while pictures arrive
    opened = page.locator("main details[open] > summary").filter(has_text=words)
    expect(opened).to_have_count(1)
    heading = "main .trend:has(details[open]) h3"
    where = page.locator(heading).all_inner_texts()
    store_day(clinic, a_day(day="2026-03-03"), NOW_UTC_S())
    expect(page.get_by_role("link", name="Tue 3 Mar 2026")).to_have_count(1, timeout=3000)
    expect(opened).to_have_count(1)
    assert page.locator(heading).all_inner_texts() == where


def test_pages_that_end_are_told_as_a_lost_connection(page: Page, pages: Pages) -> None:
    page.goto(at(pages, "/"))
    expect(page.locator("#live")).to_be_hidden()
    pages.end()
    expect(page.locator("#live")).to_contain_text(LOST, timeout=5000)


def test_a_visit_that_is_over_is_told_and_shows_nothing_new(
    page: Page, pages: Pages, clinic: Clinic, kept: str
) -> None:
    page.goto(at(pages, f"/patients/{DEVICE}"))
    Visits(clinic.access, NOW_UTC_S).end(kept)
    store_day(clinic, a_day(day="2026-03-03"), NOW_UTC_S())
    expect(page.locator("#live")).to_contain_text("This visit is over", timeout=12_000)
    expect(page.get_by_role("link", name="Tue 3 Mar 2026")).to_have_count(0)
