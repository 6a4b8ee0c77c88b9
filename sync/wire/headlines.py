"""A day's headline numbers, for dashboards.

Knows what of a day document they are; must never know topics, payloads or brokers.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from device.day.document import Count, DayDocument, Degrees, Frequency, Seconds, repetitions
from device.records.decoding import Range

Percent = Annotated[float, Range(0, 100)]


@dataclass(frozen=True)
class Today:
    """Headline numbers of the device's newest day, flat, for any MQTT dashboard. None: no data, which is not zero.

    `repetitions_*` are over the sets that could be counted; `sets` are all of them, `sets_not_counted` the others.
    """

    schema: Literal[1]
    device: str
    day: str
    revision: Annotated[int, Range(1)]
    worn_s: Seconds
    assessable_s: Seconds
    tremor_s: Seconds
    episodes: Count
    marks: Count
    sets: Count
    repetitions_done: Count
    repetitions_target: Count
    assessable_percent_of_worn: Percent | None = None
    tremor_percent_of_assessable: Percent | None = None
    tremor_percent_of_rest: Percent | None = None
    sets_not_counted: Count = 0
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None


def today(document: DayDocument) -> Today:
    """The headline numbers of a day; every percentage names what it is of, and is None where that is nothing."""
    totals, counted = document.totals, repetitions(document.sets)
    return Today(
        schema=1,
        device=document.device,
        day=document.day,
        revision=document.revision,
        worn_s=totals.worn_s,
        assessable_s=totals.assessable_s,
        tremor_s=totals.tremor_s,
        episodes=totals.episodes,
        marks=len(document.marks),
        sets=counted.sets,
        repetitions_done=counted.done,
        repetitions_target=counted.target,
        sets_not_counted=counted.sets_not_counted,
        assessable_percent_of_worn=_percent(totals.assessable_s, totals.worn_s),
        tremor_percent_of_assessable=_percent(totals.tremor_s, totals.assessable_s),
        tremor_percent_of_rest=_percent(totals.rest_tremor_s, totals.rest_s),
        frequency_hz=totals.frequency_hz,
        amplitude_deg=totals.amplitude_deg,
        amplitude_p90_deg=totals.amplitude_p90_deg,
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * min(part, whole) / whole, 1) if whole else None
