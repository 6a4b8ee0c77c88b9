import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import text

from device.day.document import DayDocument, DayEpisode, DaySet, Quality
from sync.clinic.charts.drawings import CannotDraw
from sync.clinic.database.clinic import Clinic
from sync.clinic.listing.need import PLACES, REASON_KINDS
from sync.clinic.markers import Marker, Markers
from sync.clinic.programmes import SentProgramme, SentProgrammes
from sync.clinic.site import app
from sync.clinic.web import server
from sync.clinic.web.address import CannotListen
from sync.clinic.web.answers import SCRIPT_URL, TYPED_URL, problem_page
from sync.clinic.wording.glossary import GLOSSARY
from tests.support.clinics import store_day, store_status
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day, an_empty_day
from tests.support.documents.rich import UNCONFIRMED_JERKS, a_rich_day
from tests.support.drawings import HERE, DrawnBy
from tests.support.visits import Site, plain, signed_in, visit

HOSTILE = "<script>alert('x')</script>\"&'<b>"
DAY_PAGE = f"/patients/{DEVICE}/days/{DAY}"
HOURS_CHART = f"{DAY_PAGE}/charts/hours.svg?shape=wide"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as opened:
        store_day(opened, a_day(), NOW_UTC_S - 600)
        store_day(opened, a_day(day="2026-02-27"), NOW_UTC_S - 600)
        store_day(opened, an_empty_day("silent-heron"), NOW_UTC_S - 80 * 3600)
        store_day(opened, replace(a_rich_day(), device="busy-wren"), NOW_UTC_S - 600)
        store_day(opened, hostile_day(), NOW_UTC_S - 600)
        opened.rename("sly-fox", HOSTILE)
        opened.rename(DEVICE, "Anna Marková")
        yield opened


@pytest.fixture(scope="module")
def site(clinic: Clinic) -> Iterator[Site]:
    site = app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin", renderer=HERE)
    with server.served(site) as pages:
        yield signed_in(pages, clinic, NOW_UTC_S)


def hostile_day() -> DayDocument:
    return replace(
        a_day("sly-fox", store=HOSTILE),
        timezone=HOSTILE,
        firmware=HOSTILE,
        algorithm=HOSTILE,
        episodes=(
            DayEpisode(HOSTILE, 9.0, "rhythmic", HOSTILE),
            DayEpisode(HOSTILE, 0.1, "jerk", HOSTILE, confirmed=False),
        ),
        sets=(DaySet(HOSTILE, 9.0, HOSTILE, 1, "done", 0, ((HOSTILE, 1),)),),
        quality=Quality("synced", gaps=1, gap_reasons=((HOSTILE, 1),)),
        thinned=(HOSTILE,),
    )


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.costly
def test_the_list_shows_every_patient_by_need(site: Site) -> None:
    status, page, _ = site.get("/")
    assert status == 200
    assert page.index("silent-heron") < page.index("Anna Marková")
    assert "Urgent" in page


def test_a_patient_is_told_on_its_own_page_why_it_stands_where_it_does_in_the_list(site: Site) -> None:
    reason = "Nothing received for 3 days."
    assert reason in plain(site.get("/")[1])
    assert f"Urgent {reason}" in plain(site.get("/patients/silent-heron")[1])
    assert "Nothing flagged" in plain(site.get(f"/patients/{DEVICE}")[1])


def test_the_sections_of_a_patient_are_reached_from_its_top(site: Site) -> None:
    tags = Tags(site.get(f"/patients/{DEVICE}")[1]).seen
    there = {given.get("id") for _, given in tags}
    links = [str(given["href"])[1:] for name, given in tags if name == "a" and str(given.get("href")).startswith("#")]
    assert {"comparison-heading", "injections", "trends", "programmes", "days"} <= set(links)
    assert [link for link in links if link not in there] == []
    assert "trust" in links


def test_a_reason_leads_to_the_part_of_the_page_that_answers_it(site: Site) -> None:
    assert 'href="/patients/silent-heron#trust">Nothing received' in site.get("/")[1]
    page = site.get("/patients/silent-heron")[1]
    assert '<a href="#trust">Nothing received' in page
    assert 'id="trust">' in page
    assert set(PLACES) == set(REASON_KINDS)


