"""How alike turns of a set have to be: turns made by hand, a tenth of a second each."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from device.programme.seen import Repetition
from device.repetitions.unmarked import set_in
from device.signals.gyro_bias import Turn
from device.signals.samples import Floats

USUAL_S = 2.0  # of a turn
Way = tuple[float, float]
"""To so many degrees, in so many seconds."""


def speeds_dps(ways: Sequence[Way]) -> Floats:
    """[n] from 0 on, each way evenly."""
    places = [0.0, *(place for place, _ in ways)]
    steps = [round(10 * seconds) for _, seconds in ways]
    return np.concatenate([np.full(n, 10 * d / n) for d, n in zip(np.diff(places), steps, strict=True)])


def turns(*axes_dps: Floats) -> list[Turn]:
    """A rest of one step and then turning at these speeds about x, y and z."""
    rates = np.zeros((len(axes_dps[0]) + 1, 3))
    rates[1:, : len(axes_dps)] = np.stack(axes_dps, axis=1)
    return [
        Turn(number / 10, (float(x), float(y), float(z)), (0.0, 0.0, 1.0), after_gap=number == 0)
        for number, (x, y, z) in enumerate(rates)
    ]


def found(*ways: Way) -> list[Repetition]:
    return set_in(turns(speeds_dps(ways)))


def there_and_back(ranges_deg: Sequence[float], seconds: float = USUAL_S) -> list[Way]:
    """Turns out and back by turns."""
    places = np.cumsum([deg * (-1) ** number for number, deg in enumerate(ranges_deg)])
    return [(float(place), seconds) for place in places]


def turn_after(ranges_deg: Sequence[float], last_deg: float, last_s: float = USUAL_S) -> bool:
    """Whether one more turn belongs to the set. It makes an odd number of turns even, and so a repetition more."""
    assert len(ranges_deg) % 2
    *before, (place, _) = there_and_back([*ranges_deg, last_deg])
    repetitions = found(*before, (place, last_s))
    assert len(repetitions) in {len(ranges_deg) // 2, len(ranges_deg) // 2 + 1}
    return len(repetitions) == len(ranges_deg) // 2 + 1


def test_a_set_of_turns_is_half_as_many_repetitions() -> None:
    repetitions = found(*there_and_back([60.0] * 8))
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([60.0] * 4)
    assert [repetition.start_s for repetition in repetitions] == pytest.approx([0.0, 4.0, 8.0, 12.0])
    assert [repetition.end_s for repetition in repetitions] == pytest.approx([4.0, 8.0, 12.0, 16.0])
    assert all(repetition.counted for repetition in repetitions)


@pytest.mark.parametrize("sense", [1, -1])
def test_whichever_way_a_set_goes_first_its_first_repetition_belongs_to_it(sense: int) -> None:
    repetitions = set_in(turns(sense * speeds_dps(there_and_back([60.0] * 8))))
    assert [repetition.start_s for repetition in repetitions] == pytest.approx([0.0, 4.0, 8.0, 12.0])


@pytest.mark.parametrize("sense", [1, -1])
def test_a_repetition_ends_when_the_limb_is_back_however_long_it_stays(sense: int) -> None:
    cycle = [(60.0, 2.0), (60.0, 1.0), (0.0, 2.0), (0.0, 1.0)]
    repetitions = set_in(turns(sense * speeds_dps(cycle * 4)))
    assert [repetition.end_s for repetition in repetitions] == pytest.approx([5.0, 11.0, 17.0, 23.0])


@pytest.mark.parametrize(("number", "repetitions"), [(3, 0), (4, 2), (5, 2), (6, 3)])
def test_two_repetitions_make_a_set(number: int, repetitions: int) -> None:
    """Four turns, ours."""
    assert len(found(*there_and_back([60.0] * number))) == repetitions


@pytest.mark.parametrize(
    ("usual_deg", "last_deg", "alike"),
    [
        (60.0, 60 * 1.3 + 5 - 0.1, True),  # 1.3 times as far as the usual turn and 5 degrees, ours
        (60.0, 60 * 1.3 + 5 + 0.1, False),
        (60.0, 60 / 1.3 - 5 + 0.1, True),  # and that part of it less 5 degrees
        (60.0, 60 / 1.3 - 5 - 0.1, False),
        (20.0, 20 * 1.3 + 5 - 0.1, True),
        (20.0, 20 * 1.3 + 5 + 0.1, False),
        (50.0, 70.0, False),  # just as far is too far
        (65.0, 45.0, False),
    ],
)
def test_how_far_a_turn_of_the_same_set_goes(usual_deg: float, last_deg: float, *, alike: bool) -> None:
    assert turn_after([usual_deg] * 7, last_deg) is alike


@pytest.mark.parametrize(("last_deg", "alike"), [(79.0, True), (79.2, False)])
def test_what_is_usual_is_the_middle_of_the_last_eight_turns(last_deg: float, *, alike: bool) -> None:
    """Eight, ours: of the fifth last turns of 50 only four count, with four of 64: 57 x 1.3 + 5 is 79.1."""
    assert turn_after([50.0] * 5 + [64.0] * 4, last_deg) is alike


@pytest.mark.parametrize(
    ("last_s", "alike"),
    [
        (7.9, True),  # out and back in less than 2.5 times the usual 4 s, ours
        (8.0, False),
        (0.3, True),  # and in more than 4 s / 1.8
        (0.2, False),
    ],
)
def test_how_long_a_repetition_of_the_same_set_lasts(last_s: float, *, alike: bool) -> None:
    assert turn_after([60.0] * 7, 60.0, last_s) is alike


@pytest.mark.parametrize(("first_s", "repetitions"), [(5.1, 4), (5.3, 3), (0.3, 4)])
def test_the_second_cycle_is_held_against_the_first(first_s: float, repetitions: int) -> None:
    """4 s are 7.1 s / 1.8 at least, but not 7.3 s / 1.8."""
    assert len(found((60.0, first_s), *there_and_back([60.0] * 8)[1:])) == repetitions


def test_after_one_that_does_not_belong_a_set_begins_with_that() -> None:
    """Three turns of 30, then four of 100 degrees: the later ones are two repetitions."""
    repetitions = found(*there_and_back([30.0] * 3 + [100.0] * 4))
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([100.0] * 2)
    assert [repetition.start_s for repetition in repetitions] == pytest.approx([6.0, 10.0])


def test_the_second_turn_is_held_against_the_first() -> None:
    assert len(found(*there_and_back([30.0] + [100.0] * 4))) == 2


@pytest.mark.parametrize(("range_deg", "repetitions"), [(5.0, 0), (5.1, 3)])
def test_only_more_than_five_degrees_are_a_turn(range_deg: float, repetitions: int) -> None:
    """5 degrees, ours."""
    assert len(found(*there_and_back([range_deg] * 6))) == repetitions


def dipping(range_deg: float, dip_deg: float) -> list[Way]:
    """Three repetitions, one that for a moment goes back by some degrees in a fifth of a second, and three more."""
    usual = [(range_deg, USUAL_S), (0.0, USUAL_S)]
    dipped = [(range_deg - 1, USUAL_S), (range_deg - 1 - dip_deg, 0.1), (range_deg, 0.1), (0.0, USUAL_S)]
    return [*usual * 3, *dipped, *usual * 3]


@pytest.mark.parametrize(
    ("range_deg", "dip_deg", "repetitions"),
    [
        (8.0, 6.3, 7),  # 7.1 degrees
        (22.0, 18.5, 7),  # 20
        (31.0, 27.0, 7),  # 28.3
        (62.0, 54.0, 7),  # 56.6
        (85.0, 76.0, 7),  # 80, the largest
        (120.0, 84.0, 3),
        (120.0, 114.0, 3),
    ],
)
def test_dips_are_passed_over_by_one_of_nine_sizes(range_deg: float, dip_deg: float, repetitions: int) -> None:
    """From 5 to 80 degrees, each 1.41 times the one before, ours: a dip has to be smaller, a turn larger."""
    assert len(found(*dipping(range_deg, dip_deg))) == repetitions


ONE_WAY = np.full(240, 90.0)
ONE_WAY_AND_BACK = np.concatenate([np.full(120, 60.0), np.full(120, -60.0)])
SET = speeds_dps(there_and_back([60.0] * 12))


def test_a_set_about_the_axis_of_the_second_most_turning_is_found() -> None:
    repetitions = set_in(turns(ONE_WAY, SET))
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([60.0] * 6, rel=0.02)


def test_about_the_third_none_is_looked_for() -> None:
    """Two axes, ours."""
    assert set_in(turns(ONE_WAY, ONE_WAY_AND_BACK, SET)) == []


def test_an_offset_that_is_learned_later_is_taken_out_of_what_was_before() -> None:
    """Of two axes: -3 deg/s for 8 s would make 24 degrees of what is none, and 20 deg/s hide all turning back."""
    made = turns(speeds_dps(there_and_back([30.0] * 8)))
    x, y, z = 20.0, -3.0, 1.0
    before = [replace(turn, rotation_dps=(turn.rotation_dps[0] + x, y, z)) for turn in made[:80]]
    after = [replace(turn, offset_dps=(x, y, z)) for turn in made[80:]]
    repetitions = set_in([*before, *after])
    assert [repetition.range_deg for repetition in repetitions] == pytest.approx([30.0] * 4)


def test_of_several_offsets_the_first_is_taken_out_of_what_was_before_it() -> None:
    made = turns(speeds_dps(there_and_back([30.0] * 8)))
    before = [replace(turn, rotation_dps=(turn.rotation_dps[0] + 20, 0.0, 0.0)) for turn in made[:40]]
    then = [replace(turn, offset_dps=(20.0, 0.0, 0.0)) for turn in made[40:80]]
    after = [replace(turn, offset_dps=(25.0, 0.0, 0.0)) for turn in made[80:]]
    assert len(set_in([*before, *then, *after])) == 4


def test_a_set_ends_where_the_recording_has_a_gap() -> None:
    made = turns(speeds_dps(there_and_back([60.0] * 12)))
    broken = [replace(turn, after_gap=turn.after_gap or number == 161) for number, turn in enumerate(made)]
    repetitions = set_in(broken)
    assert len(repetitions) == 4
    assert repetitions[-1].end_s == pytest.approx(16.0)
    assert set_in([]) == []
    assert set_in(made[:1]) == []
