"""The gyroscope's zero-rate offset: learned while the limb is still, and taken out of all that is made of its turning.

Knows what a limb shows that does not turn; must never know which movement is an episode or a repetition.

A sensor that was never calibrated shows a turn of up to 20 deg/s about each axis where there is none, more or less of
it when it warms. The first still second teaches it: neither turning nor gravity varies. A limb that trembles takes five
seconds, over which its tremor is smoothed away. A turn about the vertical at an even speed looks the same, as of a
chair or of an arm that is swept evenly: so an offset that is known changes by no more than warming does since the limb
was last still, unless it lasts for a minute: then the gyroscope was reset, or what was known came from a chair.
Before the first still second the offset is unknown, and nothing is taken out. What was learned outlasts gaps and a
gyroscope that is away: it is the same sensor.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from device.parameters import WINDOW_S, Stillness
from device.signals.rows import AXES
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.stillness import Steady, Unchanged
from device.signals.turning import NOTHING_TURNED, STEP_S, Step, Steps, Vector, vectors_in
from device.signals.windows import Channel, Window

STUCK_STEPS = 5  # ours: noise moves the mean of every tenth of a second; half a second of the same is no gyroscope
TAUGHT_EVERY = 10  # steps: a still limb's offset is looked at once a second
KNOWN_BEFORE_S = 0.5  # a window takes the offset of this long before its end: by then the steps before that are there
UNKNOWN: Vector = (math.nan, math.nan, math.nan)
KEPT_S = 10.0  # of what the offset was, for windows to come


@dataclass(frozen=True)
class Turn:
    """How the limb turned in the tenth of a second that ends at `time_s`: a step without what is only the offset.

    still: the limb has been still for a second. offset_dps: what was taken out; None: it is not known yet.
    """

    time_s: float
    rotation_dps: Vector
    acceleration_g: Vector
    after_gap: bool
    still: bool = False
    offset_dps: Vector | None = None


@dataclass(frozen=True)
class Turns:
    """Turns in order of time, as columns: time_s, after_gap, still [n], the vectors [n, 3]; NaN: an unknown offset."""

    time_s: Floats
    rotation_dps: Floats
    acceleration_g: Floats
    after_gap: Flags
    still: Flags
    offset_dps: Floats

    def __len__(self) -> int:
        """How many."""
        return len(self.time_s)

    def __iter__(self) -> Iterator[Turn]:
        """One after the other."""
        offsets_dps = [None if x != x else (x, y, z) for x, y, z in self.offset_dps.tolist()]  # noqa: PLR0124 - NaN
        vectors = map(vectors_in, (self.rotation_dps, self.acceleration_g))
        return map(Turn, self.time_s.tolist(), *vectors, self.after_gap.tolist(), self.still.tolist(), offsets_dps)


def turns_joined(parts: Sequence[Turns]) -> Turns:
    """All turns of at least one part, one after the other."""
    return Turns(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Turns)))


_NONE = NOTHING_TURNED
NO_TURNS = Turns(
    _NONE.time_s, _NONE.rotation_dps, _NONE.acceleration_g, _NONE.after_gap, _NONE.after_gap, _NONE.tenth_g
)


class GyroBias:
    """Follows steps in order of time. The same whichever way the sensor is mounted."""

    def __init__(self, stillness: Stillness) -> None:
        self._stillness = stillness
        at_once, in_time = round(stillness.still_at_once_s / STEP_S), round(stillness.still_in_time_s / STEP_S)
        self._at_once = Steady(stillness.still_at_once_dps, stillness.still_at_once_g, at_once)
        self._in_time = Steady(stillness.still_in_time_dps, stillness.still_in_time_g, in_time)
        self._steps_at_once, self._steps_in_time = at_once, in_time
        self._unchanged, self._alive = Unchanged(), 0  # steps since the gyroscope was stuck
        self._steps_settled = round(stillness.still_settled_s / STEP_S)
        self._steps_still = round(stillness.still_s / STEP_S)
        self._sure_s = -math.inf  # when the limb was last still with the offset that is known
        self._offset_dps: Vector | None = None
        self._times_s: list[float] = []  # when the offset changed, and to what
        self._offsets_dps: list[Vector] = []

    @property
    def offset_dps(self) -> Vector | None:
        """What is known by now; None: nothing."""
        return self._offset_dps

    def push(self, steps: Steps) -> Turns:
        """The steps without the offset that is known at the end of each, if one is."""
        known = [self._followed(step) for step in steps]
        offset_dps = np.array([offset_dps or UNKNOWN for _, offset_dps in known]).reshape(-1, AXES)
        rotation_dps = np.where(np.isnan(offset_dps), steps.rotation_dps, steps.rotation_dps - offset_dps)
        slow = np.sqrt(np.square(rotation_dps).sum(axis=1)) <= self._stillness.still_most_dps
        still = slow & np.array([steady >= self._steps_still for steady, _ in known], dtype=np.bool_)
        return Turns(steps.time_s, rotation_dps, steps.acceleration_g, steps.after_gap, still, offset_dps)

    def _followed(self, step: Step) -> tuple[int, Vector | None]:
        """For how many steps the limb has been steady, and the offset that is known."""
        if step.after_gap:
            self._at_once.clear()
            self._in_time.clear()
        if step.measured:
            self._look(step)
        return self._in_time.steps, self._offset_dps

    def corrected(self, window: Window) -> Window:
        """The window without the offset; everything but the rotation's values stays as it is."""
        place = bisect_right(self._times_s, window.start_s + WINDOW_S - KNOWN_BEFORE_S)
        if window.rotation is None or not place:
            return window
        offset_dps = np.array(self._offsets_dps[place - 1])
        self._forget(window.start_s - KEPT_S)
        rotation = window.rotation
        turning = Channel(rotation.values - offset_dps, rotation.saturated, rotation.stuck_axes)
        return window.turning_as(turning)

    def _look(self, step: Step) -> None:
        steps = self._in_time.push(step.rotation_dps, step.acceleration_g)
        self._alive = 0 if self._unchanged.push(step.tenth_dps) >= STUCK_STEPS else self._alive + 1
        if self._offset_dps is None:
            self._look_at_once(step)
        elif steps >= self._steps_in_time and not steps % TAUGHT_EVERY and self._alive >= self._steps_in_time:
            self._learn(step.time_s, self._in_time)

    def _look_at_once(self, step: Step) -> None:
        """While nothing is known yet."""
        self._at_once.push(step.tenth_dps, step.tenth_g)
        if min(self._in_time.steps, self._alive) >= self._steps_in_time:
            self._learn(step.time_s, self._in_time)
        elif min(self._at_once.steps, self._alive) >= self._steps_at_once:
            self._learn(step.time_s, self._at_once)

    def _learn(self, time_s: float, still: Steady) -> None:
        offset_dps = still.mean_dps
        if math.hypot(*offset_dps) <= self._stillness.zero_most_dps:
            self._change(time_s, offset_dps, settled=still.steps >= self._steps_settled)

    def _change(self, time_s: float, offset_dps: Vector, *, settled: bool) -> None:
        """Take the offset over, if it may be one by what was known before."""
        known_dps = self.offset_dps
        if known_dps is None or settled or math.dist(known_dps, offset_dps) <= self._may_drift_dps(time_s):
            self._times_s.append(time_s)
            self._offsets_dps.append(offset_dps)
            self._offset_dps = offset_dps
            self._sure_s = time_s

    def _may_drift_dps(self, time_s: float) -> float:
        unsure_dps = self._stillness.zero_unsure_dps + self._stillness.zero_drift_dps_s * (time_s - self._sure_s)
        return min(unsure_dps, self._stillness.zero_drift_dps)

    def _forget(self, before_s: float) -> None:
        """All but the last change before that."""
        past = max(bisect_right(self._times_s, before_s) - 1, 0)
        del self._times_s[:past], self._offsets_dps[:past]


def minus(one: Vector, other: Vector) -> Vector:
    """The difference of two vectors."""
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]
