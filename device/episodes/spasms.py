"""Spasms: the limb turns fast and far and is then held, nearly still, in the new position.

Knows a shift, the hold after it and how long that lasts; must never know why the limb moved.

A hold near the person's neutral is the end of something and no spasm; one that feels more or less than gravity is
pushed and holds nothing. The first second of a hold decides. What is still held after a minute is given out as it is:
the limb has come to lie there. A fast reach on purpose that stays where it went looks alike. Without a gyroscope
nothing is found.
"""

from dataclasses import dataclass, field

import numpy as np

from device.episodes.shifts import SPAN, Shift
from device.episodes.slow_movement import END_TENTH, FIRST_TENTH, TENTHS, Moment, is_gravity
from device.parameters import ALGORITHM_VERSION, Episodes
from device.records.facts import Episode
from device.records.person import Personal
from device.signals.samples import Floats


@dataclass
class _Hold:
    """A shift and what followed; times in whole tenths of a monotonic second."""

    shift: Shift
    first: int
    until: int = field(init=False)  # the end of what is known to be held
    still: int = 0  # tenths
    gravity_g: Floats = field(default_factory=lambda: np.zeros(3))  # summed over them
    is_spasm: bool = False  # not before a second of it is known

    def __post_init__(self) -> None:
        self.until = self.began

    @property
    def began(self) -> int:
        return self.first + SPAN

    @property
    def held_s(self) -> float:
        return (self.until - self.began) / TENTHS

    @property
    def mean_g(self) -> list[float]:
        mean: list[float] = (self.gravity_g / self.still).tolist()
        return mean

    def holds(self, now: int, acceleration_g: Floats) -> None:
        self.until, self.still = now + 1, self.still + 1
        self.gravity_g += acceleration_g


class SpasmTracker:
    """Follows moments with their shifts in order of time and gives out every spasm once its hold has ended."""

    def __init__(self, personal: Personal, limits: Episodes) -> None:
        self._personal, self._limits = personal, limits
        self._hold: _Hold | None = None
        self._next_s = 0.0

    @property
    def holding(self) -> bool:
        """Whether the limb is held, after a shift, in what is a spasm or may become one."""
        return self._hold is not None

    def push(self, moment: Moment, shifts: list[Shift]) -> list[Episode]:
        """The spasms that ended in this moment. Shifts that lie beside it are left to their own moments."""
        interrupted = not moment.known or moment.second_s != self._next_s
        self._next_s = moment.second_s + 1
        ended = self.finish() if interrupted else []
        starts = {shift.first: shift for shift in shifts if FIRST_TENTH <= shift.first < END_TENTH}
        if starts or self._hold is not None:
            for tenth in range(FIRST_TENTH, END_TENTH):
                ended += self._step(moment, tenth, starts.get(tenth))
        return ended

    def finish(self) -> list[Episode]:
        """The spasm that is held, if it is one."""
        hold, self._hold = self._hold, None
        return [self._episode(hold)] if hold is not None and hold.is_spasm else []

    def _step(self, moment: Moment, tenth: int, shift: Shift | None) -> list[Episode]:
        now = round(moment.second_s * TENTHS) + tenth - FIRST_TENTH
        if shift is not None:
            ended = self.finish()
            self._hold = _Hold(shift, now)
            return ended
        if self._hold is None or now < self._hold.began:
            return []
        return self._held(self._hold, now, moment, tenth)

    def _held(self, hold: _Hold, now: int, moment: Moment, tenth: int) -> list[Episode]:
        settling = hold.until == hold.began and now < hold.began + self._limits.spasm_settle_s * TENTHS
        if moment.speeds_dps[tenth - 1] <= self._limits.still_dps:
            hold.holds(now, moment.acceleration_g[tenth])
        elif not settling:
            return self.finish()
        if not hold.is_spasm and hold.held_s >= self._limits.spasm_hold_s:
            self._decide(hold)
        return self.finish() if hold.held_s >= self._limits.spasm_most_s else []

    def _decide(self, hold: _Hold) -> None:
        tilt_deg = self._personal.tilt_deg(hold.mean_g)
        away = tilt_deg is None or tilt_deg >= self._personal.posture_deg
        hold.is_spasm = away and is_gravity(hold.mean_g, self._limits)
        self._hold = hold if hold.is_spasm else None

    def _episode(self, hold: _Hold) -> Episode:
        goes_on = " and longer" if hold.held_s >= self._limits.spasm_most_s else ""
        turn = f"turned {hold.shift.turn_deg:.0f} deg in {SPAN / TENTHS:.1f} s at up to {hold.shift.peak_dps:.0f} deg/s"
        return Episode(
            start_s=hold.first / TENTHS,
            duration_s=(hold.until - hold.first) / TENTHS,
            kind="spasm",
            reason=f"{turn}, then held for {hold.held_s:.1f} s{goes_on}",
            algorithm=ALGORITHM_VERSION,
            peak_dps=hold.shift.peak_dps,
            tilt_deg=self._personal.tilt_deg(hold.mean_g),
        )
