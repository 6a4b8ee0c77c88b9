"""What the panels of a recording's chart have in common: one time axis, bars, points, and what nobody could judge.

Knows chart specifications; must never know what a panel shows.
"""

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

import altair as alt

from device.pictures import palette
from device.records.calendar import DAY_S
from device.tremor import Reading

PANEL_WIDTH, HEIGHT, STRIP_HEIGHT = 900, 110, 26
MOST_POINTS = 2000  # of one panel; a longer recording is few_enough evenly, its strips stay exact
TICKS_OF_A_DECADE = (1, 2, 5)
MOST_TIMES = 12  # on the axis
TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY_S)
CLOCK_LABELS = (  # Vega's words for the stopwatch of the page: 0:42, 12:10, 3:05:00
    "(datum.value >= 3600 ? floor(datum.value / 3600) + ':' + format(floor(datum.value % 3600 / 60), '02d')"
    " : floor(datum.value / 60)) + ':' + format(datum.value % 60, '02d')"
)
UNJUDGED: Final = "not assessable"
UNJUDGED_OPACITY: Final = 0.25

ChartRow = dict[str, Any]
ChartPanel = alt.LayerChart | alt.FacetChart


def panel_data(rows: Sequence[ChartRow]) -> alt.Data:
    """Values that stand in the specification itself."""
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]  # altair generates it without types


def time_axis(length_s: float, *, is_lowest: bool = False) -> alt.X:
    """Of a recording so long; below the lowest panel it says what it counts from."""
    axis = alt.Axis(values=time_marks(length_s), labelExpr=CLOCK_LABELS, labelFlush=False)
    title = "time from the start of the first second (h:mm:ss)" if is_lowest else None
    return alt.X("start_s:Q", title=title, scale=alt.Scale(domain=(0, length_s), nice=False), axis=axis)


def time_marks(length_s: float) -> list[float]:
    """Round times in seconds from 0 to `length_s`, few enough for their labels to stand side by side."""
    days = math.ceil(length_s / MOST_TIMES / DAY_S)
    step_s = next((step_s for step_s in TIME_STEPS_S if length_s <= MOST_TIMES * step_s), days * DAY_S)
    return [float(time_s) for time_s in range(0, math.floor(length_s) + 1, step_s)]


def decade_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, 20, ...: from the last one not above `low` to the first one not below `high`."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [step * 10.0**decade for decade in decades for step in TICKS_OF_A_DECADE]
    first = max(place for place, tick in enumerate(ticks) if tick <= low)
    last = min(place for place, tick in enumerate(ticks) if tick >= high)
    return ticks[first : last + 1]


def few_enough(rows: list[ChartRow]) -> list[ChartRow]:
    """No more than a panel can show."""
    return rows[:: len(rows) // MOST_POINTS + 1]


def over_unjudged(layers: Sequence[Any], readings: Sequence[Reading], across: alt.X) -> ChartPanel:
    """A panel whose background says where nothing could be judged."""
    shade = alt.Chart(panel_data(unjudged(readings))).mark_rect(
        color=palette.STATE_COLOURS[UNJUDGED], opacity=UNJUDGED_OPACITY
    )
    shaded = shade.encode(x=across, x2="end_s:Q")
    return alt.layer(shaded, *layers).properties(width=PANEL_WIDTH, height=HEIGHT)


def unjudged(readings: Sequence[Reading]) -> list[ChartRow]:
    """The stretches of seconds without a verdict."""
    runs = [(known, list(run)) for known, run in groupby(readings, key=lambda reading: reading.tremor is not None)]
    return [{"start_s": run[0].second_s, "end_s": run[-1].second_s + 1} for known, run in runs if not known]
