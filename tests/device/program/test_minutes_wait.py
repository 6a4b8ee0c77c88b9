"""Minutes wait for each other on the whole device: what the watchdog hears meanwhile, and what a kill leaves."""

from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from device.simulation.bench import Bench, living_person
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from tests.device.program.test_loop import TEN_UTC_S, facts


@pytest.mark.slow
def test_the_watchdog_hears_of_minutes_that_wait_and_the_next_start_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    monkeypatch.setattr("device.health.file.ON_THE_CARD", tmp_path)
    monkeypatch.setattr("device.health.file.IN_MEMORY", run)
    clock, beats_s, on_card = PacedClock(TEN_UTC_S), list[float](), list[int]()
    monkeypatch.setattr("device.program.parts.alive", lambda: beats_s.append(clock.monotonic_s()))
    config = Config(Device("band-1"), files=Files(device=str(tmp_path / "device.db")))
    with ExitStack() as opened:
        bench = Bench(config, clock, living_person(), opened)
        while clock.monotonic_s() < 260.0:  # longer than the watchdog's patience of 150 s without progress
            bench.step(finger=False)
        on_card.append(len(facts(config, "Minute")))
        killed = opened.pop_all()  # nothing ends in order
    assert max(later - earlier for earlier, later in pairwise(beats_s)) < 2.0
    with ExitStack() as opened:
        bench = Bench(config, clock, living_person(), opened)
        on_card.append(len(facts(config, "Minute")))
        assert not (run / "waiting.json").exists()
        bench.loop.finish()
    killed.close()
    assert on_card == [0, 4]
