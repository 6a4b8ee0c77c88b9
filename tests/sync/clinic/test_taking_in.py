"""Nothing is acknowledged that is not stored, refused or counted as surplus; below is a real database."""

import json
import random
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy import text

from device.day.document import DayDocument
from device.system.clock import PacedClock
from device.system.config import Broker
from sync.clinic.collector import Collector
from sync.clinic.database import ClinicUnavailable
from sync.clinic.database.clinic import Clinic
from sync.clinic.database.values import NewDay
from sync.clinic.opening import Content
from sync.wire.client import Delivery
from sync.wire.messages import Message, Receipt, encode_day
from sync.wire.packing import unpacked
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


def one_that_compresses_badly() -> Delivery:
    noise = random.Random(1).randbytes(50_000).hex()
    payload = json.dumps({**json.loads(unpacked(an_honest_day().payload)), "of a newer version": noise}).encode()
    return replace(an_honest_day(), payload=payload)


class OneTurn(Taking):
    """A broker that gives this much at once, and nothing after it."""

    shares, limits = False, list[str]()

    def __init__(self, *arrived: Delivery) -> None:
        super().__init__()
        self.arrived = [list(arrived)]

    def subscribe(self, _topic_filter: str) -> int:
        return 0

    def ask_for(self, _topic_filter: str, *, retained: bool) -> int:
        return 1

    def receive(self, _timeout_s: float) -> list[Delivery]:
        return self.arrived.pop() if self.arrived else []


@pytest.mark.parametrize("arrived", [[], [an_honest_day()], flood()])
def test_messages_that_are_taken_and_none_that_wait_are_progress(clinic: Clinic, arrived: list[Delivery]) -> None:
    made, turns = list[None](), iter(range(6))
    collecting = Collector(
        *(Broker("127.0.0.1"), clinic, PacedClock(NOW_UTC_S, "UTC"), lambda: next(turns) == 5),
        progress=lambda: made.append(None),
    )
    collecting._collect(cast("TwoLanes", OneTurn(*arrived)))
    assert len(made) == 5


class NothingRead(Collector):
    """One whose messages wait and are never read."""

    def _opened(self, arrived: Sequence[Delivery]) -> list[tuple[Delivery, Content]]:
        self._waiting.give_back(arrived)
        return []


def test_messages_that_wait_and_are_not_taken_are_none(clinic: Clinic) -> None:
    made, turns = list[None](), iter(range(6))
    collecting = NothingRead(
        *(Broker("127.0.0.1"), clinic, PacedClock(NOW_UTC_S, "UTC"), lambda: next(turns) == 5),
        progress=lambda: made.append(None),
    )
    collecting._collect(cast("TwoLanes", OneTurn(an_honest_day())))
    assert made == []


def test_an_honest_day_has_its_receipt_after_the_first_transaction_of_a_flood(clinic: Clinic) -> None:
    taking, collecting = Taking(), collector(clinic)
    link = cast("TwoLanes", taking)
    collecting._queue([*flood(), an_honest_day()], link)
    assert taking.acknowledged == list(range(14))  # 96 of the 110 are 24 MB
    collecting._take_in(collecting._waiting.take(), link)
    assert [topic.split("/")[2] for topic in taking.receipts] == [HONEST]
    assert taking.acknowledged == [*range(14), 14, 500, *range(15, 38)]  # 24 of them are 6 MB


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
    collecting._queue([*flood(), one_that_compresses_badly()], link)
    with pytest.raises(ClinicUnavailable):
        collecting._take_in(collecting._waiting.take(), link)
    assert (taking.acknowledged, taking.receipts) == (list(range(14)), [])


def as_sent(document: DayDocument, *, compressed: bool, number: int = 0) -> Delivery:
    message = encode_day(document)
    plain = unpacked(message.payload)
    return Delivery(message.topic, zlib.compress(plain, 1) if compressed else plain, number, 1)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_day_is_kept_as_it_came_and_is_not_read_when_it_comes_again(clinic: Clinic, *, compressed: bool) -> None:
    taking, collecting, day = Taking(), collector(clinic), as_sent(a_day(HONEST), compressed=compressed)
    for _ in range(2):
        collecting._take_in([day], cast("TwoLanes", taking))
    assert taking.receipts == [f"easeband/v1/{HONEST}/down/receipt/2026-03-02"] * 2
    (known,) = collecting._opened([day])
    assert known[1] == Receipt(1, HONEST, "2026-03-02", "card-1", 7)
    stored = clinic.day(HONEST, "2026-03-02")
    assert stored is not None
    assert stored.document == a_day(HONEST)


def test_a_day_that_is_held_settles_what_was_refused_of_it_though_it_is_not_read(clinic: Clinic) -> None:
    collecting, link = collector(clinic), cast("TwoLanes", Taking())
    broken = replace(an_honest_day(), payload=b"{")
    for delivery in (an_honest_day(), broken):
        collecting._take_in([delivery], link)
    assert len(clinic.refused(HONEST)) == 1
    collecting._take_in([an_honest_day()], link)
    assert clinic.refused(HONEST) == []


def test_the_same_day_of_another_device_or_with_one_more_mark_is_read(clinic: Clinic) -> None:
    collecting, link = collector(clinic), cast("TwoLanes", Taking())
    collecting._take_in([as_sent(a_day(HONEST), compressed=True)], link)
    other = as_sent(a_day("band-other"), compressed=True)
    more = as_sent(replace(a_day(HONEST), marks=a_day().marks * 2, revision=8), compressed=True)
    assert [type(content) for _, content in collecting._opened([other, more])] == [NewDay, NewDay]


def test_a_retained_day_that_was_cleared_is_acknowledged_and_nothing_else(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    taking = Taking()
    cleared = Delivery(f"easeband/v1/{HONEST}/up/day/2026-03-02", b"", 3, 1)
    collector(clinic)._take_in([cleared], cast("TwoLanes", taking))
    assert (taking.acknowledged, taking.receipts, clinic.refused(HONEST)) == ([3], [], [])
    assert not [record for record in caplog.records if "refused" in record.getMessage()]


@pytest.mark.costly
def test_what_unpacks_to_much_more_than_it_seemed_waits_for_its_turn_and_is_paid_for(clinic: Clinic) -> None:
    long = replace(a_day(FLOODER), episodes=a_day().episodes * 700)  # 2 MB of JSON
    heavy = [replace(as_sent(long, compressed=True), number=number) for number in range(6)]
    assert (len(heavy[0].payload) < 40_000, len(unpacked(heavy[0].payload)) > 1_500_000) == (True, True)
    taking, collecting = Taking(), collector(clinic)
    link = cast("TwoLanes", taking)
    collecting._queue([*heavy, an_honest_day()], link)
    collecting._take_in(collecting._waiting.take(), link)
    assert 500 in taking.acknowledged
    assert len(taking.acknowledged) <= 5  # 6 MB at a time
    assert len(collecting._waiting) == 7 - len(taking.acknowledged)
