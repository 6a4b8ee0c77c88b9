"""Finds the positions in which a limb is held, as its frames come in. Pure.

Knows gravity and for how long a limb is held one way; must never know what a neutral position is for, or how a person
is told. A limb that trembles cannot lie still: only the direction of gravity, averaged over half a second, has to stay.
"""

import math
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from device.sensor.still_positions import BLOCK, Step
from device.signals.samples import Floats

BLOCKS: Final = 16  # ours: eight seconds, some forty cycles of a slow tremor
HELD_DEG: Final = 8.0  # ours: the half seconds of one position are no further from their mean
APART_DEG: Final = 15.0  # ours: closer ones are one position
LEAST_G, MOST_G = 0.8, 1.2  # a limb that is not pushed feels gravity alone; calibrating leaves less than 0.1 g
AXES: Final = 3


class Measured(Protocol):
    """n frames one after the other, as `drivers.mpu6050.Frames` has them."""

    @property
    def acceleration_g(self) -> Floats: ...  # noqa: D102 - the names say it

    @property
    def restarted(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Held:
    """The mean acceleration [3] in g while a limb was held one way."""

    acceleration_g: Floats


class NeutralPositions:
    """Collects `wanted` positions, no two of them alike. Cutting the frames differently changes nothing."""

    turn_hint = "now hold it in the next one"

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.positions: list[Held] = []
        self._rest = np.empty((0, AXES))
        self._means: list[Floats] = []  # of the half seconds that belong together

    @property
    def complete(self) -> bool:
        """Whether nothing more is wanted."""
        return len(self.positions) == self.wanted

    def push(self, frames: Measured) -> list[Step]:
        """What each half second was that ends in these frames."""
        if frames.restarted:
            self._rest, self._means = np.empty((0, AXES)), []
        self._rest = np.concatenate([self._rest, frames.acceleration_g])
        steps = []
        while len(self._rest) >= BLOCK and not self.complete:
            block, self._rest = self._rest[:BLOCK], self._rest[BLOCK:]
            steps.append(self._judge(block.mean(axis=0)))
        return steps

    def _judge(self, mean_g: Floats) -> Step:
        self._means.append(mean_g)
        held_g = np.mean(self._means, axis=0)
        if moving := _movement(mean_g, max(angle_deg(held_g, each) for each in self._means)):
            self._means = []
            return Step("moving", moving)
        if any(angle_deg(held_g, known.acceleration_g) < APART_DEG for known in self.positions):
            self._means = []
            return Step(
                "again", f"this position is done; hold the limb in another one, at least {APART_DEG:.0f} degrees away"
            )
        return self._held(held_g)

    def _held(self, held_g: Floats) -> Step:
        if len(self._means) < BLOCKS:
            return Step("holding", "hold it like this")
        self._means = []
        self.positions.append(Held(held_g))
        return Step("taken", "done")


def _movement(mean_g: Floats, furthest_deg: float) -> str | None:
    """In words why the limb is not held, None if it is."""
    size_g = float(np.linalg.norm(mean_g))
    if not LEAST_G <= size_g <= MOST_G:
        return (
            f"it measures {size_g:.2f} g, not gravity alone (held: {LEAST_G:g} to {MOST_G:g} g): it is pushed or swung;"
            " if it lies still, run `easeband calibrate`"
        )
    if furthest_deg > HELD_DEG:
        return f"it is moving: it turned by {furthest_deg:.0f} degrees (held: up to {HELD_DEG:.0f})"
    return None


def angle_deg(one_g: Floats, other_g: Floats) -> float:
    """The angle between two directions, 0 to 180."""
    lengths = float(np.linalg.norm(one_g) * np.linalg.norm(other_g))
    along = float(one_g @ other_g) / lengths if lengths else 1.0
    return math.degrees(math.acos(max(-1.0, min(1.0, along))))
