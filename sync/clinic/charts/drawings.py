"""A day's charts as pictures for a page, remembered: drawing one takes about as long as all the rest of the page.

Knows charts and their renderer; must never know HTML or what time it is.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from device.day.document import DayDocument
from device.pictures import render
from sync.clinic.charts.day import NARROW, WIDE, Spec, amplitude_chart, day_chart, layouts
from sync.clinic.stored_day.quarters import QuarterHour

DAYS_REMEMBERED = 64  # about 100 kB each


@dataclass(frozen=True)
class Drawings:
    """SVG documents of two charts, each wide for a desk and narrow for a telephone."""

    day: tuple[str, str]
    amplitude: tuple[str, str]


@lru_cache(maxsize=DAYS_REMEMBERED)
def drawings(document: DayDocument, hours: tuple[QuarterHour, ...]) -> Drawings:
    """The charts of a day. The same document and hours are drawn once."""
    return Drawings(
        day=(_drawn(day_chart(document, hours, WIDE)), _drawn(day_chart(document, hours, NARROW))),
        amplitude=(_drawn(amplitude_chart(document, hours, WIDE)), _drawn(amplitude_chart(document, hours, NARROW))),
    )


def _drawn(spec: Spec) -> str:
    """Without the parts' own roles: a page names the whole chart by its sentence, and its table has the numbers."""
    return render.svg(spec).replace("<svg ", '<svg aria-hidden="true" ', 1)


@cache
def warm_up() -> None:
    """Start the renderer, which takes a second, before somebody waits for a page."""
    for layout in layouts():
        render.svg(layout)
