"""How often it may be tried to get in, and that it is over some time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sync.clinic.accounts import DoorAttempts, TooManyAttempts
from sync.clinic.database.access import Access
from tests.sync.clinic.accounts.conftest import Clock

HOME = "192.0.2.1"
QUARTER_S = 900.0


@pytest.fixture
def attempts(access: Access, clock: Clock) -> DoorAttempts:
    return DoorAttempts(access, clock.utc_s)


def taken(attempts: DoorAttempts, address: str = HOME, name: str | None = "anna") -> bool:
    try:
        attempts.begin(address, name)
    except TooManyAttempts:
        return False
    return True


def test_ten_attempts_at_a_name_from_wherever_they_come_and_after_a_quarter_of_an_hour_ten_more(
    attempts: DoorAttempts, clock: Clock
) -> None:
    assert [taken(attempts, f"192.0.2.{number}") for number in range(12)] == [True] * 10 + [False] * 2
    assert taken(attempts, HOME, "bela")
    clock.now_utc_s += QUARTER_S + 1
    assert taken(attempts)


def test_attempts_that_nobody_looked_at_keep_nobody_out_for_longer(attempts: DoorAttempts, clock: Clock) -> None:
    assert all(taken(attempts) for _ in range(10))
    for _ in range(8):
        clock.now_utc_s += 100
        assert not taken(attempts)
    clock.now_utc_s += 101
    assert taken(attempts)


def test_one_address_tries_fifty_times_at_many_names_and_neighbours_in_ipv6_are_one(attempts: DoorAttempts) -> None:
    seen = [taken(attempts, f"2001:db8::{number:x}", f"name-{number}") for number in range(52)]
    assert seen == [True] * 50 + [False] * 2
    assert taken(attempts, "2001:db8:0:1::1")
    assert taken(attempts, "no address")


def test_whoever_got_in_has_all_attempts_again_and_costs_the_address_none(attempts: DoorAttempts) -> None:
    for _ in range(11):
        assert taken(attempts)
        attempts.settle(HOME, "anna")
    assert sum(taken(attempts, HOME, f"name-{number}") for number in range(52)) == 50


def test_many_at_once_are_no_way_around_the_limit(attempts: DoorAttempts) -> None:
    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(lambda _: taken(attempts), range(16)))
    assert seen.count(True) == 10
