"""Every page of the clinic in German: no text that has a translation, and no English sentence, is left on it."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from sync.clinic.accounts import Looks
from sync.clinic.actions.seed import Now, seed_patient
from sync.clinic.database import Clinic
from sync.clinic.editor.filled import filled_of
from sync.clinic.markers import Marker, Markers
from sync.clinic.markers.marker import Injected
from sync.clinic.programme_pages import programme_pages
from sync.clinic.programmes import SentProgrammes
from sync.clinic.programmes.prescribing import prescription
from sync.clinic.site import app
from sync.clinic.synthetic import synthetic_patients
from sync.clinic.web import server
from sync.clinic.web.gate import LIVE
from tests.support.clinics import store_day
from tests.support.documents.realistic import DAY, NOW_UTC_S, a_day
from tests.support.documents.rich import a_rich_day
from tests.support.drawings import HERE
from tests.support.prescribed import SIGNER, example, to
from tests.support.visits import Site, signed_in, visit
from tests.sync.clinic.languages.catalogue import known, sources

GERMAN = {"Accept-Language": "de"}
DEVICE = "band-01"
PATIENT = f"/patients/{DEVICE}"
FIELDS = {"based_on": "0", **dict(filled_of(tomllib.loads(example().text)).values())}
VALUES = {  # of each place in an address: what is there, what is not, and what cannot be
    "device": (DEVICE, "synthetic-0001", "quiet-otter", "unknown"),
    "day": (DAY, "2020-01-01", "x"),
    "number": ("1", "77", "x"),
    "person": ("tom", "anna", "nobody"),
    "kind": ("x",),
    "name": ("nothing",),
    "link": ("worn-out",),
}
NO_PAGES = {"/static/clinic.css", "/static/live.js", "/static/typed.js", "/healthz", *LIVE}
VARIANTS = (
    *("/?search=nobody", "/looks?person=nobody", "/nothing", "/?page=7", "/?page=x", "/people?search=nobody"),
    *(f"{PATIENT}?period=1y&hours=8:00-20:00", f"{PATIENT}?period=x", f"{PATIENT}?hours=x", f"{PATIENT}?fitted=x"),
)
SIGNED_OUT_BY = {"/sign-out"}
CHARTS = ("rest", "hours", "usual-day", "cycles")
ENGLISH = re.compile(  # words that no German sentence has
    r"\b(the|of|and|is|are|with|from|for|not|which|that|this|has|have|been|at|by|or|to|no|on|it|its|be|than|one)\b",
    re.IGNORECASE,
)
AS_THEY_ARE = re.compile(
    r"easeband [a-z ]+|[A-Z]?[a-z]+ \(synthetic\)|arm-2026|check-up at ease|Slowly. Stop when it hurts."
    r"|[a-z_]+\.[a-z_]+"
)
PLACES, WORD = re.compile(r"{\w+}|%\(\w+\)s"), re.compile("[A-Za-z]{2,}")
NEEDED = 3  # words of a text that is looked for as a whole: shorter ones may be German too


class Said(HTMLParser):
    """What people read or hear of a page, piece by piece, without what is marked as English or as a program's text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._left_out: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.pieces += [given[name] or "" for name in ("alt", "aria-label", "title", "placeholder") if name in given]
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            hidden = tag in {"style", "script", "pre", "code"} or given.get("lang") == "en" or "data-as-it-is" in given
            self._left_out.append(hidden or any(self._left_out[-1:]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.pieces += [given[name] or "" for name in ("alt", "aria-label") if name in given]

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            self._left_out.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self._left_out[-1:]):
            self.pieces.append(" ".join(data.replace("\N{NO-BREAK SPACE}", " ").split()))


@cache
def patterns() -> list[re.Pattern[str]]:
    """The English texts that have another German one, long enough to be told from German."""
    texts = {
        source
        for message in known("de")
        if message.id
        for source, said in zip(sources(message), _said(message), strict=False)
        if source != said and len(WORD.findall(PLACES.sub("", source))) >= NEEDED
    }
    plain = [" ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()) for text in texts]
    return [re.compile(".+?".join(map(re.escape, PLACES.split(text))), re.IGNORECASE) for text in plain]


def _said(message: Any) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def english(page: str) -> list[str]:
    """What of a page is English."""
    pieces = [AS_THEY_ARE.sub("", piece) for piece in Said(page).pieces]
    return [piece for piece in pieces if ENGLISH.search(piece) or any(one.fullmatch(piece) for one in patterns())]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, FastAPI]]:
    """A clinic with a rich day, a plain one, synthetic weeks, an injection and a programme; an administrator."""
    folder = tmp_path_factory.mktemp("german")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        store_day(clinic, replace(a_rich_day(), device=DEVICE), NOW_UTC_S - 600)
        for patient in synthetic_patients(1):
            seed_patient(clinic, patient, 60, Now(NOW_UTC_S, "Europe/Berlin"))
        store_day(clinic, a_day(), NOW_UTC_S - 600)
        toxin = Marker("injection", date(2026, 2, 1), product="Toxin", injected=(Injected("Bizeps", 62.5),))
        Markers(clinic.access).add(DEVICE, toxin)
        SentProgrammes(clinic.access).add_after(prescription(to(device=DEVICE), example(), SIGNER), 0)
        Looks(clinic.access, lambda: NOW_UTC_S).note("tom", "127.0.0.1", "sent arm-2026 version 1", DEVICE)
        more = programme_pages(clinic, lambda: NOW_UTC_S, "Europe/Berlin", lambda: SIGNER)
        pages = app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin", renderer=HERE, more=more)
        with server.served(pages) as served:
            visit(clinic, NOW_UTC_S, "tom", "therapist")
            yield signed_in(served.address, clinic, NOW_UTC_S), pages


