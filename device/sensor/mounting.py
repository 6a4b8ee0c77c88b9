"""How the sensor sits on a limb: learned from a position that is held and one slow movement, and kept.

Knows gravity, turning, and the file of mountings beside the database; must never know what a person is told to do, nor
what the axes are used for.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np

from device.records.calendar import LAST_UTC_S
from device.records.decoding import Range
from device.records.limb_axes import LimbAxes, limb_axes
from device.records.person import Direction
from device.records.sites import BodySite
from device.sensor.positions import HalfSecond, HeldPosition, Holding, Positions
from device.signals.rows import AXES
from device.signals.samples import Floats
from device.store.versions import BadKeptFile, read_kept, whole_versions, write_kept
from drivers.mpu6050 import Frames

MOVED_BLOCKS: Final = 16  # ours: eight seconds of turning, two or three slow movements
MEAN_FRAMES: Final = 25  # a quarter of a second: about one cycle of a tremor, which so turns to and fro within one
SLOWEST_DPS, FASTEST_DPS = 10.0, 150.0  # ours: the limb turns; nobody throws it
LEAST_SHARE: Final = 0.85  # ours: of the turning, about one axis
EARLY_BLOCKS: Final = 4  # before so many half seconds, nobody is told that there are several axes


@dataclass(frozen=True)
class TurnedAbout:
    """The axis [3] of a movement, 1 long, in the sensor's axes. Its largest part is positive."""

    axis: Floats


Shown = HeldPosition | TurnedAbout


def shown_axes(movement: str) -> Positions[Shown]:
    """Finds a held position, then the axis of a movement; `movement` tells the person which."""
    return Positions(2, _Showing(movement))


class _Showing:
    """First gravity from one direction, then turning about one axis that is level in that position."""

    def __init__(self, movement: str) -> None:
        self.turn_hint = f"now {movement}, until it is done"
        self._movement = movement
        self._holding = Holding()
        self._offsets_dps: list[Floats] = []  # of the half seconds that it is held
        self._rates_dps: list[Floats] = []  # of those that it turns

    def columns(self, frames: Frames) -> Floats:
        """Acceleration x y z, rotation x y z."""
        assert frames.rotation_dps is not None  # noqa: S101 - the command runs the gyroscope, whatever is configured
        return np.column_stack([frames.acceleration_g, frames.rotation_dps])

    def forget(self) -> None:
        """Begin the position or the movement anew."""
        self._holding.forget()
        self._rates_dps = []

    def judge(self, block: Floats, found: list[Shown]) -> HalfSecond:
        held = [position for position in found if isinstance(position, HeldPosition)]
        return self._moves(block, held[0], found) if held else self._is_held(block, held, found)

    def _is_held(self, block: Floats, held: list[HeldPosition], found: list[Shown]) -> HalfSecond:
        seen = self._holding.judge(block[:, :AXES], held)
        kept = self._offsets_dps if seen.kind in {"holding", "taken"} else []
        self._offsets_dps = [*kept, block[:, AXES:].mean(axis=0)]
        found += held
        return seen

    def _moves(self, block: Floats, held: HeldPosition, found: list[Shown]) -> HalfSecond:
        rates_dps = block[:, AXES:].reshape(-1, MEAN_FRAMES, AXES).mean(axis=1) - np.mean(self._offsets_dps, axis=0)
        speed_dps = math.sqrt(float((rates_dps**2).sum(axis=1).mean()))
        if speed_dps < SLOWEST_DPS:
            return HalfSecond("again", f"it is still: {self._movement}")
        if speed_dps > FASTEST_DPS:
            return self._anew(f"it turned at {speed_dps:.0f} deg/s (expected under {FASTEST_DPS:.0f}): more slowly")
        self._rates_dps.append(rates_dps)
        return self._turns(held, found)

    def _turns(self, held: HeldPosition, found: list[Shown]) -> HalfSecond:
        axis, share = _principal(np.concatenate(self._rates_dps))
        count = len(self._rates_dps)
        if count >= EARLY_BLOCKS and share < LEAST_SHARE:
            return self._anew(
                f"it turned about several axes: {share:.0%} about one (expected {LEAST_SHARE:.0%}): {self._movement},"
                " and nothing else"
            )
        if count < MOVED_BLOCKS:
            return HalfSecond("holding", "go on like this")
        if limb_axes(held.acceleration_g.tolist(), axis.tolist(), rolled=True) is None:
            return self._anew(f"it turned about the vertical, and not about a level axis: {self._movement}")
        found.append(TurnedAbout(axis))
        return HalfSecond("taken", "done")

    def _anew(self, why: str) -> HalfSecond:
        self._rates_dps = []
        return HalfSecond("tilted", why)


def _principal(rates_dps: Floats) -> tuple[Floats, float]:
    """The axis [3] about which these [n, 3] turn most, and its share of all turning."""
    sizes, axes = np.linalg.eigh(rates_dps.T @ rates_dps)
    axis = axes[:, -1]
    return axis * np.sign(axis[np.abs(axis).argmax()]), float(sizes[-1] / sizes.sum())


@dataclass(frozen=True)
class Mounting:
    """The limb's own axes in the sensor's, while it is worn at `site` as it was at `made_utc_s`."""

    made_utc_s: Annotated[float, Range(0, LAST_UTC_S)]
    site: BodySite
    axes: LimbAxes


NAME: Final = "mounting.json"
MOST_KEPT: Final = 10  # ours: as many as calibrations


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    mountings: tuple[Mounting, ...]  # oldest first


def mounting_beside(database: str) -> Path:
    """Where the mountings of the device with this database are."""
    return Path(database).with_name(NAME)


def read_mountings(path: Path) -> tuple[Mounting, ...]:
    """Oldest first, the last in use; none if there is no file. Raises BadKeptFile."""
    kept = read_kept(path, _File, "mounting")
    mountings = kept.mountings if kept else ()
    for n, mounting in enumerate(mountings):
        if not mounting.axes.are_axes:
            raise BadKeptFile(
                f"{path}: mountings[{n}].axes: expected three directions at right angles, 1 long, got {mounting.axes}:"
                " run `easeband mounting` again, which replaces it"
            )
    return mountings


def whole_mountings(path: Path) -> tuple[Mounting, ...]:
    """Those in a damaged file that are whole, oldest first."""
    return tuple(one for one in whole_versions(path, "mountings", Mounting) if one.axes.are_axes)


def write_mountings(path: Path, mountings: tuple[Mounting, ...]) -> None:
    """Keep the newest of these, oldest first. Raises BadKeptFile."""
    write_kept(path, _File(1, mountings[-MOST_KEPT:]))


def mounting_in_words(mounting: Mounting) -> list[str]:
    """When and where it was learned, and the axes, a line each."""
    made, axes = datetime.fromtimestamp(mounting.made_utc_s, UTC), mounting.axes
    return [
        f"made {made:%Y-%m-%d %H:%M} UTC, on the {mounting.site}",
        f"along the limb        {_direction_in_words(axes.along)}",
        f"across it             {_direction_in_words(axes.across)}",
        f"up when neutral       {_direction_in_words(axes.up)}",
    ]


def _direction_in_words(direction: Direction) -> str:
    return "  ".join(f"{axis} {part:+.3f}" for axis, part in zip("xyz", direction, strict=True))
