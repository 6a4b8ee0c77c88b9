"""A limb that goes where it is wanted, moment by moment, and what a band on it feels.

Knows angles over time; must never know who wants what, or why.
"""

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from device.signals.samples import Floats
from device.simulation.people.person import Swing, felt

FOLLOWS: Final = 9.0  # rad/s: how quickly the limb goes where it is wanted, without overshoot
KNOTS_S: Final = 120.0  # how much of the past movement may still be asked for
GAIN_STEP_S: Final = 1e-3
BEFORE_S: Final = 0.1  # so much more than asked, that gains at the edge are those of the middle
LONGEST_LIMB_STEP_S: Final = 0.02


@dataclass(frozen=True)
class Knot:
    """Where the limb was."""

    time_s: float
    angle_deg: float
    rate_dps: float


class WantedLimb:
    """Directions by `towards`; a motion may be asked for as far as that has gone. `beside` goes on all the time."""

    def __init__(self, beside: Swing) -> None:
        self._beside = beside
        self._knots: deque[Knot] = deque()

    def towards(self, wanted_deg: float, now_s: float) -> None:
        """It is wanted there since the last moment."""
        last = self._knots[-1] if self._knots else Knot(now_s, 0.0, 0.0)
        steps = max(1, math.ceil((now_s - last.time_s) / LONGEST_LIMB_STEP_S))
        step_s, turned = (now_s - last.time_s) / steps, last
        for _ in range(steps):
            turned = _drawn(turned, wanted_deg, step_s)
        self._knots.append(replace(turned, time_s=now_s))
        while now_s - self._knots[0].time_s > KNOTS_S:
            self._knots.popleft()

    @property
    def angle_deg(self) -> float:
        """Where it is at this moment."""
        return self._knots[-1].angle_deg if self._knots else 0.0

    def felt(self, time_s: Floats, axis: tuple[float, float, float]) -> tuple[Floats, Floats]:
        """Acceleration in g and rotation in deg/s, each [n, 3], in the sensor's axes."""
        knots = self._since(float(time_s.min())) or [Knot(0.0, 0.0, 0.0)]
        at_s, angles, rates = np.array([(knot.time_s, knot.angle_deg, knot.rate_dps) for knot in knots]).T
        gains = np.gradient(rates, at_s) if len(at_s) > 1 else np.zeros(1)
        angle, rate, gain = (np.interp(time_s, at_s, values) for values in (angles, rates, gains))
        also, also_rate = self._beside(time_s)
        after, before = self._beside(time_s + GAIN_STEP_S)[1], self._beside(time_s - GAIN_STEP_S)[1]
        return felt(angle + also, rate + also_rate, gain + (after - before) / (2 * GAIN_STEP_S), axis)

    def _since(self, time_s: float) -> list[Knot]:
        """From the last knot before that moment on, and one more."""
        knots: list[Knot] = []
        for knot in reversed(self._knots):
            knots.append(knot)
            if knot.time_s < time_s - BEFORE_S:
                break
        return knots[::-1]


def _drawn(last: Knot, wanted_deg: float, step_s: float) -> Knot:
    """A moment later: critically damped, as a limb goes where it is wanted."""
    gain_dps2 = FOLLOWS**2 * (wanted_deg - last.angle_deg) - 2 * FOLLOWS * last.rate_dps
    rate_dps = last.rate_dps + gain_dps2 * step_s
    return Knot(last.time_s + step_s, last.angle_deg + rate_dps * step_s, rate_dps)
