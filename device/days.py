"""The day document: everything one device has to say about one day, derived from records by a pure function.

Knows the calendar's quarter-hours and the three denominators; must never know SQL, JSON or MQTT.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Literal, TypeVar, get_args

from device.bins import (
    amplitude_edges,
    frequency_edges,
    irregularity_of_bins,
    median_of_bins,
    merge_bins,
    quantile_of_bins,
)
from device.calendar import iso, quarter_of_day
from device.plain import Range
from device.records import ClockTrust, Dated, EpisodeKind, Gap, Mark, Minute, SetResult, StopReason
from device.witnesses import Witnessed, witnessed

Seconds = Annotated[int, Range(0)]  # no upper end: boots whose clock was never set all fall on one day of 1970
Count = Annotated[int, Range(0)]
Frequency = Annotated[float, Range(0, 100)]
Degrees = Annotated[float, Range(0, 100_000)]

QUARTERS_A_DAY = 96

DayContext = Literal["rest", "moving", "vehicle", "exercise"]


@dataclass(frozen=True)
class KindCount:
    """How many episodes of one kind began, and how many of those are confirmed (see `device.witnesses`)."""

    kind: EpisodeKind
    count: Count
    confirmed: Count = 0


@dataclass(frozen=True)
class Summary:
    """A stretch of time in seconds. worn_s + not_worn_s is what was recorded; the rest of the time there is no data.

    assessable_s is the worn time that could be judged; worn_s - assessable_s is unknown. tremor_s <= assessable_s.
    rest_s + moving_s + vehicle_s <= assessable_s; what they leave over is from before contexts were told. Between days,
    rest_tremor_s of rest_s compares best: it depends least on what else the limb did.
    Frequencies are medians over tremor seconds; amplitudes are peak-to-peak degrees over tremor seconds; irregularity
    is the interquartile range of the change of frequency from cycle to cycle.
    `episodes` are those of rhythmic movement alone; `kinds` has every kind of which there was any.
    """

    worn_s: Seconds = 0
    not_worn_s: Seconds = 0
    assessable_s: Seconds = 0
    tremor_s: Seconds = 0
    episodes: Count = 0
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None
    rest_s: Seconds = 0
    moving_s: Seconds = 0
    vehicle_s: Seconds = 0
    rest_tremor_s: Seconds = 0
    irregularity_hz: Frequency | None = None
    kinds: tuple[KindCount, ...] = ()


@dataclass(frozen=True)
class Quarter:
    """One quarter-hour of local time: 0 is 00:00 to 00:15. On the day that clocks go back one may hold 1800 s."""

    quarter: Annotated[int, Range(0, QUARTERS_A_DAY - 1)]
    summary: Summary


@dataclass(frozen=True)
class DayEpisode:
    """A movement episode; `start` is local time with its offset, ISO 8601. confirmed: see `device.witnesses`."""

    start: str
    duration_s: Annotated[float, Range(0)]
    kind: EpisodeKind
    reason: str
    frequency_hz: Frequency | None = None
    amplitude_deg: Degrees | None = None
    amplitude_p90_deg: Degrees | None = None
    irregularity_hz: Frequency | None = None
    context: DayContext | None = None
    peak_dps: Annotated[float, Range(0, 100_000)] | None = None
    tilt_deg: Annotated[float, Range(0, 180)] | None = None
    confirmed: bool = True  # documents without the word hold rhythmic episodes only


@dataclass(frozen=True)
class DaySet:
    """One set of an exercise as measured; `start` is local time with its offset, ISO 8601.

    Without `done_repetitions` nobody counted them, for the reason `not_counted`: neither none nor all were done.
    """

    start: str
    duration_s: Annotated[float, Range(0)]
    exercise: str
    target_repetitions: Count
    stopped: StopReason
    done_repetitions: Count | None = None
    uncounted: tuple[tuple[str, int], ...] = ()
    range_median_deg: Degrees | None = None
    range_best_deg: Degrees | None = None
    pauses: Count = 0
    not_counted: str | None = None


@dataclass(frozen=True)
class Repetitions:
    """`done` of `target` repetitions over the sets that were counted, and how many sets were not: they are no zero."""

    sets: int = 0
    sets_not_counted: int = 0
    done: int = 0
    target: int = 0


def repetitions(sets: Sequence[DaySet]) -> Repetitions:
    """The repetitions of these sets."""
    counted = [(s.done_repetitions, s.target_repetitions) for s in sets if s.done_repetitions is not None]
    return Repetitions(
        sets=len(sets),
        sets_not_counted=len(sets) - len(counted),
        done=sum(done for done, _ in counted),
        target=sum(target for _, target in counted),
    )


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
    thinned: tuple[str, ...] = ()  # lists above that are incomplete because the broker takes no larger message


# Not worn: GGIR asks two axes for a standard deviation below 13 mg or a range below 50 mg over an hour. That takes a
# sleeping or resting limb for a table. Beside a gyroscope, "nothing but the sensor's own noise" can be asked instead,
# second by second, and a quarter of an hour of it is enough. A shaken table then counts as a limb, and a limb that
# moves less than noise (0.1 deg/s) as a table: tests/device/test_wearing.py. Temperature is no part of it yet.
INERT_SHARE = 0.9  # ours: of a minute's seconds; a limb at rest still moves more than the sensor's own noise
NOT_WORN_S = (
    15 * 60
)  # ours: so long without any movement is not a living limb; GGIR steps its non-wear windows by 15 min
NEIGHBOUR_S = 61.0  # minutes that start no further apart than this belong to one run
LOOK_AROUND_S = NOT_WORN_S + NEIGHBOUR_S  # minutes further from a day than this say nothing about its wearing

HIGH_QUANTILE = 0.9  # amplitude_p90_deg

T = TypeVar("T")
Counted = tuple[Dated, Minute | Witnessed]


def day_document(
    records: Iterable[Dated],
    *,
    device: str,
    store: str,
    day: str,
    timezone: str,
    revision: int,
    firmware: str,
    clock: ClockTrust,
    around: Iterable[Dated] = (),
) -> DayDocument:
    """The document of the records, all of which began on `day`.

    `around`: the minutes of other days up to LOOK_AROUND_S before its first and after its last one. They are no part
    of it, but tell whether a stretch without movement at either end is long enough.
    """
    facts = sorted(records, key=lambda dated: dated.utc_s)
    minutes = _of(Minute, facts)
    off = not_worn(sorted([*(d for d, _ in minutes), *around], key=lambda dated: dated.utc_s))
    episodes = witnessed(facts)
    counted: list[Counted] = [*minutes, *((episode.dated, episode) for episode in episodes)]
    return DayDocument(
        schema=1,
        device=device,
        store=store,
        day=day,
        timezone=timezone,
        revision=revision,
        firmware=firmware,
        algorithm=", ".join(sorted({m.algorithm for _, m in minutes})),
        totals=_summary(counted, off),
        quarters=_quarters(counted, off),
        episodes=tuple(_day_episode(episode) for episode in episodes),
        sets=tuple(_day_set(d, s) for d, s in _of(SetResult, facts)),
        marks=tuple(DayMark(_start(d)) for d, _ in _of(Mark, facts)),
        quality=_quality([g for _, g in _of(Gap, facts)], clock),
    )


def not_worn(minutes: Sequence[Dated]) -> frozenset[Dated]:
    """Of minutes in time order: those in a run that spans at least NOT_WORN_S and in which nothing moved."""
    found: list[Dated] = []
    run: list[Dated] = []
    for dated in minutes:
        if run and (not _is_inert(dated) or dated.utc_s - run[-1].utc_s > NEIGHBOUR_S):
            found += _long_enough(run)
            run = []
        if _is_inert(dated):
            run.append(dated)
    return frozenset(found + _long_enough(run))


def summarise(worn: Sequence[Minute], off: Sequence[Minute], episodes: Sequence[Witnessed]) -> Summary:
    """Seconds added up over worn minutes and minutes not worn; medians from the merged histograms of the worn ones."""
    frequency = merge_bins(m.frequency_bins for m in worn)
    amplitude = merge_bins(m.amplitude_bins for m in worn)
    return Summary(
        worn_s=sum(m.recorded_s for m in worn),
        not_worn_s=sum(m.recorded_s for m in off),
        assessable_s=sum(m.assessable_s for m in worn),
        tremor_s=sum(m.tremor_s for m in worn),
        episodes=sum(found.episode.kind == "rhythmic" for found in episodes),
        frequency_hz=median_of_bins(frequency, frequency_edges),
        amplitude_deg=median_of_bins(amplitude, amplitude_edges),
        amplitude_p90_deg=quantile_of_bins(amplitude, HIGH_QUANTILE, amplitude_edges),
        rest_s=sum(m.rest_s for m in worn),
        moving_s=sum(m.moving_s for m in worn),
        vehicle_s=sum(m.vehicle_s for m in worn),
        rest_tremor_s=sum(m.rest_tremor_s for m in worn),
        irregularity_hz=irregularity_of_bins(merge_bins(m.irregularity_bins for m in worn)),
        kinds=tuple(_kinds(episodes)),
    )


def _kinds(episodes: Sequence[Witnessed]) -> Iterator[KindCount]:
    counts = Counter(found.episode.kind for found in episodes)
    confirmed = Counter(found.episode.kind for found in episodes if found.confirmed)
    kinds: tuple[EpisodeKind, ...] = get_args(EpisodeKind)
    return (KindCount(kind, counts[kind], confirmed[kind]) for kind in kinds if counts[kind])


def _of(kind: type[T], facts: Iterable[Dated]) -> list[tuple[Dated, T]]:
    return [(dated, dated.record) for dated in facts if isinstance(dated.record, kind)]


def _is_inert(dated: Dated) -> bool:
    minute = dated.record
    return isinstance(minute, Minute) and minute.inert_s >= INERT_SHARE * minute.recorded_s


def _long_enough(run: Sequence[Dated]) -> list[Dated]:
    ends_s = [dated.utc_s + minute.recorded_s for dated, minute in _of(Minute, run)]
    return list(run) if run and max(ends_s) - run[0].utc_s >= NOT_WORN_S else []


def _summary(counted: Sequence[Counted], off: frozenset[Dated]) -> Summary:
    minutes = [(dated, fact) for dated, fact in counted if isinstance(fact, Minute)]
    episodes = [fact for _, fact in counted if isinstance(fact, Witnessed)]
    return summarise([m for d, m in minutes if d not in off], [m for d, m in minutes if d in off], episodes)


def _quarters(counted: Sequence[Counted], off: frozenset[Dated]) -> tuple[Quarter, ...]:
    groups = groupby(sorted(counted, key=_quarter), key=_quarter)
    return tuple(Quarter(quarter, _summary(list(group), off)) for quarter, group in groups)


def _quarter(counted: Counted) -> int:
    dated, _ = counted
    return quarter_of_day(dated.utc_s, dated.offset_s)


def _start(dated: Dated) -> str:
    return iso(dated.utc_s, dated.offset_s)


def _day_episode(found: Witnessed) -> DayEpisode:
    e = found.episode
    return DayEpisode(
        start=_start(found.dated),
        duration_s=e.duration_s,
        kind=e.kind,
        reason=e.reason,
        frequency_hz=e.frequency_hz,
        amplitude_deg=e.amplitude_deg,
        amplitude_p90_deg=e.amplitude_p90_deg,
        irregularity_hz=e.irregularity_hz,
        context="exercise" if found.exercising else e.context,
        peak_dps=e.peak_dps,
        tilt_deg=e.tilt_deg,
        confirmed=found.confirmed,
    )


def _day_set(dated: Dated, s: SetResult) -> DaySet:
    return DaySet(
        start=_start(dated),
        duration_s=s.duration_s,
        exercise=s.exercise,
        target_repetitions=s.target_repetitions,
        stopped=s.stopped,
        done_repetitions=s.done_repetitions,
        uncounted=s.uncounted,
        range_median_deg=s.range_median_deg,
        range_best_deg=s.range_best_deg,
        pauses=s.pauses,
        not_counted=s.not_counted,
    )


def _quality(gaps: Sequence[Gap], clock: ClockTrust) -> Quality:
    reasons = Counter(gap.reason for gap in gaps)
    return Quality(
        clock=clock,
        gaps=len(gaps),
        gap_s=sum(gap.duration_s for gap in gaps),
        lost_samples=sum(gap.lost_samples or 0 for gap in gaps),
        gap_reasons=tuple(sorted(reasons.items())),
    )
