"""A simulated sensor on a simulated bus with the real driver above, and motions that tell which sample is which."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.i2c.bus import Bus
from drivers.mpu6050.chip import Mpu6050
from drivers.simulated.chip import SimulatedChip
from drivers.simulated.kernel import SimulatedKernel, simulated_i2c
from tests.support.clocks import ManualClock

Floats = NDArray[np.float64]

BUS = 1
ADDRESS = 0x68
COUNTS_PER_G = 8192  # at 4 g, as the driver sets it
COUNTS_PER_DPS = 32.8  # at 1000 deg/s
START_S = 1000.0
RULER_MS = 65536  # the ruler's length: all values of a count
MARKS = (-20000, 123, 20000, 9999, -9999)  # in the columns that do not tell the time: counts


def resting(time_s: Floats) -> tuple[Floats, Floats]:
    """Flat on a table."""
    return np.tile([0.0, 0.0, 1.0], (len(time_s), 1)), np.zeros((len(time_s), 3))


def ruler(time_s: Floats) -> tuple[Floats, Floats]:
    """The accelerometer's x axis reads milliseconds since START_S as counts, over and over; the others are marked."""
    marks = np.tile(np.array(MARKS, dtype=np.float64), (len(time_s), 1))
    counts = np.mod(np.rint((time_s - START_S) * 1000) + RULER_MS / 2, RULER_MS) - RULER_MS / 2
    return np.column_stack([counts, marks[:, :2]]) / COUNTS_PER_G, marks[:, 2:] / COUNTS_PER_DPS


@dataclass(frozen=True)
class Rig:
    clock: ManualClock
    chip: SimulatedChip
    kernel: SimulatedKernel
    bus: Bus
    sensor: Mpu6050


@contextmanager
def rig(motion: Any = resting, *, address: int = ADDRESS, gyroscope: bool = True, **chip_options: Any) -> Iterator[Rig]:
    """A sensor that is not started yet."""
    clock = ManualClock(START_S)
    chip = SimulatedChip(motion, clock.monotonic_s, **chip_options)
    with simulated_i2c({BUS: {address: chip}}) as kernel, Bus(BUS) as bus:
        sensor = Mpu6050(bus, clock.monotonic_s, clock.sleep, address, gyroscope=gyroscope)
        yield Rig(clock, chip, kernel, bus, sensor)


class Flaky:
    """Refuses the messages whose numbers it is given, counted from when it is armed."""

    def __init__(self) -> None:
        self._refused: dict[int, int] = {}
        self._count = 0

    def arm(self, refused: dict[int, int]) -> None:
        """Message number -> errno."""
        self._refused, self._count = refused, 0

    def strike(self, chip: SimulatedChip, now_s: float) -> None:
        number, self._count = self._count, self._count + 1
        if number in self._refused:
            raise OSError(self._refused[number], "refused")
