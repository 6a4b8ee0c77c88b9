"""Many days of one patient at once, also of a damaged database and of one of before."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import text

from sync.clinic.course import Courses, SeenDays
from sync.clinic.database import Clinic
from tests.support.clinics import keep_as_text, store_days
from tests.support.documents.course import Story, days_of
from tests.support.documents.realistic import a_day, an_empty_day

LAST = date(2026, 3, 8)
NOW_UTC_S = 1_772_442_000.0


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(Clinic(url)) as opened:
        store_days(opened, days_of(Story(missing=0.0), LAST, 5), NOW_UTC_S)
        yield opened


def seen(clinic: Clinic, first: date = date(2020, 1, 1)) -> SeenDays:
    return Courses(clinic.access).between("band-01", first, LAST)


def days(found: SeenDays) -> list[int]:
    return [one.day.day for one in found.days]


def test_the_days_between_two_dates_come_in_order(clinic: Clinic) -> None:
    assert days(seen(clinic)) == [4, 5, 6, 7, 8]
    assert days(seen(clinic, date(2026, 3, 7))) == [7, 8]
    assert Courses(clinic.access).between("band-09", date(2020, 1, 1), LAST) == SeenDays(())


def test_a_day_that_came_anew_is_read_anew(clinic: Clinic) -> None:
    courses = Courses(clinic.access)
    before = courses.between("band-01", LAST, LAST).days[0].total("worn_s")
    day = days_of(Story(missing=0.0), LAST, 1)[0]
    store_days(clinic, [replace(day, revision=8, totals=replace(day.totals, worn_s=60))], NOW_UTC_S)
    assert (before > 60, courses.between("band-01", LAST, LAST).days[0].total("worn_s")) == (True, 60)


def test_of_many_who_ask_at_once_one_reads_and_the_others_are_given_the_same(clinic: Clinic) -> None:
    courses, together = Courses(clinic.access), Barrier(4)

    def look(_: int) -> SeenDays:
        together.wait()
        return courses.between("band-01", date(2020, 1, 1), LAST)

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(look, range(4)))
    assert [days(one) for one in found] == [[4, 5, 6, 7, 8]] * 4
    assert {id(day) for one in found for day in one.days} == {id(day) for day in found[0].days}


def test_of_two_records_of_one_day_the_one_that_holds_most_counts(clinic: Clinic) -> None:
    small = replace(an_empty_day("band-01", "2026-03-08"), store="another", quality=a_day().quality)
    store_days(clinic, [small], NOW_UTC_S)
    assert seen(clinic).days[-1].total("worn_s") > 0


@pytest.mark.parametrize(
    "damage", ["packed = NULL", "checksum = 7", "digest = NULL, packed = 'xyz'", "document = 'text', packed = NULL"]
)
def test_a_damaged_day_is_named_and_costs_no_other(
    clinic: Clinic, url: str, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    if url.startswith("postgresql"):
        pytest.skip("PostgreSQL looks after itself")
    with clinic.access.transaction() as connection:
        connection.execute(text(f"UPDATE documents SET {damage} WHERE day = '2026-03-06'"))  # noqa: S608 - our own words
    found = seen(clinic)
    assert (days(found), found.unreadable) == ([4, 5, 7, 8], ("2026-03-06",))
    assert "the day '2026-03-06' of 'band-01' is in no trend, it cannot be read" in caplog.text


def test_a_text_that_was_cut_in_the_database_costs_no_other_day(clinic: Clinic, url: str) -> None:
    keep_as_text(url)
    with clinic.access.transaction() as connection:
        cut = "UPDATE documents SET document = substr(document, 1, 300) WHERE day = '2026-03-06'"
        connection.execute(text(cut))
    assert (days(seen(clinic)), seen(clinic).unreadable) == ([4, 5, 7, 8], ("2026-03-06",))


def test_a_day_of_unknown_date_is_in_no_trend(clinic: Clinic) -> None:
    undated = replace(a_day("band-01", "2026-03-03"), quality=replace(a_day().quality, clock="unknown"))
    store_days(clinic, [undated], NOW_UTC_S)
    assert days(seen(clinic)) == [4, 5, 6, 7, 8]
