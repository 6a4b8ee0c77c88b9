"""What a rhythm is measured against: the movement on both sides of it in the spectrum.

Knows flanks and directions; must never know which places hold a rhythm.
"""

import numpy as np

from device.peaks import SMALLEST
from device.rows import AXES
from device.samples import Floats
from device.spectrum import Spectrum, total

TWICE_BESIDE_DIAGONAL = np.array([[1.0], [1], [1], [2], [2], [2]])


def background_of(spectrum: Spectrum, floor: float, share: float) -> Floats:
    """B [6, places]: the directions of both flanks, the geometric mean of their power, and in every direction a floor.

    The floor is the sensor's own, and a `share` of the background.
    """
    near, far = spectrum.layout.near, spectrum.layout.far
    left, right = spectrum.mean(-far, -near), spectrum.mean(near, far)
    left_power, right_power = total(left) + SMALLEST, total(right) + SMALLEST
    power = np.sqrt(left_power * right_power)
    background = (left / left_power + right / right_power) * (power / 2)
    background[:AXES] += floor + share * power / AXES
    return np.asarray(background)


def inverse(s: Floats) -> Floats:
    """[6, m] inverse matrices; what lies beside the diagonal counts twice, so that a sum of products is a trace."""
    xx, yy, zz, xy, xz, yz = s
    cofactors = np.stack(
        (yy * zz - yz**2, xx * zz - xz**2, xx * yy - xy**2, xz * yz - xy * zz, xy * yz - xz * yy, xy * xz - xx * yz)
    )
    determinant = xx * cofactors[0] + xy * cofactors[3] + xz * cofactors[4]
    return np.asarray(cofactors * TWICE_BESIDE_DIAGONAL / determinant)
