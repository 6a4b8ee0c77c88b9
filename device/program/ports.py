"""What the loop asks of its lights, its button, the keeper of raw movement and those who hear how its parts are.

Knows these shapes; must never know what stands behind them.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from device.health import PartState
from device.records.facts import Record
from device.signals.samples import Samples


class PanelPort(Protocol):
    """Three lights and a button: `drivers.panel.Panel` or anything like it."""

    def pressed(self) -> bool:
        """Whether the button is down at this moment."""

    def show(self, left: float, middle: float, right: float) -> None:
        """Set the brightness of each light, 0 to 1."""


class RawMovement(Protocol):
    """What becomes of raw samples: `device.snippets.folder.SnippetKeeper`, or `NoSnippets` which forgets them."""

    def push(self, samples: Samples) -> None:
        """Remember these for a while."""

    def want(self, records: Iterable[Record]) -> None:
        """Keep what was around these, as far as they ask for it."""

    def finish(self) -> None:
        """Keep what was wanted and is not complete."""


class TellsState(Protocol):
    """A part of the device that says how it is."""

    def states(self) -> Sequence[PartState]:
        """How it is at this moment."""


class HearsStates(Protocol):
    """Who is told how all parts are: `device.health.HealthFile` or anything like it."""

    def push(self, parts: Sequence[PartState]) -> None:
        """How the parts are at this moment."""