@pytest.mark.costly
def test_the_day_shows_numbers_charts_and_tables(site: Site) -> None:
    status, page, _ = site.get(DAY_PAGE)
    assert status == 200
    assert "<h1>Anna Marková <span>Monday, 2\N{NO-BREAK SPACE}March 2026</span></h1>" in page
    charts = [tag for name, tag in Tags(page).seen if name == "img"]
    wide = [HOURS_CHART, HOURS_CHART.replace("/hours.", "/amplitude.")]
    assert [chart["src"] for chart in charts if "loading" not in chart] == wide  # paper needs them at once
    assert [chart["src"] for chart in charts if chart.get("loading") == "lazy"] == [
        address.replace("wide", "narrow") for address in wide
    ]
    assert all("remor in " in str(chart["alt"]) for chart in charts)
    assert "2 \N{MULTIPLICATION SIGN} short by 8°, 1 \N{MULTIPLICATION SIGN} too fast" in unescape(page).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert f'href="/patients/{DEVICE}/days/2026-02-27"' in page


@pytest.mark.costly
def test_tremor_and_what_is_confirmed_stand_before_the_rest_which_is_folded(site: Site) -> None:
    page = site.get("/patients/busy-wren/days/" + DAY)[1]
    numbers, kinds, first, rest = (
        page.index(text)
        for text in (
            "Tremor at rest",
            "Movement episodes by kind",
            "confirmed episodes</h2>",
            "Unconfirmed episodes</h2>",
        )
    )
    assert numbers < kinds < first < rest
    assert page.count("jerk, unconfirmed") == UNCONFIRMED_JERKS
    assert page.index("jerk, unconfirmed") > page.index("<details>", rest)
    assert "not a diagnosis" in page


@pytest.mark.costly
def test_every_kind_and_context_is_explained_where_it_is_used(site: Site) -> None:
    page = unescape(site.get("/patients/busy-wren/days/" + DAY)[1])
    for entry in GLOSSARY:
        assert entry.says in page
        assert entry.but in page


def test_the_days_of_a_patient_lead_to_each_day(site: Site) -> None:
    status, page, _ = site.get(f"/patients/{DEVICE}")
    assert status == 200
    assert f'href="{DAY_PAGE}"' in page
    assert "2\N{NO-BREAK SPACE}days without data" in page


@pytest.mark.costly
def test_a_day_without_any_data_has_a_page(site: Site) -> None:
    status, page, _ = site.get(f"/patients/silent-heron/days/{DAY}")
    assert status == 200
    assert "No data for this day." in page


@pytest.mark.costly
@pytest.mark.parametrize("path", ["/", "/patients/sly-fox", f"/patients/sly-fox/days/{DAY}"])
def test_whatever_comes_from_outside_is_shown_as_text(site: Site, path: str) -> None:
    status, page, _ = site.get(path)
    assert status == 200
    assert "&lt;script&gt;" in page
    tags = Tags(page).seen
    assert [attributes["src"] for tag, attributes in tags if tag == "script"] in (
        [],
        [SCRIPT_URL],
        [SCRIPT_URL, TYPED_URL],
        [TYPED_URL],
    )
    assert "<b>" not in page.replace("<dd><b>", "")  # the page's own
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]


@pytest.mark.costly
@pytest.mark.parametrize("path", ["/", f"/patients/{DEVICE}", DAY_PAGE, f"/patients/busy-wren/days/{DAY}", "/nothing"])
def test_every_page_can_be_read_without_seeing_it(site: Site, path: str) -> None:
    tags = Tags(site.get(path)[1]).seen
    names = [tag for tag, _ in tags]
    assert ("html", {"lang": "en"}) in tags
    assert names.count("h1") == 1
    assert names.count("main") == 1
    assert {"class": "skip", "href": "#main"} in [attributes for tag, attributes in tags if tag == "a"]
    assert names.count("table") == names.count("caption")
    assert all(attributes.get("scope") for tag, attributes in tags if tag == "th")
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {a["aria-labelledby"] for _, a in tags if "aria-labelledby" in a}
    assert named <= set(ids)


@pytest.mark.parametrize("path", ["/", f"/patients/{DEVICE}", DAY_PAGE, "/nothing"])
def test_every_page_says_that_it_measures_and_judges_nobody(site: Site, path: str) -> None:
    assert "It makes no diagnosis" in site.get(path)[1]


