"""What of a day document compares with other days, as numbers in one small array: a year takes a third of a second.

Knows the names of a document's numbers; must never know words for them, SQL or HTML. Of the document only what is used
here is read, and kinds of episode that this program does not know are passed over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from device.day.document import QUARTERS_A_DAY, DayDocument, Summary
from device.records.facts import EpisodeKind
from sync.clinic.trends.day_exercise import NO_EXERCISE, DayExercise, SeenPlan, SeenSession, SeenSet, day_exercise
from sync.clinic.trends.day_losses import NOTHING_LOST, DayLosses, SeenPrivacy, SeenQuality

SEEN_KINDS: Final[tuple[EpisodeKind, ...]] = get_args(EpisodeKind)
COUNTED: Final = ("worn_s", "not_worn_s", "assessable_s", "tremor_s", "rest_s", "rest_tremor_s")
MEDIANS: Final = ("amplitude_deg", "frequency_hz")
COLUMNS: Final = (*COUNTED, "context_s", "held_s", "away_s", *SEEN_KINDS, *MEDIANS)
PLACE: Final = {name: place for place, name in enumerate(COLUMNS)}
SUMS: Final = len(COLUMNS) - len(MEDIANS)  # the columns that add up
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class SeenKind:
    """As `KindCount`."""

    kind: str
    count: int


@dataclass(frozen=True)
class SeenPosture:
    """As `PostureProfile`."""

    near_s: int = 0
    tilted_s: int = 0
    far_s: int = 0
    turned_s: int = 0
    tilt_deg: float | None = None


@dataclass(frozen=True)
class SeenSummary:
    """As `Summary`."""

    worn_s: int = 0
    not_worn_s: int = 0
    assessable_s: int = 0
    tremor_s: int = 0
    episodes: int = 0
    frequency_hz: float | None = None
    amplitude_deg: float | None = None
    rest_s: int = 0
    moving_s: int = 0
    vehicle_s: int = 0
    rest_tremor_s: int = 0
    kinds: tuple[SeenKind, ...] = ()
    posture: SeenPosture | None = None


@dataclass(frozen=True)
class SeenQuarter:
    """As `Quarter`."""

    quarter: int
    summary: SeenSummary


@dataclass(frozen=True)
class SeenDay:
    """As `DayDocument`, with nothing that this program does not look at."""

    device: str
    day: str
    totals: SeenSummary
    quarters: tuple[SeenQuarter, ...]
    quality: SeenQuality
    sets: tuple[SeenSet, ...] = ()
    plan: SeenPlan | None = None
    sessions: tuple[SeenSession, ...] = ()
    privacy: tuple[SeenPrivacy, ...] = ()


@dataclass(frozen=True, eq=False)
class DayNumbers:
    """One day: COLUMNS of the whole day, and of each quarter-hour [96]. NaN where nothing is known."""

    day: date
    totals: Numbers
    quarters: Numbers
    exercise: DayExercise = NO_EXERCISE
    losses: DayLosses = NOTHING_LOST

    def total(self, name: str) -> float:
        """One number of the whole day."""
        return float(self.totals[PLACE[name]])


def day_numbers(seen: SeenDay | DayDocument) -> DayNumbers:
    """The numbers of a document. Raises ValueError for a day that is no date."""
    quarters = np.zeros((QUARTERS_A_DAY, len(COLUMNS)), np.float64)
    quarters[:, SUMS:] = np.nan
    for quarter in seen.quarters:
        if 0 <= quarter.quarter < QUARTERS_A_DAY:
            quarters[quarter.quarter] = _row(quarter.summary)
    exercise = day_exercise(seen.sets, seen.plan, seen.sessions)
    return DayNumbers(date.fromisoformat(seen.day), _row(seen.totals), quarters, exercise, _losses(seen))


def _losses(seen: SeenDay | DayDocument) -> DayLosses:
    quality, posture = seen.quality, seen.totals.posture
    return DayLosses(
        quality.clock,
        quality.gaps,
        quality.gap_s,
        tuple(reason for reason, _ in quality.gap_reasons),
        quality.unmeasured,
        posture.turned_s if posture else 0,
        sum(wanted.duration_s for wanted in seen.privacy),
        quality.unreadable,
    )


def _row(summary: SeenSummary | Summary) -> Numbers:
    posture = summary.posture or SeenPosture()
    counts: dict[str, int] = {kind.kind: kind.count for kind in summary.kinds}
    counts.setdefault(SEEN_KINDS[0], summary.episodes)  # older devices counted tremor alone
    away_s = posture.tilted_s + posture.far_s
    values = (
        *(getattr(summary, name) for name in COUNTED),
        summary.rest_s + summary.moving_s + summary.vehicle_s,
        posture.near_s + away_s,
        away_s,
        *(counts.get(kind, 0) for kind in SEEN_KINDS),
        *(_or_nan(getattr(summary, name)) for name in MEDIANS),
    )
    return np.array(values, np.float64)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def within_quarters(day: DayNumbers, quarters: Sequence[int]) -> Numbers:
    """COLUMNS of some quarter-hours together: sums, and medians weighed by the tremor that they are of."""
    chosen = day.quarters[list(quarters)]
    found: Numbers = np.nansum(chosen, axis=0)
    for name in MEDIANS:
        found[PLACE[name]] = weighted_median(chosen[:, PLACE[name]], chosen[:, PLACE["tremor_s"]])
    return found


def weighted_median(values: Numbers, weights: Numbers) -> float:
    """The value below which half of the weight lies; NaN without any."""
    known = np.isfinite(values) & (weights > 0)
    if not known.any():
        return np.nan
    order = np.argsort(values[known])
    heights = np.cumsum(weights[known][order])
    return float(values[known][order][np.searchsorted(heights, heights[-1] / 2)])


def by_day(days: Iterable[DayNumbers]) -> dict[date, DayNumbers]:
    """The days by their date."""
    return {day.day: day for day in days}
