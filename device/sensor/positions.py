"""Finds the positions in which a sensor lies still, or a limb is held, as frames come in: half second by half second.

Knows stillness, gravity and which side is up; must never know what positions are for, or how a person is told.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, Protocol, TypeVar

import numpy as np

from device.records.person import angle_deg
from device.sensor.calibration import POSITIONS, Position
from device.signals.samples import Floats
from drivers.mpu6050 import Frames
from drivers.mpu6050.models import SAMPLE_RATE_HZ

BLOCK: Final = 50  # frames: how often a verdict comes
BLOCK_S: Final = BLOCK / SAMPLE_RATE_HZ

LYING_BLOCKS: Final = 6  # three seconds make a position: the gyroscope's noise of 0.04 deg/s becomes 0.002
# Five times the 0.0016 g and 0.040 deg/s of quiet modules, 2.4 times the data sheet's noise; a resting arm moves more.
LYING_STILL_G: Final = 0.008
LYING_STILL_DPS: Final = 0.2
MOST_TILT_DEG: Final = 30.0  # 20 of the person's, 10 of the uncalibrated sensor's
LEAST_LYING_G: Final = 0.5  # less than half of gravity is no position at all

HELD_BLOCKS: Final = 16  # ours: eight seconds, some forty cycles of a slow tremor
HELD_DEG: Final = 8.0  # ours: the half seconds of one position are no further from their mean
APART_DEG: Final = 15.0  # ours: closer ones are one position
LEAST_HELD_G, MOST_HELD_G = 0.8, 1.2  # a limb that is not pushed feels gravity alone; calibrated, within 0.1 g

P = TypeVar("P")


@dataclass(frozen=True)
class HalfSecond:
    """Of what kind it was, and in words what was seen and what was expected."""

    kind: Literal["moving", "tilted", "again", "holding", "taken"]
    text: str


class Judge(Protocol[P]):
    """Says of half seconds in a row whether something lies or is held still in them, and in which position."""

    turn_hint: str  # to the person, once a position is taken

    def columns(self, frames: Frames) -> Floats:
        """What there is to judge, a row a frame."""

    def judge(self, block: Floats, found: list[P]) -> HalfSecond:
        """What the next half second was; when a position is complete, it is put behind those found before."""

    def forget(self) -> None:
        """Begin anew: what came before does not go on."""


class Positions(Generic[P]):
    """Collects `wanted` positions. Cutting the frames differently changes nothing."""

    def __init__(self, wanted: int, judge: Judge[P]) -> None:
        self.wanted, self.turn_hint = wanted, judge.turn_hint
        self.positions: list[P] = []  # found so far
        self._judge = judge
        self._rest: Floats | None = None  # of the frames, less than half a second

    @property
    def complete(self) -> bool:
        """Whether nothing more is wanted."""
        return len(self.positions) == self.wanted

    def push(self, frames: Frames) -> list[HalfSecond]:
        """What each half second was that ends in these frames."""
        if frames.restarted:
            self._rest = None
            self._judge.forget()
        new = self._judge.columns(frames)
        rows = new if self._rest is None else np.concatenate([self._rest, new])
        seen = []
        while len(rows) >= BLOCK and not self.complete:
            seen.append(self._judge.judge(rows[:BLOCK], self.positions))
            rows = rows[BLOCK:]
        self._rest = rows
        return seen


def still_positions(wanted: int) -> Positions[Position]:
    """Finds where the sensor lies still: one position in any direction, or six with another side up each."""
    return Positions(wanted, _Lying(any_side=wanted == 1))


class _Lying:
    """Nothing but the sensor's own noise."""

    turn_hint = "turn it to another side"

    def __init__(self, *, any_side: bool) -> None:
        self._any_side = any_side
        self._sides: set[str] = set()
        self._blocks: list[Floats] = []  # that belong together

    def columns(self, frames: Frames) -> Floats:
        """Acceleration x y z, rotation x y z, temperature."""
        assert frames.rotation_dps is not None  # noqa: S101 - calibrating runs the gyroscope, whatever is configured
        return np.column_stack([frames.acceleration_g, frames.rotation_dps, frames.temperature_c])

    def forget(self) -> None:
        self._blocks = []

    def judge(self, block: Floats, found: list[Position]) -> HalfSecond:
        self._blocks.append(block)
        rows = np.concatenate(self._blocks)
        if moving := _movement(rows):
            self._blocks = [] if _movement(block) else [block]
            return HalfSecond("moving", moving)
        return self._still(_position(rows), found)

    def _still(self, position: Position, found: list[Position]) -> HalfSecond:
        side = "any" if self._any_side else side_up(position.acceleration_g)
        if side is None or side in self._sides:
            self._blocks = self._blocks[-1:]
            return HalfSecond("tilted", _tilt(position.acceleration_g)) if side is None else _again(side)
        if len(self._blocks) < LYING_BLOCKS:
            return HalfSecond("holding", "hold still")
        self._blocks = []
        self._sides.add(side)
        found.append(position)
        return HalfSecond("taken", "done" if side == "any" else f"done, {side} up")


