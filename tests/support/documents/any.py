"""Day documents to test with: any that may exist, and one plain one."""

import string
from dataclasses import fields, replace
from typing import get_args

from hypothesis import strategies as st

from device.day.document import (
    AxisParts,
    DayCheckup,
    DayContext,
    DayDocument,
    DayEpisode,
    DayMark,
    DayPlan,
    DayPrivacy,
    DayRound,
    DaySession,
    DaySet,
    KindCount,
    MovementDirection,
    PostureProfile,
    Quality,
    Quarter,
    Summary,
    SymptomAnswer,
)
from device.records.facts import (
    CheckupEnd,
    CheckupPart,
    CheckupStage,
    ClockTrust,
    Context,
    EpisodeKind,
    PlannedItem,
    Rating,
    Relief,
    SetMeasures,
    StageEnd,
    StageResult,
    StopReason,
    TrickEffect,
    TurnBand,
)
from sync.wire.i_json import WHOLE_NUMBER_LIMIT

DEVICE = "left-arm"
ADDED_UP = (
    *("worn_s", "not_worn_s", "assessable_s", "tremor_s", "episodes"),
    *("rest_s", "moving_s", "vehicle_s", "rest_tremor_s"),
)

texts = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=20)
counts = st.integers(0, 2**50)  # their sums stay whole numbers that JSON can carry
happenings = st.integers(0, 1000)
frequencies = st.none() | st.floats(0, 100)
degrees = st.none() | st.floats(0, 100_000)
durations = st.floats(0, 90_000)
tilts = st.none() | st.floats(0, 180)
tallies = st.lists(st.tuples(texts, happenings), max_size=3).map(tuple)
devices = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=64)
dates = st.dates().map(str)
starts = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat(timespec="seconds"))


@st.composite
def summaries(draw: st.DrawFn, most_s: int) -> Summary:
    """A stretch of at most so many seconds, each part of it no longer than what it is a part of."""

    def part(of: int) -> int:
        return draw(st.integers(0, of))

    worn_s = part(most_s)
    assessable_s = part(worn_s)
    tremor_s, rest_s = part(assessable_s), part(assessable_s)
    moving_s = part(assessable_s - rest_s)
    return Summary(
        worn_s=worn_s,
        not_worn_s=part(most_s - worn_s),
        assessable_s=assessable_s,
        tremor_s=tremor_s,
        episodes=draw(happenings),
        frequency_hz=draw(frequencies),
        amplitude_deg=draw(degrees),
        amplitude_p90_deg=draw(degrees),
        rest_s=rest_s,
        moving_s=moving_s,
        vehicle_s=part(assessable_s - rest_s - moving_s),
        rest_tremor_s=part(min(rest_s, tremor_s)),
        irregularity_hz=draw(frequencies),
        width_hz=draw(frequencies),
        sharpness=draw(degrees),
        kinds=tuple(KindCount(kind, 1000, draw(happenings)) for kind in draw(st.sets(kinds))),
        posture=draw(st.none() | postures(rest_s)),
        directions=tuple(draw(st.lists(directions, max_size=2, unique_by=lambda one: (one.band, one.context)))),
    )


directions = st.builds(
    MovementDirection,
    band=st.sampled_from(get_args(TurnBand)),
    context=st.sampled_from(get_args(Context)),
    seconds=st.integers(0, 300),
    axis=st.sampled_from([AxisParts(0.0, 0.6, -0.8), AxisParts(1.0, 0.0, 0.0)]),
    dispersion_deg=st.floats(0, 90),
    rms_dps=st.floats(0, 2000),
    of_limb=st.booleans(),
    along_share=st.none() | st.floats(0, 1),
)


@st.composite
def postures(draw: st.DrawFn, most_s: int) -> PostureProfile:
    """How a limb was held that rested for so many seconds."""
    left_s, parts = most_s, list[int]()
    for _ in range(5):
        parts.append(draw(st.integers(0, left_s)))
        left_s -= parts[-1]
    near_s, tilted_s, far_s, without_neutral_s, turned_s = parts
    sided_s = draw(st.integers(0, tilted_s + far_s))
    return PostureProfile(
        *(near_s, tilted_s, far_s, without_neutral_s, turned_s),
        tilt_deg=draw(tilts),
        along_s=sided_s // 2,
        opposite_s=sided_s // 3,
        along_deg=draw(tilts),
        across_deg=draw(tilts),
    )


