"""The collector between a real broker and a real database, one of which fails."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from device.day.document import DayDocument
from device.system.clock import SystemClock
from device.system.config import Broker
from sync.clinic.collector import run_collector
from sync.clinic.database.clinic import Clinic
from sync.clinic.subscriptions import QUIET_S
from sync.demo.broker import start_broker
from sync.wire.client import Session
from sync.wire.messages import DAY as DAY_KIND
from sync.wire.messages import (
    Message,
    Receipt,
    Status,
    decode,
    down_filter,
    encode_day,
    encode_receipt,
    encode_status,
    topic,
)
from sync.wire.mqtt import Connection
from tests.support.clinics import store_day
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day, an_empty_day
from tests.support.needs import need_postgresql, need_program
from tests.support.postgresql import postgresql
from tests.support.scripted_broker import CLOSED_PORT

pytestmark = [pytest.mark.slow, pytest.mark.waits]

CLOCK = SystemClock("UTC")
LONG_S = 120.0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    need_program("mosquitto")
    with start_broker(tmp_path / "broker", programs=["mosquitto"]) as running:
        yield Broker("127.0.0.1", running.port)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        yield opened


def collect_until(done: Callable[[], bool], broker: Broker, clinic: Clinic) -> None:
    ends_s = CLOCK.monotonic_s() + LONG_S
    run_collector(broker, clinic, CLOCK, lambda: done() or CLOCK.monotonic_s() > ends_s)
    assert done()


def send(broker: Broker, *documents: DayDocument) -> None:
    with Connection(broker, Session("device"), CLOCK.monotonic_s) as link:
        link.connect()
        link.publish([*map(encode_day, documents), encode_status(Status(1, DEVICE, online=True))])


def receipts(broker: Broker) -> list[Receipt]:
    with Connection(broker, Session("device"), CLOCK.monotonic_s) as link:
        link.connect()
        link.subscribe(down_filter(DEVICE))
        decoded = [decode(arrived.topic, arrived.payload) for arrived in link.receive(1.0)]
    return [message for message in decoded if isinstance(message, Receipt)]


def fail(clinic: Clinic, *, failing: bool) -> None:
    """A full disk, by SQLite's own limit; a single thread has a single connection."""
    with clinic._engine.connect() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {1 if failing else 1_000_000}"))


