"""What a rhythm is measured against: the movement on both sides of it in the spectrum.

Knows flanks and directions; must never know which places hold a rhythm.
"""

import numpy as np

from device.signals.rows import AXES
from device.signals.samples import Floats
from device.signals.spectrum import Spectrum, total
from device.tremor.peaks import SMALLEST

TWICE_BESIDE_DIAGONAL = np.array([[1.0], [1], [1], [2], [2], [2]])
NEXT, LAST = np.array([1, 2, 0]), np.array([2, 0, 1])  # of three axes in a circle


def background_of(spectrum: Spectrum, floor: float, share: float) -> Floats:
    """B [6, places]: the directions of both flanks, the geometric mean of their power, and in every direction a floor.

    The floor is the sensor's own, and a `share` of the background.
    """
    near, far = spectrum.layout.near, spectrum.layout.far
    left, right = spectrum.mean(-far, -near), spectrum.mean(near, far)
    left_power = total(left) + SMALLEST
    to_mean = np.sqrt((total(right) + SMALLEST) / left_power)
    background = (left * to_mean + right / to_mean) / 2
    background[:AXES] += floor + (share / AXES) * (left_power * to_mean)
    return np.asarray(background)


def inverse(s: Floats) -> Floats:
    """[6, m] inverse matrices; what lies beside the diagonal counts twice, so that a sum of products is a trace."""
    halves = s.reshape(2, AXES, -1)  # on the diagonal, and opposite to it: xx yz, yy zx, zz xy
    cofactors = halves.take(NEXT, axis=1) * halves.take(LAST, axis=1) - halves[::-1] * halves[1]
    twice = cofactors.reshape(s.shape) * TWICE_BESIDE_DIAGONAL
    return np.asarray(twice * (AXES / (twice * s).sum(axis=0)))
