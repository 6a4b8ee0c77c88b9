"""The day document: everything one device has to say about one day, derived from records by a pure function.

Knows the calendar's quarter-hours and the three denominators; must never know SQL, JSON or MQTT.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from device.plain import Range
from device.records import ClockTrust, EpisodeKind, StopReason

Seconds = Annotated[int, Range(0, 90_000)]  # 25 hours: the longest day there is
Count = Annotated[int, Range(0)]
Frequency = Annotated[float, Range(0, 100)]
Degrees = Annotated[float, Range(0, 100_000)]

QUARTERS_A_DAY = 96


@dataclass(frozen=True)
class Summary:
    """A stretch of time in seconds. worn_s + not_worn_s is what was recorded; the rest of the time there is no data.

    assessable_s is the worn time that could be judged; worn_s - assessable_s is unknown. tremor_s <= assessable_s.
    Frequencies are medians over tremor seconds; amplitudes are peak-to-peak degrees over tremor seconds.
    """

    worn_s: Seconds = 0
    not_worn_s: Seconds = 0
    assessable_s: Seconds = 0
    tremor_s: Seconds = 0
    episodes: Count = 0
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None


@dataclass(frozen=True)
class Quarter:
    """One quarter-hour of local time: 0 is 00:00 to 00:15. On the day that clocks go back one may hold 1800 s."""

    quarter: Annotated[int, Range(0, QUARTERS_A_DAY - 1)]
    summary: Summary


@dataclass(frozen=True)
class DayEpisode:
    """A movement episode; `start` is local time with its offset, ISO 8601."""

    start: str
    duration_s: Annotated[float, Range(0)]
    kind: EpisodeKind
    reason: str
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None


@dataclass(frozen=True)
class DaySet:
    """One set of an exercise as measured; `start` is local time with its offset, ISO 8601."""

    start: str
    duration_s: Annotated[float, Range(0)]
    exercise: str
    target_repetitions: Count
    done_repetitions: Count
    stopped: StopReason
    uncounted: tuple[tuple[str, int], ...] = ()
    range_median_deg: Degrees | None = None
    range_best_deg: Degrees | None = None
    pauses: Count = 0


@dataclass(frozen=True)
class DayMark:
    """The patient pressed the button; `start` is local time with its offset, ISO 8601."""

    start: str


@dataclass(frozen=True)
class Quality:
    """How far the day's numbers can be trusted."""

    clock: ClockTrust
    gaps: Count = 0
    gap_s: Annotated[float, Range(0)] = 0.0
    lost_samples: Count = 0
    gap_reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DayDocument:
    """State of one day at one revision; a higher revision of the same device, store and day replaces it."""

    schema: Literal[1]
    device: str
    store: str
    day: str  # local date, YYYY-MM-DD
    timezone: str
    revision: Annotated[int, Range(1)]
    firmware: str
    algorithm: str
    totals: Summary
    quarters: tuple[Quarter, ...]
    episodes: tuple[DayEpisode, ...]
    sets: tuple[DaySet, ...]
    marks: tuple[DayMark, ...]
    quality: Quality
