"""The chart of one raw snippet: rotation and acceleration over time, the moment it was taken for marked.

Knows chart specifications; must never know how a chart becomes a picture, nor what the movement means.
"""

from collections.abc import Iterator
from typing import Any, Final

import altair as alt
import numpy as np

from device.samples import Floats
from device.snippets import Snippet

WIDTH, HEIGHT = 900, 220
AXES: Final = ("x", "y", "z")
COLOURS: Final = ("#1b6ca8", "#b3390f", "#3c7d3c")

Row = dict[str, Any]
Panel = alt.LayerChart | alt.FacetChart


def specification(snippet: Snippet, title: str) -> dict[str, Any]:
    """The Vega-Lite specification: one panel a sensor, seconds from the moment on the common axis."""
    panels = alt.vconcat(*_panels(snippet), spacing=14).resolve_scale(x="shared")
    heading = alt.TitleParams(title, subtitle=snippet.what, anchor="start", offset=12)
    return dict(panels.properties(title=heading).configure_view(stroke=None).to_dict())


def _panels(snippet: Snippet) -> Iterator[Panel]:
    time_s = snippet.samples.time_s - snippet.moment_s
    if snippet.samples.rotation_dps is not None:
        yield _panel(time_s, snippet.samples.rotation_dps, "rotation (deg/s)")
    yield _panel(time_s, snippet.samples.acceleration_g, "acceleration (g)")


def _panel(time_s: Floats, values: Floats, title: str) -> Panel:
    colour = alt.Color("axis:N", title=None, scale=alt.Scale(domain=list(AXES), range=list(COLOURS)))
    across = alt.X("time_s:Q", title="seconds from the moment", scale=alt.Scale(nice=False))
    curves = alt.Chart(_data(list(_rows(time_s, values)))).mark_line(strokeWidth=1)
    moment = alt.Chart(_data([{"time_s": 0.0}])).mark_rule(strokeDash=[4, 3])
    inside = float(time_s[0]) <= 0 <= float(time_s[-1])  # of a long episode only the end is there
    drawn = curves.encode(x=across, y=alt.Y("value:Q", title=title), color=colour, detail="piece:N")
    layers = (drawn, moment.encode(x="time_s:Q")) if inside else (drawn,)
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)


def _rows(time_s: Floats, values: Floats) -> Iterator[Row]:
    """Every sample of every axis; a new piece of the curve after each gap, so that none is drawn across it."""
    steps = np.diff(time_s, prepend=time_s[0])
    pieces = np.cumsum(steps > GAP_STEPS * np.median(steps))
    for axis, column in zip(AXES, values.T, strict=True):
        for moment_s, value, piece in zip(time_s.round(3), column.round(4), pieces, strict=True):
            yield {"time_s": float(moment_s), "value": float(value), "axis": axis, "piece": int(piece)}


GAP_STEPS: Final = 5  # ours: a pause longer than so many samples is drawn as one


def _data(rows: list[Row]) -> alt.Data:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # altair generates it without types
