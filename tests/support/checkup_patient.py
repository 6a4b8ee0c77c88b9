"""Somebody who does a check-up and sees nothing but the lights: what each asks for is on the patient's card.

Knows lights as a person sees them, and where the limb goes; must never know the coach, or what is measured.
"""

from collections import deque
from enum import Enum, auto

from device.signals.samples import Floats
from device.simulation.people import Levels, Person
from device.simulation.people.person import LIVING, together, wave
from device.simulation.people.wanted_limb import WantedLimb

NEVER_S = float("inf")
LOOKED_S, TAP_S, HOLDS_AT_MOST_S = 0.6, 0.5, 6.0
PULLED_DEG, EASED_DEG = 30.0, 12.0
BENDS = (0.0, 1.0, 0.0)
DIM, LIT = (0.05, 0.2), 0.9
Look = tuple[str, str, str]


class Doing(Enum):
    """What somebody is at."""

    NOTHING = auto()
    HOLDING = auto()
    LOOKING = auto()
    CHECKING = auto()
    GONE = auto()


WANTED = {
    ("dim", "dim", "dark"): PULLED_DEG,  # as it is: pulled
    ("dim", "lit", "dark"): 0.0,  # straight
    ("lit", "lit", "dark"): EASED_DEG,  # with the trick
}
HELD, READY, DONE = ("lit", "lit", "dark"), ("lit", "dim", "dark"), ("lit", "lit", "lit")


class CheckupPatient(Person):
    """Opens what is due at `start_s`; taps again `skips_after_s` later, or walks away from everything then."""

    def __init__(
        self, start_s: float, skips_after_s: float = float("inf"), leaves_after_s: float = float("inf")
    ) -> None:
        self._start_s, self._skips_after_s, self._leaves_after_s = start_s, skips_after_s, leaves_after_s
        self._limb = WantedLimb(together(LIVING, wave(4.8, 1.5, wander=0.04)))
        self._seen = deque[tuple[float, Look]]()
        self._doing, self._wanted_deg = Doing.NOTHING, PULLED_DEG
        self._since_s = self._tapped_s = float("-inf")
        self._has_skipped = False
        self.asked: list[Look] = []

    def see(self, now_s: float, levels: Levels) -> None:
        left, middle, right = map(_level, levels)
        self._seen.append((now_s, (left, middle, right)))
        while now_s - self._seen[0][0] > LOOKED_S:
            self._seen.popleft()
        looks = {look for _, look in self._seen}
        self._heed(now_s, looks.pop() if len(looks) == 1 else None)
        walks = now_s - self._start_s > self._leaves_after_s
        self._limb.towards(40.0 * (int(now_s * 1.8) % 2) if walks else self._wanted_deg, now_s)

    def _heed(self, now_s: float, look: Look | None) -> None:
        if self._doing is Doing.NOTHING and now_s >= self._start_s:
            self._turn_to(Doing.HOLDING, now_s)
        elif self._doing is Doing.HOLDING and (
            look == ("lit", "lit", "dark") or now_s - self._since_s > HOLDS_AT_MOST_S
        ):
            self._turn_to(Doing.LOOKING, now_s)
        elif self._doing is Doing.LOOKING and look == READY and now_s - self._since_s > 2:
            self._tapped_s = now_s
            self._turn_to(Doing.CHECKING, now_s)
        elif self._doing is Doing.CHECKING:
            self._check(now_s, look)

    def _check(self, now_s: float, look: Look | None) -> None:
        if look == DONE:
            self._turn_to(Doing.GONE, now_s)
        elif look in WANTED and now_s - self._since_s > 2:
            self._wanted_deg = WANTED[look]
            if self.asked[-1:] != [look]:
                self.asked.append(look)
        if now_s - self._since_s > self._skips_after_s and not self._has_skipped:
            self._has_skipped, self._tapped_s = True, now_s

    def _turn_to(self, doing: Doing, now_s: float) -> None:
        self._doing, self._since_s = doing, now_s

    def presses(self, now_s: float) -> bool:
        return self._doing is Doing.HOLDING or now_s - self._tapped_s < TAP_S

    def over(self, now_s: float) -> bool:
        return False

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        return self._limb.felt(time_s, BENDS)


def _level(level: float) -> str:
    if level >= LIT:
        return "lit"
    return "dim" if DIM[0] <= level <= DIM[1] else "dark" if level < DIM[0] else "between"
