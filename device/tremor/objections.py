"""Why the strongest rhythm of a second is no tremor after all.

Knows what else makes a rhythm, such as a machine, which shakes a limb by far more than it turns it; must never know how
a rhythm is scored.

A ride shakes a limb besides its own turning, which is felt in one way if the limb is rigid and turns about one joint.
Letters, of spectra: a is the acceleration in g, w the angular velocity, W [3, 3] the matrix so that W v is w x v; g is
gravity as the sensor feels it, L the lever from the joint. A turn tilts gravity: da/dt = -w x g. It swings the sensor:
a = dw/dt x L. What is pulled outward, w x (w x L), has twice the frequency and is left out. L alone is not known: the
one that explains most is taken.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from device.parameters import GRID_HZ, WINDOW_S, Rhythm
from device.signals.rows import AXES
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.spectrum import HANN, Spectrum, power_near, tapered
from device.tremor.features import Features
from device.tremor.peaks import Peak, PeakKind

MULTIPLES: dict[PeakKind, str] = {
    "line": "is a multiple",
    "bulk": "is a multiple",
    "broad": "lies among the multiples",
    "lasting": "lies among the multiples",
}


UNCLEAR = "no rhythm is strong and clear enough"
AS_A_MACHINE = "shakes the limb far more than it turns it, as a machine does"


def objection_to(peak: Peak, score: float, features: Features, rhythm: Rhythm) -> str | None:
    """For people; None if it is one."""
    return (
        _unfit(peak, score, rhythm)
        or _absence(peak, features, rhythm)
        or _machine(peak, features, rhythm)
        or ride_objection(peak, features, rhythm)
    )


def _unfit(peak: Peak, score: float, rhythm: Rhythm) -> str | None:
    if score < 0:
        return UNCLEAR
    if peak.frequency_hz > rhythm.most_hz:
        return f"{peak.frequency_hz:.1f} Hz is faster than any tremor that is looked for"
    if peak.harmonic_of_hz is not None:
        return f"{peak.frequency_hz:.1f} Hz {MULTIPLES[peak.kind]} of the movement at {peak.harmonic_of_hz:.1f} Hz"
    return None


def _absence(peak: Peak, features: Features, rhythm: Rhythm) -> str | None:
    """Why a rhythm of the window is not one of the judged second: that moves less than the rhythm would alone."""
    if features.sensor == "accelerometer":
        return None
    moves_dps = float(np.linalg.norm(features.movement[GRID_HZ : 2 * GRID_HZ].std(axis=0)))
    if moves_dps >= rhythm.least_share_of_second * peak.rms:
        return None
    return f"{peak.frequency_hz:.1f} Hz is in the seconds around this one, which is nearly still"


def _machine(peak: Peak, features: Features, rhythm: Rhythm) -> str | None:
    """Why no joint of this limb could make the rhythm: it shakes the sensor by more than it turns it."""
    if features.acceleration is None or features.spectrum is None:
        return None
    if lever_m(features.acceleration, features.spectrum, peak.frequency_hz, rhythm) <= rhythm.longest_lever_m:
        return None
    return f"{peak.frequency_hz:.1f} Hz {AS_A_MACHINE}"


def lever_m(acceleration_g: Floats, turning: Spectrum, frequency_hz: float, rhythm: Rhythm) -> float:
    """How far away the joint would be that the limb turns about in this rhythm, from a window [300, 3]."""
    shakes, turns = power_near(acceleration_g, frequency_hz, rhythm), turning.power_near(frequency_hz)
    if not turns:
        return math.inf
    shakes_mps2 = math.sqrt(shakes / turns) * STANDARD_GRAVITY_MPS2
    return shakes_mps2 / (2 * math.pi * frequency_hz * math.radians(1))


def ride_objection(peak: Peak, features: Features, rhythm: Rhythm) -> str | None:
    """Why a slow band, of which less is asked at rest, may not be this limb's own: something else shakes the limb."""
    slow_to_hz, asked_else = rhythm.broad_demands[0]
    asked_less = peak.kind == "broad" and peak.frequency_hz < slow_to_hz and peak.prominence < asked_else
    if features.acceleration is None or not asked_less:
        return None
    if "accelerometer" in features.dead:
        return UNCLEAR
    other = felt_besides(features.acceleration, features.movement, peak.frequency_hz)
    if other.share <= rhythm.most_unexplained or other.rms_g <= rhythm.least_unexplained_g:
        return None
    return f"{peak.frequency_hz:.1f} Hz shakes the limb in another way than its turning would, as a ride does"


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
