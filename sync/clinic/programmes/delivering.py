"""When a programme is published: at once, and again where the broker or the device no longer has it.

Knows what the table holds and what devices say; must never know connections. The broker keeps each for good.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final

from device.health import ProgrammeState
from sync.clinic.programmes.sent import IN_FORCE, SentProgramme
from sync.clinic.programmes.table import SentProgrammes
from sync.wire.messages import PROGRAMME, Message, Status, topic

LOOK_S: Final = 2.0  # how often the table is asked whether there is a newer one
AGAIN_S: Final = 600.0  # ours: at most so often to a device that says nothing of it, or refused one that said to be it
AT_A_TIME: Final = 20


class Deliveries:
    """What is to be published, as one collector sees it."""

    def __init__(self, sent: SentProgrammes, monotonic_s: Callable[[], float]) -> None:
        self._sent, self._monotonic_s = sent, monotonic_s
        self._known: dict[str, int] = {}  # by device, when the newest was signed
        self._is_new, self._size = True, (0, 0)
        self._published_s: dict[str, tuple[int, float]] = {}
        self._due: dict[str, None] = {}
        self._next_look_s = -math.inf

    def connected(self) -> None:
        """A broker may have forgotten everything since; what is in force is on the device."""
        self._is_new, self._next_look_s = True, -math.inf

    def due(self) -> list[Message]:
        """The next few messages; each counts as published."""
        now_s = self._monotonic_s()
        if now_s >= self._next_look_s:
            self._next_look_s = now_s + LOOK_S
            self._look()
        devices = list(self._due)[:AT_A_TIME]
        for device in devices:
            del self._due[device]
        return [message for device in devices if (message := self._message(device, now_s))]

    def heard(self, status: Status) -> None:
        """What the device says of its programmes; the newest is due again where it says nothing of it."""
        if not status.online or status.device not in self._known:
            return
        self._sent.hear(status.device, status.programmes)
        newest = next(iter(self._sent.of(status.device)), None)
        if newest and self._is_missing(newest, status.programmes):
            self._due[status.device] = None

    def _is_missing(self, newest: SentProgramme, said: Sequence[ProgrammeState]) -> bool:
        """Whether the device does not know of it, although it was not published a short time ago."""
        issued_utc_s, at_s = self._published_s.get(newest.device, (0, -math.inf))
        lately = issued_utc_s == newest.issued_utc_s and self._monotonic_s() - at_s < AGAIN_S
        steps = {state.state for state in said if (state.id, state.version) == (newest.id, newest.version)}
        return not lately and ("received" in steps if newest.takes_back else not steps - {"refused"})

    def _look(self) -> None:
        if (size := self._sent.size()) == self._size and not self._is_new:
            return
        self._size, newest = size, self._sent.newest()
        known = {} if self._is_new else self._known
        new = {device for device, (at, _) in newest.items() if known.get(device) != at}
        self._due |= dict.fromkeys(device for device in sorted(new) if newest[device][1] not in IN_FORCE)
        self._known, self._is_new = {device: at for device, (at, _) in newest.items()}, False

    def _message(self, device: str, now_s: float) -> Message | None:
        newest = next(iter(self._sent.of(device)), None)
        if newest is None:
            return None
        self._published_s[device] = newest.issued_utc_s, now_s
        self._known[device] = newest.issued_utc_s  # the next look need not find it
        return Message(topic(device, PROGRAMME), newest.envelope.encode())
