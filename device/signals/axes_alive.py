"""Which of the sensor's axes measure: one that shows the same for long does not, whatever it shows. Judged here, once.

Knows rows and how living sensors vary; must never know movement, or why an axis died.

An axis is dead from its last change on until it changes again. Each row waits until that is known of it, which for a
living sensor takes a few samples; at the end of its range, a limb can hold an axis for longer. A gyroscope without a
living axis counts as none at all. One of which some axes live shows a turn too small, so it can only say that there was
movement, never that there was none; gravity along two axes alone says nothing.
"""

from collections.abc import Sequence
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
NO_ROW = np.full((1, 2 * AXES), np.nan)
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
    """Cleaned rows in, the same rows out once it is known of each whether its axes live.

    Rows are held from the start of the earliest run on that may still turn out to be too long. While they span less
    than the shortest of those, or no axis shows the same in enough of them, none can be dead, and nothing else has to
    be known. That is so all the time with a living sensor, and is the reason why it costs little.
    """

    def __init__(self, limits: Liveness, sampling: Sampling) -> None:
        self._limits = limits
        self._shortest_s = min(limits.same_s, limits.at_end_s)
        self._too_long = bytes(limits.same_samples - 1)  # so many steps without a change
        self._ends = np.where(IS_ACCELERATION, sampling.least_range_g, sampling.least_range_dps)
        self._held: list[Rows] = []
        self._unseen = 0  # of them, the last ones, which nobody has looked at
        self._runs: SameRuns | None = None  # while an axis is dead or may be
        self._last = NO_ROW  # that the runs know of
        self.dead: tuple[DeadAxes, ...] = ()  # as of the last row that came out

    def push(self, rows: Rows) -> Rows:
        """The rows of which it is known now."""
        if not len(rows):
            return rows
        self._held.append(rows)
        self._unseen += len(rows)
        return self._looked_at() if self._unseen >= LEAST_AT_ONCE else NONE

    def finish(self) -> Rows:
        """What is left."""
        if not self._held:
            return NONE
        first, rows = self._looked_at() if self._unseen else NONE, self._held[0]
        dead = np.zeros(rows.values.shape, dtype=bool) if self._runs is None else self._runs.finish()
        return rows_joined([first, self._known(rows, dead)])

    def _looked_at(self) -> Rows:
        rows = rows_joined(self._held)
        if self._runs is None:
            changed = _changes(rows.values)
            if rows.time_s[-1] - rows.time_s[0] <= self._shortest_s or not any(
                self._too_long in one for one in changed
            ):
                return self._all_alive(rows, _last_change(changed))
        return self._run_by_run(rows)

    def _all_alive(self, rows: Rows, known: int) -> Rows:
        self._held, self._unseen = [rows.only(slice(known, None)).apart()], 0
        self.dead = () if known else self.dead
        return rows.only(slice(0, known))

    def _run_by_run(self, rows: Rows) -> Rows:
        if self._runs is None:
            self._runs, self._last, self._unseen = SameRuns(2 * AXES, self._limits.same_samples), NO_ROW, len(rows)
        time_s, values = rows.time_s[-self._unseen :], rows.values[-self._unseen :]
        same = np.concatenate([self._last, values[:-1]]) == values
        longest_s = np.where(np.abs(values) >= self._ends, self._limits.at_end_s, self._limits.same_s)
        known = self._known(rows, self._runs.push(time_s, same, longest_s))
        self._last, self._unseen = values[-1:], 0
        self._runs = None if self._runs.all_alive else self._runs
        return known

    def _known(self, rows: Rows, dead: Flags) -> Rows:
        known, self._held = rows.only(slice(0, len(dead))), [rows.only(slice(len(dead), None))]
        if not dead.any():
            self.dead = () if len(known) else self.dead
            return known
        self.dead = _dead_axes(known.values[-1], dead[-1])
        return _marked(known, dead)


def _changes(values: Floats) -> list[bytes]:
    """Of each column, a byte for each step from row to row: 1 where it changes."""
    columns = values.T
    changed = (columns[:, 1:] != columns[:, :-1]).tobytes()
    steps = len(values) - 1
    return [changed[start : start + steps] for start in range(0, len(changed), steps or 1)]


def _last_change(changed: Sequence[bytes]) -> int:
    """The first row that any column's last change is in; the first of all where a column shows one value throughout."""
    return min((each.rfind(1) for each in changed), default=-1) + 1


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
