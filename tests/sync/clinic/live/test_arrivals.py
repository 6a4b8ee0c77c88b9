"""One word for what has come: another one after each arrival, and of nobody whom one may not see."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from sync.clinic.database import Clinic
from sync.clinic.live import Arrivals
from tests.support.clinics import store_day
from tests.support.documents.realistic import NOW_UTC_S, a_day


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        store_day(opened, a_day("left-arm"), NOW_UTC_S)
        store_day(opened, a_day("right-arm"), NOW_UTC_S)
        yield opened


def everybody(_: str) -> bool:
    return True


def test_a_day_that_comes_changes_the_word_of_its_device_and_of_the_list(clinic: Clinic) -> None:
    arrivals = Arrivals(clinic.access)
    before = arrivals.of_device("left-arm"), arrivals.of_device("right-arm"), arrivals.of_those(everybody)
    store_day(clinic, a_day("left-arm", day="2026-03-03"), NOW_UTC_S + 60.0)
    after = arrivals.of_device("left-arm"), arrivals.of_device("right-arm"), arrivals.of_those(everybody)
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, False]


def test_nothing_new_is_the_same_word(clinic: Clinic) -> None:
    arrivals = Arrivals(clinic.access)
    assert arrivals.of_device("left-arm") == arrivals.of_device("left-arm")
    assert arrivals.of_those(everybody) == arrivals.of_those(everybody)


def test_a_day_of_somebody_who_may_not_be_seen_changes_nothing(clinic: Clinic) -> None:
    arrivals = Arrivals(clinic.access)
    before = arrivals.of_those(lambda device: device == "right-arm")
    store_day(clinic, a_day("left-arm", day="2026-03-03"), NOW_UTC_S + 60.0)
    assert arrivals.of_those(lambda device: device == "right-arm") == before


def test_all_who_follow_share_one_look_at_the_database(clinic: Clinic) -> None:
    arrivals = Arrivals(clinic.access)
    before = arrivals.of_those(everybody, 100.0)
    store_day(clinic, a_day("left-arm", day="2026-03-03"), NOW_UTC_S + 60.0)
    assert arrivals.of_those(everybody, 101.9) == before
    assert arrivals.of_those(everybody, 102.1) != before


def test_as_long_as_no_outline_changes_the_devices_are_not_asked_again(clinic: Clinic) -> None:
    arrivals, asked = Arrivals(clinic.access), list[str]()
    event.listen(clinic.access.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    before = arrivals.of_those(everybody, 100.0)
    clinic.rename("left-arm", "Anna")
    assert arrivals.of_those(everybody, 110.0) == before
    assert len([text for text in asked if "max(days.received_utc_s)" in text]) == 1
    store_day(clinic, a_day("left-arm", day="2026-03-03"), NOW_UTC_S + 60.0)
    assert arrivals.of_those(everybody, 120.0) != before
    assert len([text for text in asked if "max(days.received_utc_s)" in text]) == 2
