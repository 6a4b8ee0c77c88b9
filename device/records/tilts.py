"""How far and to which side a limb is tilted, as one number that a histogram counts; and what such a histogram says.

Knows bands, sides and counting; must never know how a tilt is measured.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from device.records.facts import Bins
from device.records.histograms import merge_bins, quantile_of_bins
from device.records.person import Direction

# A storage format: histograms of all versions merge for ever, so none of these may change.
TILT_BIN_DEG: Final = 5
SECTORS: Final = 16  # ours: 22.5 degrees each; the first lies about `along` of device.records.limb_axes
NO_SECTOR: Final = SECTORS
NO_NEUTRAL: Final = -1  # the limb rested, but there is no neutral position to compare with
TURNED: Final = -2  # it rested, but the sensor seems to have turned on it

TILTED_DEG: Final = 15  # TWSTRS: 1 to 15 degrees are slight ...
FAR_DEG: Final = 35  # ... 16 to 35 mild, and more is moderate to severe
MOST_TILT_BIN: Final = 180 // TILT_BIN_DEG - 1
QUARTERS_OF_A_TURN: Final = 4


def tilt_number(tilt_deg: float, side: tuple[float, float] | None) -> int:
    """The number of a tilt of 0 to 180 degrees to a side: its parts along and across the limb; None: not known.

    The side counts from 15 degrees on: of a smaller tilt it is chance.
    """
    tilt_bin = min(int(tilt_deg // TILT_BIN_DEG), MOST_TILT_BIN)
    sided = side is not None and tilt_bin * TILT_BIN_DEG >= TILTED_DEG
    return tilt_bin * (SECTORS + 1) + (_sector(*side) if side and sided else NO_SECTOR)


def _judged(bins: Bins) -> Bins:
    """Those that say how the limb was held."""
    return tuple((number, seconds) for number, seconds in bins if number >= 0)


def seconds_of(bins: Bins, wanted: int) -> int:
    """How often a number stands there."""
    return sum(seconds for number, seconds in bins if number == wanted)


def seconds_between(bins: Bins, from_deg: float, to_deg: float) -> int:
    """Seconds tilted by so much or more, and by less than so much; both at edges of bins."""
    return sum(seconds for number, seconds in _judged(bins) if from_deg <= _tilt_bin(number) * TILT_BIN_DEG < to_deg)


def median_tilt_deg(bins: Bins) -> float | None:
    """The tilt below which half the judged seconds are; None without any."""
    by_tilt = tuple((_tilt_bin(number), seconds) for number, seconds in _judged(bins))
    return quantile_of_bins(by_tilt, 1 / 2, lambda tilt_bin: (tilt_bin * TILT_BIN_DEG, (tilt_bin + 1) * TILT_BIN_DEG))


def sides_s(bins: Bins) -> tuple[int, int, int, int]:
    """Seconds tilted mostly along the limb, across it, and to the opposite sides of both."""
    sides = [0, 0, 0, 0]
    for number, seconds in _sided(bins):
        sector = number % (SECTORS + 1)
        sides[round(sector * QUARTERS_OF_A_TURN / SECTORS) % QUARTERS_OF_A_TURN] += seconds
    along, across, against, opposite = sides
    return along, across, against, opposite


def mean_parts_deg(bins: Bins) -> tuple[float, float] | None:
    """How large the parts of the tilt along and across are on average, whichever way; None where no side is known."""
    sided = _sided(bins)
    total_s = sum(seconds for _, seconds in sided)
    if not total_s:
        return None
    parts = [(seconds, *_parts_deg(number)) for number, seconds in sided]
    return (
        sum(seconds * along_deg for seconds, along_deg, _ in parts) / total_s,
        sum(seconds * across_deg for seconds, _, across_deg in parts) / total_s,
    )


@dataclass(frozen=True)
class Cell:
    """A part of all positions: 15 degrees of tilt, and of a tilted limb a quarter of the sides; None: not known."""

    tilt: int
    side: int | None

    def is_next_to(self, other: "Cell") -> bool:
        """Whether a limb may be in both at once but for a little; itself included."""
        sides = () if None in (self.side, other.side) else ((self.side or 0) - (other.side or 0),)
        opposite = any(apart % QUARTERS_OF_A_TURN == QUARTERS_OF_A_TURN // 2 for apart in sides)
        return abs(self.tilt - other.tilt) <= 1 and not opposite


def cells(bins: Bins) -> Counter[Cell]:
    """Seconds by cell."""
    found = Counter[Cell]()
    for number, seconds in _judged(bins):
        sector = number % (SECTORS + 1)
        side = None if sector == NO_SECTOR else round(sector * QUARTERS_OF_A_TURN / SECTORS) % QUARTERS_OF_A_TURN
        found[Cell(_tilt_bin(number) * TILT_BIN_DEG // TILTED_DEG, side)] += seconds
    return found


@dataclass(frozen=True)
class HeldAt:
    """Where gravity points along the limb, across it and up in neutral; and for how long."""

    direction: Direction
    seconds: int


def places(histograms: Iterable[Bins]) -> tuple[HeldAt, ...]:
    """Of judged seconds; a tilt without a side is one of less than 15 degrees, and is taken for none."""
    judged = _judged(merge_bins(histograms))
    return tuple(HeldAt(_direction(number), seconds) for number, seconds in judged)


def judged_s(bins: Bins) -> int:
    """Seconds that say how the limb was held."""
    return sum(seconds for _, seconds in _judged(bins))


def _sided(bins: Bins) -> Bins:
    return tuple((number, seconds) for number, seconds in _judged(bins) if number % (SECTORS + 1) != NO_SECTOR)


def _tilt_bin(number: int) -> int:
    return number // (SECTORS + 1)


def _sector(along: float, across: float) -> int:
    return round(math.atan2(across, along) / math.tau * SECTORS) % SECTORS


def _direction(number: int) -> Direction:
    tilt_bin, sector = divmod(number, SECTORS + 1)
    if sector == NO_SECTOR:
        return 0.0, 0.0, 1.0
    tilt, side = math.radians((tilt_bin + 1 / 2) * TILT_BIN_DEG), sector / SECTORS * math.tau
    return math.sin(tilt) * math.cos(side), math.sin(tilt) * math.sin(side), math.cos(tilt)


def _parts_deg(number: int) -> tuple[float, float]:
    tilt_deg, angle = (_tilt_bin(number) + 1 / 2) * TILT_BIN_DEG, number % (SECTORS + 1) / SECTORS * math.tau
    return abs(tilt_deg * math.cos(angle)), abs(tilt_deg * math.sin(angle))
