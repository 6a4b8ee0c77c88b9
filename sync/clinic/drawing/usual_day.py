"""The days folded onto one, and every hour of every day, as Vega-Lite specifications.

Knows axes and colours; must never know how a specification is drawn, HTML or what time it is.
"""

from collections.abc import Sequence
from typing import Any, Final

import altair as alt

from device.pictures import palette
from sync.clinic.charts.colours import SPREAD_COLOUR, shade
from sync.clinic.charts.shapes import ShownDays, TrendShape
from sync.clinic.drawing.trend import LEFT_WIDTH, chart_data, date_axis, plain_spec
from sync.clinic.trends.hours import HOURS_OF_DAY, STEPS_A_DAY, HourCell, UsualTime
from sync.clinic.trends.weeks import DAYS_A_WEEK

STEP_H: Final = HOURS_OF_DAY / STEPS_A_DAY
OUTER_OPACITY, INNER_OPACITY = 0.22, 0.45
LEAST_TOP: Final = 0.1  # a share: a calm day must not look wild


def usual_day_chart(times: Sequence[UsualTime], shape: TrendShape) -> dict[str, Any]:
    """Median, middle half, and 10 to 90 % of the days at each time of day; nothing where too few days are known."""
    rows = list(_usual_rows(times))
    top = max([LEAST_TOP, *(row["p90"] for row in rows)])
    x, base = _hours_axis(shape), alt.Chart(chart_data(rows))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, top], nice=True), axis=_percent_axis())

    def area(low: str, high: str, opacity: float) -> alt.Chart:
        drawn = base.mark_area(color=SPREAD_COLOUR, opacity=opacity, interpolate="monotone")
        encoded: alt.Chart = drawn.encode(x=x, y=y(low), y2=f"{high}:Q", detail="run:N")
        return encoded

    line = base.mark_line(color=palette.STATE_COLOURS["tremor"], strokeWidth=2, interpolate="monotone").encode(
        x=x, y=y("p50"), detail="run:N"
    )
    layers = (area("p10", "p90", OUTER_OPACITY), area("p25", "p75", INNER_OPACITY), line)
    return plain_spec(alt.layer(*layers).properties(width=shape.width, height=shape.height))


def _usual_rows(times: Sequence[UsualTime]) -> list[dict[str, float]]:
    rows, run = [], 0
    for time in times:
        if time.shares is None:
            run += 1
            continue
        p10, p25, p50, p75, p90 = time.shares
        hour = time.start_h + STEP_H / 2
        rows.append({"hour": hour, "run": run, "p10": p10, "p25": p25, "p50": p50, "p75": p75, "p90": p90})
    return rows


def hours_chart(cells: Sequence[HourCell], span: ShownDays, shape: TrendShape, *, by_weeks: bool) -> dict[str, Any]:
    """One cell for each hour of a day, or week: the darker, the more tremor; grey where nothing could be judged."""
    length = DAYS_A_WEEK if by_weeks else 1
    rows = [_cell_row(cell, span, length) for cell in cells if span.first <= cell.day <= span.last or by_weeks]
    x = date_axis(span, shape)
    axis = alt.Axis(
        values=[0, 6, 12, 18, 24], format="02d", title=None, minExtent=LEFT_WIDTH, maxExtent=LEFT_WIDTH, grid=False
    )
    y = alt.Y("hour:Q", scale=alt.Scale(domain=[HOURS_OF_DAY, 0], nice=False), axis=axis)
    bars = alt.Chart(chart_data(rows)).mark_rect(stroke=palette.WHITE, strokeWidth=0.4)
    encoded = bars.encode(x=x, x2="end:Q", y=y, y2="until:Q", fill=alt.Fill("shade:N", scale=None))
    return plain_spec(encoded.properties(width=shape.width, height=shape.height))


def _cell_row(cell: HourCell, span: ShownDays, length: int) -> dict[str, Any]:
    start = max(span.place(cell.day), 0)
    end = min(span.place(cell.day) + length, span.place(span.last) + 1)
    return {
        "day": start - 0.5,
        "end": end - 0.5,
        "hour": cell.hour,
        "until": cell.hour + 1,
        "shade": shade(cell.share),
    }


def _hours_axis(shape: TrendShape) -> alt.X:
    step = 2 if shape.dates > 6 else 6
    axis = alt.Axis(values=list(range(0, HOURS_OF_DAY + 1, step)), format="02d", title=None, labelFlush=False)
    return alt.X("hour:Q", scale=alt.Scale(domain=[0, HOURS_OF_DAY], nice=False), axis=axis)


def _percent_axis() -> alt.Axis:
    return alt.Axis(format=".0%", title=None, minExtent=LEFT_WIDTH, maxExtent=LEFT_WIDTH, tickCount=4)
