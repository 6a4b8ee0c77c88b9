"""What a list shows follows each day that comes, and is what all stored days make."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from device.day.document import DayDocument
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.outlines import put_outlines
from tests.support.clinics import store_day, store_days
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day, an_empty_day


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(Clinic(url)) as opened:
        store_days(opened, list(map(of_day, range(28))), NOW_UTC_S)
        for number in (28, 29):
            store_day(opened, of_day(number), NOW_UTC_S + number)
        yield opened


def of_day(number: int, **other: Any) -> DayDocument:
    return replace(a_day(day=(date(2026, 1, 28) + timedelta(number)).isoformat()), **other)


def anew(clinic: Clinic, device: str = DEVICE) -> int:
    """How many outlines are not what all days make."""
    with clinic.access.transaction() as connection:
        return put_outlines(connection, clinic.access.insert, [device])


UNDATED = replace(a_day().quality, clock="unknown")


@pytest.mark.costly
@pytest.mark.parametrize(
    "came",
    [
        of_day(30),
        replace(an_empty_day(DEVICE), day=of_day(31).day),
        replace(an_empty_day(DEVICE), day=of_day(-100).day),
        of_day(29, revision=9),
        of_day(29, revision=9, store="card-2"),
        of_day(2, revision=9),
        of_day(-400),
        of_day(900),
        of_day(31, quality=UNDATED),
        of_day(29, revision=9, quality=UNDATED),
        replace(an_empty_day(DEVICE), day=of_day(29).day, store=a_day().store, revision=9),
    ],
    ids=[
        "next",
        "holds nothing",
        "holds nothing, long ago",
        "again",
        "other card",
        "old",
        "long ago",
        "future",
        "undated",
        "undated now",
        "nothing now",
    ],
)
def test_after_a_day_the_outline_is_what_all_days_make(clinic: Clinic, came: DayDocument) -> None:
    assert anew(clinic) == 0
    store_day(clinic, came, NOW_UTC_S + 100)
    assert anew(clinic) == 0
    store_day(clinic, of_day(32), NOW_UTC_S + 200)
    assert anew(clinic) == 0


def test_days_that_hold_nothing_are_followed_by_one_that_does(clinic: Clinic) -> None:
    device = "band-empty"
    for number in range(3):
        store_day(clinic, replace(an_empty_day(device), day=of_day(number).day), NOW_UTC_S + number)
        assert anew(clinic, device) == 0
    store_day(clinic, of_day(1, device=device), NOW_UTC_S + 9)
    assert anew(clinic, device) == 0


def test_so_it_is_where_the_clock_of_the_clinic_goes_back(clinic: Clinic) -> None:
    store_day(clinic, of_day(30), NOW_UTC_S - 1000)
    store_day(clinic, of_day(29, revision=9), NOW_UTC_S - 500)
    assert anew(clinic) == 0