@pytest.fixture(scope="module")
def anna(opened: tuple[Site, FastAPI]) -> Site:
    """The administrator."""
    return opened[0]


@pytest.fixture(scope="module")
def pages(opened: tuple[Site, FastAPI]) -> FastAPI:
    """All addresses that there are."""
    return opened[1]


def test_english_is_seen_where_there_is_any() -> None:
    page = '<p>Das ist <b>no data</b></p><p lang="en">the log</p><pre>for it</pre><i alt="What is seen">Tage</i>'
    assert english(page) == ["no data", "What is seen"]


def addresses(pages: FastAPI, method: str) -> list[str]:
    """Of every page or form that there is, with all that can stand in its places; KeyError for a place not known."""
    routes = [one for one in pages.routes if isinstance(one, APIRoute) and method in (one.methods or ())]
    assert len(routes) > 10
    found = [
        (route.path, dict(zip(route.param_convertors, values, strict=True)))
        for route in routes
        if route.path not in NO_PAGES | SIGNED_OUT_BY
        for values in product(*(VALUES[name] for name in route.param_convertors))
    ]
    return [path.format(**values) for path, values in found]


@pytest.mark.costly
def test_no_page_that_there_is_has_english_left(anna: Site, pages: FastAPI) -> None:
    answers = {path: anna.get(path, **GERMAN) for path in (*addresses(pages, "GET"), *VARIANTS)}
    shown = {path: page for path, (_, page, _) in answers.items() if page.startswith("<!doctype html>")}
    assert len(shown) > 60
    assert {path: page for path, page in shown.items() if '<html lang="de">' not in page} == {}
    assert [path for path in shown if "Accept-Language" not in answers[path][2]["vary"]] == []
    assert {path: found for path, page in shown.items() if (found := english(page))} == {}


@pytest.mark.costly
def test_no_form_that_comes_in_empty_is_answered_in_english(anna: Site, pages: FastAPI) -> None:
    anna.get(f"{PATIENT}/markers", **GERMAN)
    answers = {path: anna.post(path, GERMAN)[1] for path in addresses(pages, "POST")}
    assert len([page for page in answers.values() if '<html lang="de">' in page]) > 20
    assert {path: found for path, page in answers.items() if (found := english(page))} == {}


@pytest.mark.costly
def test_a_preview_and_its_moving_lights_have_no_english_left(anna: Site) -> None:
    form = anna.get(f"{PATIENT}/programme/new", **GERMAN)[1]
    (newest,) = set(re.findall(r'name="based_on" value="(\d+)"', form))
    status, page, _ = anna.post(f"{PATIENT}/programme/preview", GERMAN, **{**FIELDS, "based_on": newest})
    assert (status, english(page)) == (200, [])
    names = re.findall(r'font-size="13" fill="#e6ebf1" opacity="0">([^<]+)<', page)
    assert names[:5] == ["bereit", "Takt", "Durchgang geschafft", "Erholung", "Übungszeit geschafft"]


@pytest.mark.costly
def test_the_version_that_was_sent_and_what_a_form_comes_to_have_no_english_left(anna: Site) -> None:
    (sent,) = set(re.findall(rf'href="({PATIENT}/programme/sent/\d+)"', anna.get(f"{PATIENT}/programme", **GERMAN)[1]))
    assert english(anna.get(sent, **GERMAN)[1]) == []
    begun = anna.get(f"{PATIENT}/programme/new?version={sent.rpartition('/')[2]}", **GERMAN)[1]
    assert english(begun) == []


@pytest.mark.costly
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"{PATIENT}/programme/preview", FIELDS),
        (f"{PATIENT}/programme/form", {**FIELDS, "do": "look"}),
        (f"{PATIENT}/programme/preview", {**FIELDS, "valid_to": "never", "limb": ""}),
        (f"{PATIENT}/markers", {"kind": "note", "day": "2026-03-01"}),
        (f"{PATIENT}/markers", {"kind": "visit", "day": "2026-13-01"}),
        (f"{PATIENT}/markers", {"kind": "visit", "day": "2029-01-01"}),
        (f"{PATIENT}/markers/1", {"kind": "injection", "day": "2026-02-01", "muscles": "Bizeps", "version": "1"}),
        (f"{PATIENT}/markers/1", {"kind": "injection", "day": "2026-02-01", "version": "9"}),
        (f"{PATIENT}/programme/take-back", {"based_on": "7"}),
        ("/sign-out?x", {"form": "wrong"}),
    ],
)
def test_what_is_said_of_a_form_has_no_english_left(anna: Site, path: str, fields: dict[str, str]) -> None:
    anna.get(f"{PATIENT}/markers", **GERMAN)
    _, page, _ = anna.post(path, GERMAN, **fields)
    assert '<html lang="de">' in page
    assert english(page) == []


@pytest.mark.costly
def test_charts_know_the_language_and_are_kept_for_each(anna: Site) -> None:
    for name in CHARTS:
        path = f"{PATIENT}/charts/{name}.svg?shape=wide"
        texts = [
            re.findall(">([^<>]+)</text>", anna.get(path, **{"Accept-Language": code})[1]) for code in ("de", "en")
        ]
        assert [text for text in texts[0] if ENGLISH.search(text)] == []
    day = f"{PATIENT}/days/{DAY}/charts/hours.svg?shape=narrow"
    german, plain = (anna.get(day, **{"Accept-Language": code})[1] for code in ("de", "en"))
    assert ("Übung" in german, "Exercise" in german) == (True, False)
    assert ("Übung" in plain, "Exercise" in plain) == (False, True)
    assert "50\N{NO-BREAK SPACE}%" in german
