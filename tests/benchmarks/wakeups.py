"""How often the device's programs wake the processor in real time, and what they compute.

    python -m tests.benchmarks.wakeups [SECONDS] [--quiet]

The recorder's whole loop over a simulated chip and panel, idle, in an exercise, and quiet on a table (with --quiet,
nothing else); sync, connected and while Wi-Fi is
off; the program that switches Wi-Fi. SECONDS each (60 unless said otherwise). A wake-up is a voluntary
context switch of the process (getrusage). Simulated transfers do not block: on a real bus each is one more, three for
each look at the sensor, which is said beside; so is what
a real connection would have received. The processor time includes the simulated chip: an upper bound.
"""

import resource
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import cast

import numpy as np

from device.commands.radio import Wifi
from device.radio import RadioRest, told
from device.radio.keeping import WhoNeedsWifi, WifiKeeper, Windows
from device.signals.samples import Floats
from device.simulation.bench import Bench, living_person
from device.simulation.people.living import LivingPerson
from device.store.writer import Store
from device.system.clock import PacedClock, SystemClock
from device.system.config import Config, Device, Files, Sensor
from drivers.simulated import SimulatedWifi
from sync.uplink.uploader import run_uploader
from tests.support.documents.any import DEVICE
from tests.support.line_without_network import LineWithoutNetwork
from tests.support.processes import minute

SETTLES_S = 40.0  # the sensor's clock is known after 5 s, and what is said after a start is over after 30 s
TRANSFERS = 3  # of one look at the sensor
SECONDS = 60.0
QUIET_ALONE = "--quiet"


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


class OnTable(LivingPerson):
    """Nobody wears it, and nobody presses anything."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Flat and still."""
        return np.tile([0.0, 0.0, 1.0], (len(time_s), 1)), np.zeros((len(time_s), 3))


def measured_quiet(seconds: float) -> str:
    """On a table: simulated time until the sensor rests, and real time from then on."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        files = Files(device=str(Path(folder) / "device.db"))
        config = Config(Device("band-1"), Sensor(quiet=True), files)
        clock = PacedClock(SystemClock().utc_s())
        counted = Counted(Bench(config, clock, OnTable(()), opened))
        while not counted.bench.loop.quiet:
            counted.bench.loop.step()
            counted.bench.loop.wait()
        clock.set_speed(1.0)
        said = measured(counted, "quiet", seconds)
        counted.bench.loop.finish()
    return said


def measured_sync(what: str, seconds: float, *, wifi: bool) -> str:
    """Sync with a day that is delivered, over a connection that never says anything."""
    with tempfile.TemporaryDirectory() as folder:
        files = Files(str(Path(folder) / "device.db"), str(Path(folder) / "sync.db"))
        clock = SystemClock()
        with closing(Store(Path(files.device))) as store:
            store.add([minute(0)], clock.dating())
        line = LineWithoutNetwork(cast("PacedClock", clock))
        radio = told.radio_file(files.sync)
        now_s = clock.monotonic_s()
        off = told.RadioTold(1, clock.dating().boot, now_s, on=wifi, why="", since_s=now_s, until_s=now_s + 3600.0)
        told.put(radio, off)
        end_s = now_s + seconds
        config, rest = Config(Device(DEVICE), files=files), RadioRest(clock, radio, told.needs_file(files.sync))
        woken, used_s = switches(), time.process_time()
        run_uploader(config, clock, lambda: clock.monotonic_s() >= end_s, line.connection, radio=rest)
    return others(what, switches() - woken, time.process_time() - used_s, seconds)


def measured_keeper(what: str, seconds: float, *, first_s: float) -> str:
    """The program that switches Wi-Fi, which has been on for `first_s`."""
    with tempfile.TemporaryDirectory() as folder:
        clock, here = SystemClock(), Path(folder)
        wifi = SimulatedWifi(here / "wifi")
        need = WhoNeedsWifi(here / "asked", here / "needs", here / "health", clock, here).need
        windows = Windows(clock.monotonic_s() - first_s, 3600.0, 60.0)
        keeper = WifiKeeper(Wifi(wifi.switch(), wifi.settle), windows, need, clock, here / "radio.json")
        end_s = clock.monotonic_s() + seconds
        woken, used_s = switches(), time.process_time()
        keeper.run(lambda: clock.monotonic_s() >= end_s)
    return others(what, switches() - woken, time.process_time() - used_s, seconds)


def others(what: str, wakes: int, used_s: float, seconds: float) -> str:
    """One line of a program without a bus."""
    return f"{what:22}{wakes / seconds:8.1f} wake-ups/s{100 * used_s / seconds:8.2f} %"


def switches() -> int:
    """Voluntary context switches so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw


def main(seconds: float, *, quiet_alone: bool) -> None:
    """Quiet; idle, then an exercise that was begun by the button; the other programs."""
    print(measured_quiet(seconds), flush=True)
    if quiet_alone:
        return
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
    print(measured_sync("sync, connected", seconds, wifi=True), flush=True)
    print(measured_sync("sync, Wi-Fi off", seconds, wifi=False), flush=True)
    print(measured_keeper("radio, Wi-Fi on", seconds, first_s=0.0), flush=True)
    print(measured_keeper("radio, Wi-Fi off", seconds, first_s=1200.0), flush=True)


if __name__ == "__main__":
    numbers = [float(argument) for argument in sys.argv[1:] if argument != QUIET_ALONE]
    main(numbers[0] if numbers else SECONDS, quiet_alone=QUIET_ALONE in sys.argv)
