"""The weeks since each of several injections laid over each other, as a Vega-Lite specification.

Knows axes, strokes and their words; must never know how a specification is drawn, HTML or what was estimated. Cycles
differ by stroke and by the word at their end, not by colour alone.
"""

from collections.abc import Iterator, Sequence
from math import log
from typing import Any, Final

import altair as alt

from device.pictures import palette
from sync.clinic.charts.colours import SPREAD_COLOUR
from sync.clinic.charts.shapes import MOST_CYCLES, WIDE_CYCLES, DrawnCycle, TrendShape
from sync.clinic.drawing.trend import Axes, axes_of, chart_data, drawn_value, plain_spec, scale_word
from sync.clinic.trends.measures import TrendMeasure
from sync.clinic.trends.since import MOST_WEEKS_AFTER, WEEKS_BEFORE_IT
from sync.clinic.wording.language import spoken

STROKES: Final = (([1, 0], 2.5), ([7, 3], 1.6), ([3, 3], 1.6), ([1, 3], 1.6))  # dashes and width, the last cycle first
POINT_SIZE, WORD_SIZE = 40, 11
LETTER_PX, LINE_PX = 7.5, 13.0  # of words: a wide letter, and from one line to the next
PLAIN_TITLE: Final[dict[str, Any]] = {"titleColor": palette.INK, "titleFontWeight": "normal", "labelFlush": False}
HALF_OPACITY: Final = 0.25


def cycles_chart(
    measure: TrendMeasure, cycles: Sequence[DrawnCycle], half_wane_d: tuple[float, float] | None, shape: TrendShape
) -> dict[str, Any]:
    """The `cycles`, the last injection first; between which two days half of the last one's effect went."""
    drawn = cycles[:MOST_CYCLES]
    values = [week.median for cycle in drawn for week in cycle.weeks]
    axes = axes_of(measure, [drawn_value(measure, value) for value in values], 0.0, _weeks_axis(shape))
    layers = (
        *_half_gone(half_wane_d, axes),
        *_injected(axes),
        *_lines(measure, drawn, axes, shape),
        *scale_word(axes, shape.height),
    )
    return plain_spec(alt.layer(*layers).properties(width=shape.width, height=shape.height))


def _weeks_axis(shape: TrendShape) -> alt.X:
    step = 2 if shape.dates >= WIDE_CYCLES.dates else 2 * 2
    weeks = list(range(-WEEKS_BEFORE_IT, MOST_WEEKS_AFTER + 1, step))
    axis = alt.Axis(values=weeks, title=spoken("weeks since the injection"), grid=True, **PLAIN_TITLE)
    return alt.X("week:Q", scale=alt.Scale(domain=[-WEEKS_BEFORE_IT, MOST_WEEKS_AFTER + 2], nice=False), axis=axis)


def _injected(axes: Axes) -> Iterator[alt.Chart]:
    base = alt.Chart(chart_data([{"week": 0}]))
    yield base.mark_rule(color=palette.INK, strokeDash=[3, 3], strokeWidth=1).encode(x=axes.x)


def _half_gone(half_wane_d: tuple[float, float] | None, axes: Axes) -> Iterator[alt.Chart]:
    if half_wane_d:
        low, high = (min(day / 7, MOST_WEEKS_AFTER + 2) for day in half_wane_d)
        base = alt.Chart(chart_data([{"week": low, "end": high, "word": spoken("half gone")}]))
        yield base.mark_rect(color=SPREAD_COLOUR, opacity=HALF_OPACITY).encode(x=axes.x, x2="end:Q")
        yield base.mark_text(color=palette.INK, fontSize=WORD_SIZE, align="left", baseline="bottom", y=-2).encode(
            x=axes.x, text="word:N"
        )


def _lines(measure: TrendMeasure, cycles: Sequence[DrawnCycle], axes: Axes, shape: TrendShape) -> Iterator[alt.Chart]:
    found = [(number, cycle, list(_rows(measure, cycle))) for number, cycle in enumerate(cycles) if cycle.weeks]
    apart_px = kept_apart([_end_px(rows[-1], axes, shape) for _, _, rows in found], shape)
    for (number, cycle, rows), down_px in zip(reversed(found), reversed(apart_px), strict=True):
        dashes, width = STROKES[number]
        colour = SPREAD_COLOUR if number else palette.STATE_COLOURS["tremor"]
        base, y = alt.Chart(chart_data(rows)), axes.y("value")
        yield base.mark_line(color=colour, strokeWidth=width, strokeDash=dashes).encode(x=axes.x, y=y, detail="run:N")
        yield base.mark_point(color=colour, filled=not number, size=POINT_SIZE, opacity=1).encode(x=axes.x, y=y)
        word = cycle.word if shape.letters >= WIDE_CYCLES.letters else cycle.short
        last = alt.Chart(chart_data([{**rows[-1], "word": word}]))
        yield last.mark_text(
            color=palette.INK,
            fontSize=WORD_SIZE,
            align="left",
            dx=6,
            dy=down_px,
            fontWeight="normal" if number else "bold",
        ).encode(x=axes.x, y=y, text="word:N")


def _end_px(row: dict[str, Any], axes: Axes, shape: TrendShape) -> tuple[float, float]:
    """Where the last week of a line is, from the left and from the top."""
    low, high = axes.scale.domain
    value, low, high = (log(at) if axes.scale.type == "log" else at for at in (row["value"], low, high))
    weeks = (row["week"] + WEEKS_BEFORE_IT) / (MOST_WEEKS_AFTER + 2 + WEEKS_BEFORE_IT)
    return weeks * shape.width, (1 - (value - low) / (high - low)) * shape.height


def kept_apart(ends_px: Sequence[tuple[float, float]], shape: TrendShape) -> list[float]:
    """How far down the word at each of these ends goes, in pixels, so that it stands on no other."""
    wide_px, moved_px = shape.letters * LETTER_PX, [0.0] * len(ends_px)
    taken: list[tuple[float, float]] = []
    for number in sorted(range(len(ends_px)), key=lambda one: ends_px[one][1]):
        x_px, y_px = ends_px[number]
        for other_x_px, other_y_px in sorted(taken, key=lambda place: place[1]):
            if abs(x_px - other_x_px) < wide_px and abs(y_px - other_y_px) < LINE_PX:
                y_px = other_y_px + LINE_PX
        taken.append((x_px, y_px))
        moved_px[number] = y_px - ends_px[number][1]
    return moved_px


def _rows(measure: TrendMeasure, cycle: DrawnCycle) -> Iterator[dict[str, Any]]:
    """Each week in its middle; a line is broken where one is missing."""
    run = 0
    for number, week in enumerate(cycle.weeks):
        run += bool(number and week.week - cycle.weeks[number - 1].week > 1)
        yield {"week": week.week + 0.5, "value": drawn_value(measure, week.median), "run": run}
