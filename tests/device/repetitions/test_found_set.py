"""What is a repetition of a set that was found, and what is only a pause or a part of one: turns made by hand."""

import numpy as np
import pytest

from device.repetitions.unmarked import all_cycles_in, set_in
from device.signals.gyro_bias import Turn
from device.signals.samples import Floats
from tests.device.repetitions.swings import STEPS_PER_S, joined, raised_cosine, still_for, turns_at


def at_rest_between(angle_deg: Floats, rest_s: float) -> list[Turn]:
    """A limb that is never quite still: it sways by 0.3 degrees to each side, about two axes."""
    moved = joined(still_for(rest_s), angle_deg, still_for(rest_s))
    phase = 2 * np.pi * np.arange(len(moved)) / (1.5 * STEPS_PER_S)
    return turns_at(moved + 0.3 * np.sin(phase), twist_deg=0.3 * np.sin(1.3 * phase + 1))


def with_pauses(*pauses_s: float) -> list[Turn]:
    """A movement of 2.5 s by 130 degrees before each of these pauses."""
    once = raised_cosine(1, 2.5, 130.0)
    parts = [part for pause_s in pauses_s for part in (once, still_for(pause_s))]
    return turns_at(joined(still_for(3.0), *parts))


@pytest.mark.parametrize("pauses_s", [(2, 6, 2, 5, 4, 5, 4, 3), (3, 2, 4, 4, 4, 4, 4, 3), (5, 4, 5, 4, 5, 4, 5, 4)])
def test_a_pause_between_two_repetitions_is_none_itself(pauses_s: tuple[float, ...]) -> None:
    found = set_in(with_pauses(*pauses_s))
    assert len(found) == 8
    assert min(one.range_deg for one in found) > 100


@pytest.mark.parametrize("rest_s", [2.0, 3.0])
@pytest.mark.parametrize("period_s", [7.0, 9.0])
@pytest.mark.parametrize("range_deg", [16.0, 22.0])
def test_slow_movements_are_as_many_as_they_are_though_the_limb_sways_at_rest(
    period_s: float, range_deg: float, rest_s: float
) -> None:
    assert len(set_in(at_rest_between(raised_cosine(5, period_s, range_deg), rest_s))) == 5


@pytest.mark.parametrize("lost_s", [0.6, 1.2])
def test_an_end_that_the_recording_cuts_off_still_counts(lost_s: float) -> None:
    """Of eight movements of 3 s. What was not recorded may have been the rest of it."""
    lost = round(lost_s * STEPS_PER_S)
    assert len(set_in(turns_at(raised_cosine(8, 3.0, 60.0)[lost:-lost]))) == 8


def reasons_of(turns: list[Turn]) -> dict[str | None, int]:
    told = [cycle.reason for cycle in all_cycles_in(turns)]
    return {reason: told.count(reason) for reason in told}


OTHER = "of another movement that repeats itself"


def test_a_set_that_is_not_the_one_told_is_told_as_another() -> None:
    """Five of 40 degrees in 2 s each, long before four of 80 in 4 s."""
    small, large = raised_cosine(5, 2.0, 40.0), raised_cosine(4, 4.0, 80.0)
    rest = still_for(15.0)
    told = reasons_of(turns_at(joined(rest, small, rest, large, rest)))
    assert (told[OTHER], told[None]) == (5, 4)


def test_movements_much_smaller_than_the_set_are_no_other_one() -> None:
    small, large = raised_cosine(5, 2.0, 15.0), raised_cosine(4, 4.0, 80.0)
    rest = still_for(15.0)
    assert OTHER not in reasons_of(turns_at(joined(rest, small, rest, large, rest)))


def walked(strides: int) -> tuple[Floats, Floats]:
    """Arm swings of 30 degrees in 1.1 s, and two steps to each, which lift the limb by 0.3 g."""
    swings = raised_cosine(strides, 1.1, 30.0)
    return swings, 0.3 * np.cos(2 * np.pi * np.arange(len(swings)) / (0.55 * STEPS_PER_S))


def test_walking_before_an_exercise_is_told_but_is_not_the_set() -> None:
    """Arm swings of 20 strides are further in all than six movements of the knee."""
    swings, lift_g = walked(20)
    exercise = joined(still_for(8.0), raised_cosine(6, 4.0, 60.0), still_for(3.0))
    turns = turns_at(joined(swings, exercise), lift_g=joined(lift_g, np.zeros(len(exercise))))
    told = all_cycles_in(turns)
    assert len([cycle for cycle in told if cycle.counted]) == 6
    assert len([cycle for cycle in told if cycle.reason == OTHER]) == pytest.approx(20, abs=1)


def test_arm_swings_alone_are_the_set() -> None:
    """A paced swing is an exercise; nobody can tell that this one was none."""
    swings, lift_g = walked(20)
    rest = still_for(3.0)
    turns = turns_at(joined(rest, swings, rest), lift_g=joined(rest, lift_g, rest))
    assert len(set_in(turns)) == pytest.approx(20, abs=1)
