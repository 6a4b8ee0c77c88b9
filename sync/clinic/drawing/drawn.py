"""Which chart a drawing is, and its specification, in the language of its words.

Knows the table of charts; must never know how a specification becomes a picture.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sync.clinic.charts.day_points import Point
from sync.clinic.charts.drawings import Drawing
from sync.clinic.charts.shapes import ChartShape, Kinds, ShownDays, TrendShape
from sync.clinic.drawing.chart_look import Spec
from sync.clinic.drawing.cycles import cycles_chart
from sync.clinic.drawing.day_layouts import amplitude_layout, day_layout
from sync.clinic.drawing.trend import trend_chart
from sync.clinic.drawing.usual_day import hours_chart, usual_day_chart
from sync.clinic.languages import language_of
from sync.clinic.trends.hours import HourCell
from sync.clinic.wording.language import PAGE_LANGUAGE

Datasets = Mapping[str, Sequence[Point]]


def day_chart(shape: ChartShape, kinds: Kinds, private: bool, datasets: Datasets) -> Spec:  # noqa: FBT001 - values come in their order
    """What happened when: episodes, exercise sets and marks in lanes, and below how each quarter-hour divides."""
    return {**day_layout(shape, kinds, private=private), "datasets": datasets}


def amplitude_chart(shape: ChartShape, highest_deg: float, datasets: Datasets) -> Spec:
    """Peak-to-peak amplitude of tremor, per quarter-hour from median to 90th percentile, on a logarithmic axis."""
    return {**amplitude_layout(shape, highest_deg), "datasets": datasets}


def _hours(cells: Sequence[HourCell], span: ShownDays, shape: TrendShape, by_weeks: bool) -> Spec:  # noqa: FBT001 - as above
    return hours_chart(cells, span, shape, by_weeks=by_weeks)


DRAWN: Final[Mapping[str, Callable[..., Spec]]] = {
    "hours of a day": day_chart,
    "amplitude of a day": amplitude_chart,
    "trend": trend_chart,
    "usual day": usual_day_chart,
    "hours of days": _hours,
    "cycles": cycles_chart,
}


def spec_of(drawing: Drawing) -> dict[str, Any]:
    """The specification with its data."""
    before = PAGE_LANGUAGE.set(language_of(drawing.language))
    try:
        return DRAWN[drawing.chart](*drawing.values)
    finally:
        PAGE_LANGUAGE.reset(before)
