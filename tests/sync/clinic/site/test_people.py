"""The clinic's people on a page: who sees it, what is changed there, and that it is written down."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from sync.clinic.accounts import Looks, Member, People
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import app
from sync.clinic.web import Front, server
from tests.support.clinics import store_day
from tests.support.documents.realistic import NOW_UTC_S, an_empty_day
from tests.support.visits import Site, plain, signed_in

LINK: Final = re.compile(r'value="(http://[^"]*/welcome/[^"]{43})"')
PROBLEM: Final = re.compile(r'role="alert"[^>]*>(.*?)</p>', re.DOTALL)
GOOD: Final = "four wooden spoons"
HOSTILE: Final = "<script>alert('x')</script>{0}%(x)s\"&"
GERMAN: Final = {"Accept-Language": "de"}


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        for device in ("band-01", "band-02"):
            store_day(opened, an_empty_day(device), NOW_UTC_S - 600)
        opened.rename("band-02", "Zoë Ångström")
        yield opened


@pytest.fixture
def address(clinic: Clinic) -> Iterator[str]:
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin")) as served:
        yield served.address


@pytest.fixture
def anna(clinic: Clinic, address: str) -> Site:
    """As an administrator, who can sign in; beside her, tom."""
    site = signed_in(address, clinic, NOW_UTC_S)
    People(clinic.access).add("tom", "therapist", NOW_UTC_S)
    return site


def person(clinic: Clinic, name: str = "tom") -> Member:
    (found,) = [one for one in People(clinic.access).all() if one.name == name]
    return found


def done(clinic: Clinic) -> list[tuple[str, str, str, str]]:
    """What was written down, the first first."""
    looks = Looks(clinic.access, lambda: 0.0).last(99)
    return [(look.person, look.what, look.device, look.address) for look in reversed(looks)]


def link_on(page: str) -> str:
    (found,) = LINK.findall(page)
    return str(found)


def problem_on(page: str) -> str:
    (found,) = PROBLEM.findall(page)
    return plain(found)


def act(site: Site, do: str, name: str = "tom", **fields: str) -> tuple[int, str, str]:
    """Status, where to and what stands there, after a form of that person's page."""
    site.get(f"/people/{name}")
    status, page, headers = site.post(f"/people/{name}", None, do=do, **fields)
    return status, headers.get("location", ""), page


def test_an_administrator_sees_who_there_is_as_what_whom_they_see_and_whether_they_get_in(
    clinic: Clinic, anna: Site
) -> None:
    people = People(clinic.access)
    people.add("eva", "viewer", NOW_UTC_S)
    people.set_password("eva", GOOD)
    people.assign("eva", ["band-01", "band-02"])
    said = plain(anna.get("/people")[1]).replace("\N{NO-BREAK SPACE}", " ")
    assert "3 people have an account." in said
    assert "anna administrator all patients cannot sign in: needs a new link" in said
    assert "eva viewer 2 patients can sign in" in said
    assert "tom therapist no patient yet" in said
    assert 'href="/people"' in anna.get("/")[1]


def test_who_is_invited_gets_in_by_a_link_that_is_shown_once_and_chooses_a_password(
    clinic: Clinic, address: str, anna: Site
) -> None:
    anna.get("/people")
    status, page, _ = anna.post("/people", name=" Bela ", role="viewer")
    link = link_on(page)
    assert (status, link.startswith(f"{address}welcome/")) == (200, True)
    said = plain(anna.get("/people")[1]).replace("\N{NO-BREAK SPACE}", " ")
    assert "bela viewer no patient yet invited: the link works until Fri 6 Mar 2026, 08:00" in said
    assert "/welcome/" not in anna.get("/people/bela")[1]
    bela, path = Site(address), link.removeprefix(address.rstrip("/"))
    assert "Choose a password" in bela.get(path)[1]
    assert bela.post(path, password=GOOD, again=GOOD)[0] == 303
    assert "bela, viewer" in bela.get("/")[1]
    assert done(clinic)[0] == ("anna", "added bela as viewer", "", "127.0.0.1")


def test_behind_a_proxy_the_link_is_of_the_address_that_others_reach(clinic: Clinic) -> None:
    front = Front("https://clinic.example/easeband")
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "UTC", front=front)) as served:
        anna = signed_in(served.address, clinic, NOW_UTC_S)
        anna.get("/easeband/people")
        page = anna.post("/easeband/people", name="bela", role="viewer")[1]
    assert 'value="https://clinic.example/easeband/welcome/' in page
    assert 'action="/easeband/people/bela"' in page


