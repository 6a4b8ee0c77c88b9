"""A band that lies on a table: who presses the button is told, and nobody else."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from device.health import health_beside, read_health
from device.signals.samples import Floats
from device.simulation.bench import Bench
from device.simulation.people.living import LivingPerson
from device.simulation.people.person import REST, moved
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from tests.support.flashes import flash_onsets

pytestmark = pytest.mark.slow  # it lies for a quarter of an hour

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z
PRESSED_S = (890.0, 935.0, 990.0)  # before it has lain for long enough, then, and on a limb again
TAKEN_S = 970.0
UNTIL_S = 1030.0


class TakenFromTable(LivingPerson):
    """Nobody wears it until then."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Flat and still, then on a forearm at rest."""
        lying = np.tile([0.0, 0.0, 1.0], (len(time_s), 1)), np.zeros((len(time_s), 3))
        worn = moved(REST, time_s - TAKEN_S, UNTIL_S)
        taken = (time_s >= TAKEN_S)[:, np.newaxis]
        return np.where(taken, worn[0], lying[0]), np.where(taken, worn[1], lying[1])


def test_not_worn_is_four_blinks_after_a_press_and_nothing_else_at_all(tmp_path: Path) -> None:
    config = Config(Device("band-1"), files=Files(device=str(tmp_path / "device.db")))
    clock, shown, broken = PacedClock(TEN_UTC_S), [], set[str]()
    with ExitStack() as opened:
        bench = Bench(config, clock, TakenFromTable((), ()), opened)
        while (now_s := clock.monotonic_s()) < UNTIL_S:
            bench.step(finger=any(0 <= now_s - pressed_s < 0.4 for pressed_s in PRESSED_S))
            shown.append((now_s, (0.0, 0.0, bench.pins.levels()[2])))
        broken |= {state.part for state in read_health(health_beside(config.files.device), clock) if not state.works}
        bench.loop.finish()
    ambers_s = list(flash_onsets(shown))
    assert (min(ambers_s) > 935, max(ambers_s) < 966) == (True, True), "no light before it was asked, nor on a limb"
    first_s = ambers_s[0]
    assert ambers_s[:5] == pytest.approx([first_s + s for s in (0, 1.5, 3.0, 4.5, 9.0)], abs=0.05)
    assert broken == set()
