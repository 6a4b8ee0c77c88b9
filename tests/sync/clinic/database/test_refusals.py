"""Messages that were not taken, as the clinic's database keeps them: the newest of each device, and how many."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sync.clinic.database.clinic import Clinic
from sync.clinic.database.refusals import Refusal
from tests.support.clinics import store_day, store_status
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day

TODAY = date(2026, 3, 3)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        yield opened


def refusal(number: int = 0, device: str = DEVICE, subject: str = DAY) -> Refusal:
    return Refusal(device, subject, f"digest {number}", f"topic {number}", f"reason {number}", 9, "{}")


def told(clinic: Clinic) -> list[tuple[str, int, str]]:
    return [(row.device, row.refused, row.refused_because) for row in clinic.patients(TODAY)]


def test_a_refused_message_is_told_of_its_device_also_where_nothing_else_of_it_is_known(clinic: Clinic) -> None:
    store_day(clinic, a_day(), NOW_UTC_S)
    clinic.refuse([refusal(1, subject="2026-03-01"), refusal(2, "new-finch")], NOW_UTC_S)
    assert told(clinic) == [(DEVICE, 1, "reason 1"), ("new-finch", 1, "reason 2")]
    (kept,) = clinic.refused(DEVICE)
    assert (kept.subject, kept.topic, kept.times, kept.received_utc_s) == ("2026-03-01", "topic 1", 1, NOW_UTC_S)


def test_a_message_that_a_broker_repeats_is_one_message(clinic: Clinic) -> None:
    for hours in range(5):
        clinic.refuse([refusal(1), refusal(1)], NOW_UTC_S + hours)
    assert told(clinic) == [(DEVICE, 1, "reason 1")]
    assert [(kept.times, kept.received_utc_s) for kept in clinic.refused(DEVICE)] == [(5, NOW_UTC_S + 4)]


def test_the_newest_twenty_of_a_device_are_kept_and_all_are_counted(clinic: Clinic) -> None:
    clinic.refuse([refusal(0, "new-finch")], NOW_UTC_S)
    for number in range(30):
        clinic.refuse([refusal(3 * number + more) for more in range(3)], NOW_UTC_S + number)
    assert told(clinic)[1][:2] == (DEVICE, 90)
    assert {kept.topic for kept in clinic.refused(DEVICE)} == {f"topic {number}" for number in range(70, 90)}
    assert len(clinic.refused("new-finch")) == 1


def test_a_flood_at_once_leaves_the_last_twenty(clinic: Clinic) -> None:
    clinic.refuse([refusal(number) for number in range(500)], NOW_UTC_S)
    assert told(clinic) == [(DEVICE, 500, "reason 480")]
    assert {kept.topic for kept in clinic.refused(DEVICE)} == {f"topic {number}" for number in range(480, 500)}


def test_a_day_that_arrives_after_all_settles_what_was_said_against_it_and_nothing_else(clinic: Clinic) -> None:
    clinic.refuse([refusal(1), refusal(2), refusal(3, subject="status"), refusal(4, "new-finch")], NOW_UTC_S)
    store_day(clinic, a_day(), NOW_UTC_S)
    assert told(clinic) == [(DEVICE, 1, "reason 3"), ("new-finch", 1, "reason 4")]
    store_status(clinic, DEVICE, {"online": True}, NOW_UTC_S)
    assert told(clinic) == [(DEVICE, 0, ""), ("new-finch", 1, "reason 4")]
