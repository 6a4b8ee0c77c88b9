"""One measure over weeks as a Vega-Lite specification: days, weeks, the person's own spread, and what was entered.

Knows axes and marks; must never know how a specification is drawn, HTML or what time it is. Of every trend the axis of
time is the same, so that they can be read below each other.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, Final

import altair as alt

from device.pictures import palette
from sync.clinic.charts.colours import LEFT_OUT, SPREAD_COLOUR
from sync.clinic.charts.shapes import DrawnMark, ShownDays, Trend, TrendShape
from sync.clinic.drawing.chart_look import Layers, chart_look
from sync.clinic.trends.measures import DayValue, TrendMeasure
from sync.clinic.trends.weeks import DAYS_A_WEEK, WeekValue, monday_of
from sync.clinic.wording.language import spoken
from sync.clinic.wording.words import day_and_month

DAY_COLOUR: Final = palette.STATE_COLOURS["no tremor"]
WEEK_COLOUR: Final = palette.STATE_COLOURS["tremor"]
DAY_SIZE, WEEK_SIZE = 14, 48  # square pixels
SPREAD_WIDTH: Final = 5
BAND_OPACITY: Final = 0.16
TICKS: Final = (7, 14, 28, 61, 91, 122, 183)  # days between dates
LEFT_WIDTH: Final = 46
MARK_ROW, MARK_ROWS = 11, 4  # pixels of a row above the chart, and how many there are for labels that are close
MARK_LETTER_PX, MARK_GAP = 6.5, 3.0  # of a wide letter, and from a marker to its word
MARK_SIZE: Final = 11
MANTISSAS: Final = (1, 2, 5)
MOST_LOG_TICKS: Final = 6
ROOM: Final = 1.15  # above the highest value, on a linear axis


@dataclass(frozen=True)
class Axes:
    """What places a mark."""

    x: alt.X
    scale: alt.Scale
    axis: alt.Axis

    def y(self, field: str) -> alt.Y:
        """The place of a value."""
        return alt.Y(f"{field}:Q", scale=self.scale, axis=self.axis)


def trend_chart(trend: Trend, span: ShownDays, marks: Sequence[DrawnMark], shape: TrendShape) -> dict[str, Any]:
    """The specification with its data. Days and weeks outside the span are left out."""
    shown = [value for value in trend.values if span.first <= value.day <= span.last]
    weeks = [week for week in trend.weeks if monday_of(span.first) <= week.monday <= span.last]
    values = [value.value for value in shown]
    axes = axes_of(trend.measure, values, trend.change.before or 0.0, date_axis(span, shape))
    layers = (
        *_band(trend, axes, span),
        *_days(trend.measure, shown, axes, span),
        *_weeks(trend.measure, weeks, axes, span),
        *_marks(marks, axes, span, shape),
        *scale_word(axes, shape.height),
    )
    chart = alt.layer(*layers).properties(width=shape.width, height=shape.height)
    return plain_spec(chart)


def plain_spec(chart: Layers | alt.Chart) -> dict[str, Any]:
    """The specification of a chart in the colours and letters of all."""
    # looked at in tests: it takes three times as long as drawing
    spec: dict[str, Any] = chart.configure(**chart_look()).to_dict(validate=False)
    return spec


def chart_data(rows: Sequence[dict[str, Any]]) -> alt.Data:
    """Rows as they stand in a specification."""
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]  # altair generates it without types


def date_axis(span: ShownDays, shape: TrendShape) -> alt.X:
    """Days from the first one, with dates."""
    places = {span.place(day): _short(day) for day in dates_between(span, shape.dates)}
    axis = alt.Axis(
        values=list(places),
        labelExpr=f"({json.dumps({str(place): name for place, name in places.items()})})[datum.value]",
        title=None,
        grid=True,
        labelFlush=False,
        labelOverlap=True,
    )
    return alt.X("day:Q", scale=alt.Scale(domain=[-0.5, span.place(span.last) + 0.5], nice=False), axis=axis)


def dates_between(span: ShownDays, most: int) -> list[date]:
    """Mondays, or firsts of months where they are many: evenly apart, at most so many."""
    length = span.place(span.last) + 1
    step = next((days for days in TICKS if length / days <= most), length)
    first = monday_of(span.first + timedelta(days=DAYS_A_WEEK - 1))
    return [first + timedelta(days=days) for days in range(0, max(1, span.place(span.last) - span.place(first)), step)]


def _short(day: date) -> str:
    return day_and_month(day.isoformat())


def axes_of(measure: TrendMeasure, values: Sequence[float], also: float, x: alt.X) -> Axes:
    """With room for the values of a measure, and for one `also`."""
    highest = max([*values, also], default=measure.top or 1.0)
    formatted = "format(datum.value, '.2~%')" if measure.unit == "%" else "format(datum.value, '~g')"
    label = formatted + (" + '°'" if measure.unit == "°" else "")
    if measure.scale == "log":
        low, high = _decades(measure, [max(value, measure.least) for value in values], highest)
        scale = alt.Scale(type="log", domain=[low, high], nice=False, clamp=True)
        return Axes(x, scale, _axis(labelExpr=label, values=log_ticks(low, high)))
    return Axes(
        x, alt.Scale(domain=_linear_ends(measure, values, highest), nice=False, clamp=True), _axis(labelExpr=label)
    )


def _axis(**more: Any) -> alt.Axis:
    return alt.Axis(title=None, minExtent=LEFT_WIDTH, maxExtent=LEFT_WIDTH, tickCount=4, **more)


def _linear_ends(measure: TrendMeasure, values: Sequence[float], highest: float) -> list[float]:
    if measure.unit == "Hz" and values:
        return [math.floor(min(values) - 0.5), math.ceil(max(values) + 0.5)]
    if measure.unit == "%":
        return [0.0, 1.0]
    return [0.0, min(measure.top or math.inf, highest * ROOM) or 1.0]


def _decades(measure: TrendMeasure, values: Sequence[float], highest: float) -> tuple[float, float]:
    """The round values below and above all; at least a factor of ten."""
    top = measure.top or math.inf
    high = next(step for step in _round_values() if step >= min(max(highest, 2 * measure.least), top))
    lowest = max(min([*values, high / 10]), measure.least)
    return max(step for step in _round_values_to(lowest)), min(high, top)


def _round_values_to(most: float) -> Iterator[float]:
    return takewhile(lambda step: step <= most, _round_values())


def _round_values() -> Iterator[float]:
    return (float(f"{mantissa}e{power}") for power in range(-3, 13) for mantissa in MANTISSAS)


def log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, …; where those are many, powers of ten."""
    ticks = [step for step in _round_values_to(high) if step >= low]
    tens = [step for step in ticks if f"{step:e}".startswith("1.0")]
    return ticks if len(ticks) <= MOST_LOG_TICKS else tens


