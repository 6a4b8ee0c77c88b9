"""The chart of one analysed recording: the verdict, the frequency and the strength of its rhythm over time.

Knows chart specifications; must never know how a chart becomes a picture.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath
from typing import Any

import altair as alt

from device.analysis.page import in_number
from device.analysis.report import Analysis, every_second
from device.pictures import palette
from device.records.calendar import DAY_S
from device.tremor import Reading

WIDTH, HEIGHT, STRIP_HEIGHT = 900, 150, 26
MOST_POINTS = 2000  # of one panel; a longer recording is thinned evenly, its strips stay exact
TOP_HZ = 12.5
LOWEST_RMS_DPS = 0.1  # below lies the noise of a quiet MPU-6050; smaller ones stand at the edge
TICKS_OF_A_DECADE = (1, 2, 5)

STATE_NAMES = {True: "tremor", False: "no tremor", None: "not assessable"}
COLOURS = {
    **{state: palette.STATE_COLOURS[state] for state in STATE_NAMES.values()},
    **palette.CONTEXT_COLOURS,
    **palette.KIND_COLOURS,
}
LEAST_WIDTH = 2  # of an episode: a jerk is over in less than a pixel
MOST_TIMES = 12  # on the axis
TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY_S)
CLOCK = (  # Vega's words for the stopwatch of the page: 0:42, 12:10, 3:05:00
    "(datum.value >= 3600 ? floor(datum.value / 3600) + ':' + format(floor(datum.value % 3600 / 60), '02d')"
    " : floor(datum.value / 60)) + ':' + format(datum.value % 60, '02d')"
)
LANES = ("seconds", "limb", "episodes")

ChartRow = dict[str, Any]


ChartPanel = alt.LayerChart | alt.FacetChart


def specification(analysis: Analysis) -> dict[str, Any]:
    """The Vega-Lite specification: verdict and episodes as strips, frequency and strength as points, one time axis."""
    panels = alt.vconcat(*_panels(_from_start(analysis)), spacing=14).resolve_scale(x="shared")
    title = alt.TitleParams(PurePath(analysis.file).name, subtitle=_subtitle(analysis), anchor="start", offset=12)
    chart = panels.properties(title=title).configure_axis(labelFontSize=12, titleFontSize=12)
    return dict(chart.configure_view(stroke=None).configure_legend(labelFontSize=12, orient="top").to_dict())


def _from_start(analysis: Analysis) -> Analysis:
    """With times that count from the start of the first second, as on the page."""
    return replace(
        analysis,
        first_s=0.0,
        last_s=analysis.last_s - analysis.first_s,
        readings=tuple(replace(r, second_s=r.second_s - analysis.first_s) for r in analysis.readings),
        episodes=tuple(replace(e, start_s=e.start_s - analysis.first_s) for e in analysis.episodes),
    )


def _panels(analysis: Analysis) -> Iterator[ChartPanel]:
    readings = tuple(every_second(analysis.readings))
    yield _strips(analysis, readings)
    frequency = ["frequency of the", "strongest rhythm (Hz)"]
    yield _points(
        analysis,
        readings,
        "frequency_hz",
        alt.Y("value:Q", title=frequency, scale=alt.Scale(domain=(0, TOP_HZ), clamp=True)),
    )
    sizes_dps = [reading.rms_dps for reading in readings if reading.rms_dps is not None]
    if sizes_dps:
        yield _points(analysis, readings, "rms_dps", _size_axis(sizes_dps))
    else:
        decades = ["how far it stands out", "(decades; tremor from 0)"]
        yield _points(analysis, readings, "score", alt.Y("value:Q", title=decades))


def _size_axis(sizes_dps: Sequence[float]) -> alt.Y:
    """Logarithmic, from a tick to a tick: most seconds are small ones."""
    ticks = _ticks(max(min(sizes_dps), LOWEST_RMS_DPS), max(*sizes_dps, 10 * LOWEST_RMS_DPS))
    scale = alt.Scale(type="log", domain=(ticks[0], ticks[-1]), clamp=True)
    return alt.Y(
        "value:Q", title=["its angular velocity", "(deg/s, rms)"], scale=scale, axis=alt.Axis(values=ticks, format="~g")
    )


def _ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, 20, ...: from the last one not above `low` to the first one not below `high`."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [step * 10.0**decade for decade in decades for step in TICKS_OF_A_DECADE]
    first = max(place for place, tick in enumerate(ticks) if tick <= low)
    last = min(place for place, tick in enumerate(ticks) if tick >= high)
    return ticks[first : last + 1]


def _subtitle(analysis: Analysis) -> str:
    tremor = sum(bool(reading.tremor) for reading in analysis.readings)
    assessable = sum(reading.tremor is not None for reading in analysis.readings)
    return f"tremor in {tremor} of {assessable} assessable seconds, {in_number(len(analysis.episodes))}"


def _strips(analysis: Analysis, readings: Sequence[Reading]) -> ChartPanel:
    """Three lanes: what each second was judged to be, what else the limb did, and the episodes by kind."""
    bars = [*_verdicts(readings), *_contexts(readings), *_episodes(analysis)]
    lane = alt.Y("lane:N", title=None, scale=alt.Scale(domain=LANES), axis=alt.Axis(grid=False))
    chart = alt.Chart(_data(bars)).mark_bar(height=STRIP_HEIGHT * 0.7)
    encoded = chart.encode(x=_time(analysis), x2="end_s:Q", y=lane, color=_colour(analysis))
    return alt.layer(encoded).properties(width=WIDTH, height=len(LANES) * STRIP_HEIGHT)


def _points(analysis: Analysis, readings: Sequence[Reading], field: str, axis: alt.Y) -> ChartPanel:
    rows = [_point(reading, field) for reading in readings if getattr(reading, field) is not None]
    points = alt.Chart(_data(_thinned(rows))).mark_point(filled=True, size=22, opacity=1)
    return alt.layer(points.encode(_time(analysis), axis, color=_colour(analysis))).properties(
        width=WIDTH, height=HEIGHT
    )


def _point(reading: Reading, field: str) -> ChartRow:
    return {"start_s": reading.second_s + 0.5, "value": getattr(reading, field), "state": STATE_NAMES[reading.tremor]}


def _thinned(rows: list[ChartRow]) -> list[ChartRow]:
    return rows[:: len(rows) // MOST_POINTS + 1]


def _verdicts(readings: Sequence[Reading]) -> list[ChartRow]:
    """Neighbouring seconds with one verdict as one bar."""
    runs = [list(run) for _, run in groupby(readings, key=lambda reading: reading.tremor)]
    return [_bar("seconds", run[0].second_s, run[-1].second_s + 1, STATE_NAMES[run[0].tremor]) for run in runs]


def _contexts(readings: Sequence[Reading]) -> list[ChartRow]:
    """Neighbouring seconds of one context as one bar, none where it is not known."""
    runs = [(context, list(run)) for context, run in groupby(readings, key=lambda reading: reading.context)]
    return [_bar("limb", run[0].second_s, run[-1].second_s + 1, context) for context, run in runs if context]


def _episodes(analysis: Analysis) -> list[ChartRow]:
    least_s = LEAST_WIDTH * analysis.last_s / WIDTH
    return [_bar("episodes", e.start_s, e.start_s + max(e.duration_s, least_s), e.kind) for e in analysis.episodes]


def _bar(lane: str, start_s: float, end_s: float, state: str) -> ChartRow:
    return {"lane": lane, "start_s": start_s, "end_s": end_s, "state": state}


def _data(rows: list[ChartRow]) -> alt.Data:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # altair generates it without types


def _time(analysis: Analysis) -> alt.X:
    axis = alt.Axis(values=time_marks(analysis.last_s), labelExpr=CLOCK, labelFlush=False)
    scale = alt.Scale(domain=(0, analysis.last_s), nice=False)
    return alt.X("start_s:Q", title="time from the start of the first second (h:mm:ss)", scale=scale, axis=axis)


def time_marks(length_s: float) -> list[float]:
    """Round times in seconds from 0 to `length_s`, few enough for their labels to stand side by side."""
    days = math.ceil(length_s / MOST_TIMES / DAY_S)
    step_s = next((step_s for step_s in TIME_STEPS_S if length_s <= MOST_TIMES * step_s), days * DAY_S)
    return [float(time_s) for time_s in range(0, math.floor(length_s) + 1, step_s)]


def _colour(analysis: Analysis) -> alt.Color:
    """Of what there is in the recording; the verdicts always."""
    there = {*STATE_NAMES.values(), *(r.context for r in analysis.readings), *(e.kind for e in analysis.episodes)}
    names = [name for name in COLOURS if name in there]
    scale = alt.Scale(domain=names, range=[COLOURS[name] for name in names])
    return alt.Color("state:N", title=None, scale=scale)
