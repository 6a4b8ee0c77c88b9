"""Whether a repetition is as it was asked for.

Knows ranges and times; must never know how repetitions are found.
"""

import math

from device.programme.items import Movement, shortest_s

REASON_STEP_DEG = 5  # "short by 10°" is what people can use; exact differences would make each one its own reason


def why_not(asked: Movement, range_deg: float, lasted_s: float) -> str | None:
    """Why a repetition does not count, None if it does. lasted_s: up to the middle of the way back."""
    missing_deg = asked.count_from_deg - range_deg
    if missing_deg > 0:
        return f"short by {math.ceil(missing_deg / REASON_STEP_DEG) * REASON_STEP_DEG}°"
    if range_deg > asked.cap_deg:
        return f"further than {asked.cap_deg:g}°"
    if lasted_s < shortest_s(asked):
        return "too fast"
    return None
