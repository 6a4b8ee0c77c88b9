"""A band that is taken off and put on again, by the whole device: what the day says, and how often it woke up."""

import math
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from device.day.document import DayDocument
from device.health import health_beside, read_health
from device.records.facts import Dating
from device.signals.samples import Floats
from device.simulation.bench import Bench
from device.simulation.people.living import LivingPerson
from device.simulation.people.person import REST, moved
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files, Sensor
from drivers.simulated.faults import Unplugged

pytestmark = pytest.mark.slow  # it lies for an hour

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z
MINUTE_S = 60.0
OFF_S, ON_S, UNTIL_S = 1 * MINUTE_S, 61 * MINUTE_S, 62.5 * MINUTE_S
JUMPS_S, JUMP_S = 20 * MINUTE_S, 7200.0
SEEN_EVERY_S = 0.02  # around a press
PRESSED_S = 22 * MINUTE_S
CUT_S = 35 * MINUTE_S + 50
LOST_S, FOUND_S = 36 * MINUTE_S, 36.5 * MINUTE_S


class SetClock(PacedClock):
    """Nobody vouches for its time at first; then it turns out to be two hours behind."""

    def dating(self) -> Dating:
        """As it is known at this moment."""
        known = super().dating()
        if self.monotonic_s() < JUMPS_S:
            return replace(known, trust="estimated")
        return replace(known, utc_minus_monotonic_s=known.utc_minus_monotonic_s + JUMP_S)

    def utc_s(self) -> float:
        """Likewise."""
        return self.monotonic_s() + self.dating().utc_minus_monotonic_s


class TakenOff(LivingPerson):
    """Wears it at rest, lays it on a table until a moment, and wears it again. Presses nothing by itself."""

    def __init__(self, on_s: float = ON_S) -> None:
        super().__init__((), ())
        self._on_s = on_s

    def presses(self, now_s: float) -> bool:
        """Never."""
        return False

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """A forearm at rest that the table is not quite parallel to, or flat and still."""
        lying = np.tile([0.0, 0.0, 1.0], (len(time_s), 1)), np.zeros((len(time_s), 3))
        worn = moved(REST, time_s, UNTIL_S)
        on = ((time_s < OFF_S) | (time_s >= self._on_s))[:, np.newaxis]
        return np.where(on, worn[0] + [0.1, 0.0, 0.0], lying[0]), np.where(on, worn[1], lying[1])


@dataclass
class Life:
    """What was seen of a device. looks_s: when its loop asked the sensor while it was quiet; said: of its sensor."""

    steps_s: list[float] = field(default_factory=list)
    spans_s: list[list[float]] = field(default_factory=list)
    said: dict[str, float] = field(default_factory=dict)
    lit_s: list[float] = field(default_factory=list)

    def see(self, bench: Bench, health: Path) -> None:
        """What it does now."""
        now_s, quiet = bench.clock.monotonic_s(), bench.loop.quiet
        if bench.pins.levels()[2]:
            self.lit_s.append(now_s)
        if quiet and (not self.spans_s or len(self.spans_s[-1]) == 2):
            self.spans_s.append([now_s])
        if not quiet and self.spans_s and len(self.spans_s[-1]) == 1:
            self.spans_s[-1].append(now_s)
        if quiet:
            self.steps_s.append(now_s)
        said = {state.part: state.text for state in read_health(health, bench.clock)}
        self.said.setdefault(said.get("sensor", ""), now_s)


def live(bench: Bench, until_s: float, health: Path, life: Life, pressed_s: float) -> None:
    """As fast as nothing happens, but for who presses."""
    while (now_s := bench.clock.monotonic_s()) < until_s:
        if -1 <= now_s - pressed_s < 2:
            bench.pins.press(down=0 <= now_s - pressed_s < 0.4)
        bench.loop.step()
        life.see(bench, health)
        bench.loop.wait(SEEN_EVERY_S if -1 <= now_s - pressed_s < 2 else math.inf)


def config_in(folder: Path) -> Config:
    return Config(Device("band-1"), files=Files(device=str(folder / "device.db")), sensor=Sensor(quiet=True))


def document(config: Config) -> DayDocument:
    """Of the only day."""
    with closing(DeviceReader(Path(config.files.device))) as reader:
        ((day, _),) = reader.days()
        return reader.document(day, "band-1")


