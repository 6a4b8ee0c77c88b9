"""What sync has to do with Wi-Fi in windows: it says what it needs it for, and rests while it is off.

Knows the two files by which that is told; must never know messages, nor switch anything.
"""

import logging
from collections.abc import Hashable, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.health.parts import PartState
from device.radio import told
from device.system.clock import Clock

SOON_S: Final = 3.0  # ours: between two tries in a window; Wi-Fi itself takes some 10 s to be connected

log = logging.getLogger(__name__)


class RadioRest:
    """One device's, where Wi-Fi has windows."""

    def __init__(self, clock: Clock, radio: Path, needs: Path) -> None:
        """The files of `device.radio.told`."""
        self._clock, self._radio, self._needs = clock, radio, needs
        self._known, self._urgent = frozenset[Hashable](), 0
        self._delivered_s: float | None = None
        self._done_since_s: float | None = None  # the beginning of the window in which all was delivered
        self._said: told.SyncNeeds | None = None
        self.connected = False

    @property
    def may_ask(self) -> bool:
        """Whether a question to the clinic would reach it now, as far as Wi-Fi goes."""
        return self.connected

    def rests(self, awaited: Set[Hashable]) -> bool:
        """Whether Wi-Fi is off, or about to go off since all was delivered. `awaited`: what somebody waits for."""
        radio = self._look()
        is_new = bool(awaited - self._known)
        self._urgent += is_new
        self._known = frozenset(awaited)
        if is_new or not (radio and radio.in_window):
            self._done_since_s = None
        self._tell(sending=False)
        return radio is not None and (not radio.on or self._done_since_s == radio.since_s)

    def begins_to_send(self) -> None:
        """A message is about to go out: Wi-Fi stays on meanwhile."""
        self._tell(sending=True)

    def delivered(self) -> datetime | None:
        """Nothing is left to send. Until when this device is not to be heard then; None where it stays."""
        radio = self._look()
        if radio is None or not radio.in_window:
            self._tell(sending=False)
            return None
        self._delivered_s, self._done_since_s = self._clock.monotonic_s(), radio.since_s
        self._tell(sending=False)
        return datetime.fromtimestamp(self._clock.utc_s() + radio.every_s, UTC)

    def wait_s(self, seconds: float) -> float:
        """How long to wait after a connection that could not be made: in a window there is no time for more."""
        radio = self._look()
        return min(seconds, SOON_S) if radio and radio.in_window else seconds

    def states(self) -> list[PartState]:
        """Why Wi-Fi cannot be switched; nothing where it can, or where nobody does."""
        radio = self._look()
        return [PartState("radio", works=False, text=radio.trouble)] if radio and radio.trouble else []

    def _look(self) -> told.RadioTold | None:
        return told.read_radio(self._radio, self._clock)

    def _tell(self, *, sending: bool) -> None:
        now_s, last = self._clock.monotonic_s(), self._said
        said = told.SyncNeeds(1, self._clock.dating().boot, now_s, self._urgent, sending, self._delivered_s)
        if last and (last.urgent, last.sending, last.delivered_s) == (self._urgent, sending, self._delivered_s):
            return
        self._said = said
        try:
            told.put(self._needs, said)
        except OSError as error:
            log.warning("%s: %s: Wi-Fi goes by its own times alone", self._needs, error.strerror)
