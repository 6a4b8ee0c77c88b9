"""Rhythms that are really there and hard to tell: tremor of difficult shapes, and what people do in rhythm on purpose.

Knows each rhythm's frequency and size at every moment; must never know how rhythm is found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from device.signals.samples import Floats
from tests.evaluation.made_up.limb import FINE_HZ
from tests.evaluation.made_up.movement import Movement, Range, below, ends_s, ringing


@dataclass(frozen=True)
class Truth:
    """What was made, [n] each on the fine grid; the size is that of a whole cycle, 0 in pauses."""

    frequency_hz: Floats
    rms_dps: Floats


def trembling(limb: Movement, hz: Floats | float, dps: Floats | float, *shares: float) -> Truth:
    """Of this frequency and peak at every moment, with multiples of these shares, while the limb sways a little."""
    limb.live(sway_dps=1.5)
    frequency_hz, peak_dps = (np.broadcast_to(value, limb.time_s.shape) for value in (hz, dps))
    return _turned(limb, np.cumsum(frequency_hz) / FINE_HZ, frequency_hz, peak_dps, shares)


def _turned(limb: Movement, cycles: Floats, hz: Floats, dps: Floats, shares: tuple[float, ...]) -> Truth:
    limb.turn(dps * limb.wave(cycles, *shares), limb.any_axis())
    return Truth(hz, dps * np.sqrt((1 + np.sum(np.square(shares))) / 2))


def swelling(limb: Movement, hz: float, dps: float, swell_hz: float, depth: float) -> Truth:
    """It swells and fades; quick enough, it beats."""
    return trembling(limb, hz, dps * (1 + depth * np.sin(2 * np.pi * swell_hz * limb.time_s)))


def wandering(limb: Movement, hz: Range, dps: float, within_s: float) -> Truth:
    """The frequency goes anywhere between two, and the size changes too."""
    part = (1 + np.tanh(limb.noise(below(1 / (2 * np.pi * within_s))))) / 2
    return trembling(limb, hz[0] + (hz[1] - hz[0]) * part, dps * np.clip(1 + limb.noise(below(1)) / 2, 0.1, None))


def drifting(limb: Movement, hz: Range, dps: float) -> Truth:
    """From one frequency to the other."""
    return trembling(limb, np.interp(limb.time_s, (0, limb.length_s), hz), dps)


def starting_and_stopping(limb: Movement, hz: float, dps: float, lasts_s: Range, pause_s: Range) -> Truth:
    """It begins and ends within a third of a second."""
    on, at_s = np.zeros_like(limb.time_s), limb.some(pause_s)
    while at_s < limb.length_s:
        end_s = at_s + limb.some(lasts_s)
        on += np.clip(np.minimum(limb.time_s - at_s, end_s - limb.time_s) * 3, 0, 1)
        at_s = end_s + limb.some(pause_s)
    return trembling(limb, hz, dps * on)


def uneven(limb: Movement, hz: Range, dps: Range, vary: float, knock_g: float = 0) -> Truth:
    """Each cycle has a length and size of its own, and may end in a knock."""
    mean_hz, along = limb.some(hz), limb.any_axis()
    cycles = limb.cycles(mean_hz, vary)
    for at_s in ends_s(cycles):
        limb.push(ringing(knock_g, 25, 0.2), along, at_s)
    limb.live(sway_dps=5)
    return _turned(limb, cycles, np.full_like(cycles, mean_hz), limb.some(dps) * limb.sizes(cycles, 0.15), (0.15,))


SHAPES: dict[str, Callable[[Movement], Truth]] = {
    "1.5 Hz, 2 deg/s": lambda limb: trembling(limb, 1.5, 2),
    "2 Hz, 2 deg/s": lambda limb: trembling(limb, 2, 2),
    "5 Hz, 2 deg/s": lambda limb: trembling(limb, 5, 2),
    "2.5 Hz and as much at 5 Hz": lambda limb: trembling(limb, 2.5, 20, 1),
    "4 Hz and 1.5 times as much at 8 Hz": lambda limb: trembling(limb, 4, 20, 1.5),
    "5 Hz and as much at 10 Hz": lambda limb: trembling(limb, 5, 20, 1),
    "5 Hz, cycles vary by a tenth": partial(uneven, hz=(5, 5), dps=(20, 20), vary=0.1),
    "10 Hz, cycles vary by a tenth": partial(uneven, hz=(10, 10), dps=(20, 20), vary=0.1),
    "5 Hz, waxing every 3 s": partial(swelling, hz=5, dps=20, swell_hz=0.3, depth=0.8),
    "5 Hz, beating at 0.7 Hz": partial(swelling, hz=5, dps=20, swell_hz=0.7, depth=0.9),
    "5 Hz, beating at 1.2 Hz": partial(swelling, hz=5, dps=20, swell_hz=1.2, depth=0.9),
    "1 to 6.5 Hz, wandering within 1 s": partial(wandering, hz=(1, 6.5), dps=40, within_s=1),
    "3 to 6.5 Hz, wandering within 1 s": partial(wandering, hz=(3, 6.5), dps=40, within_s=1),
    "5 to 4 Hz, drifting": partial(drifting, hz=(5, 4), dps=20),
    "5 Hz for 3 to 8 s at a time": partial(starting_and_stopping, hz=5, dps=20, lasts_s=(3, 8), pause_s=(4, 7)),
    "5 Hz for 1 to 2 s at a time": partial(starting_and_stopping, hz=5, dps=20, lasts_s=(1, 2), pause_s=(4, 7)),
    "brushing teeth": partial(uneven, hz=(3, 5), dps=(60, 200), vary=0.05),
    "clapping": partial(uneven, hz=(2.5, 4), dps=(150, 300), vary=0.04, knock_g=2),
    "chopping": partial(uneven, hz=(2, 3.5), dps=(50, 120), vary=0.08, knock_g=1),
    "stirring": partial(uneven, hz=(1.5, 2.5), dps=(50, 120), vary=0.08),
    "scratching": partial(uneven, hz=(4, 6), dps=(30, 80), vary=0.08),
}
