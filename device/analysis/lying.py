"""Whether the band lies where nothing alive moves it, surely enough to stop measuring.

Knows how little a table varies, over twenty seconds at a time; must never know what is done about it. `Wearing` asks
each second for less than the sensor's noise, which a limb asleep may fall below. Noise cancels in a mean and breath
does not: so here the means of tenths of a second, without what drifts evenly over twenty seconds, must vary by a small
part of what breath and pulse turn a limb by. A gyroscope that is away, an axis that shows the same or a gap ends it.
"""

from itertools import pairwise
from typing import Final

import numpy as np

from device.signals.samples import Floats
from device.signals.turning import STEP_S, Steps

PIECE: Final = round(20 / STEP_S)  # steps: five breaths, or two of somebody who breathes very slowly
# The data sheet's noise in the mean of a tenth of a second (5 Hz) is 0.011 deg/s and 0.9 mg; of measured modules, 0.011
# and 0.4. Breath that turns a limb by 0.1 degrees from end to end has 0.055 deg/s at 15 breaths a minute.
CALM_DPS: Final = 0.025  # ours: rms of each axis
CALM_G: Final = 0.002  # ours: likewise
NO_NOISE: Final = 1e-4  # of that; less is an axis that is stuck
LIES_S: Final = 600.0  # ours: so long without a single piece that is not calm ...
LEAST: Final = round(1 / STEP_S)  # steps of a piece that is not whole yet, of which something can be said
KNOWN_S: Final = 60.0  # ours: ... up to now: the analysis is late by a block of 20 s, a piece and 5 s

_MOST = np.repeat([CALM_DPS, CALM_G], 3)


class Lying:
    """Is shown all steps of turning, in order of time."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._until_s = 0.0
        self._waiting = np.empty((0, len(_MOST)))  # of a piece that is not whole yet

    def lies(self, now_s: float) -> bool:
        """Whether it has for so long that nothing alive holds it, and does so as of the last step."""
        if self._since_s is None or self._until_s - self._since_s < LIES_S or self._until_s <= now_s - KNOWN_S:
            return False
        return len(self._waiting) < LEAST or is_calm(self._waiting)

    def push(self, steps: Steps) -> None:
        """The next ones."""
        if not len(steps):
            return
        broken = ~steps.measured
        edges = steps.after_gap | np.diff(broken, prepend=False)
        for start, end in pairwise([0, *(place for place in edges.nonzero()[0].tolist() if place), len(steps)]):
            if broken[start] or steps.after_gap[start]:
                self._waiting = self._waiting[:0]
            if broken[start]:
                self._since_s = None
            else:
                self._take(steps.only(slice(start, end)))

    def _take(self, steps: Steps) -> None:
        """Those that follow on each other."""
        waiting = np.concatenate([self._waiting, np.hstack([steps.tenth_dps, steps.tenth_g])])
        first_s = float(steps.time_s[-1]) - len(waiting) * STEP_S
        for number in range(len(waiting) // PIECE):
            start_s = first_s + number * PIECE * STEP_S
            calm = is_calm(waiting[number * PIECE : (number + 1) * PIECE])
            self._since_s = None if not calm else start_s if self._since_s is None else self._since_s
            self._until_s = start_s + PIECE * STEP_S
        self._waiting = waiting[len(waiting) // PIECE * PIECE :]


def is_calm(piece: Floats) -> bool:
    """Whether so many steps show nothing but noise."""
    shares = varies_by(piece)
    return bool((shares <= 1).all() and (shares > NO_NOISE).all())


def varies_by(piece: Floats) -> Floats:
    """[6] rms of turning and acceleration without a steady drift, over the most that noise has.

    piece: [n, 6] means of tenths of a second, in deg/s and g.
    """
    number = np.arange(len(piece)) - (len(piece) - 1) / 2
    varies = piece - piece.mean(axis=0)
    varies -= np.outer(number, number @ varies) / np.square(number).sum()
    return np.asarray(np.sqrt(np.square(varies).mean(axis=0)) / _MOST)
