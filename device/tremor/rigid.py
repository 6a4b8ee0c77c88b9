"""What an accelerometer feels besides the limb's own turning, if the limb is rigid and turns about one joint.

Knows mechanics; must never know which rhythm is asked about, or what is made of the answer.

Letters, of spectra: a is the acceleration in g, w the angular velocity, W [3, 3] the matrix so that W v is w x v; g is
gravity as the sensor feels it, L the lever from the joint. A turn tilts gravity: da/dt = -w x g. It swings the sensor:
a = dw/dt x L. What is pulled outward, w x (w x L), has twice the frequency and is left out. L alone is not known: the
one that explains most is taken.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S
from device.signals.rows import AXES
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.spectrum import HANN, tapered

MOST_HZ: Final = 14  # beyond any rhythm and the hertz around it
HALF_BAND_HZ: Final = 1.0  # as wide as an irregular rhythm is taken to be
LEAST_HZ: Final = 0.6  # slower is posture
BINS_HZ: Final = np.arange(MOST_HZ * WINDOW_S + 1) / WINDOW_S
RATES: Final = 2j * np.pi * BINS_HZ[:, np.newaxis]  # what takes a spectrum to that of what changes
TO_RMS: Final = math.sqrt(2 / (len(HANN) * float(np.sum(HANN**2))))  # squares of the parts add up to a mean square
_WAVES: Final = TO_RMS * np.exp(-RATES * np.arange(WINDOW_S * GRID_HZ) / GRID_HZ)
ACROSS: Final = np.cross(np.eye(AXES)[:, np.newaxis], np.eye(AXES)).swapaxes(1, 2).reshape(AXES, -1)
"""[3, 9] makes the matrices W of vectors [k, 3]."""
RIDGE: Final = 1e-9  # of the power: about a single axis nothing tells the lever along it


class Besides(NamedTuple):
    """What turning does not explain: root mean square in g, and its share of all power, 0 to 1."""

    rms_g: float
    share: float


def felt_besides(acceleration_g: Floats, rotation_dps: Floats, frequency_hz: float) -> Besides:
    """Within a hertz of a frequency, over all axes; of windows [300, 3]."""
    band = slice(*BINS_HZ.searchsorted((max(frequency_hz - HALF_BAND_HZ, LEAST_HZ), frequency_hz + HALF_BAND_HZ)))
    rates, waves = RATES[band], _WAVES[band]
    felt, turning = waves @ tapered(acceleration_g).T, waves @ tapered(np.radians(rotation_dps)).T
    across = (turning @ ACROSS).reshape(-1, AXES, AXES)
    other = felt + across @ acceleration_g.mean(axis=0) / rates
    swung = _real(across * rates[..., np.newaxis] / STANDARD_GRAVITY_MPS2).reshape(-1, AXES)
    left = _real(other).ravel()
    products = swung.T @ swung
    products += RIDGE * np.trace(products) * np.eye(AXES) + np.finfo(float).tiny * np.eye(AXES)
    left -= swung @ np.linalg.solve(products, swung.T @ left)
    power_g2, left_g2 = float(np.square(np.abs(felt)).sum()), float(left @ left)
    return Besides(math.sqrt(left_g2), min(left_g2 / power_g2, 1.0) if power_g2 else 0.0)


def _real(values: np.typing.NDArray[np.complex128]) -> Floats:
    return np.concatenate([values.real, values.imag])
