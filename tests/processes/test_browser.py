from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sync.clinic.charts.day_points import KIND_LANES
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import app
from sync.clinic.stored_day.quarters import STATES, clock_time, quarter_hours
from sync.clinic.web import server
from sync.clinic.wording.words import exact_duration
from tests.support.browser import opened
from tests.support.clinics import store_day
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day
from tests.support.documents.rich import UNCONFIRMED_JERKS, a_rich_day
from tests.support.visits import given_visit

pytestmark = pytest.mark.slow

KEPT = "a-visit"
PATHS = ("", f"patients/{DEVICE}", f"patients/{DEVICE}/days/{DAY}", "nothing")
DAY_PATH = PATHS[2]
HOURS_CHART = f"{DAY_PATH}/charts/hours.svg?shape=wide"
MARKERS = f"patients/{DEVICE}/markers"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CELLS = "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
BARS = """bars => bars.map(bar => {
    const box = bar.getBBox(), move = bar.transform.baseVal.consolidate()?.matrix
    return [bar.getAttribute('fill'), box.x + (move?.e ?? 0), box.height]
})"""
SHAPE_SHOWN = "shape => document.querySelector('.trend img').currentSrc.endsWith('shape=' + shape)"
LOADED = "images => images.every(image => image.complete && image.naturalWidth > 0)"


