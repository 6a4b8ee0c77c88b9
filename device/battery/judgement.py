"""When a battery is low, and when it is so empty that the device had better switch itself off.

Knows levels and how often they were seen; must never know boards, lights or switches.
"""

from dataclasses import dataclass
from typing import Final, Protocol

RECOVERED_PERCENT: Final = 3.0  # ours: above the level at which it is low: a load that comes and goes moves it by less
CERTAIN_LOOKS: Final = 3  # ours: in a row, a minute apart: a single misread level switches nothing off


class LevelSeen(Protocol):
    """One look at a battery: `drivers.battery.BatteryReading` or anything like it."""

    @property
    def percent(self) -> float:
        """0 to 100."""

    @property
    def external(self) -> bool | None:
        """Whether power comes from outside; None where nobody tells."""

    @property
    def charging(self) -> bool | None:
        """Likewise, whether it charges."""


@dataclass(frozen=True)
class BatteryVerdict:
    """What follows from the looks up to now. `empty`: the device is to switch itself off."""

    low: bool = False
    empty: bool = False


class BatteryJudge:
    """One battery. `low_percent` and below is low, `stop_percent` and below is empty, 0 is never."""

    def __init__(self, low_percent: float, stop_percent: float) -> None:
        self._low_percent, self._stop_percent = low_percent, stop_percent
        self._low, self._looks = False, 0

    def push(self, seen: LevelSeen) -> BatteryVerdict:
        """After one look more. Never low nor empty with power from outside."""
        powered = bool(seen.external or seen.charging)
        limit = self._low_percent + (RECOVERED_PERCENT if self._low else 0.0)
        self._low = not powered and seen.percent <= limit
        is_empty = self._stop_percent > 0 and not powered and seen.percent <= self._stop_percent
        self._looks = self._looks + 1 if is_empty else 0
        return BatteryVerdict(self._low, self._looks >= CERTAIN_LOOKS)