@pytest.mark.parametrize("path", ["/", DAY_PAGE, "/nothing", "/static/clinic.css"])
def test_every_answer_forbids_foreign_content(site: Site, path: str) -> None:
    headers = site.get(path)[2]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_pages_stay_in_no_cache_but_the_style_does(site: Site) -> None:
    _, page, headers = site.get("/")
    assert headers["cache-control"] == "no-store"
    link = re.search(r'href="(/static/clinic\.css\?[0-9a-f]+)"', page)
    assert link is not None
    status, style, headers = site.get(link[1])
    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in headers["cache-control"]
    assert "url(http" not in style


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/nothing", 404, "There is no page at this address."),
        ("/patients/nobody", 404, "No device nobody has sent anything"),
        (f"/patients/{DEVICE}/days/2026-01-01", 404, "There is no data from Anna Marková for 2026-01-01."),
        (f"/patients/{DEVICE}/days/yesterday", 422, "expected a date as 2026-01-31"),
        ("/?page=x", 422, "expected a whole number from 1"),
        ("/?page=0", 422, "expected a whole number from 1"),
        ("/?page=7", 404, "There is no page 7: the list of patients has 1\N{NO-BREAK SPACE}page."),
        ("/patients/%3Cscript%3E", 404, "&lt;script&gt;"),
        ("/docs", 404, "There is no page"),
        ("/openapi.json", 404, "There is no page"),
    ],
)
def test_a_wrong_address_is_answered_in_words(site: Site, path: str, status: int, text: str) -> None:
    seen, page, headers = site.get(path)
    assert seen == status
    assert text in page
    assert headers["content-type"].startswith("text/html")


def test_a_page_under_a_foreign_name_is_refused(site: Site) -> None:
    status, page, _ = site.get("/", Host="evil.example")
    assert status == 421
    assert "Anna" not in page


def test_only_reading_is_possible(site: Site) -> None:
    assert site.get("/", method="POST")[0] == 405
    status, body, _ = site.get(DAY_PAGE, method="HEAD")
    assert (status, body) == (200, "")


def test_health_answers_when_the_database_does(site: Site) -> None:
    assert site.get("/healthz")[:2] == (200, "ok\n")


@pytest.mark.costly
def test_a_list_too_long_for_one_page_has_a_way_to_the_next(clinic: Clinic, site: Site) -> None:
    for number in range(101):
        store_status(clinic, f"extra-{number}", {"online": True}, NOW_UTC_S)
    assert 'rel="next" href="/?page=2"' in site.get("/")[1]
    assert 'rel="prev" href="/?page=1"' in site.get("/?page=2")[1]


def test_serving_to_other_computers_is_refused(clinic: Clinic) -> None:
    site = app.make_app(clinic, lambda: NOW_UTC_S)
    with pytest.raises(CannotListen, match="passwords would travel there unprotected"), server.served(site, "0.0.0.0"):  # noqa: S104 - to be refused
        pass


@pytest.mark.costly
@pytest.mark.parametrize("path", ["/", f"/patients/{DEVICE}", DAY_PAGE, "/healthz"])
def test_a_database_that_does_not_work_is_said_to_be_at_fault(tmp_path: Path, path: str) -> None:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic:
        kept = visit(clinic, NOW_UTC_S)
        with clinic._engine.begin() as connection:
            connection.execute(text("ALTER TABLE patients RENAME TO mislaid"))
        with server.served(app.make_app(clinic, lambda: NOW_UTC_S)) as pages:
            status, page, headers = Site(pages.address, kept).get(path)
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "The clinic&#39;s database is not working at the moment." in page
    assert "<h1>This does not work at the moment</h1>" in page
    assert str(tmp_path) not in page
    assert "no such table" not in page


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (400, "This could not be read"),
        (403, "This is not allowed"),
        (404, "This is not here"),
        (405, "This page cannot be opened by its address"),
        (409, "Something has changed meanwhile"),
        (413, "That was too much text"),
        (415, "This could not be read"),
        (422, "This was not understood"),
        (429, "Too many attempts"),
        (500, "Something went wrong here"),
        (503, "This does not work at the moment"),
        (507, "This did not work"),
    ],
)
def test_every_problem_has_a_title_in_plain_words(status: int, title: str) -> None:
    answer = problem_page(status, "something")
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in bytes(answer.body).decode()


