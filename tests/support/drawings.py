"""Charts drawn in the tests' own process, really or by whatever a test says.

Knows what asks for a picture; must never know pages or processes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from device.pictures import render
from sync.clinic.charts.drawings import Drawing
from sync.clinic.drawing.drawn import spec_of


@dataclass(frozen=True)
class DrawnBy:
    """What draws: a function of a test."""

    drawn: Callable[[Drawing], str]

    def draw(self, drawing: Drawing) -> str:
        """The picture."""
        return self.drawn(drawing)

    def wake(self) -> None:
        """There is nothing to begin."""


def drawn_here(drawing: Drawing) -> str:
    """The chart as the other process draws it, in this one: it is there already, where many tests follow each other."""
    return render.svg(spec_of(drawing))


HERE = DrawnBy(drawn_here)