@dataclass(frozen=True)
class Hour:
    """A life, the day's document, and the one that would have been left if the power had gone in quiet time."""

    life: Life
    document: DayDocument
    cut: DayDocument


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Hour:
    folder, cut = (tmp_path_factory.mktemp(name) for name in ("hour", "cut"))
    config, faults = config_in(folder), [Unplugged(LOST_S, FOUND_S)]
    health, life = health_beside(config.files.device), Life()
    with ExitStack() as opened:
        bench = Bench(config, SetClock(TEN_UTC_S), TakenOff(), opened, faults=faults)
        live(bench, CUT_S, health, life, PRESSED_S)
        for name in ("device.db", "device.db-wal"):
            (cut / name).write_bytes((folder / name).read_bytes())
        live(bench, UNTIL_S, health, life, PRESSED_S)
        bench.loop.finish()
    with ExitStack() as opened:
        bench = Bench(config_in(cut), PacedClock(TEN_UTC_S + JUMP_S + CUT_S + 30), TakenOff(on_s=0.0), opened)
        live(bench, MINUTE_S, health_beside(str(cut / "device.db")), Life(), 0.0)
        bench.loop.finish()
    return Hour(life, document(config), document(config_in(cut)))


def test_it_becomes_quiet_after_a_quarter_of_an_hour_and_wakes_once_it_moves(hour: Hour) -> None:
    spans_s = hour.life.spans_s
    assert len(spans_s) == 3
    assert OFF_S + 15 * MINUTE_S < spans_s[0][0] < OFF_S + 17 * MINUTE_S
    assert PRESSED_S <= spans_s[0][1] <= PRESSED_S + 0.1, "at once for who presses"
    assert PRESSED_S + 10 * MINUTE_S < spans_s[1][0] < PRESSED_S + 12 * MINUTE_S, "anew, after ten minutes"
    assert LOST_S <= spans_s[1][1] <= LOST_S + 1.1
    assert FOUND_S + 10 * MINUTE_S < spans_s[2][0] < FOUND_S + 12 * MINUTE_S, "likewise"
    assert ON_S <= spans_s[2][1] <= ON_S + 1.1


def test_the_day_has_every_second_as_what_it_was(hour: Hour) -> None:
    totals, quality = hour.document.totals, hour.document.quality
    assert totals.worn_s == pytest.approx(OFF_S + UNTIL_S - ON_S, abs=8), "the first seconds are not judged"
    assert totals.not_worn_s == pytest.approx(ON_S - OFF_S - (FOUND_S - LOST_S), abs=8)
    assert totals.rest_s <= totals.worn_s, "nothing is told of a limb where none was"
    assert dict(quality.gap_reasons) == {"bus error": 1, "waking": 2}
    assert quality.gap_s == pytest.approx(FOUND_S - LOST_S, abs=6)


def test_a_clock_that_is_set_in_quiet_time_moves_the_day_and_changes_nothing_else(hour: Hour) -> None:
    assert hour.document.quality.clock == "synced"
    quarters = {quarter.quarter: quarter.summary for quarter in hour.document.quarters}
    assert set(quarters) == {48, 49, 50, 51, 52}, "from 12:00, as it turned out"
    assert [quarters[number].not_worn_s for number in (49, 51)] == pytest.approx([900, 900], abs=2)


def test_a_quiet_device_wakes_up_once_a_second(hour: Hour) -> None:
    a_minute = Counter(moment_s // MINUTE_S for moment_s in hour.life.steps_s)
    assert [a_minute[minute] for minute in (18, 19, 20, 53, 54, 55)] == [60] * 6


def test_the_health_file_says_that_it_is_quiet_and_since_when(hour: Hour) -> None:
    quiet = [text for text in hour.life.said if text.startswith("quiet since")]
    assert quiet[0].startswith("quiet since 2026-03-02 10:1")
    assert quiet[1].startswith("quiet since 2026-03-02 12:1"), "the same moment, by the clock that was set"


def test_who_presses_is_told_that_it_is_not_worn_as_without_quiet_time(hour: Hour) -> None:
    lit_s = [moment_s for moment_s in hour.life.lit_s if PRESSED_S <= moment_s < PRESSED_S + 60]
    assert min(lit_s) < PRESSED_S + 1
    assert max(lit_s) > PRESSED_S + 20


def test_a_power_cut_in_quiet_time_costs_a_minute_and_nothing_else(hour: Hour) -> None:
    totals, quality = hour.cut.totals, hour.cut.quality
    assert totals.not_worn_s == pytest.approx(CUT_S - CUT_S % MINUTE_S - OFF_S, abs=8), "to the last whole minute"
    assert totals.worn_s == pytest.approx(OFF_S + MINUTE_S, abs=8)
    assert quality.gap_reasons == (("waking", 1),)
