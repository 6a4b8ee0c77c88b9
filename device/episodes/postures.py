"""Sustained postures: the limb is held, nearly still, at a tilt from the person's own neutral.

Knows tilt, stillness and how long; must never know why the limb is held.

Gravity shows tilt and nothing else: a limb turned about the vertical (a hand that points elsewhere on the table) is not
seen. Without a known neutral there is no tilt, and nothing is measured. A posture taken on purpose looks alike. What is
held after a fast shift is a spasm's and no posture as well; held for longer than a spasm, it is one from there on.
"""

from device.episodes.slow_movement import Moment, is_gravity
from device.episodes.stretches import Stretch, Stretches
from device.parameters import ALGORITHM_VERSION, Episodes
from device.records.facts import Episode
from device.records.histograms import median
from device.records.person import Personal


class PostureTracker:
    """Follows moments in order of time and gives out every sustained posture once it has ended.

    A posture ends with two seconds of movement, or of less than 0.8 of the tilt that begins one.
    """

    def __init__(self, personal: Personal, limits: Episodes) -> None:
        self._personal, self._limits = personal, limits
        self._stretches = Stretches[float](limits.posture_least_s, limits)

    def push(self, moment: Moment, *, in_spasm: bool) -> list[Episode]:
        """The posture, if any, that this moment ends or cuts."""
        tilt_deg = None if in_spasm else self._tilt_deg(moment)
        return [self._episode(stretch) for stretch in self._stretches.push(moment.second_s, tilt_deg)]

    def finish(self) -> list[Episode]:
        """The posture that is open, if it was held for long enough."""
        return [self._episode(stretch) for stretch in self._stretches.finish()]

    def _tilt_deg(self, moment: Moment) -> float | None:
        """The tilt of a moment that holds a posture."""
        if not self._personal.neutral or not moment.known or moment.speed_dps > self._limits.still_dps:
            return None
        gravity_g = moment.gravity_g
        if not is_gravity(gravity_g, self._limits):
            return None
        tilt_deg = self._personal.tilt_deg(gravity_g)
        return tilt_deg if tilt_deg is not None and tilt_deg >= self._asked_deg() else None

    def _asked_deg(self) -> float:
        share = self._limits.posture_hold_share if self._stretches.open else 1
        return self._personal.posture_deg * share

    def _episode(self, held: Stretch[float]) -> Episode:
        tilt_deg = median(held.values)
        numbers = f"{tilt_deg:.0f} deg from neutral for {held.duration_s:.0f} s, limit {self._personal.posture_deg:.0f}"
        return Episode(
            start_s=held.start_s,
            duration_s=held.duration_s,
            kind="sustained posture",
            reason=f"{numbers} deg{held.part}",
            algorithm=ALGORITHM_VERSION,
            tilt_deg=tilt_deg,
        )
