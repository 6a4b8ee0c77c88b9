"""What each second of a recording shows besides tremor: check-ups, tilt from neutral, and turning in three bands.

Knows chart specifications and seconds; must never know how a chart becomes a picture, or how anything was measured.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import altair as alt

from device.analysis.report import Analysis, SeenSecond
from device.pictures import palette
from device.pictures.panel_parts import (
    PANEL_WIDTH,
    STRIP_HEIGHT,
    ChartPanel,
    ChartRow,
    few_enough,
    over_unjudged,
    panel_data,
    time_axis,
)
from device.records.facts import StageResult, TurnBand
from device.records.person import Direction
from device.records.tilts import FAR_DEG, TILTED_DEG
from device.tremor import Reading

LEAST_TOP_DEG: Final = 45.0
TICKS_DEG: Final = (0, TILTED_DEG, FAR_DEG, 60, 90, 120, 150, 180)
BAND_OPACITY: Final = 0.08  # of the tilt beyond the first edge; twice that beyond the second
LETTER_POINTS: Final = 4.8  # wide, of the small letters in a bar
MOST_BARS: Final = 300  # of turning, one beside the other
BAND_TITLES: Final[dict[TurnBand, str]] = {
    "slow": "below 1.5 Hz",
    "middle": "1.5 to 4.5 Hz",
    "fast": "above 4.5 Hz",
}
AXIS_WORDS: Final = {True: ("along the limb", "across it", "up"), False: ("x", "y", "z")}


def seen_panels(analysis: Analysis, readings: Sequence[Reading]) -> Iterator[ChartPanel]:
    """Times of the analysis count from 0; none of these where nobody asked what seconds show."""
    if analysis.checkups:
        yield _checkups(analysis)
    if any(second.tilt_deg is not None for second in analysis.seen):
        yield _tilts(analysis, readings)
    measured = [band for band in BAND_TITLES if any(band in second.about_dps2 for second in analysis.seen)]
    yield from (_turning(analysis, readings, band, is_first=band == measured[0]) for band in measured)


def seen_from(seen: Sequence[SeenSecond], start_s: float) -> tuple[Any, ...]:
    """With times that count from there."""
    return tuple(replace(second, second_s=second.second_s - start_s) for second in seen)  # type: ignore[type-var]  # each is a dataclass


def _checkups(analysis: Analysis) -> ChartPanel:
    """A bar for each stage, with its name."""
    rows = [
        _stage_row(stage, checkup.start_s + stage.after_s, PANEL_WIDTH / analysis.last_s)
        for checkup in analysis.checkups
        for stage in checkup.stages
    ]
    lane = alt.Y("lane:N", title=None, axis=alt.Axis(grid=False))
    chart = alt.Chart(panel_data(rows)).encode(x=time_axis(analysis.last_s), x2="end_s:Q", y=lane)
    bars = chart.mark_bar(height=STRIP_HEIGHT * 0.8, color=palette.EXERCISE, opacity=0.35)
    names = chart.mark_text(align="left", dx=3, fontSize=10, color=palette.INK).encode(text="name:N")
    return alt.layer(bars, names).properties(width=PANEL_WIDTH, height=STRIP_HEIGHT)


def _stage_row(stage: StageResult, start_s: float, points_a_second: float) -> ChartRow:
    """With as much of its name as there is room for."""
    letters = int(stage.duration_s * points_a_second / LETTER_POINTS)
    name = stage.stage if len(stage.stage) <= letters else f"{stage.stage[: letters - 1]}…" if letters > 1 else ""
    return {"start_s": start_s, "end_s": start_s + stage.duration_s, "name": name, "lane": "check-up"}


def _tilts(analysis: Analysis, readings: Sequence[Reading]) -> ChartPanel:
    """Each second over the bands of the TWSTRS: up to 15 degrees, to 35, beyond."""
    known = [(second.second_s + 0.5, second.tilt_deg) for second in analysis.seen if second.tilt_deg is not None]
    top_deg = max(LEAST_TOP_DEG, *(tilt for _, tilt in known))
    axis = alt.Axis(values=[tick for tick in TICKS_DEG if tick <= top_deg])
    up = alt.Y("value:Q", title=["tilt from", "neutral (deg)"], scale=alt.Scale(domain=(0, top_deg)), axis=axis)
    rows: list[ChartRow] = [{"start_s": at_s, "value": tilt} for at_s, tilt in known]
    points = alt.Chart(panel_data(few_enough(rows))).mark_point(filled=True, size=16, opacity=1, color=palette.INK)
    edges = [{"value": from_deg, "to": top_deg} for from_deg in (TILTED_DEG, FAR_DEG)]
    bands = alt.Chart(panel_data(edges)).mark_rect(color=palette.INK, opacity=BAND_OPACITY).encode(y=up, y2="to:Q")
    across = time_axis(analysis.last_s)
    return over_unjudged([bands, points.encode(across, up)], readings, across)


def _turning(analysis: Analysis, readings: Sequence[Reading], band: TurnBand, *, is_first: bool) -> ChartPanel:
    """How much the limb turned in the band, and about which axes: a bar's parts are their shares of its square."""
    words, about = AXIS_WORDS[analysis.of_limb], "the limb's own axes" if analysis.of_limb else "the sensor's axes"
    scale = alt.Scale(domain=words, range=palette.AXIS_COLOURS)
    legend = alt.Legend(title=f"turning about {about}", orient="top", symbolType="square") if is_first else None
    up = alt.Y("from:Q", title=[f"turning {BAND_TITLES[band]}", "(deg/s, rms)"])
    across = time_axis(analysis.last_s)
    bars = alt.Chart(panel_data(list(_bars(analysis, band)))).mark_rect()
    parts = bars.encode(across, up, alt.Color("axis:N", scale=scale, legend=legend), x2="end_s:Q", y2="to:Q")
    return over_unjudged([parts], readings, across)


def _bars(analysis: Analysis, band: TurnBand) -> Iterator[ChartRow]:
    """A bar for as many seconds as it takes for all to have room; none where nothing was measured."""
    length_s = math.ceil(analysis.last_s / MOST_BARS)
    seconds: dict[int, list[Direction]] = {}
    for second in analysis.seen:
        if band in second.about_dps2:
            seconds.setdefault(int(second.second_s // length_s), []).append(second.about_dps2[band])
    for number, squares in seconds.items():
        ends = {"start_s": number * length_s, "end_s": min((number + 1) * length_s, analysis.last_s)}
        yield from ({**ends, **part} for part in _parts(squares, AXIS_WORDS[analysis.of_limb]))


def _parts(squares: Sequence[Direction], names: Sequence[str]) -> Iterator[ChartRow]:
    """Of one bar: each axis has its share of the mean square, of a height that is the root of it."""
    means = [sum(column) / len(squares) for column in zip(*squares, strict=True)]
    rms_dps, from_dps = math.sqrt(sum(means)), 0.0
    for name, mean in zip(names, means, strict=True):
        to_dps = from_dps + (mean / rms_dps if rms_dps else 0.0)
        yield {"axis": name, "from": from_dps, "to": to_dps}
        from_dps = to_dps
