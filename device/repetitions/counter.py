"""Repetitions of one exercise, counted from how far the limb turned about the movement's own axis.

Knows turning angles and hysteresis; must never know the exercise's name, the patient's progress, or lights.
"""

import math
from collections import deque
from itertools import takewhile

from device.parameters import PARAMETERS
from device.programme.items import BACK_SHARE, Movement
from device.programme.seen import Repetition
from device.records.histograms import median
from device.repetitions.asked import TOLD_SHARE, restored, why_not
from device.repetitions.axis import Place, TurningAxis
from device.repetitions.running import RunningSet, shaped
from device.signals.gyro_bias import Turn
from device.signals.turning import STEP_S, Vector

# All ours; tried on 20 repetitions each of seven shoulder exercises (tests/evaluation/repetitions.py).
OUT_SHARE = 0.5  # of the least range that counts, that makes a movement out
UNFINISHED_SHARE = 0.3  # of the usual way out and back, that makes a movement cut off at the end a repetition
FAR = 1.5  # times the usual way out: of a way out beyond that, no more has to be gone back
USUAL_FROM, USUAL_OF = 3, 8  # so many repetitions tell what is usual; of the last ones

COURSE_STEPS = 600  # ours: a minute; of a slower movement its end is compared
SWAY_DEG = 1.0  # ours: a limb that waits sways by less, such as by breathing: waiting is no part of a repetition
NOTICED_DPS = 2.0  # ours: over a repetition of ten seconds, 20 degrees


