"""What is said of a device that sends more than it may: counted in memory, stored once a second, logged once a minute.

Knows how many messages of which device and kind were not taken; must never know how many are too many, or SQL.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from sync.clinic.database.refusals import Refusal
from sync.clinic.fairness import BURST_BYTES, REFILL_BYTES_PER_S
from sync.clinic.refusing import MOST_OF_A_PAYLOAD, MOST_OF_A_TOPIC, NO_DEVICE, refusal_of
from sync.wire.client import Delivery
from sync.wire.messages import writer

STORE_EVERY_S: Final = 1.0
SAY_EVERY_S: Final = 60.0
MOST_TOPICS: Final = 20  # as many as the database keeps of a device
MOST_SENDERS: Final = 50  # named, from one start to the next; those after them are NO_DEVICE together
MEGA: Final = 1_000_000
ALLOWED: Final = f"{BURST_BYTES // MEGA} MB at once and then {REFILL_BYTES_PER_S * 60 // MEGA} MB a minute"
REASON: Final = (
    f"the device sends more than {ALLOWED}: {{count}} of its messages were not looked at since this service started. "
    "A day among them is sent again. If this goes on, the device is broken, or somebody else writes in its name: see "
    "who may write to the broker"
)
AS_ONE: Final = "surplus"  # instead of a digest: all of one day or kind are kept as one

log = logging.getLogger(__name__)


@dataclass
class Sender:
    """One device's surplus: in all, not in the log yet, and not stored yet, by topic."""

    in_all: int = 0
    unsaid: int = 0
    said_s: float | None = None
    unstored: dict[str, tuple[Delivery, int, int]] = field(default_factory=dict)  # its beginning, bytes, times

    def add(self, delivery: Delivery) -> None:
        """One more; of the topics the newest MOST_TOPICS are kept."""
        self.in_all, self.unsaid = self.in_all + 1, self.unsaid + 1
        topic = delivery.topic[:MOST_OF_A_TOPIC]
        *_, times = self.unstored.pop(topic, (0,))
        beginning = replace(delivery, topic=topic, payload=delivery.payload[:MOST_OF_A_PAYLOAD])
        self.unstored[topic] = beginning, len(delivery.payload), times + 1
        if len(self.unstored) > MOST_TOPICS:
            del self.unstored[next(iter(self.unstored))]


class Surplus:
    """Bounded whatever is added: MOST_SENDERS and one devices, MOST_TOPICS topics of each."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s, self._stored_s = monotonic_s, -STORE_EVERY_S
        self._senders: dict[str, Sender] = {}

    def add(self, delivery: Delivery) -> None:
        """One more message that was not looked at."""
        device = writer(delivery.topic) or NO_DEVICE
        named = device in self._senders or len(self._senders) < MOST_SENDERS
        self._senders.setdefault(device if named else NO_DEVICE, Sender()).add(delivery)

    def due(self) -> list[Refusal]:
        """What is to be stored now; the log has its line a minute of each device. Stored: say `stored`."""
        now_s = self._monotonic_s()
        if now_s - self._stored_s < STORE_EVERY_S:
            return []
        self._stored_s = now_s
        for device, sender in self._senders.items():
            _say(device, sender, now_s)
        return [_refusal(device, of, *kept) for device, of in self._senders.items() for kept in of.unstored.values()]

    def stored(self) -> None:
        """What was due is in the database."""
        for sender in self._senders.values():
            sender.unstored.clear()


def _refusal(device: str, sender: Sender, beginning: Delivery, size_bytes: int, times: int) -> Refusal:
    of_beginning = refusal_of(beginning, REASON.format(count=sender.in_all))
    return replace(of_beginning, device=device, digest=AS_ONE, size_bytes=size_bytes, times=times)


def _say(device: str, sender: Sender, now_s: float) -> None:
    if not sender.unsaid or (sender.said_s is not None and now_s - sender.said_s < SAY_EVERY_S):
        return
    log.warning("not taken: %d messages of %s, which sends more than %s", sender.unsaid, device, ALLOWED)
    sender.unsaid, sender.said_s = 0, now_s
