"""What is said of a message that cannot be taken: a few bounded words to keep, and a few lines in the log.

Knows topics and payloads as bytes; must never know the database, nor what a day document means.

Whoever may write to the broker may write anything: nothing here grows with what they write, and nothing of it reaches
a terminal or a page as anything but plain text.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

from sync.clinic.database.refusals import Refusal
from sync.wire.client import Delivery
from sync.wire.messages import DAY, ROOT

MOST_OF_A_REASON: Final = 500  # characters
MOST_OF_A_TOPIC: Final = 120
MOST_OF_A_PAYLOAD: Final = 80
MOST_OF_A_TEXT: Final = 500  # of a status
MOST_IN_A_STATUS: Final = 50  # names or items at one place
LINES_A_MINUTE: Final = 10
MINUTE_S: Final = 60.0
NO_DEVICE: Final = "unknown"  # no device has a name outside of its own topics

log = logging.getLogger(__name__)


def refusal_of(delivery: Delivery, reason: str) -> Refusal:
    """What is kept of a message that is not taken."""
    device, subject = _address(delivery.topic)
    return Refusal(
        device=device,
        subject=subject,
        digest=hashlib.sha256(delivery.payload).hexdigest(),
        topic=plain(delivery.topic, MOST_OF_A_TOPIC),
        reason=plain(reason.removeprefix(f"{delivery.topic[:MOST_OF_A_TOPIC]!r}: "), MOST_OF_A_REASON),
        size_bytes=len(delivery.payload),
        beginning=plain(delivery.payload[:MOST_OF_A_PAYLOAD].decode(errors="replace"), MOST_OF_A_PAYLOAD),
    )


def plain(text: str, most: int) -> str:
    """At most so many characters of it, on one line; what cannot be seen is written as an escape."""
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def tidy(said: Any) -> Any:
    """A status whose texts and lists are bounded and plain: a library's words may hold anything."""
    if isinstance(said, str):
        return plain(said, MOST_OF_A_TEXT)
    if isinstance(said, dict):
        return {name: tidy(value) for name, value in list(said.items())[:MOST_IN_A_STATUS]}
    if isinstance(said, list | tuple):
        return [tidy(value) for value in said[:MOST_IN_A_STATUS]]
    return said


def _address(topic: str) -> tuple[str, str]:
    """The device, and the day or the kind of message, as far as the topic tells."""
    parts = topic.removeprefix(f"{ROOT}/").split("/", 1)
    device, kind = (parts[0], parts[1]) if topic.startswith(f"{ROOT}/") and len(parts) == 2 else (NO_DEVICE, topic)
    subject = kind.removeprefix(f"{DAY}/").removeprefix("up/")
    return plain(device, MOST_OF_A_TOPIC), plain(subject, MOST_OF_A_TOPIC)


class RefusedLog:
    """One line for each refused message, up to LINES_A_MINUTE; of the others only how many there were."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s, self._since_s, self._lines = monotonic_s, -MINUTE_S, 0
        self._unsaid: Counter[str] = Counter()

    def write(self, refusals: Sequence[Refusal]) -> None:
        """Log these."""
        self._begin_minute()
        for refusal in refusals:
            if self._lines < LINES_A_MINUTE:
                self._lines += 1
                log.warning("refused %s of %d bytes: %s", refusal.topic, refusal.size_bytes, refusal.reason)
            else:
                self._unsaid[refusal.device] += 1

    def _begin_minute(self) -> None:
        if self._monotonic_s() - self._since_s < MINUTE_S:
            return
        if self._unsaid:
            most = ", ".join(f"{count} of {device}" for device, count in self._unsaid.most_common(3))
            log.warning("refused %d more messages in the last minute, most of them %s", self._unsaid.total(), most)
        self._since_s, self._lines = self._monotonic_s(), 0
        self._unsaid.clear()
