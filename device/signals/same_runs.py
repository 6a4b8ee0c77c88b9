"""For how long columns of a table have shown the same, and whether that is longer than anything living does.

Knows times and what equals the row before; must never know what a column measures. However rows are cut, the same ones
are dead.
"""

import numpy as np
from numpy.typing import NDArray

from device.signals.samples import Floats

Flags = NDArray[np.bool_]
LONGEST_STEP_S = 0.25  # ours: what two samples further apart have in common is chance: such a pause adds no more


class SameRuns:
    """Rows in, decided rows out: of each row it is said which of its columns stand in a run that is too long.

    The last run of a column is undecided until it is too long or has ended; so are all rows from its start on.
    """

    def __init__(self, columns: int, least_samples: int) -> None:
        """A run of fewer samples is never too long."""
        self._least_samples = least_samples
        self._time_s, self._same = np.empty(0), np.empty((0, columns), dtype=bool)  # undecided rows
        self._longest_s = np.empty((0, columns))
        self._last_s: float | None = None  # of the last decided row ...
        self._length_s, self._count = np.zeros(columns), np.ones(columns, dtype=np.intp)  # ... and its runs up to it

    def push(self, time_s: Floats, same: Flags, longest_s: Floats) -> Flags:
        """[m, columns] for the next m rows, of those pushed so far, that are decided: whether the column is dead.

        same: [n, columns] whether these n rows show what the row before them does. longest_s: [n, columns] how long
        a run of what they show may be.
        """
        self._time_s = np.concatenate([self._time_s, time_s])
        self._same = np.concatenate([self._same, same])
        self._longest_s = np.concatenate([self._longest_s, longest_s])
        return self._decided(last=False) if len(self._time_s) else self._same

    def finish(self) -> Flags:
        """Likewise for all rows that are left: nothing more will show whether they are in too long a run."""
        return self._decided(last=True) if len(self._time_s) else self._same

    def _decided(self, *, last: bool) -> Flags:
        if not last and (decided := self._all_alive()) is not None:
            return np.zeros((decided, len(self._length_s)), dtype=bool)
        length_s, count = self._runs()
        too_long = (length_s > self._longest_s) & (count >= self._least_samples)
        end = self._ends()
        dead: Flags = np.take_along_axis(too_long, end, axis=0)
        rows = len(dead)
        undecided = (end == rows - 1) & ~dead
        decided = rows if last or not undecided.any() else int(undecided.any(axis=1).argmax())
        self._keep_from(decided, length_s, count)
        return dead[:decided]

    def _all_alive(self) -> int | None:
        """How many rows are decided if no run can be too long yet, as always with a living sensor; else None.

        The same as below, for less: numpy's calls cost more here than their work.
        """
        time_s, fresh = self._time_s, ~self._same
        first_s = time_s[0] if self._last_s is None else self._last_s
        if time_s[-1] - first_s + self._length_s.max() > self._longest_s.min() or not fresh.any(axis=0).all():
            return None
        decided = int((len(fresh) - 1 - fresh[::-1].argmax(axis=0)).min())
        if decided:
            self._go_on_from(decided, first_s, fresh[:decided])
        return decided

    def _go_on_from(self, row: int, first_s: float, fresh: Flags) -> None:
        steps_s = np.empty(row)
        steps_s[0], steps_s[1:] = self._time_s[0] - first_s, self._time_s[1:row] - self._time_s[: row - 1]
        clock_s = np.minimum(steps_s, LONGEST_STEP_S).cumsum()
        changed, back = fresh.any(axis=0), fresh[::-1].argmax(axis=0)
        since_s = clock_s[-1] - np.where(changed, clock_s[row - 1 - back], -self._length_s)
        since = np.where(changed, back + 1, row + self._count)
        self._last_s, self._length_s, self._count = float(self._time_s[row - 1]), since_s, since
        self._time_s, self._same, self._longest_s = self._time_s[row:], self._same[row:], self._longest_s[row:]

    def _runs(self) -> tuple[Floats, NDArray[np.intp]]:
        """[n, columns] how long and of how many rows the run is that ends with each row."""
        first_s = self._time_s[0] if self._last_s is None else self._last_s
        steps_s = np.minimum(np.diff(self._time_s, prepend=first_s), LONGEST_STEP_S)
        clock_s, number = np.cumsum(steps_s), np.arange(1, len(steps_s) + 1)
        fresh = ~self._same
        start_s = np.maximum.accumulate(np.where(fresh, clock_s[:, None], -self._length_s), axis=0)
        before = np.maximum.accumulate(np.where(fresh, number[:, None] - 1, -self._count), axis=0)
        return clock_s[:, None] - start_s, number[:, None] - before

    def _ends(self) -> NDArray[np.intp]:
        """[n, columns] the last row of the run that each row is in."""
        rows = len(self._same)
        goes_on = np.zeros(self._same.shape, dtype=bool)
        goes_on[:-1] = self._same[1:]
        places = np.where(goes_on, rows - 1, np.arange(rows)[:, None])
        ends: NDArray[np.intp] = np.minimum.accumulate(places[::-1], axis=0)[::-1]
        return ends

    def _keep_from(self, row: int, length_s: Floats, count: NDArray[np.intp]) -> None:
        if row:
            self._last_s = float(self._time_s[row - 1])
            self._length_s, self._count = length_s[row - 1], count[row - 1]
        self._time_s, self._same, self._longest_s = self._time_s[row:], self._same[row:], self._longest_s[row:]
