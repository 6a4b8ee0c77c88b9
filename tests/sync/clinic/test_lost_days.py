"""What a database that was put back has lost: found by the receipts that the broker retains, and asked for."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from device.system.clock import PacedClock
from sync.clinic.database.clinic import Clinic
from sync.clinic.lost_days import LostDays
from sync.wire.client import Delivery
from sync.wire.messages import Message, Receipt, decode, encode_receipt
from tests.support.clinics import store_day
from tests.support.documents.realistic import DAY, DEVICE, NOW_UTC_S, a_day

if TYPE_CHECKING:
    from sync.wire.two_lanes import TwoLanes

NOT_AUTHORIZED = 0x87
OURS = "a" * 64


@dataclass
class Line:
    """A broker that retains these receipts."""

    retained: list[Receipt]
    code: int = 0
    asked: list[str] = field(default_factory=list)
    open: set[str] = field(default_factory=set)  # filters that are subscribed to
    told: list[Receipt] = field(default_factory=list)
    coming: list[Delivery] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)

    def ask_for(self, topic_filter: str, *, retained: bool) -> int:
        assert retained
        device = topic_filter.removeprefix("easeband/v1/").removesuffix("/down/receipt/+")
        self.asked.append(device)
        self.open.add(topic_filter)
        messages = [encode_receipt(receipt) for receipt in self.retained if receipt.device == device]
        self.coming += [Delivery(m.topic, m.payload, n, 1, retained=True) for n, m in enumerate(messages)]
        return 1

    def answer(self, _number: int) -> int:
        return self.code

    def ask_no_more_for(self, topic_filter: str) -> None:
        self.open.remove(topic_filter)

    def publish(self, messages: Sequence[Message]) -> list[int]:
        self.told += [cast("Receipt", decode(message.topic, message.payload)) for message in messages]
        return [0] * len(messages)

    def acknowledge(self, delivery: Delivery) -> None:
        self.acknowledged.append(delivery.number)


def heard(device: str = DEVICE) -> Delivery:
    """A message of a device, as each has one at the broker."""
    return Delivery(f"easeband/v1/{device}/up/status", b"{}", 99, 1, retained=True)


def looked(folder: Path, line: Line, *, shut_out: frozenset[str] = frozenset(), held: int = 0) -> Line:
    """After a look at the device, by a database that holds this revision of its day."""
    clock, link = PacedClock(NOW_UTC_S), cast("TwoLanes", line)
    with closing(Clinic(f"sqlite:///{folder}/clinic.db")) as clinic:
        if held:
            store_day(clinic, a_day(revision=held), NOW_UTC_S)
        lost = LostDays(clinic.stored, clock)
        lost.connected()
        assert lost.sift([heard()], link) == [heard()]
        for _ in range(20):
            arrived, line.coming = line.coming, []
            assert lost.sift(arrived, link) == []
            lost.tend(link, shut_out)
            clock.sleep(0.5)
    assert not line.open
    return line


def confirmed(revision: int, day: str = DAY, device: str = DEVICE) -> Receipt:
    return Receipt(1, device, day, a_day().store, revision, OURS)


def test_a_day_that_was_confirmed_and_is_gone_is_asked_for(tmp_path: Path) -> None:
    line = looked(tmp_path, Line([confirmed(7)]))
    assert line.told == [Receipt(1, DEVICE, DAY, a_day().store, 0)]
    assert line.acknowledged == [0]


def test_a_day_of_which_less_is_there_is_asked_for_by_what_there_is(tmp_path: Path) -> None:
    line = looked(tmp_path, Line([confirmed(7)]), held=3)
    assert [(receipt.day, receipt.revision) for receipt in line.told] == [(DAY, 3)]


@pytest.mark.parametrize("held", [7, 8])
def test_of_what_is_there_nobody_is_asked(tmp_path: Path, held: int) -> None:
    assert looked(tmp_path, Line([confirmed(7)]), held=held).told == []


def test_a_device_that_is_shut_out_is_asked_for_nothing(tmp_path: Path) -> None:
    assert looked(tmp_path, Line([confirmed(7)]), shut_out=frozenset({DEVICE})).told == []


def test_who_has_been_asked_already_is_not_asked_again(tmp_path: Path) -> None:
    assert looked(tmp_path, Line([confirmed(0)])).told == []


@pytest.mark.parametrize("day", ["1969-12-31", "1970-01-01", "2026-01-31", "2099-07-01"])
def test_a_day_is_asked_for_whatever_date_a_clock_has_given_it(tmp_path: Path, day: str) -> None:
    assert [receipt.day for receipt in looked(tmp_path, Line([confirmed(7, day)])).told] == [day]


def test_each_device_is_looked_at_once_eight_at_a_time_as_they_are_heard_of() -> None:
    clock, line = PacedClock(NOW_UTC_S), Line([])
    link = cast("TwoLanes", line)
    lost = LostDays(lambda _: {}, clock)
    lost.connected()
    devices = [f"band-{number}" for number in range(20)]
    asked = list[int]()
    for second in range(30):
        lost.sift([heard(device) for device in devices] if second % 5 == 0 else [], link)
        lost.tend(link, frozenset())
        asked.append(len(line.asked))
        clock.sleep(1.0)
    assert line.asked == devices
    assert sorted(set(asked)) == [8, 16, 20]
    lost.sift([heard("a-new-one")], link)
    lost.tend(link, frozenset())
    assert line.asked[-1] == "a-new-one"


def test_a_broker_that_refuses_it_is_told_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    line = looked(tmp_path, Line([confirmed(7)], code=NOT_AUTHORIZED))
    assert line.asked == [DEVICE]
    assert caplog.text.count("let the clinic read its own receipts") == 1


def test_what_was_asked_for_when_the_connection_ended_is_asked_for_again(tmp_path: Path) -> None:
    clock, line = PacedClock(NOW_UTC_S), Line([confirmed(7)])
    lost = LostDays(lambda _: {}, clock)
    lost.sift([heard()], cast("TwoLanes", line))
    for _ in range(2):
        lost.connected()
        lost.tend(cast("TwoLanes", line), frozenset())
    assert line.asked == [DEVICE, DEVICE]


def test_a_receipt_of_just_now_is_our_own(tmp_path: Path) -> None:
    clock, line = PacedClock(NOW_UTC_S), Line([])
    message = encode_receipt(confirmed(7))
    lost = LostDays(lambda _: {}, clock)
    lost.sift([Delivery(message.topic, message.payload, 1, 1)], cast("TwoLanes", line))
    for _ in range(100):
        lost.tend(cast("TwoLanes", line), frozenset())
        clock.sleep(1.0)
    assert line.told == []
