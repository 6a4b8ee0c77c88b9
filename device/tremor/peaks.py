"""A rhythm as the spectrum shows it. Knows its numbers; must never know which of them make it tremor."""

import math
from dataclasses import dataclass
from typing import Literal

from device.signals.samples import Floats

PeakKind = Literal["line", "bulk", "broad", "lasting"]

SMALLEST = 1e-30  # keeps logarithms and quotients of nothing finite


@dataclass(frozen=True)
class Peak:
    """One rhythm. `rms` is in the sensor's unit, over all axes; `prominence` in decades of power."""

    kind: PeakKind
    frequency_hz: float
    prominence: float
    rms: float
    harmonic_of_hz: float | None  # a stronger, slower movement whose multiple this is


def highest_maxima(values: Floats, most: int, apart: int = 0) -> list[int]:
    """Where values [k] are higher than before and not lower than after, the highest place first; `most` of them.

    No two are closer to each other than by more than `apart`.
    """
    rises = values[1:] > values[:-1]
    places = 1 + (rises[:-1] > rises[1:]).nonzero()[0]
    highest: list[int] = []
    for place in places[values[places].argsort()[::-1]].tolist():
        if len(highest) == most:
            break
        if all(abs(place - other) > apart for other in highest):
            highest.append(place)
    return highest


def vertex(power: Floats, top: int) -> float:
    """Where power [k] is highest near `top`, in bins: the vertex of the parabola through three logarithms.

    `top` is neither the first nor the last bin.
    """
    before, here, after = (math.log(value + SMALLEST) for value in power[top - 1 : top + 2].tolist())
    bend = before - 2 * here + after
    offset = (before - after) / (2 * bend) if bend < 0 else 0
    return top + min(max(offset, -1), 1)
