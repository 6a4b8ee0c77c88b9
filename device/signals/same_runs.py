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
        """A run of fewer samples is never too long. The first row that comes begins a run of each column."""
        self._least_samples = least_samples
        self._time_s, self._same = np.empty(0), np.empty((0, columns), dtype=bool)  # undecided rows
        self._longest_s = np.empty((0, columns))
        self._last_s: float | None = None  # of the last decided row ...
        self._pauses_s = 0.0  # ... and what of the pauses up to it does not count
        self._start_s, self._count = np.zeros(columns), np.zeros(columns, dtype=np.intp)  # of the runs that it is in
        self.all_alive = True  # no row that is undecided stands in too long a run, and no run can go on but theirs

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
        pauses_s = self._pauses()
        start_s, count = self._runs(self._time_s - pauses_s)
        length_s = (self._time_s - pauses_s)[:, None] - start_s
        dead, undecided = self._dead((length_s > self._longest_s) & (count >= self._least_samples))
        rows = len(dead)
        decided = rows if last or not undecided.any() else int(undecided.any(axis=1).argmax())
        self.all_alive = decided < rows and not dead[decided:].any()
        if decided:
            self._pauses_s, self._start_s, self._count = pauses_s[decided - 1], start_s[decided - 1], count[decided - 1]
            self._keep_from(decided)
        return dead[:decided]

    def _pauses(self) -> Floats:
        """[n] how much time up to each row, in steps that are too long, does not count."""
        first_s = self._time_s[0] if self._last_s is None else self._last_s
        too_long_s = np.maximum(np.diff(self._time_s, prepend=first_s) - LONGEST_STEP_S, 0)
        too_long_s[0] += self._pauses_s
        pauses_s: Floats = np.cumsum(too_long_s)
        return pauses_s

    def _runs(self, clock_s: Floats) -> tuple[Floats, NDArray[np.intp]]:
        """[n, columns] when the run began that each row is in, and of how many rows it is up to there."""
        number = np.arange(1, len(clock_s) + 1)[:, None]
        start_s = np.maximum.accumulate(np.where(self._same, self._start_s, clock_s[:, None]), axis=0)
        before = np.maximum.accumulate(np.where(self._same, -self._count, number - 1), axis=0)
        return start_s, number - before

    def _dead(self, too_long: Flags) -> tuple[Flags, Flags]:
        """[n, columns] which are in too long a run, by what the last row of it says; which may be in one yet."""
        end = self._ends()
        dead: Flags = np.take_along_axis(too_long, end, axis=0)
        return dead, (end == len(dead) - 1) & ~dead

    def _ends(self) -> NDArray[np.intp]:
        """[n, columns] the last row of the run that each row is in."""
        rows = len(self._same)
        goes_on = np.zeros(self._same.shape, dtype=bool)
        goes_on[:-1] = self._same[1:]
        places = np.where(goes_on, rows - 1, np.arange(rows)[:, None])
        ends: NDArray[np.intp] = np.minimum.accumulate(places[::-1], axis=0)[::-1]
        return ends

    def _keep_from(self, row: int) -> None:
        self._last_s = float(self._time_s[row - 1])
        self._time_s, self._same, self._longest_s = self._time_s[row:], self._same[row:], self._longest_s[row:]
