"""Limbs with dystonia as published: bursts that wander, drift corrected in jerks, held postures, the trick.

Knows the rhythm's frequency and size at every moment; must never know how rhythm is found. No recording is public:
bands are those of PMC3580791, lengths and sizes are ours.
"""

from collections.abc import Callable, Iterator

import numpy as np

from device.signals.samples import Floats
from tests.evaluation.made_up.limb import FINE_HZ
from tests.evaluation.made_up.movement import Movement, Range, below, pulse, reach
from tests.evaluation.made_up.shapes import Truth

BAND_HZ = (1.0, 6.5)  # of dystonic tremor and its bursts (PMC3580791)
HELD_HZ = (3.0, 7.0)  # tremor in a posture; ours
PEAK_DPS = (15.0, 60.0)
VARY = 0.1  # sd of a cycle's length over its mean
FADE_S = 0.3
EASED = 0.35  # of the tremor that the trick leaves


def wandering_bursts(limb: Movement) -> Truth:
    """Rhythmic: each burst has a frequency of its own, which wanders on within it."""
    on = _stretches(limb, lasts_s=(2, 6), pause_s=(1, 4))
    part = (1 + np.tanh(limb.noise(below(0.3)))) / 2
    hz = BAND_HZ[0] + (BAND_HZ[1] - BAND_HZ[0]) * part
    size = limb.some(PEAK_DPS) * np.clip(1 + limb.noise(below(1)) / 3, 0.2, None) * on
    limb.live(sway_dps=1.5)
    limb.turn(size * np.sin(2 * np.pi * np.cumsum(hz) / FINE_HZ), limb.any_axis())
    return Truth(hz, size / np.sqrt(2))


def drift_and_correct(limb: Movement) -> Truth:
    """Jerky: the limb is pulled one way, and brought back at once, each time by another way and after another while."""
    on, hz = _stretches(limb, lasts_s=(3, 8), pause_s=(2, 5)), limb.some((2, BAND_HZ[1]))
    cycles, about = limb.cycles(hz, 1.5 * VARY), limb.any_axis()
    size = limb.some(PEAK_DPS) * limb.sizes(cycles, 0.25) * on
    within = cycles % 1
    back = np.where(within > 2 / 3, -2 * np.sin(3 * np.pi * within) ** 2, 0)
    jerky = size * (np.where(within < 2 / 3, np.sin(3 * np.pi * within / 2) ** 2, 0) + back)
    limb.live(sway_dps=1.5)
    limb.turn(jerky, about)
    return Truth(np.full_like(jerky, hz), _rms(jerky, hz) * (on > 0))


def posture_with_tremor(limb: Movement) -> Truth:
    """Pulled away from neutral, held there while it trembles unevenly, let go."""
    about, on, at_s = limb.any_axis(), np.zeros_like(limb.time_s), limb.some((2, 5))
    while at_s < limb.length_s:
        angle_deg, held_s = limb.some((15, 50)), limb.some((5, 20))
        limb.turn(reach(angle_deg, 1.2), about, at_s)
        limb.turn(reach(-angle_deg, 1.2), about, at_s + 1.2 + held_s)
        on += _faded(limb, at_s + 1.2, at_s + 1.2 + held_s)
        at_s += held_s + limb.some((5, 9))
    return _uneven(limb, limb.some(HELD_HZ), limb.some(PEAK_DPS) * on)


def trick(limb: Movement) -> Truth:
    """Uneven tremor throughout, which a touch eases for some seconds."""
    eased = _stretches(limb, lasts_s=(8, 20), pause_s=(10, 20))
    return _uneven(limb, limb.some(HELD_HZ), limb.some(PEAK_DPS) * (1 - (1 - EASED) * eased))


def in_use(limb: Movement) -> Truth:
    """Uneven tremor of an arm that reaches for things all the time."""
    at_s = 0.0
    while at_s < limb.length_s:
        lasts_s = limb.some((0.6, 1.3))
        limb.turn(reach(limb.some((-60, 60)), lasts_s), limb.any_axis(), at_s)
        at_s += lasts_s + limb.some((0, 1.5))
    return _uneven(limb, limb.some(HELD_HZ), np.full_like(limb.time_s, limb.some((30, 100))))


def _uneven(limb: Movement, hz: float, dps: Floats) -> Truth:
    cycles = limb.cycles(hz, VARY)
    size = dps * limb.sizes(cycles, 0.25)
    limb.live(sway_dps=2)
    limb.turn(size * limb.wave(cycles, 0.15), limb.any_axis())
    return Truth(np.full_like(size, hz), size / np.sqrt(2))


def _stretches(limb: Movement, lasts_s: Range, pause_s: Range) -> Floats:
    """[n] 1 in each stretch, 0 between."""
    return np.asarray(sum(_faded(limb, *ends) for ends in _ends_s(limb, lasts_s, pause_s)))


def _ends_s(limb: Movement, lasts_s: Range, pause_s: Range) -> Iterator[tuple[float, float]]:
    at_s = limb.some(pause_s)
    while at_s < limb.length_s:
        end_s = at_s + limb.some(lasts_s)
        yield at_s, end_s
        at_s = end_s + limb.some(pause_s)


def _faded(limb: Movement, from_s: float, to_s: float) -> Floats:
    return np.asarray(np.clip(np.minimum(limb.time_s - from_s, to_s - limb.time_s) / FADE_S, 0, 1))


def _rms(values: Floats, hz: float) -> Floats:
    """[n] over about a cycle around each moment."""
    around = pulse(1, 2 / hz)
    return np.asarray(np.sqrt(np.convolve(np.square(values), around / around.sum(), "same")))


DYSTONIA: dict[str, Callable[[Movement], Truth]] = {
    "arm in use, cycles vary by a tenth": in_use,
    "bursts of 1 to 6.5 Hz, wandering": wandering_bursts,
    "drift and correction, 2 to 6.5 Hz": drift_and_correct,
    "held posture with uneven tremor": posture_with_tremor,
    "uneven tremor eased by a trick": trick,
}
