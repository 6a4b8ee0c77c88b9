"""A recording as a motion: what the sensor would feel at any moment between its samples.

Knows interpolation; must never know the recording's file, nor invent movement where the recording has none.
"""

from collections.abc import Iterable

import numpy as np

from device.parameters import PARAMETERS
from device.recordings import BadRecording, in_order
from device.signals.samples import Floats, Samples

LEAST_SAMPLES = 2  # between which there is something to interpolate


class Replay:
    """A motion (see `drivers.simulated`) that plays samples once from `start_s` on; still before and after.

    Between samples it follows a cubic through four neighbours (Catmull-Rom, uneven spacing), whose error at 100 Hz is
    below 0.5 % of amplitude up to 12 Hz. Acceleration needs no gyroscope: a missing one turns at 0 deg/s.
    """

    def __init__(self, samples: Samples, start_s: float) -> None:
        """Raises BadRecording for samples that give no movement."""
        rotation = samples.rotation_dps
        still = np.zeros_like(samples.acceleration_g)
        values = np.hstack([samples.acceleration_g, still if rotation is None else rotation])
        whole = np.isfinite(values).all(axis=1)
        if np.count_nonzero(whole) < LEAST_SAMPLES:
            raise BadRecording(
                f"{np.count_nonzero(whole)} complete samples with times of their own: at least {LEAST_SAMPLES} samples"
                " are needed to play a movement; record again or check export"
            )
        self._time_s = samples.time_s[whole] - samples.time_s[0] + start_s
        self._values = values[whole]
        self._slopes = np.gradient(self._values, self._time_s, axis=0)
        self.end_s = float(self._time_s[-1])

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Acceleration in g and rotation in deg/s, each [n, 3]."""
        values = self._between(np.clip(time_s, self._time_s[0], self._time_s[-1]))
        playing = (time_s >= self._time_s[0]) & (time_s <= self._time_s[-1])
        return values[:, :3], np.where(playing[:, None], values[:, 3:], 0.0)

    def _between(self, time_s: Floats) -> Floats:
        right = np.clip(np.searchsorted(self._time_s, time_s, side="right"), 1, len(self._time_s) - 1)
        left = right - 1
        step = (self._time_s[right] - self._time_s[left])[:, None]
        x = (time_s - self._time_s[left])[:, None] / step
        from_left = self._values[left] * (1 + 2 * x) * (1 - x) ** 2 + self._slopes[left] * step * x * (1 - x) ** 2
        from_right = self._values[right] * x**2 * (3 - 2 * x) - self._slopes[right] * step * x**2 * (1 - x)
        return np.asarray(from_left + from_right)


def joined(portions: Iterable[Samples]) -> Samples:
    """One recording from its portions, in order of time, without the samples that count as missing."""
    return in_order(portions, PARAMETERS.sampling).samples