def whole(parts: list[Quarter], rest: Summary) -> Summary:
    """The rest of a day with the quarter-hours added to it."""
    added = {name: getattr(rest, name) + sum(getattr(quarter.summary, name) for quarter in parts) for name in ADDED_UP}
    return replace(rest, **added, posture=held_in(parts, rest.posture))


def held_in(parts: list[Quarter], rest: PostureProfile | None) -> PostureProfile | None:
    """The same of how the limb was held."""
    known = [posture for posture in (rest, *(quarter.summary.posture for quarter in parts)) if posture]
    seconds = [name for name in vars(PostureProfile()) if name.endswith("_s")]
    return PostureProfile(**{name: sum(getattr(one, name) for one in known) for name in seconds}) if known else None


kinds: st.SearchStrategy[EpisodeKind] = st.sampled_from(get_args(EpisodeKind))
quarters = st.lists(
    st.builds(Quarter, st.integers(0, 95), summaries(900)), max_size=3, unique_by=lambda quarter: quarter.quarter
)
episodes = st.builds(
    DayEpisode,
    start=starts,
    duration_s=durations,
    kind=kinds,
    reason=texts,
    frequency_hz=frequencies,
    amplitude_deg=degrees,
    amplitude_p90_deg=degrees,
    irregularity_hz=frequencies,
    context=st.none() | st.sampled_from(get_args(DayContext)),
    peak_dps=degrees,
    tilt_deg=st.none() | st.floats(0, 180),
    confirmed=st.booleans(),
)
sets = st.builds(
    DaySet,
    start=starts,
    duration_s=durations,
    exercise=texts,
    target_repetitions=happenings,
    done_repetitions=st.none() | happenings,
    stopped=st.sampled_from(get_args(StopReason)),
    uncounted=tallies,
    range_median_deg=degrees,
    range_best_deg=degrees,
    pauses=happenings,
    not_counted=st.none() | texts,
    number=st.integers(1, 3),
    sets=st.integers(3, 10),
    target_s=st.none() | durations,
    measures=st.builds(SetMeasures, **{field.name: st.none() | st.floats(0, 99) for field in fields(SetMeasures)}),
)

sessions = st.builds(
    DaySession,
    start=starts,
    duration_s=durations,
    programme=texts,
    version=happenings,
    due_sets=st.integers(9, 90),
    done_sets=st.integers(0, 9),
    stopped=st.sampled_from(get_args(StopReason)),
    rating=st.none() | st.sampled_from(get_args(Rating)),
)
rounds = st.builds(
    DayRound,
    start=starts,
    answers=st.lists(
        st.builds(SymptomAnswer, st.integers(1, 3), st.none() | st.sampled_from(get_args(Rating))),
        max_size=3,
        unique_by=lambda answer: answer.number,
    ).map(tuple),
    stopped=st.sampled_from(get_args(StopReason)),
)
planned_items = st.builds(
    PlannedItem,
    exercise=texts,
    sessions=st.integers(1, 10),
    sets=st.integers(1, 10),
    repetitions=st.none() | happenings,
    hold_s=st.none() | st.floats(5, 120),
)
plans = st.builds(DayPlan, texts, happenings, st.lists(planned_items, max_size=2).map(tuple), st.integers(0, 3))


@st.composite
def stage_results(draw: st.DrawFn, stage: CheckupStage) -> StageResult:
    """Any stage of a check-up, with parts that are no larger than their wholes."""
    duration_s = draw(st.floats(0, 60))
    judged_s, posture_s, turning_s = (draw(st.integers(0, int(duration_s))) for _ in range(3))
    sizes = {name: draw(st.none() | st.floats(0, 99)) for name in MAYBE_SIZES}
    parts = {name: draw(st.integers(0, judged_s)) for name in ("tremor_s", "moving_s", "vehicle_s")}
    near_s = draw(st.integers(0, posture_s))
    ended: StageEnd = draw(st.sampled_from(get_args(StageEnd)))
    known = {"judged_s": judged_s, "posture_s": posture_s, "turning_s": turning_s, "near_s": near_s}
    return StageResult(stage, draw(st.floats(0, 200)), 60.0, duration_s, ended, **known, **parts, **sizes)  # type: ignore[arg-type]


