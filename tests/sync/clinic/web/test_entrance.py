"""Signing in and out, whose pages somebody sees, and what is refused, over HTTP as a browser does it."""

import gzip
import http.client
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.clinic.accounts import Door, Looks, People
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import app
from sync.clinic.web import Front, server
from sync.clinic.web.entrance import own
from sync.clinic.web.visitor import VISIT_COOKIE
from tests.support.clinics import store_day
from tests.support.documents.realistic import DAY, NOW_UTC_S, an_empty_day
from tests.support.drawings import HERE
from tests.support.visits import Site, plain, signed_in, visit

GOOD = "four wooden spoons"
SHORT = "short"
HOSTILE = "<script>alert('x')</script>\"&'<b>"
WORDS = "The name or the password is wrong."
FOREIGN = "This form was not filled in on a page of this clinic"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        for device in ("band-01", "band-02"):
            store_day(opened, an_empty_day(device), NOW_UTC_S - 600)
        yield opened


@contextmanager
def pages(clinic: Clinic, front: str = "") -> Iterator[str]:
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "UTC", renderer=HERE, front=Front(front))) as served:
        yield served.address


@pytest.fixture
def address(clinic: Clinic) -> Iterator[str]:
    with pages(clinic) as found:
        yield found


@pytest.fixture
def anna(clinic: Clinic, address: str) -> Site:
    """Of an administrator."""
    return signed_in(address, clinic, NOW_UTC_S)


@pytest.fixture
def tom(clinic: Clinic, address: str, anna: Site) -> Site:
    """Of a therapist who has the first patient."""
    site = signed_in(address, clinic, NOW_UTC_S, "tom", "therapist")
    People(clinic.access).assign("tom", ["band-01"])
    return site


def test_until_there_is_somebody_every_page_says_what_to_do_and_shows_nothing(address: str) -> None:
    for path in ("/", "/patients/band-01", f"/patients/band-01/days/{DAY}", "/looks"):
        status, page, _ = Site(address).get(path)
        assert (status, "band-01</a>" in page) == (403, False)
        assert "easeband clinic people add YOUR-NAME --role administrator" in plain(page)
    assert Site(address).get("/healthz")[0] == 200


def test_a_person_signs_in_sees_the_page_that_was_wanted_and_signs_out(clinic: Clinic, address: str) -> None:
    People(clinic.access).add("anna", "administrator", NOW_UTC_S)
    People(clinic.access).set_password("anna", GOOD)
    site = Site(address)
    status, _, headers = site.get("/patients/band-01?page=1")
    assert (status, headers["location"]) == (303, "/sign-in?wanted=/patients/band-01%3Fpage%3D1")
    assert "<form" in site.get(headers["location"])[1]
    status, _, headers = site.post("/sign-in", name="Anna", password=GOOD, wanted="/patients/band-01")
    assert (status, headers["location"]) == (303, "/patients/band-01")
    kept = site.cookies[VISIT_COOKIE]
    status, page, _ = site.get("/patients/band-01")
    assert (status, "anna, administrator" in page) == (200, True)
    assert site.get("/sign-in")[2]["location"] == "/"
    assert site.post("/sign-out")[2]["location"] == "/sign-in"
    assert VISIT_COOKIE not in site.cookies
    assert Site(address, kept).get("/")[0] == 303
    seen = [(look.person, look.what, look.device) for look in Looks(clinic.access, lambda: 0.0).last(9)]
    assert seen == [("anna", "signed out", ""), ("anna", "all days", "band-01"), ("anna", "signed in", "")]


def test_a_wrong_password_is_said_to_be_name_or_password_and_what_was_typed_is_shown_as_text(
    clinic: Clinic, address: str, anna: Site
) -> None:
    site = Site(address)
    site.get("/sign-in")
    status, page, _ = site.post("/sign-in", name=HOSTILE, password=GOOD, wanted="//evil.example")
    assert (status, WORDS in page, "<script" in page) == (403, True, False)
    assert "evil.example" not in page
    assert "password" not in {look.what for look in Looks(clinic.access, lambda: 0.0).last(9)}


def test_after_too_many_attempts_it_is_said_when_to_come_again(address: str, anna: Site) -> None:
    site = Site(address)
    site.get("/sign-in")
    for number in range(50):
        site.get(f"/welcome/{number}")
    site.get("/sign-in")
    status, page, headers = site.post("/sign-in", name="anna", password=GOOD)
    assert (status, headers["retry-after"]) == (429, "900")
    assert "Try again in a quarter of an hour" in page


