"""Day documents as devices would send them: a realistic day, and variations of it. Knows no database and no page."""

import math
from dataclasses import replace

from device.day.document import DayDocument, DayEpisode, DayMark, DaySet, Quality, Quarter, Summary

DEVICE = "quiet-otter"
DAY = "2026-03-02"
NOW_UTC_S = 1_772_521_200.0  # 2026-03-03T07:00:00Z, the morning after
QUARTER_S = 900
WAKES, SLEEPS = 7 * 4, 22 * 4 + 2
GAP = (13 * 4 + 1, 13 * 4 + 2, 13 * 4 + 3)


def worn_quarter(number: int) -> Quarter:
    """Strong tremor after getting up and a little in the late afternoon; a few seconds that nobody can judge."""
    morning = math.exp(-(((number - 34) / 6) ** 2))
    afternoon = 0.35 * math.exp(-(((number - 66) / 4) ** 2))
    unknown_s = 15 * (number * 7 % 11)
    assessable_s = QUARTER_S - unknown_s
    tremor_s = round(assessable_s * 0.7 * (morning + afternoon))
    seen = tremor_s > 20
    return Quarter(
        number,
        Summary(
            worn_s=QUARTER_S,
            assessable_s=assessable_s,
            tremor_s=tremor_s if seen else 0,
            episodes=(1 + (tremor_s > 300)) if seen and number % 3 == 0 else 0,
            frequency_hz=round(4.8 + 0.4 * math.sin(number), 1) if seen else None,
            amplitude_deg=round(0.6 + 7 * (morning + afternoon), 2) if seen else None,
            amplitude_p90_deg=round(1.1 + 12 * (morning + afternoon), 2) if seen else None,
        ),
    )


def quarter(number: int) -> Quarter | None:
    """One quarter-hour of the realistic day; None in the gap after lunch."""
    if number in GAP:
        return None
    if WAKES <= number < SLEEPS:
        return worn_quarter(number)
    return Quarter(number, Summary(not_worn_s=QUARTER_S))


def episodes() -> tuple[DayEpisode, ...]:
    """Two in each quarter-hour with much tremor, one in those with little."""
    found = [q for q in map(quarter, range(96)) if q and q.summary.episodes]
    return tuple(episode(q, number) for q in found for number in range(q.summary.episodes))


def episode(within: Quarter, number: int) -> DayEpisode:
    """One of the episodes of a quarter-hour."""
    told = within.summary
    hour, minute = divmod(within.quarter * 15 + 2 + 6 * number, 60)
    duration_s = float(told.tremor_s // (told.episodes + 1))
    start, low_hz, high_hz = f"{DAY}T{hour:02d}:{minute:02d}:12+01:00", 4.5, 5.3
    reason = f"{duration_s - 2:.0f} s above {1.4 * (told.amplitude_deg or 0):.1f} deg/s at {low_hz} to {high_hz} Hz"
    return DayEpisode(
        start, duration_s, "rhythmic", reason, told.frequency_hz, told.amplitude_deg, told.amplitude_p90_deg
    )


SETS = (
    DaySet(
        f"{DAY}T10:05:10+01:00", 83.0, "wrist flexion", 10, "done", 9, (("short by 8°", 2), ("too fast", 1)), 41.0, 52.5
    ),
    DaySet(f"{DAY}T10:09:45+01:00", 61.0, "wrist flexion", 10, "stopped", 6, (), 38.5, 47.0, pauses=1),
)
NOT_COUNTED = DaySet(f"{DAY}T10:20:00+01:00", 80.0, "wrist flexion", 10, "paced", not_counted="no gyroscope for 80 s")
MARKS = (DayMark(f"{DAY}T08:34:20+01:00"),)


def totals(quarters: tuple[Quarter, ...]) -> Summary:
    """The sums a device would send."""

    def added(name: str) -> int:
        return sum(getattr(q.summary, name) for q in quarters)

    seen = added("tremor_s") > 0
    return Summary(
        worn_s=added("worn_s"),
        not_worn_s=added("not_worn_s"),
        assessable_s=added("assessable_s"),
        tremor_s=added("tremor_s"),
        episodes=added("episodes"),
        frequency_hz=4.9 if seen else None,
        amplitude_deg=4.2 if seen else None,
        amplitude_p90_deg=9.8 if seen else None,
    )


def a_day(device: str = DEVICE, day: str = DAY, revision: int = 7, store: str = "card-1") -> DayDocument:
    """The realistic day: a night not worn, morning tremor, a gap after lunch, two exercise sets, a mark."""
    quarters = tuple(q for q in map(quarter, range(96)) if q)
    return DayDocument(
        schema=1,
        device=device,
        store=store,
        day=day,
        timezone="Europe/Berlin",
        revision=revision,
        firmware="0.1.0",
        algorithm="1",
        totals=totals(quarters),
        quarters=quarters,
        episodes=tuple(replace(e, start=e.start.replace(DAY, day)) for e in episodes()),
        sets=tuple(replace(s, start=s.start.replace(DAY, day)) for s in SETS),
        marks=tuple(replace(m, start=m.start.replace(DAY, day)) for m in MARKS),
        quality=Quality("synced", gaps=1, gap_s=2700.0, lost_samples=270_000, gap_reasons=(("sensor missing", 1),)),
    )


def with_quarters(document: DayDocument, quarters: tuple[Quarter, ...]) -> DayDocument:
    """The same day with other quarter-hours, and the totals that follow from them."""
    return replace(document, quarters=quarters, totals=totals(quarters))


def an_empty_day(device: str = DEVICE, day: str = DAY) -> DayDocument:
    """A day of which the device knows nothing."""
    empty = replace(a_day(device, day), episodes=(), sets=(), marks=(), quality=Quality("unknown"))
    return with_quarters(empty, ())


def with_one_set_not_counted(document: DayDocument) -> DayDocument:
    """The same day with another set, in which nobody could count."""
    return replace(document, sets=(*document.sets, NOT_COUNTED))