@pytest.mark.costly
@pytest.mark.parametrize(
    ("name", "role", "problem"),
    [
        ("Anna", "viewer", "There is anna already: choose another name"),
        (HOSTILE, "viewer", "cannot be a person's name here: expected 1 to 64"),
        ("", "viewer", "'' cannot be a person's name here"),
        ("bela", "", "Choose a role."),
        ("bela", "owner", "Choose a role."),
    ],
)
def test_who_cannot_be_invited_is_told_why_and_what_was_typed_stays(
    clinic: Clinic, anna: Site, name: str, role: str, problem: str
) -> None:
    anna.get("/people")
    status, page, _ = anna.post("/people", name=name, role=role)
    assert status == 422
    assert problem in problem_on(page)
    assert "<script>alert" not in page
    assert [one.name for one in People(clinic.access).all()] == ["anna", "tom"]
    assert done(clinic) == []


def test_a_role_is_changed_at_once(clinic: Clinic, address: str, anna: Site) -> None:
    tom = signed_in(address, clinic, NOW_UTC_S, "tom")
    assert act(anna, "role", role="administrator")[:2] == (303, "/people/tom?done=role")
    assert "The role was changed." in anna.get("/people/tom?done=role")[1]
    assert tom.get("/people")[0] == 200
    act(anna, "role", role="viewer")
    assert tom.get("/people")[0] == 403
    assert [what for _, what, _, _ in done(clinic)] == ["made tom administrator", "made tom viewer"]


def test_who_is_blocked_is_out_at_once_until_a_new_link(clinic: Clinic, address: str, anna: Site) -> None:
    People(clinic.access).set_password("tom", GOOD)
    tom = signed_in(address, clinic, NOW_UTC_S, "tom")
    assert tom.get("/")[0] == 200
    assert act(anna, "block")[:2] == (303, "/people/tom?done=block")
    assert tom.get("/")[0] == 303
    page = anna.get("/people/tom")[1]
    assert "cannot sign in: needs a new link" in page
    assert "Block tom" not in plain(page)
    status, _, page = act(anna, "link")
    assert (status, "/welcome/" in link_on(page)) == (200, True)
    assert [what for _, what, _, _ in done(clinic)] == ["blocked tom", "reset tom"]


def test_who_is_removed_stands_on_no_list_any_more(clinic: Clinic, anna: Site) -> None:
    assert act(anna, "remove")[:2] == (303, "/people?done=remove")
    assert "stays written down" in anna.get("/people?done=remove")[1]
    assert anna.get("/people/tom")[0] == 404
    assert anna.post("/people/tom", do="block")[0] == 404
    assert [what for _, what, _, _ in done(clinic)] == ["removed tom"]


@pytest.mark.costly
@pytest.mark.parametrize(("do", "role"), [("role", "viewer"), ("block", ""), ("remove", ""), ("link", "")])
def test_nobody_changes_their_own_rights(clinic: Clinic, anna: Site, do: str, role: str) -> None:
    assert "This is you." in anna.get("/people/anna")[1]
    status, _, page = act(anna, do, "anna", role=role)
    assert (status, problem_on(page)) == (422, "Nobody changes their own rights here: ask another administrator.")
    assert person(clinic, "anna").administers
    assert anna.get("/people")[0] == 200
    assert done(clinic) == []


def test_the_last_administrator_who_can_sign_in_stays(clinic: Clinic, anna: Site) -> None:
    people = People(clinic.access)
    people.change_role("tom", "administrator")
    people.set_password("tom", GOOD)
    for do in ("block", "remove"):
        status, _, page = act(anna, do)  # anna has no password: her visit will be over, and then nobody gets in
        assert (status, "The last administrator who can sign in stays (tom)" in page) == (422, True)
    status, _, page = act(anna, "role", role="therapist")
    assert (status, person(clinic).administers, done(clinic)) == (422, True, [])


def test_patients_are_assigned_and_taken_back_and_it_is_written_down_of_each(
    clinic: Clinic, address: str, anna: Site
) -> None:
    tom = signed_in(address, clinic, NOW_UTC_S, "tom", "therapist")
    assert tom.get("/patients/band-02")[0] == 404
    chosen = {"patient band-01": "1", "patient band-02": "1"}
    assert act(anna, "assign", **chosen)[:2] == (303, "/people/tom?done=assign")
    assert tom.get("/patients/band-02")[0] == 200
    assert act(anna, "take back", search="ango", **{"patient band-02": "1"})[1] == (
        "/people/tom?done=take+back&search=ango"
    )
    assert tom.get("/patients/band-02")[0] == 404
    assert person(clinic).patients == {"band-01"}
    assert [line for line in done(clinic) if line[0] == "anna"] == [
        ("anna", "assigned band-01: tom", "band-01", "127.0.0.1"),
        ("anna", "assigned band-02: tom", "band-02", "127.0.0.1"),
        ("anna", "took away band-02: tom", "band-02", "127.0.0.1"),
    ]


