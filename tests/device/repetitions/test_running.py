"""Which movements belong to the set that is being done: shapes and turns made by hand."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.programme.items import Movement, Tempo
from device.programme.seen import Repetition
from device.repetitions.counter import RepetitionCounter
from device.repetitions.running import JudgedMovement, RunningSet, likeness, shaped
from device.signals.samples import Floats
from tests.device.repetitions.swings import joined, raised_cosine, still_for, turns_at

ASKED = Movement(
    exercise="made up",
    repetitions=10,
    tempo=Tempo(out_s=0.0, hold_s=0.0, back_s=0.0, pause_s=0.0),
    count_from_deg=15.0,
    target_deg=40.0,
    cap_deg=180.0,
)
LETTERS = "ABCDEF"
SHAPES = {  # of movements of which none is like another: each along another axis
    letter: 30 * np.outer(np.sin(np.linspace(0, 4.7, 8)), np.eye(6)[axis]) for axis, letter in enumerate(LETTERS)
}


def movement(letter: str, number: int) -> JudgedMovement:
    return JudgedMovement(Repetition(number, number + 1.0, 40.0, counted=True), SHAPES[letter])


def told(letters: str) -> list[tuple[int, str | None]]:
    """Each movement in the order in which it is told, and why it does not count."""
    running = RunningSet(PARAMETERS.repetitions)
    pushed = [one for number, letter in enumerate(letters) for one in running.push(movement(letter, number))]
    return [(round(one.start_s), one.reason) for one in [*pushed, *running.finish()]]


def counted(letters: str) -> list[int]:
    """How many have counted after each movement."""
    running, number, course = RunningSet(PARAMETERS.repetitions), 0, []
    for place, letter in enumerate(letters):
        number += sum(one.counted for one in running.push(movement(letter, place)))
        course.append(number)
    return course


def test_movements_that_are_alike_count_at_once() -> None:
    assert counted("AAAAAA") == [1, 2, 3, 4, 5, 6]


def test_the_first_ones_count_before_it_is_known_what_a_repetition_is() -> None:
    assert counted("AB") == [1, 2]


def test_movements_into_position_are_made_up_for_once_three_are_alike() -> None:
    assert counted("BCAAAAA") == [1, 2, 3, 4, 4, 4, 5]
    assert [why for _, why in told("BCAAAAA")] == [None] * 4 + ["makes up for one too many"] * 2 + [None]


def test_a_movement_out_of_position_does_not_count() -> None:
    assert counted("AAAAB") == [1, 2, 3, 4, 4]
    assert told("AAAAB")[-1] == (4, "unlike the last repetitions")


def test_an_odd_movement_in_the_midst_of_a_set_counts_when_the_next_one_is_alike() -> None:
    assert counted("AAAABA") == [1, 2, 3, 4, 4, 6]
    assert told("AAAABA") == [(number, None) for number in range(6)]


def test_three_that_are_alike_are_the_set_in_another_position() -> None:
    assert counted("AAAABBBB") == [1, 2, 3, 4, 4, 4, 7, 8]


def test_of_four_that_are_not_alike_the_first_waits_no_longer() -> None:
    assert [place for place, why in told("AAABCDE") if why] == [3, 4, 5, 6]


def test_two_turns_of_one_repetition_are_noticed_with_the_fourth() -> None:
    assert counted("ABABABABAB") == [1, 2, 3, 3, 3, 3, 3, 4, 4, 5]
    assert told("ABABABA")[3:] == [(number, "one of two turns in a repetition") for number in (3, 4, 5, 6)]


def test_two_turns_after_a_movement_into_position_are_half_as_many_too() -> None:
    assert counted("CABABABABAB")[-1] == 5


def test_a_set_that_comes_to_two_turns_in_a_repetition_keeps_what_it_had() -> None:
    """Six, and eight turns."""
    assert counted("AAAAAABCBCBCBC")[-1] == 6 + 8 // 2


def test_a_set_that_comes_to_one_turn_in_a_repetition_keeps_what_it_had() -> None:
    """Eight turns, and seven; one is lost while it is not known yet that they are one each."""
    assert counted("ABABABABBBBBBBB")[-1] == 4 + 7 - 1


@given(st.text(LETTERS[:4], max_size=40))
def test_every_movement_is_told_just_once(letters: str) -> None:
    assert sorted(place for place, _ in told(letters)) == list(range(len(letters)))


@given(st.text(LETTERS[:4], min_size=1, max_size=6), st.integers(8, 20))
def test_whatever_comes_before_a_set_its_number_is_right_at_the_end(before: str, repetitions: int) -> None:
    """Nothing of it is like the set, nor does it come in threes."""
    into = "".join(one for one, after in zip(before, before[1:] + "F", strict=True) if one != after)
    into = "BC"[: len(into)] if len(set(into)) < len(into) else into
    assert counted(into + "F" * repetitions)[-1] == max(repetitions, len(into) + 2)


def test_the_same_is_wholly_alike_and_the_opposite_not_at_all() -> None:
    one, other = movement("A", 0), movement("B", 1)
    assert likeness(one, one) == 1
    opposite = JudgedMovement(one.repetition, 2 * SHAPES["A"].mean(axis=0) - SHAPES["A"])
    assert likeness(one, opposite) == pytest.approx(-1)
    assert likeness(one, other) < 0.1


def test_a_shape_does_not_depend_on_how_long_the_movement_took() -> None:
    slow, quick = (turns_at(raised_cosine(1, period_s, 50.0)) for period_s in (6.0, 3.0))
    shapes = [
        shaped(Repetition(0.0, period_s * 0.75, 50.0, counted=True), turns, period_s)
        for turns, period_s in ((slow, 6.0), (quick, 3.0))
    ]
    assert likeness(*shapes) > 0.98


def live(angle_deg: Floats, *, twist_deg: Floats | None = None, lift_g: Floats | None = None) -> list[Repetition]:
    counter = RepetitionCounter(ASKED)
    turns = turns_at(angle_deg, twist_deg=twist_deg, lift_g=lift_g)
    return [*(one for turn in turns for one in counter.push(turn)), *counter.finish()]


def number_of(repetitions: Sequence[Repetition]) -> int:
    return sum(one.counted for one in repetitions)


def test_a_press_in_which_the_forearm_tilts_twice_is_one() -> None:
    lift_g = 0.3 * np.cos(2 * np.pi * np.arange(110) / 22)
    rest = still_for(3.0)
    found = live(joined(rest, raised_cosine(10, 1.1, 30.0), rest), lift_g=joined(rest, lift_g, rest))
    assert number_of(found) == 5
    assert "one of two turns in a repetition" in {one.reason for one in found}


@pytest.mark.parametrize(("period_s", "range_deg"), [(1.2, 38.0), (2.0, 32.4), (5.0, 30.0)])
def test_what_smoothing_took_of_a_quick_repetition_is_given_back(period_s: float, range_deg: float) -> None:
    """Of a Hann window of 0.68 s 0.79 is left at 1.2 s and 0.93 at 2 s; from 4 s on nothing is given back."""
    middle = live(joined(still_for(2.0), raised_cosine(6, period_s, 30.0)))[2:5]
    assert [one.range_deg for one in middle] == pytest.approx([range_deg] * 3, rel=0.07)