class RepetitionCounter:
    """Counts movements out and back as `item` asks for them.

    The way out is whichever way the limb turns first after a rest.
    Drift cannot add up: an angle is only ever taken from the last turning point.
    """

    def __init__(self, item: Movement) -> None:
        self._item, self._numbers = item, PARAMETERS.repetitions
        self._out_deg = OUT_SHARE * item.count_from_deg
        self._offset_is_known = self._exercising = False
        self.restart()

    def heed(self, *, exercising: bool) -> None:
        """When an exercise begins or goes on, what the limb did before belongs to no repetition."""
        if exercising and not self._exercising:
            self.restart()
        self._exercising = exercising

    def restart(self) -> None:
        """Take where the limb is now as the start of a new set; what it did before is forgotten."""
        self._axis, self._set = TurningAxis(), RunningSet(self._numbers)
        self._course: deque[Turn] = deque(maxlen=COURSE_STEPS)
        self._usual_deg: deque[float] = deque(maxlen=USUAL_OF)
        self._angles_deg: Vector = (0.0, 0.0, 0.0)
        self._low: Place | None = None
        self._high: Place | None = None  # None on the way back, and at rest
        self._back: Place  # furthest back since then
        self._out_is_known = False

    def push(self, turn: Turn) -> list[Repetition]:
        """The repetition, if any, that was completed, at half of its way back; and what had waited for it."""
        if turn.after_gap:
            self._low = self._high = None
            self._course.clear()
        self._course.append(turn)
        if turn.offset_dps is not None and not self._offset_is_known:
            self._offset_is_known = True
            self._learn(turn.offset_dps)
        self._turn(turn.rotation_dps)
        return self._follow(Place(turn.time_s, self._angles_deg), still=turn.still)

    def finish(self) -> list[Repetition]:
        """What had waited, and the last repetition, if it was cut off when enough of it was done."""
        waited = self._set.finish()
        if self._low is None or self._high is None or not self._usual_deg:
            return waited
        range_deg = self._axis.turned_deg(self._low, self._high)
        back_deg = self._axis.turned_deg(self._now, self._high)
        if range_deg + back_deg < UNFINISHED_SHARE * 2 * median(self._usual_deg):
            return waited
        return [*waited, self._judged(self._low, self._high, self._now, range_deg)]

    def _learn(self, offset_dps: Vector) -> None:
        """Forget angles that an offset nobody knew has led astray."""
        if math.hypot(*offset_dps) > NOTICED_DPS:
            self.restart()

    def _turn(self, rotation_dps: Vector) -> None:
        self._axis.push(rotation_dps)
        (x, y, z), (angle_x, angle_y, angle_z) = rotation_dps, self._angles_deg
        self._angles_deg = (angle_x + x * STEP_S, angle_y + y * STEP_S, angle_z + z * STEP_S)

    def _follow(self, place: Place, *, still: bool) -> list[Repetition]:
        self._now = place
        if self._low is None:
            self._low = place
        if self._high is not None:
            return self._on_the_way_back(place, self._low, self._high)
        if still:
            self._low, self._out_is_known = place, False
        else:
            self._look_for_a_start(place, self._low)
        return []

    def _look_for_a_start(self, place: Place, low: Place) -> None:
        turned_deg = self._axis.turned_deg(low, place)
        if not self._out_is_known and abs(turned_deg) >= self._out_deg:
            self._axis.flip(turned_deg)
            self._high = self._back = place
            self._out_is_known = True
        elif turned_deg >= self._out_deg:
            self._high = self._back = place
        elif turned_deg < 0 and self._out_is_known:
            self._low = place

    def _on_the_way_back(self, place: Place, low: Place, high: Place) -> list[Repetition]:
        range_deg = self._axis.turned_deg(low, high)
        back_deg = self._axis.turned_deg(place, high)
        if back_deg < 0:
            self._high = self._back = place
        if self._axis.turned_deg(place, self._back) > 0:
            self._back = place
        if 0 < back_deg >= self._far_enough_back_deg(range_deg):
            return self._end(low, high, place, range_deg)
        if self._out_again(place, high):
            ended = self._end(low, high, self._back, range_deg)
            self._high = self._back = place
            return ended
        return []

    def _far_enough_back_deg(self, range_deg: float) -> float:
        known = len(self._usual_deg) >= USUAL_FROM
        return BACK_SHARE * (min(range_deg, FAR * median(self._usual_deg)) if known else range_deg)

    def _out_again(self, place: Place, high: Place) -> bool:
        """Whether the way out was so far, into position too, that a movement that counts is less than half of it."""
        back_deg = self._axis.turned_deg(self._back, high)
        again_deg = self._axis.turned_deg(self._back, place)
        first = len(self._usual_deg) < USUAL_FROM
        return first and back_deg >= self._item.count_from_deg and again_deg >= BACK_SHARE * back_deg

    def _end(self, low: Place, high: Place, back: Place, range_deg: float) -> list[Repetition]:
        self._low, self._high = back, None
        self._usual_deg.append(range_deg)
        judged = self._judged(low, high, back, range_deg)
        if not judged.counted:
            return [judged]
        return self._set.push(shaped(judged, self._course, _period_s(low, back)))

    def _judged(self, start: Place, high: Place, end: Place, smoothed_deg: float) -> Repetition:
        period_s = _period_s(start, end)
        range_deg = restored(smoothed_deg, period_s, self._numbers)
        peak_dps = restored(self._smoothed_peak_dps(start, end), period_s, self._numbers)
        reason = why_not(self._item, range_deg, end.time_s - self._set_out_s(start, high), peak_dps)
        return Repetition(start.time_s, end.time_s, range_deg, reason is None, reason)

    def _set_out_s(self, start: Place, high: Place) -> float:
        """When the limb set out: on its way to `high` it was no further from the start than it sways until then."""
        angles_deg = high.angles_deg
        for turn in reversed(self._course):
            if turn.time_s <= high.time_s:
                if self._axis.turned_deg(start, Place(turn.time_s, angles_deg)) <= SWAY_DEG:
                    return turn.time_s
                angles_deg = _before(angles_deg, turn.rotation_dps)
        return start.time_s

    def _smoothed_peak_dps(self, start: Place, end: Place) -> float:
        """How fast the limb turned at most, about whatever axis."""
        since = takewhile(lambda turn: turn.time_s > start.time_s, reversed(self._course))
        return max((math.hypot(*turn.rotation_dps) for turn in since if turn.time_s <= end.time_s), default=0.0)


def _period_s(start: Place, told: Place) -> float:
    return (told.time_s - start.time_s) / TOLD_SHARE


def _before(angles_deg: Vector, rotation_dps: Vector) -> Vector:
    """Where the limb was one step earlier."""
    (angle_x, angle_y, angle_z), (x, y, z) = angles_deg, rotation_dps
    return angle_x - x * STEP_S, angle_y - y * STEP_S, angle_z - z * STEP_S