def test_a_link_lets_a_password_be_chosen_once(clinic: Clinic, address: str) -> None:
    People(clinic.access).add("bela", "administrator", NOW_UTC_S)
    link = Door(clinic.access, lambda: NOW_UTC_S).invite("bela")
    site = Site(address)
    assert "Choose a password of at least 10 letters" in site.get(f"/welcome/{link}")[1]
    assert "The two passwords differ." in site.post(f"/welcome/{link}", password=GOOD, again="another")[1]
    assert "Expected 10 to 200 letters, got 5." in site.post(f"/welcome/{link}", password=SHORT, again=SHORT)[1]
    assert site.post(f"/welcome/{link}", password=GOOD, again=GOOD)[0] == 303
    assert "bela, administrator" in site.get("/")[1]
    assert "This link is used up" in Site(address).get(f"/welcome/{link}")[1]


def test_a_link_for_somebody_with_a_password_lets_in_at_the_press_of_a_button(
    clinic: Clinic, address: str, anna: Site
) -> None:
    People(clinic.access).set_password("anna", GOOD)
    site, link = Site(address), Door(clinic.access, lambda: NOW_UTC_S).invite("anna")
    assert "Sign in as anna" in site.get(f"/welcome/{link}")[1]
    assert site.post(f"/welcome/{link}")[2]["location"] == "/"
    assert site.get("/")[0] == 200


def test_a_therapist_sees_own_patients_and_of_others_not_even_that_they_are_there(
    clinic: Clinic, address: str, tom: Site
) -> None:
    page = tom.get("/")[1]
    assert ("band-01" in page, "band-02" in page, "1\N{NO-BREAK SPACE}patient:" in page) == (True, False, True)
    assert tom.get("/patients/band-01")[0] == 200
    for path in ("/patients/{}", f"/patients/{{}}/days/{DAY}", "/patients/{}/days/nonsense"):
        status, page, _ = tom.get(path.format("band-02"))
        nobody = tom.get(path.format("band-99"))
        assert (status, page.replace("band-02", "band-99")) == nobody[:2]
        assert status == 404
    assert "band-02" not in {look.device for look in Looks(clinic.access, lambda: 0.0).last(99)}


@pytest.mark.costly
def test_a_page_with_all_its_pictures_is_one_look_and_a_picture_alone_is_one_too(clinic: Clinic, tom: Site) -> None:
    looks = Looks(clinic.access, lambda: 0.0)
    for path in ("", "/charts/rest.svg?shape=wide", "/charts/hours.svg?shape=narrow", f"/days/{DAY}"):
        assert tom.get(f"/patients/band-01{path}")[0] == 200
    assert tom.get(f"/patients/band-01/days/{DAY}/charts/hours.svg?shape=wide")[0] == 200
    assert [look.what for look in looks.last(9, person="tom", device="band-01")] == [f"days/{DAY}", "all days"]
    tom.get("/patients/band-01/days/2026-03-01/charts/hours.svg?shape=wide")
    assert looks.last(1, person="tom")[0].what == "days/2026-03-01/charts/hours.svg"


def test_who_looked_at_what_is_shown_to_administrators_alone(anna: Site, tom: Site) -> None:
    tom.get(f"/patients/band-01/days/{DAY}")
    seen = plain(anna.get("/looks?patient=band-01")[1])
    assert "tom band-01 the day 2 Mar 2026 127.0.0.1" in seen
    assert tom.get("/looks")[0] == 403
    assert "Nobody looked at anything that fits" in anna.get("/looks?person=%3Cb%3E")[1]
    assert anna.get("/looks?person=" + "x" * 65)[0] == 422


@pytest.mark.costly
@pytest.mark.parametrize("forged", ["x", "", '"; x=1', "\x7f", "a" * 4000])
def test_a_forged_cookie_leads_to_the_door(address: str, anna: Site, forged: str) -> None:
    assert Site(address, forged or "=").get("/")[0] == 303


def test_a_visit_that_is_over_leads_to_the_door(clinic: Clinic, address: str) -> None:
    old = visit(clinic, NOW_UTC_S - 2 * 3600)
    assert Site(address, old).get("/")[0] == 303
    People(clinic.access).add("bela", "administrator", NOW_UTC_S)
    fresh = visit(clinic, NOW_UTC_S)
    People(clinic.access).remove("anna")
    assert Site(address, fresh).get("/")[0] == 303


