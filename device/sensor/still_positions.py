"""Finds the positions in which the sensor lies still, as its frames come in. Pure.

Knows stillness and which side is up; must never know what the positions are for, or how a person is told.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from device.sensor.calibration import POSITIONS, Position
from device.signals.samples import Floats

SAMPLE_RATE_HZ: Final = 100.0
COLUMNS: Final = 7  # acceleration x y z, rotation x y z, temperature
BLOCK: Final = 50  # frames: how often a verdict comes
BLOCK_S: Final = BLOCK / SAMPLE_RATE_HZ
BLOCKS: Final = 6  # three seconds make a position: the gyroscope's noise of 0.04 deg/s becomes 0.002
# Five times the 0.0016 g and 0.040 deg/s of quiet modules, 2.4 times the data sheet's noise; a resting arm moves more.
STILL_G: Final = 0.008
STILL_DPS: Final = 0.2
MOST_TILT_DEG: Final = 30.0  # 20 of the person's, 10 of the uncalibrated sensor's
LEAST_G: Final = 0.5  # less than half of gravity is no position at all

Kind = Literal["moving", "tilted", "again", "holding", "taken"]


class Measured(Protocol):
    """n frames one after the other, as `drivers.mpu6050.Frames` has them."""

    @property
    def acceleration_g(self) -> Floats: ...  # noqa: D102 - the names say it

    @property
    def rotation_dps(self) -> Floats | None: ...  # noqa: D102

    @property
    def temperature_c(self) -> Floats: ...  # noqa: D102

    @property
    def restarted(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True)
class Step:
    """What half a second was: its kind, and in words what was seen and what was expected."""

    kind: Kind
    text: str


class StillPositions:
    """Collects `wanted` positions: one in any direction, or six with another side up each.

    `positions`: those found so far. Cutting the frames differently changes nothing.
    """

    turn_hint = "turn it to another side"

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.positions: list[Position] = []
        self._sides: set[str] = set()
        self._rest = np.empty((0, COLUMNS))
        self._held: list[Floats] = []

    @property
    def complete(self) -> bool:
        """Whether nothing more is wanted."""
        return len(self.positions) == self.wanted

    def push(self, frames: Measured) -> list[Step]:
        """What each half second was that ends in these frames."""
        if frames.restarted:
            self._rest, self._held = np.empty((0, COLUMNS)), []
        assert frames.rotation_dps is not None  # noqa: S101 - calibrating runs the gyroscope, whatever is configured
        new = np.column_stack([frames.acceleration_g, frames.rotation_dps, frames.temperature_c])
        self._rest = np.concatenate([self._rest, new])
        steps = []
        while len(self._rest) >= BLOCK and not self.complete:
            block, self._rest = self._rest[:BLOCK], self._rest[BLOCK:]
            steps.append(self._judge(block))
        return steps

    def _judge(self, block: Floats) -> Step:
        self._held = [*self._held, block]
        rows = np.concatenate(self._held)
        if moving := _movement(rows):
            self._held = [] if _movement(block) else [block]
            return Step("moving", moving)
        return self._still(_position(rows))

    def _still(self, position: Position) -> Step:
        side = "any" if self.wanted == 1 else side_up(position.acceleration_g)
        if side is None or side in self._sides:
            self._held = self._held[-1:]
            return Step("tilted", _tilt(position.acceleration_g)) if side is None else _again(side)
        if len(self._held) < BLOCKS:
            return Step("holding", "hold still")
        return self._take(position, side)

    def _take(self, position: Position, side: str) -> Step:
        self._held = []
        self.positions.append(position)
        self._sides.add(side)
        return Step("taken", "done" if side == "any" else f"done, {side} up")


def side_up(acceleration_g: Floats) -> str | None:
    """Which side is up, such as "+z"; None if none is within 30 degrees."""
    axis = int(np.abs(acceleration_g).argmax())
    if _tilt_deg(acceleration_g) > MOST_TILT_DEG or np.linalg.norm(acceleration_g) < LEAST_G:
        return None
    return f"{'+' if acceleration_g[axis] > 0 else '-'}{'xyz'[axis]}"


def _tilt_deg(acceleration_g: Floats) -> float:
    size = max(float(np.linalg.norm(acceleration_g)), LEAST_G)
    return math.degrees(math.acos(min(1.0, float(np.abs(acceleration_g).max()) / size)))


def _tilt(acceleration_g: Floats) -> str:
    return (
        f"it lies {_tilt_deg(acceleration_g):.0f} degrees off its nearest side (expected under "
        f"{MOST_TILT_DEG:.0f}): lay it flat on a side"
    )


def _again(side: str) -> Step:
    return Step("again", f"{side} up is done; turn it to another of its {POSITIONS} sides")


def _movement(rows: Floats) -> str | None:
    """In words how much it moved, None if it lay still; rows as they are held."""
    g, dps = _most(rows[:, :3]), _most(rows[:, 3:6])
    if g <= STILL_G and dps <= STILL_DPS:
        return None
    return (
        f"it is moving: acceleration varies by {g:.3f} g (still: up to {STILL_G:g}), rotation by {dps:.2f} deg/s "
        f"(still: up to {STILL_DPS:g}); lay it on something firm and take your hand away"
    )


def _most(columns: Floats) -> float:
    return float(columns.std(axis=0).max())


def _position(rows: Floats) -> Position:
    means = rows.mean(axis=0)
    return Position(means[:3], means[3:6], float(means[6]))
