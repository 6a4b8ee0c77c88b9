"""Charts drawn in the tests' own process, by whatever a test says.

Knows what asks for a picture; must never know pages or processes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sync.clinic.charts.drawings import Drawing


@dataclass(frozen=True)
class DrawnBy:
    """What draws: a function of a test."""

    drawn: Callable[[Drawing], str]

    def draw(self, drawing: Drawing) -> str:
        """The picture."""
        return self.drawn(drawing)

    def wake(self) -> None:
        """There is nothing to begin."""
