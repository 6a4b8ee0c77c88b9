"""What charts are given: how large they are, the days and cycles they show, and what was entered.

Knows values alone, which travel to the renderer; must never know axes, marks, or how anything is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from device.records.facts import EpisodeKind
from sync.clinic.trends.changes import WeekChange
from sync.clinic.trends.measures import DayValue, TrendMeasure
from sync.clinic.trends.since import WeekSince
from sync.clinic.trends.weeks import WeekValue

MOST_CYCLES: Final = 4  # lines that can be told apart
HIGHEST_SHOWN_DEG: Final = 100.0  # the same on every page, so that days compare; higher only when it must be
Kinds = tuple[EpisodeKind, ...]
ALL_KINDS: Final[Kinds] = get_args(EpisodeKind)


@dataclass(frozen=True)
class TrendShape:
    """How large a chart is before it is scaled, in pixels, and how many dates and letters of a marker fit."""

    width: int
    height: int
    dates: int
    letters: int


WIDE_TREND: Final = TrendShape(480, 150, 6, 9)
NARROW_TREND: Final = TrendShape(270, 150, 4, 3)
WIDE_USUAL: Final = TrendShape(880, 190, 12, 9)
NARROW_USUAL: Final = TrendShape(290, 170, 4, 3)
WIDE_CYCLES: Final = TrendShape(880, 220, 12, 11)
NARROW_CYCLES: Final = TrendShape(290, 200, 6, 6)


@dataclass(frozen=True)
class ChartShape:
    """How large a chart is before it is scaled to the page, in pixels, and how often its hours are named."""

    width: int
    shares_height: int
    amplitude_height: int
    hours_between_labels: int
    mark_width: float
    gap_width: float  # between quarter-hours


WIDE: Final = ChartShape(880, 150, 170, hours_between_labels=3, mark_width=4.0, gap_width=0.6)
NARROW: Final = ChartShape(300, 130, 170, hours_between_labels=6, mark_width=2.0, gap_width=0.0)  # a telephone


@dataclass(frozen=True)
class DrawnMark:
    """A marker over a trend: its day, and a short word."""

    day: date
    word: str


@dataclass(frozen=True)
class ShownDays:
    """The days that a chart shows, both included."""

    first: date
    last: date

    def place(self, day: date) -> int:
        """Days from the first one."""
        return (day - self.first).days


@dataclass(frozen=True)
class Trend:
    """One measure: its days, its weeks, and how the last week compares."""

    measure: TrendMeasure
    values: Sequence[DayValue]
    weeks: Sequence[WeekValue]
    change: WeekChange


@dataclass(frozen=True)
class DrawnCycle:
    """One injection: the word at the end of its line, a shorter one for where there is less room, and its weeks."""

    word: str
    short: str
    weeks: Sequence[WeekSince]
