"""How far and how fast a repetition went, and whether it is as it was asked for.

Knows ranges, speeds and times; must never know how repetitions are found.
"""

import math
from typing import Final

from device.parameters import RepetitionCounting
from device.programme.catalogue import CATALOGUE, EXERCISES
from device.programme.items import BACK_SHARE, LEAST_RANGE_DEG, MOST_REPETITIONS, Movement, Tempo, shortest_s
from device.signals.turning import left_by_smoothing

REASON_STEP_DEG = 5  # "short by 10°" is what people can use; exact differences would make each one its own reason

TOLD_SHARE = 0.5 + BACK_SHARE / 2  # of a swing's time, up to the middle of its way back

ANY_TEMPO: Final = Tempo(out_s=0.0, hold_s=0.0, back_s=0.0, pause_s=0.0)  # nothing is faster


def unpaced(name: str) -> Movement:
    """What any programme may ask of this exercise, at whatever tempo. Raises ValueError where nothing of it counts."""
    exercise = CATALOGUE.get(name)
    if exercise is None or exercise.cap_deg is None:
        counted = ", ".join(each.name for each in EXERCISES if each.cap_deg is not None)
        seen = repr(name) if exercise is None else f"{name}, which has no repetitions"
        raise ValueError(f"expected an exercise that is counted ({counted}), got {seen}")
    return Movement(name, MOST_REPETITIONS, ANY_TEMPO, LEAST_RANGE_DEG, LEAST_RANGE_DEG, exercise.cap_deg)


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
