"""How many frames a FIFO must and can have gained in some time: so a wrong count and a stopped chip are seen. Pure.

Knows how far a chip's clock may be off; must never know the bus or what is in a frame.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

CLOCK_OFF: Final = 0.1  # twice what the slower oscillator may be off at 25 degrees C; the rest is warmth (assumed)
UNEVEN: Final = 2  # frames: one is always on its way, and one for rounding
PAUSE_S: Final = 0.1  # a chip so much behind has stopped; starting, it needs up to 60 ms for its first frame


class PaceMoment(NamedTuple):
    """Something happened at a time between these two, in monotonic seconds."""

    before_s: float
    after_s: float


@dataclass(frozen=True)
class FrameCount:
    """What a FIFO's count said at a moment: so many whole frames, where `fewest` to `most` were due."""

    frames: int
    moment: PaceMoment
    fewest: float
    most: float
    rate_hz: float

    @property
    def likely(self) -> bool:
        """Whether that is what was due."""
        return self.fewest <= self.frames <= self.most

    @property
    def stopped(self) -> bool:
        """Whether so many frames are missing that the chip must have stopped for some time."""
        return self.frames < self.fewest - PAUSE_S * self.rate_hz


def frame_count(frames: int, moment: PaceMoment, empty: PaceMoment, room: int, rate_hz: float) -> FrameCount:
    """The count of a FIFO that was `empty` the last time and has `room` for so many frames, which come at this rate."""
    least_s, most_s = moment.before_s - empty.after_s, moment.after_s - empty.before_s
    fewest = least_s * rate_hz * (1 - CLOCK_OFF) - UNEVEN
    most = most_s * rate_hz * (1 + CLOCK_OFF) + UNEVEN
    return FrameCount(frames, moment, min(fewest, room), min(most, room), rate_hz)
