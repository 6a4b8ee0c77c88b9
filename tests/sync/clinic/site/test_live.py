"""Pages that follow new days: who may, what it does not do, and what the page says to the browser."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from sync.clinic.accounts import Looks
from sync.clinic.accounts.visits import IDLE_S
from sync.clinic.database import Clinic
from sync.clinic.site import app
from sync.clinic.web import server
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day
from tests.support.visits import Site, signed_in

STREAM = f"/patients/{DEVICE}/live"
WORD = re.compile(r'data-word="([0-9a-f]+)"')


class Now:
    """The time of day at the clinic, moved by hand."""

    def __init__(self) -> None:
        self.utc_s = NOW_UTC_S

    def __call__(self) -> float:
        return self.utc_s


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("clinic")
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as opened:
        store_day(opened, a_day(), NOW_UTC_S - 600)
        yield opened


@pytest.fixture(scope="module")
def now() -> Now:
    return Now()


@pytest.fixture(scope="module")
def address(clinic: Clinic, now: Now) -> Iterator[str]:
    with server.served(app.make_app(clinic, now, "Europe/Berlin")) as pages:
        yield str(pages)


@pytest.fixture
def site(clinic: Clinic, address: str, now: Now) -> Site:
    now.utc_s = NOW_UTC_S
    return signed_in(address, clinic, NOW_UTC_S)


@contextmanager
def followed(site: Site, path: str) -> Iterator[http.client.HTTPResponse]:
    """The stream, until the browser goes away."""
    cookies = "; ".join(f"{name}={value}" for name, value in site.cookies.items())
    with closing(http.client.HTTPConnection(site.address, timeout=10)) as connection:
        connection.request("GET", path, headers={"Cookie": cookies, "Accept-Encoding": "gzip"})
        yield connection.getresponse()


def next_word(stream: http.client.HTTPResponse) -> str:
    """The word of the next event that something has come."""
    while (line := stream.readline().decode()) != "event: arrived\n":
        assert line, "the stream ended"
    return stream.readline().decode().removeprefix("data: ").strip()


@pytest.mark.parametrize(("page", "stream"), [("/", "/live"), (f"/patients/{DEVICE}", STREAM)])
def test_the_stream_begins_with_the_word_that_the_page_has_until_something_comes(
    site: Site, clinic: Clinic, page: str, stream: str
) -> None:
    html = site.get(page)[1]
    assert f'<link rel="alternate" type="text/event-stream" href="{stream}">' in html
    (word,) = WORD.findall(html)
    with followed(site, stream) as events:
        assert events.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert next_word(events) == word
        store_day(clinic, a_day(day=f"2026-02-{20 + len(page) % 8}"), NOW_UTC_S + len(page))
        assert next_word(events) != word


def test_only_who_may_see_a_patient_may_follow(clinic: Clinic, address: str, site: Site) -> None:
    assert signed_in(address, clinic, NOW_UTC_S, "bela", "therapist").get(STREAM)[0] == 404
    assert Site(address).get(STREAM)[0] == 303
    assert Site(address).get("/live")[0] == 303
    assert site.get("/patients/nobody/live")[0] == 404


def test_following_is_no_look_and_is_not_written_down(clinic: Clinic, site: Site) -> None:
    looks = Looks(clinic.access, lambda: NOW_UTC_S)
    before = looks.how_many()
    with followed(site, STREAM) as events:
        next_word(events)
    assert looks.how_many() == before


@pytest.mark.costly
def test_what_a_page_asks_by_itself_keeps_no_visit_alive(site: Site, now: Now) -> None:
    now.utc_s = NOW_UTC_S + IDLE_S - 60.0
    assert site.get(f"/patients/{DEVICE}", **{"X-Easeband-Live": "1"})[0] == 200
    with followed(site, STREAM) as events:
        next_word(events)
    now.utc_s = NOW_UTC_S + IDLE_S + 60.0
    assert site.get(STREAM)[0] == 303


def test_the_one_script_is_ours_and_asks_our_addresses_alone(site: Site) -> None:
    _, html, headers = site.get("/")
    assert re.findall(r"<script[^>]*>", html) == re.findall(
        r'<script src="/static/live\.js\?[0-9a-f]{12}" defer>', html
    )
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
    )
    assert "script-src" not in site.get(f"/patients/{DEVICE}/days/2026-03-02")[2]["content-security-policy"]
    assert site.get("/static/live.js")[2]["content-type"].startswith("text/javascript")
