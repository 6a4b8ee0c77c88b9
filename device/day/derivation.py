"""Records become the day document, by a pure function: it can be derived again after any change.

Knows quarter-hours, and what merges exactly; must never know SQL, JSON or MQTT, or where records come from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import TypeVar, get_args

from device.day.beside import beside_checkups, beside_sets, only_worn
from device.day.confirmation import Witnessed, witnessed
from device.day.directions import directions_of, without_shares
from device.day.document import (
    DayCheckup,
    DayDocument,
    DayEpisode,
    DayMark,
    DayPlan,
    DayPrivacy,
    DayRound,
    DaySession,
    DaySet,
    KindCount,
    Quality,
    Quarter,
    Summary,
    SymptomAnswer,
)
from device.day.posture_profile import posture_of
from device.day.put_on_again import without_turned
from device.day.wear_time import QUIET_GAP, not_worn
from device.records.calendar import iso, quarter_of_day
from device.records.facts import (
    Checkup,
    ClockTrust,
    Dated,
    Directions,
    EpisodeKind,
    ExerciseSession,
    Gap,
    GapReason,
    Mark,
    Minute,
    SetResult,
    Setup,
    SymptomRound,
)
from device.records.histograms import (
    amplitude_edges,
    frequency_edges,
    irregularity_of_bins,
    median_of_bins,
    merge_bins,
    quantile_of_bins,
)

DERIVATION = 6
"""Rises whenever the same records come out as another document: every day is then sent again."""

PRIVACY: GapReason = "privacy"
HIGH_QUANTILE = 0.9  # amplitude_p90_deg

T = TypeVar("T")
Counted = tuple[Dated, Minute | Witnessed | Directions | Gap]


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
    unreadable: int = 0,
) -> DayDocument:
    """The document of the records, all of which began on `day`.

    `around`: records of other days, no part of it. Their minutes tell whether a stretch without movement at either end
    is long enough; their sets and marks bear on its episodes. Those that `device.day.neighbours` names are enough.
    `unreadable`: how many facts are not among these although they should be.
    """
    beside = list(around)
    facts = sorted(records, key=lambda dated: dated.utc_s)
    minutes = _of(Minute, facts)
    lay = _lay([*facts, *beside])
    off = not_worn(sorted([*(d for d, _ in _of(Minute, [*facts, *beside])), *lay], key=lambda dated: dated.utc_s))
    checked = beside_checkups([*facts, *beside])
    as_worn = without_turned(minutes, off, [(d, turned) for d, turned in _of(Directions, facts) if d not in checked])
    minutes, busy = [(d, only_worn(m) if d in checked else m) for d, m in as_worn], beside_sets(facts) | checked
    episodes = witnessed(facts, beside)
    setups = [setup for _, setup in _of(Setup, facts)]
    counted: list[Counted] = [
        *minutes,
        *((episode.dated, episode) for episode in episodes),
        *((dated, turned) for dated, turned in _of(Directions, facts) if dated not in busy),
        *((dated, gap) for dated, gap in _of(Gap, facts) if gap.reason == QUIET_GAP),
    ]
    return DayDocument(
        schema=2,
        device=device,
        store=store,
        day=day,
        timezone=timezone,
        revision=revision,
        firmware=firmware,
        algorithm=", ".join(sorted({m.algorithm for _, m in minutes})),
        totals=_summary(counted, off, busy),
        quarters=_quarters(counted, off, busy),
        episodes=tuple(_day_episode(episode) for episode in episodes),
        sets=tuple(_day_set(d, s) for d, s in _of(SetResult, facts)),
        marks=tuple(DayMark(_start(d)) for d, _ in _of(Mark, facts)),
        quality=replace(_quality(_gaps(facts), [m for _, m in minutes], clock), unreadable=unreadable),
        site=setups[-1].site if setups else "",
        plan=_plan(setups),
        privacy=tuple(DayPrivacy(_start(d), g.duration_s) for d, g in _of(Gap, facts) if g.reason == PRIVACY),
        sessions=tuple(_day_session(d, s) for d, s in _of(ExerciseSession, facts)),
        checkups=tuple(_day_checkup(d, c) for d, c in _of(Checkup, facts)),
        symptoms=tuple(_day_round(d, r) for d, r in _of(SymptomRound, facts)),
    )


def summary_of(
    worn: Sequence[Minute],
    off: Sequence[Minute],
    episodes: Sequence[Witnessed],
    at_ease: Sequence[Minute] | None = None,
    lay_s: float = 0.0,
) -> Summary:
    """Seconds added up over worn minutes and minutes not worn; medians from the merged histograms of the worn ones.

    at_ease: the worn minutes without exercise, where those are not all. lay_s: not worn and not recorded either, but
    looked at; only its whole seconds count.
    """
    frequency = merge_bins(m.frequencies for m in worn)
    amplitude = merge_bins(m.amplitudes for m in worn)
    return Summary(
        worn_s=sum(m.recorded_s for m in worn),
        not_worn_s=sum(m.recorded_s for m in off) + int(lay_s),
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
        posture=posture_of(worn if at_ease is None else at_ease),
        width_hz=_usual((m.width_hz, m.tremor_s) for m in worn),
        sharpness=_usual((m.sharpness, m.tremor_s) for m in worn),
    )


def _usual(values: Iterable[tuple[float | None, int]]) -> float | None:
    """The median of those that are known, each for its seconds."""
    known = sorted((value, seconds) for value, seconds in values if value is not None)
    half = sum(seconds for _, seconds in known) / 2
    sums = accumulate(seconds for _, seconds in known)
    return next((value for (value, _), upto in zip(known, sums, strict=True) if upto >= half), None)


def _kinds(episodes: Sequence[Witnessed]) -> Iterator[KindCount]:
    counts = Counter(found.episode.kind for found in episodes)
    confirmed = Counter(found.episode.kind for found in episodes if found.confirmed)
    kinds: tuple[EpisodeKind, ...] = get_args(EpisodeKind)
    return (KindCount(kind, counts[kind], confirmed[kind]) for kind in kinds if counts[kind])


def _of(kind: type[T], facts: Iterable[Dated]) -> list[tuple[Dated, T]]:
    return [(dated, dated.record) for dated in facts if isinstance(dated.record, kind)]


def _summary(counted: Sequence[Counted], off: frozenset[Dated], busy: frozenset[Dated]) -> Summary:
    minutes = [(dated, fact) for dated, fact in counted if isinstance(fact, Minute)]
    episodes = [fact for _, fact in counted if isinstance(fact, Witnessed)]
    worn = [(d, m) for d, m in minutes if d not in off]
    at_ease = [m for d, m in worn if d not in busy]
    lay_s = sum(fact.duration_s for _, fact in counted if isinstance(fact, Gap))
    summary = summary_of([m for _, m in worn], [m for d, m in minutes if d in off], episodes, at_ease, lay_s)
    return replace(summary, directions=directions_of(fact for _, fact in counted if isinstance(fact, Directions)))


def _quarters(counted: Sequence[Counted], off: frozenset[Dated], busy: frozenset[Dated]) -> tuple[Quarter, ...]:
    groups = groupby(sorted(counted, key=_quarter), key=_quarter)
    summaries = ((quarter, _summary(list(group), off, busy)) for quarter, group in groups)
    return tuple(
        Quarter(
            quarter,
            replace(summary, directions=without_shares(summary.directions), width_hz=None, sharpness=None),
        )
        for quarter, summary in summaries
    )


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
        number=s.number,
        sets=s.sets,
        target_s=s.target_s,
        measures=s.measures,
    )


def _day_session(dated: Dated, s: ExerciseSession) -> DaySession:
    return DaySession(
        start=_start(dated),
        duration_s=s.duration_s,
        programme=s.programme,
        version=s.version,
        due_sets=s.due_sets,
        done_sets=s.done_sets,
        stopped=s.stopped,
        rating=s.rating,
    )


def _day_checkup(dated: Dated, c: Checkup) -> DayCheckup:
    return DayCheckup(
        start=_start(dated),
        duration_s=c.duration_s,
        programme=c.programme,
        version=c.version,
        site=c.site,
        parts=c.parts,
        ended=c.ended,
        stages=c.stages,
        trick=c.trick,
        neutral=c.neutral,
        lying_s=c.lying_s,
    )


def _day_round(dated: Dated, r: SymptomRound) -> DayRound:
    answers = tuple(SymptomAnswer(number, rating) for number, rating in r.ratings)
    return DayRound(start=_start(dated), answers=answers, stopped=r.stopped)


def _plan(setups: Sequence[Setup]) -> DayPlan | None:
    """The last one of the day that had a programme."""
    prescribed = [DayPlan(s.programme, s.version, s.due, s.checkups) for s in setups if s.programme]
    return prescribed[-1] if prescribed else None


def _gaps(facts: Sequence[Dated]) -> list[Gap]:
    """Those that nobody wanted."""
    return [gap for _, gap in _of(Gap, facts) if gap.reason not in {PRIVACY, QUIET_GAP}]


def _lay(facts: Sequence[Dated]) -> list[Dated]:
    """The gaps in which the sensor was quiet."""
    return [dated for dated, gap in _of(Gap, facts) if gap.reason == QUIET_GAP]


def _quality(gaps: Sequence[Gap], minutes: Sequence[Minute], clock: ClockTrust) -> Quality:
    reasons = Counter(gap.reason for gap in gaps)
    unmeasured = Counter[str]()
    for minute in minutes:
        unmeasured.update(dict(minute.unmeasured))
    return Quality(
        clock=clock,
        gaps=len(gaps),
        gap_s=sum(gap.duration_s for gap in gaps),
        lost_samples=sum(gap.lost_samples or 0 for gap in gaps),
        gap_reasons=tuple(sorted(reasons.items())),
        unmeasured=tuple(sorted(unmeasured.items())),
    )
