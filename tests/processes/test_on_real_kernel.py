"""One set of scenarios, twice: over faked system calls, and on a real kernel's /dev/i2c-1 (User-Mode Linux, CUSE)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.simulated.kernel import simulated_i2c
from tests.drivers.scenarios import BUS, SCENARIOS, Place, chips
from tests.processes.rigs.play import RESULTS
from tests.processes.rigs.uml import KERNEL, run_in_guest
from tests.support.clocks import ManualClock
from tests.support.needs import need_program

GUEST_WITHIN_S = 55.0
EVERY_SCENARIO = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
Scenario = Callable[[Place], None]


@pytest.fixture(scope="module")
def on_real_kernel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """How each scenario ended there: nothing if it held."""
    for program in (KERNEL, "insmod"):
        need_program(program)
    folder = tmp_path_factory.mktemp("guest")
    ended = run_in_guest(folder, "tests.processes.rigs.play", GUEST_WITHIN_S)
    assert ended.status == 0, ended.output
    results: dict[str, str | None] = json.loads((folder / RESULTS).read_text())
    return results


@EVERY_SCENARIO
def test_over_faked_system_calls(scenario: Scenario, tmp_path: Path) -> None:
    clock = ManualClock()
    with simulated_i2c({BUS: chips(clock.monotonic_s, tmp_path)}):
        scenario(Place(clock.monotonic_s, clock.sleep, tmp_path))


@pytest.mark.slow
@EVERY_SCENARIO
def test_on_a_real_kernel(scenario: Scenario, on_real_kernel: dict[str, str | None]) -> None:
    failure = on_real_kernel[scenario.__name__]
    assert failure is None, failure
