"""Whether a service has to begin anew to see the sensor's bus: its own /dev holds only what was there at its start.

Knows the bus's node and how long to wait for it; must never know what is on the bus.
"""

import logging
from pathlib import Path
from typing import Final

from device.system.clock import Clock

log = logging.getLogger(__name__)

NODE: Final = "/dev/i2c-{bus}"
LOOK_FOR_NODE_S: Final = 10.0
PATIENCE_FOR_NODE_S: Final = 600.0  # ours: a module may load late; what is plugged in later waits so long


class Renewal:
    """Due where the node was not there for the first ten minutes: nothing was measured that could be interrupted."""

    def __init__(self, node: Path, clock: Clock) -> None:
        self._node, self._clock, self._found = node, clock, False
        self._next_look_s = clock.monotonic_s()
        self._give_up_s = self._next_look_s + PATIENCE_FOR_NODE_S

    def due(self) -> bool:
        """Whether to end, so that systemd starts the service anew."""
        now_s = self._clock.monotonic_s()
        if not self._found and now_s >= self._next_look_s:
            self._found, self._next_look_s = self._node.exists(), now_s + LOOK_FOR_NODE_S
        return not self._found and now_s >= self._give_up_s

    def tell(self) -> None:
        """Say in the log why the program ends."""
        log.warning(
            "%s is not there: the service ends and is started anew, since its /dev is as at its start", self._node
        )
