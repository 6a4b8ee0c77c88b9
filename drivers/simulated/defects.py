"""What the measurements of a simulated chip are when a part of it is broken: each a `drivers.simulated.sensors.Defect`.

Knows counts and times; must never know registers, nor what becomes of a transfer.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from drivers.mpu6050.registers import FRAME_COLUMNS, SENSOR_AXES
from drivers.simulated.models import Floats
from drivers.simulated.sensors import COUNTS_LIMIT, Counts

ACCELERATION_COLUMNS: Final = range(SENSOR_AXES)
ROTATION_COLUMNS: Final = range(FRAME_COLUMNS - SENSOR_AXES, FRAME_COLUMNS)


@dataclass(frozen=True)
class StuckAxis:
    """One of the seven measurements reads `counts`, whatever happens, from `start_s` to `end_s`."""

    column: int
    counts: int
    start_s: float
    end_s: float = math.inf

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Write over the column."""
        counts[(self.start_s <= time_s) & (time_s < self.end_s), self.column] = self.counts


@dataclass
class FrozenChip:
    """From `start_s` to `end_s` every measurement, temperature included, stays what it was, on time as ever."""

    start_s: float
    end_s: float = math.inf
    _kept: Counts | None = field(default=None, init=False)

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Repeat the first sample of that time."""
        frozen = (self.start_s <= time_s) & (time_s < self.end_s)
        if frozen.any():
            self._kept = counts[frozen.argmax()].copy() if self._kept is None else self._kept
            counts[frozen] = self._kept


NOISE_COUNTS: Final = (*[27.0] * SENSOR_AXES, 0.0, *[1.33] * SENSOR_AXES)  # the data sheet's, at 44 Hz and our ranges


@dataclass(frozen=True)
class Noisy:
    """From `start_s` to `end_s` there is white noise of `times` the data sheet's, if the chip has its usual noise."""

    times: float
    start_s: float = -math.inf
    end_s: float = math.inf
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(7), compare=False)

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Add what is missing to that."""
        noise = self.random.normal(size=counts.shape) * NOISE_COUNTS * math.sqrt(self.times**2 - 1)
        _add(counts, noise * ((self.start_s <= time_s) & (time_s < self.end_s))[:, None])


@dataclass(frozen=True)
class OffsetStep:
    """From `start_s` on, one of the seven measurements reads `counts` more."""

    column: int
    counts: int
    start_s: float

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Add them."""
        step = np.zeros(counts.shape)
        step[time_s >= self.start_s, self.column] = self.counts
        _add(counts, step)


@dataclass(frozen=True)
class WrongScale:
    """From `start_s` on, the accelerometer shows so many `times` what it should."""

    times: float
    start_s: float = -math.inf

    def distort(self, time_s: Floats, counts: Counts) -> None:
        """Add what makes the difference."""
        more = np.zeros(counts.shape)
        more[:, ACCELERATION_COLUMNS] = (self.times - 1) * counts[:, ACCELERATION_COLUMNS]
        _add(counts, more * (time_s >= self.start_s)[:, None])


def _add(counts: Counts, more: Floats) -> None:
    """In place, held at the ends of the range as the chip does."""
    counts[:] = np.clip(np.rint(counts + more), COUNTS_LIMIT.min, COUNTS_LIMIT.max)


def dead_gyroscope(start_s: float, end_s: float = math.inf, counts: int = 0) -> tuple[StuckAxis, ...]:
    """All three axes of the gyroscope stuck on `counts`."""
    return tuple(StuckAxis(column, counts, start_s, end_s) for column in ROTATION_COLUMNS)


def dead_accelerometer(start_s: float, end_s: float = math.inf, counts: int = 0) -> tuple[StuckAxis, ...]:
    """All three axes of the accelerometer stuck on `counts`."""
    return tuple(StuckAxis(column, counts, start_s, end_s) for column in ACCELERATION_COLUMNS)
