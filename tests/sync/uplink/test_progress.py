"""What is progress for the uploader: nothing left to send, something sent, and a broker that is known to be away."""

from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Broker, Config, Device, Files
from sync.uplink.clearing import Clearing
from sync.uplink.outbox import DayRevision
from sync.uplink.receipts import Receipts
from sync.uplink.sync_db import SyncDb
from sync.uplink.uploader import Uploader, run_uploader
from sync.wire.messages import Message
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S, minute

if TYPE_CHECKING:
    from sync.uplink.reports import Reports

HOUR_S = 3600.0
NOW_UTC_S = FIRST_DAY_UTC_S + 40 * DAY_S


def longest_pause_s(folder: Path, line: LineWithoutNetwork, seconds: float) -> float:
    """Between two signs of progress, from the first to the last moment."""
    clock = line.clock
    made = [clock.monotonic_s()]
    end_s = clock.monotonic_s() + seconds
    run_uploader(
        Config(Device(DEVICE), files=Files(str(folder / "device.db"), str(folder / "sync.db"))),
        *(clock, lambda: clock.monotonic_s() >= end_s, line.connection),
        progress=lambda: made.append(clock.monotonic_s()),
        chance=lambda: 0.0,
    )
    return max(after - before for before, after in pairwise([*made, clock.monotonic_s()]))


def with_a_backlog(folder: Path) -> None:
    with closing(Store(folder / "device.db")) as store:
        for n in range(30):
            store.add([minute(600)], Dating(f"boot-{n}", FIRST_DAY_UTC_S + n * DAY_S, "UTC", "synced"))


def test_with_nothing_to_send_there_is_progress_all_the_time(tmp_path: Path) -> None:
    assert longest_pause_s(tmp_path, LineWithoutNetwork(PacedClock(NOW_UTC_S)), HOUR_S / 6) < 5


@pytest.mark.slow
def test_with_a_backlog_and_nobody_who_answers_too(tmp_path: Path) -> None:
    with_a_backlog(tmp_path)
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S), has_clinic=False)
    assert longest_pause_s(tmp_path, line, HOUR_S) < 5


def test_without_a_network_for_hours_too(tmp_path: Path) -> None:
    """What is waited for is known and told; a new start would help nobody."""
    line = LineWithoutNetwork(PacedClock(NOW_UTC_S), away_s=(0.0, 1e9))
    assert longest_pause_s(tmp_path, line, HOUR_S) < 5


class NeverDone:
    """A day that is asked for again and again, and cannot be made; so it once was."""

    next_status_s = 0.0

    def look(self) -> None:
        pass

    def awaited(self) -> set[tuple[str, int]]:
        return set()

    def put_again(self, days: list[DayRevision]) -> None:
        pass

    def items(self, *_: object) -> list[DayRevision]:
        return [("2026-11-20", 1)]

    def message(self, item: DayRevision, limit_bytes: int) -> Message | None:
        return None


def got_on_s(folder: Path, reports: NeverDone, turns: int) -> float:
    """When it got on last in so many turns; a second passes in each."""
    clock, left = PacedClock(NOW_UTC_S), iter(range(turns))
    began_s = clock.monotonic_s()
    made = [began_s]

    def stopping() -> bool:
        clock.sleep(1.0)
        return next(left, None) is None

    with SyncDb(folder / "sync.db") as kept:
        line = LineWithoutNetwork(clock)
        Uploader(
            *(DEVICE, Broker(), cast("Reports", reports), Receipts(kept)),
            Clearing(DEVICE, kept, home_assistant=False),
            connection=line.connection,
            clock=clock,
            stopping=stopping,
            progress=lambda: made.append(clock.monotonic_s()),
        ).run()
    return made[-1] - began_s


def test_a_loop_that_asks_for_a_day_for_ever_gets_nowhere(tmp_path: Path) -> None:
    """After the first seconds, in which it waits for receipts."""
    assert got_on_s(tmp_path, NeverDone(), turns=500) < 5
