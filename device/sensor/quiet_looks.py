"""Whether anything moves, by looks at a quiet sensor: its acceleration alone, ten times a second.

Knows acceleration as numbers; must never know the bus, or what becomes of a sensor that moved. What lies still still
shows noise: an axis that shows none measures nothing, and hides movement.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from device.records.facts import Gap
from device.signals.samples import Floats
from drivers.mpu6050 import Frames

# The data sheet's noise of 400 ug/sqrt(Hz) at 44 Hz is 3.3 mg an axis, 1.1 mg in the mean of ten.
JOLT_G: Final = 0.025  # ours: of one sample, 7.5 times its noise, so not once in a year of quiet
TILT_G: Final = 0.008  # ours: of a look's mean, 7 times its noise; 0.5 degrees
FROM_FIRST_G: Final = 0.030  # ours: 1.7 degrees since it became quiet; what cools by 20 degrees C shifts by as much
FOLLOWED: Final = 0.1  # ours: of what a look differs from the looks before it, so that warmth is no movement
LEAST_MEANT: Final = 5  # samples: of fewer the mean is too noisy
PIECES_S: Final = 60.0  # how often it is told while it lasts: a power cut loses no more
SAME: Final = 50  # samples in a row, as `device.parameters.Liveness`


class QuietLooks:
    """Looks that follow each other, from when the sensor became quiet."""

    def __init__(self, before_g: Floats) -> None:
        """before_g: [3] what the acceleration was just before, so that a movement in the first second is one too."""
        self._first_g = self._usual_g = before_g
        self._last_g: Floats | None = None
        self._same = np.zeros(0, dtype=np.intp)

    def push(self, frames: Frames) -> str:
        """What speaks against lying still, in words; empty for nothing."""
        acceleration_g = frames.acceleration_g
        if not len(acceleration_g):
            return ""
        stuck = self._stuck(acceleration_g)
        return stuck or self._moved(acceleration_g)

    def _moved(self, acceleration_g: Floats) -> str:
        mean_g = acceleration_g.mean(axis=0)
        jolt_g = float(np.abs(acceleration_g - self._usual_g).max())
        tilt_g, since_g = (float(np.abs(mean_g - before_g).max()) for before_g in (self._usual_g, self._first_g))
        many = len(acceleration_g) >= LEAST_MEANT
        if jolt_g > JOLT_G or (many and (tilt_g > TILT_G or since_g > FROM_FIRST_G)):
            return f"it moved (acceleration by {max(jolt_g, tilt_g, since_g):.3f} g)"
        if many:
            self._usual_g = self._usual_g + FOLLOWED * (mean_g - self._usual_g)
        return ""

    def _stuck(self, acceleration_g: Floats) -> str:
        if self._last_g is None:
            self._last_g, self._same = acceleration_g[0], np.ones(acceleration_g.shape[1], dtype=np.intp)
            acceleration_g = acceleration_g[1:]
        for sample_g in acceleration_g:
            self._same = np.where(sample_g == self._last_g, self._same + 1, 1)
            self._last_g = sample_g
            if self._same.max() >= SAME:
                return f"axis {'xyz'[int(self._same.argmax())]} of the acceleration shows the same all the time"
        return ""


@dataclass
class QuietTime:
    """The time from `since_s` on in which a sensor is quiet, as far as it is known that nothing moved.

    told_s: up to here it is told, from the last sample on. still_until_s: the last look in which nothing moved.
    """

    since_s: float
    told_s: float
    looks: QuietLooks
    still_until_s: float = 0.0

    @property
    def whole_minutes_s(self) -> float:
        """The end of the last whole minute of the clock in which nothing moved."""
        return self.still_until_s // PIECES_S * PIECES_S

    def told_until(self, until_s: float) -> list[Gap]:
        """What is not told yet, in pieces of a minute of the clock at most."""
        gaps: list[Gap] = []
        while self.told_s < until_s:
            end_s = min(until_s, (self.told_s // PIECES_S + 1) * PIECES_S)
            gaps.append(Gap(self.told_s, end_s - self.told_s, "not worn", 0))
            self.told_s = end_s
        return gaps
