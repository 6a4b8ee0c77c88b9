"""What one delivery holds: a day or a status to be stored, a refusal, or nothing that is kept.

Knows what must be read of a message, and what tells it from others unread; must never know SQL, or the broker.
"""

from dataclasses import dataclass
from typing import Final

from sync.clinic.database.refusals import Refusal
from sync.clinic.database.values import NewDay, NotStorable, SentDay, digest_of, new_day
from sync.clinic.refusing import refusal_of
from sync.wire.client import Delivery
from sync.wire.messages import BadMessage, Receipt, Status, day_of, decode, glanced_day

Content = NewDay | Status | Receipt | Refusal | None
"""A receipt: of a day that is held as it came, and was not read. None: headline numbers, or a day that was cleared."""


@dataclass(frozen=True)
class Delivered:
    """What it holds, and how many bytes that took to read."""

    content: Content
    read_bytes: int = 0


NOTHING: Final = Delivered(None)


def mark_of(delivery: Delivery) -> SentDay | None:
    """What tells this day, as it was sent, from all others; None of what is no day."""
    place = day_of(delivery.topic) if delivery.payload else None
    return place and (*place, digest_of(delivery.payload))


def open_delivery(delivery: Delivery) -> Delivered:
    """What it holds; a refusal of what can never be stored, however often it comes."""
    if not delivery.payload and day_of(delivery.topic):
        return NOTHING
    try:
        return _opened(delivery)
    except (BadMessage, NotStorable) as problem:
        return Delivered(refusal_of(delivery, str(problem)), len(delivery.payload))


def _opened(delivery: Delivery) -> Delivered:
    if day_of(delivery.topic):
        document, read_bytes = glanced_day(delivery.topic, delivery.payload)
        return Delivered(new_day(document, delivery.payload), read_bytes)
    message = decode(delivery.topic, delivery.payload)
    return Delivered(message if isinstance(message, Status) else None, len(delivery.payload))
