"""How far a figure of few recordings can be trusted: its 95 % percentile bootstrap over whole recordings or people.

Knows chance and figures of units; must never know what a unit is. Seconds of one recording are alike, so units are
drawn whole, with repetition, as many as there are (Efron 1979). From 30 on none is shown; where all units give the
same, drawing them again says nothing, and neither do fewer than two.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from tests.evaluation.table import Share

FEW: Final = 30  # fewer units than this get an interval
DRAWS, SEED = 2000, 13
ENDS: Final = (2.5, 97.5)  # percentiles

T = TypeVar("T")


@dataclass(frozen=True)
class Interval:
    """Of a figure of so many units."""

    low: float
    high: float
    units: int

    def shown(self, decimals: int) -> str:
        """For people."""
        return f"[{self.low:.{decimals}f} to {self.high:.{decimals}f} of {self.units}]"


def resampled(units: Sequence[T], figure: Callable[[list[T]], float]) -> Interval | None:
    """The interval of a figure of all of them; None for so many or so few units that it says nothing."""
    return resampled_groups([units], lambda groups: figure(groups[0]))


def resampled_groups(groups: Sequence[Sequence[T]], figure: Callable[[list[list[T]]], float]) -> Interval | None:
    """Likewise where each group is drawn by itself, as rated and unrated recordings are."""
    fewest = min(map(len, groups))
    if not 1 < fewest < FEW:
        return None
    random = np.random.default_rng(SEED)
    drawn = [figure([_drawn(group, random) for group in groups]) for _ in range(DRAWS)]
    known = [value for value in drawn if np.isfinite(value)]
    low, high = np.percentile(known, ENDS) if known else (np.nan, np.nan)
    return Interval(float(low), float(high), sum(map(len, groups))) if low < high else None


def _drawn(units: Sequence[T], random: np.random.Generator) -> list[T]:
    return [units[place] for place in random.integers(0, len(units), len(units))]


@dataclass(frozen=True)
class UnitShare:
    """A share with its interval over the units that it is the sum of."""

    share: Share
    interval: Interval | None

    @property
    def percent(self) -> float:
        """Of all units together."""
        return self.share.percent

    def __str__(self) -> str:
        """For people."""
        return f"{self.share}" if self.interval is None else f"{self.share} {self.interval.shown(1)}"


def share_of_units(shares: Iterable[Share]) -> UnitShare:
    """All units as one share."""
    units = list(shares)
    return UnitShare(_together(units), resampled(units, lambda drawn: _together(drawn).percent))


def _together(shares: Sequence[Share]) -> Share:
    return Share(sum(one.hits for one in shares), sum(one.total for one in shares))


def units_of(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    """The items of each unit."""
    units: dict[Hashable, list[T]] = {}
    for item in items:
        units.setdefault(key(item), []).append(item)
    return list(units.values())
