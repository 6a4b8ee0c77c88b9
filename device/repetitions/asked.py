"""How far and how fast a repetition went, and whether it is as it was asked for.

Knows ranges, speeds and times; must never know how repetitions are found.
"""

import math

from device.parameters import RepetitionCounting
from device.programme.items import BACK_SHARE, Movement, shortest_s
from device.signals.turning import left_by_smoothing

REASON_STEP_DEG = 5  # "short by 10°" is what people can use; exact differences would make each one its own reason

TOLD_SHARE = 0.5 + BACK_SHARE / 2  # of a swing's time, up to the middle of its way back


def restored(smoothed: float, period_s: float, numbers: RepetitionCounting) -> float:
    """How far a swing of this period went, or how fast: what smoothing took of a quick one is given back."""
    if period_s >= numbers.restored_to_s:
        return smoothed
    return smoothed / left_by_smoothing(max(period_s, numbers.restored_from_s))


def why_not(asked: Movement, range_deg: float, lasted_s: float, peak_dps: float) -> str | None:
    """Why a repetition does not count, None if it does. lasted_s: up to the middle of the way back."""
    missing_deg = asked.count_from_deg - range_deg
    if missing_deg > 0:
        return f"short by {math.ceil(missing_deg / REASON_STEP_DEG) * REASON_STEP_DEG}°"
    if range_deg > asked.cap_deg:
        return f"further than {asked.cap_deg:g}°"
    if lasted_s < shortest_s(asked) or (asked.most_dps is not None and peak_dps > asked.most_dps):
        return "too fast"
    return None
