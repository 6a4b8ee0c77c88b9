"""Whatever stands in an address or in the database, a page answers in words and the other patients' pages stay."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sync.clinic.database.clinic import Clinic
from sync.clinic.database.refusals import Refusal
from sync.clinic.markers import Marker, Markers
from sync.clinic.programmes import SentProgramme, SentProgrammes
from sync.clinic.site import app
from sync.clinic.symptoms import SymptomName, SymptomNames
from sync.clinic.web import server
from sync.clinic.web.answers import SCRIPT_URL, TYPED_URL
from tests.support.clinics import store_day, store_status
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day
from tests.support.drawings import DrawnBy
from tests.support.visits import Site, signed_in

OTHER = "amber-crane"
PAGES = ("/", f"/patients/{DEVICE}", "/looks", f"/patients/{DEVICE}/days/{DAY}")
HOSTILE = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "%00",
    "\x00",
    "\ud800",
    "../../etc/passwd",
    "A" * 5000,
    "{{7*7}}",
)
OUR_SCRIPTS = [f'<script src="{url}" defer></script>' for url in (SCRIPT_URL, TYPED_URL)]
UNDERSTOOD = {200, 400, 404, 405, 414, 422, 431}


def no_drawing(_spec: object) -> str:
    """A chart takes a tenth of a second."""
    return "<svg></svg>"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with something in every table that a page shows, closed: to be copied and damaged."""
    path = tmp_path_factory.mktemp("whole") / "clinic.db"
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        for device in (DEVICE, OTHER):
            for day in ("2026-02-27", DAY):
                store_day(clinic, a_day(device, day), NOW_UTC_S - 600)
        store_status(clinic, DEVICE, {"online": True, "parts": [], "programmes": []}, NOW_UTC_S)
        clinic.refuse([Refusal(DEVICE, "2026-03-01", "0", "a/topic", "no day", 3, "'{'")], NOW_UTC_S)
        Markers(clinic.access).add(DEVICE, Marker("note", date(2026, 3, 1), "a note", entered_by="anna"))
        SentProgrammes(clinic.access).add(SentProgramme(DEVICE, 1_772_442_000, "arm-2026", 3, "an envelope"))
        SymptomNames(clinic.access).give(DEVICE, SymptomName(1, "2026-02-01", "cramps"))
    return path


@contextmanager
def shown(path: Path) -> Iterator[tuple[Clinic, Site]]:
    with closing(Clinic(f"sqlite:///{path}")) as clinic:
        site = app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin", renderer=DrawnBy(no_drawing))
        with server.served(site) as pages:
            yield clinic, signed_in(pages, clinic, NOW_UTC_S)


@pytest.fixture(scope="module")
def site(whole: Path) -> Iterator[Site]:
    copy = whole.with_name("used.db")
    shutil.copyfile(whole, copy)
    with shown(copy) as (_, found):
        yield found


texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
ADDRESSES = st.one_of(
    texts.map(lambda text: f"/{quote(text, errors='replace')}"),
    texts.map(lambda text: f"/patients/{quote(text, safe='', errors='replace')}"),
    texts.map(lambda text: f"/patients/{DEVICE}/days/{quote(text, safe='', errors='replace')}"),
    texts.map(lambda text: f"/patients/{DEVICE}/charts/{quote(text, safe='', errors='replace')}.svg?shape=wide"),
    texts.map(
        lambda text: f"/patients/{DEVICE}/days/{DAY}/charts/{quote(text, safe='', errors='replace')}.svg?shape=wide"
    ),
    *(
        st.tuples(st.just(path), st.just(name), texts).map(
            lambda asked: f"{asked[0]}?{asked[1]}={quote(asked[2], safe='', errors='replace')}"
        )
        for path, name in (
            *((("/", name)) for name in ("search", "reason", "page")),
            *((f"/patients/{DEVICE}", name) for name in ("period", "hours", "fitted")),
            *((f"/patients/{DEVICE}/files/csv", name) for name in ("period", "until")),
            *(("/looks", name) for name in ("page", "person", "patient")),
        )
    ),
    st.integers(-(10**30), 10**30).map(lambda number: f"/?page={number}"),
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(lambda day: f"/patients/{DEVICE}/days/{day}"),
    st.integers(0, 10**6).map(lambda days: f"/patients/{DEVICE}?period={days}d"),
    st.dates().map(lambda day: f"/patients/{DEVICE}/files/csv?period=2y&until={day}"),
    st.integers(-(10**30), 10**30).map(lambda number: f"/patients/{DEVICE}/markers/{number}"),
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=ADDRESSES)
@example("/")
@example("/patients/0%2F")
def test_whatever_an_address_says_it_is_answered_in_words(site: Site, address: str) -> None:
    status, page, _ = site.get(address)
    assert status in UNDERSTOOD, address[:100]
    assert page.count("<script") == sum(map(page.count, OUR_SCRIPTS)) <= 2


def texts_of(path: Path) -> list[tuple[str, str]]:
    """Every column of text of the tables that pages read, and its table."""
    tables = ("days", "documents", "status", "outlines", "patients", "refused", "markers", "programmes")
    with closing(sqlite3.connect(path)) as file:
        found = [(table, row) for table in tables for row in file.execute(f"PRAGMA table_info({table})")]
    return [(table, row[1]) for table, row in found if row[2] in ("TEXT", "BLOB")]


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["substr({0}, 1, 3)", "{0} || x'ff00'"])
def test_a_text_that_was_cut_in_any_table_costs_no_page_of_any_patient(whole: Path, tmp_path: Path, cut: str) -> None:
    for table, column in texts_of(whole):
        path = tmp_path / f"{table}-{column}.db"
        shutil.copyfile(whole, path)
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("PRAGMA foreign_keys = OFF")
            value = f"CAST({cut.format(column)} AS TEXT)"
            file.execute(f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE device = '{DEVICE}'")  # noqa: S608 - ours
        with shown(path) as (_, damaged):
            seen = {page: damaged.get(page)[0] for page in PAGES}
            others = [damaged.get(page.replace(DEVICE, OTHER))[0] for page in PAGES[1:4:2]]
        assert set(seen.values()) <= {200, 404}, f"{table}.{column}: {seen}"
        assert others == [200, 200], f"{table}.{column}"


@pytest.mark.slow
def test_a_database_that_goes_in_mid_request_is_said_to_be_gone_and_a_page_is_there_when_it_is_back(
    whole: Path, tmp_path: Path
) -> None:
    path = tmp_path / "clinic.db"
    shutil.copyfile(whole, path)
    with shown(path) as (clinic, site):
        assert site.get("/")[0] == 200
        away = path.rename(tmp_path / "away.db")
        clinic.close()
        status, page, _ = site.get("/")
        assert (status, "the log of this service says what is wrong" in page) == (503, True)
        away.rename(path)
        assert site.get("/")[0] == 200


def test_a_search_is_shown_again_as_text(site: Site) -> None:
    status, page, _ = site.get(f"/?search={quote(HOSTILE[0])}")
    assert status == 200
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "No patient of yours is called so" in page