def test_an_address_that_takes_forms_alone_says_so(site: Site) -> None:
    status, page, _ = site.get("/sign-out")
    assert (status, "comes of a form that is filled in: open the form again" in page) == (405, True)


DAMAGED = "The clinic's database is damaged."


@pytest.mark.costly
@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), (f"/patients/{DEVICE}", 200), (DAY_PAGE, 200), ("/patients/nobody", 404), (f"{DAY_PAGE[:-2]}31", 404)],
)
def test_every_page_says_that_the_database_is_damaged_also_one_that_finds_nothing(
    clinic: Clinic, path: str, status: int
) -> None:
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, damage=lambda: DAMAGED)) as pages:
        found, text, _ = signed_in(pages, clinic, NOW_UTC_S).get(path)
    assert (found, DAMAGED in unescape(text)) == (status, True)


def test_pages_that_cannot_start_are_said_to_have_ended() -> None:
    with (
        pytest.raises(server.PagesEnded, match=r"have ended: ModuleNotFoundError"),
        server.served("no.such:app"),  # type: ignore[arg-type]  # makes the web server give up
    ):
        pass


def test_pages_that_end_by_themselves_are_noticed() -> None:
    thread: Future[None] = Future()
    pages = server.Pages("http://127.0.0.1:8080/", thread)
    pages.check()
    thread.set_exception(RuntimeError("out of memory"))
    with pytest.raises(
        server.PagesEnded, match=r"127\.0\.0\.1:8080/ have ended: .*out of memory.*start the service again"
    ):
        pages.check()


def test_a_patients_page_says_what_was_prescribed_and_escapes_what_a_device_says_of_it(
    clinic: Clinic, site: Site
) -> None:
    SentProgrammes(clinic.access).add(SentProgramme("busy-wren", 1_772_442_000, "arm-2026", 3, "an envelope"))
    said = {"id": HOSTILE, "version": 7, "state": "refused", "reason": HOSTILE, "since_utc_s": 253_402_300_799.0}
    store_status(clinic, "busy-wren", {"online": True, "programmes": [said, {"id": 7}]}, NOW_UTC_S)
    status, html, _ = site.get("/patients/busy-wren")
    assert status == 200
    assert "<script>" not in html
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    assert "Exercise programme" in shown
    assert "arm-2026 version 3 Mon 2 Mar 2026, 10:00 on its way to the device" in shown
    assert f"{HOSTILE} version 7 not from here refused by the device" in shown
    assert "No programme has been sent from the clinic yet." in site.get("/patients/silent-heron")[1]


CHART = f"/patients/{DEVICE}/charts/rest.svg?shape=wide"


def test_a_patients_charts_are_pictures_of_their_own_which_run_nothing(site: Site) -> None:
    page = site.get(f"/patients/{DEVICE}?period=14d&hours=8:00-20:00")[1]
    urls = [tag["src"] for name, tag in Tags(page).seen if name == "img" and tag["src"]]
    assert urls
    status, picture, headers = site.get(urls[0])
    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert picture.startswith("<svg ")
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert headers["cache-control"] == "no-store"


@pytest.mark.costly
def test_a_days_charts_are_pictures_with_the_colours_and_patterns_of_the_pages(site: Site) -> None:
    status, picture, headers = site.get(HOURS_CHART)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "image/svg+xml", "no-store")
    assert headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert '<pattern id="not-assessable"' in picture
    style = picture[picture.index("<style>") : picture.index("</style>")]
    assert style.count("--tremor: ") == 2  # in the light and in the dark
    assert "prefers-color-scheme:dark" in style
    assert "wide-only" not in style


def test_a_page_of_a_day_is_there_before_its_charts_are_drawn(clinic: Clinic) -> None:
    def not_yet(_spec: object) -> str:
        pytest.fail("a chart was drawn")

    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, renderer=DrawnBy(not_yet))) as pages:
        status, page, _ = signed_in(pages, clinic, NOW_UTC_S).get(DAY_PAGE)
    assert status == 200
    assert HOURS_CHART in page


