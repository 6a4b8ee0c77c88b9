"""A day's charts as Vega-Lite specifications, each with its data and one sentence that says what it shows.

Knows documents and colours; must never know how a specification is drawn, HTML or what time it is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, get_args

import altair as alt

from device.day.document import DayDocument
from device.pictures import palette
from device.records.facts import EpisodeKind
from sync.clinic.stored_day.older_devices import TREMOR, EpisodeCounts, others
from sync.clinic.stored_day.quarters import STATES, QuarterHour, QuarterState, clock_time
from sync.clinic.wording.words import HOUR_S, count, degrees, duration, hour_of_day, sentence, share

Spec = dict[str, Any]
Point = dict[str, Any]
Layers = alt.LayerChart | alt.FacetChart  # altair's own name for what `layer` returns

# The pages' style sheet knows each chart colour by its value, and gives it a pattern or its counterpart in the dark.
GRID_LINES, SPREAD_COLOUR = "#dfe3e8", "#6f8fb5"


@dataclass(frozen=True)
class ChartShape:
    """How large a chart is before it is scaled to the page, in pixels, and how often its hours are named."""

    width: int
    shares_height: int
    amplitude_height: int
    hours_between_labels: int
    mark_width: float
    gap_width: float  # between quarter-hours


WIDE: Final = ChartShape(880, 150, 170, hours_between_labels=3, mark_width=4.0, gap_width=0.6)
NARROW: Final = ChartShape(300, 130, 170, hours_between_labels=6, mark_width=2.0, gap_width=0.0)  # a telephone
DOT_WIDTHS: Final = 1.6  # a dot is so much wider than the bar it stands on
LANE_HEIGHT: Final = 20
PALE: Final = 0.12  # how much of its colour fills what is unconfirmed; its outline has all of it, to be seen
POINT_SIZE: Final = 70  # square pixels
LABELS_WIDTH: Final = 72  # pixels left of every chart, so that their hours stand below each other
QUARTER_H: Final = 0.25
HOURS_A_DAY: Final = 24
SHORTEST_SHOWN_H: Final = 0.05  # hours: an episode of a minute is still a visible bar
LOWEST_SHOWN_DEG: Final = 0.1
HIGHEST_SHOWN_DEG: Final = 100.0  # the same on every page, so that days compare; higher only when it must be
FONT_SIZE: Final = 13
AMPLITUDE_TICKS_DEG: Final = tuple(mantissa * 10.0**power for power in range(-3, 6) for mantissa in (1, 3))


@dataclass(frozen=True)
class Lane:
    """A row of the strip of events: its name, colour and shape. A bar is as long as the event."""

    name: str
    colour: str
    shape: str = "bar"


KIND_LANES: Final[dict[EpisodeKind, Lane]] = {
    "rhythmic": Lane("Tremor", palette.KIND_COLOURS["rhythmic"]),
    "jerk": Lane("Jerk", palette.KIND_COLOURS["jerk"], "triangle-up"),
    "sustained posture": Lane("Posture", palette.KIND_COLOURS["sustained posture"]),
    "spasm": Lane("Spasm", palette.KIND_COLOURS["spasm"], "square"),
    "repetitive": Lane("Repetitive", palette.KIND_COLOURS["repetitive"]),
}
EXERCISE_LANE: Final = Lane("Exercise", palette.EXERCISE)
PRIVACY_LANE: Final = Lane("Privacy", palette.INK)  # only where there is any
MARKS_LANE: Final = Lane("Marks", palette.INK, "diamond")
Kinds = tuple[EpisodeKind, ...]
ALL_KINDS: Final[Kinds] = get_args(EpisodeKind)


def day_chart(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> Spec:
    """What happened when: episodes, exercise sets and marks in lanes, and below how each quarter-hour divides."""
    layout = _day_layout(shape, _kinds_seen(document), private=bool(document.privacy))
    return {**layout, "datasets": {"events": event_points(document), "shares": share_points(hours)}}


def amplitude_chart(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> Spec:
    """Peak-to-peak amplitude of tremor, per quarter-hour from median to 90th percentile, on a logarithmic axis."""
    points, of_day = amplitude_points(hours), document.totals.amplitude_deg
    median = [{"median_deg": of_day, "text": f"median {degrees(of_day)}"}] if of_day else []
    layout = _amplitude_layout(shape, _highest_shown_deg(points))
    return {**layout, "datasets": {"quarters": points, "day": median}}


def share_points(hours: Sequence[QuarterHour]) -> list[Point]:
    """One row per quarter-hour and state that has any time: where its part of the bar begins and ends, 0 to 1."""
    return [point for quarter in hours for point in _stacked(quarter)]


def amplitude_points(hours: Sequence[QuarterHour]) -> list[Point]:
    """One row per quarter-hour with tremor: hour of its middle, median and 90th percentile in degrees."""
    return [
        {
            "hour": (quarter.number + 0.5) * QUARTER_H,
            "time": clock_time(quarter.number),
            "median_deg": quarter.summary.amplitude_deg,
            "p90_deg": quarter.summary.amplitude_p90_deg or quarter.summary.amplitude_deg,
        }
        for quarter in hours
        if quarter.summary.amplitude_deg
    ]


def event_points(document: DayDocument) -> list[Point]:
    """One row per episode, exercise set and mark whose start is a time: its lane, from which to which hour.

    What is confirmed comes last, so that nothing hides it.
    """
    episodes = sorted(document.episodes, key=lambda episode: episode.confirmed)
    events = (
        *((KIND_LANES[e.kind], e.start, e.duration_s, e.confirmed) for e in episodes),
        *((EXERCISE_LANE, s.start, s.duration_s, True) for s in document.sets),
        *((PRIVACY_LANE, wanted.start, wanted.duration_s, False) for wanted in document.privacy),
        *((MARKS_LANE, mark.start, 0.0, True) for mark in document.marks),
    )
    return [
        _event(lane, start_h, duration_s, confirmed=confirmed)
        for lane, start, duration_s, confirmed in events
        if (start_h := hour_of_day(start)) is not None
    ]


def day_sentence(document: DayDocument, hours: Sequence[QuarterHour]) -> str:
    """What the day chart shows, for people who cannot see it."""
    totals = document.totals
    if not totals.worn_s + totals.not_worn_s:
        return "No data for this day."
    parts = [f"tremor in {share(totals.tremor_s, totals.assessable_s, 'assessable')}"] if totals.assessable_s else []
    parts += [f"worn for {duration(totals.worn_s)}"]
    parts += [f"most tremor from {_busiest(hours)}"] if totals.tremor_s else []
    parts += [_others_sentence(found)] if (found := others(totals)).count else []
    parts += [f"no data for {duration(missing_s)}"] if (missing_s := _added(hours, "no data")) else []
    return sentence("; ".join(parts))


def amplitude_sentence(document: DayDocument, hours: Sequence[QuarterHour]) -> str:
    """What the amplitude chart shows, for people who cannot see it."""
    points = amplitude_points(hours)
    if not points:
        return "No tremor amplitude was measured on this day."
    top = max(points, key=lambda point: point["median_deg"])
    of_day = document.totals.amplitude_deg
    median = f"median of the day {degrees(of_day)}; " if of_day else ""
    return sentence(
        f"tremor in {count(len(points), 'quarter-hour')}; {median}"
        f"highest quarter-hour median {degrees(top['median_deg'])} at {top['time']}"
    )


def _others_sentence(found: EpisodeCounts) -> str:
    return f"{count(found.count, 'other episode')}, {found.confirmed} confirmed"


def _stacked(quarter: QuarterHour) -> list[Point]:
    points, below_s = [], 0
    total_s = sum(quarter.seconds.values())
    for state, seconds in quarter.seconds.items():
        if seconds:
            points.append(_part(quarter.number, state, below_s / total_s, (below_s + seconds) / total_s))
        below_s += seconds
    return points


def _part(number: int, state: QuarterState, bottom: float, top: float) -> Point:
    start_h = number * QUARTER_H
    return {"start": start_h, "end": start_h + QUARTER_H, "state": state, "bottom": bottom, "top": top}


def _event(lane: Lane, start_h: float, duration_s: float, *, confirmed: bool) -> Point:
    end_h = min(float(HOURS_A_DAY), start_h + max(duration_s / HOUR_S, SHORTEST_SHOWN_H))
    return {"lane": lane.name, "shape": lane.shape, "start": start_h, "end": end_h, "confirmed": confirmed}


def _kinds_seen(document: DayDocument) -> Kinds:
    """Tremor, and every other kind that has something to draw."""
    seen = {episode.kind for episode in document.episodes} | {TREMOR}
    return tuple(kind for kind in ALL_KINDS if kind in seen)


def _busiest(hours: Sequence[QuarterHour]) -> str:
    top = max(hours, key=lambda quarter: quarter.summary.tremor_s)
    return f"{clock_time(top.number)} to {clock_time(top.number + 1)}"


def _added(hours: Sequence[QuarterHour], state: QuarterState) -> int:
    return sum(quarter.seconds[state] for quarter in hours)


def layouts() -> list[Spec]:
    """Every chart without its data."""
    amplitudes = [_amplitude_layout(shape, HIGHEST_SHOWN_DEG) for shape in (WIDE, NARROW)]
    return [*(_day_layout(shape, ALL_KINDS, private=True) for shape in (WIDE, NARROW)), *amplitudes]


@cache
def _day_layout(shape: ChartShape, kinds: Kinds, *, private: bool) -> Spec:
    return _plain(alt.vconcat(_lanes(shape, kinds, private=private), _shares(shape), spacing=6))


@lru_cache(maxsize=16)
def _amplitude_layout(shape: ChartShape, highest_deg: float) -> Spec:
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
    names = [lane.name for lane in lanes]
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


def _highest_shown_deg(points: list[Point]) -> float:
    highest_deg = max((point["p90_deg"] for point in points), default=HIGHEST_SHOWN_DEG)
    return float(max(HIGHEST_SHOWN_DEG, 10.0 ** math.ceil(math.log10(highest_deg))))


def _plain(chart: alt.VConcatChart | Layers) -> Spec:
    spec: Spec = chart.configure(**LOOK).to_dict()
    return spec


LOOK: Final[dict[str, Any]] = {  # of every chart
    "aria": False,
    "background": "transparent",
    "padding": 2,
    "axis": alt.AxisConfig(
        labelFontSize=FONT_SIZE,
        labelColor=palette.INK,
        gridColor=GRID_LINES,
        domainColor=palette.INK,
        tickColor=palette.INK,
    ),
    "view": alt.ViewConfig(stroke=None),
}
