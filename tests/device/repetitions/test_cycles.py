"""How alike two cycles are, and where they are: turns made by hand."""

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.repetitions.cycles import CycleShapes, turning_points, ways
from device.repetitions.repeating import Repeating, traced
from device.signals.samples import Floats
from tests.device.repetitions.swings import joined, raised_cosine, still_for, turns_at

NUMBERS = PARAMETERS.repetitions
PERIOD = 30
SIX = raised_cosine(6, 3.0, 60.0)


def shapes(angle_deg: Floats, open_ends: tuple[bool, bool] = (True, True)) -> CycleShapes:
    trace = traced(turns_at(angle_deg), open_ends)
    return CycleShapes(trace, Repeating(0, len(trace) - 1, PERIOD, 1.0), NUMBERS)


def test_there_is_one_way_out_and_one_back_in_each_cycle() -> None:
    trace = traced(turns_at(joined(still_for(3.0), SIX, still_for(3.0))), (True, True))
    middles = ways(trace, Repeating(60, 180, PERIOD, 1.0), NUMBERS)
    inside = [middle for middle in middles if 30 <= middle < 210]
    assert len(inside) in {12, 13}
    assert np.diff(inside) == pytest.approx([15] * (len(inside) - 1), abs=3)


def test_what_turns_twice_in_a_cycle_is_no_way_of_its_own() -> None:
    trace = traced(turns_at(SIX, twist_deg=raised_cosine(12, 1.5, 60.0)), (True, True))
    assert len(ways(trace, Repeating(0, 179, PERIOD, 1.0), NUMBERS)) in {12, 13}


def test_the_same_again_is_wholly_alike() -> None:
    assert shapes(SIX).likeness(75, [45, 105]) == pytest.approx(1.0, abs=0.01)


def test_a_cycle_that_is_early_is_alike() -> None:
    """An eighth of the period, ours: 4 steps."""
    early = joined(SIX[:60], SIX[:30], still_for(0.4), SIX[:90])
    assert shapes(early).likeness(75 + 4, [45]) > 0.9


def test_rest_is_not_alike() -> None:
    assert shapes(joined(SIX, still_for(9.0))).likeness(225, [75, 105]) < 0.5


def test_half_a_cycle_with_rest_is_judged_by_the_half_that_is_less_alike() -> None:
    half = joined(SIX, raised_cosine(1, 3.0, 60.0)[:15], np.full(60, 60.0))
    assert shapes(half).likeness(195, [75, 105]) < 0.6


@pytest.mark.parametrize(("times", "told"), [(1.4, True), (1.6, False)])
def test_what_goes_half_as_far_again_is_not_alike(times: float, *, told: bool) -> None:
    """1.5, ours; of gravity a little less is seen the further it goes."""
    larger = joined(SIX, raised_cosine(1, 3.0, 60.0 * times), SIX)
    assert (shapes(larger).likeness(195, [75, 105, 135]) > -1) is told


@pytest.mark.parametrize(("seen", "told"), [(16, True), (8, False)])
def test_of_a_cycle_that_is_cut_off_half_has_to_be_seen(seen: int, *, told: bool) -> None:
    """Half, ours: 15 of its 31 steps and 4 more for being early."""
    cut = SIX[: 150 + seen]
    assert (shapes(cut).likeness(165, [75, 105]) > -1) is told


def test_at_a_gap_half_is_not_enough() -> None:
    assert shapes(SIX[:166], (True, False)).likeness(165, [75, 105]) == -1
    assert shapes(SIX[:166]).likeness(165, [75, 105]) > 0.9


def test_a_limb_that_rests_at_the_end_has_nothing_cut_off() -> None:
    """Slower than 0.15 of the set's speed over the last half second, ours."""
    rested = joined(SIX, still_for(0.6))
    assert shapes(rested).likeness(180, [90, 120]) < 0.6
    assert shapes(SIX[:171]).likeness(165, [75, 105]) > 0.9


def test_turning_points_are_where_it_turned_back_by_more_than_the_size() -> None:
    along = [0.0, 5.0, 10.0, 7.0, 9.0, 2.0, 0.0, 1.0]
    assert turning_points(along, 4.0) == [0, 2, 6]
    assert turning_points(along, 2.5) == [0, 2, 6]
    assert turning_points(along, 1.5) == [0, 2, 3, 4, 6]
