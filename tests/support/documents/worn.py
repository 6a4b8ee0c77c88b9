"""A day worn from morning to night with 240 episodes, no two alike: 96 kB of JSON. Knows no database and no page."""

import random
from dataclasses import replace
from typing import Final

from device.day.document import DayDocument, DayEpisode, KindCount, Quarter, Summary
from tests.support.documents.realistic import DAY, a_day

EPISODES: Final = 240
QUARTERS: Final = 96
ASSESSABLE_S: Final = 870  # of the 900 of a quarter-hour


def worn_all_day(device: str, day: str = DAY, revision: int = 7, seed: int = 1) -> DayDocument:
    """Of each seed another one."""
    dice = random.Random(seed)
    quarters = tuple(Quarter(number, _summary(dice)) for number in range(QUARTERS))
    episodes = tuple(_episode(number, day, dice) for number in range(EPISODES))
    tremor_s = sum(quarter.summary.tremor_s for quarter in quarters)
    totals = replace(
        _summary(dice),
        worn_s=900 * QUARTERS,
        assessable_s=ASSESSABLE_S * QUARTERS,
        tremor_s=tremor_s,
        rest_s=400 * QUARTERS,
        moving_s=400 * QUARTERS,
        rest_tremor_s=tremor_s // 2,
        episodes=160,
        kinds=(KindCount("rhythmic", 160, 160), KindCount("jerk", 80, 3)),
    )
    word = f"{dice.getrandbits(256):064x}"
    whole = a_day(device, day, revision)
    return replace(
        whole, schema=2, totals=totals, quarters=quarters, episodes=episodes, content=word, site="left wrist"
    )


def _summary(dice: random.Random) -> Summary:
    return Summary(
        worn_s=900,
        assessable_s=ASSESSABLE_S,
        tremor_s=(tremor_s := dice.randint(150, 700)),
        episodes=1,
        frequency_hz=round(dice.uniform(4, 6), 2),
        amplitude_deg=round(dice.uniform(1, 9), 2),
        amplitude_p90_deg=round(dice.uniform(9, 20), 2),
        rest_s=400,
        moving_s=400,
        rest_tremor_s=tremor_s // 2,
        irregularity_hz=round(dice.uniform(0.2, 1), 2),
        kinds=(KindCount("rhythmic", 1, 1), KindCount("jerk", dice.randint(1, 3))),
    )


def _episode(number: int, day: str, dice: random.Random) -> DayEpisode:
    """Two of three are tremor."""
    minute, second = divmod(number * 240 + dice.randint(0, 239) + 7 * 3600, 60)
    start = f"{day}T{minute // 60:02d}:{minute % 60:02d}:{second:02d}+01:00"
    if number % 3:
        shakes, limit_dps = dice.randint(12, 61), dice.uniform(8, 15)
        reason = (
            f"{shakes} s above {limit_dps:.1f} deg/s at {dice.uniform(4, 5):.1f} to {dice.uniform(5, 6):.1f} Hz, held "
            f"together over {dice.randint(2, 9)} weaker seconds; brushing, scrubbing and writing look alike"
        )
        numbers = (round(dice.uniform(4, 6), 2), round(dice.uniform(1, 9), 2), round(dice.uniform(9, 20), 2))
        irregular_hz = round(dice.uniform(0.2, 1), 2)
        return DayEpisode(start, shakes + 2.0, "rhythmic", reason, *numbers, irregular_hz, "rest", confirmed=True)
    peak_dps = round(dice.uniform(90, 400), 1)
    reason = (
        f"1 jerk, up to {peak_dps:.0f} deg/s for 0.{dice.randint(10, 30)} s, limit {dice.randint(60, 90)} deg/s, "
        f"{dice.randint(9, 20)} times the usual movement; a quick movement on purpose looks alike"
    )
    return DayEpisode(start, 0.15, "jerk", reason, context="moving", peak_dps=peak_dps, confirmed=False)
