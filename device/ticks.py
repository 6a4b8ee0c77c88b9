"""Where an axis has its ticks, and what stands beside them.

Knows numbers; must never know what they measure, or how an axis is drawn.
"""

import math
from collections.abc import Sequence
from typing import Final

STEPS: Final = (1, 2, 5, 10)  # of a decade
ROUNDING: Final = 1e-9  # of a step: a tick that misses the end by less is at the end
LEAST_SPAN: Final = 1e-6  # nothing here is known more finely, in any of its units


def ticks(low: float, high: float, most: int, *, outside: bool = False) -> list[float]:
    """At most `most` + 2 round numbers from `low` to `high`; with `outside` the first and last ones beyond both too."""
    high = max(high, low + max(LEAST_SPAN, abs(low) * LEAST_SPAN))
    step = _step((high - low) / most)
    below, above = (math.floor, math.ceil) if outside else (math.ceil, math.floor)
    first = below(low / step + (ROUNDING if outside else -ROUNDING))
    last = above(high / step - (ROUNDING if outside else -ROUNDING))
    return [number * step for number in range(first, last + 1)]


def label(tick: float, marks: Sequence[float]) -> str:
    """The tick's number, with as many decimals as its neighbours need, and no minus before zero."""
    step = marks[1] - marks[0] if len(marks) > 1 else abs(tick) or 1
    decimals = max(0, -math.floor(math.log10(step) + ROUNDING))
    return f"{tick:.{decimals}f}" if round(tick, decimals) else "0"


def _step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, ... that is not smaller."""
    decade = 10.0 ** math.floor(math.log10(least))
    return next(step * decade for step in STEPS if step * decade >= least * (1 - ROUNDING))
