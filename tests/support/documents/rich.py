"""A day of every kind of movement episode and context, as a device sends it today. Knows no database and no page."""

from collections import Counter
from dataclasses import replace
from typing import get_args

from device.day.document import (
    AxisParts,
    DayContext,
    DayDocument,
    DayEpisode,
    DayMark,
    KindCount,
    MovementDirection,
    PostureProfile,
)
from device.records.facts import EpisodeKind
from tests.support.documents.realistic import DAY, a_day

UNCONFIRMED_JERKS = 200
BY_BUTTON = f"{DAY}T08:34"
CONTEXTS: tuple[DayContext, ...] = ("rest", "moving", "vehicle")

HELD = PostureProfile(
    *(18_000, 7_200, 720),
    tilt_deg=11.8,
    along_s=6_600,
    against_s=120,
    across_s=900,
    opposite_s=300,
    along_deg=23.0,
    across_deg=7.6,
)

OF_LIMB = (True,)
TURNED = (
    MovementDirection("slow", "rest", 4_200, AxisParts(0.12, 0.98, 0.16), 31.2, 3.1, *OF_LIMB, 0.2, 0.7, 0.1),
    MovementDirection("slow", "moving", 13_500, AxisParts(0.31, 0.9, 0.3), 38.0, 41.5, *OF_LIMB, 0.25, 0.6, 0.15),
    MovementDirection("middle", "rest", 5_100, AxisParts(0.05, 1.0, 0.05), 24.1, 2.4, *OF_LIMB, 0.13, 0.8, 0.07),
    MovementDirection("fast", "rest", 6_300, AxisParts(0.94, 0.33, 0.1), 15.9, 9.7, *OF_LIMB, 0.81, 0.12, 0.07),
)


def found(kind: EpisodeKind, at: str, duration_s: float, reason: str, **more: object) -> DayEpisode:
    """One episode that is no tremor; unconfirmed unless `more` says so."""
    return DayEpisode(f"{DAY}T{at}+01:00", duration_s, kind, reason, **{"confirmed": False, **more})  # type: ignore[arg-type]  # fields by name


def jerk(number: int) -> DayEpisode:
    """One of many through the day, while the limb does things."""
    hour, minute = divmod(7 * 60 + 5 + (number * number * 3 + 37 * number) % 900, 60)
    peak_dps = 90.0 + 37 * number % 211
    reason = f"1 jerk, up to {peak_dps:.0f} deg/s for 0.14 s, limit 80 deg/s; a quick movement on purpose looks alike"
    return found("jerk", f"{hour:02d}:{minute:02d}:40", 0.14, reason, peak_dps=peak_dps)


def others() -> tuple[DayEpisode, ...]:
    """Everything but tremor, as many as bury the rest where nobody takes care."""
    posture = "34 deg from neutral for 48 s, limit 25 deg; a posture on purpose looks alike"
    spasm = "turned 52 deg in 0.3 s at up to 310 deg/s, then held for 6.2 s; a fast reach on purpose looks alike"
    repeated = "1.1 Hz, 31 deg, about 22 cycles in 20 s, 84% alike; walking and exercise look alike"
    near = found("jerk", "08:34:05", 0.21, "1 jerk, up to 402 deg/s for 0.21 s, limit 80 deg/s", peak_dps=402.0)
    held = found("sustained posture", "08:33:31", 27.0, posture.replace("48 s", "27 s"), tilt_deg=34.0)
    return (
        *(jerk(number) for number in range(UNCONFIRMED_JERKS)),
        replace(near, confirmed=True),
        replace(held, confirmed=True),
        *(found("sustained posture", f"{hour}:12:00", 480.0, posture, tilt_deg=34.0) for hour in (10, 15, 20)),
        found("sustained posture", "10:05:40", 12.0, posture, tilt_deg=29.0, context="exercise"),
        *(found("spasm", f"{h}:41:10", 6.5, spasm, peak_dps=310.0, tilt_deg=61.0) for h in ("09", "16")),
        *(
            found("repetitive", f"{hour:02d}:22:00", 20.0, repeated, frequency_hz=1.1, amplitude_deg=31.0)
            for hour in range(9, 19)
        ),
    )


def kinds_of(episodes: tuple[DayEpisode, ...]) -> tuple[KindCount, ...]:
    """The counts a device would send."""
    all_of, confirmed = Counter(e.kind for e in episodes), Counter(e.kind for e in episodes if e.confirmed)
    kinds: tuple[EpisodeKind, ...] = get_args(EpisodeKind)
    return tuple(KindCount(kind, all_of[kind], confirmed[kind]) for kind in kinds if all_of[kind])


def a_rich_day(day: str = DAY) -> DayDocument:
    """The realistic day with contexts, irregularity, and hundreds of episodes that nobody can confirm."""
    plain = a_day(day=day)
    tremor = tuple(
        replace(e, context=CONTEXTS[number % 3], irregularity_hz=0.4 + 0.1 * (number % 4))
        for number, e in enumerate(plain.episodes)
    )
    episodes = tuple(sorted((*tremor, *(replace(e, start=e.start.replace(DAY, day)) for e in others())), key=start))
    rest_s, vehicle_s = 32_520, 2_100
    totals = replace(
        plain.totals,
        rest_s=rest_s,
        vehicle_s=vehicle_s,
        moving_s=plain.totals.assessable_s - rest_s - vehicle_s,
        rest_tremor_s=5_850,
        irregularity_hz=0.62,
        width_hz=1.3,
        sharpness=42.0,
        kinds=kinds_of(episodes),
        posture=HELD,
        directions=TURNED,
    )
    marks = (*plain.marks, DayMark(f"{day}T16:02:00+01:00"))
    return replace(plain, totals=totals, episodes=episodes, marks=marks)


def start(episode: DayEpisode) -> str:
    """By what a day's episodes are sorted."""
    return episode.start
