"""A sensor with a clock of its own, looked at by a computer that stalls: true sample times, and what the looks saw.

Knows how late real looks are; must never know how sample times are worked out from them.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from drivers.mpu6050 import Frames

Floats = NDArray[np.float64]

RATE_HZ = 100.0
FIRST_FRAME_S = 0.0037
DRIFT = 30e-6  # of the period: an oscillator warming up and cooling down
DRIFT_S = 380.0
WAKE_UP_S = 4e-4  # mean; the scheduler's usual delay
STALLS = 0.02  # of all looks, by up to LONGEST_STALL_S
LONGEST_STALL_S = 0.040
BUS_S = 150e-6  # from asking for the count until it is latched, and from there until it has arrived


def found(first: int, last: int, before_s: float, after_s: float) -> Frames:
    """Frames `first` up to but not including `last`; they measure nothing but say their own number on every axis."""
    numbers = np.arange(first, last, dtype=np.float64)
    on_every_axis = np.repeat(numbers[:, np.newaxis], 3, axis=1)
    return Frames(on_every_axis, on_every_axis, numbers, first, before_s, after_s)


def true_times(length_s: float, clock_error: float) -> Floats:
    """When the sensor takes each frame."""
    number = np.arange(round(length_s * RATE_HZ * 1.2))
    period_s = (1 + clock_error + DRIFT * np.sin(2 * np.pi * number / RATE_HZ / DRIFT_S)) / RATE_HZ
    times_s = FIRST_FRAME_S + np.cumsum(period_s)
    return times_s[times_s < length_s]


def looks(times_s: Floats, every_s: float, seed: int, due: Callable[[float], float] = float) -> Iterator[Frames]:
    """What looks at least `every_s` apart find, each begun when `due` says, given the earliest time."""
    random = np.random.default_rng(seed)
    taken, after_s, due_s = 0, 0.0, every_s
    while due_s < times_s[-1] - 1:
        stall_s = random.uniform(0, LONGEST_STALL_S) if random.random() < STALLS else 0.0
        before_s = max(after_s, due(due_s) + random.exponential(WAKE_UP_S) + stall_s)
        latched_s = before_s + BUS_S + random.exponential(BUS_S / 4)
        after_s = latched_s + BUS_S + random.exponential(BUS_S / 4)
        there = int(np.searchsorted(times_s, latched_s, "right"))
        yield found(taken, there, before_s, after_s)
        taken, due_s = there, due_s + every_s
