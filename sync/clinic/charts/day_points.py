"""The rows that a day's charts are drawn from: what happened when, and how each quarter-hour divides.

Knows documents and lanes; must never know how anything is drawn, HTML or what time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from device.day.document import DayDocument
from device.pictures import palette
from device.records.facts import EpisodeKind
from sync.clinic.stored_day.quarters import QuarterHour, QuarterState, clock_time
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import HOUR_S, hour_of_day

Point = dict[str, Any]
STATE_WORDS: Final[dict[QuarterState, str]] = {
    "tremor": marked("tremor"),
    "no tremor": marked("no tremor"),
    "not assessable": marked("not assessable"),
    "not worn": marked("not worn"),
    "no data": marked("no data"),
}
QUARTER_H: Final = 0.25
HOURS_A_DAY: Final = 24
SHORTEST_SHOWN_H: Final = 0.05  # hours: an episode of a minute is still a visible bar


@dataclass(frozen=True)
class Lane:
    """A row of the strip of events: its name, to be spoken, colour and shape. A bar is as long as the event."""

    name: str
    colour: str
    shape: str = "bar"


KIND_LANES: Final[dict[EpisodeKind, Lane]] = {
    "rhythmic": Lane(marked("Tremor"), palette.KIND_COLOURS["rhythmic"]),
    "jerk": Lane(marked("Jerk"), palette.KIND_COLOURS["jerk"], "triangle-up"),
    "sustained posture": Lane(marked("Posture"), palette.KIND_COLOURS["sustained posture"]),
    "spasm": Lane(marked("Spasm"), palette.KIND_COLOURS["spasm"], "square"),
    "repetitive": Lane(marked("Repetitive"), palette.KIND_COLOURS["repetitive"]),
}
EXERCISE_LANE: Final = Lane(marked("Exercise"), palette.EXERCISE)
PRIVACY_LANE: Final = Lane(marked("Privacy"), palette.INK)  # only where there is any
MARKS_LANE: Final = Lane(marked("Marks"), palette.INK, "diamond")


def share_points(hours: Sequence[QuarterHour]) -> list[Point]:
    """One row per quarter-hour and state that has any time: where its part of the bar begins and ends, 0 to 1."""
    return [point for quarter in hours for point in _stacked(quarter)]


def amplitude_points(hours: Sequence[QuarterHour]) -> list[Point]:
    """One row per quarter-hour with tremor: hour of its middle, median and 90th percentile in degrees."""
    return [
        {
            "hour": (quarter.number + 0.5) * QUARTER_H,
            "time": clock_time(quarter.number),
            "median_deg": quarter.summary.amplitude_deg,
            "p90_deg": quarter.summary.amplitude_p90_deg or quarter.summary.amplitude_deg,
        }
        for quarter in hours
        if quarter.summary.amplitude_deg
    ]


def event_points(document: DayDocument) -> list[Point]:
    """One row per episode, exercise set and mark whose start is a time: its lane, from which to which hour.

    What is confirmed comes last, so that nothing hides it.
    """
    episodes = sorted(document.episodes, key=lambda episode: episode.confirmed)
    events = (
        *((KIND_LANES[e.kind], e.start, e.duration_s, e.confirmed) for e in episodes),
        *((EXERCISE_LANE, s.start, s.duration_s, True) for s in document.sets),
        *((PRIVACY_LANE, wanted.start, wanted.duration_s, False) for wanted in document.privacy),
        *((MARKS_LANE, mark.start, 0.0, True) for mark in document.marks),
    )
    return [
        _event(lane, start_h, duration_s, confirmed=confirmed)
        for lane, start, duration_s, confirmed in events
        if (start_h := hour_of_day(start)) is not None
    ]


def _stacked(quarter: QuarterHour) -> list[Point]:
    points, below_s = [], 0
    total_s = sum(quarter.seconds.values())
    for state, seconds in quarter.seconds.items():
        if seconds:
            points.append(_part(quarter.number, state, below_s / total_s, (below_s + seconds) / total_s))
        below_s += seconds
    return points


def _part(number: int, state: QuarterState, bottom: float, top: float) -> Point:
    start_h = number * QUARTER_H
    return {"start": start_h, "end": start_h + QUARTER_H, "state": state, "bottom": bottom, "top": top}


def _event(lane: Lane, start_h: float, duration_s: float, *, confirmed: bool) -> Point:
    end_h = min(float(HOURS_A_DAY), start_h + max(duration_s / HOUR_S, SHORTEST_SHOWN_H))
    return {"lane": spoken(lane.name), "shape": lane.shape, "start": start_h, "end": end_h, "confirmed": confirmed}
