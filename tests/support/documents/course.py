"""Made-up weeks of a patient: tremor that an injection takes away for a while, exercise, days that are missing.

Knows documents as a device sends them today; knows no database and no page.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from device.day.document import (
    DayDocument,
    DayPlan,
    DaySession,
    DaySet,
    KindCount,
    PostureProfile,
    Quality,
    Quarter,
    Summary,
)
from device.records.facts import PlannedItem, Rating

ONSET_D, PEAK_D, WANES_D, OVER_D = 6, 20, 70, 95  # days after an injection that works
MEMORY = 0.5  # of the day-to-day noise
DAY_LOG_SD = 0.35
FIRST_WORN, LAST_WORN = 30, 80  # quarter-hours: 07:30 to 20:00
RATINGS: tuple[Rating, ...] = ("none", "some", "a lot")


@dataclass(frozen=True)
class Story:
    """One patient: injections on these days, of which each takes `benefit` of the tremor away for a while."""

    injections: tuple[date, ...] = ()
    benefit: float = 0.6
    missing: float = 0.2
    short: float = 0.1  # days worn too briefly
    exercises_until: date | None = None
    tremor: float = 0.25  # of the time at rest
    device: str = "band-01"
    seed: int = 1


def left_over(story: Story, day: date) -> float:
    """The part of the tremor that the last injection leaves."""
    since_d = min(((day - injected).days for injected in story.injections if injected <= day), default=10**6)
    return 1 - story.benefit * effect(float(since_d))


def effect(since_d: float) -> float:
    """0 to 1: none, a ramp, a plateau, and back."""
    rise = (since_d - ONSET_D) / (PEAK_D - ONSET_D)
    fall = (OVER_D - since_d) / (OVER_D - WANES_D)
    return max(0.0, min(1.0, rise, fall))


def days_of(story: Story, last: date, count: int) -> list[DayDocument]:
    """The days up to `last`, without those that are missing."""
    return list(_days(story, last, count, random.Random(story.seed)))


def _days(story: Story, last: date, count: int, dice: random.Random) -> Iterator[DayDocument]:
    noise = 0.0
    for day in (last - timedelta(days=back) for back in range(count - 1, -1, -1)):
        noise = MEMORY * noise + math.sqrt(1 - MEMORY**2) * dice.gauss(0, DAY_LOG_SD)
        if dice.random() >= story.missing:
            yield _day(story, day, min(0.9, story.tremor * left_over(story, day) * math.exp(noise)), dice)


def _day(story: Story, day: date, tremor: float, dice: random.Random) -> DayDocument:
    is_short = dice.random() < story.short
    numbers = range(FIRST_WORN, FIRST_WORN + 10 if is_short else LAST_WORN)
    quarters = tuple(Quarter(number, _summary(number, tremor, dice)) for number in numbers)
    exercises = story.exercises_until is not None
    done = exercises and story.exercises_until is not None and day <= story.exercises_until and dice.random() < 0.85
    return DayDocument(
        *(2, story.device, "card-1", day.isoformat(), "Europe/Berlin", 7, "0.2.0", "9"),
        totals=_totals(quarters, tremor),
        quarters=quarters,
        episodes=(),
        sets=_sets(day, done=done),
        marks=(),
        quality=Quality("synced"),
        plan=DayPlan("arm", 1, (PlannedItem("elbow-bend", 1, 3, 10),)) if exercises and day.weekday() < 6 else None,
        sessions=(DaySession(_at(day, "10:00"), 600.0, "arm", 1, 3, 3, "done", dice.choice(RATINGS)),) if done else (),
    )


def _sets(day: date, *, done: bool) -> tuple[DaySet, ...]:
    minutes: Sequence[int] = (0, 3, 6) if done else ()
    return tuple(DaySet(_at(day, f"10:0{m}"), 60.0, "elbow-bend", 10, "done", 10, (), 61.0, 72.0) for m in minutes)


def _at(day: date, time: str) -> str:
    return f"{day.isoformat()}T{time}:00+01:00"


def _summary(number: int, tremor: float, dice: random.Random) -> Summary:
    morning = 1 + 0.8 * math.exp(-(((number - 36) / 10) ** 2))
    share = min(0.95, tremor * morning * math.exp(dice.gauss(0, 0.4)))
    rest_s = dice.randrange(200, 500)
    moving_s = dice.randrange(100, 300)
    rest_tremor_s = round(rest_s * share)
    tremor_s = rest_tremor_s + round(0.5 * moving_s * share)
    jerks = int(dice.random() < 0.1)
    away_s = round(rest_s * min(1.0, 0.2 + share))
    return Summary(
        worn_s=900,
        assessable_s=rest_s + moving_s,
        tremor_s=tremor_s,
        rest_s=rest_s,
        moving_s=moving_s,
        rest_tremor_s=rest_tremor_s,
        episodes=1 + tremor_s // 120,
        frequency_hz=round(5.0 + dice.gauss(0, 0.15), 2) if tremor_s else None,
        amplitude_deg=round(14 * tremor * math.exp(dice.gauss(0, 0.2)), 2) if tremor_s else None,
        kinds=(KindCount("rhythmic", 1 + tremor_s // 120, 1 + tremor_s // 120), KindCount("jerk", jerks))[: 1 + jerks],
        posture=PostureProfile(rest_s - away_s, away_s, 0),
    )


def _totals(quarters: Sequence[Quarter], tremor: float) -> Summary:
    def added(name: str) -> int:
        return sum(getattr(quarter.summary, name) for quarter in quarters)

    jerks = sum(kind.count for q in quarters for kind in q.summary.kinds if kind.kind == "jerk")
    tilted_s = sum(q.summary.posture.tilted_s for q in quarters if q.summary.posture)
    near_s = sum(q.summary.posture.near_s for q in quarters if q.summary.posture)
    episodes = added("episodes")
    return Summary(
        worn_s=added("worn_s"),
        assessable_s=added("assessable_s"),
        tremor_s=added("tremor_s"),
        rest_s=added("rest_s"),
        moving_s=added("moving_s"),
        rest_tremor_s=added("rest_tremor_s"),
        episodes=episodes,
        frequency_hz=5.0,
        amplitude_deg=round(14 * tremor, 2),
        amplitude_p90_deg=round(25 * tremor, 2),
        kinds=(KindCount("rhythmic", episodes, episodes), KindCount("jerk", jerks)),
        posture=PostureProfile(near_s, tilted_s, 0, tilt_deg=12.0),
    )
