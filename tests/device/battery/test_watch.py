"""The battery as a part of the device: what is told, how often the board is asked, and who switches the device off."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from device.battery import BatteryJudge, BatteryWatch, SupplyWatch
from device.health import BatteryState, HealthFile, PartState, read_battery
from device.system.clock import PacedClock
from drivers.battery import BatteryReading, BatteryUnreadable, Pisugar3
from drivers.simulated import SimulatedPisugar3, simulated_i2c


class Readings:
    """A battery that shows these one after the other, then the last for ever; a text is why it cannot be read."""

    def __init__(self, *seen: BatteryReading | str) -> None:
        self._seen, self.looks = list(seen), 0

    def read(self) -> BatteryReading:
        self.looks += 1
        now = self._seen.pop(0) if len(self._seen) > 1 else self._seen[0]
        if isinstance(now, str):
            raise BatteryUnreadable(now)
        return now


def at(percent: float) -> BatteryReading:
    return BatteryReading(percent, 3.7, external=False, charging=False)


@pytest.fixture
def clock() -> PacedClock:
    return PacedClock(1.8e9)


def watch(battery: Readings | Pisugar3, clock: PacedClock, folder: Path) -> BatteryWatch:
    return BatteryWatch(battery, BatteryJudge(20, 5), clock, folder / "power-off")


def told(watched: BatteryWatch, clock: PacedClock, minutes: int) -> list[list[PartState]]:
    """What is said each minute; asked once a second, as the loop does."""
    said = []
    for second in range(minutes * 60):
        states = watched.states()
        said += [states] if second % 60 == 0 else []
        clock.sleep(1.0)
    return said


def test_a_battery_is_told_in_steps_of_ten_percent_since_each_change_is_a_message(
    clock: PacedClock, tmp_path: Path
) -> None:
    watched = watch(Readings(at(69.9), at(60.2), at(59.9)), clock, tmp_path)
    texts = [states[0].text for states in told(watched, clock, 3)]
    assert texts == ["about 60 %, no power from outside"] * 2 + ["about 50 %, no power from outside"]


def test_a_board_is_asked_once_a_minute_and_less_and_less_often_where_it_does_not_answer(
    clock: PacedClock, tmp_path: Path
) -> None:
    answers, silent = Readings(at(50)), Readings("nothing answered")
    told(watch(answers, clock, tmp_path), clock, 60)
    told(watch(silent, clock, tmp_path), clock, 60)
    assert answers.looks == 60
    assert silent.looks == 8, "at 0, 2, 6, 14, 24, 34, 44 and 54 minutes"


def test_a_low_battery_is_a_fault_with_what_to_do(
    clock: PacedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched = watch(Readings(at(19)), clock, tmp_path)
    (battery, board), *_ = told(watched, clock, 3)
    assert battery == PartState("battery", works=False, text="19 % left and no power from outside: charge it")
    assert board == PartState("battery board", works=True, text="it answers")
    assert watched.state() == BatteryState(19, 3.7, external=False, charging=False, low=True)
    assert caplog.text.count("charge it") == 1, "said once in the log"
    assert not (tmp_path / "power-off").exists()


def test_an_empty_battery_has_the_device_switched_off_after_three_looks(clock: PacedClock, tmp_path: Path) -> None:
    watched, wish = watch(Readings(at(5)), clock, tmp_path), tmp_path / "power-off"
    told(watched, clock, 2)
    assert not wish.exists()
    ((battery, _),) = told(watched, clock, 1)
    assert wish.exists()
    assert "5 % left: the device switches itself off, and what was recorded is kept" in battery.text


def test_a_wish_that_cannot_be_left_is_told_and_tried_again(
    clock: PacedClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched = watch(Readings(at(5)), clock, tmp_path / "not there")
    told(watched, clock, 4)
    assert caplog.text.count("runs on until its battery is empty") == 2
    (tmp_path / "not there").mkdir()
    told(watched, clock, 1)
    assert (tmp_path / "not there/power-off").exists()


def test_a_board_that_stops_answering_is_a_fault_of_its_own_and_the_level_is_known_no_more(
    clock: PacedClock, tmp_path: Path
) -> None:
    watched = watch(Readings(at(50), "planted"), clock, tmp_path)
    told(watched, clock, 2)
    assert [(state.part, state.works) for state in watched.states()] == [("battery", True), ("battery board", False)]
    assert watched.state() is None


@pytest.fixture
def on_the_bus(clock: PacedClock) -> Iterator[SimulatedPisugar3]:
    with ExitStack() as opened:
        board = SimulatedPisugar3(clock.monotonic_s, lasts_h=10.0)
        opened.enter_context(simulated_i2c({1: {0x57: board}}))
        yield board


def test_over_a_day_a_simulated_board_is_low_after_eight_hours_and_empty_after_nine_and_a_half(
    clock: PacedClock, tmp_path: Path, on_the_bus: SimulatedPisugar3
) -> None:
    watched, wish = watch(Pisugar3(1), clock, tmp_path), tmp_path / "power-off"
    low_s = empty_s = 0.0
    while not wish.exists():
        battery, _ = watched.states()
        low_s = low_s or (0.0 if battery.works else clock.monotonic_s())
        clock.sleep(60.0)
    empty_s = clock.monotonic_s()
    assert 7.9 * 3600 <= low_s <= 8.0 * 3600, "20 %, rounded by the board"
    assert 9.4 * 3600 <= empty_s <= 9.6 * 3600, "5 %"


def test_one_that_is_plugged_in_in_time_runs_on(
    clock: PacedClock, tmp_path: Path, on_the_bus: SimulatedPisugar3
) -> None:
    watched = watch(Pisugar3(1), clock, tmp_path)
    clock.sleep(9.9 * 3600)
    watched.states()
    clock.sleep(60.0)
    on_the_bus.plugged = True
    told(watched, clock, 10)
    assert not (tmp_path / "power-off").exists()
    assert watched.states()[0].works


def test_other_programs_read_the_level_from_the_recorders_file(clock: PacedClock, tmp_path: Path) -> None:
    file, state = tmp_path / "health.json", BatteryState(63, 3.81, external=False, charging=None, low=False)
    HealthFile(file, clock, battery=lambda: state).push([])
    assert read_battery(file, clock) == state
    clock.sleep(181.0)
    assert read_battery(file, clock) is None or file.stat().st_mtime > 0
    file.write_text("{")
    assert read_battery(file, clock) is None


def test_a_weak_supply_is_told_once_a_minute_and_nothing_is_where_nobody_tells(clock: PacedClock) -> None:
    said: list[bool | None] = [True, False, None]
    watched = SupplyWatch(lambda: said.pop(0), clock)
    (weak,) = watched.states()
    assert (weak.part, weak.works) == ("supply", False)
    assert watched.states() == [weak]
    clock.sleep(60.0)
    assert [state.works for state in watched.states()] == [True]
    clock.sleep(60.0)
    assert watched.states() == []
