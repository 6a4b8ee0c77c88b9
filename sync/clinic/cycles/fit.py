"""One injection's effect on a measure, estimated from the logarithms of its daily values.

Knows what is said of an effect and when nothing is; must never know patients, words or what was measured. Every course
on a grid is weighed by how well it explains the days and by how usual it is; intervals hold 80 % of that weight.
Nothing is said where days are too few, or where no effect explains them as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from sync.clinic.cycles.shape import Grid2, Numbers1, all_shapes
from sync.clinic.cycles.weighing import Weighed, quantiles, weighed

Untold = Literal["", "too few days before", "too few days after", "no effect stands out", "the effect is too small"]
DAYS_BEFORE: Final = 28  # days before the injection that say how it was without effect
DAYS_AFTER: Final = 150
LEAST_DAYS_BEFORE: Final = 4  # ours: valid days
LEAST_DAYS_AFTER: Final = 12
LEAST_BENEFIT: Final = 0.2  # ours, in nine of ten cases: of less the person would hardly know
LEAST_EVIDENCE: Final = 2.0  # ours: the days are seven times as likely with an effect as without
TOLD_BENEFIT: Final = 0.5  # ours: about what can be told; for which courses are right in logarithms
HALF_GONE_FROM: Final = 0.8  # ours: from so likely on it is said that half of the effect is gone
EXPLAINED: Final = (0.1, 0.5, 0.9)  # an interval of 80 %, and its middle
IN_FIVE_PARTS: Final = (-1.2816, -0.5244, 0.0, 0.5244, 1.2816)  # middles of five equal parts of a normal distribution
NEGLIGIBLE: Final = 1e-5  # of the largest weight
FITS_KEPT: Final = 600  # 1 kB each


@dataclass(frozen=True)
class Estimate:
    """What is most likely, and from what to what it is in four of five cases."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class CycleFit:
    """`reason` is empty where an effect was found. Days are since the injection; `benefit` is 0 to 1, how much less.

    `half_wane_d` may lie beyond `last_d`, the last day; `half_gone` is how likely it does not. `evidence` is the
    logarithm of how much better effects explain the days than none does.
    """

    reason: Untold
    days_before: int
    days_after: int
    last_d: float
    onset_d: Estimate | None = None
    peak_d: Estimate | None = None
    half_wane_d: Estimate | None = None
    benefit: Estimate | None = None
    half_gone: float = 0.0
    evidence: float = 0.0

    @property
    def is_told(self) -> bool:
        """Whether an effect was found."""
        return not self.reason


def fit_cycle(days: Sequence[float], logs: Sequence[float]) -> CycleFit:
    """The effect of an injection on day 0, from `logs` of values on `days` around it, in rising order.

    The same days are fitted once: it takes a twentieth of a second.
    """
    near = [
        (float(day), float(log))
        for day, log in zip(days, logs, strict=True)
        if -DAYS_BEFORE <= day <= DAYS_AFTER and np.isfinite(log)
    ]
    return _kept_fit(tuple(near))


@lru_cache(maxsize=FITS_KEPT)
def _kept_fit(near: tuple[tuple[float, float], ...]) -> CycleFit:
    before = sum(day < 0 for day, _ in near)
    found = CycleFit("", before, len(near) - before, near[-1][0] if near else 0.0)
    if found.days_before < LEAST_DAYS_BEFORE:
        return replace(found, reason="too few days before")
    if found.days_after < LEAST_DAYS_AFTER:
        return replace(found, reason="too few days after")
    day, log = np.array(near).T
    return _fitted(day, log, found)


def _fitted(day: Numbers1, log: Numbers1, found: CycleFit) -> CycleFit:
    shapes = all_shapes()
    by = weighed(_in_logs(shapes.at(day)), shapes.usual, day, log)
    found = replace(found, evidence=by.evidence, benefit=_benefit(by))
    if by.evidence < LEAST_EVIDENCE:
        return replace(found, reason="no effect stands out")
    if found.benefit and found.benefit.low < LEAST_BENEFIT:
        return replace(found, reason="the effect is too small")
    weights = by.weights.sum(axis=0)
    return replace(
        found,
        onset_d=_estimate(shapes.onset_d, weights),
        peak_d=_estimate(shapes.peak_d, weights),
        half_wane_d=_estimate(shapes.half_wane_d, weights),
        half_gone=float(weights[shapes.half_wane_d <= found.last_d].sum()),
    )


def _in_logs(effects: Grid2) -> Grid2:
    """What a course in values is in their logarithms, 0 to 1: half of a benefit of a half is 0.42 of it there."""
    courses: Grid2 = np.log1p(-TOLD_BENEFIT * effects) / np.log1p(-TOLD_BENEFIT)
    return courses


def _benefit(by: Weighed) -> Estimate:
    """Of each course and memory its own effect, and how far that may be off."""
    counts = by.weights > NEGLIGIBLE * by.weights.max()
    effects, spreads, weights = by.effects[counts], by.spreads[counts], by.weights[counts]
    some = np.concatenate([effects + spreads * part for part in IN_FIVE_PARTS])
    return _estimate(1 - np.exp(np.minimum(some, 0)), np.tile(weights, len(IN_FIVE_PARTS)))


def _estimate(values: Numbers1, weights: Numbers1) -> Estimate:
    return Estimate(*quantiles(values, weights, EXPLAINED))
