"""Hours of made-up movement as a quiet sensor shows them, in the portions in which the loop drains it.

Knows what a limb does for an hour; must never know what is measured while it does.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from device.analysis import Blocks
from device.signals.samples import Floats, Samples
from device.simulation.bench import living_person
from device.simulation.people.person import LIVING, REST, WALKING, Activity, moved, paced_swing, together, wave
from tests.support.figures import ROUNDED_DPS, ROUNDED_G

HOUR_S, RATE_HZ, PORTION_S = 3600, 100, 0.2  # portions as the loop drains
MADE_S = 20  # seconds of movement made at a time

Motion = Callable[[Floats], tuple[Floats, Floats]]
"""Seconds to g and deg/s, each [n, 3]."""

LIFTING = paced_swing(out_s=0.5, hold_s=0.1, back_s=0.6, pause_s=0.2, range_deg=90)
JERKING = paced_swing(out_s=0.08, hold_s=0.9, back_s=0.08, pause_s=4.4, range_deg=20)
ACTIVE = Activity("active", together(LIVING, LIFTING, JERKING, wave(5.2, 4.0, wander=0.04)))
"""Fast exercise with tremor and jerks: no part of the analysis has nothing to do."""


def doing(activity: Activity) -> Motion:
    """Nothing else, without end."""
    return lambda time_s: moved(activity, time_s, np.inf)


MOTIONS: dict[str, Motion] = {
    "person": living_person(),
    "rest": doing(REST),
    "walking": doing(WALKING),
    "active": doing(ACTIVE),
}


def hour_of(motion: Motion, number: int = 0) -> Iterator[Samples]:
    """One hour of a motion, the first one or a later one, with a real sensor's noise, portion by portion."""
    random = np.random.default_rng(number)
    for start_s in range(number * HOUR_S, (number + 1) * HOUR_S, MADE_S):
        time_s = start_s + np.arange(MADE_S * RATE_HZ) / RATE_HZ
        acceleration_g, rotation_dps = motion(time_s)
        acceleration_g = acceleration_g + random.normal(0, ROUNDED_G, acceleration_g.shape)
        rotation_dps = rotation_dps + random.normal(0, ROUNDED_DPS, rotation_dps.shape)
        for part in np.array_split(np.arange(len(time_s)), round(MADE_S / PORTION_S)):
            yield Samples(time_s[part], acceleration_g[part], rotation_dps[part])


def in_blocks(portions: Iterable[Samples]) -> Iterator[Samples]:
    """As the loop hands them on while nobody waits."""
    blocks = Blocks()
    for portion in portions:
        yield from blocks.push(portion, float(portion.time_s[-1]))
    yield from blocks.finish()
