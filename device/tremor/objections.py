"""Why the strongest rhythm of a second is no tremor after all.

Knows what else makes a rhythm, such as a machine, which shakes a limb by far more than it turns it; must never know how
a rhythm is scored.
"""

import math

import numpy as np

from device.parameters import GRID_HZ, Rhythm
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats
from device.signals.spectrum import power_near
from device.tremor.features import Features
from device.tremor.peaks import Peak, PeakKind
from device.tremor.rigid import felt_besides

MULTIPLES: dict[PeakKind, str] = {
    "line": "is a multiple",
    "bulk": "is a multiple",
    "broad": "lies among the multiples",
    "lasting": "lies among the multiples",
}


UNCLEAR = "no rhythm is strong and clear enough"


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
    if features.acceleration is None:
        return None
    if lever_m(features.acceleration, features.movement, peak.frequency_hz, rhythm) <= rhythm.longest_lever_m:
        return None
    return f"{peak.frequency_hz:.1f} Hz shakes the limb far more than it turns it, as a machine does"


def lever_m(acceleration_g: Floats, rotation_dps: Floats, frequency_hz: float, rhythm: Rhythm) -> float:
    """How far away the joint would be that the limb turns about in this rhythm, from windows [300, 3]."""
    shakes, turns = (power_near(values, frequency_hz, rhythm) for values in (acceleration_g, rotation_dps))
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