def test_while_the_database_fails_nothing_is_acknowledged_and_afterwards_everything_is_there(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    days = [a_day(day=f"2026-01-{n:02d}") for n in range(1, 30)]
    collect_until(lambda: "collecting" in caplog.text, broker, clinic)  # from now on the broker keeps what comes
    send(broker, *days)
    fail(clinic, failing=True)
    collect_until(
        lambda: caplog.text.count("make room on its disk; nothing is lost, next attempt in") == 2, broker, clinic
    )
    assert receipts(broker) == []
    fail(clinic, failing=False)
    collect_until(lambda: caplog.text.count("stored ") == len(days), broker, clinic)
    assert [day.day for day in clinic.days(DEVICE)] == sorted((day.day for day in days), reverse=True)
    assert {receipt.day for receipt in receipts(broker)} == {day.day for day in days}


def test_a_receipt_is_for_the_revision_that_is_held(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    store_day(clinic, a_day(revision=9), NOW_UTC_S)
    send(broker, a_day(revision=7), a_day(day="2026-03-01", revision=2))
    collect_until(lambda: "had " in caplog.text and "stored " in caplog.text, broker, clinic)
    assert {receipt.day: receipt.revision for receipt in receipts(broker)} == {DAY: 9, "2026-03-01": 2}


def test_what_a_database_has_lost_is_seen_by_the_receipts_that_the_broker_retains(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a device that is heard of, by any date; 12 s: ten until its days have come, two for its receipts."""
    with Connection(broker, Session("before"), CLOCK.monotonic_s) as link:
        link.connect()
        link.publish([encode_receipt(Receipt(1, DEVICE, "1970-01-01", "card-1", 7))])
    send(broker, a_day(revision=7))
    collect_until(lambda: f"the database has lost 1 day of {DEVICE}, as it seems" in caplog.text, broker, clinic)
    assert {receipt.day: receipt.revision for receipt in receipts(broker)} == {DAY: 7, "1970-01-01": 0}


def test_more_than_fits_one_transaction_arrives_whole(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, days = date(2026, 1, 1), 550
    send(broker, *(an_empty_day(day=(first + timedelta(n)).isoformat()) for n in range(days)))
    collect_until(lambda: caplog.text.count("stored ") == days, broker, clinic)
    assert all(clinic.day(DEVICE, (first + timedelta(n)).isoformat()) for n in range(days))


def test_what_cannot_be_taken_stops_nothing_and_is_kept_for_people_to_see(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    twice = replace(a_day(day="2026-02-01"), quarters=a_day().quarters * 2)
    send(broker, a_day(day="2026-02-28"), twice, a_day(day="2026-03-01"))
    with Connection(broker, Session("device"), CLOCK.monotonic_s) as link:
        link.connect()
        link.publish([Message(topic(DEVICE, DAY_KIND, "2026-02-02"), b"\x1b" * 100_000)])
    collect_until(lambda: caplog.text.count("refused ") == 2 and caplog.text.count("stored ") == 2, broker, clinic)
    assert {receipt.day for receipt in receipts(broker)} == {"2026-02-28", "2026-03-01"}
    (row,) = clinic.patients(date(2026, 3, 3))
    assert row.refused == 2
    reasons = {message.subject: message.reason for message in clinic.refused(DEVICE)}
    assert reasons["2026-02-01"].startswith("the day contradicts itself: ")
    assert reasons["2026-02-02"].startswith("payload: expected JSON in UTF-8, got 100000 bytes")
    assert max(map(len, caplog.messages)) < 700


def test_one_day_that_the_database_takes_for_impossible_stops_nothing_else(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with clinic._engine.begin() as connection:  # as a stricter database, or a column too small
        stricter = "CREATE TRIGGER stricter BEFORE INSERT ON days WHEN new.revision = 13"
        connection.execute(text(f"{stricter} BEGIN SELECT RAISE(ABORT, 'too large'); END"))
    send(broker, *(a_day(day=f"2026-02-{n:02d}", revision=n) for n in range(1, 25)))
    collect_until(lambda: caplog.text.count("stored ") == 23, broker, clinic)
    (refused,) = clinic.refused(DEVICE)
    assert (refused.subject, "too large" in refused.reason) == ("2026-02-13", True)
    assert len(receipts(broker)) == 23


def test_what_ends_the_rest_of_the_process_ends_the_collector_too(clinic: Clinic) -> None:
    class Ended(Exception):
        pass

    def ended() -> bool:
        raise Ended

    with pytest.raises(Ended):
        run_collector(Broker("127.0.0.1", CLOSED_PORT), clinic, CLOCK, ended)


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    need_postgresql()
    with postgresql("fsync=off") as server:
        yield server.new_url()


def test_two_collectors_share_what_comes(broker: Broker, postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    days = [a_day(f"band-{n % 20}", f"2026-01-{n // 20 + 1:02d}") for n in range(200)]
    stopped = Event()
    with closing(Clinic(postgresql_url)) as first, closing(Clinic(postgresql_url)) as second:
        with ThreadPoolExecutor(2) as pool:
            done = [
                pool.submit(run_collector, broker, clinic, CLOCK, stopped.is_set, name=name)
                for clinic, name in ((first, "one"), (second, "two"))
            ]
            CLOCK.sleep(QUIET_S + 3)  # until each has but its share
            send(broker, *days)
            ends_s = CLOCK.monotonic_s() + LONG_S
            while stored_in(first) < len(days) and CLOCK.monotonic_s() < ends_s:
                CLOCK.sleep(0.2)
            stopped.set()
        assert [job.result() for job in done] == [None, None]
        assert stored_in(first) == 200
    by_thread = Counter(record.threadName for record in caplog.records if record.getMessage().startswith("stored "))
    assert sorted(by_thread.values()) == [100, 100]  # the broker takes turns


def stored_in(clinic: Clinic) -> int:
    return sum(len(clinic.days(row.device)) for row in clinic.patients(date(2026, 3, 3)))


def test_what_is_retained_comes_to_a_collector_that_starts_and_is_not_read_again(
    broker: Broker, clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    send(broker, a_day())
    collect_until(lambda: "stored " in caplog.text, broker, clinic)
    collect_until(lambda: "already had " in caplog.text, broker, clinic)
    collect_until(lambda: "from now on our share" in caplog.text, broker, clinic)
    send(broker, a_day(revision=8))
    collect_until(lambda: "stored quiet-otter 2026-03-02 revision 8" in caplog.text, broker, clinic)
