"""From where on a cycle belongs to a set: turns made by hand, a tenth of a second each."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.programme.items import Movement, Tempo
from device.programme.seen import Repetition
from device.repetitions.unmarked import all_cycles_in, set_in
from device.signals.gyro_bias import Turn
from tests.device.repetitions.swings import joined, raised_cosine, still_for, turns_at

PERIOD_S = 3.0
FIVE = raised_cosine(5, PERIOD_S, 60.0)
REST = still_for(PERIOD_S)


def reasons(turns: list[Turn], asked: Movement | None = None) -> list[str | None]:
    return [cycle.reason for cycle in all_cycles_in(turns, asked)]


def ranges_deg(repetitions: list[Repetition]) -> list[float]:
    return [repetition.range_deg for repetition in repetitions]


@pytest.mark.parametrize("repetitions", [2, 3, 5, 12])
def test_every_cycle_between_two_rests_is_a_repetition(repetitions: int) -> None:
    found = set_in(turns_at(joined(REST, raised_cosine(repetitions, PERIOD_S, 60.0), REST)))
    assert len(found) == repetitions


def test_a_repetition_is_from_one_rest_to_the_next() -> None:
    found = set_in(turns_at(joined(REST, FIVE, REST)))
    assert [one.start_s for one in found] == pytest.approx([3.0, 6.0, 9.0, 12.0, 15.0], abs=0.8)
    assert all(before.end_s == after.start_s for before, after in pairwise(found))
    assert all(one.counted and one.reason is None for one in found)


@pytest.mark.costly
@settings(max_examples=15)
@given(st.integers(2, 12), st.floats(1.5, 6.0), st.floats(25.0, 120.0), st.floats(0.0, 20.0))
def test_whatever_tempo_range_and_offset_a_set_has_it_is_as_many(
    repetitions: int, period_s: float, range_deg: float, offset_dps: float
) -> None:
    rest = still_for(1.5 * period_s)
    made = turns_at(joined(rest, raised_cosine(repetitions, period_s, range_deg), rest), offset_dps=offset_dps)
    assert len(set_in(made)) == repetitions


@pytest.mark.parametrize("sense", [1, -1])
def test_whichever_way_a_set_goes_it_is_as_many(sense: int) -> None:
    assert len(set_in(turns_at(sense * joined(REST, FIVE, REST)))) == 5


def test_one_cycle_is_no_set() -> None:
    assert all_cycles_in(turns_at(joined(REST, raised_cosine(1, PERIOD_S, 60.0), REST))) == []


@pytest.mark.parametrize("lost_s", [0.6, 1.2])
def test_a_repetition_of_which_the_recording_cuts_off_less_than_half_counts(lost_s: float) -> None:
    """Half, ours. Both ends are cut."""
    lost = round(lost_s * 10)
    assert len(set_in(turns_at(raised_cosine(8, PERIOD_S, 60.0)[lost:-lost]))) == 8


def test_of_a_repetition_beside_a_gap_nobody_knows_how_it_went() -> None:
    """The gap is in the middle of the fourth: three before and four after it."""
    turns = turns_at(joined(raised_cosine(8, PERIOD_S, 60.0), REST), gaps=[105])
    assert len(set_in(turns)) == 4


@pytest.mark.parametrize(("pause_s", "repetitions"), [(4.0, 8), (5.0, 4)])
def test_a_pause_of_one_and_a_half_repetitions_ends_a_set(pause_s: float, repetitions: int) -> None:
    """From one to the next 2.5 times as long as usual, ours: 7.5 s, of which 3 are their own."""
    four = raised_cosine(4, PERIOD_S, 60.0)
    assert len(set_in(turns_at(joined(REST, four, still_for(pause_s), four, REST)))) == repetitions


@pytest.mark.parametrize(("times", "repetitions"), [(1.35, 6), (1.7, 5)])
def test_what_goes_half_as_far_again_goes_into_position(times: float, repetitions: int) -> None:
    """1.5, ours."""
    into = raised_cosine(1, PERIOD_S, 60.0 * times)
    assert len(set_in(turns_at(joined(REST, into, FIVE, REST)))) == repetitions


def test_a_movement_into_position_is_told_with_when_and_why() -> None:
    into = raised_cosine(1, PERIOD_S, 130.0)
    cycles = all_cycles_in(turns_at(joined(REST, into, FIVE, REST)))
    unlike = [cycle for cycle in cycles if not cycle.counted]
    assert {cycle.reason for cycle in unlike} == {"unlike the repetitions of the set"}
    assert any(cycle.start_s < 4.5 < cycle.end_s for cycle in unlike)
    assert len(cycles) - len(unlike) == 5


def test_a_movement_long_after_the_set_is_told_as_apart_from_it() -> None:
    assert reasons(turns_at(joined(REST, FIVE, still_for(12.0), raised_cosine(1, PERIOD_S, 60.0), REST)))[5:] == [
        "apart from the set"
    ]


def test_a_cycle_that_a_gap_cuts_off_is_told() -> None:
    whole = joined(raised_cosine(8, PERIOD_S, 60.0), raised_cosine(1, PERIOD_S, 60.0)[:24])
    turns = turns_at(joined(whole, REST), gaps=[len(whole)])
    assert [reason for reason in reasons(turns) if reason] == ["only partly recorded"]


def test_what_is_alike_on_the_other_side_of_a_short_gap_is_told_and_does_not_count() -> None:
    """Ten of 3 s each, with a gap in the middle of the fourth: six after it, and three and a half before it."""
    told = all_cycles_in(turns_at(joined(raised_cosine(10, PERIOD_S, 60.0), REST), gaps=[105]))
    beyond = [cycle for cycle in told if cycle.reason == "beyond a gap in the recording"]
    assert len(beyond) in (3, 4)
    assert all(cycle.end_s <= 10.5 for cycle in beyond)
    assert len([cycle for cycle in told if cycle.counted]) == 6
    assert [cycle.start_s for cycle in told] == sorted(cycle.start_s for cycle in told)


@pytest.mark.parametrize(("strange", "repetitions"), [(1, 9), (2, 10), (3, 4)])
def test_two_odd_repetitions_in_the_midst_of_a_set_belong_to_it(strange: int, repetitions: int) -> None:
    """Two, ours. Odd: much further than the others."""
    four = raised_cosine(4, PERIOD_S, 60.0)
    odd = raised_cosine(strange, PERIOD_S, 110.0)
    assert len(set_in(turns_at(joined(REST, four, odd, four, REST)))) == repetitions


def test_a_set_that_goes_on_in_another_position_is_one_set() -> None:
    """Four from level to 60 degrees, four from 60 degrees further on to 120."""
    four = raised_cosine(4, PERIOD_S, 60.0)
    assert len(set_in(turns_at(joined(REST, four, four + 60.0, REST)))) == 8


def test_a_wrist_that_turns_twice_in_a_pull_makes_no_two_of_it() -> None:
    """The arm tilts by 25 degrees once in 2 s while the wrist turns by 25 degrees twice."""
    pulls, wrist = raised_cosine(11, 2.0, 25.0), raised_cosine(22, 1.0, 25.0)
    assert len(set_in(turns_at(pulls, twist_deg=wrist))) in {11, 12}


def test_a_press_in_which_the_forearm_tilts_twice_is_one() -> None:
    """Even the tilt has twice the rate; up and down is felt once: 0.3 g."""
    lift_g = 0.3 * np.cos(2 * np.pi * np.arange(110) / 22)
    tilts = joined(REST, raised_cosine(10, 1.1, 22.0), REST)
    lifts = joined(REST, lift_g, REST)
    assert len(set_in(turns_at(tilts, lift_g=lifts))) == 5


def test_turning_about_the_vertical_that_gravity_cannot_show_is_counted() -> None:
    level = np.zeros(210)
    assert len(set_in(turns_at(level, twist_deg=joined(REST, FIVE, REST)))) == 5


@pytest.mark.parametrize("offset_dps", [8.0, 15.0, -15.0])
def test_an_offset_that_nobody_knows_changes_neither_number_nor_range(offset_dps: float) -> None:
    found = set_in(turns_at(joined(REST, FIVE, REST), offset_dps=offset_dps))
    assert ranges_deg(found) == pytest.approx([60.0] * 5, rel=0.1)


def test_an_offset_that_is_learned_later_is_taken_out_of_what_was_before() -> None:
    turns = turns_at(joined(REST, FIVE, REST), offset_dps=20.0)
    learned = [
        replace(turn, rotation_dps=(turn.rotation_dps[0] - 20.0, 0.0, 0.0), offset_dps=(20.0, 0.0, 0.0))
        for turn in turns[100:]
    ]
    assert ranges_deg(set_in([*turns[:100], *learned])) == pytest.approx([60.0] * 5, rel=0.05)


@pytest.mark.parametrize("rest_s", [10.0, 60.0, 300.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_long_rest_with_noise_before_a_set_costs_no_repetition(rest_s: float, seed: int) -> None:
    angle_deg = joined(still_for(rest_s), FIVE, REST)
    noise_deg = np.random.default_rng(seed).normal(0, 0.3, len(angle_deg))
    found = set_in(turns_at(angle_deg + noise_deg))
    assert len(found) == 5
    assert found[0].start_s == pytest.approx(rest_s, abs=1.0)


ASKED = Movement(
    exercise="made up",
    repetitions=10,
    tempo=Tempo(out_s=2.0, hold_s=0.0, back_s=2.0, pause_s=0.0),
    count_from_deg=40.0,
    target_deg=60.0,
    cap_deg=100.0,
)


@pytest.mark.parametrize(
    ("range_deg", "period_s", "reason"),
    [
        (60.0, 3.0, None),
        (33.0, 3.0, "short by 10°"),
        (110.0, 3.0, "further than 100°"),
        (60.0, 1.2, "too fast"),  # 0.4 x (2 s out and half of 2 s back) are 1.2 s up to the middle of the way back
    ],
)
def test_what_is_asked_for_decides_what_of_a_set_counts(range_deg: float, period_s: float, reason: str | None) -> None:
    turns = turns_at(joined(REST, raised_cosine(6, period_s, range_deg), REST))
    assert reasons(turns, ASKED) == [reason] * 6
    assert len(set_in(turns, ASKED)) == (6 if reason is None else 0)
    assert len(set_in(turns)) == 6


@pytest.mark.parametrize(("most_dps", "reason"), [(55.0, None), (45.0, "too fast")])
def test_a_set_that_is_faster_than_prescribed_does_not_count(most_dps: float, reason: str | None) -> None:
    turns = turns_at(joined(REST, raised_cosine(6, 4.0, 60.0), REST))  # 60 degrees in 2 s: a peak of 47 deg/s
    assert reasons(turns, replace(ASKED, most_dps=most_dps)) == [reason] * 6


def test_nothing_recorded_holds_no_set() -> None:
    assert set_in([]) == []
    assert set_in(turns_at(still_for(0.1))) == []
    assert set_in(turns_at(still_for(60.0))) == []
