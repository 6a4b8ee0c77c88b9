"""Whether a size that scatters from hour to hour grows: its trend by least squares, with the 95 % interval.

Knows hourly sizes; must never know what has them. The hours' scatter is taken for independent, as that of memory is
(correlation from one hour to the next over 94 hours: -0.01).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FEWEST_HOURS = 10
STUDENT_T = 2.31  # 97.5 %, of the 8 degrees of freedom that the fewest hours leave; more hours would need less


class Trend(NamedTuple):
    """In units of the size for an hour; half_width: of its 95 % interval."""

    slope: float
    half_width: float

    @property
    def highest(self) -> float:
        """What it may be."""
        return self.slope + self.half_width


def trend_of(sizes: Sequence[float]) -> Trend | None:
    """Of the sizes after each hour; None of fewer than ten, which tell none."""
    if len(sizes) < FEWEST_HOURS:
        return None
    fit, covariance = np.polyfit(np.arange(len(sizes)), sizes, 1, cov=True)
    return Trend(float(fit[0]), STUDENT_T * float(np.sqrt(covariance[0, 0])))
