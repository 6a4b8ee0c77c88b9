"""When the sensor is left alone but for seldom looks, and when it measures fully.

Knows who may need samples, and who says that nobody wears the band; must never know how either is found out.
"""

from typing import Final, Literal

from device.records.facts import Gap
from device.sensor.sensing import Sensing

QUIET_LOOK_S: Final = 1.0  # with 0.1 s until the first frame: whoever moves it is measured 1.2 s later at the most
NEEDED: Final = "it is needed: the button was touched, or something is under way"

QuietTurn = Literal["begins", "goes on", "ends", "none"]


class QuietMode:
    """Puts a sensor to rest and wakes it; told after each look."""

    def __init__(self, sensing: Sensing, *, allowed: bool) -> None:
        self._sensing, self._allowed = sensing, allowed
        self._was_quiet = False

    @property
    def quiet(self) -> bool:
        """Whether the sensor is quiet."""
        return self._sensing.quiet

    def push(self, *, lies: bool, needed: bool) -> tuple[QuietTurn, list[Gap]]:
        """What changed with the last look or changes now, and what is to be told of quiet time.

        lies: nobody can be wearing it. needed: somebody waits for samples or may be about to.
        """
        gaps: list[Gap] = []
        if self._sensing.quiet and needed:
            gaps = self._sensing.wake(NEEDED)
        elif not self._sensing.quiet and not self._was_quiet and self._allowed and lies and not needed:
            self._sensing.become_quiet()
        before, self._was_quiet = self._was_quiet, self._sensing.quiet
        return TURNS[before, self._was_quiet], gaps


TURNS: Final[dict[tuple[bool, bool], QuietTurn]] = {
    (False, True): "begins",
    (True, True): "goes on",
    (True, False): "ends",
    (False, False): "none",
}
