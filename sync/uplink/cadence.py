"""When a day under way goes out again: in its turn, once a quarter of an hour, or because somebody waits for it.

Knows what of each day went out and when; must never know files, receipts or what is in a day. Days are given by name,
moments in UTC seconds, which is what quarter-hours are of.
"""

from dataclasses import dataclass
from typing import Final
from zlib import crc32

from sync.choices.days import DAY_EVERY_S
from sync.uplink.outbox import DayRevision

LATE_S: Final = 60.0  # ours: a clinic that is there sends its receipt within seconds
ALL_NUMBERS: Final = 2**32  # of crc32


@dataclass(frozen=True)
class Gone:
    """A day as it went out last: with what that people wait for, in which turn, and since when no receipt came."""

    revision: int
    awaited: int
    turn: int
    since_s: float


class Cadence:
    """Which revisions of days under way wait. Each device has turns of its own: they do not all speak at once."""

    def __init__(self, device: str, every_s: float = DAY_EVERY_S) -> None:
        self._every_s, self._offset_s = every_s, every_s * crc32(device.encode()) / ALL_NUMBERS
        self._gone: dict[str, Gone] = {}

    def turn(self, utc_s: float) -> int:
        """The number of the turn at this moment."""
        return int((utc_s - self._offset_s) // self._every_s)

    def waits(self, item: DayRevision, awaited: int, utc_s: float) -> bool:
        """Whether the day only gained minutes since it went out in this turn."""
        day, revision = item
        gone = self._gone.get(day)
        return (
            gone is not None and revision > gone.revision and (gone.awaited, gone.turn) == (awaited, self.turn(utc_s))
        )

    def goes(self, item: DayRevision, awaited: int, utc_s: float, now_s: float, receipted: int) -> None:
        """The day goes out as it is now; `receipted` is the revision of its last receipt, 0 for none."""
        day, revision = item
        before = self._gone.get(day)
        since_s = before.since_s if before and before.revision > receipted else now_s
        self._gone[day] = Gone(revision, awaited, self.turn(utc_s), since_s)

    def is_told(self, day: str, awaited: int) -> bool:
        """Whether what people wait for went out already."""
        return day in self._gone and self._gone[day].awaited == awaited

    def has_arrived(self, day: str, receipted: int) -> bool:
        """Whether there is a receipt for what went out."""
        return day in self._gone and receipted >= self._gone[day].revision

    def is_late(self, day: str, receipted: int, now_s: float) -> bool:
        """Whether a receipt should have come by now for what went out."""
        gone = self._gone.get(day)
        return gone is not None and receipted < gone.revision and now_s - gone.since_s >= LATE_S

    def ask(self, day: str) -> None:
        """Somebody asks for the day: it does not wait."""
        self._gone.pop(day, None)

    def ask_all(self) -> None:
        """Somebody may have waited for any of them."""
        self._gone.clear()