def test_a_chart_is_drawn_once_until_what_it_shows_has_changed(tmp_path: Path) -> None:
    drawn: list[object] = []

    def draw(spec: object) -> str:
        drawn.append(spec)
        return "<svg></svg>"

    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as one:
        store_day(one, a_day(), NOW_UTC_S - 600)
        with server.served(app.make_app(one, lambda: NOW_UTC_S, renderer=DrawnBy(draw))) as pages:
            site = signed_in(pages, one, NOW_UTC_S)
            assert [site.get(HOURS_CHART)[0] for _ in range(2)] == [200, 200]
            assert len(drawn) == 1
            store_day(one, replace(a_day(revision=8), marks=()), NOW_UTC_S - 60)
            site.get(HOURS_CHART)
            assert len(drawn) == 2


def test_where_no_chart_can_be_drawn_pages_come_with_their_tables_and_pictures_say_so(clinic: Clinic) -> None:
    def fails(_drawing: object) -> str:
        raise CannotDraw("the process that draws was ended")

    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, renderer=DrawnBy(fails))) as pages:
        site = signed_in(pages, clinic, NOW_UTC_S)
        status, page, _ = site.get(DAY_PAGE)
        assert (status, "<table" in page) == (200, True)
        for chart in (HOURS_CHART, CHART):
            status, said, headers = site.get(chart)
            assert (status, headers["content-type"], headers["cache-control"]) == (503, "image/svg+xml", "no-store")
            assert "This chart cannot be drawn now." in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "?period=99y",
            "The address has 99y as the period; expected 14d, 12w or 1y, and at most 2y.",
        ),
        ("?period=%3Cb%3E", "The address has <b> as the period"),
        (
            "?hours=8-",
            "“8-” is not understood under “Hours of the day”: expected two times of day as 8-20",
        ),
        (
            "/charts/rest.svg?shape=huge",
            "The address has huge as the shape; expected wide or narrow.",
        ),
        (
            f"/days/{DAY}/charts/hours.svg?shape=huge",
            "The address has huge as the shape; expected wide or narrow.",
        ),
    ],
)
def test_a_period_or_hours_that_cannot_be_are_explained(site: Site, asked: str, said: str) -> None:
    status, page, _ = site.get(f"/patients/{DEVICE}{asked}")
    assert status == 422
    assert "<h1>This was not understood</h1>" in page
    assert f'<a href="/patients/{DEVICE}">Back to this patient</a>' in page
    assert said in unescape(page)
    assert "<b>" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/patients/nobody/charts/rest.svg?shape=wide",
        CHART.replace("rest", "nothing"),
        HOURS_CHART.replace("hours", "nothing"),
        HOURS_CHART.replace(DAY, "2026-02-14"),
        HOURS_CHART.replace(DEVICE, "nobody"),
    ],
)
def test_a_chart_that_is_not_there_is_not_found(site: Site, address: str) -> None:
    assert site.get(address)[0] == 404


def test_a_patient_whose_markers_and_name_are_hostile_has_a_page(clinic: Clinic, site: Site) -> None:
    Markers(clinic.access).add("sly-fox", Marker("note", date(2026, 3, 1), HOSTILE, entered_by=HOSTILE))
    status, page, _ = site.get("/patients/sly-fox?period=2y")
    assert status == 200
    assert page.count("&lt;script&gt;alert(") >= 3
    assert "<script>" not in page


def test_a_text_that_was_cut_in_the_database_leaves_the_patients_page_as_it_is(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/clinic.db"
    with closing(Clinic(url)) as cut:
        for day in ("2026-02-27", "2026-02-28", DAY):
            store_day(cut, a_day(day=day), NOW_UTC_S - 600)
        with closing(sqlite3.connect(tmp_path / "clinic.db")) as file, file:
            for name in ("timezone", "clock", "store", "day"):
                file.execute(f"UPDATE days SET {name} = CAST(x'e2' || {name} AS TEXT) WHERE day LIKE '%02-28'")  # noqa: S608 - our own words
            file.execute("UPDATE documents SET packed = substr(packed, 1, 99) WHERE day = '2026-02-27'")
        with server.served(app.make_app(cut, lambda: NOW_UTC_S, "Europe/Berlin")) as pages:
            status, page, _ = signed_in(pages, cut, NOW_UTC_S).get(f"/patients/{DEVICE}")
    assert status == 200
    assert f"/days/{DAY}" in page
