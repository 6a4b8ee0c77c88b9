"""Where devices ask: what is answered, how often no is said, and what is counted; a real broker process below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from device.system.clock import PacedClock, SystemClock
from device.system.config import Broker
from sync.clinic.database import ClinicUnavailable
from sync.clinic.database.refusals import Refusal
from sync.clinic.enrolment.answering import Answering
from sync.clinic.enrolment.authority import Authority
from sync.clinic.enrolment.desk import Desk
from sync.clinic.enrolment.enrolled import Enrolled, Issued, ShutOut
from sync.clinic.enrolment.keys_folder import AUTHORITY, ClinicFacts, KeysFolder
from sync.demo.broker import start_broker
from sync.wire.client import Delivery, Session
from sync.wire.messages import Message
from sync.wire.mqtt import Connection
from tests.support.processes import eventually

NOW_UTC_S = 1_795_132_800.0  # 2026-11-20T00:00:00Z


@dataclass
class Kept:
    """Where refusals would be stored. `away`: why they cannot be."""

    refusals: list[Refusal] = field(default_factory=list)
    away: str = ""

    def refuse(self, refusals: Sequence[Refusal], _: float) -> None:
        if self.away:
            raise ClinicUnavailable(self.away)
        self.refusals += refusals


@pytest.fixture
def keys(tmp_path: Path) -> KeysFolder:
    folder = KeysFolder(tmp_path)
    folder.write_certified(AUTHORITY, Authority.new(NOW_UTC_S).kept())
    folder.write_facts(ClinicFacts("clinic.example", 8883, 8884, "/etc/mosquitto/easeband"))
    return folder


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with start_broker(tmp_path / "broker") as running:
        yield Broker("127.0.0.1", running.port)


@pytest.mark.slow
def test_thirty_wrong_codes_a_minute_are_answered_and_all_are_counted(keys: KeysFolder, broker: Broker) -> None:
    clock, kept = PacedClock(NOW_UTC_S, "UTC"), Kept()
    desk = Desk(broker, Answering(keys, "a key"), clock, kept.refuse)
    answers: list[str] = []
    with Connection(broker, Session("guesser"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.subscribe("easeband/pair/+/answer")
        desk.check()
        link.publish([Message(f"easeband/pair/{n:032x}/request", b"{}", retain=False) for n in range(50)])

        def all_seen() -> bool:
            desk.check()
            arrived = link.receive(0.05)
            for delivery in arrived:
                link.acknowledge(delivery)
            answers.extend(delivery.topic for delivery in arrived)
            return sum(desk.refused.values()) == 50 and not arrived

        eventually(all_seen)
    clock.sleep(61)
    desk.check()
    desk.close()
    assert len(answers) == 30
    (refusal,) = kept.refusals
    assert (refusal.times, refusal.subject) == (50, "pairing")
    assert "a code that was never given" in refusal.reason


def has_refused(desk: Desk, count: int) -> bool:
    desk.check()
    return desk.refused.total() == count


@pytest.mark.slow
@pytest.mark.parametrize(("guesses", "shown"), [(4, 0), (5, 1)])
def test_a_few_wrong_codes_are_a_mistake_and_many_are_shown(
    keys: KeysFolder, broker: Broker, guesses: int, shown: int
) -> None:
    clock, kept = PacedClock(NOW_UTC_S, "UTC"), Kept()
    desk = Desk(broker, Answering(keys, "a key"), clock, kept.refuse)
    desk.check()
    with Connection(broker, Session("guesser"), SystemClock("UTC").monotonic_s) as link:
        link.connect()
        link.publish([Message(f"easeband/pair/{n:032x}/request", b"{}", retain=False) for n in range(guesses)])
        eventually(lambda: has_refused(desk, guesses))
    clock.sleep(61)
    desk.check()
    desk.close()
    assert len(kept.refusals) == shown


def test_a_broker_that_cannot_be_used_is_asked_again_a_minute_later(
    keys: KeysFolder, caplog: pytest.LogCaptureFixture
) -> None:
    clock = PacedClock(NOW_UTC_S, "UTC")
    desk = Desk(Broker("127.0.0.1", 1), Answering(keys, "a key"), clock, Kept().refuse)
    for seconds in (0, 59, 2):
        clock.sleep(seconds)
        desk.check()
    assert [message.count("no device can be paired") for message in caplog.messages] == [1, 1]


def test_what_was_refused_while_the_database_was_away_is_shown_a_minute_later(
    keys: KeysFolder, caplog: pytest.LogCaptureFixture
) -> None:
    """It ended the whole service, in the middle of waiting for that database."""
    clock, kept = PacedClock(NOW_UTC_S, "UTC"), Kept(away="the clinic's database is locked")
    desk = Desk(Broker("127.0.0.1", 1), Answering(keys, "a key"), clock, kept.refuse)
    desk.refused["used"] = 2
    clock.sleep(61)
    desk.check()
    assert "not on the pages yet: the clinic's database is locked" in caplog.text
    kept.away, desk.refused["used"] = "", 1
    clock.sleep(61)
    desk.check()
    clock.sleep(61)
    desk.check()
    assert [(refusal.subject, refusal.times) for refusal in kept.refusals] == [("pairing", 3)]


class DeafBroker:
    """A connection over which one device asks, and whose broker lets nobody answer."""

    def __init__(self, *_: object) -> None:
        self._arrived = [Delivery(f"easeband/pair/{'0' * 32}/request", b"{}", 1, 1)]

    def connect(self) -> None:
        pass

    def subscribe(self, _: str) -> int:
        return 1

    def receive(self, _: float) -> list[Delivery]:
        arrived, self._arrived = self._arrived, []
        return arrived

    def acknowledge(self, _: Delivery) -> None:
        pass

    def publish(self, _: Sequence[Message]) -> list[int]:
        return [0x87]


def test_an_answer_that_the_broker_refuses_is_in_the_log(
    keys: KeysFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("sync.clinic.enrolment.desk.Connection", DeafBroker)
    Desk(Broker("127.0.0.1", 1), Answering(keys, "a key"), PacedClock(NOW_UTC_S, "UTC"), Kept().refuse).check()
    assert f"refuses easeband/pair/{'0' * 32}/answer: 0x87 not authorized" in caplog.text


def test_who_is_shut_out_is_seen_two_seconds_later(keys: KeysFolder) -> None:
    clock, enrolled = PacedClock(NOW_UTC_S, "UTC"), Enrolled(keys)
    shut_out = ShutOut(keys, clock.monotonic_s)
    enrolled.issue("band-1", 7, "a certificate")
    assert shut_out() == frozenset()
    enrolled.revoke(Issued("band-1", 7), NOW_UTC_S)
    assert shut_out() == frozenset()
    clock.sleep(2)
    assert shut_out() == {"band-1"}
    enrolled.issue("band-1", 8, "another")
    clock.sleep(2)
    assert shut_out() == frozenset()


def test_what_is_no_certificate_in_the_folder_changes_nothing(
    keys: KeysFolder, caplog: pytest.LogCaptureFixture
) -> None:
    clock, enrolled = PacedClock(NOW_UTC_S, "UTC"), Enrolled(keys)
    enrolled.issue("band-1", 7, "a certificate")
    enrolled.revoke(Issued("band-1", 7), NOW_UTC_S)
    shut_out = ShutOut(keys, clock.monotonic_s)
    assert shut_out() == {"band-1"}
    (keys.folder / "revoked" / "README").write_text("by hand")
    clock.sleep(2)
    assert shut_out() == {"band-1"}
    assert "'README' in the clinic's folder of keys is no certificate of a device: take it away" in caplog.text
