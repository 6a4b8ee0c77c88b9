"""What the broker retains is taken back once the clinic has it, and only then."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.records.facts import Dating, Mark
from device.store.writer import Store
from device.system.clock import PacedClock
from sync.uplink.clearing import Clearing
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import Message, Receipt
from sync.wire.mqtt import ConnectionLost
from sync.wire.reasons import NO_RETAINED_LIMIT
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S, minute
from tests.sync.uplink.test_faults import run_sync, write_days

DAY = "2026-11-20"
DAY_TOPIC = f"easeband/v1/{DEVICE}/up/day/{DAY}"
NOW_UTC_S = FIRST_DAY_UTC_S + 20 * 3600
WEEK_S = 7 * DAY_S


def line_at(utc_s: float = NOW_UTC_S) -> LineWithoutNetwork:
    return LineWithoutNetwork(PacedClock(utc_s))


def of_the_day(line: LineWithoutNetwork) -> list[bool]:
    """Of each message at the day's topic, whether it says anything."""
    return [bool(message.payload) for message in line.sent if message.topic == DAY_TOPIC]


def run_for_a_week(folder: Path, line: LineWithoutNetwork, meanwhile: Callable[[], object] | None = None) -> None:
    """A minute and a week between which there is nothing to do, and another minute."""
    run_sync(folder, line, 60.0, meanwhile)
    line.clock.sleep(WEEK_S)
    run_sync(folder, line, 60.0)


def record(folder: Path, number: int) -> None:
    with closing(Store(folder / "device.db")) as store:
        store.add([minute(number)], Dating("boot-0", FIRST_DAY_UTC_S, "UTC", "synced"))


def mark(folder: Path) -> None:
    with closing(Store(folder / "device.db")) as store:
        store.add([Mark(36_000.0)], Dating("boot-0", FIRST_DAY_UTC_S, "UTC", "synced"))


