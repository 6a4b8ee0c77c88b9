"""The chart of one analysed recording: verdicts, what seconds show besides, and the strongest rhythm over time.

Knows chart specifications; must never know how a chart becomes a picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath
from typing import Any

import altair as alt

from device.analysis.page import in_number
from device.analysis.report import Analysis, every_second
from device.pictures import palette
from device.pictures.panel_parts import (
    PANEL_WIDTH,
    STRIP_HEIGHT,
    UNJUDGED,
    ChartPanel,
    ChartRow,
    decade_ticks,
    few_enough,
    over_unjudged,
    panel_data,
    time_axis,
)
from device.pictures.seen_panels import seen_from, seen_panels
from device.tremor import Reading

TOP_HZ = 12.5
LOWEST_RMS_DPS = 0.1  # below lies the noise of a quiet MPU-6050; smaller ones stand at the edge

STATE_NAMES = {True: "tremor", False: "no tremor", None: UNJUDGED}
COLOURS = {
    **{state: palette.STATE_COLOURS[state] for state in STATE_NAMES.values()},
    **palette.CONTEXT_COLOURS,
    **palette.KIND_COLOURS,
}
LEAST_WIDTH = 2  # of an episode: a jerk is over in less than a pixel
LANES = ("seconds", "limb", "episodes")


def specification(analysis: Analysis) -> dict[str, Any]:
    """The Vega-Lite specification: strips, what seconds show, and the rhythm's evidence as points, one time axis."""
    panels = alt.vconcat(*_panels(_from_start(analysis)), spacing=14)
    panels = panels.resolve_scale(x="shared", color="independent")
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
        checkups=tuple(replace(c, start_s=c.start_s - analysis.first_s) for c in analysis.checkups),
        seen=seen_from(analysis.seen, analysis.first_s),
    )


def _panels(analysis: Analysis) -> Iterator[ChartPanel]:
    readings = tuple(every_second(analysis.readings))
    yield _strips(analysis, readings)
    yield from seen_panels(analysis, readings)
    frequency = ["frequency of the", "strongest rhythm (Hz)"]
    scale = alt.Scale(domain=(0, TOP_HZ), clamp=True)
    yield _points(analysis, readings, "frequency_hz", alt.Y("value:Q", title=frequency, scale=scale))
    sizes_dps = [reading.rms_dps for reading in readings if reading.rms_dps is not None]
    if sizes_dps:
        yield _points(analysis, readings, "rms_dps", _size_axis(sizes_dps))
    yield _evidence(analysis, readings)


def _evidence(analysis: Analysis, readings: Sequence[Reading]) -> ChartPanel:
    """By how much each second's rhythm exceeds what is asked of it, and where that begins."""
    edge = alt.Chart(panel_data([{"value": 0}])).mark_rule(color=palette.INK, strokeDash=[4, 3]).encode(y="value:Q")
    title = ["how far it stands out", "(decades; none below 0)"]
    return _points(analysis, readings, "score", alt.Y("value:Q", title=title), edge, is_lowest=True)


def _size_axis(sizes_dps: Sequence[float]) -> alt.Y:
    """Logarithmic, from a tick to a tick: most seconds are small ones."""
    ticks = decade_ticks(max(min(sizes_dps), LOWEST_RMS_DPS), max(*sizes_dps, 10 * LOWEST_RMS_DPS))
    scale = alt.Scale(type="log", domain=(ticks[0], ticks[-1]), clamp=True)
    return alt.Y(
        "value:Q", title=["its angular velocity", "(deg/s, rms)"], scale=scale, axis=alt.Axis(values=ticks, format="~g")
    )


def _subtitle(analysis: Analysis) -> str:
    tremor = sum(bool(reading.tremor) for reading in analysis.readings)
    assessable = sum(reading.tremor is not None for reading in analysis.readings)
    tilted = any(second.tilt_deg is not None for second in analysis.seen)
    unknown = "; tilt is not known, see --baseline" if analysis.seen and not tilted else ""
    return f"tremor in {tremor} of {assessable} assessable seconds, {in_number(len(analysis.episodes))}{unknown}"


def _strips(analysis: Analysis, readings: Sequence[Reading]) -> ChartPanel:
    """Three lanes: what each second was judged to be, what else the limb did, and the episodes by kind."""
    bars = [*_verdicts(readings), *_contexts(readings), *_episodes(analysis)]
    lane = alt.Y("lane:N", title=None, scale=alt.Scale(domain=LANES), axis=alt.Axis(grid=False))
    chart = alt.Chart(panel_data(bars)).mark_bar(height=STRIP_HEIGHT * 0.7)
    encoded = chart.encode(x=time_axis(analysis.last_s), x2="end_s:Q", y=lane, color=_colour(analysis, legend=True))
    return alt.layer(encoded).properties(width=PANEL_WIDTH, height=len(LANES) * STRIP_HEIGHT)


def _points(
    analysis: Analysis,
    readings: Sequence[Reading],
    field: str,
    up: alt.Y,
    *beside: alt.Chart,
    is_lowest: bool = False,
) -> ChartPanel:
    across = time_axis(analysis.last_s, is_lowest=is_lowest)
    rows = [_point(reading, field) for reading in readings if getattr(reading, field) is not None]
    points = alt.Chart(panel_data(few_enough(rows))).mark_point(filled=True, size=22, opacity=1)
    encoded = points.encode(across, up, color=_colour(analysis, legend=False))
    return over_unjudged([*beside, encoded], readings, across)


def _point(reading: Reading, field: str) -> ChartRow:
    return {"start_s": reading.second_s + 0.5, "value": getattr(reading, field), "state": STATE_NAMES[reading.tremor]}


def _verdicts(readings: Sequence[Reading]) -> list[ChartRow]:
    """Neighbouring seconds with one verdict as one bar."""
    runs = [list(run) for _, run in groupby(readings, key=lambda reading: reading.tremor)]
    return [_bar("seconds", run[0].second_s, run[-1].second_s + 1, STATE_NAMES[run[0].tremor]) for run in runs]


def _contexts(readings: Sequence[Reading]) -> list[ChartRow]:
    """Neighbouring seconds of one context as one bar, none where it is not known."""
    runs = [(context, list(run)) for context, run in groupby(readings, key=lambda reading: reading.context)]
    return [_bar("limb", run[0].second_s, run[-1].second_s + 1, context) for context, run in runs if context]


def _episodes(analysis: Analysis) -> list[ChartRow]:
    least_s = LEAST_WIDTH * analysis.last_s / PANEL_WIDTH
    return [_bar("episodes", e.start_s, e.start_s + max(e.duration_s, least_s), e.kind) for e in analysis.episodes]


def _bar(lane: str, start_s: float, end_s: float, state: str) -> ChartRow:
    return {"lane": lane, "start_s": start_s, "end_s": end_s, "state": state}


def _colour(analysis: Analysis, *, legend: bool) -> alt.Color:
    """Of what there is in the recording; the verdicts always."""
    there = {*STATE_NAMES.values(), *(r.context for r in analysis.readings), *(e.kind for e in analysis.episodes)}
    names = [name for name in COLOURS if name in there]
    scale = alt.Scale(domain=names, range=[COLOURS[name] for name in names])
    colour = alt.Color("state:N", title=None, scale=scale)
    return colour if legend else colour.legend(None)
