"""Sync beside Wi-Fi in windows, in simulated time: what travels in which window, and what is said in between.

The real decision and the real uploader; the network is away whenever Wi-Fi is off, and for ten seconds longer.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from device.commands.radio import Wifi
from device.radio import RadioRest, told
from device.radio.keeping import WhoNeedsWifi, WifiKeeper, Windows
from device.records.facts import Mark
from device.store.writer import Store
from device.system.clock import PacedClock
from device.system.config import Broker, Config, Device, Files
from drivers.simulated import SimulatedWifi
from sync.uplink.radio.always_on import AlwaysOn
from sync.uplink.uploader import run_uploader
from sync.wire.messages import STATUS, Status, decode, topic
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import minute

EVERY_S = 900.0  # from window to window, a quarter of what is usual: the tests are over sooner
JOINS_S = 10.0  # from Wi-Fi on to a network
START_UTC_S = 1_800_000_000.0


@dataclass
class AirLine(LineWithoutNetwork):
    """A broker that can be reached while Wi-Fi is on."""

    is_on: Callable[[], bool] = lambda: True
    off_s: float = -JOINS_S  # when it was off last

    def is_away(self) -> bool:
        if not self.is_on():
            self.off_s = self.clock.monotonic_s()
        return super().is_away() or self.clock.monotonic_s() < self.off_s + JOINS_S

    def look(self) -> bool:
        """Whether Wi-Fi is on; what is off does not join by itself."""
        self.is_away()
        return self.is_on()


@dataclass
class Beside:
    """A device: its keeper of Wi-Fi looks whenever sync asks whether to stop."""

    folder: Path
    windows: bool = True
    clock: PacedClock = field(default_factory=lambda: PacedClock(START_UTC_S))

    def __post_init__(self) -> None:
        self.config = Config(
            Device(DEVICE), files=Files(str(self.folder / "device.db"), str(self.folder / "sync.db")), broker=Broker()
        )
        sync_db = self.config.files.sync
        self.needs, self.radio = told.needs_file(sync_db), told.radio_file(sync_db)
        wifi = SimulatedWifi(self.folder / "wifi")
        around = WhoNeedsWifi(
            told.asked_file(sync_db), self.needs, self.folder / "health.json", self.clock, self.folder
        )
        plan = Windows(self.clock.monotonic_s(), EVERY_S, 60.0)
        self.keeper = WifiKeeper(Wifi(wifi.switch(), wifi.settle), plan, around.need, self.clock, self.radio)
        self.line = AirLine(self.clock, is_on=lambda: wifi.on if self.windows else True)
        self.on_s, self.got_on_s, self.last_s = list[float](), list[float](), 0.0
        self.store = Store(self.folder / "device.db")
        self.recorded = 0

    def record(self, *facts: Mark) -> None:
        """A minute more, and these."""
        self.store.add([minute(self.recorded), *facts], self.clock.dating())
        self.recorded += 1

    def run(self, until_s: float, does: dict[float, Callable[[], None]] | None = None) -> None:
        """What is done at which moment, beside a minute of records in five."""
        left = dict(does or {})
        with closing(self.store):
            run_uploader(
                *(self.config, self.clock, lambda: self._stops(until_s, left), self.line.connection),
                radio=RadioRest(self.clock, self.radio, self.needs) if self.windows else None,
                progress=lambda: self.got_on_s.append(self.clock.monotonic_s()),
                chance=lambda: 0.0,
            )

    def _stops(self, until_s: float, left: dict[float, Callable[[], None]]) -> bool:
        now_s = self.clock.monotonic_s()
        while self.recorded * 300.0 < now_s:
            self.record()
        for at_s in [at_s for at_s in left if at_s <= now_s]:
            left.pop(at_s)()
        if self.windows and now_s - self.last_s >= 2.0:
            self.last_s = now_s
            self.keeper.step()
            if self.line.look():
                self.on_s.append(now_s)
        return now_s >= until_s

    def on_between(self, from_s: float, until_s: float) -> float:
        """Seconds of Wi-Fi, as the steps saw it."""
        seen = [now_s for now_s in self.on_s if from_s <= now_s < until_s]
        return sum(min(later - earlier, 5.0) for earlier, later in zip(seen, [*seen[1:], seen[-1] + 5.0], strict=True))

    def statuses(self) -> list[Status]:
        said = [decode(m.topic, m.payload) for m in self.line.sent if m.topic == topic(DEVICE, STATUS)]
        return [status for status in said if isinstance(status, Status)]


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    made = Beside(tmp_path)
    with closing(made.store):
        yield made


@pytest.mark.costly
def test_a_window_ends_as_soon_as_the_day_is_delivered_and_then_the_status_says_until_when(beside: Beside) -> None:
    beside.run(2.5 * EVERY_S)
    for number in (1, 2):
        seconds = beside.on_between(number * EVERY_S - 10, number * EVERY_S + 90)
        assert 10.0 <= seconds <= 30.0, "ten seconds to join, the day, its receipt"
    assert len(beside.line.connected_at_s) <= 1 + 2 * 6, "no connection is tried while Wi-Fi is off"
    (held,) = beside.line.held.values()
    assert held.revision == beside.recorded - 1, "all that there was at the second window"
    last = [status for status in beside.statuses() if status.rests_until][-1]
    assert (last.online, last.rests_until and last.rests_until[:16]) == (False, "2027-01-15T08:45"), "08:30, and 15 min"
    assert last.firmware, "all else is still told ..."
    assert last.parts, "... here that no recorder runs"
    pauses_s = [later - earlier for earlier, later in pairwise(beside.got_on_s)]
    assert max(pauses_s) <= 10.0, "a rest is progress too: the watchdog waits 150 s"


@pytest.mark.slow
def test_a_mark_opens_a_window_within_seconds(beside: Beside) -> None:
    at_s = 1200.0
    beside.run(1300.0, {at_s: lambda: beside.record(Mark(at_s))})
    assert beside.on_between(at_s, at_s + 60) > 0
    (held,) = beside.line.held.values()
    assert len(held.marks) == 1


@pytest.mark.slow
def test_a_minute_that_nobody_waits_for_opens_none(beside: Beside) -> None:
    beside.run(1750.0)
    assert not [now_s for now_s in beside.on_s if now_s > 1000.0]


@pytest.mark.slow
def test_without_a_network_a_window_lasts_its_minute_and_the_next_comes_in_time(beside: Beside) -> None:
    beside.line.away_s = (0.0, 1e9)
    beside.run(1850.0)
    assert 55.0 <= beside.on_between(EVERY_S - 10, EVERY_S + 100) <= 67.0
    assert beside.on_between(1790.0, 1850.0) > 0


def test_who_keeps_no_windows_tells_nothing_and_never_rests(tmp_path: Path) -> None:
    beside = Beside(tmp_path, windows=False)
    beside.run(1000.0)
    assert not beside.needs.exists()
    assert [status.rests_until for status in beside.statuses()] == [None] * len(beside.statuses())
    assert len(beside.line.connected_at_s) == 1


def test_a_keeper_that_is_gone_is_no_reason_to_rest(beside: Beside) -> None:
    """Systemd has switched Wi-Fi on then, and taken the file away."""
    rest = RadioRest(beside.clock, beside.radio, beside.needs)
    beside.clock.sleep(700.0)
    assert not beside.keeper.step().on or beside.keeper.step().in_window
    assert not rest.rests(frozenset()) or beside.radio.exists()
    beside.radio.unlink()
    assert not rest.rests(frozenset({"a day"}))


def test_a_switch_that_does_not_move_is_told_to_the_clinic(beside: Beside) -> None:
    told.put(
        beside.radio,
        told.RadioTold(1, beside.clock.dating().boot, 0.0, on=True, why="", since_s=0.0, trouble="planted"),
    )
    (state,) = RadioRest(beside.clock, beside.radio, beside.needs).states()
    assert (state.part, state.works, state.text) == ("radio", False, "planted")


def test_the_certificate_is_asked_for_only_while_the_clinic_can_be_reached(beside: Beside) -> None:
    rest = RadioRest(beside.clock, beside.radio, beside.needs)
    assert not rest.may_ask
    rest.connected = True
    assert rest.may_ask
    assert AlwaysOn().may_ask, "without windows it is looked at as ever"