def _band(trend: Trend, axes: Axes, span: ShownDays) -> Iterator[alt.Chart]:
    """Where the last week would lie if it were as those before it."""
    measure, change = trend.measure, trend.change
    if change.usual is None or change.last is None:
        return
    low, high = (max(measure.uncompared(end), measure.least) for end in change.usual)
    start = max(0, span.place(change.last.monday) - 4 * DAYS_A_WEEK)
    end = min(span.place(span.last), span.place(change.last.monday) + DAYS_A_WEEK)
    if end > start:
        band = alt.Chart(chart_data([{"day": start, "end": end, "low": low, "high": high}]))
        rect = band.mark_rect(color=SPREAD_COLOUR, opacity=BAND_OPACITY)
        yield rect.encode(x=axes.x, x2="end:Q", y=axes.y("low"), y2="high:Q")


def _days(measure: TrendMeasure, values: Sequence[DayValue], axes: Axes, span: ShownDays) -> Iterator[alt.Chart]:
    for valid in (False, True):
        of_days = [value for value in values if value.is_valid == valid]
        rows = [{"day": span.place(one.day), "value": drawn_value(measure, one.value)} for one in of_days]
        if rows:
            colour = DAY_COLOUR if valid else LEFT_OUT
            dots = alt.Chart(chart_data(rows)).mark_point(
                color=colour, filled=valid, size=DAY_SIZE, opacity=1, strokeWidth=1
            )
            yield dots.encode(x=axes.x, y=axes.y("value"))


