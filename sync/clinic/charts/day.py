"""A day's charts as Vega-Lite specifications, each with its data and one sentence that says what it shows.

Knows documents; must never know how a specification is drawn, HTML or what time it is.
"""

import math
from collections.abc import Sequence

from device.day.document import DayDocument, Summary
from sync.clinic.charts.chart_look import Spec
from sync.clinic.charts.day_layouts import ALL_KINDS, HIGHEST_SHOWN_DEG, ChartShape, Kinds, amplitude_layout, day_layout
from sync.clinic.charts.day_points import Point, amplitude_points, event_points, share_points
from sync.clinic.stored_day.older_devices import TREMOR, EpisodeCounts, others
from sync.clinic.stored_day.quarters import QuarterHour, QuarterState, clock_time
from sync.clinic.wording.language import counted, plural, spoken
from sync.clinic.wording.words import degrees, duration, sentence, share


def day_chart(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> Spec:
    """What happened when: episodes, exercise sets and marks in lanes, and below how each quarter-hour divides."""
    layout = day_layout(shape, _kinds_seen(document), private=bool(document.privacy))
    return {**layout, "datasets": {"events": event_points(document), "shares": share_points(hours)}}


def amplitude_chart(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> Spec:
    """Peak-to-peak amplitude of tremor, per quarter-hour from median to 90th percentile, on a logarithmic axis."""
    points, of_day = amplitude_points(hours), document.totals.amplitude_deg
    median = [{"median_deg": of_day, "text": spoken("median {amplitude}", amplitude=degrees(of_day))}] if of_day else []
    layout = amplitude_layout(shape, _highest_shown_deg(points))
    return {**layout, "datasets": {"quarters": points, "day": median}}


def day_sentence(document: DayDocument, hours: Sequence[QuarterHour]) -> str:
    """What the day chart shows, for people who cannot see it."""
    totals = document.totals
    if not totals.worn_s + totals.not_worn_s:
        return spoken("No data for this day.")
    found, missing_s = others(totals), _added(hours, "no data")
    parts = [_tremor_sentence(totals)] if totals.assessable_s else []
    parts += [spoken("worn for {time}", time=duration(totals.worn_s))]
    parts += [_busiest(hours)] if totals.tremor_s else []
    parts += [_others_sentence(found)] if found.count else []
    parts += [spoken("no data for {time}", time=duration(missing_s))] if missing_s else []
    return sentence("; ".join(parts))


def _tremor_sentence(totals: Summary) -> str:
    tremor = share(totals.tremor_s, totals.assessable_s, "")
    return spoken("tremor in {share} of {time} assessable", share=tremor.percent, time=duration(totals.assessable_s))


def amplitude_sentence(document: DayDocument, hours: Sequence[QuarterHour]) -> str:
    """What the amplitude chart shows, for people who cannot see it."""
    points = amplitude_points(hours)
    if not points:
        return spoken("No tremor amplitude was measured on this day.")
    top = max(points, key=lambda point: point["median_deg"])
    of_day = document.totals.amplitude_deg
    parts = [counted("tremor in {number} quarter-hour", "tremor in {number} quarter-hours", len(points))]
    parts += [spoken("median of the day {amplitude}", amplitude=degrees(of_day))] if of_day else []
    highest = degrees(top["median_deg"])
    parts += [spoken("highest quarter-hour median {amplitude} at {time}", amplitude=highest, time=top["time"])]
    return sentence("; ".join(parts))


def _others_sentence(found: EpisodeCounts) -> str:
    texts = plural("{number} other episode, {confirmed} confirmed", "{number} other episodes, {confirmed} confirmed")
    return counted(*texts, found.count, confirmed=found.confirmed)


def _kinds_seen(document: DayDocument) -> Kinds:
    """Tremor, and every other kind that has something to draw."""
    seen = {episode.kind for episode in document.episodes} | {TREMOR}
    return tuple(kind for kind in ALL_KINDS if kind in seen)


def _busiest(hours: Sequence[QuarterHour]) -> str:
    top = max(hours, key=lambda quarter: quarter.summary.tremor_s)
    start, end = clock_time(top.number), clock_time(top.number + 1)
    return spoken("most tremor from {start} to {end}", start=start, end=end)


def _added(hours: Sequence[QuarterHour], state: QuarterState) -> int:
    return sum(quarter.seconds[state] for quarter in hours)


def _highest_shown_deg(points: list[Point]) -> float:
    highest_deg = max((point["p90_deg"] for point in points), default=HIGHEST_SHOWN_DEG)
    return float(max(HIGHEST_SHOWN_DEG, 10.0 ** math.ceil(math.log10(highest_deg))))
