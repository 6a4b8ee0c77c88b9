"""Samples as one table: which of them count, and in what order they stand. Decided here, once, for all stages.

Knows times and what no sensor on a limb can have measured; must never know the grid, nor where samples come from.

A sample counts as missing when its time or acceleration is no number or beyond all sense, or when its time is not
later than every time before it. A rotation that is no number or beyond all sense leaves the acceleration as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from device.parameters import Sampling
from device.records.facts import SensorPart
from device.signals.samples import Floats, Samples

AXES = 3
ACCELERATION, ROTATION = slice(0, AXES), slice(AXES, None)
IS_ACCELERATION = np.arange(2 * AXES) < AXES
ACCELEROMETER_DEAD, GYROSCOPE_DEAD, NO_AXIS_OF_ACCELERATION = 1, 2, 4
BITS: dict[SensorPart, int] = {"accelerometer": ACCELEROMETER_DEAD, "gyroscope": GYROSCOPE_DEAD}


@dataclass(frozen=True)
class Rows:
    """time_s [n], values [n, 6] in g and deg/s, with NaN rotation where there is no gyroscope.

    dead: [n] which sensors did not work, bits ACCELEROMETER_DEAD and GYROSCOPE_DEAD for one with a dead axis. Where all
    three were, the rotation is NaN, and NO_AXIS_OF_ACCELERATION is set too.
    Each column lies together in memory: what is done to columns, which is all there is to do, is then fastest.
    """

    time_s: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty((2 * AXES, 0)).T)
    dead: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, dtype=np.uint8))

    def __post_init__(self) -> None:
        """Without a word on it, everything works."""
        if len(self.dead) != len(self.time_s):
            object.__setattr__(self, "dead", np.zeros(len(self.time_s), dtype=np.uint8))

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.time_s)

    def around(self, start_s: float, end_s: float) -> Self:
        """Rows of a stretch, with the two before it and the two after it, which interpolation needs."""
        first = max(int(self.time_s.searchsorted(start_s)) - 2, 0)
        last = int(self.time_s.searchsorted(end_s)) + 2
        return self.only(slice(first, last))

    def within(self, start_s: float, end_s: float) -> Self:
        """Rows of a stretch and no others."""
        return self.only(slice(*self.time_s.searchsorted((start_s, end_s))))

    def only(self, which: slice | NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        """Some of the rows."""
        return type(self)(self.time_s[which], self.values[which], self.dead[which])

    def apart(self) -> Self:
        """The same in memory of their own, for whoever keeps a few: a view would keep all that they were cut from."""
        return type(self)(self.time_s.copy(), self.values.copy("K"), self.dead.copy())


def rows_joined(parts: Sequence[Rows]) -> Rows:
    """All rows of at least one part, one after the other."""
    time_s = np.concatenate([part.time_s for part in parts])
    values = np.empty((2 * AXES, len(time_s))).T
    np.concatenate([part.values for part in parts], out=values)
    return Rows(time_s, values, np.concatenate([part.dead for part in parts]))


def rows_of(portions: Sequence[Samples]) -> Rows:
    """All samples of at least one portion as they came; every rotation is NaN where one of its three is."""
    time_s = np.concatenate([samples.time_s for samples in portions])
    values = np.empty((2 * AXES, len(time_s))).T
    np.concatenate([samples.acceleration_g for samples in portions], out=values[:, ACCELERATION])
    np.concatenate([_rotation(samples) for samples in portions], out=values[:, ROTATION])
    return Rows(time_s, values)


def measured(rows: Rows, sampling: Sampling) -> Rows:
    """The rows whose time and acceleration make sense, and of their rotations those that do."""
    sensible = np.abs(rows.values) <= _most(sampling)
    timed = np.abs(rows.time_s) <= sampling.most_time_s
    if timed.all() and sensible.all():
        return rows
    turning = np.asarray(sensible[:, ROTATION].all(axis=1))
    values = np.where(turning[:, None] | IS_ACCELERATION, rows.values, np.nan)
    counts = timed & sensible[:, ACCELERATION].all(axis=1)
    return Rows(rows.time_s[counts], values[counts])


@lru_cache
def _most(sampling: Sampling) -> Floats:
    """[6] in g and deg/s."""
    return np.where(IS_ACCELERATION, sampling.most_g, sampling.most_dps)


def rising(rows: Rows, least_step_s: float, latest_s: float = -np.inf) -> Rows:
    """The rows whose time is later than `latest_s` and every time before them in the table."""
    if not len(rows) or _rises(rows.time_s, latest_s, least_step_s):
        return rows
    latest = np.maximum.accumulate(np.concatenate(([latest_s], rows.time_s[:-1])))
    return rows.only(rows.time_s - latest >= least_step_s)


def _rises(time_s: Floats, latest_s: float, least_step_s: float) -> bool:
    steps_s = time_s[1:] - time_s[:-1]
    return bool(time_s[0] - latest_s >= least_step_s and (steps_s >= least_step_s).all())


def parts_in(bits: int) -> tuple[SensorPart, ...]:
    """The sensors that these bits of `Rows.dead` stand for."""
    return tuple(part for part, bit in BITS.items() if bits & bit)


class Cleaner:
    """What comes of a stream of samples once those that do not count are left out. Every stage works on that."""

    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling
        self._latest_s = -np.inf
        self.left_out = 0  # samples that count as missing

    def push(self, samples: Samples) -> Rows:
        """The rows that count, in strictly rising time, also across portions."""
        if not len(samples):
            return Rows()
        rows = rows_of([samples])
        sensible = measured(rows, self._sampling)
        kept = rising(sensible, self._sampling.least_step_s, self._latest_s)
        self._latest_s = float(sensible.time_s.max(initial=self._latest_s))
        self.left_out += len(rows) - len(kept)
        return kept


def _rotation(samples: Samples) -> Floats:
    return np.full((len(samples), AXES), np.nan) if samples.rotation_dps is None else samples.rotation_dps