@pytest.mark.costly
@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("", {}),
        ("0" * 64, {}),
        ("ä", {}),
        (None, {"Origin": "http://evil.example"}),
        (None, {"Origin": "null"}),
        (None, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
        (None, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_form_that_is_not_of_our_page_changes_nothing(anna: Site, token: str | None, headers: dict[str, str]) -> None:
    anna.get("/")
    anna.token = anna.token if token is None else token
    status, page, _ = anna.post("/sign-out", headers)
    assert (status, FOREIGN in page) == (403, True)
    assert anna.get("/")[0] == 200


def test_a_form_of_another_visit_is_none_of_this_one(clinic: Clinic, address: str, anna: Site) -> None:
    other = signed_in(address, clinic, NOW_UTC_S)
    other.get("/")
    anna.token = other.token
    assert anna.post("/sign-out")[0] == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {}])
def test_a_form_as_browsers_send_ours_is_taken(anna: Site, address: str, headers: dict[str, str]) -> None:
    anna.get("/")
    assert anna.post("/sign-out", headers or {"Origin": address.rstrip("/")})[0] == 303


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", "{}", 415),
        ("application/x-www-form-urlencoded", "a" * 20_001, 413),
        ("application/x-www-form-urlencoded", "&".join(["a=1"] * 300), 400),
        ("application/x-www-form-urlencoded", "\xff", 400),
    ],
)
def test_what_is_no_form_is_refused(anna: Site, kind: str, body: str, status: int) -> None:
    assert anna._ask("POST", "/sign-out", body, {"Content-Type": kind})[0] == status


def test_the_cookie_is_for_our_pages_alone_and_for_no_script(clinic: Clinic, address: str) -> None:
    sent = Site(address).get("/sign-in")[2]["set-cookie"]
    assert sent.endswith("; HttpOnly; Path=/; SameSite=strict")
    with pages(clinic, "https://clinic.example/easeband") as proxied:
        sent = Site(proxied).get("/sign-in", Host="clinic.example")[2]["set-cookie"]
    assert sent.endswith("; HttpOnly; Path=/easeband; SameSite=strict; Secure")


@pytest.mark.parametrize("path", ["/easeband/", "/"])
def test_behind_a_proxy_every_address_has_its_path_whether_or_not_it_takes_it_away(clinic: Clinic, path: str) -> None:
    with pages(clinic, "https://clinic.example/easeband") as proxied:
        site = signed_in(proxied, clinic, NOW_UTC_S)
        status, page, _ = site.get(path, Host="clinic.example")
        assert (status, 'href="/easeband/patients/band-01"' in page) == (200, True)
        assert 'href="/p' not in page
        assert 'href="/easeband/static/clinic.css' in page
        ours = {"Host": "clinic.example", "Origin": "https://clinic.example"}
        assert site.post(f"{path}sign-out", {**ours, "Origin": "https://evil.example"})[0] == 403
        assert site.post(f"{path}sign-out", ours)[2]["location"] == "/easeband/sign-in"
        assert site.get(path, Host="evil.example")[0] == 421


@pytest.mark.costly
@pytest.mark.parametrize(
    ("front", "said", "address"),
    [
        ("", "192.0.2.9", "127.0.0.1"),
        ("https://clinic.example", "192.0.2.9", "192.0.2.9"),
        ("https://clinic.example", "6.6.6.6, 192.0.2.9", "192.0.2.9"),
        ("https://clinic.example", "nonsense", "127.0.0.1"),
    ],
)
def test_from_where_somebody_looked_is_believed_of_a_proxy_that_was_told_of(
    clinic: Clinic, front: str, said: str, address: str
) -> None:
    with pages(clinic, front) as served:
        signed_in(served, clinic, NOW_UTC_S).get("/patients/band-01", **{"X-Forwarded-For": said})
    assert [look.address for look in Looks(clinic.access, lambda: 0.0).last(1)] == [address]


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/patients/a?page=2", "/patients/a?page=2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\nSet-Cookie: a=1", "/"),
        ("", "/"),
        ("/" + "a" * 600, "/"),
    ],
)
def test_after_signing_in_only_a_page_of_ours_is_shown(wanted: str, shown: str) -> None:
    assert own(wanted) == shown


def test_pages_are_sent_compressed_to_whoever_asks_for_that(anna: Site) -> None:
    connection = http.client.HTTPConnection(anna.address, timeout=30)
    connection.request("GET", "/sign-in", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    assert answer.getheader("content-encoding") == "gzip"
    assert "Sign in" in gzip.decompress(answer.read()).decode()
    connection.close()


@pytest.mark.costly
def test_a_look_is_written_down_before_the_page_is_shown_and_a_database_that_is_gone_is_said_to_be(
    clinic: Clinic, anna: Site
) -> None:
    with clinic.access.transaction() as connection:
        connection.execute(text("ALTER TABLE visits RENAME TO mislaid"))
    status, page, _ = anna.get("/patients/band-01")
    assert (status, "band-01</h1>" in page) == (503, False)
