"""The gyroscope's zero-rate offset: learned while the limb is still, and taken out of what it measures from then on.

Knows what a limb shows that does not turn; must never know which movement is an episode.

A sensor that was never calibrated shows a turn of up to 20 deg/s about each axis where there is none, more or less of
it when it warms. Seven seconds in a row must be still: neither turning nor gravity varies. Tremor is no part of
either, so a limb that only trembles is still. A turn about the vertical at an even speed looks the same: no limb turns
so for seven seconds, but a chair does. So an offset that is known changes by no more than warming does, unless the
limb is still for a minute: then the gyroscope was reset, or what was known came from a chair.
Before the first still moment nothing is taken out. What was learned outlasts gaps and a gyroscope that is away: it is
the same sensor.
"""

import math
from collections import deque
from dataclasses import replace

import numpy as np

from device.parameters import PARAMETERS, Parameters
from device.signals.samples import Floats
from device.signals.slow import slow_rms
from device.signals.spectrum import HANN
from device.signals.windows import Channel, Window

_MEAN: Floats = HANN / HANN.sum()  # faded in and out: whatever part of a tremor's cycle is left over hardly counts


class ZeroRate:
    """Follows windows in order of time. The same whichever way the sensor is mounted."""

    def __init__(self, parameters: Parameters = PARAMETERS) -> None:
        self._parameters = parameters
        self._still: deque[list[float]] = deque(maxlen=parameters.zero_changed_s)  # mean turning of seconds in a row
        self.offset_dps: Floats | None = None  # [3]; None: not known yet

    def push(self, window: Window) -> Window:
        """The window without the offset; everything but the rotation's values stays as it is."""
        self._learn(window)
        rotation = window.rotation
        if rotation is None or self.offset_dps is None:
            return window
        return replace(window, rotation=replace(rotation, values=rotation.values - self.offset_dps))

    def _learn(self, window: Window) -> None:
        mean_dps = self._mean_dps(window)
        if mean_dps is None:
            self._still.clear()
            return
        while self._still and math.dist(self._still[0], mean_dps) > self._parameters.zero_still_dps:
            self._still.popleft()
        self._still.append(mean_dps)
        if len(self._still) >= self._parameters.zero_still_s:
            self._change(np.mean(list(self._still)[-self._parameters.zero_still_s :], axis=0))

    def _change(self, offset_dps: Floats) -> None:
        """Take the offset over, if it may be one by what was known before."""
        known_dps, settled = self.offset_dps, len(self._still) == self._still.maxlen
        if known_dps is None or settled or math.dist(known_dps, offset_dps) <= self._parameters.zero_drift_dps:
            self.offset_dps = offset_dps

    def _mean_dps(self, window: Window) -> list[float] | None:
        """What the gyroscope shows of a still limb; None if the limb is not still, or beside a gap."""
        rotation = window.rotation
        if rotation is None or not _is_whole(rotation) or window.missing_s > self._parameters.most_missing_s:
            return None
        if slow_rms(rotation.values) > self._parameters.zero_still_dps:
            return None
        if not _is_whole(window.acceleration) or slow_rms(window.acceleration.values) > self._parameters.zero_still_g:
            return None
        mean_dps: list[float] = (_MEAN @ rotation.values).tolist()
        return mean_dps if math.hypot(*mean_dps) <= self._parameters.zero_most_dps else None


def _is_whole(channel: Channel) -> bool:
    return not channel.saturated and not channel.stuck_axes
