"""What a day's charts are given, and for each a sentence that says what it shows.

Knows documents; must never know how a chart is drawn, HTML or what time it is.
"""

import math
from collections.abc import Sequence
from typing import Any

from device.day.document import DayDocument, Summary
from sync.clinic.charts.day_points import Point, amplitude_points, event_points, share_points
from sync.clinic.charts.shapes import ALL_KINDS, HIGHEST_SHOWN_DEG, ChartShape, Kinds
from sync.clinic.stored_day.older_devices import TREMOR, EpisodeCounts, others
from sync.clinic.stored_day.quarters import QuarterHour, QuarterState, clock_time
from sync.clinic.wording.language import counted, plural, spoken
from sync.clinic.wording.words import degrees, duration, sentence, share


def hours_values(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> tuple[Any, ...]:
    """What the chart of what happened when is given: episodes, sets of exercise and marks, and how quarters divide."""
    points = {"events": event_points(document), "shares": share_points(hours)}
    return shape, _kinds_seen(document), bool(document.privacy), points


def amplitude_values(document: DayDocument, hours: Sequence[QuarterHour], shape: ChartShape) -> tuple[Any, ...]:
    """What the chart of amplitude is given: each quarter-hour with tremor, and the median of the day."""
    points, of_day = amplitude_points(hours), document.totals.amplitude_deg
    median = [{"median_deg": of_day, "text": spoken("median {amplitude}", amplitude=degrees(of_day))}] if of_day else []
    return shape, _highest_shown_deg(points), {"quarters": points, "day": median}


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