def test_all_patients_are_assigned_also_those_to_come(clinic: Clinic, anna: Site) -> None:
    act(anna, "assign", everyone="1")
    assert (person(clinic).may_see("band-99"), person(clinic).administers) == (True, False)
    assert "all patients, also those to come" in plain(anna.get("/people/tom")[1])
    act(anna, "take back", everyone="1")
    assert person(clinic).patients == frozenset()
    assert [what for _, what, _, _ in done(clinic)] == ["assigned all patients: tom", "took away all patients: tom"]


@pytest.mark.costly
@pytest.mark.parametrize(
    ("do", "fields", "problem"),
    [
        ("assign", {}, "Choose at least one patient."),
        ("take back", {}, "Choose at least one patient."),
        ("assign", {"patient Band 1": "1"}, "cannot be the name of a device"),
        ("role", {}, "Choose a role."),
        ("", {}, "This form asks for nothing that can be done here."),
        ("everything", {}, "This form asks for nothing that can be done here."),
    ],
)
def test_a_form_that_asks_for_nothing_that_can_be_done_changes_nothing(
    clinic: Clinic, anna: Site, do: str, fields: dict[str, str], problem: str
) -> None:
    status, _, page = act(anna, do, **fields)
    assert (status, problem in problem_on(page)) == (422, True)
    assert (person(clinic), done(clinic)) == (Member("tom", "therapist"), [])


@pytest.mark.costly
def test_of_thousands_of_patients_fifty_are_shown_and_others_are_searched_for(clinic: Clinic, anna: Site) -> None:
    for number in range(60):
        store_day(clinic, an_empty_day(f"many-{number:02d}"), NOW_UTC_S - 600)
    page = anna.get("/people/tom")[1]
    assert page.count('name="patient ') == 50
    assert "12\N{NO-BREAK SPACE}more: search for them." in page
    page = anna.get("/people/tom?search=angstrom")[1]
    assert re.findall('name="patient (.*?)"', page) == ["band-02"]
    assert "None of the assigned patients is called so." in page


def test_a_patient_of_whom_nothing_has_come_yet_is_assigned_by_the_name_of_the_device(
    clinic: Clinic, anna: Site
) -> None:
    page = anna.get("/people/tom?search=band-77")[1]
    assert re.findall('name="patient (.*?)"', page) == ["band-77"]
    assert "nothing received yet" in page
    act(anna, "assign", **{"patient band-77": "1"})
    assert re.findall('name="patient (.*?)"', anna.get("/people/tom?search=band-77")[1]) == ["band-77"]
    assert person(clinic).patients == {"band-77"}


@pytest.mark.costly
@pytest.mark.parametrize("role", ["therapist", "viewer"])
@pytest.mark.parametrize("path", ["/people", "/people/anna", "/people/tom", "/people/nobody"])
def test_others_see_none_of_it_and_change_none_of_it(clinic: Clinic, address: str, role: str, path: str) -> None:
    anna = signed_in(address, clinic, NOW_UTC_S)
    other = signed_in(address, clinic, NOW_UTC_S, "vera", role)  # type: ignore[arg-type]  # as the test names it
    assert 'href="/people"' not in other.get("/")[1]
    assert other.get(path)[0] == 403
    other.get("/")
    for fields in ({"do": "role", "role": "administrator"}, {"name": "mallory", "role": "administrator"}):
        status, page, _ = other.post(path, None, **fields)
        assert (status, "for administrators alone" in page) == (403, True)
    assert {one.name: one.role for one in People(clinic.access).all()} == {"anna": "administrator", "vera": role}
    assert anna.get("/people")[0] == 200


def test_a_form_of_another_site_changes_nobody(clinic: Clinic, anna: Site) -> None:
    anna.get("/people/tom")
    anna.token = "0"  # noqa: S105 - a wrong one
    assert anna.post("/people/tom", do="remove")[0] == 403
    assert anna.post("/people", name="mallory", role="administrator")[0] == 403
    anna.get("/people/tom")
    assert anna.post("/people/tom", {"Origin": "http://evil.example"}, do="remove")[0] == 403
    assert [one.name for one in People(clinic.access).all()] == ["anna", "tom"]


def test_what_a_patient_is_called_is_shown_as_text(clinic: Clinic, anna: Site) -> None:
    clinic.rename("band-01", HOSTILE)
    page = anna.get("/people/tom")[1]
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;{0}%(x)s&#34;&amp;" in page


def test_the_pages_are_in_the_language_that_is_asked_for(anna: Site) -> None:
    for path, words in (("/people", "Jemanden einladen"), ("/people/tom", "Nicht zugeordnet")):
        page = anna.get(path, **GERMAN)[1]
        assert ('<html lang="de">' in page, words in page) == (True, True)
    anna.get("/people")
    status, page, _ = anna.post("/people", GERMAN, name="Anna", role="viewer")
    assert (status, "Es gibt anna schon: Wählen Sie einen anderen Namen" in problem_on(page)) == (422, True)
