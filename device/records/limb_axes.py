"""The limb's own axes as the sensor sees them: along it, across it, and up when it is held in its neutral position.

Knows directions and how they follow from gravity and one movement; must never know samples, or how anybody was guided.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from device.records.person import Direction

LEAST_APART = 0.5  # the sine of 30 degrees: an axis nearer to the vertical says nothing of what is level
SHORTEST = 1e-300  # of a vector that points somewhere: numbers near the smallest have hardly a digit
ALIKE = 0.01  # of a length and of a cosine: axes are kept to four decimals


@dataclass(frozen=True)
class LimbAxes:
    """Three directions of length 1 in the sensor's axes, at right angles, right-handed.

    along: what the limb rolls about. across: what it tilts about. up: against gravity in the neutral position. The
    sense of `along` and `across` is arbitrary.
    """

    along: Direction
    across: Direction
    up: Direction

    def of_limb(self, vector: Sequence[float]) -> Direction:
        """A vector of the sensor (acceleration, rotation) along, across and up: this is the rotation matrix's use."""
        return _dot(self.along, vector), _dot(self.across, vector), _dot(self.up, vector)

    def side_of(self, vector: Sequence[float], neutral: Sequence[float]) -> tuple[float, float] | None:
        """How far a vector of the sensor points along and across the limb, level, when `neutral` is up.

        None where `along` is then nearer than 30 degrees to the vertical, or `neutral` points nowhere.
        """
        up = _unit(neutral)
        level = up and [a - _dot(self.along, up) * b for a, b in zip(self.along, up, strict=True)]
        if not up or not level or math.hypot(*level) < LEAST_APART:
            return None
        return _dot(level, vector), _dot(cross(up, level), vector)

    @property
    def are_axes(self) -> bool:
        """Whether they are of length 1, at right angles and right-handed, as nearly as they are kept."""
        sides = (_dot(self.along, self.along) - 1, _dot(self.up, self.up) - 1, _dot(self.along, self.up))
        off = [a - b for a, b in zip(cross(self.up, self.along), self.across, strict=True)]
        return all(abs(number) <= ALIKE for number in (*sides, *off))


def limb_axes(up: Sequence[float], turned_about: Sequence[float], *, rolled: bool) -> LimbAxes | None:
    """From gravity's reading in the neutral position and the axis of a movement: a roll, or else a tilt.

    None where that axis was nearer than 30 degrees to the vertical, or either points nowhere.
    """
    z, axis = _unit(up), _unit(turned_about)
    level = _unit([a - _dot(axis, z) * b for a, b in zip(axis, z, strict=True)]) if axis and z else None
    if z is None or axis is None or level is None or math.hypot(*cross(axis, z)) < LEAST_APART:
        return None
    return LimbAxes(level, cross(z, level), z) if rolled else LimbAxes(cross(level, z), level, z)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def cross(one: Sequence[float], other: Sequence[float]) -> Direction:
    """The vector product."""
    (x, y, z), (a, b, c) = one, other
    return y * c - z * b, z * a - x * c, x * b - y * a


def _unit(vector: Sequence[float]) -> Direction | None:
    length = math.hypot(*vector)
    if length < SHORTEST or not math.isfinite(length):
        return None
    x, y, z = (part / length for part in vector)
    return x, y, z
