"""A limb that rests while something moves it: wheels, engines, the heart, a child. It knows nothing of verdicts."""

from collections.abc import Callable
from functools import partial

import numpy as np

from tests.evaluation.made_up.limb import FINE_HZ
from tests.evaluation.made_up.movement import Movement, Range, below, between, ends_s, resonant, ringing, sine


def cobbles(limb: Movement) -> None:
    """A bicycle's handlebar, and pedalling."""
    arm = resonant(limb.some((12, 18)), quality=1.5)
    limb.shake(limb.some((0.3, 1)), between(8, 45))
    limb.sway(limb.some((20, 60)), lambda hz: arm(hz) / (1 + (hz / 50) ** 2))
    limb.sway(limb.some((4, 12)), below(1.2))
    limb.turn(limb.some((2, 6)) * sine(limb.cycles(limb.some((1, 1.5)), vary=0.03)), limb.any_axis())


def at_the_wheel(limb: Movement, engine_hz: Range) -> None:
    """An engine that idles under the hand, and a road."""
    engine = sine(np.cumsum(limb.some(engine_hz) * (1 + 0.01 * limb.noise(below(0.5)))) / FINE_HZ)
    limb.turn(limb.some((0.5, 2)) * engine, limb.any_axis())
    limb.push(limb.some((0.03, 0.1)) * engine, limb.any_axis())
    limb.sway(limb.some((1, 5)), below(0.8))
    limb.sway(0.4, between(3, 20))
    limb.shake(0.02, resonant(limb.some((1.2, 1.8)), quality=3))
    limb.shake(0.015, resonant(limb.some((9, 13)), quality=3))
    limb.live()


def idling(limb: Movement, cylinders: Range, in_a_minute: Range) -> None:
    """An engine that fires, at half its orders too, and rocks on its mounts: as large as one that was recorded."""
    order = round(limb.some(cylinders)) / 2
    turns = np.cumsum(limb.some(in_a_minute) / 60 * (1 + 0.008 * limb.noise(below(0.5)))) / FINE_HZ
    g, dps, along, about = limb.some((0.005, 0.02)), limb.some((0.3, 1.2)), limb.any_axis(), limb.any_axis()
    for times, share in ((order, 1.0), (0.5, limb.some((0.1, 0.4))), (1.0, limb.some((0.1, 0.4)))):
        wave = np.sqrt(2) * share * sine(times * turns + limb.random.random())
        limb.push(g * wave, along)
        limb.turn(dps * wave, about)
    rocking = resonant(limb.some((3.5, 6)), quality=6)
    limb.turn(limb.some((0.6, 1.3)) * limb.noise(rocking), limb.any_axis())
    limb.push(limb.some((0.003, 0.008)) * limb.noise(rocking), limb.any_axis())
    limb.live(sway_dps=0.3)


def bus(limb: Movement) -> None:
    """A hand on the pole of a bus: springs, axles, and the arm that gives."""
    for dps, hz in (((1, 4), (0.8, 1.6)), ((0.5, 3), (2, 4)), ((0.3, 1.5), (8, 13))):
        limb.sway(limb.some(dps), resonant(limb.some(hz), quality=3))
    limb.shake(0.04, resonant(limb.some((1, 1.7)), quality=4))
    limb.shake(0.03, resonant(limb.some((8, 13)), quality=3))
    limb.live(sway_dps=limb.some((1, 5)))


def washing_machine(limb: Movement) -> None:
    """A hand on the lid while it spins up from 1 Hz, again and again, the faster the harder."""
    speed_hz = 1 + limb.some((12, 22)) * np.clip(limb.time_s % 40 / 25, 0, 1)
    spin = sine(np.cumsum(speed_hz) / FINE_HZ) * speed_hz / 12
    limb.turn(limb.some((0.3, 1)) * spin, limb.any_axis())
    limb.push(limb.some((0.03, 0.15)) * spin, limb.any_axis())
    limb.live()


def asleep(limb: Movement, heart_dps: Range) -> None:
    """Each heartbeat sets the limb ringing; breath tilts it slowly."""
    about, along, ring_hz, dps = limb.any_axis(), limb.any_axis(), limb.some((4.5, 7.5)), limb.some(heart_dps)
    for at_s in ends_s(limb.cycles(limb.some((0.9, 1.3)), vary=0.04)):
        limb.turn(ringing(dps, ring_hz, 0.2, 0.8), about, at_s)
        limb.push(ringing(0.006, ring_hz, 0.2, 0.8), along, at_s)
    limb.turn(limb.some((0.3, 2)) * sine(limb.cycles(limb.some((0.2, 0.3)), vary=0.08)), limb.any_axis())


def rocking_a_child(limb: Movement) -> None:
    """Slow, with multiples up to the fourth."""
    cycles = limb.cycles(limb.some((0.5, 1.1)), vary=0.05)
    multiples = limb.some((0.1, 0.3)), limb.some((0.03, 0.15)), 0.05
    limb.turn(limb.some((15, 60)) * limb.sizes(cycles, 0.12) * limb.wave(cycles, *multiples), limb.any_axis())
    limb.push(0.05 * sine(2 * cycles), limb.any_axis())
    limb.live(sway_dps=2)


RESTING: dict[str, Callable[[Movement], None]] = {
    "engine of 12 to 15 Hz under the hand": partial(at_the_wheel, engine_hz=(12.2, 15)),
    "engine of 20 to 28 Hz under the hand": partial(at_the_wheel, engine_hz=(20, 28)),
    "engine that idles, 3 to 8 cylinders": partial(idling, cylinders=(2.5, 8.5), in_a_minute=(600, 1000)),
    "bicycle on cobbles": cobbles,
    "pole of a bus": bus,
    "washing machine": washing_machine,
    "asleep": partial(asleep, heart_dps=(0.4, 1.6)),
    "heartbeat, hand on the chest": partial(asleep, heart_dps=(2, 8)),
    "rocking a child": rocking_a_child,
}
