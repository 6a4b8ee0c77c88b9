"""The digital low-pass filter of a simulated chip: its delay, its band and its response, by DLPF_CFG.

Knows the register map's table; must never know what passes the filter.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FILTER_MASK: Final = 0x07
UNFILTERED: Final = {0, 7}  # DLPF_CFG at which the base rate is 8 kHz; register map, SMPLRT_DIV
ACCELERATION_DELAY_S: Final = (0.0, 0.002, 0.003, 0.0049, 0.0085, 0.0138, 0.019, 0.0)  # register map, CONFIG
ROTATION_DELAY_S: Final = (0.00098, 0.0019, 0.0028, 0.0048, 0.0083, 0.0134, 0.0186, 0.0)
ACCELERATION_BAND_HZ: Final = (260, 184, 94, 44, 21, 10, 5, 260)
ROTATION_BAND_HZ: Final = (256, 188, 98, 42, 20, 10, 5, 256)
WEIGHTS: Final = np.array([1, 4, 6, 4, 1]) / 16  # binomial: its response is cos(pi f spacing) ** 4
SPACING: Final = math.acos(0.5**0.125) / math.pi  # in periods of the corner: there the response is -3 dB


def taps(corner_hz: float) -> tuple[Floats, Floats]:
    """Where around its delay the filter looks, in seconds, and with which weight.

    At 5 and 10 Hz that is up to 34 ms ahead of the present, which only a simulation can do.
    """
    middle = len(WEIGHTS) // 2
    return np.arange(-middle, middle + 1, dtype=np.float64) * (SPACING / corner_hz), WEIGHTS
