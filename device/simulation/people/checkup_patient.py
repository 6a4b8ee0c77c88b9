"""Somebody who does a check-up and sees nothing but the lights: what each asks for is on the patient's card.

Knows lights as a person sees them, and where the limb goes; must never know the coach, or what is measured.
"""

from collections import deque
from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from device.signals.samples import Floats
from device.simulation.people.eyes import LIT, LOOKED_S, Levels
from device.simulation.people.person import LIVING, Person, together, wave
from device.simulation.people.temperament import PatientsSet
from device.simulation.people.wanted_limb import WantedLimb

TAP_S, HOLDS_AT_MOST_S, TAPS_AFTER_S = 0.5, 6.0, 2.0
LOST_S: Final = 30.0  # without any light nobody waits longer
PULLED_DEG, EASED_DEG = 30.0, 12.0
TREMBLES_HZ, TREMBLES_DEG = 4.8, 1.5  # peak to peak
BENDS: Final = (0.0, 1.0, 0.0)
DIM = (0.05, 0.2)
WALK_HZ, WALK_DEG = 0.9, 40.0
ThreeLooks = tuple[str, str, str]


class CheckupDoing(Enum):
    """What somebody is at."""

    NOTHING = auto()
    HOLDING = auto()
    LOOKING = auto()
    CHECKING = auto()
    GONE = auto()


WANTED: Final[dict[ThreeLooks, float]] = {
    ("dim", "dim", "dark"): PULLED_DEG,  # as it is: pulled
    ("dim", "lit", "dark"): 0.0,  # straight
    ("lit", "lit", "dark"): EASED_DEG,  # with the trick
}
HELD, READY, DONE = ("lit", "lit", "dark"), ("lit", "dim", "dark"), ("lit", "lit", "lit")


class CheckupPatient(Person):
    """Opens what is due at `start_s`; taps again `skips_after_s` later, or walks away from everything then.

    is_open: somebody has opened it already, with a check-up to begin. pressed_by_another: only the limb is theirs.
    """

    def __init__(
        self,
        start_s: float,
        skips_after_s: float = float("inf"),
        leaves_after_s: float = float("inf"),
        *,
        is_open: bool = False,
        pressed_by_another: bool = False,
    ) -> None:
        self._start_s, self._skips_after_s, self._leaves_after_s = start_s, skips_after_s, leaves_after_s
        self._limb = WantedLimb(together(LIVING, wave(TREMBLES_HZ, TREMBLES_DEG, wander=0.04)))
        self._seen = deque[tuple[float, ThreeLooks]]()
        self._doing, self._wanted_deg = CheckupDoing.NOTHING, PULLED_DEG
        self._since_s = self._tapped_s = float("-inf")
        self._lit_s, self._by_another = start_s, pressed_by_another
        self._has_skipped = False
        self.asked: list[ThreeLooks] = []
        if is_open:
            self._turn_to(CheckupDoing.CHECKING if pressed_by_another else CheckupDoing.LOOKING, start_s)

    @property
    def done(self) -> Sequence[PatientsSet]:
        """Sets of an exercise: none."""
        return ()

    @property
    def gone(self) -> bool:
        """Whether it is over, as the lights say it."""
        return self._doing is CheckupDoing.GONE

    def see(self, now_s: float, levels: Levels) -> None:
        """The three lights at this moment, which never goes back."""
        left, middle, right = map(_level, levels)
        self._seen.append((now_s, (left, middle, right)))
        while now_s - self._seen[0][0] > LOOKED_S:
            self._seen.popleft()
        looks = {look for _, look in self._seen}
        self._heed(now_s, looks.pop() if len(looks) == 1 else None)
        self._miss(now_s, levels)
        walks = now_s - self._start_s > self._leaves_after_s
        wanted_deg = WALK_DEG * (int(now_s * 2 * WALK_HZ) % 2) if walks else self._wanted_deg
        self._limb.towards(wanted_deg, now_s)

    def _heed(self, now_s: float, look: ThreeLooks | None) -> None:
        if self._doing is CheckupDoing.NOTHING and now_s >= self._start_s:
            self._turn_to(CheckupDoing.HOLDING, now_s)
        elif self._doing is CheckupDoing.HOLDING and (look == HELD or now_s - self._since_s > HOLDS_AT_MOST_S):
            self._turn_to(CheckupDoing.LOOKING, now_s)
        elif self._doing is CheckupDoing.LOOKING and look == READY and now_s - self._since_s > TAPS_AFTER_S:
            self._tapped_s = now_s
            self._turn_to(CheckupDoing.CHECKING, now_s)
        elif self._doing is CheckupDoing.CHECKING:
            self._check(now_s, look)

    def _check(self, now_s: float, look: ThreeLooks | None) -> None:
        if look == DONE:
            self._turn_to(CheckupDoing.GONE, now_s)
        elif look in WANTED and now_s - self._since_s > TAPS_AFTER_S:
            self._wanted_deg = WANTED[look]
            if self.asked[-1:] != [look]:
                self.asked.append(look)
        if now_s - self._since_s > self._skips_after_s and not self._has_skipped:
            self._has_skipped, self._tapped_s = True, now_s

    def _miss(self, now_s: float, levels: Levels) -> None:
        """Nobody goes on for long where no light asks for anything."""
        if max(levels) >= DIM[0]:
            self._lit_s = now_s
        if self._doing is not CheckupDoing.NOTHING and now_s - max(self._lit_s, self._start_s) > LOST_S:
            self._turn_to(CheckupDoing.GONE, now_s)

    def _turn_to(self, doing: CheckupDoing, now_s: float) -> None:
        self._doing, self._since_s = doing, now_s

    def presses(self, now_s: float) -> bool:
        """Whether the finger is on the button."""
        wants = self._doing is CheckupDoing.HOLDING or now_s - self._tapped_s < TAP_S
        return wants and not self._by_another

    def over(self, now_s: float) -> bool:  # noqa: ARG002 - no moment ends it
        """Never."""
        return False

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Acceleration in g and rotation in deg/s, each [n, 3], in the sensor's axes."""
        return self._limb.felt(time_s, BENDS)


def _level(level: float) -> str:
    if level >= LIT:
        return "lit"
    return "dim" if DIM[0] <= level <= DIM[1] else "dark" if level < DIM[0] else "between"