def test_a_day_that_the_clinic_has_had_for_a_week_is_taken_back_from_the_broker_once(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    line = line_at()
    run_sync(tmp_path, line, 120.0)
    line.retained = line.given[-1:]
    line.clock.sleep(WEEK_S - 240.0)
    run_sync(tmp_path, line, 60.0)
    assert of_the_day(line) == [True]
    run_sync(tmp_path, line, 300.0)
    assert of_the_day(line) == [True, False]
    (emptied,) = [message for message in line.sent if not message.payload]
    assert (emptied.retain, emptied.expiry_s, emptied.content_type) == (True, None, None)


def test_so_is_each_later_revision_of_it(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    line = line_at()
    run_for_a_week(tmp_path, line)
    mark(tmp_path)
    run_for_a_week(tmp_path, line)
    assert of_the_day(line) == [True, False] * 2


def test_a_receipt_that_the_broker_repeats_is_no_newer_than_before(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    line = line_at()
    run_sync(tmp_path, line, 60.0)
    line.clock.sleep(WEEK_S)
    line.retained = list(line.given)
    run_sync(tmp_path, line, 60.0)
    assert of_the_day(line) == [True, False]


def test_what_the_broker_has_lost_goes_there_again_once_a_connection_for_a_week(tmp_path: Path) -> None:
    """Nothing came of what it retained: a clinic put back then would not find the day there (seed 1090 of worlds)."""
    write_days(tmp_path / "device.db", range(1))
    line = line_at()
    run_sync(tmp_path, line, 50.0)
    run_sync(tmp_path, line, 50.0)
    assert of_the_day(line) == [True]
    run_sync(tmp_path, line, 500.0)
    assert of_the_day(line) == [True, True]
    line.retained = line.given[-1:]
    run_sync(tmp_path, line, 500.0)
    assert of_the_day(line) == [True, True]
    assert line.status().backlog_days == 0


class GoesAndComes(LineWithoutNetwork):
    """A network that is gone for two seconds each two minutes."""

    def is_away(self) -> bool:
        return self.clock.monotonic_s() % 120 < 2


@pytest.mark.slow
def test_a_network_that_goes_and_comes_sends_a_lost_day_again_once_an_hour_while_nobody_answers(tmp_path: Path) -> None:
    """Else a week's days would go out each two minutes, for as long as the clinic is away."""
    write_days(tmp_path / "device.db", range(1))
    line = GoesAndComes(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 50.0)
    line.has_clinic = False
    run_sync(tmp_path, line, 3_840.0, lambda: line.clock.sleep(1_750.0))
    assert of_the_day(line) == [True, True, True]  # after a minute, and an hour later


def test_what_the_broker_lost_a_week_later_does_not_go_there_again(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    run_sync(tmp_path, line_at(), 50.0)
    line = line_at(NOW_UTC_S + WEEK_S + 60.0)
    run_sync(tmp_path, line, 500.0)
    assert of_the_day(line) == [False]


class Estimated(PacedClock):
    """A clock that nobody vouches for: it goes on from where it was when the power went."""

    def dating(self) -> Dating:
        return replace(super().dating(), trust="estimated")


def test_the_age_of_a_receipt_is_known_to_a_later_start_only_if_somebody_vouched_for_the_clock(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    run_sync(tmp_path, LineWithoutNetwork(Estimated(NOW_UTC_S)), 60.0)
    line = line_at(NOW_UTC_S + WEEK_S + 60.0)
    run_sync(tmp_path, line, 60.0)
    assert line.cleared() == []


def test_without_a_clinic_days_stay_at_the_broker(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(3))
    line = line_at(FIRST_DAY_UTC_S + 3.5 * DAY_S)
    line.has_clinic = False
    run_sync(tmp_path, line, 120.0)
    assert line.cleared() == []


class Behind(LineWithoutNetwork):
    """A clinic that answers with a receipt for the first revision, whatever it gets."""

    def take(self, message: Message) -> int:
        code = super().take(message)
        self.waiting = [Receipt(1, DEVICE, DAY, receipt.store, 1) for receipt in self.waiting]
        return code


def test_a_revision_that_is_newer_than_the_receipt_is_never_taken_back(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    record(tmp_path, 601)
    line = Behind(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 200.0, lambda: mark(tmp_path))
    assert line.days() == {DAY}
    assert line.cleared() == []


def test_after_a_restart_a_few_at_a_time_are_taken_back_again_newest_first(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(12))
    run_sync(tmp_path, line_at(FIRST_DAY_UTC_S + 12.5 * DAY_S), 5.0)
    line = line_at(FIRST_DAY_UTC_S + 12.5 * DAY_S + WEEK_S + 60.0)
    run_sync(tmp_path, line, 8.0)
    assert [topic.rpartition("-")[2] for topic in line.cleared()] == ["01", "30", "29", "28", "27"]
    run_sync(tmp_path, later := line_at(FIRST_DAY_UTC_S + 12.5 * DAY_S + WEEK_S + 60.0), 60.0)
    assert len(later.cleared()) == 12
    assert later.days() == set()


def test_what_the_broker_has_dropped_by_now_is_left_alone(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(3))
    run_sync(tmp_path, line_at(FIRST_DAY_UTC_S + 3.5 * DAY_S), 5.0)
    line = line_at(FIRST_DAY_UTC_S + 100 * DAY_S)
    run_sync(tmp_path, line, 60.0)
    assert line.cleared() == []


def test_where_receipts_cannot_be_kept_nothing_is_taken_back(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    (tmp_path / "blocked").write_text("a file where a folder should be")
    line = line_at()
    run_sync(tmp_path, line, 50.0, sync_db="blocked/sync.db")
    assert line.days() == {DAY}
    assert line.cleared() == []


class Refusing(LineWithoutNetwork):
    """A broker that takes no empty message."""

    def take(self, message: Message) -> int:
        super().take(message)
        return 0 if message.payload else 0x83


@pytest.mark.slow
def test_a_broker_that_refuses_is_told_of(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(3))
    line = Refusing(PacedClock(FIRST_DAY_UTC_S + 3.5 * DAY_S))
    run_for_a_week(tmp_path, line)
    assert len(line.cleared()) == 3
    assert (line.status().limits or "").startswith("the broker refuses to take back 2026-11-2")
    assert (line.status().trouble, line.status().backlog_days) == (None, 0)


def test_it_is_asked_again_after_six_hours(tmp_path: Path) -> None:
    with SyncDb(tmp_path / "sync.db") as kept:
        clearing = Clearing(DEVICE, kept, home_assistant=False)
        items = clearing.begin([(DAY, 1)], 0.0)
        clearing.answered(items, [0x83], 0.0)
        assert not clearing.is_time(6 * 3600.0 - 1)
        assert clearing.is_time(6 * 3600.0)
        assert clearing.limits == []
        assert clearing.begin([(DAY, 1)], 6 * 3600.0) == [(DAY, 1)]


class Ending(LineWithoutNetwork):
    """A broker that ends the connection over an empty message."""

    def take(self, message: Message) -> int:
        if not message.payload:
            self.sent.append(message)
            raise ConnectionLost("the broker ended the connection")
        return super().take(message)


@pytest.mark.slow
def test_a_broker_that_ends_the_connection_over_it_is_soon_left_alone(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    line = Ending(PacedClock(NOW_UTC_S))
    run_sync(tmp_path, line, 60.0)
    line.clock.sleep(WEEK_S)
    run_sync(tmp_path, line, 400.0, lambda: mark(tmp_path))
    assert len(line.cleared()) == 3
    assert len(line.connected_at_s) == 5
    assert of_the_day(line).count(True) >= 2
    assert "ends the connection when a day is taken back" in (line.status().limits or "")


def test_where_nothing_is_retained_nothing_is_taken_back(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(1))
    line = line_at()
    line.limits = (NO_RETAINED_LIMIT,)
    run_sync(tmp_path, line, 60.0)
    assert of_the_day(line) == [True]


def test_lost_days_are_asked_for_with_a_receipt_of_revision_0(tmp_path: Path) -> None:
    write_days(tmp_path / "device.db", range(3))
    line = line_at(FIRST_DAY_UTC_S + 3.5 * DAY_S)
    run_sync(tmp_path, line, 30.0)
    store = line.given[0].store
    line.sent, line.held = [], {}
    line.retained = [Receipt(1, DEVICE, DAY, store, 0)]
    run_sync(tmp_path, line, 30.0)
    assert line.days() == {DAY}
    assert [day for _, day in line.held] == [DAY]
