"""Hands at work: reaching, scrubbing, writing, typing, knocking, shaving. It knows nothing of verdicts."""

import numpy as np

from tests.evaluation.made_up.limb import ACROSS, ALONG, FINE_HZ, UP, unit
from tests.evaluation.made_up.movement import Movement, Range, below, pulse, reach, ringing, sine


def reaching(limb: Movement, pause_s: Range, angle_deg: Range, length_s: Range) -> None:
    """Single movements about any axes."""
    at_s = 0.0
    while at_s < limb.length_s:
        lasts_s = limb.some(length_s)
        limb.turn(reach(limb.some(angle_deg), lasts_s), limb.any_axis(), at_s)
        at_s += lasts_s + limb.some(pause_s)


def gesturing(limb: Movement) -> None:
    """Large and small movements at once."""
    reaching(limb, pause_s=(0, 1), angle_deg=(10, 90), length_s=(0.25, 0.8))
    reaching(limb, pause_s=(0, 2), angle_deg=(5, 40), length_s=(0.2, 0.5))
    limb.live()


def eating(limb: Movement) -> None:
    """Between plate and mouth."""
    reaching(limb, pause_s=(0, 1.5), angle_deg=(20, 90), length_s=(0.5, 1.1))
    limb.live(sway_dps=2)


def fidgeting(limb: Movement) -> None:
    """At all speeds, the slower the more."""
    limb.sway(limb.some((5, 25)), lambda hz: 1 / (1 + (hz / 1.5) ** 2))
    limb.live()


def scrubbing_dishes(limb: Movement) -> None:
    """Some seconds of circles, then another plate."""
    at_s = 1.0
    while at_s < limb.length_s:
        scrub = Movement(limb.random, limb.some((2, 4)))
        cycles = scrub.cycles(limb.some((1, 2)), vary=0.12)
        size = limb.some((50, 140)) * scrub.sizes(cycles, 0.3)
        size *= np.clip(np.minimum(scrub.time_s, scrub.length_s - scrub.time_s) / 0.4, 0, 1)
        about = limb.any_axis()
        limb.turn(size * sine(cycles), about, at_s)
        limb.turn(0.7 * size * sine(cycles + 1 / 4), unit(np.cross(about, limb.any_axis())), at_s)
        at_s += scrub.length_s
        for _ in range(limb.random.integers(2, 5)):
            limb.turn(reach(limb.some((15, 70)), 0.6), limb.any_axis(), at_s)
            at_s += limb.some((0.6, 1.3))
    limb.live()


def writing(limb: Movement) -> None:
    """Words of strokes up and down, each of its own length and size."""
    at_s, stroke_s, dps = 1.0, limb.some((0.1, 0.14)), limb.some((8, 30))
    while at_s < limb.length_s:
        for number in range(limb.random.integers(4, 16)):
            lasts_s = float(np.clip(limb.random.normal(stroke_s, 0.3 * stroke_s), 0.05, 0.3))
            peak_dps = dps * max(limb.random.normal(1, 0.45), 0.1)
            slant = limb.random.normal(0, 0.35)
            about = (-1) ** number * (np.cos(slant) * ALONG + np.sin(slant) * UP) + 0.2 * UP
            limb.turn(pulse(peak_dps, 1.5 * lasts_s), about, at_s)
            at_s += lasts_s
        to_next_word_s = limb.some((0.15, 0.5)) if limb.random.random() < 0.8 else limb.some((0.5, 2))
        limb.turn(reach(limb.some((-6, 6)), to_next_word_s), ACROSS, at_s)
        at_s += to_next_word_s
    limb.live()


def typing(limb: Movement) -> None:
    """Keys at log-normal intervals, and pauses to think."""
    at_s, interval_s, dps = 1.0, limb.some((0.12, 0.25)), limb.some((6, 25))
    while at_s < limb.length_s:
        about = unit((ACROSS + 0.3 * (ALONG + UP)) * limb.random.normal(1, 0.4, 3))
        peak_dps = dps * limb.random.lognormal(0, 0.4)
        limb.turn(pulse(peak_dps, 0.1), about, at_s)
        limb.turn(pulse(-peak_dps, 0.09), about, at_s + 0.07)
        limb.push(ringing(0.08, 22, 0.2), about, at_s + 0.05)
        if limb.random.random() < 0.3:
            limb.turn(reach(limb.some((-3, 3)), 0.2), UP, at_s)  # to another place on the keyboard
        thinks = limb.random.random() < 0.06
        at_s += limb.some((0.5, 3)) if thinks else interval_s * limb.random.lognormal(0, 0.4)
    limb.live()


def knocking(limb: Movement) -> None:
    """Two to four knocks on a door, then some seconds of nothing much."""
    at_s, about, along = 1.0, limb.any_axis(), limb.any_axis()
    while at_s < limb.length_s:
        knock_s = 1 / limb.some((3.5, 5.5))
        for _ in range(limb.random.integers(2, 5)):
            limb.turn(pulse(220, 0.45 * knock_s), about, at_s)
            limb.turn(pulse(-180, 0.55 * knock_s), about, at_s + 0.45 * knock_s)
            limb.push(ringing(1.5, 25, 0.2), along, at_s + 0.45 * knock_s)
            at_s += knock_s * limb.random.normal(1, 0.06)
        at_s += limb.some((3, 12))
        limb.turn(reach(limb.some((20, 60)), 0.7), limb.any_axis(), at_s - 2)
    limb.live()


def shaving(limb: Movement) -> None:
    """With an electric razor, whose vibration the sensor's filter lets fold back into the band."""
    buzz = sine(np.cumsum(limb.some((88, 118)) * (1 + 0.004 * limb.noise(below(1)))) / FINE_HZ)
    limb.turn(limb.some((5, 25)) * buzz, limb.any_axis())
    limb.push(limb.some((0.2, 1)) * buzz, limb.any_axis())
    reaching(limb, pause_s=(0, 0.8), angle_deg=(5, 30), length_s=(0.4, 1.2))
    limb.live()


HANDS = {
    "electric razor": shaving,
    "knocking": knocking,
    "scrubbing dishes": scrubbing_dishes,
    "writing": writing,
    "typing": typing,
    "gestures": gesturing,
    "eating": eating,
    "fidgeting": fidgeting,
}
