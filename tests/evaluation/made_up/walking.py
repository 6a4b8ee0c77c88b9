"""A wrist that walks, runs and climbs: the arm swings once every two steps, and each step shakes it."""

from functools import partial

from device.signals.samples import Floats
from tests.evaluation.made_up.limb import ACROSS, ALONG, UP
from tests.evaluation.made_up.movement import Movement, Range, below, ends_s, pulse, ringing


def gait(limb: Movement, *, steps_hz: Range, swing_dps: Range, impact_g: Range, jolt_dps: Range, vary: float) -> None:
    """The arm swings mostly across itself, with the multiples that arms have."""
    cycles, dps = limb.cycles(limb.some(steps_hz) / 2, vary), limb.some(swing_dps)
    size = dps * limb.sizes(cycles, 0.08)
    limb.turn(size * limb.wave(cycles, limb.some((0.12, 0.25)), limb.some((0.03, 0.1))), ACROSS)
    limb.turn(0.3 * size * limb.wave(cycles, 0.3), ALONG)
    limb.turn(0.2 * size * limb.wave(2 * cycles), UP)
    limb.sway(0.05 * dps, below(1))
    _steps(limb, cycles, limb.some(impact_g), jolt_dps)
    limb.live()


def _steps(limb: Movement, cycles: Floats, impact_g: float, jolt_dps: Range) -> None:
    """Left and right differ a little; the limb rings after each."""
    ring_hz, lame = limb.some((12, 20)), limb.some((0.85, 1.15))
    along, about = limb.any_axis(), limb.any_axis()
    for number, at_s in enumerate(ends_s(2 * cycles)):
        strength = limb.random.normal(1, 0.12) * (lame if number % 2 else 1)
        limb.push(pulse(strength * impact_g, 0.12), along, at_s)
        limb.push(ringing(strength * impact_g / 2, ring_hz, 0.15), along, at_s)
        limb.turn(ringing(strength * limb.some(jolt_dps), 0.8 * ring_hz, 0.2), about, at_s + 0.01)


WALKING = {
    "fast running": partial(
        gait, steps_hz=(2.6, 3.0), swing_dps=(150, 300), impact_g=(1, 2), jolt_dps=(20, 60), vary=0.02
    ),
    "brisk walking": partial(
        gait, steps_hz=(1.7, 2.2), swing_dps=(60, 160), impact_g=(0.2, 0.5), jolt_dps=(8, 25), vary=0.025
    ),
    "stairs": partial(gait, steps_hz=(1.3, 2), swing_dps=(25, 70), impact_g=(0.2, 0.7), jolt_dps=(10, 40), vary=0.05),
    "hand in a trouser pocket, walking": partial(
        gait, steps_hz=(1.6, 2.1), swing_dps=(10, 25), impact_g=(0.2, 0.4), jolt_dps=(10, 30), vary=0.03
    ),
}
