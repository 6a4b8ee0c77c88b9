"""What a collector asks of the broker, and when it leaves the others their share."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from sync.clinic.subscriptions import Subscriptions, collector_name, sessions
from sync.wire.client import Delivery, wishes
from sync.wire.mqtt import BrokerUnreachable
from tests.support.clocks import ManualClock

if TYPE_CHECKING:
    from sync.wire.two_lanes import TwoLanes

SHARED, ALL = "$share/clinic/easeband/v1/+/up/#", "easeband/v1/+/up/#"
KEPT, NEW = (Delivery("easeband/v1/a/up/status", b"{}", 1, 1, retained=is_kept) for is_kept in (True, False))
NO_SHARED_SUBSCRIPTIONS, NOT_AUTHORIZED, NUMBER = 0x9E, 0x87, 5


@dataclass
class Line:
    """Stands where the connection stands, and keeps what is asked of it."""

    shares: bool = True
    answers: bool = True
    codes: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def subscribe(self, topic_filter: str) -> int:
        self.asked.append(topic_filter)
        return self.codes.get(topic_filter, 1)

    def ask_for(self, topic_filter: str, *, retained: bool) -> int:
        self.asked.append(f"{topic_filter}{'' if retained else ' without what is kept'}")
        return NUMBER

    def answer(self, number: int) -> int | None:
        assert number == NUMBER
        return self.codes.get(SHARED, 1) if self.answers else None

    def ask_no_more_for(self, topic_filter: str) -> None:
        self.asked.append(f"no more {topic_filter}")


def begun(line: Line, clock: ManualClock) -> Subscriptions:
    subscriptions = Subscriptions(cast("TwoLanes", line), clock.monotonic_s)
    subscriptions.begin()
    return subscriptions


def test_it_takes_all_until_ten_seconds_after_the_last_that_was_kept_and_then_its_share() -> None:
    line, clock = Line(answers=False), ManualClock()
    subscriptions = begun(line, clock)
    for arrived in ([KEPT], [NEW, KEPT], [NEW]):
        clock.sleep(9)
        subscriptions.tend(arrived)
    assert line.asked == [ALL]
    clock.sleep(1)
    for _ in range(3):
        subscriptions.tend([NEW])
    assert line.asked == [ALL, f"{SHARED} without what is kept"]  # nothing is given up before there is an answer
    line.answers = True
    for _ in range(3):
        subscriptions.tend([NEW])
    assert line.asked[2:] == [f"no more {ALL}"]


@pytest.mark.parametrize("line", [Line(shares=False), Line(codes={SHARED: NO_SHARED_SUBSCRIPTIONS})])
def test_where_the_broker_shares_nothing_all_is_its_own_for_good(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock()
    subscriptions = begun(line, clock)
    for _ in range(3):
        clock.sleep(100)
        subscriptions.tend([])
    assert [asked for asked in line.asked if "share" not in asked] == [ALL]
    (said,) = caplog.messages
    assert said.endswith("run one only")


def test_a_broker_that_refuses_all_is_no_broker() -> None:
    with pytest.raises(BrokerUnreachable, match=r"refuses easeband/v1/\+/up/#: .*: nothing can be received"):
        begun(Line(codes={ALL: NOT_AUTHORIZED}), ManualClock())


@pytest.mark.parametrize(
    ("name", "plain"), [("Ward 3 / left", "ward-3-left"), ("x" * 100, "x" * 32), ("äöü", "collector"), ("b-2", "b-2")]
)
def test_a_collector_is_called_by_plain_letters(name: str, plain: str) -> None:
    assert collector_name(name) == plain


def test_a_collector_without_a_name_is_called_as_its_computer_always_the_same() -> None:
    assert collector_name() == collector_name() != ""


def test_ten_minutes_after_a_collector_is_gone_the_others_have_its_share() -> None:
    coming, going = sessions("ward")
    assert (coming.client_id, coming.kept_s) == ("easeband-clinic-ward", 600)
    assert (going.client_id, going.kept_s) == ("easeband-clinic-ward-receipts", 0)


def test_what_comes_is_read_far_ahead_so_that_nobody_stands_behind_a_flood_at_the_broker() -> None:
    coming, going = sessions("one")
    assert [vars(wishes(session))["ReceiveMaximum"] for session in (coming, going)] == [20_000, 100]
