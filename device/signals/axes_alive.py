"""Which of the sensor's axes measure: one that shows the same for long does not, whatever it shows. Judged here, once.

Knows rows and how living sensors vary; must never know movement, or why an axis died.

An axis is dead from its last change on until it changes again. Each row waits until that is known of it, which for a
living sensor takes a few samples; at the end of its range, a limb can hold an axis for longer. A gyroscope without a
living axis counts as none at all. One of which some axes live shows a turn too small, so it can only say that there was
movement, never that there was none; gravity along two axes alone says nothing.
"""

from dataclasses import dataclass

import numpy as np

from device.parameters import Liveness, Sampling
from device.records.facts import SensorPart
from device.signals.rows import (
    ACCELERATION,
    ACCELEROMETER_DEAD,
    AXES,
    GYROSCOPE_DEAD,
    IS_ACCELERATION,
    NO_AXIS_OF_ACCELERATION,
    ROTATION,
    Rows,
    rows_joined,
)
from device.signals.same_runs import Flags, SameRuns
from device.signals.samples import Floats

LEAST_AT_ONCE = 10  # rows: looking at each alone costs several times as much; a device brings twenty
NONE = Rows()
COLUMNS: dict[SensorPart, slice] = {"accelerometer": ACCELERATION, "gyroscope": ROTATION}


@dataclass(frozen=True)
class DeadAxes:
    """Axes of one sensor (0, 1, 2 for x, y, z) that show the same all the time, and what each of them shows."""

    part: SensorPart
    shows: tuple[tuple[int, float], ...]

    @property
    def all(self) -> bool:
        """Whether none of its axes lives."""
        return len(self.shows) == AXES


class AxisWatch:
    """Cleaned rows in, the same rows out once it is known of each whether its axes live."""

    def __init__(self, limits: Liveness, sampling: Sampling) -> None:
        self._limits = limits
        self._runs = SameRuns(2 * AXES, limits.same_samples)
        self._ends = np.where(IS_ACCELERATION, sampling.least_range_g, sampling.least_range_dps)
        self._waiting: list[Rows] = []
        self._held = Rows()
        self._last = np.full((1, 2 * AXES), np.nan)
        self.dead: tuple[DeadAxes, ...] = ()  # as of the last row that came out

    def push(self, rows: Rows) -> Rows:
        """The rows of which it is known now."""
        if not len(rows):
            return rows
        self._waiting.append(rows)
        if sum(map(len, self._waiting)) < LEAST_AT_ONCE:
            return NONE
        rows, self._waiting = rows_joined(self._waiting), []
        return self._looked_at(rows)

    def _looked_at(self, rows: Rows) -> Rows:
        same = np.concatenate([self._last, rows.values[:-1]]) == rows.values
        self._last = rows.values[-1:]
        self._held = rows_joined([self._held, rows])
        longest_s = np.where(np.abs(rows.values) >= self._ends, self._limits.at_end_s, self._limits.same_s)
        return self._known(self._runs.push(rows.time_s, same, longest_s))

    def finish(self) -> Rows:
        """What is left."""
        first = self._looked_at(rows_joined(self._waiting)) if self._waiting else NONE
        return rows_joined([first, self._known(self._runs.finish())])

    def _known(self, dead: Flags) -> Rows:
        known, self._held = self._held.only(slice(0, len(dead))), self._held.only(slice(len(dead), None))
        if not dead.any():
            self.dead = () if len(known) else self.dead
            return known
        self.dead = _dead_axes(known.values[-1], dead[-1])
        return _marked(known, dead)


def _marked(rows: Rows, dead: Flags) -> Rows:
    accelerating, turning = dead[:, ACCELERATION], dead[:, ROTATION]
    values = rows.values.copy(order="F")
    values[turning.all(axis=1), ROTATION] = np.nan
    bits = accelerating.any(axis=1) * ACCELEROMETER_DEAD + accelerating.all(axis=1) * NO_AXIS_OF_ACCELERATION
    bits += turning.any(axis=1) * GYROSCOPE_DEAD
    return Rows(rows.time_s, values, bits.astype(np.uint8))


def _dead_axes(values: Floats, dead: Flags) -> tuple[DeadAxes, ...]:
    shown = (
        DeadAxes(part, tuple((axis, float(values[columns][axis])) for axis in np.flatnonzero(dead[columns]).tolist()))
        for part, columns in COLUMNS.items()
    )
    return tuple(axes for axes in shown if axes.shows)
