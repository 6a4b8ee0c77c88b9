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
from itertools import pairwise

import numpy as np

from device.parameters import WINDOW_S, Stillness
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.stillness import Counts, Steady, Unchanged, since
from device.signals.turning import NOTHING_TURNED, STEP_S, Steps, Vector, vectors_in
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
        if not len(steps):
            return NO_TURNS
        steady, offset_dps = self._across(steps) if steps.after_gap[1:].any() else self._followed(steps)
        rotation_dps = np.where(np.isnan(offset_dps), steps.rotation_dps, steps.rotation_dps - offset_dps)
        slow = np.sqrt(np.square(rotation_dps).sum(axis=1)) <= self._stillness.still_most_dps
        still = slow & (steady >= self._steps_still)
        return Turns(steps.time_s, rotation_dps, steps.acceleration_g, steps.after_gap, still, offset_dps)

    def _across(self, steps: Steps) -> tuple[Counts, Floats]:
        """As `_followed`, with gaps between some of these steps."""
        bounds = [0, *(1 + steps.after_gap[1:].nonzero()[0]).tolist(), len(steps)]
        parts = [self._followed(steps.only(slice(*bound))) for bound in pairwise(bounds)]
        steady, offset_dps = zip(*parts, strict=True)
        return np.concatenate(steady), np.concatenate(offset_dps)

    def _followed(self, steps: Steps) -> tuple[Counts, Floats]:
        """For how many steps the limb has been steady, and the offset that is known; no gap is between these steps."""
        if steps.after_gap[0]:
            self._at_once.clear()
            self._in_time.clear()
        if steps.measured.all():
            return self._look(steps)
        steady, offset_dps = [np.array([self._in_time.steps])], [np.array([self._offset_dps or UNKNOWN])]
        if steps.measured.any():
            looked_at = self._look(steps.only(steps.measured))
            steady, offset_dps = [*steady, looked_at[0]], [*offset_dps, looked_at[1]]
        last_measured = steps.measured.cumsum()  # 0: none of these
        return np.concatenate(steady)[last_measured], np.concatenate(offset_dps)[last_measured]

    def corrected(self, window: Window) -> Window:
        """The window without the offset; everything but the rotation's values stays as it is."""
        return self.corrected_each([window])[0]

    def corrected_each(self, windows: Sequence[Window]) -> list[Window]:
        """Likewise of each of some windows, in order of time; the very same where no offset is known."""
        corrected = list(windows)
        offsets_dps = [self._offset_at(window.start_s + WINDOW_S - KNOWN_BEFORE_S) for window in windows]
        asked = [(n, window.rotation, offsets_dps[n]) for n, window in enumerate(windows)]
        known = [(n, rotation, dps) for n, rotation, dps in asked if rotation is not None and dps is not None]
        if not known:
            return corrected
        self._forget(windows[-1].start_s - KEPT_S)
        columns = np.array([rotation.values.T for _, rotation, _ in known])
        turned = columns - np.array([dps for *_, dps in known])[:, :, np.newaxis]
        for (n, rotation, _), values in zip(known, turned, strict=True):
            corrected[n] = windows[n].turning_as(Channel(values.copy().T, rotation.saturated, rotation.stuck_axes))
        return corrected

    def _offset_at(self, time_s: float) -> Vector | None:
        place = bisect_right(self._times_s, time_s)
        return self._offsets_dps[place - 1] if place else None

    def _look(self, steps: Steps) -> tuple[Counts, Floats]:
        """Likewise of steps that were measured, at least one."""
        steady = self._in_time.push(steps.rotation_dps, steps.acceleration_g)
        alive = since(self._unchanged.push(steps.tenth_dps) >= STUCK_STEPS, self._alive + 1)
        self._alive = int(alive[-1])
        offset_dps = np.tile(self._offset_dps or UNKNOWN, (len(steps), 1))
        for place, still, count in self._lessons(steps, steady, alive):
            if self._learn(float(steps.time_s[place]), still.mean_dps(place), settled=count >= self._steps_settled):
                offset_dps[place:] = self._offset_dps
        return steady, offset_dps

    def _lessons(self, steps: Steps, steady: Counts, alive: Counts) -> Iterator[tuple[int, Steady, int]]:
        """With which of these steps the limb is still enough to teach an offset, by what, and for how many steps."""
        long_enough = np.minimum(steady, alive) >= self._steps_in_time
        known_from = 0
        if self._offset_dps is None:
            at_once = self._at_once.push(steps.tenth_dps, steps.tenth_g)
            for place in (long_enough | (np.minimum(at_once, alive) >= self._steps_at_once)).nonzero()[0].tolist():
                still, counts = (self._in_time, steady) if long_enough[place] else (self._at_once, at_once)
                yield place, still, int(counts[place])
                known_from = place + 1
                if self._offset_dps is not None:
                    break
        if self._offset_dps is not None:
            again = long_enough & (steady % TAUGHT_EVERY == 0)
            for place in (again[known_from:].nonzero()[0] + known_from).tolist():
                yield place, self._in_time, int(steady[place])

    def _learn(self, time_s: float, offset_dps: Vector, *, settled: bool) -> bool:
        """Whether it was learned."""
        if math.hypot(*offset_dps) > self._stillness.zero_most_dps:
            return False
        return self._change(time_s, offset_dps, settled=settled)

    def _change(self, time_s: float, offset_dps: Vector, *, settled: bool) -> bool:
        """Take the offset over, if it may be one by what was known before."""
        known_dps = self.offset_dps
        may_be = known_dps is None or settled or math.dist(known_dps, offset_dps) <= self._may_drift_dps(time_s)
        if may_be:
            self._times_s.append(time_s)
            self._offsets_dps.append(offset_dps)
            self._offset_dps = offset_dps
            self._sure_s = time_s
        return may_be

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
