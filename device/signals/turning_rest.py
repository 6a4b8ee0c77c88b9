"""When the limb is still, and the gyroscope's offset, which can be learned then.

Knows how much noise and offset a sensor may have; must never know repetitions or angles.
"""

from collections import deque

from device.signals.turning import STEP_S, Step, Vector

# All ours, where no other source is given.
STILL_S = 1.0
STILL_RATE_DPS = 1.5  # most that a still limb's smoothed turning varies
STILL_TILT_G = 0.02  # most that gravity varies on it: 1.1 degrees
LARGEST_OFFSET_DPS = 20.0  # MPU-6000/6050 product specification 3.4, 6.1: zero-rate output
STILL_STEPS = round(STILL_S / STEP_S)


class TurningRest:
    """Tells when the limb is still, and learns the gyroscope's offset from that."""

    def __init__(self) -> None:
        self.offset_dps: Vector = (0.0, 0.0, 0.0)
        self.offset_is_known = False
        self._rates_dps: deque[Vector] = deque(maxlen=STILL_STEPS)
        self._tilts_g: deque[Vector] = deque(maxlen=STILL_STEPS)

    def push(self, step: Step) -> bool:
        """Whether the limb has been still for a second."""
        if step.after_gap:
            self._rates_dps.clear()
            self._tilts_g.clear()
        self._rates_dps.append(step.rotation_dps)
        self._tilts_g.append(step.acceleration_g)
        return len(self._rates_dps) == STILL_STEPS and self._steady() and self._learned()

    def _steady(self) -> bool:
        return _varies_least(self._rates_dps, STILL_RATE_DPS) and _varies_least(self._tilts_g, STILL_TILT_G)

    def _learned(self) -> bool:
        """False when that much turning is no offset."""
        x, y, z = (sum(values) / STILL_STEPS for values in zip(*self._rates_dps, strict=True))
        if max(abs(x), abs(y), abs(z)) > LARGEST_OFFSET_DPS:
            return False
        self.offset_dps, self.offset_is_known = (x, y, z), True
        return True


def _varies_least(vectors: deque[Vector], most: float) -> bool:
    x, y, z = zip(*vectors, strict=True)
    return bool(max(x) - min(x) <= most and max(y) - min(y) <= most and max(z) - min(z) <= most)
