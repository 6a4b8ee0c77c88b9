"""How a day's charts are laid out: lanes of events, the shares of each quarter-hour below, and an axis for amplitude.

Knows axes, lanes and marks; must never know a document or what a day holds.
"""

from functools import cache, lru_cache
from typing import Final

import altair as alt

from device.pictures import palette
from sync.clinic.charts.colours import SPREAD_COLOUR
from sync.clinic.charts.day_points import EXERCISE_LANE, HOURS_A_DAY, KIND_LANES, MARKS_LANE, PRIVACY_LANE
from sync.clinic.charts.shapes import ChartShape, Kinds
from sync.clinic.drawing.chart_look import FONT_SIZE, Layers, Spec, chart_look
from sync.clinic.stored_day.quarters import STATES
from sync.clinic.wording.language import PAGE_LANGUAGE, spoken

DOT_WIDTHS: Final = 1.6  # a dot is so much wider than the bar it stands on
LANE_HEIGHT: Final = 20
PALE: Final = 0.12  # how much of its colour fills what is unconfirmed; its outline has all of it, to be seen
POINT_SIZE: Final = 70  # square pixels
LABELS_WIDTH: Final = 72  # pixels left of every chart, so that their hours stand below each other
LOWEST_SHOWN_DEG: Final = 0.1
AMPLITUDE_TICKS_DEG: Final = tuple(mantissa * 10.0**power for power in range(-3, 6) for mantissa in (1, 3))


def day_layout(shape: ChartShape, kinds: Kinds, *, private: bool) -> Spec:
    """Lanes for tremor and these kinds, for privacy where there is any, and the shares below."""
    return _day_layout(PAGE_LANGUAGE.get().code, shape, kinds, private=private)


@cache
def _day_layout(_language: str, shape: ChartShape, kinds: Kinds, *, private: bool) -> Spec:
    """Once for each language, in which lanes and numbers are."""
    return _plain(alt.vconcat(_lanes(shape, kinds, private=private), _shares(shape), spacing=6))


def amplitude_layout(shape: ChartShape, highest_deg: float) -> Spec:
    """From median to 90th percentile in each quarter-hour, and the median of the day."""
    return _amplitude_layout(PAGE_LANGUAGE.get().code, shape, highest_deg)


@lru_cache(maxsize=16)
def _amplitude_layout(_language: str, shape: ChartShape, highest_deg: float) -> Spec:
    hour, median = _hour_axis(shape, "hour"), _amplitude_axis("median_deg", highest_deg)
    base = alt.Chart(alt.NamedData("quarters"))
    spread = base.mark_rule(color=SPREAD_COLOUR, strokeWidth=shape.mark_width, strokeCap="round")
    dots = base.mark_point(
        color=palette.STATE_COLOURS["tremor"], filled=True, size=(DOT_WIDTHS * shape.mark_width) ** 2, opacity=1
    )
    layers = (spread.encode(x=hour, y=median, y2="p90_deg:Q"), dots.encode(x=hour, y=median), *_median_of_day(shape))
    return _plain(alt.layer(*layers).properties(width=shape.width, height=shape.amplitude_height))


def _median_of_day(shape: ChartShape) -> tuple[alt.Chart, alt.Chart]:
    base = alt.Chart(alt.NamedData("day"))
    rule = base.mark_rule(color=palette.INK, strokeDash=[5, 4]).encode(y="median_deg:Q")
    text = base.mark_text(color=palette.INK, fontSize=FONT_SIZE, align="right", baseline="bottom", dy=-3, x=shape.width)
    return rule, text.encode(y="median_deg:Q", text="text:N")


def _lanes(shape: ChartShape, kinds: Kinds, *, private: bool) -> Layers:
    wanted = (PRIVACY_LANE,) if private else ()
    lanes = (*(KIND_LANES[kind] for kind in kinds), EXERCISE_LANE, MARKS_LANE, *wanted)
    names = [spoken(lane.name) for lane in lanes]
    axis = alt.Axis(title=None, ticks=False, domain=False, minExtent=LABELS_WIDTH, maxExtent=LABELS_WIDTH)
    scale = alt.Scale(domain=names, range=[lane.colour for lane in lanes])
    base = alt.Chart(alt.NamedData("events")).encode(
        x=_hour_axis(shape, "start", labels=False),
        y=alt.Y("lane:N", scale=alt.Scale(domain=names), axis=axis),
        fill=alt.Fill("lane:N", scale=scale, legend=None),
        stroke=alt.Stroke("lane:N", scale=scale, legend=None),
        fillOpacity=alt.condition("datum.confirmed", alt.value(1), alt.value(PALE)),
    )
    bars = base.transform_filter("datum.shape == 'bar'").mark_bar(height=10, cornerRadius=2, strokeWidth=1)
    points = base.transform_filter("datum.shape != 'bar'").mark_point(size=POINT_SIZE, strokeWidth=1)
    layers = (bars.encode(x2="end:Q"), points.encode(shape=alt.Shape("shape:N", scale=None)))
    return alt.layer(*layers).properties(width=shape.width, height=LANE_HEIGHT * len(lanes))


def _shares(shape: ChartShape) -> alt.Chart:
    axis = alt.Axis(values=[0, 0.5, 1], format="%", title=None, minExtent=LABELS_WIDTH, maxExtent=LABELS_WIDTH)
    scale = alt.Scale(domain=STATES, range=[palette.STATE_COLOURS[state] for state in STATES])
    bars = alt.Chart(alt.NamedData("shares")).mark_bar(stroke=palette.WHITE, strokeWidth=shape.gap_width)
    chart: alt.Chart = bars.encode(
        x=_hour_axis(shape, "start"),
        x2="end:Q",
        y=alt.Y("bottom:Q", scale=alt.Scale(domain=[0, 1]), axis=axis),
        y2="top:Q",
        color=alt.Color("state:N", scale=scale, legend=None),
    )
    return chart.properties(width=shape.width, height=shape.shares_height)


def _hour_axis(shape: ChartShape, field: str, *, labels: bool = True) -> alt.X:
    hours = list(range(0, HOURS_A_DAY + 1, shape.hours_between_labels))
    axis = alt.Axis(
        values=hours, format="02d", title=None, labels=labels, ticks=labels, domain=labels, labelFlush=False
    )
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, HOURS_A_DAY], nice=False), axis=axis)


def _amplitude_axis(field: str, highest_deg: float) -> alt.Y:
    ticks = [tick for tick in AMPLITUDE_TICKS_DEG if LOWEST_SHOWN_DEG <= tick <= highest_deg]
    label = "format(datum.value, '~g') + '°'"
    axis = alt.Axis(values=ticks, labelExpr=label, title=None, minExtent=LABELS_WIDTH, maxExtent=LABELS_WIDTH)
    domain = [LOWEST_SHOWN_DEG, highest_deg]
    return alt.Y(f"{field}:Q", scale=alt.Scale(type="log", domain=domain, nice=False, clamp=True), axis=axis)


def _plain(chart: alt.VConcatChart | Layers) -> Spec:
    spec: Spec = chart.configure(**chart_look()).to_dict()
    return spec
