"""A synthetic person: how a forearm moves through an hour, as a function of time, and when it presses the button.

Knows made-up movement; must never know registers, the loop, or how movement is judged. Nothing here is recorded data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats

Swing = Callable[[Floats], tuple[Floats, Floats]]
"""Seconds into an activity -> (angle about the activity's axis in degrees, its rate in degrees per second)."""

LYING_LEVEL_G = np.array([0.0, 0.0, 1.0])  # gravity in the sensor's axes while the forearm lies still
SENSOR_M = np.array([0.2, 0.0, 0.0])  # from the elbow along the forearm, in the sensor's axes: a band above the wrist
DIFFERENCE_S = 1e-3  # over which turning is differenced: at 12 Hz it falls short by 0.1 %
BLEND_S = 1.0  # every activity fades in and out so that the limb never jumps


@dataclass(frozen=True)
class Activity:
    """One thing the person does for a while: a swing of the forearm about one axis, and a bounce along gravity.

    About the y axis the elbow bends; about the x axis the forearm turns around itself, which moves the sensor nowhere.
    """

    name: str
    swing: Swing
    axis: tuple[float, float, float] = (0.0, 1.0, 0.0)
    bounce_g: float = 0.0
    bounce_hz: float = 0.0


def still(t: Floats) -> tuple[Floats, Floats]:
    """Nothing at all: the band lies on a table."""
    return np.zeros_like(t), np.zeros_like(t)


def wave(frequency_hz: float, peak_to_peak_deg: float, wander: float = 0.0) -> Swing:
    """An oscillation whose frequency wanders by the fraction `wander`."""

    def swing(t: Floats) -> tuple[Floats, Floats]:
        turn = 2 * np.pi * frequency_hz
        slow = 2 * np.pi * WANDER_HZ
        phase = turn * (t - wander / slow * np.cos(slow * t))
        rate = turn * (1 + wander * np.sin(slow * t))
        size = peak_to_peak_deg / 2
        return size * np.sin(phase), size * rate * np.cos(phase)

    return swing


WANDER_HZ = 0.13  # how slowly a wandering frequency wanders


def together(*swings: Swing) -> Swing:
    """Several swings about the same axis at once."""

    def swing(t: Floats) -> tuple[Floats, Floats]:
        parts = [part(t) for part in swings]
        return np.sum([angle for angle, _ in parts], axis=0), np.sum([rate for _, rate in parts], axis=0)

    return swing


def growing(inner: Swing, from_s: float, each_s: float) -> Swing:
    """The swing, from a moment on larger by the share `each_s` of its first size with each second."""

    def swing(t: Floats) -> tuple[Floats, Floats]:
        angle, rate = inner(t)
        gain = 1 + each_s * np.maximum(t - from_s, 0)
        return angle * gain, rate * gain + angle * np.where(t > from_s, each_s, 0)

    return swing


def bursts(inner: Swing, on_s: float, every_s: float) -> Swing:
    """The swing for `on_s` out of every `every_s`."""

    def swing(t: Floats) -> tuple[Floats, Floats]:
        angle, rate = inner(t)
        return _enveloped(angle, rate, np.mod(t, every_s), on_s)

    return swing


def paced_swing(out_s: float, hold_s: float, back_s: float, pause_s: float, range_deg: float) -> Swing:
    """Slow paced repetitions: out, hold, back, pause, with a smooth start and end of every movement."""

    def swing(t: Floats) -> tuple[Floats, Floats]:
        into = np.mod(t, out_s + hold_s + back_s + pause_s)
        rising, rising_rate = _half_cosine(into / out_s)
        falling, falling_rate = _half_cosine((into - out_s - hold_s) / back_s)
        return range_deg * (rising - falling), range_deg * (rising_rate / out_s - falling_rate / back_s)

    return swing


def _half_cosine(share: Floats) -> tuple[Floats, Floats]:
    x = np.clip(share, 0, 1)
    return (1 - np.cos(np.pi * x)) / 2, np.pi / 2 * np.sin(np.pi * x)


def _enveloped(angle: Floats, rate: Floats, into_s: Floats, length_s: float) -> tuple[Floats, Floats]:
    rise, rise_rate = _half_cosine(into_s / BLEND_S)
    fall, fall_rate = _half_cosine((length_s - into_s) / BLEND_S)
    gain, gain_rate = rise * fall, (rise_rate * fall - rise * fall_rate) / BLEND_S
    return angle * gain, rate * gain + angle * gain_rate


BREATHING = wave(0.25, 0.6)
TREMBLE = wave(8.5, 0.02, wander=0.1)  # the physiological tremor of every living limb: far below what counts
LIVING = together(BREATHING, TREMBLE)

REST = Activity("rest", LIVING)
RESTING_TREMOR = Activity("tremor 4.8 Hz, 3 deg", together(LIVING, wave(4.8, 3.0, wander=0.04)))
FINE_TREMOR = Activity("tremor 7 Hz, 1 deg", together(LIVING, wave(7.0, 1.0, wander=0.03)))
BURSTS = Activity("tremor bursts 5.5 Hz, 2 deg", together(LIVING, bursts(wave(5.5, 2.0, wander=0.05), 20, 60)))
REACHING = Activity("slow movement with tremor", together(LIVING, wave(0.3, 30.0), wave(5.2, 2.5, wander=0.04)))
WALKING = Activity(
    "walking",
    together(LIVING, wave(0.9, 40.0, wander=0.02), wave(1.8, 5.0, wander=0.02)),
    bounce_g=0.25,
    bounce_hz=1.8,
)
JERKS = Activity(
    "jerks of 80 ms",
    together(LIVING, paced_swing(0.08, 1.0, 1.0, 9.2, 13.0), paced_swing(0.08, 0.5, 1.0, 16.3, 16.0)),
)
SPASMS = Activity("quick turns of 60 deg, held 4 s", together(LIVING, paced_swing(0.25, 4.0, 1.5, 24.25, 60.0)))
POSTURES = Activity("40 deg away from neutral for 15 s", together(LIVING, paced_swing(2.0, 15.0, 2.0, 21.0, 40.0)))
NOT_WORN = Activity("not worn", still)

HOUR: tuple[tuple[float, Activity], ...] = (
    (240, REST),
    (240, RESTING_TREMOR),
    (180, REST),
    (240, WALKING),
    (420, REST),  # the exercise happens in here
    (180, FINE_TREMOR),
    (360, BURSTS),
    (180, REACHING),
    (100, JERKS),
    (70, SPASMS),
    (70, POSTURES),
    (1140, NOT_WORN),
    (180, REST),
)
SCRIPTED_HOUR_S = sum(length_s for length_s, _ in HOUR)
ENDS_S = tuple(accumulate(length_s for length_s, _ in HOUR))

SESSION_STARTS_S = 960.0  # seconds into the hour
MARKS = ((2182.0, 0.4),)  # seconds into the hour, held: the second spasm


class Person:
    """A motion (see `drivers.simulated`) that repeats its hour for ever."""

    def presses(self, now_s: float) -> bool:
        """Whether the finger is on the button."""
        into = now_s % SCRIPTED_HOUR_S
        return any(start <= into < start + held for start, held in MARKS)

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Acceleration in g and rotation in deg/s, each [n, 3], in the sensor's axes."""
        acceleration, rotation = np.empty((len(time_s), 3)), np.empty((len(time_s), 3))
        numbers = self._numbers(time_s)
        for number in np.unique(numbers):
            chosen = numbers == number
            acceleration[chosen], rotation[chosen] = self._do(int(number), time_s[chosen])
        return acceleration, rotation

    def _numbers(self, time_s: Floats) -> NDArray[np.int64]:
        return np.searchsorted(ENDS_S, np.mod(time_s, SCRIPTED_HOUR_S), side="right")

    def _do(self, number: int, time_s: Floats) -> tuple[Floats, Floats]:
        length_s, activity = HOUR[number]
        return moved(activity, np.mod(time_s, SCRIPTED_HOUR_S) - (ENDS_S[number] - length_s), length_s)


def moved(activity: Activity, into_s: Floats, length_s: float) -> tuple[Floats, Floats]:
    """Acceleration in g and rotation in deg/s [n, 3] of an activity, faded in and out over its length."""

    def turning(t: Floats) -> tuple[Floats, Floats]:
        return _enveloped(*activity.swing(t), t, length_s)

    angle_deg, rate_dps = turning(into_s)
    gain_dps2 = (turning(into_s + DIFFERENCE_S)[1] - turning(into_s - DIFFERENCE_S)[1]) / (2 * DIFFERENCE_S)
    bounce_g = activity.bounce_g * np.sin(2 * np.pi * activity.bounce_hz * into_s)
    return felt(angle_deg, rate_dps, gain_dps2, activity.axis, bounce_g)


def felt(
    angle_deg: Floats,
    rate_dps: Floats,
    gain_dps2: Floats,
    axis: tuple[float, float, float],
    bounce_g: Floats | float = 0.0,
) -> tuple[Floats, Floats]:
    """Acceleration in g and rotation in deg/s [n, 3] that the band feels of a turn about `axis` and a bounce."""
    about = np.array(axis)
    gravity = _turned(LYING_LEVEL_G, about, -np.radians(angle_deg))
    swung = _swung_g(np.radians(rate_dps), np.radians(gain_dps2), about)
    lifted = np.asarray(1 + np.asarray(bounce_g)).reshape(-1, 1)
    return gravity * lifted + swung, rate_dps[:, None] * about


def _swung_g(rate: Floats, gain: Floats, axis: Floats) -> Floats:
    """Acceleration in g [n, 3] of the sensor at the end of its lever arm: tangential alpha x r, and w x (w x r).

    rate: w in rad/s, gain: alpha in rad/s^2, both [n] about the unit `axis`.
    """
    tangential = np.cross(axis, SENSOR_M)
    towards_elbow = np.cross(axis, tangential)
    return np.asarray((gain[:, None] * tangential + (rate**2)[:, None] * towards_elbow) / STANDARD_GRAVITY_MPS2)


def _turned(vector: Floats, axis: Floats, angle: Floats) -> Floats:
    """`vector` turned about the unit `axis` by each angle in radians (Rodrigues' formula): [n, 3]."""
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return np.asarray(vector * cos + np.cross(axis, vector) * sin + axis * (axis @ vector) * (1 - cos))
