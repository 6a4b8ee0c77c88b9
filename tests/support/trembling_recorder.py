"""The recorder's loop with what it loads on a device, on a limb that trembles, in simulated time.

Only the panel and the noise of a chip are missing. Prints each quarter of an hour what the process holds in memory;
must never know who runs it.
"""

import math
from contextlib import ExitStack
from pathlib import Path

import numpy as np

import device.commands.run
import device.options.recording  # noqa: F401
from device.program import build_loop
from device.signals.samples import Floats
from device.system.clock import PacedClock, Wakes
from device.system.config import Config, Device, Files
from drivers.simulated import SimulatedChip, simulated_i2c
from tests.vm.guest.resident import memory_mb

NINE_UTC_S = 1_772_442_000.0
MINUTE_S, TOLD_EACH_MINUTES = 60.0, 15
TREMOR_HZ, TREMOR_DPS, TILT_G = 5.0, 30.0, 0.02


class NoPanel:
    """Lights that nobody sees and a button that nobody presses."""

    edges: Wakes | None = None

    def pressed(self) -> bool:
        """Never."""
        return False

    def show(self, left: float, middle: float, right: float) -> None:
        """To nobody."""


def trembling(time_s: Floats) -> tuple[Floats, Floats]:
    """A limb held level with tremor about an axis that is none of the chip's."""
    swing = np.sin(2 * math.pi * TREMOR_HZ * time_s)[:, np.newaxis]
    return np.array([0.0, 0.0, 1.0]) + TILT_G * swing, TREMOR_DPS * np.array([1.0, 0.2, 0.1]) * swing


def tell(minute: int) -> None:
    """One line."""
    resident_mb, shared_out_mb = memory_mb(Path("/proc/self"))
    print(f"minute {minute}: {resident_mb:.1f} MB, with what is shared divided {shared_out_mb:.1f} MB", flush=True)


def run_trembling(folder: str, minutes: int) -> None:
    """Run for so many simulated minutes and tell of each quarter of an hour."""
    config = Config(Device("band-1"), files=Files(device=f"{folder}/device.db"))
    clock = PacedClock(NINE_UTC_S)
    chip = SimulatedChip(trembling, clock.monotonic_s, noise_seed=None)
    with ExitStack() as opened:
        opened.enter_context(simulated_i2c({config.sensor.bus: {config.sensor.address: chip}}))
        loop = build_loop(config, clock, NoPanel(), opened)
        tell(0)
        for minute in range(1, minutes + 1):
            while clock.monotonic_s() < minute * MINUTE_S:
                loop.step()
                loop.wait()
            if minute % TOLD_EACH_MINUTES == 0:
                tell(minute)
        loop.finish()
