"""A day's charts as Vega-Lite specifications, each with its data and one sentence that says what it shows.

Knows documents; must never know how a specification is drawn, HTML or what time it is.
"""

import math
from collections.abc import Sequence

from device.day.document import DayDocument
from sync.clinic.charts.chart_look import Spec
from sync.clinic.charts.day_layouts import ALL_KINDS, HIGHEST_SHOWN_DEG, ChartShape, Kinds, amplitude_layout, day_layout
from sync.clinic.charts.day_points import Point, amplitude_points, event_points, share_points
from sync.clinic.stored_day.older_devices import TREMOR, EpisodeCounts, others
from sync.clinic.stored_day.quarters import QuarterHour, QuarterState, clock_time
from sync.clinic.wording.words import count, degrees, duration, sentence, share


def day_chart(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> Spec:
    """What happened when: episodes, exercise sets and marks in lanes, and below how each quarter-hour divides."""
    layout = day_layout(shape, _kinds_seen(document), private=bool(document.privacy))
    return {**layout, "datasets": {"events": event_points(document), "shares": share_points(hours)}}


def amplitude_chart(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> Spec:
    """Peak-to-peak amplitude of tremor, per quarter-hour from median to 90th percentile, on a logarithmic axis."""
    points, of_day = amplitude_points(hours), document.totals.amplitude_deg
    median = [{"median_deg": of_day, "text": f"median {degrees(of_day)}"}] if of_day else []
    layout = amplitude_layout(shape, _highest_shown_deg(points))
    return {**layout, "datasets": {"quarters": points, "day": median}}


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


def _kinds_seen(document: DayDocument) -> Kinds:
    """Tremor, and every other kind that has something to draw."""
    seen = {episode.kind for episode in document.episodes} | {TREMOR}
    return tuple(kind for kind in ALL_KINDS if kind in seen)


def _busiest(hours: Sequence[QuarterHour]) -> str:
    top = max(hours, key=lambda quarter: quarter.summary.tremor_s)
    return f"{clock_time(top.number)} to {clock_time(top.number + 1)}"


def _added(hours: Sequence[QuarterHour], state: QuarterState) -> int:
    return sum(quarter.seconds[state] for quarter in hours)


def _highest_shown_deg(points: list[Point]) -> float:
    highest_deg = max((point["p90_deg"] for point in points), default=HIGHEST_SHOWN_DEG)
    return float(max(HIGHEST_SHOWN_DEG, 10.0 ** math.ceil(math.log10(highest_deg))))
