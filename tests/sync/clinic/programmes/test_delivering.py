"""When a programme is published, and when once more."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from device.health import ProgrammeState
from device.system.clock import PacedClock
from sync.clinic.database import Clinic
from sync.clinic.programmes import SentProgramme, SentProgrammes
from sync.clinic.programmes.delivering import Deliveries
from sync.wire.messages import Message, Status

FIRST = SentProgramme("band-01", 100, "arm-2026", 3, "an envelope")
SECOND = SentProgramme("band-01", 200, "arm-2026", 4, "another")
TOPIC = "easeband/v1/band-01/down/programme"


class Desk:
    """A clinic's table, its collector's part of it, and a clock."""

    def __init__(self, clinic: Clinic) -> None:
        self.sent, self.clock = SentProgrammes(clinic.access), PacedClock(1.8e9)
        self.deliveries = Deliveries(self.sent, self.clock.monotonic_s)

    def published(self, after_s: float = 3.0) -> list[str]:
        self.clock.sleep(after_s)
        return [message.payload.decode() for message in self.deliveries.due()]

    def says(self, *states: ProgrammeState, online: bool = True) -> None:
        self.deliveries.heard(Status(1, "band-01", online=online, programmes=states))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic:
        yield Desk(clinic)


def test_what_is_sent_is_published_once_and_kept_by_the_broker_for_good(desk: Desk) -> None:
    assert desk.published() == []
    desk.sent.add(FIRST)
    desk.clock.sleep(3.0)
    assert desk.deliveries.due() == [Message(TOPIC, b"an envelope", retain=True, expiry_s=None)]
    assert desk.published() == []
    desk.sent.add(SECOND)
    assert desk.published() == ["another"]


def test_one_that_is_due_because_the_device_spoke_is_not_published_twice(desk: Desk) -> None:
    desk.sent.add(FIRST)
    desk.published()
    desk.sent.add(SECOND)
    desk.says(ProgrammeState("arm-2026", 3, "started"))
    assert desk.published(0.5) == ["another"]
    assert desk.published() == []


def test_a_new_connection_publishes_the_newest_unless_it_is_in_force(desk: Desk) -> None:
    for one in (FIRST, SECOND):
        desk.sent.add(one)
    assert desk.published() == ["another"]
    desk.deliveries.connected()
    assert desk.published() == ["another"]
    desk.says(ProgrammeState("arm-2026", 4, "accepted"))
    desk.deliveries.connected()
    assert desk.published() == []


def test_a_device_that_says_nothing_of_it_gets_it_again_but_not_at_each_word(desk: Desk) -> None:
    desk.sent.add(FIRST)
    assert desk.published() == ["an envelope"]
    desk.says()
    assert desk.published(500.0) == []
    desk.clock.sleep(100.0)
    desk.says()
    assert desk.published() == ["an envelope"]
    desk.says()
    assert desk.published() == []


def test_a_new_card_gets_what_was_in_force_on_the_old_one(desk: Desk) -> None:
    desk.sent.add(FIRST)
    desk.published()
    desk.says(ProgrammeState("arm-2026", 3, "started"))
    desk.clock.sleep(1000.0)
    desk.says(ProgrammeState("arm-2026", 3, "started"))
    assert desk.published() == []
    desk.says()
    assert desk.published() == ["an envelope"]


def test_one_that_said_to_be_it_is_overwritten_at_the_broker(desk: Desk) -> None:
    desk.sent.add(FIRST)
    desk.published()
    desk.clock.sleep(600.0)
    desk.says(ProgrammeState("arm-2026", 3, "refused", "its signature does not fit"))
    assert desk.published() == ["an envelope"]


def test_what_is_taken_back_is_said_again_to_a_device_that_still_offers_it(desk: Desk) -> None:
    desk.sent.add(FIRST)
    desk.sent.add(SentProgramme("band-01", 150, "arm-2026", 3, "taken back", takes_back=True))
    assert desk.published() == ["taken back"]
    desk.clock.sleep(600.0)
    desk.says()
    assert desk.published() == []
    desk.says(ProgrammeState("arm-2026", 3, "received"))
    assert desk.published() == ["taken back"]


def test_a_device_that_has_gone_says_nothing(desk: Desk) -> None:
    desk.sent.add(FIRST)
    desk.published()
    desk.clock.sleep(1000.0)
    desk.says(online=False)
    assert desk.published() == []


def test_many_are_published_a_few_at_a_time(desk: Desk) -> None:
    for number in range(45):
        desk.sent.add(SentProgramme(f"band-{number:02}", 100, "arm-2026", 3, "an envelope"))
    assert [len(desk.published(0.0)) for _ in range(4)] == [20, 20, 5, 0]
