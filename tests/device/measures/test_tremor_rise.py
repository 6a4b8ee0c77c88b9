"""When tremor has risen in an exercise: the last ten seconds that could be judged against the first ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.measures import SetMeasurer, TurningSpeed
from device.measures.speed import UNKNOWN_SPEED
from device.signals.gyro_bias import NO_TURNS, Turns
from device.tremor import Reading

START_S = 100.0
ALL_OF_IT = [(START_S, float("inf"))]
NOT_JUDGED = None
GROWING_DEG = [1 + second / 10 for second in range(60)]


@dataclass(frozen=True)
class SeenSeconds:
    """Some seconds, each of so much tremor from peak to peak, or not judged."""

    readings: Sequence[Reading]
    speeds: Sequence[TurningSpeed]
    turns: Turns = NO_TURNS


def seconds_of(degrees: Sequence[float | None], from_s: float = START_S, *, gyroscope: bool = True) -> SeenSeconds:
    measured = np.zeros(100, dtype=np.float32) if gyroscope else UNKNOWN_SPEED
    found = [(from_s + second, size_deg) for second, size_deg in enumerate(degrees)]
    readings = [
        Reading(at_s, None if size is None else size > 0, "", 5.0 if size else None, size) for at_s, size in found
    ]
    return SeenSeconds(readings, [TurningSpeed(at_s, measured) for at_s, _ in found])


def risen(
    *portions: SeenSeconds, most_pct: float = 100.0, exercised: Sequence[tuple[float, float]] = ALL_OF_IT
) -> list[float]:
    """The seconds by whose end it had risen, counted from the start."""
    measurer, ends_s = SetMeasurer(), list[float]()
    for portion in portions:
        measurer.push(portion)
        ends_s += measurer.tremor_rises(portion.readings, exercised, most_pct)
    return [end_s - START_S for end_s in ends_s]


def first_risen(seen: SeenSeconds, most_pct: float = 100.0) -> float | None:
    return next(iter(risen(seen, most_pct=most_pct)), None)


def test_steady_tremor_never_rises() -> None:
    assert risen(seconds_of([3.0] * 900), most_pct=20.0) == []


def test_it_has_risen_once_the_mean_of_ten_seconds_is_beyond_what_is_allowed() -> None:
    assert first_risen(seconds_of([2.0] * 10 + [4.0] * 30)) is None, "exactly twice as much is not more"
    assert first_risen(seconds_of([2.0] * 10 + [4.1] * 30)) == 20
    assert first_risen(seconds_of([2.0] * 30 + [6.0] * 10)) == 36, "six seconds of 6 and four of 2 are 4.4 on average"


def test_less_is_allowed_by_a_smaller_share() -> None:
    assert first_risen(seconds_of([2.0] * 20 + [2.9] * 30), most_pct=50.0) is None
    assert first_risen(seconds_of([2.0] * 20 + [3.1] * 30), most_pct=50.0) == 30


@pytest.mark.parametrize(("now_deg", "rises"), [(0.4, False), (0.99, False), (1.01, True)])
@pytest.mark.parametrize("start_deg", [0.0, 0.1, 0.5])
def test_from_nothing_it_rises_only_above_what_anybody_sees(start_deg: float, now_deg: float, rises: bool) -> None:  # noqa: FBT001
    # Half a degree is the least that a rise is reckoned from: this project's choice. All of it again is a degree.
    assert bool(risen(seconds_of([start_deg] * 20 + [now_deg] * 20))) is rises


def test_a_burst_of_two_seconds_is_no_rise() -> None:
    assert risen(seconds_of([1.0] * 20 + [5.0] * 2 + [1.0] * 20)) == []


def test_nothing_is_said_before_twenty_seconds_were_seen() -> None:
    assert risen(seconds_of([0.0] * 5 + [9.0] * 14)) == []
    assert risen(seconds_of([0.0] * 10 + [9.0] * 10)) == [20]


def test_seconds_that_could_not_be_judged_are_neither_tremor_nor_none() -> None:
    assert risen(seconds_of([2.0] * 10 + [NOT_JUDGED] * 30 + [2.0] * 30)) == []
    assert first_risen(seconds_of([NOT_JUDGED] * 10 + [2.0] * 10 + [NOT_JUDGED] * 5 + [5.0] * 10)) == 35


def test_without_a_gyroscope_nobody_knows_how_large_it_is() -> None:
    assert risen(seconds_of([0.0] * 20, gyroscope=False), seconds_of([0.0] * 20, START_S + 20, gyroscope=False)) == []


def test_pauses_and_rests_are_left_out_and_nothing_rises_in_them() -> None:
    degrees = [2.0] * 10 + [9.0] * 20 + [2.0] * 10
    exercised = [(START_S, START_S + 10), (START_S + 30, float("inf"))]
    assert risen(seconds_of(degrees), exercised=exercised) == []
    assert risen(seconds_of(degrees)) == list(range(20, 38))


def test_short_sets_of_one_block_count_together() -> None:
    degrees = ([2.0] * 6 + [0.0] * 6) * 2 + ([5.0] * 6 + [0.0] * 6) * 2
    sets = [(START_S + 12 * number, START_S + 12 * number + 6) for number in range(4)]
    assert risen(seconds_of(degrees), exercised=sets) == list(range(38, 43)), "eight seconds of 5 and two of 2"


@given(st.lists(st.integers(1, 59), max_size=20))
def test_the_same_is_said_however_the_seconds_come_in_portions(places: list[int]) -> None:
    edges = [0, *sorted(places), 60]
    pairs = pairwise(edges)
    portions = [seconds_of(GROWING_DEG[begin:end], START_S + begin) for begin, end in pairs]
    assert risen(*portions) == list(range(25, 61))
