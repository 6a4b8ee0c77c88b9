"""What the loop asks of its lights, its button and the keeper of raw movement.

Knows these two shapes; must never know what stands behind them.
"""

from collections.abc import Iterable
from typing import Protocol

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
