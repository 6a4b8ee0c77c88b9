"""Where somebody wants their limb during one set, by the lights, or not.

Knows what each kind of exercise asks of a limb; must never know the button, or what comes after the set.
"""

import math
from typing import Final

from device.programme.catalogue import CATALOGUE
from device.programme.items import BeatSwing, Hold, Movement, Work
from device.simulation.people.eyes import DARK_BELOW, LIT, Eyes
from device.simulation.people.temperament import Temperament

HELD_OUT_DEG: Final = 30.0  # how far a limb is lifted to be held
QUICK_CYCLE_S: Final = (0.5, 0.1, 0.5, 0.6)  # out, stay, back, wait, of somebody who does not heed the pace
OUT_SHARE_FAR, OUT_SHARE_BACK = 0.8, 0.3  # of the way, by which somebody counts along


class SetMoves:
    """One set of `work` that began at `begun_s`."""

    def __init__(self, work: Work, begun_s: float, temper: Temperament) -> None:
        self.work, self.begun_s, self._temper = work, begun_s, temper
        self._repetitions = 0
        self._beat_s = float("-inf")
        self._is_out = self._was_lit = self._pace_began = False

    @property
    def is_hold(self) -> bool:
        """Whether it asks for time alone."""
        return isinstance(self.work, Hold)

    @property
    def is_swing(self) -> bool:
        """Whether it asks for swings on a beat."""
        return isinstance(self.work, BeatSwing)

    @property
    def repetitions(self) -> int:
        """How many the patient has counted."""
        return self._repetitions

    def done(self, now_s: float) -> float:
        """Repetitions, or the seconds of a hold."""
        return now_s - self.begun_s if self.is_hold else self._repetitions

    def wanted_deg(self, now_s: float, eyes: Eyes) -> float:
        """Where the limb is wanted; nowhere while the amber light says to wait."""
        if eyes.levels[2] >= LIT:
            return 0.0
        match self.work:
            case Movement(target_deg=target_deg):
                share = self._own_pace(now_s) if self._temper.hurries else self._paced(now_s, eyes)
                self._count(share)
                return share * target_deg * self._temper.share
            case BeatSwing(target_deg=target_deg, period_s=period_s):
                return self._swing(now_s, eyes, period_s) * target_deg * self._temper.share
            case Hold(exercise=exercise):
                return 0.0 if CATALOGUE[exercise].form == "rest" else HELD_OUT_DEG * self._temper.share

    def _paced(self, now_s: float, eyes: Eyes) -> float:
        """As bright as the middle light, once that has begun its pace in the dark."""
        level = eyes.middle_before(now_s)
        self._pace_began = self._pace_began or level <= DARK_BELOW
        return level if self._pace_began else 0.0

    def _own_pace(self, now_s: float) -> float:
        out_s, stay_s, back_s, wait_s = QUICK_CYCLE_S
        phase_s = (now_s - self.begun_s) % (out_s + stay_s + back_s + wait_s)
        return max(0.0, min(1.0, phase_s / out_s, (out_s + stay_s + back_s - phase_s) / back_s))

    def _count(self, share: float) -> None:
        """What the patient takes for a repetition: out beyond the middle, and back."""
        if self._is_out and share < OUT_SHARE_BACK:
            self._is_out, self._repetitions = False, self._repetitions + 1
        elif share > OUT_SHARE_FAR:
            self._is_out = True

    def _swing(self, now_s: float, eyes: Eyes, period_s: float) -> float:
        """Out and back once from each beat on, in its time."""
        lit = eyes.levels[1] >= LIT
        if lit and not self._was_lit:
            self._beat_s, self._repetitions = now_s, self._repetitions + 1
        self._was_lit = lit
        share = (now_s - self._beat_s) / period_s
        return (1 - math.cos(2 * math.pi * share)) / 2 if 0 <= share < 1 else 0.0