BEYOND_ITS_CELL = """cells => cells.filter(cell => {
    const all = document.createRange();
    const texts = [...cell.childNodes].filter(node => node.className !== "unseen" && node.textContent.trim());
    if (!texts.length) return false;
    all.setStart(texts[0], 0);
    all.setEndAfter(texts.at(-1));
    return all.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1;
}).map(cell => cell.textContent)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        for document in (a_day(day="2026-02-27"), a_day(day="2026-03-01"), a_rich_day()):
            store_day(clinic, document, NOW_UTC_S - 600)
        clinic.rename(DEVICE, "Anna-Magdalena Wolkenstein-Trostburg")
        given_visit(clinic, KEPT, NOW_UTC_S)
        with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin")) as pages:
            yield pages.address


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 1024, 390, 320])
def test_no_page_is_wider_than_the_screen_or_complains(
    browser: Browser, address: str, *, width: int, scheme: str, javascript: bool
) -> None:
    with opened(browser, address, KEPT, width, color_scheme=scheme, java_script_enabled=javascript) as (page, said):
        for path in (*PATHS[:3], MARKERS):
            page.goto(address + path)
            assert page.locator("h1").is_visible()
            assert not javascript or page.evaluate(OVERFLOW) == 0
        assert said == []


@pytest.mark.parametrize("javascript", [True, False])
def test_an_injection_is_entered_corrected_and_taken_back_where_the_patient_is(
    browser: Browser, address: str, *, javascript: bool
) -> None:
    with opened(browser, address, KEPT, 390, java_script_enabled=javascript) as (page, said):
        page.goto(f"{address}patients/{DEVICE}")
        section = page.locator("section:has(> #markers-heading)")
        section.locator("summary").click()
        section.get_by_label("Day").fill("2026-02-28")
        section.get_by_label("Muscles and units").fill("biceps 50\nbrachioradialis 25")
        section.get_by_role("button", name="Store").click()
        assert "biceps 50, brachioradialis 25" in section.inner_text()
        section.get_by_role("link", name="Correct").click()
        page.get_by_label("Product").fill("Botox")
        page.get_by_role("button", name="Store").click()
        assert "Botox" in section.inner_text()
        section.get_by_role("link", name="Correct").click()
        page.get_by_role("button", name="Take back").click()
        assert "Nothing was entered yet" in section.inner_text()
        assert said == []


def test_the_table_behind_the_charts_equals_what_the_charts_draw(browser: Browser, address: str) -> None:
    hours = [quarter for quarter in quarter_hours(a_day(), NOW_UTC_S) if quarter.has_data]
    with opened(browser, address, KEPT, 1280) as (page, _):
        page.goto(address + DAY_PATH)
        page.locator("details summary").last.click()
        _, *rows = page.locator("table").last.evaluate(CELLS)
        page.goto(address + HOURS_CHART)
        drawn = page.locator(".concat_1_marks path").evaluate_all(BARS)
    assert [row[0] for row in rows] == [clock_time(quarter.number) for quarter in hours]
    assert [row[5] for row in rows] == [exact_duration(quarter.seconds["not worn"]) for quarter in hours]
    whole = max(height for _, _, height in drawn)
    tremor = sorted((x, height / whole * 900) for fill, x, height in drawn if fill == "#0a4278")
    told = [quarter.seconds["tremor"] for quarter in hours if quarter.seconds["tremor"]]
    assert [seconds for _, seconds in tremor] == pytest.approx(told, abs=1)


def test_every_state_in_the_legend_has_the_look_it_has_in_the_chart(browser: Browser, address: str) -> None:
    look = "mark => getComputedStyle(mark).fill"
    with opened(browser, address, KEPT, 1280, color_scheme="dark") as (page, _):
        page.goto(address + DAY_PATH)
        legend = [rect.evaluate(look) for rect in page.locator(".legend rect").all()]
        page.goto(address + HOURS_CHART)
        chart = page.locator(".concat_1_marks path").evaluate_all(
            "marks => [...new Set(marks.map(mark => getComputedStyle(mark).fill))]"
        )
    assert len(legend) == len(set(legend)) == len(STATES)
    assert set(chart) == set(legend)


def test_the_keyboard_reaches_the_content_past_the_heading(browser: Browser, address: str) -> None:
    with opened(browser, address, KEPT, 1280) as (page, _):
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.locator(".skip").evaluate("link => link.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_keyboard_unfolds_the_unconfirmed_episodes(browser: Browser, address: str) -> None:
    with opened(browser, address, KEPT, 390) as (page, _):
        page.goto(address + DAY_PATH)
        first = page.get_by_text("jerk, unconfirmed").first
        assert not first.is_visible()
        page.locator(".unconfirmed summary").focus()
        page.keyboard.press("Enter")
        assert first.is_visible()
        assert page.get_by_text("jerk, unconfirmed").count() == UNCONFIRMED_JERKS
        assert page.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_keeps_a_colour_of_its_own(browser: Browser, address: str, scheme: str) -> None:
    with opened(browser, address, KEPT, 1280, color_scheme=scheme) as (page, _):
        page.goto(address + HOURS_CHART)
        seen = page.locator(".concat_0_group path[fill^='#']")
        looks = seen.evaluate_all(
            "marks => marks.map(mark => [mark.getAttribute('fill'), getComputedStyle(mark).fill])"
        )
    by_name = dict(looks)
    assert len(by_name) == len(set(by_name.values())) == len(KIND_LANES) + 2
    as_drawn = {f"rgb({', '.join(str(int(fill[n : n + 2], 16)) for n in (1, 3, 5))})" for fill in by_name}
    assert not set(by_name.values()) & (as_drawn if scheme == "dark" else set())


def test_a_day_of_every_kind_with_few_confirmed_episodes_prints_on_one_sheet(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    with opened(browser, address, KEPT, 1280) as (page, _):
        page.goto(address + DAY_PATH)
        page.locator("#episodes").evaluate(
            "table => [...table.closest('table').rows].slice(3).map(row => row.remove())"
        )
        page.pdf(path=tmp_path / "day.pdf", prefer_css_page_size=True)
    assert (tmp_path / "day.pdf").read_bytes().count(b"/Type /Page\n") == 1


def test_on_paper_a_patient_has_no_heading_above_nothing(browser: Browser, address: str) -> None:
    with opened(browser, address, KEPT, 1280) as (page, _):
        page.goto(f"{address}patients/{DEVICE}")
        page.emulate_media(media="print")
        heading = page.get_by_role("heading", name="Days", exact=True)
        assert heading.is_visible()
        page.locator(".all-days").evaluate("days => days.open = false")
        assert not heading.is_visible()


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (390, "narrow")])
def test_a_day_shows_two_charts_and_on_paper_the_wide_ones(
    browser: Browser, address: str, width: int, shown: str
) -> None:
    with opened(browser, address, KEPT, width) as (page, _):
        page.goto(address + DAY_PATH)
        charts, fetched = page.locator(".chart img:visible"), "images => images.map(image => image.currentSrc)"
        for chart in charts.all():
            chart.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert [url.rpartition("=")[2] for url in charts.evaluate_all(fetched)] == [shown, shown]
        assert charts.evaluate_all(LOADED)
        page.emulate_media(media="print")
        assert [url.rpartition("=")[2] for url in charts.evaluate_all(fetched)] == ["wide", "wide"]
        assert charts.evaluate_all(LOADED)


def test_on_paper_a_patient_has_the_wide_charts_whatever_screen_it_is_printed_from(
    browser: Browser, address: str
) -> None:
    with opened(browser, address, KEPT, 390) as (page, _):
        page.goto(f"{address}patients/{DEVICE}")
        first = page.locator(".trend img").first
        first.scroll_into_view_if_needed()
        page.wait_for_function(SHAPE_SHOWN, arg="narrow")
        assert not page.locator("#week-figures").is_visible()
        page.emulate_media(media="print")
        page.wait_for_function(SHAPE_SHOWN, arg="wide")
        assert page.locator("#week-figures").is_visible(), "what is folded on a screen is printed"


def test_no_cell_of_the_calendar_lies_over_its_neighbour_on_a_telephone(browser: Browser, address: str) -> None:
    with opened(browser, address, KEPT, 360) as (page, _):
        page.goto(f"{address}patients/{DEVICE}")
        cells = page.locator(".calendar :is(th, td)")
        assert cells.count() >= 9
        assert cells.evaluate_all(BEYOND_ITS_CELL) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_note_of_one_endless_word_makes_no_page_wider(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, KEPT, width) as (page, _):
        page.goto(address + MARKERS)
        page.select_option("#kind", "note")
        page.fill("#note", f"{width:x}" * 160)
        page.click("button:text-is('Store')")
        assert page.evaluate(OVERFLOW) == 0
        page.click("text=Correct >> nth=0")
        assert page.evaluate(OVERFLOW) == 0
        page.emulate_media(media="print")
        assert page.evaluate(OVERFLOW) == 0