def side_up(acceleration_g: Floats) -> str | None:
    """Which side is up, such as "+z"; None if none is within 30 degrees."""
    axis = int(np.abs(acceleration_g).argmax())
    if _tilt_deg(acceleration_g) > MOST_TILT_DEG or np.linalg.norm(acceleration_g) < LEAST_LYING_G:
        return None
    return f"{'+' if acceleration_g[axis] > 0 else '-'}{'xyz'[axis]}"


def _tilt_deg(acceleration_g: Floats) -> float:
    size = max(float(np.linalg.norm(acceleration_g)), LEAST_LYING_G)
    return math.degrees(math.acos(min(1.0, float(np.abs(acceleration_g).max()) / size)))


def _tilt(acceleration_g: Floats) -> str:
    return (
        f"it lies {_tilt_deg(acceleration_g):.0f} degrees off its nearest side (expected under "
        f"{MOST_TILT_DEG:.0f}): lay it flat on a side"
    )


def _again(side: str) -> HalfSecond:
    return HalfSecond("again", f"{side} up is done; turn it to another of its {POSITIONS} sides")


def _movement(rows: Floats) -> str | None:
    """In words how much it moved, None if it lay still; rows as they are held."""
    g, dps = _most(rows[:, :3]), _most(rows[:, 3:6])
    if g <= LYING_STILL_G and dps <= LYING_STILL_DPS:
        return None
    return (
        f"it is moving: acceleration varies by {g:.3f} g (still: up to {LYING_STILL_G:g}), rotation by {dps:.2f} deg/s "
        f"(still: up to {LYING_STILL_DPS:g}); lay it on something firm and take your hand away"
    )


def _most(columns: Floats) -> float:
    return float(columns.std(axis=0).max())


def _position(rows: Floats) -> Position:
    means = rows.mean(axis=0)
    return Position(means[:3], means[3:6], float(means[6]))


@dataclass(frozen=True)
class HeldPosition:
    """The mean acceleration [3] in g while a limb was held one way."""

    acceleration_g: Floats


def neutral_positions(wanted: int) -> Positions[HeldPosition]:
    """Finds where a limb is held, no two positions alike.

    A limb that trembles cannot lie still: only the direction of gravity, averaged over half a second, has to stay.
    """
    return Positions(wanted, Holding())


class Holding:
    """Gravity from one direction for eight seconds."""

    turn_hint = "now hold it in the next one"

    def __init__(self) -> None:
        self._means_g: list[Floats] = []  # of the half seconds that belong together

    def columns(self, frames: Frames) -> Floats:
        """Acceleration x y z."""
        return frames.acceleration_g

    def forget(self) -> None:
        """Begin anew."""
        self._means_g = []

    def judge(self, block: Floats, found: list[HeldPosition]) -> HalfSecond:
        """Whether it is held as it was, and taken once that lasted."""
        mean_g = block.mean(axis=0)
        self._means_g.append(mean_g)
        held_g = np.mean(self._means_g, axis=0)
        seen = self._seen(mean_g, held_g, found)
        if seen.kind == "taken":
            found.append(HeldPosition(held_g))
        if seen.kind != "holding":
            self._means_g = []
        return seen

    def _seen(self, mean_g: Floats, held_g: Floats, found: Sequence[HeldPosition]) -> HalfSecond:
        if moving := _pushed_or_turned(mean_g, max(_apart_deg(held_g, each) for each in self._means_g)):
            return HalfSecond("moving", moving)
        if any(_apart_deg(held_g, known.acceleration_g) < APART_DEG for known in found):
            elsewhere = f"hold the limb in another one, at least {APART_DEG:.0f} degrees away"
            return HalfSecond("again", f"this position is done; {elsewhere}")
        done = len(self._means_g) >= HELD_BLOCKS
        return HalfSecond("taken", "done") if done else HalfSecond("holding", "hold it like this")


def _pushed_or_turned(mean_g: Floats, furthest_deg: float) -> str | None:
    """In words why the limb is not held, None if it is."""
    size_g = float(np.linalg.norm(mean_g))
    if not LEAST_HELD_G <= size_g <= MOST_HELD_G:
        return (
            f"it measures {size_g:.2f} g, not gravity alone (held: {LEAST_HELD_G:g} to {MOST_HELD_G:g} g): it is pushed"
            " or swung; if it lies still, run `easeband calibrate`"
        )
    if furthest_deg > HELD_DEG:
        return f"it is moving: it turned by {furthest_deg:.0f} degrees (held: up to {HELD_DEG:.0f})"
    return None


def _apart_deg(one_g: Floats, other_g: Floats) -> float:
    return angle_deg(one_g.tolist(), other_g.tolist())
