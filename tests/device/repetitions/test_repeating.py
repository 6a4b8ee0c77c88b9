"""Where a whole movement repeats itself: turns made by hand."""

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.repetitions.repeating import Repeating, stretches, traced
from device.signals.samples import Floats
from tests.device.repetitions.swings import joined, raised_cosine, still_for, turns_at

NUMBERS = PARAMETERS.repetitions


def found(angle_deg: Floats, twist_deg: Floats | None = None, compared: float = 2.0) -> list[Repeating]:
    return list(stretches(traced(turns_at(angle_deg, twist_deg=twist_deg), (True, True)), compared, NUMBERS))


@pytest.mark.parametrize("period_s", [0.8, 1.5, 4.0, 9.0])
def test_a_swing_repeats_itself_after_its_period_and_not_after_two(period_s: float) -> None:
    (stretch,) = found(raised_cosine(6, period_s, 60.0))
    assert stretch.period == pytest.approx(10 * period_s, rel=0.06)  # the times tried are 6 % apart
    assert stretch.likeness > 0.9


def test_what_turns_twice_while_gravity_shows_one_cycle_repeats_itself_once() -> None:
    (stretch,) = found(raised_cosine(8, 2.0, 25.0), raised_cosine(16, 1.0, 25.0))
    assert stretch.period == 20


def test_turning_alone_repeats_itself_too() -> None:
    (stretch,) = found(np.zeros(240), raised_cosine(8, 3.0, 40.0))
    assert stretch.period == pytest.approx(30, abs=1)


@pytest.mark.parametrize(("range_deg", "number"), [(0.5, 0), (30.0, 1)])
def test_what_moves_less_than_two_degrees_repeats_itself_by_chance(range_deg: float, number: int) -> None:
    assert len(found(raised_cosine(8, 3.0, range_deg))) == number


def test_noise_does_not_repeat_itself() -> None:
    noise_deg = np.cumsum(np.random.default_rng(0).normal(0, 2, 1200))
    assert all(stretch.last - stretch.first < 5 * stretch.period for stretch in found(noise_deg))


def test_two_repetitions_are_found_when_only_one_is_held_against_the_next() -> None:
    two = joined(still_for(4.0), raised_cosine(2, 4.0, 60.0), still_for(4.0))
    assert found(two) == []
    assert len(found(two, compared=1.0)) == 1


def test_a_set_that_slows_down_little_by_little_is_one_stretch() -> None:
    cycles = [raised_cosine(1, 3.0 * 1.05**number, 60.0) for number in range(12)]
    (stretch,) = found(joined(*cycles))
    assert 30 < stretch.period < 51


def test_two_sets_of_quite_different_rates_are_two_stretches() -> None:
    first, *_, last = found(joined(raised_cosine(6, 2.0, 60.0), raised_cosine(6, 5.0, 60.0)))
    assert (round(first.period / 10), round(last.period / 10)) == (2, 5)
    assert first.last < last.first


def test_a_stretch_that_repeats_itself_more_often_weighs_more() -> None:
    few, many = (Repeating(0, last, 30.0, 0.8) for last in (60, 300))
    assert (few.repeats, many.repeats) == pytest.approx((2.4, 8.8))


def test_the_extent_of_a_swing_is_told_in_degrees_of_what_is_felt_and_turned() -> None:
    """20 degrees to both sides: each 20/√2 of what is felt, nearly, and turned."""
    trace = traced(turns_at(raised_cosine(10, 4.0, 40.0) - 20.0), (True, True))
    assert trace.extent(Repeating(0, 399, 40.0, 1.0)) == pytest.approx(20.0, rel=0.03)
