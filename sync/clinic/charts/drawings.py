"""A day's charts by their names, each wide for a desk and narrow for a telephone, and the key of each picture.

Knows which chart a name is; must never know HTML, where a picture is kept, or what time it is.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Final

from device.day.document import DayDocument
from device.pictures import render
from sync.clinic.charts.chart_look import Spec
from sync.clinic.charts.day import amplitude_chart, day_chart
from sync.clinic.charts.day_layouts import NARROW, WIDE, ChartShape, layouts
from sync.clinic.stored_day.quarters import QuarterHour

DAY_CHARTS: Final[dict[str, Callable[[DayDocument, Sequence[QuarterHour], ChartShape], Spec]]] = {
    "hours": day_chart,
    "amplitude": amplitude_chart,
}
DAY_SHAPES: Final = {"wide": WIDE, "narrow": NARROW}


def day_spec(name: str, document: DayDocument, hours: Sequence[QuarterHour], shape: str) -> Spec:
    """The chart with its data; of the names and shapes above."""
    return DAY_CHARTS[name](document, hours, DAY_SHAPES[shape])


def spec_key(spec: Spec) -> str:
    """The same for the same picture, whatever revision of the day it is of: made of all that is drawn."""
    return sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


@cache
def warm_up() -> None:
    """Start the renderer, which takes a second, before somebody waits for a picture."""
    for layout in layouts():
        render.svg(layout)
