"""Getting in: by password, by a link, and how often it may be tried."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.clinic.accounts import Door, DoorAttempts, Member, People, Shut, TooManyAttempts, Visits, WeakPassword
from sync.clinic.accounts.passwords import hashed
from sync.clinic.database.access import Access
from tests.sync.clinic.accounts.conftest import NOW_UTC_S, Clock

GOOD = "four wooden spoons"
HOME = "192.0.2.1"


@pytest.fixture
def anna(people: People) -> str:
    people.add("anna", "therapist", NOW_UTC_S)
    people.set_password("anna", GOOD)
    return "anna"


def tries(door: Door, password: str, times: int, address: str = HOME, name: str = "anna") -> list[str]:
    return [_outcome(door, name, password, address) for _ in range(times)]


def _outcome(door: Door, name: str, password: str, address: str) -> str:
    try:
        return door.by_password(name, password, address).name
    except (Shut, TooManyAttempts) as problem:
        return type(problem).__name__


def test_the_right_password_lets_in_and_a_wrong_one_or_name_does_not(door: Door, anna: str) -> None:
    assert door.by_password(" ANNA ", GOOD, HOME) == Member("anna", "therapist")
    assert tries(door, GOOD.upper(), 1) == ["Shut"]
    assert tries(door, GOOD, 1, name="no name\0") == ["Shut"]


def test_somebody_without_a_password_cannot_sign_in_by_any(door: Door, people: People) -> None:
    people.add("bela", "viewer", NOW_UTC_S)
    assert tries(door, "", 1, name="bela") == ["Shut"]


def test_after_ten_attempts_nobody_looks_at_the_right_password_either_until_a_link_is_given(
    door: Door, access: Access, clock: Clock, anna: str
) -> None:
    for _ in range(10):
        DoorAttempts(access, clock.utc_s).begin(HOME, anna)
    assert tries(door, GOOD, 1) == ["TooManyAttempts"]
    link = door.invite(anna)
    assert tries(door, GOOD, 1) == [anna]
    assert door.by_link(link, HOME).name == anna, "who has a password need not choose another"


def test_a_link_works_once_lets_a_password_be_chosen_and_signs_out_everywhere(
    door: Door, visits: Visits, anna: str, people: People
) -> None:
    before = visits.begin(anna)
    people.forget_password(anna)
    link = door.invite(anna)
    assert (door.invited(link, HOME).name, door.has_password(anna)) == (anna, False)
    assert door.by_link(link, HOME, "another good one").name == anna
    assert visits.who(before) is None
    assert tries(door, GOOD, 1) == ["Shut"]
    assert tries(door, "another good one", 1) == [anna]
    with pytest.raises(Shut):
        door.by_link(link, HOME, "and one more of them")


def test_of_two_who_use_a_link_at_once_one_gets_in(door: Door, anna: str) -> None:
    link = door.invite(anna)

    def use(_: int) -> str:
        try:
            return door.by_link(link, HOME).name
        except Shut:
            return "shut"

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(use, range(4))) == [anna, "shut", "shut", "shut"]


def test_a_link_is_over_after_three_days_and_when_there_is_a_newer_one(door: Door, clock: Clock, anna: str) -> None:
    first = door.invite(anna)
    second = door.invite(anna)
    with pytest.raises(Shut):
        door.invited(first, HOME)
    clock.now_utc_s += 72 * 3600 + 1
    with pytest.raises(Shut):
        door.invited(second, HOME)


@pytest.mark.parametrize("weak", ["", "short one", "anna.b@example.org" * 20, "aaaaaaaaaaaaaaaa", "annaannaab"[:8] * 2])
def test_a_weak_password_is_refused_with_a_reason(weak: str) -> None:
    with pytest.raises(WeakPassword, match="expected"):
        hashed(weak, "anna")
