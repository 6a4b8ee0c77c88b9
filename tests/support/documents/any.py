"""Day documents to test with: any that may exist, and one plain one."""

import string
from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from device.day.document import (
    DayContext,
    DayDocument,
    DayEpisode,
    DayMark,
    DaySet,
    KindCount,
    Quality,
    Quarter,
    Summary,
)
from device.records.facts import ClockTrust, EpisodeKind, StopReason
from sync.wire.messages import WHOLE_NUMBER_LIMIT

DEVICE = "left-arm"

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
seconds = st.integers(0, 90_000)
counts = st.integers(0, 2**50)  # their sums stay whole numbers that JSON can carry
frequencies = st.none() | st.floats(0, 100)
degrees = st.none() | st.floats(0, 100_000)
durations = st.floats(0, 1e9)
tallies = st.lists(st.tuples(texts, counts), max_size=3).map(tuple)
devices = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=64)
dates = st.dates().map(str)

summaries = st.builds(
    Summary,
    worn_s=seconds,
    not_worn_s=seconds,
    assessable_s=seconds,
    tremor_s=seconds,
    episodes=counts,
    frequency_hz=frequencies,
    amplitude_deg=degrees,
    amplitude_p90_deg=degrees,
    rest_s=seconds,
    moving_s=seconds,
    vehicle_s=seconds,
    rest_tremor_s=seconds,
    irregularity_hz=frequencies,
    kinds=st.lists(st.builds(KindCount, st.sampled_from(get_args(EpisodeKind)), counts, counts), max_size=5).map(tuple),
)
episodes = st.builds(
    DayEpisode,
    start=texts,
    duration_s=durations,
    kind=st.sampled_from(get_args(EpisodeKind)),
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
    start=texts,
    duration_s=durations,
    exercise=texts,
    target_repetitions=counts,
    done_repetitions=st.none() | counts,
    stopped=st.sampled_from(get_args(StopReason)),
    uncounted=tallies,
    range_median_deg=degrees,
    range_best_deg=degrees,
    pauses=counts,
    not_counted=st.none() | texts,
)
documents = st.builds(
    DayDocument,
    schema=st.just(1),
    device=devices,
    store=texts,
    day=dates,
    timezone=texts,
    revision=st.integers(1, WHOLE_NUMBER_LIMIT),
    firmware=texts,
    algorithm=texts,
    totals=summaries,
    quarters=st.lists(st.builds(Quarter, st.integers(0, 95), summaries), max_size=3).map(tuple),
    episodes=st.lists(episodes, max_size=4).map(tuple),
    sets=st.lists(sets, max_size=2).map(tuple),
    marks=st.lists(st.builds(DayMark, texts), max_size=3).map(tuple),
    quality=st.builds(
        Quality,
        clock=st.sampled_from(get_args(ClockTrust)),
        gaps=counts,
        gap_s=durations,
        lost_samples=counts,
        gap_reasons=tallies,
    ),
    thinned=st.just(()),
)

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
