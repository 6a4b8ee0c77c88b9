"""Whether the band has lain somewhere for so long that the day will call it not worn, as of this second.

Knows the day's own rule, asked each second of the last minute instead of once of each; must never know who wants to
know. A hand that takes it up for a press is no wearing yet, and a limb is, after seven seconds.
"""

from collections import deque
from typing import Final

from device.day.wear_time import INERT_SHARE, NEIGHBOUR_S, NOT_WORN_S
from device.tremor import Reading

SPAN_S: Final = 60
MOST_MOVED: Final = SPAN_S - round(INERT_SHARE * SPAN_S)  # seconds of a minute that is inert all the same


class Wearing:
    """Is shown every reading."""

    def __init__(self) -> None:
        self._moved_s: deque[float] = deque()  # in the last minute
        self._lies_from_s: float | None = None
        self._last_s = float("-inf")

    @property
    def not_worn(self) -> bool:
        """Whether nothing moved for a quarter of an hour, up to the last second that was judged."""
        return self._lies_from_s is not None and self._last_s + 1 - self._lies_from_s >= NOT_WORN_S

    def lay_until(self, time_s: float) -> None:
        """From the last second on, up to this time, others saw it lie."""
        self._last_s = max(self._last_s, time_s)

    def push(self, reading: Reading) -> None:
        """The next second; one in which nobody could know is no lying."""
        second_s = reading.second_s
        if second_s - self._last_s > NEIGHBOUR_S:
            self._moved_s.clear()
            self._lies_from_s = None
        self._last_s = second_s
        if reading.blind or not reading.inert:
            self._moved_s.append(second_s)
        while self._moved_s and second_s - self._moved_s[0] >= SPAN_S:
            self._moved_s.popleft()
        if len(self._moved_s) > MOST_MOVED:
            self._lies_from_s = None
        elif self._lies_from_s is None:
            self._lies_from_s = second_s
