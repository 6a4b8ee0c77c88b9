"""Who there is, whom they see, and who cannot go."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Final

import pytest
from sqlalchemy import text

from sync.clinic.accounts import (
    EVERYONE,
    Door,
    Member,
    NoSuchPerson,
    People,
    Shut,
    Standing,
    Standings,
    Visits,
    WrongPerson,
)
from sync.clinic.database.access import Access
from tests.sync.clinic.accounts.conftest import NOW_UTC_S, Clock

GOOD: Final = "four wooden spoons"
HOME: Final = "192.0.2.1"
OF_PEOPLE: Final = ("looks", "attempts", "invitations", "visits", "cares_for", "people")


def test_a_person_is_called_in_lower_case_and_sees_nobody_until_that_is_said(people: People) -> None:
    assert people.add(" Anna.B ", "therapist", NOW_UTC_S) == Member("anna.b", "therapist")
    assert people.assign("anna.b", ["band-02", "band-01"]).patients == {"band-01", "band-02"}
    assert people.assign("anna.b", ["band-02"], take_away=True).patients == {"band-01"}
    assert people.all() == [Member("anna.b", "therapist", frozenset({"band-01"}))]


@pytest.mark.parametrize(
    ("role", "assigned", "sees", "changes", "administers"),
    [
        ("administrator", [], True, True, True),
        ("therapist", [], False, True, False),
        ("therapist", ["band-01"], True, True, False),
        ("therapist", [EVERYONE], True, True, False),
        ("viewer", ["band-01"], True, False, False),
        ("viewer", ["band-02"], False, False, False),
    ],
)
def test_what_a_role_lets_a_person_do(
    people: People, role: str, assigned: list[str], *, sees: bool, changes: bool, administers: bool
) -> None:
    people.add("anna", role, NOW_UTC_S)  # type: ignore[arg-type]
    anna = people.assign("anna", assigned)
    assert (anna.may_see("band-01"), anna.may_change, anna.administers) == (sees, changes, administers)


@pytest.mark.parametrize("name", ["", " ", "Anna B", "änna", "a" * 65, "-a", "a'; DROP TABLE people", "a\0b", "<b>"])
def test_a_name_that_no_person_has_is_refused(people: People, name: str) -> None:
    with pytest.raises(WrongPerson, match="cannot be a person's name here"):
        people.add(name, "viewer", NOW_UTC_S)


def test_a_second_person_of_a_name_and_a_person_who_is_not_there_are_named(people: People) -> None:
    people.add("anna", "viewer", NOW_UTC_S)
    with pytest.raises(WrongPerson, match="there is anna already"):
        people.add("ANNA", "administrator", NOW_UTC_S)
    with pytest.raises(NoSuchPerson, match="nobody is called bob; there is anna"):
        people.assign("bob", ["band-01"])
    with pytest.raises(WrongPerson, match="cannot be the name of a device"):
        people.assign("anna", ["Band 1"])
    assert people.all() == [Member("anna", "viewer")]


def test_the_last_administrator_stays_and_whoever_goes_is_signed_out_at_once(people: People, visits: Visits) -> None:
    for name in ("anna", "bela"):
        people.add(name, "administrator", NOW_UTC_S)
    kept = visits.begin("bela")
    people.remove("bela")
    assert visits.who(kept) is None
    with pytest.raises(WrongPerson, match="the last administrator who can sign in stays"):
        people.remove("anna")
    assert [person.name for person in people.all()] == ["anna"]


@pytest.mark.costly
@pytest.mark.parametrize("act", [People.remove, People.block, lambda all_, name: all_.change_role(name, "viewer")])
def test_an_administrator_who_was_only_invited_does_not_stand_in_for_the_last_who_can_sign_in(
    people: People, act: Callable[[People, str], object]
) -> None:
    for name in ("anna", "bela"):
        people.add(name, "administrator", NOW_UTC_S)
    people.set_password("anna", GOOD)
    with pytest.raises(WrongPerson, match="the last administrator who can sign in stays"):
        act(people, "anna")
    assert [person.role for person in people.all()] == ["administrator", "administrator"]
    people.set_password("bela", GOOD)
    act(people, "anna")
    with pytest.raises(WrongPerson, match="the last administrator who can sign in stays"):
        act(people, "bela")


def test_of_administrators_who_shut_each_other_out_at_once_one_stays(people: People) -> None:
    names = [f"anna-{number}" for number in range(6)]
    for name in names:
        people.add(name, "administrator", NOW_UTC_S)

    def shut_out(name: str) -> bool:
        try:
            people.change_role(name, "viewer") if name < "anna-3" else people.remove(name)
        except WrongPerson:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(shut_out, names)) == [False, *[True] * 5]
    assert [person.administers for person in people.all()].count(True) == 1


def test_a_role_that_was_changed_holds_at_once_and_the_patients_stay(people: People, visits: Visits) -> None:
    people.add("anna", "administrator", NOW_UTC_S)
    people.add("tom", "therapist", NOW_UTC_S)
    people.assign("tom", ["band-01"])
    kept = visits.begin("tom")
    assert people.change_role("Tom", "viewer") == Member("tom", "viewer", frozenset({"band-01"}))
    assert visits.who(kept) == Member("tom", "viewer", frozenset({"band-01"}))


def test_who_is_blocked_is_out_at_once_by_every_way_and_keeps_role_and_patients(
    people: People, visits: Visits, door: Door
) -> None:
    people.add("tom", "therapist", NOW_UTC_S)
    people.assign("tom", ["band-01"])
    people.set_password("tom", GOOD)
    kept, link = visits.begin("tom"), door.invite("tom")
    assert people.block("tom") == Member("tom", "therapist", frozenset({"band-01"}))
    assert visits.who(kept) is None
    with pytest.raises(Shut):
        door.by_password("tom", GOOD, HOME)
    with pytest.raises(Shut):
        door.by_link(link, HOME)
    assert door.by_link(door.invite("tom"), HOME, GOOD).patients == {"band-01"}


def test_how_each_person_stands_is_told_until_a_link_is_used_or_too_old(
    access: Access, people: People, door: Door, clock: Clock
) -> None:
    for name in ("anna", "bela", "tom"):
        people.add(name, "viewer", NOW_UTC_S)
    people.set_password("anna", GOOD)
    door.invite("bela")
    standings = Standings(access, clock.utc_s)
    assert standings.all() == [
        Standing(Member("anna", "viewer"), has_password=True, invited_until_utc_s=None),
        Standing(Member("bela", "viewer"), has_password=False, invited_until_utc_s=NOW_UTC_S + 72 * 3600),
        Standing(Member("tom", "viewer"), has_password=False, invited_until_utc_s=None),
    ]
    clock.now_utc_s += 72 * 3600 + 1
    assert standings.of("Bela").invited_until_utc_s is None
    with pytest.raises(NoSuchPerson, match="nobody is called eva; there is anna, bela, tom"):
        standings.of("eva")


def test_a_person_who_comes_again_under_a_name_sees_nothing_of_the_one_before(people: People) -> None:
    people.add("anna", "administrator", NOW_UTC_S)
    people.add("tom", "therapist", NOW_UTC_S)
    people.assign("tom", ["band-01"])
    people.remove("tom")
    people.add("tom", "therapist", NOW_UTC_S)
    assert [person.patients for person in people.all() if person.name == "tom"] == [frozenset()]


def test_the_language_that_a_person_chose_stays_and_is_nobody_elses(people: People, visits: Visits) -> None:
    for name in ("anna", "bela"):
        people.add(name, "viewer", NOW_UTC_S)
    people.speak("anna", "de")
    assert [person.language for person in people.all()] == ["de", ""]
    assert people.assign("anna", []).language == "de"
    assert visits.who(visits.begin("anna")) == Member("anna", "viewer", language="de")


@pytest.mark.parametrize("layout", range(4, 10))  # from 1 to 3 more is missing: the tests of the database go there
def test_people_of_an_older_layout_have_chosen_no_language_and_can(url: str, layout: int) -> None:
    with closing(Access(url, waits=False)) as access:
        People(access).add("anna", "viewer", NOW_UTC_S)
        with access.transaction() as connection:
            connection.execute(text("ALTER TABLE people DROP COLUMN language"))
            for table in OF_PEOPLE if layout < 8 else ():
                connection.execute(text(f"DROP TABLE {table}"))
            connection.execute(text(f"UPDATE schema_version SET version = {layout}"))  # noqa: S608 - a number
    with closing(Access(url, waits=False)) as again:
        people = People(again)
        assert [person.language for person in people.all()] == ([""] if layout >= 8 else [])
        people.add("bela", "viewer", NOW_UTC_S)
        people.speak("bela", "de")
        assert people.all()[-1].language == "de"
        with again.transaction() as connection:
            assert connection.scalar(text("SELECT version FROM schema_version")) == 10
