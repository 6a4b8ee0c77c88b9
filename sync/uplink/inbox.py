"""A programme that the clinic sent: kept as it came, for the device's own program to look at.

Knows the topic and how long a message may be; must never know what it says: whether it is to be believed is decided
where nobody from the network comes.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from device.store.inbox import put_message
from sync.wire.client import Delivery
from sync.wire.messages import PROGRAMME, short, topic

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
