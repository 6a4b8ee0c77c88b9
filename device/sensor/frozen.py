"""Whether the sensor is frozen: it delivers, always on time, and always the same.

Knows samples as numbers; must never know the bus, or what becomes of a frozen sensor.
"""

import numpy as np

from device.parameters import Liveness
from device.signals.same_runs import LONGEST_STEP_S, Flags
from device.signals.samples import Floats, Samples

AXES_SHOWN = 3
LATER_S = 0.1  # ours: the analysis judges by the same limits, and has then seen enough to leave the frozen samples out


class FrozenWatch:
    """Samples in, and the same out until it is known that they are frozen."""

    def __init__(self, limits: Liveness) -> None:
        self._longest_s, self._most = limits.same_s + LATER_S, limits.same_samples
        self._last: Floats | None = None
        self._last_s = self._same_s = 0.0
        self._count = 0
        self.living_s: float | None = None  # time of the last sample that differs from the one before

    @property
    def frozen(self) -> bool:
        """As of the last sample."""
        return self._same_s > self._longest_s and self._count >= self._most

    def push(self, samples: Samples) -> Samples:
        """Those of the samples before which it was not known that the sensor is frozen."""
        values = _values(samples)
        before = np.full((1, values.shape[1]), np.nan) if self._last is None else self._last
        same = (np.concatenate([before, values[:-1]]) == values).all(axis=1)
        self._last = values[-1:]
        passed = [self._passes(*row) for row in zip(samples.time_s.tolist(), same.tolist(), strict=True)]
        return samples if all(passed) else _only(samples, np.array(passed))

    def _passes(self, time_s: float, same: bool) -> bool:  # noqa: FBT001 - one row of two columns
        known = same and self.frozen
        if same:
            self._same_s += min(time_s - self._last_s, LONGEST_STEP_S)
            self._count += 1
        else:
            self._same_s, self._count, self.living_s = 0.0, 1, time_s
        self._last_s = time_s
        return not known

    @property
    def shows(self) -> str:
        """What the last sample said, in words."""
        values = [] if self._last is None else [f"{value:.3f}" for value in self._last[0]]
        rotation = f", rotation {' '.join(values[AXES_SHOWN:])} deg/s" if len(values) > AXES_SHOWN else ""
        return f"acceleration {' '.join(values[:AXES_SHOWN])} g{rotation}"


def _values(samples: Samples) -> Floats:
    if samples.rotation_dps is None:
        return samples.acceleration_g
    return np.hstack([samples.acceleration_g, samples.rotation_dps])


def _only(samples: Samples, which: Flags) -> Samples:
    rotation_dps = None if samples.rotation_dps is None else samples.rotation_dps[which]
    return Samples(samples.time_s[which], samples.acceleration_g[which], rotation_dps)
