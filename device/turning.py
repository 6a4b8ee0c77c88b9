"""How fast the limb turns and which way gravity points, ten times a second, without its tremor.

Knows sampling, gaps and smoothing; must never know what movement is for. Whatever way the samples are cut, the same
steps come out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from device.samples import Floats, Samples

GRID_HZ = 50
STEP_S = 0.1
GRID_PER_STEP = round(GRID_HZ * STEP_S)
HALF_WIDTH = GRID_HZ // 3  # of a Hann window of 2/3 s: nothing passes at 3 Hz, and under 3 % above it
_HANN = np.hanning(2 * HALF_WIDTH + 3)[1:-1, np.newaxis]
WEIGHTS = _HANN / _HANN.sum()
DELAY_S = HALF_WIDTH / GRID_HZ + STEP_S  # a step comes out when samples of at most this much later are in
LONGEST_STEP_S = 0.25  # between samples; nobody knows how the limb turned in a longer gap


@dataclass(frozen=True)
class Step:
    """The mean of a tenth of a second that ends at `time_s`.

    rotation_dps, acceleration_g: [3]. after_gap: nothing is known of how the limb turned just before.
    """

    time_s: float
    rotation_dps: Floats
    acceleration_g: Floats
    after_gap: bool


class Turning:
    """Turns samples into steps on whole tenths of a monotonic second.

    Sums are smoothed and then differenced, so that the angle turned is kept exactly, whatever the sample times.
    """

    def __init__(self) -> None:
        self._last: tuple[float, Floats] | None = None  # time and the six values of the last sample
        self._sums: Floats

    def push(self, samples: Samples) -> list[Step]:
        """The steps that these samples completed. Samples without rotation are passed over."""
        if samples.rotation_dps is None or not len(samples):
            return []
        values = np.hstack([samples.rotation_dps, samples.acceleration_g])
        breaks = np.flatnonzero(np.diff(samples.time_s) > LONGEST_STEP_S) + 1
        pieces = zip(np.split(samples.time_s, breaks), np.split(values, breaks), strict=True)
        return [step for time_s, piece in pieces for step in self._push_piece(time_s, piece)]

    def finish(self) -> list[Step]:
        """The last steps, as if the limb had stopped with the last sample."""
        if self._last is None:
            return []
        self._sums = np.vstack([self._sums, np.repeat(self._sums[-1:], HALF_WIDTH, axis=0)])
        self._next += HALF_WIDTH
        self._last = None
        return list(self._steps())

    def _push_piece(self, time_s: Floats, values: Floats) -> list[Step]:
        before = []
        if self._last is not None and time_s[0] - self._last[0] > LONGEST_STEP_S:
            before = self.finish()
        if self._last is None:
            self._begin(time_s[0], values[0])
            time_s, values = time_s[1:], values[1:]
        if len(time_s):
            self._sum_up(time_s, values)
        return [*before, *self._steps()]

    def _begin(self, time_s: float, values: Floats) -> None:
        self._last = (time_s, values)
        self._sum = np.zeros_like(values)
        self._next = int(np.ceil(time_s * GRID_HZ))  # grid point without a sum yet
        self._first = self._next - HALF_WIDTH  # grid point of the first of the sums
        self._sums = np.zeros((HALF_WIDTH, len(values)))
        self._centre = -(-self._next // GRID_PER_STEP) * GRID_PER_STEP
        self._smooth: Floats | None = None
        self._after_gap = True

    def _sum_up(self, time_s: Floats, values: Floats) -> None:
        assert self._last is not None  # noqa: S101 - begun
        times_s = np.concatenate([[self._last[0]], time_s])
        values = np.vstack([self._last[1], values])
        areas = (values[1:] + values[:-1]) / 2 * np.diff(times_s)[:, np.newaxis]
        sums = np.cumsum(np.vstack([self._sum, areas]), axis=0)
        self._last, self._sum = (times_s[-1], values[-1]), sums[-1]
        self._sums = np.vstack([self._sums, self._on_grid(times_s, sums)])

    def _on_grid(self, time_s: Floats, sums: Floats) -> Floats:
        points = np.arange(self._next, int(time_s[-1] * GRID_HZ) + 2)
        points = points[points / GRID_HZ <= time_s[-1]]
        self._next += len(points)
        return np.stack([np.interp(points / GRID_HZ, time_s, column) for column in sums.T], axis=1)

    def _steps(self) -> Iterator[Step]:
        while self._centre + HALF_WIDTH < self._next:
            smooth = self._smoothed()
            if self._smooth is not None:
                yield self._step((smooth - self._smooth) / STEP_S)
            self._smooth = smooth
            self._centre += GRID_PER_STEP
        self._drop(self._centre - HALF_WIDTH)

    def _smoothed(self) -> Floats:
        start = self._centre - HALF_WIDTH - self._first
        smooth: Floats = (WEIGHTS * self._sums[start : start + len(WEIGHTS)]).sum(axis=0)
        return smooth

    def _step(self, means: Floats) -> Step:
        step = Step(self._centre / GRID_HZ, means[:3], means[3:], self._after_gap)
        self._after_gap = False
        return step

    def _drop(self, first: int) -> None:
        self._sums = self._sums[first - self._first :]
        self._first = first
