"""Movement slower than tremor, in one window of samples.

Knows which waves are slow; must never know what a slow movement means.
"""

import numpy as np

from device.signals.samples import Floats
from device.signals.spectrum import HANN, LENGTH

SLOW_WAVES = 5  # half periods in a window: 5/6 Hz, with the Hann window's own width up to 1.2 Hz

_turns = np.pi * (np.arange(LENGTH) + 0.5) / LENGTH
_waves = np.linalg.qr(HANN[:, None] * np.cos(_turns[:, None] * np.arange(SLOW_WAVES + 1)))[0].T
_constant = _waves.sum(axis=1) / np.linalg.norm(_waves.sum(axis=1))
SLOW = _waves - np.outer(_constant, _constant @ _waves)
"""[6, 300] slow movements, faded in and out at the window's ends so that tremor is none of them.

What gravity or a gyroscope's zero-rate offset looks like is taken out of them.
"""


def slow_rms(values: Floats) -> float:
    """Root mean square of the movement slower than tremor, over all axes, in the unit of values [300, 3]."""
    return slow_rms_of_each(values.T[np.newaxis])[0]


def slow_rms_of_each(columns: Floats) -> list[float]:
    """Likewise of columns [n, 3, 300]."""
    slow = columns @ SLOW.T
    sizes: list[float] = np.sqrt(np.einsum("ijk,ijk->i", slow, slow) / LENGTH).tolist()
    return sizes