MAYBE_SIZES = ("tremor_deg", "tremor_hz", "tilt_deg", "slow_dps", "middle_dps", "fast_dps")


@st.composite
def day_checkups(draw: st.DrawFn) -> DayCheckup:
    """Any check-up that a device may send."""
    names = draw(st.lists(st.sampled_from(get_args(CheckupStage)), unique=True, max_size=3))
    changes = st.none() | st.floats(-1, 9)
    trick = st.builds(
        TrickEffect,
        st.sampled_from(get_args(Relief)),
        texts,
        st.integers(0, 30),
        st.none() | st.floats(-90, 90),
        *(changes, changes, changes),
    )
    return DayCheckup(
        start=draw(starts),
        duration_s=draw(durations),
        programme=draw(texts),
        version=draw(happenings),
        site=draw(texts),
        parts=tuple(draw(st.lists(st.sampled_from(get_args(CheckupPart)), unique=True, max_size=5))),
        ended=draw(st.sampled_from(get_args(CheckupEnd))),
        stages=tuple(draw(stage_results(name)) for name in names),
        trick=draw(st.none() | trick),
        neutral=draw(st.booleans()),
        lying_s=draw(st.integers(0, 200)),
    )


@st.composite
def _documents(draw: st.DrawFn) -> DayDocument:
    """Any day that a device may send."""
    parts = draw(quarters)
    return DayDocument(
        schema=1,
        device=draw(devices),
        store=draw(texts),
        day=draw(dates),
        timezone=draw(texts),
        revision=draw(st.integers(1, WHOLE_NUMBER_LIMIT)),
        firmware=draw(texts),
        algorithm=draw(texts),
        totals=whole(parts, draw(summaries(80_000))),
        quarters=tuple(parts),
        episodes=tuple(draw(st.lists(episodes, max_size=4))),
        sets=tuple(draw(st.lists(sets, max_size=2))),
        marks=tuple(draw(st.lists(st.builds(DayMark, starts), max_size=3))),
        quality=Quality(
            clock=draw(st.sampled_from(get_args(ClockTrust))),
            gaps=draw(happenings),
            gap_s=draw(durations),
            lost_samples=draw(happenings),
            gap_reasons=draw(tallies),
        ),
        site=draw(texts),
        plan=draw(st.none() | plans),
        privacy=tuple(draw(st.lists(st.builds(DayPrivacy, starts, durations), max_size=2))),
        sessions=tuple(draw(st.lists(sessions, max_size=2))),
        checkups=tuple(draw(st.lists(day_checkups(), max_size=1))),
        symptoms=tuple(draw(st.lists(rounds, max_size=2))),
    )


documents = _documents()

PLAIN = DayDocument(
    schema=1,
    device=DEVICE,
    store="one",
    day="2026-11-22",
    timezone="Europe/Berlin",
    revision=7,
    firmware="0.1.0",
    algorithm="2026-1",
    totals=Summary(worn_s=36_000, assessable_s=30_000, tremor_s=7_500, episodes=2),
    quarters=(Quarter(40, Summary(worn_s=900)),),
    episodes=(
        DayEpisode("2026-11-22T10:00:00+01:00", 12.0, "rhythmic", "tremor"),
        DayEpisode("2026-11-22T11:00:00+01:00", 600.0, "rhythmic", "tremor"),
        DayEpisode("2026-11-22T12:00:00+01:00", 30.0, "rhythmic", "tremor"),
    ),
    sets=(DaySet("2026-11-22T10:00:00+01:00", 60.0, "wrist-flexion", 10, "stopped", 8),),
    marks=(DayMark("2026-11-22T10:00:00+01:00"),),
    quality=Quality("synced"),
)


def full_of_episodes(count: int) -> DayDocument:
    """The plain document with so many episodes, each a second longer than the one before."""
    some = tuple(DayEpisode("2026-11-22T10:00:00+01:00", 1.0 + n, "rhythmic", "tremor") for n in range(count))
    return replace(PLAIN, episodes=some)
