"""What comes down to the device: programmes for its own program, receipts, and what is neither and changes nothing.

Knows topics and who is meant; must never know which receipt may be true, nor what a programme says. Whoever may write
to the broker may write anything here, and as often: nothing grows with it, neither the log nor the status. A programme
is kept as it came: whether it is to be believed is decided where nobody from the network comes.
"""

import logging
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from device.store.inbox import put_message
from sync.wire.client import Delivery
from sync.wire.messages import PROGRAMME, BadMessage, Receipt, decode, short, topic

SAID_EVERY_S: Final = 60.0  # a line in the log, and another reason in the status
IGNORED: Final = "messages to this device are ignored that are none of ours, such as {}"

log = logging.getLogger(__name__)


class ProgrammeInbox:
    """One message, the newest, in a file. `trouble`: why the last one could not be kept."""

    def __init__(self, device: str, path: Path) -> None:
        self._topic, self._path = topic(device, PROGRAMME), path
        self.trouble: str | None = None

    def take(self, arrived: Sequence[Delivery]) -> list[Delivery]:
        """Keep the newest programme; what comes back is about other things. An empty one takes nothing away."""
        programmes = [delivery for delivery in arrived if delivery.topic == self._topic]
        for delivery in programmes[-1:]:
            self._keep(delivery.payload)
        return [delivery for delivery in arrived if delivery.topic != self._topic]

    def _keep(self, payload: bytes) -> None:
        if not payload:
            return
        try:
            put_message(self._path, payload)
        except (OSError, ValueError) as problem:
            self.trouble = short(f"a programme that came cannot be kept: {problem}")
            log.error("%s", self.trouble)
        else:
            self.trouble = None
            log.info("a programme has come, %d bytes: the device looks at it", len(payload))


class ComingDown:
    """Takes what the broker delivers; receipts come back, a programme goes to the `inbox`."""

    def __init__(self, device: str, inbox: ProgrammeInbox | None = None) -> None:
        self._device, self._inbox = device, inbox
        self._ignored, self._last, self._unsaid, self._next_s = "", "", 0, -math.inf

    def take(self, arrived: Sequence[Delivery], now_s: float) -> list[Receipt]:
        """The receipts of this device among them."""
        others = self._inbox.take(arrived) if self._inbox else arrived
        receipts = [receipt for delivery in others if (receipt := self._receipt(delivery))]
        self._say(now_s)
        return receipts

    @property
    def trouble(self) -> str | None:
        """What was ignored, and why a programme could not be kept."""
        ignored = IGNORED.format(self._ignored) if self._ignored else None
        return "; ".join(filter(None, (ignored, self._inbox.trouble if self._inbox else None))) or None

    def _receipt(self, delivery: Delivery) -> Receipt | None:
        """Nothing of an empty one, which takes another away at the broker."""
        if not delivery.payload:
            return None
        try:
            message = decode(delivery.topic, delivery.payload)
        except BadMessage as problem:
            self._ignore(str(problem))
            return None
        if isinstance(message, Receipt) and message.device == self._device:
            return message
        self._ignore(f"{delivery.topic!r}: it is no receipt for this device")
        return None

    def _ignore(self, problem: str) -> None:
        self._unsaid += 1
        self._last = short(problem)

    def _say(self, now_s: float) -> None:
        if self._unsaid and now_s >= self._next_s:
            log.warning("ignored %d messages, the last: %s", self._unsaid, self._last)
            self._ignored, self._unsaid, self._next_s = self._last, 0, now_s + SAID_EVERY_S
