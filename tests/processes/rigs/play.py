"""Runs every scenario on this kernel's own /dev/i2c-1 and writes down how each ended, for the test outside."""

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from device.system.clock import SystemClock
from tests.drivers.scenarios import SCENARIOS, Place

RESULTS = "results.json"


def main(folder: Path) -> None:
    """Scenario's name -> its traceback, or nothing if it held."""
    clock = SystemClock()
    place = Place(clock.monotonic_s, clock.sleep, folder)
    (folder / RESULTS).write_text(json.dumps({scenario.__name__: _failure(scenario, place) for scenario in SCENARIOS}))


def _failure(scenario: Callable[[Place], None], place: Place) -> str | None:
    try:
        scenario(place)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the test's result
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
