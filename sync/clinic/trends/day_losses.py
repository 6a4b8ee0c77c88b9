"""What of a day was lost or is in doubt, by what its document says of its own quality.

Knows seconds, reasons and clocks; must never know words for them, SQL or HTML.
"""

from dataclasses import dataclass
from typing import Final

LOSS_SEEN_S: Final = 3600  # ours: what a day loses below an hour changes no conclusion
CLOCK_RIGHT: Final = "synced"


@dataclass(frozen=True)
class SeenQuality:
    """As `Quality`."""

    clock: str
    gaps: int = 0
    gap_s: float = 0.0
    gap_reasons: tuple[tuple[str, int], ...] = ()
    unreadable: int = 0
    unmeasured: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class SeenPrivacy:
    """As `DayPrivacy`."""

    duration_s: float


@dataclass(frozen=True)
class DayLosses:
    """Of one day: gaps while recording and why, seconds in which a part of the sensor did not work, by its name.

    turned_s: at rest, and the sensor had turned on the limb. privacy_s: nothing was to be recorded. records: of the
    device's own, those that cannot be read any more.
    """

    clock: str = CLOCK_RIGHT
    gaps: int = 0
    gap_s: float = 0.0
    gap_reasons: tuple[str, ...] = ()
    unmeasured: tuple[tuple[str, int], ...] = ()
    turned_s: int = 0
    privacy_s: float = 0.0
    records: int = 0


NOTHING_LOST: Final = DayLosses()
