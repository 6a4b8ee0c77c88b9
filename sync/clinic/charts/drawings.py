"""What is to be drawn, as a value that can be handed to another process; a day's charts by their names.

Knows which chart a name is, and what it is given; must never know how it is drawn, HTML, or what time it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Protocol

from device.day.document import DayDocument
from sync.clinic.charts.day import amplitude_values, hours_values
from sync.clinic.charts.shapes import NARROW, WIDE, ChartShape
from sync.clinic.stored_day.quarters import QuarterHour
from sync.clinic.wording.language import PAGE_LANGUAGE


@dataclass(frozen=True)
class Drawing:
    """The name of a chart, what it is given, and the code of the language that its words are in."""

    chart: str
    values: tuple[Any, ...]
    language: str


class CannotDraw(Exception):
    """There is no picture; the message says why, for a log."""


class DrawsCharts(Protocol):
    """What makes a drawing a picture."""

    def draw(self, drawing: Drawing) -> str:
        """The SVG document. Raises CannotDraw."""

    def wake(self) -> None:
        """Somebody will ask for one soon. Returns at once."""


DayValues = Callable[[DayDocument, Sequence[QuarterHour], ChartShape], tuple[Any, ...]]
DAY_CHARTS: Final[dict[str, tuple[str, DayValues]]] = {
    "hours": ("hours of a day", hours_values),
    "amplitude": ("amplitude of a day", amplitude_values),
}
DAY_SHAPES: Final = {"wide": WIDE, "narrow": NARROW}


def drawing_of(chart: str, *values: object) -> Drawing:
    """A chart in the language of the page."""
    return Drawing(chart, values, PAGE_LANGUAGE.get().code)


def day_drawing(name: str, document: DayDocument, hours: Sequence[QuarterHour], shape: str) -> Drawing:
    """A chart of a day; of the names and shapes above."""
    chart, values = DAY_CHARTS[name]
    return drawing_of(chart, *values(document, hours, DAY_SHAPES[shape]))


def drawing_key(drawing: Drawing) -> str:
    """The same for the same picture, whatever revision of the day it is of: made of all that is drawn."""
    return sha256(repr(drawing).encode()).hexdigest()
