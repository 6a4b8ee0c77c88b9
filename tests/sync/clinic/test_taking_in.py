"""Nothing is acknowledged that is not stored, refused or counted as surplus; below is a real database."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import text

from device.system.clock import PacedClock
from device.system.config import Broker
from sync.clinic.collector import Collector
from sync.clinic.database import ClinicUnavailable
from sync.clinic.database.clinic import Clinic
from sync.wire.client import Delivery
from sync.wire.messages import Message, encode_day
from tests.support.documents.realistic import NOW_UTC_S, a_day

if TYPE_CHECKING:
    from sync.wire.two_lanes import TwoLanes

HONEST, FLOODER = "band-honest", "band-flood"


class Taking:
    """Stands where the connections to the broker stand, and keeps what is done with them, in order."""

    def __init__(self) -> None:
        self.receipts: list[str] = []
        self.acknowledged: list[int] = []

    def publish(self, messages: Sequence[Message]) -> list[int]:
        self.receipts += [message.topic for message in messages]
        return [0] * len(messages)

    def acknowledge(self, delivery: Delivery) -> None:
        self.acknowledged.append(delivery.number)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        yield opened


def collector(clinic: Clinic) -> Collector:
    return Collector(Broker("127.0.0.1"), clinic, PacedClock(NOW_UTC_S, "UTC"), lambda: False)


def flood() -> list[Delivery]:
    """More than a device may send: 110 messages of 250 kB that are no day."""
    return [Delivery(f"easeband/v1/{FLOODER}/up/day/2026-03-02", bytes(250_000), n, 1) for n in range(110)]


def an_honest_day() -> Delivery:
    message = encode_day(a_day(HONEST))
    return Delivery(message.topic, message.payload, 500, 1)


def test_an_honest_day_has_its_receipt_after_the_first_transaction_of_a_flood(clinic: Clinic) -> None:
    taking, collecting = Taking(), collector(clinic)
    link = cast("TwoLanes", taking)
    collecting._queue([*flood(), an_honest_day()], link)
    assert taking.acknowledged == list(range(14))  # 96 of the 110 are 24 MB
    collecting._take_in(collecting._waiting.take(), link)
    assert [topic.split("/")[2] for topic in taking.receipts] == [HONEST]
    assert taking.acknowledged == [*range(14), 14, 500, *range(15, 22)]


def test_a_flood_is_told_to_the_clinic(clinic: Clinic) -> None:
    collecting = collector(clinic)
    collecting._queue(flood(), cast("TwoLanes", Taking()))
    collecting._tell_surplus()
    (refused,) = clinic.refused(FLOODER)
    assert (refused.subject, refused.times, refused.size_bytes) == ("2026-03-02", 14, 250_000)
    assert "6 MB a minute: 14 of its messages were not looked at" in refused.reason


def test_while_the_database_fails_only_the_surplus_is_acknowledged(clinic: Clinic) -> None:
    taking, collecting = Taking(), collector(clinic)
    link = cast("TwoLanes", taking)
    with clinic._engine.connect() as connection:  # a full disk, by SQLite's own limit
        connection.execute(text("PRAGMA max_page_count = 1"))
    collecting._queue([*flood(), an_honest_day()], link)
    with pytest.raises(ClinicUnavailable):
        collecting._take_in(collecting._waiting.take(), link)
    assert (taking.acknowledged, taking.receipts) == (list(range(14)), [])
