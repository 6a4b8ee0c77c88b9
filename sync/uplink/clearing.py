"""What the broker retains for nothing is taken back: days that the clinic has, and a discovery that was switched off.

Knows what was taken back, and when the broker is left alone; must never know receipts, connections or what is in a day.
A day that is taken back twice does no harm, so nothing of it is kept over a restart.
"""

import logging
import math
from collections.abc import Iterator, Sequence

from sync.uplink.outbox import DayRevision
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import DAY, DISCOVERY_ROOT, Message, cleared, discovery_topic, topic
from sync.wire.reasons import REFUSED, reason_text

MOST_CLEARED, CLEAR_EVERY_S = 5, 10.0  # ours: so many at a time, so often; days and receipts go first
# From a day's receipt until it is taken back. A clinic that lost its database puts the last copy of it in its place and
# finds at the broker what came since: 7 days of 13 kB, compressed (96 kB as they are).
RESTORABLE_S = 7 * 86_400.0
MOST_ENDS = 3  # connections that end while something is taken back, until it is taken for the reason
LEFT_ALONE_S = 6 * 3600.0  # a broker that does not bear it

STAYS = "what it retains stays there until it expires"
UNBEARABLE = f"the broker ends the connection when a day is taken back: {STAYS}"

log = logging.getLogger(__name__)


class Clearing:
    """What of one device is still to be taken back."""

    def __init__(self, device: str, kept: SyncDb, *, home_assistant: bool) -> None:
        """`home_assistant`: its discovery is to stay."""
        self._device, self._kept, self._home_assistant = device, kept, home_assistant
        self._cleared: dict[str, int] = {}  # day -> the revision up to which it was
        self._next_s, self._until_s = -math.inf, 0.0
        self._ends = 0  # connections that ended meanwhile, in a row
        self.limits: list[str] = []  # what this broker does not do

    def is_time(self, now_s: float) -> bool:
        """Whether something may be taken back now."""
        if self.limits and now_s >= self._until_s:
            self.limits = []
        return not self.limits and now_s >= self._next_s

    def begin(self, held: Sequence[DayRevision], now_s: float) -> list[DayRevision]:
        """What to take back now, of the days that the clinic has with the revision that it has of each."""
        self._next_s = now_s + CLEAR_EVERY_S
        due = list(self._due(held))[:MOST_CLEARED]
        self._ends += bool(due)
        if self._ends > MOST_ENDS:
            self._leave_alone(UNBEARABLE, now_s)
            return []
        return due

    def _due(self, held: Sequence[DayRevision]) -> Iterator[DayRevision]:
        if self._kept.has_discovery and not self._home_assistant:
            yield (DISCOVERY_ROOT, 1)
        yield from (item for item in held if self._cleared.get(item[0], 0) < item[1])

    def message(self, item: DayRevision) -> Message:
        """What takes it back."""
        is_day = item[0] != DISCOVERY_ROOT
        return cleared(topic(self._device, DAY, item[0]) if is_day else discovery_topic(self._device))

    def answered(self, items: Sequence[DayRevision], codes: Sequence[int], now_s: float) -> None:
        """The broker's reason code for each."""
        self._ends = 0
        for item, code in zip(items, codes, strict=True):
            if code >= REFUSED:
                self._leave_alone(f"the broker refuses to take back {item[0]}: {reason_text(code)}; {STAYS}", now_s)
            elif item[0] == DISCOVERY_ROOT:
                self._kept.keep_discovery(is_there=False)
            else:
                self._cleared[item[0]] = item[1]
                log.debug("%s is taken back from the broker, the clinic has revision %d", *item)

    def discovered(self) -> None:
        """The broker has the discovery now."""
        self._kept.keep_discovery(is_there=True)

    def _leave_alone(self, why: str, now_s: float) -> None:
        log.warning("%s", why)
        self.limits, self._until_s, self._ends = [why], now_s + LEFT_ALONE_S, 0
