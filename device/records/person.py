"""One person's own values: where gravity points when the limb is neutral, and from what size on movement is counted.

Knows what a therapist may set and why it is as it is; must never know how movement is measured.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from device.records.decoding import Range

Direction = tuple[float, float, float]
"""Where the accelerometer's reading of gravity points, along the sensor's axes; its length does not matter."""


@dataclass(frozen=True)
class Personal:
    """What is this person's alone. Every default is ours: no published standard exists for any of them."""

    neutral: tuple[Direction, ...] | None = None  # one for each neutral position; None: not known, so no tilt either
    posture_deg: Annotated[float, Range(5, 120)] = 25.0  # a posture is tilted from neutral by this much
    spasm_deg: Annotated[float, Range(10, 180)] = 40.0  # a spasm begins with a turn of this much
    jerk_dps: Annotated[float, Range(20, 1000)] = 80.0  # a jerk is this much faster than the movement around it
    repetitive_deg: Annotated[float, Range(5, 180)] = 15.0  # repeated movement goes this far, peak to peak

    def tilt_deg(self, direction: Sequence[float]) -> float | None:
        """The angle, 0 to 180, between a direction and the nearest neutral one; None without a neutral one."""
        if not self.neutral:
            return None
        return min(angle_deg(direction, neutral) for neutral in self.neutral)


ANYBODY = Personal()
"""For whom no baseline was taken."""


def angle_deg(one: Sequence[float], other: Sequence[float]) -> float:
    """The angle between two directions, 0 to 180; 0 where one of them points nowhere."""
    lengths = math.hypot(*one) * math.hypot(*other)
    along = sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 1.0
    return math.degrees(math.acos(max(-1.0, min(1.0, along))))
