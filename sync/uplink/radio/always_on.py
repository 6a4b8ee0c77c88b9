"""What the uploader asks of Wi-Fi, and the answers where nobody switches it: most devices.

Knows the questions; must never know the files of `device.radio`, loaded where Wi-Fi has windows: sync is small.
"""

from collections.abc import Hashable, Sequence, Set
from datetime import datetime
from typing import Protocol

from device.health.parts import PartState


class RadioAsked(Protocol):
    """As of `device.radio.RadioRest`."""

    connected: bool

    @property
    def may_ask(self) -> bool:
        """Whether a question to the clinic would reach it now, as far as Wi-Fi goes."""

    def rests(self, awaited: Set[Hashable]) -> bool:
        """Whether Wi-Fi is off, or about to go off since all was delivered."""

    def begins_to_send(self) -> None:
        """A message is about to go out."""

    def delivered(self) -> datetime | None:
        """Nothing is left to send. Until when this device is not to be heard then; None where it stays."""

    def wait_s(self, seconds: float) -> float:
        """How long to wait after a connection that could not be made."""

    def states(self) -> Sequence[PartState]:
        """Why Wi-Fi cannot be switched; nothing where it can, or where nobody does."""


class AlwaysOn:
    """Nobody switches it."""

    connected = False
    may_ask = True

    def rests(self, awaited: Set[Hashable]) -> bool:  # noqa: ARG002 - whoever waits is heard at once
        """Never."""
        return False

    def begins_to_send(self) -> None:
        """Nobody has to know."""

    def delivered(self) -> datetime | None:
        """It stays."""
        return None

    def wait_s(self, seconds: float) -> float:
        """As long as was asked."""
        return seconds

    def states(self) -> Sequence[PartState]:
        """Nothing."""
        return ()
