"""What the counting of an exercise tells its guidance: repetitions, and what kept them from being counted.

Knows these values; must never know who counts, or what becomes of the set.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Repetition:
    """Out and back once. range_deg: how far out. reason: why it does not count, None when it does."""

    start_s: float
    end_s: float
    range_deg: float
    counted: bool
    reason: str | None = None


Hindrance = Literal["no gyroscope", "gyroscope stuck", "accelerometer stuck", "no data from the sensor"]


@dataclass(frozen=True)
class Watched:
    """From `start_s` to `end_s` the sensor gave samples; a `hindrance` kept them from telling how the limb turned."""

    start_s: float
    end_s: float
    hindrance: Hindrance | None = None
