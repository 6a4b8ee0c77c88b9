"""How often the device's own loop wakes the processor in real time, and what it computes: idle, and in an exercise.

    python -m tests.benchmarks.wakeups [SECONDS]

The whole loop over a simulated chip and panel, SECONDS each (60 unless said otherwise). A wake-up is a voluntary
context switch of the process (getrusage). Simulated transfers do not block: on a real bus each is one more, three for
each look at the sensor, which is said beside. The processor time includes the
simulated chip: an upper bound.
"""

import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import cast

from device.simulation.bench import Bench, living_person
from device.system.clock import PacedClock, SystemClock
from device.system.config import Config, Device, Files

SETTLES_S = 40.0  # the sensor's clock is known after 5 s, and what is said after a start is over after 30 s
TRANSFERS = 3  # of one look at the sensor
SECONDS = 60.0


class Counted:
    """Looks at the sensor, by counting what the simulated bus is asked."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.looks = bench, 0
        sensing = bench.loop._sensing
        poll = sensing.poll

        def counting() -> object:
            self.looks += 1
            return poll()

        sensing.poll = counting  # type: ignore[method-assign, assignment]

    def run(self, seconds: float) -> None:
        """As `Loop.run`, for so long."""
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            self.bench.loop.step()
            self.bench.loop.wait()

    def press(self, seconds: float) -> None:
        """With the finger on the button for so long, and then not."""
        self.bench.pins.press(down=True)
        self.run(seconds)
        self.bench.pins.press(down=False)
        self.run(2.0)


def measured(counted: Counted, what: str, seconds: float) -> str:
    """One line."""
    looks, woken, used_s, begun_s = counted.looks, switches(), time.process_time(), time.monotonic()
    counted.run(seconds)
    lasted_s = time.monotonic() - begun_s
    wakes, looked = (switches() - woken) / lasted_s, (counted.looks - looks) / lasted_s
    return (
        f"{what:12}{wakes:8.1f} wake-ups/s{looked:8.1f} looks/s"
        f"{wakes + TRANSFERS * looked:8.1f} with transfers{100 * (time.process_time() - used_s) / lasted_s:8.2f} %"
    )


def switches() -> int:
    """Voluntary context switches so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw


def main(seconds: float) -> None:
    """Idle, then an exercise that was begun by the button."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        config = Config(Device("band-1"), files=Files(device=str(Path(folder) / "device.db")))
        counted = Counted(Bench(config, cast("PacedClock", SystemClock()), living_person(), opened))
        counted.run(SETTLES_S)
        print(measured(counted, "idle", seconds), flush=True)
        counted.press(2.0)
        counted.press(0.3)
        assert counted.bench.loop.exercising, "the exercise was not begun"
        print(measured(counted, "exercising", min(seconds, 40.0)), flush=True)
        counted.bench.loop.finish()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
