"""The clinic's table of what was sent, in a database of its own and in one of before."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from device.health import PartState, ProgrammeState
from sync.clinic.database import Clinic
from sync.clinic.database.values import NotStorable
from sync.clinic.programmes import SentProgramme, SentProgrammes
from sync.clinic.programmes.prescribing import SentMeanwhile
from tests.support.clinics import store_status

FIRST = SentProgramme("band-01", 100, "arm-2026", 3, "an envelope")
SECOND = SentProgramme("band-01", 200, "arm-2026", 4, "another")
ELSEWHERE = SentProgramme("band-09", 150, "leg-2026", 1, "a third")


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(Clinic(url)) as opened:
        yield opened


@pytest.fixture
def sent(clinic: Clinic) -> SentProgrammes:
    sent = SentProgrammes(clinic.access)
    for one in (FIRST, SECOND, ELSEWHERE):
        sent.add(one)
    return sent


def test_what_was_sent_to_a_device_is_kept_newest_first(sent: SentProgrammes) -> None:
    assert sent.of("band-01") == [SECOND, FIRST]
    assert sent.of("band-02") == []
    assert sent.newest() == {"band-01": (200, "sent"), "band-09": (150, "sent")}


def test_what_a_device_says_is_kept_of_its_own_programmes(sent: SentProgrammes) -> None:
    states = [ProgrammeState("arm-2026", 3, "started", since_utc_s=90.0), ProgrammeState("leg-2026", 1, "accepted")]
    sent.hear("band-01", states)
    assert sent.of("band-01") == [SECOND, replace(FIRST, step="started", since_utc_s=90.0)]
    assert sent.of("band-09") == [ELSEWHERE]


def test_what_is_taken_back_is_so_from_then_on(sent: SentProgrammes) -> None:
    sent.hear("band-01", [ProgrammeState("arm-2026", 3, "accepted"), ProgrammeState("arm-2026", 4, "received")])
    sent.add(SentProgramme("band-01", 300, "arm-2026", 4, "", takes_back=True))
    assert [(one.version, one.step) for one in sent.of("band-01")] == [(4, "sent"), (4, "withdrawn"), (3, "accepted")]
    sent.hear("band-01", [ProgrammeState("arm-2026", 4, "accepted")])
    assert [(one.version, one.step) for one in sent.of("band-01")] == [(4, "sent"), (4, "accepted"), (3, "accepted")]


def test_two_of_one_moment_are_not_both_kept(sent: SentProgrammes) -> None:
    with pytest.raises(NotStorable):
        sent.add(replace(SECOND, version=5))


def test_a_damaged_row_is_left_out_and_named_in_the_log(
    clinic: Clinic, sent: SentProgrammes, caplog: pytest.LogCaptureFixture
) -> None:
    with clinic.access.transaction() as connection:
        connection.execute(text("UPDATE programmes SET version = 7 WHERE version = 4"))
    assert sent.of("band-01") == [FIRST]
    assert "a programme that was sent to 'band-01' cannot be read" in caplog.text


def test_a_database_of_before_gets_the_table(clinic: Clinic, url: str) -> None:
    with clinic.access.transaction() as connection:
        connection.execute(text("DROP TABLE programmes"))
        connection.execute(text("UPDATE schema_version SET version = 5"))
    clinic.close()
    with closing(Clinic(url)) as upgraded:
        SentProgrammes(upgraded.access).add(FIRST)
        assert SentProgrammes(upgraded.access).of("band-01") == [FIRST]


def test_a_refused_programme_is_in_the_list_of_patients_as_what_is_to_be_looked_at(clinic: Clinic) -> None:
    refused = {"id": "arm-2026", "version": 4, "state": "refused", "reason": "worn on the hand"}
    accepted = {"id": "arm-2026", "version": 4, "state": "accepted"}
    store_status(clinic, "band-01", {"online": True, "programmes": [refused, {"state": "refused"}, 7]}, 1.8e9)
    store_status(clinic, "band-02", {"online": True, "programmes": [accepted]}, 1.8e9)
    found = {row.device: row.broken for row in clinic.patients(date(2027, 1, 15))}
    assert found == {
        "band-01": (PartState("programme refused", works=False, text="worn on the hand"),),
        "band-02": (),
    }


def test_of_two_who_send_at_once_one_does(sent: SentProgrammes) -> None:
    after = replace(SECOND, issued_utc_s=300, version=5)
    sent.add_after(after, 200)
    with pytest.raises(SentMeanwhile, match="another programme was sent to band-01 since the newest was looked at"):
        sent.add_after(replace(after, issued_utc_s=301), 200)
    with pytest.raises(SentMeanwhile):  # in the same second
        sent.add_after(after, 200)
    assert [one.issued_utc_s for one in sent.of("band-01")] == [300, 200, 100]
    assert len(sent.of("band-09")) == 1


def test_the_first_of_a_device_is_sent_where_there_was_none(sent: SentProgrammes) -> None:
    sent.add_after(replace(FIRST, device="band-07"), 0)
    with pytest.raises(SentMeanwhile):
        sent.add_after(replace(SECOND, device="band-07"), 0)
    assert len(sent.of("band-07")) == 1


def test_eight_who_send_at_once_leave_one(sent: SentProgrammes) -> None:
    def send(number: int) -> bool:
        try:
            sent.add_after(replace(SECOND, issued_utc_s=300 + number, version=5), 200)
        except SentMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(8))) == 1
    assert len(sent.of("band-01")) == 3
