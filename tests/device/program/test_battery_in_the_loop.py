"""A battery board beside the sensor on one bus, in the device's own loop: read, told to others, and by the light."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from device.health import health_beside, read_battery, read_health
from device.simulation.bench import Bench, living_person
from device.system.clock import PacedClock
from device.system.config import Battery, Config, Device, Files

TEN_UTC_S = 1_800_000_000.0
SIX_HOURS_S = 6 * 3600.0
BAND = Config(Device("band-1"), battery=Battery("pisugar3", low_percent=50))


def bench(folder: Path, opened: ExitStack) -> Bench:
    config = replace(BAND, files=Files(str(folder / "device.db"), str(folder / "sync.db")))
    return Bench(config, PacedClock(TEN_UTC_S), living_person(), opened)


def run(one: Bench, seconds: float) -> None:
    end_s = one.clock.monotonic_s() + seconds
    while one.clock.monotonic_s() < end_s:
        one.step(finger=False)


def test_the_level_is_told_and_a_low_one_blinks_the_right_light(tmp_path: Path) -> None:
    with ExitStack() as opened:
        one = bench(tmp_path, opened)
        health = health_beside(str(tmp_path / "device.db"))
        run(one, 3.0)
        full = read_battery(health, one.clock)
        assert full is not None
        assert (full.percent, full.low) == (100, False)
        one.clock.sleep(SIX_HOURS_S)  # nobody looks meanwhile: the simulated battery empties by itself
        run(one, 3.0)
        parts = {part.part: part for part in read_health(health, one.clock)}
        assert [name for name, part in parts.items() if not part.works] == ["battery"], "nothing else blinks"
        assert parts["battery"].text == "40 % left and no power from outside: charge it"
        lit = set[float]()
        end_s = one.clock.monotonic_s() + 8.0
        while one.clock.monotonic_s() < end_s:
            one.step(finger=False)
            lit.add(one.pins.levels()[2])
        assert lit == {0.0, 1.0}, "it blinks"
        one.loop.finish()
