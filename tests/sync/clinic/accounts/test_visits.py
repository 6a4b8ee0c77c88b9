"""When a visit is over, and which secrets are none."""

import pytest
from sqlalchemy import text

from sync.clinic.accounts import Member, People, Visits
from sync.clinic.database.access import Access
from tests.sync.clinic.accounts.conftest import NOW_UTC_S, Clock

HOUR_S = 3600.0


@pytest.fixture
def kept(people: People, visits: Visits) -> str:
    people.add("anna", "therapist", NOW_UTC_S)
    return visits.begin("anna")


def test_whoever_brings_the_secret_back_is_known(visits: Visits, kept: str) -> None:
    assert visits.who(kept) == Member("anna", "therapist")
    assert len(kept) == 43, "256 bits"


@pytest.mark.parametrize("forged", ["", "x", "anna", "' OR 1=1 --", "\udcff", "a" * 100_000])
def test_a_forged_secret_is_nobodys(visits: Visits, kept: str, forged: str) -> None:
    assert visits.who(forged) is None


def test_the_secret_itself_is_not_in_the_database(access: Access, visits: Visits, kept: str) -> None:
    with access.transaction() as connection:
        (row,) = connection.execute(text("SELECT * FROM visits")).all()
    assert kept not in map(str, row)
    assert visits.who(str(row.digest)) is None


def test_a_visit_ends_after_an_hour_without_a_page_and_after_twelve_in_all(
    visits: Visits, clock: Clock, kept: str
) -> None:
    clock.now_utc_s += HOUR_S + 1
    assert visits.who(kept) is None
    clock.now_utc_s = NOW_UTC_S
    for _ in range(23):
        clock.now_utc_s += HOUR_S / 2
        assert visits.who(kept) is not None
    clock.now_utc_s += HOUR_S / 2 + 1
    assert visits.who(kept) is None


def test_a_visit_that_was_ended_stays_so(visits: Visits, kept: str) -> None:
    visits.end(kept)
    assert visits.who(kept) is None


def test_visits_that_are_over_are_taken_out_when_another_begins(
    access: Access, visits: Visits, clock: Clock, kept: str
) -> None:
    clock.now_utc_s += 13 * HOUR_S
    visits.begin("anna")
    with access.transaction() as connection:
        assert connection.scalar(text("SELECT count(*) FROM visits")) == 1