def _weeks(measure: TrendMeasure, weeks: Sequence[WeekValue], axes: Axes, span: ShownDays) -> Iterator[alt.Chart]:
    """A line through the comparable weeks, broken where one is missing; bars of the middle half."""
    rows = list(_week_rows(measure, weeks, span))
    known, others = [row for row in rows if row["known"]], [row for row in rows if not row["known"]]
    x, y = axes.x, axes.y("value")
    if others:
        hollow = alt.Chart(chart_data(others)).mark_point(color=LEFT_OUT, filled=False, size=WEEK_SIZE, opacity=1)
        yield hollow.encode(x=x, y=y)
    if known:
        base = alt.Chart(chart_data(known))
        middle = base.mark_rule(color=SPREAD_COLOUR, strokeWidth=SPREAD_WIDTH, strokeCap="round", opacity=0.6)
        yield middle.encode(x=x, y=axes.y("low"), y2="high:Q")
        yield base.mark_line(color=WEEK_COLOUR, strokeWidth=1.5).encode(x=x, y=y, detail="run:N")
        yield base.mark_point(color=WEEK_COLOUR, filled=True, size=WEEK_SIZE, opacity=1).encode(x=x, y=y)


def _week_rows(measure: TrendMeasure, weeks: Sequence[WeekValue], span: ShownDays) -> Iterator[dict[str, Any]]:
    run, last = 0, None
    for week in weeks:
        if last is None or not (week.is_comparable and last.is_comparable) or _apart(last, week) > DAYS_A_WEEK:
            run += 1
        last = week
        middle = span.place(week.monday) + DAYS_A_WEEK // 2
        yield {
            "day": min(max(middle, 0), span.place(span.last)),
            "value": drawn_value(measure, week.middle),
            "low": drawn_value(measure, week.low),
            "high": drawn_value(measure, week.high),
            "known": week.is_comparable,
            "run": run,
        }


def _apart(before: WeekValue, after: WeekValue) -> int:
    return (after.monday - before.monday).days


def drawn_value(measure: TrendMeasure, value: float) -> float:
    """The value, or the least that a logarithmic axis shows."""
    return max(value, measure.least) if measure.scale == "log" else value


def _marks(marks: Sequence[DrawnMark], axes: Axes, span: ShownDays, shape: TrendShape) -> Iterator[alt.Chart]:
    shown = sorted((mark for mark in marks if span.first <= mark.day <= span.last), key=lambda mark: mark.day)
    if shown:
        days = alt.Chart(chart_data([{"day": span.place(mark.day)} for mark in shown]))
        yield days.mark_rule(color=palette.INK, strokeDash=[3, 3], strokeWidth=1).encode(x=axes.x)
    words = [mark.word[: shape.letters] for mark in shown]
    length = span.place(span.last) + 1
    places = mark_places([(span.place(mark.day) + 0.5) / length * shape.width for mark in shown], words, shape.width)
    for mark, word, place in zip(shown, words, places, strict=True):
        if place:
            base = alt.Chart(chart_data([{"day": span.place(mark.day), "word": word}]))
            text = base.mark_text(
                color=palette.INK,
                fontSize=MARK_SIZE,
                baseline="bottom",
                y=-2 - place.row * MARK_ROW,
                align="right" if place.before_it else "left",
                dx=-MARK_GAP if place.before_it else MARK_GAP,
            )
            yield text.encode(x=axes.x, text="word:N")


@dataclass(frozen=True)
class MarkPlace:
    """Where the word of a marker stands: in which row above the chart, and on which side of its line."""

    row: int
    before_it: bool


def mark_places(at_px: Sequence[float], words: Sequence[str], width_px: float) -> list[MarkPlace | None]:
    """So that no word stands on another or beyond the right edge; None of one for which there is no room.

    `at_px`: where each marker is, from the left, in this order.
    """
    ends_px, places = [-math.inf] * MARK_ROWS, list[MarkPlace | None]()
    for x_px, word in zip(at_px, words, strict=True):
        wide_px = len(word) * MARK_LETTER_PX + MARK_GAP
        before_it = x_px + wide_px > width_px
        start_px = x_px - wide_px if before_it else x_px
        row = next((row for row in range(MARK_ROWS) if ends_px[row] <= start_px), None)
        if row is not None:
            ends_px[row] = start_px + wide_px + MARK_GAP
        places.append(None if row is None else MarkPlace(row, before_it))
    return places


def scale_word(axes: Axes, height: int) -> Iterator[alt.Chart]:
    """Beside an axis whose steps are no equal differences: that they are none."""
    if axes.scale.type == "log":
        word = alt.Chart(chart_data([{"word": spoken("logarithmic")}]))
        mark = word.mark_text(
            color=palette.INK, fontSize=MARK_SIZE, angle=270, baseline="top", x=-LEFT_WIDTH, y=height / 2, clip=False
        )
        yield mark.encode(text="word:N")
