"""When a day goes out: in its turn, or at once because somebody waits for it; and that nothing is derived twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from device.day.document import DayDocument
from device.records.facts import Dating, ExerciseSession, Gap, Mark, Record, SetResult, Setup
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Broker
from sync.uplink.cadence import Cadence
from sync.uplink.clearing import Clearing
from sync.uplink.device_days import DeviceDays
from sync.uplink.outbox import DayRevision
from sync.uplink.receipts import Receipts
from sync.uplink.reports import Reports
from sync.uplink.sync_db import SyncDb
from sync.uplink.uploader import Uploader
from sync.wire.messages import Message, Receipt, Status, decode
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S, minute

QUARTER_S, MINUTE_S = 900.0, 60.0
TEN_S = 36_000.0  # ten in the morning, seconds into the day
DAY = "2026-11-20"
DATING = Dating("boot", FIRST_DAY_UTC_S, "UTC", "synced")


class CountingDays(DeviceDays):
    """How often a day was derived."""

    derived = 0

    def document(self, item: DayRevision) -> DayDocument | None:
        self.derived += not self.rests(item)
        return super().document(item)


class TimedLine(LineWithoutNetwork):
    """Notes when a day goes out."""

    def __init__(self, clock: PacedClock, *, has_clinic: bool = True) -> None:
        super().__init__(clock, has_clinic=has_clinic)
        self.days_s: list[float] = []

    def take(self, message: Message) -> int:
        if "/up/day/" in message.topic and message.payload:
            self.days_s.append(self.clock.monotonic_s())
        return super().take(message)

    def statuses(self) -> list[Status]:
        values = [decode(m.topic, m.payload) for m in self.sent if m.topic.endswith("up/status")]
        return [value for value in values if isinstance(value, Status) and value.online]


class Worn:
    """A device that is worn, a minute each minute, with sync beside it."""

    def __init__(self, folder: Path, start_s: float = TEN_S, *, has_clinic: bool = True) -> None:
        self.store = Store(folder / "device.db")
        self.clock = PacedClock(FIRST_DAY_UTC_S + start_s, start_s=start_s)
        self.line = TimedLine(self.clock, has_clinic=has_clinic)
        self.days = CountingDays(folder / "device.db", DEVICE, self.clock.monotonic_s)
        self.kept = SyncDb(folder / "sync.db")
        self.next_minute = int(start_s // MINUTE_S) - 1
        self.to_do: list[tuple[float, Callable[[], object]]] = []
        self.record_minutes()

    def add(self, *records: Record) -> None:
        self.store.add(records, DATING)

    def record_minutes(self) -> None:
        while (self.next_minute + 1) * MINUTE_S <= self.clock.monotonic_s():
            self.add(minute(self.next_minute))
            self.next_minute += 1

    def at(self, seconds: float, action: Callable[[], object]) -> None:
        self.to_do.append((self.clock.monotonic_s() + seconds, action))

    def live(self, seconds: float) -> list[float]:
        """When the day went out, in seconds from now on."""
        began_s, first = self.clock.monotonic_s(), len(self.line.days_s)

        def stopping() -> bool:
            self.record_minutes()
            while self.to_do and self.clock.monotonic_s() >= self.to_do[0][0]:
                self.to_do.pop(0)[1]()
            return self.clock.monotonic_s() >= began_s + seconds

        receipts = Receipts(self.kept)
        reports = Reports(DEVICE, self.days, receipts, self.clock)
        clearing = Clearing(DEVICE, self.kept, home_assistant=False)
        Uploader(
            *(DEVICE, Broker(), reports, receipts, clearing),
            connection=self.line.connection,
            clock=self.clock,
            stopping=stopping,
        ).run()
        return [moment_s - began_s for moment_s in self.line.days_s[first:]]


@contextmanager
def worn(folder: Path, start_s: float = TEN_S, *, has_clinic: bool = True) -> Iterator[Worn]:
    device = Worn(folder, start_s, has_clinic=has_clinic)
    try:
        yield device
    finally:
        device.days.close()
        device.kept.__exit__()
        device.store.close()


def test_a_day_under_way_goes_out_once_a_quarter_of_an_hour_and_the_status_stays(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        sent_s = device.live(2 * QUARTER_S)
        first_s, second_s, third_s = sent_s
        assert first_s < 3
        assert second_s < 900
        assert third_s - second_s == pytest.approx(900, abs=3)
        assert [status.backlog_days for status in device.line.statuses()] == [0]
        assert len([message for message in device.line.sent if message.topic.endswith("up/today")]) == 3
        assert device.days.derived == 3
        today = device.line.today()
        assert today
        assert today.worn_s == device.line.held[device.days.store, DAY].totals.worn_s


def test_each_device_has_turns_of_its_own() -> None:
    turns = {tuple(Cadence(f"band-{n}").turn(second) for second in range(0, 900, 60)) for n in range(200)}
    assert len(turns) == 15


WAITED_FOR: dict[str, Record] = {
    "a mark": Mark(TEN_S + 30),
    "a set": SetResult(TEN_S + 10, 20.0, "elbow", 10, "done", 9),
    "a session": ExerciseSession(TEN_S + 10, 20.0, "arm", 1, 1, 1, "done"),
    "a setup": Setup(TEN_S + 20, "forearm"),
    "privacy": Gap(TEN_S + 10, 20.0, "privacy"),
}


@pytest.mark.parametrize("what", WAITED_FOR)
def test_what_people_wait_for_goes_out_at_once(tmp_path: Path, what: str) -> None:
    with worn(tmp_path) as device:
        device.at(100.0, lambda: device.add(WAITED_FOR[what]))
        _, second_s = device.live(130.0)
        assert 100 <= second_s <= 103


def test_an_answer_that_changes_a_session_goes_out_at_once_too(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        device.add(ExerciseSession(TEN_S - 60, 20.0, "arm", 1, 1, 1, "done"))
        device.at(70.0, lambda: device.add(ExerciseSession(TEN_S - 60, 20.0, "arm", 1, 1, 1, "done", "none")))
        _, second_s = device.live(100.0)
        assert 70 <= second_s <= 73


def test_a_gap_that_nobody_waits_for_waits(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        device.at(70.0, lambda: device.add(Gap(TEN_S + 10, 20.0, "overflow")))
        assert len(device.live(130.0)) == 1


@pytest.mark.slow
def test_a_new_day_goes_out_at_once_and_the_last_one_in_its_turn_and_once_it_is_settled(
    tmp_path: Path,
) -> None:
    with worn(tmp_path, DAY_S - 100) as device:
        device.live(QUARTER_S + 300)
        days = [message for message in device.line.sent if "/up/day/" in message.topic and message.payload]
        names = [message.topic.rpartition("/")[2] for message in days]
        assert names.count(DAY) == 3
        assert names.count("2026-11-21") == 2
        assert device.line.held[device.days.store, DAY].totals.worn_s == 180  # its last three minutes


@pytest.mark.parametrize(("away_s", "sent"), [(10.0, 1), (90.0, 2)])
def test_whoever_was_away_sends_the_day_at_once(tmp_path: Path, away_s: float, sent: int) -> None:
    with worn(tmp_path) as device:
        device.line.away_s = TEN_S + 100, TEN_S + 100 + away_s
        assert len(device.live(320.0)) == sent


def test_a_clinic_that_lost_the_day_gets_it_at_once(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        device.at(100.0, lambda: device.line.waiting.append(Receipt(1, DEVICE, DAY, device.days.store, 1)))
        device.add(minute(0))  # so that there is a second revision
        _, second_s = device.live(130.0)
        assert 100 <= second_s <= 103


class Forgetful(TimedLine):
    """A clinic that answers everything with a receipt for the first revision."""

    def take(self, message: Message) -> int:
        code = super().take(message)
        self.waiting = [Receipt(1, DEVICE, DAY, receipt.store, 1) for receipt in self.waiting]
        return code


@pytest.mark.slow
def test_a_clinic_that_says_it_lost_the_day_whenever_it_gets_it_costs_a_turn(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        device.line = Forgetful(device.clock)
        device.add(minute(0), minute(1))
        assert len(device.live(600.0)) <= 2


@pytest.mark.slow
def test_without_a_clinic_the_day_goes_out_in_its_turn_and_is_told_to_be_late(tmp_path: Path) -> None:
    with worn(tmp_path, has_clinic=False) as device:
        sent_s = device.live(2 * QUARTER_S)
        assert len(sent_s) == 3
        assert [status.backlog_days for status in device.line.statuses()] == [0, 1]


@pytest.mark.slow
def test_a_backlog_of_a_month_goes_out_in_seconds_and_is_told_twice(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        for number in range(1, 31):
            dating = Dating(f"boot-{number}", FIRST_DAY_UTC_S - number * DAY_S, "UTC", "synced")
            device.store.add([minute(600)], dating)
        device.live(60.0)
        assert device.line.days_s[-1] < TEN_S + 10
        assert len(device.line.days()) == 31
        assert [status.backlog_days for status in device.line.statuses()] == [30, 0]


def test_a_day_that_is_settled_goes_out_at_once_whatever_it_gains(tmp_path: Path) -> None:
    with worn(tmp_path) as device:
        before = Dating("boot-1", FIRST_DAY_UTC_S - DAY_S, "UTC", "synced")
        device.store.add([minute(600)], before)
        device.at(100.0, lambda: device.store.add([minute(601)], before))
        assert [round(s, -1) for s in device.live(130.0)] == [0, 0, 100]
