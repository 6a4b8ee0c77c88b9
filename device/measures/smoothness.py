"""How smooth one movement was, from the shape of its speed alone: neither size nor length counts.

Knows spectra; must never know where a movement begins and ends.
"""

import math

import numpy as np

from device.parameters import SetMeasuring
from device.signals.samples import Floats


def spectral_arc_length(speed: Floats, rate_hz: float, measuring: SetMeasuring) -> float | None:
    """How long the line is that the speed's spectrum draws, as a number below 0; closer to 0 is smoother.

    The spectrum is scaled to 1 in height, and in width from 0 Hz to the last frequency that has a share of it
    (Balasubramanian, Melendez-Calderon, Roby-Brami and Burdet 2015, 10.1186/s12984-015-0090-9). None without movement.
    A tremor whose part stays below that share leaves it as it is.
    """
    if len(speed) < 2 or not speed.any():
        return None
    length = 2 ** (math.ceil(math.log2(len(speed))) + measuring.sparc_padding)
    height = np.abs(np.fft.rfft(speed, length))
    height = height[: math.floor(measuring.sparc_most_hz * length / rate_hz) + 1] / height.max()
    last = int(np.flatnonzero(height >= measuring.sparc_least_share)[-1])
    return -float(np.hypot(1 / last, np.diff(height[: last + 1])).sum()) if last else None
