"""How well each course of an effect explains the days: its weight, and the weight of all over that of no effect.

Knows noise with memory; must never know what a course looks like, or what is said of it. In the letters of linear
regression: y = level + effect x + noise, where x is a course and the noise of two days that are g apart goes along by
memory ** g. Level and size of the noise are integrated out as unknown, the effect as one that may have any usual size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Courses2 = NDArray[np.float64]
MEMORIES: Final = (0.2, 0.4, 0.6, 0.8)  # ours: how much one day's noise is that of the day before; which, is not known
EFFECT_SPREADS: Final = 2.5  # ours: how large an effect usually is, in sizes of a day's noise
NEARLY_NORMAL: Final = 1.702  # the logistic curve is then within 0.01 of the normal one (Camilli 1994)
MOST_SPREADS: Final = 30.0  # beyond it both are 0 or 1
TINY: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Weighed:
    """Of each memory and course [k, n]: `weights`, 1 in all; the effect, and how far that may be off.

    `evidence` is the logarithm of how much better effects explain the days than none and a steady drift do.
    """

    weights: Courses2
    effects: Courses2
    spreads: Courses2
    evidence: float


def weighed(courses: Courses2, usual: Values, days: Values, logs: Values) -> Weighed:
    """Each of the `courses` [n, m], where `usual` [n] says how usual each is, by the `logs` on rising `days` [m]."""
    noises = [Noise(days, memory) for memory in MEMORIES]
    drift = (days - days.mean()) / np.ptp(days)
    effects, spreads, scores = _explained(courses, noises, logs)
    _, _, drifting = _explained(drift[None, :], noises, logs)
    steady = [noise.steady(logs) for noise in noises]
    is_less = 1 / (1 + np.exp(np.clip(NEARLY_NORMAL * effects / spreads, -MOST_SPREADS, MOST_SPREADS)))
    scores = scores + np.log(2 * is_less) + np.log(usual)
    best = float(scores.max())
    weights = np.exp(scores - best)
    evidence = best + float(np.log(weights.sum() / len(noises))) - _log_of_mean([*steady, *drifting.ravel()])
    return Weighed(weights / weights.sum(), effects, spreads, evidence)


class Noise:
    """Of days with one memory, in matrices that have entries beside the diagonal alone."""

    def __init__(self, days: Values, memory: float) -> None:
        alike = memory ** np.diff(days)
        new = 1 - alike**2  # the part of each day's variance that the day before does not explain
        self.diagonal = np.concatenate(((1.0,), 1 / new))
        self.diagonal[:-1] += alike**2 / new
        self.beside = -alike / new
        ones = np.ones_like(days)
        self.of_level = self.times(ones)
        self.level_length = float(self.of_level.sum())
        self.constant = -0.5 * float(np.log(new).sum()) - 0.5 * float(np.log(self.level_length))

    def times(self, values: Values) -> Values:
        """The inverse of the covariance, times `values` [m]."""
        found: Values = self.diagonal * values
        found[1:] += self.beside * values[:-1]
        found[:-1] += self.beside * values[1:]
        return found

    def without_level(self, values: Values) -> Values:
        """The same with the level taken out."""
        whole = self.times(values)
        whole -= self.of_level * (whole.sum() / self.level_length)
        return whole

    def steady(self, logs: Values) -> float:
        """The logarithm of the likelihood of no effect."""
        left = float(logs @ self.without_level(logs))
        return self.constant - 0.5 * (len(logs) - 1) * float(np.log(left + TINY))


def _explained(courses: Courses2, noises: Sequence[Noise], logs: Values) -> tuple[Courses2, Courses2, Courses2]:
    """Effect, its standard deviation and the logarithm of the likelihood of each memory and course [k, n]."""
    squares = courses * courses
    neighbours = courses[:, 1:] * courses[:, :-1]
    ridge, freedom = EFFECT_SPREADS**-2, len(logs) - 1
    diagonal, beside, level = (np.array([getattr(noise, name) for noise in noises]) for name in OF_NOISE)
    targets = np.array([noise.without_level(logs) for noise in noises])
    level_lengths = np.array([noise.level_length for noise in noises])[:, None]
    lengths = diagonal @ squares.T + 2 * (beside @ neighbours.T) - (level @ courses.T) ** 2 / level_lengths + ridge
    effects = targets @ courses.T / lengths
    left = np.maximum((targets @ logs)[:, None] - effects**2 * lengths, 0) + TINY
    constants = np.array([noise.constant for noise in noises])[:, None]
    scores = constants + 0.5 * np.log(ridge / lengths) - 0.5 * freedom * np.log(left)
    return effects, np.sqrt(left / freedom / lengths), scores


OF_NOISE: Final = ("diagonal", "beside", "of_level")


def _log_of_mean(scores: Sequence[float]) -> float:
    best = max(scores)
    return best + float(np.log(np.mean(np.exp(np.array(scores) - best))))


def quantiles(values: Values, weights: Values, wanted: Sequence[float]) -> Iterator[float]:
    """The values below which these parts of the weight lie, between two of them where that falls there."""
    order = np.argsort(values, kind="stable")
    different, places = np.unique(values[order], return_index=True)
    of_each = np.add.reduceat(weights[order], places)
    heights = np.cumsum(of_each) - of_each / 2
    yield from (float(np.interp(one, heights / of_each.sum(), different)) for one in wanted)
