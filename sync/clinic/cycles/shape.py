"""The course of one injection's effect, 0 to 1: nothing, a ramp, a plateau, and back; and how usual each course is.

Knows days and four numbers; must never know values, patients or what is estimated from them.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers1 = NDArray[np.float64]
Grid2 = NDArray[np.float64]
# Effect starts after 1 to 2 weeks, peaks at 4 to 6 and wanes at 8 to 16 (10.1007/s00415-020-10217-7). The grid goes
# beyond on both sides: what lies outside what is usual must be seen, not pressed into it.
ONSETS_D: Final = np.arange(0.0, 30.0, 2.0)
RISES_D: Final = np.array((5.0, 12.0, 20.0, 30.0))
HALF_WANES_D: Final = np.arange(28.0, 150.0, 3.0)
FALLS_D: Final = np.array((6.0, 16.0, 30.0, 50.0))
USUAL_ONSET_D: Final = (10.5, 7.0)  # middle, and how far it may well be from there: twice as far as said above
USUAL_HALF_WANE_D: Final = (84.0, 28.0)  # the middle of 8 to 16 weeks, and half of that span


@dataclass(frozen=True, eq=False)
class Shapes:
    """Every combination that an effect may have [n]; `half_wane_d`: half of it is gone."""

    onset_d: Numbers1
    rise_d: Numbers1
    half_wane_d: Numbers1
    fall_d: Numbers1

    @property
    def peak_d(self) -> Numbers1:
        """When the plateau is reached."""
        return self.onset_d + self.rise_d

    @property
    def usual(self) -> Numbers1:
        """How usual each is [n]; 1 in all."""
        far = _far(self.onset_d, USUAL_ONSET_D) + _far(self.half_wane_d, USUAL_HALF_WANE_D)
        weights: Numbers1 = np.exp(-0.5 * far)
        weights /= weights.sum()
        return weights

    def at(self, days: Numbers1) -> Grid2:
        """The effect of each [n] on each day [m] since the injection, as [n, m]."""
        rise = (days - self.onset_d[:, None]) / self.rise_d[:, None]
        fall = 0.5 + (self.half_wane_d[:, None] - days) / self.fall_d[:, None]
        found: Grid2 = np.clip(np.minimum(rise, fall), 0.0, 1.0)
        return found


def _far(values: Numbers1, usual_d: tuple[float, float]) -> Numbers1:
    middle_d, spread_d = usual_d
    far: Numbers1 = ((values - middle_d) / spread_d) ** 2
    return far


@cache
def all_shapes() -> Shapes:
    """The whole grid, without those whose effect would wane before it is there."""
    grid = np.meshgrid(ONSETS_D, RISES_D, HALF_WANES_D, FALLS_D, indexing="ij")
    onset, rise, half, fall = (one.ravel() for one in grid)
    can_be = onset + rise <= half - fall / 2
    return Shapes(onset[can_be], rise[can_be], half[can_be], fall[can_be])
