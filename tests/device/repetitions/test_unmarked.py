from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.programme.seen import Repetition
from device.repetitions.unmarked import set_in
from device.signals.samples import Samples
from tests.device.repetitions.test_counter import RATE_HZ, limb, swings_deg, wave_deg
from tests.support.limbs import turned, without
from tests.support.stages import turns_of

SETUP_DEG = [170.0, 25.0, 110.0]  # picking something up, getting ready


def set_of(samples: Samples) -> list[Repetition]:
    return set_in(turns_of(samples))


def recording(ranges_deg: list[float]) -> Samples:
    """A set of these ranges between one movement and another."""
    return limb(np.concatenate([swings_deg(SETUP_DEG), swings_deg(ranges_deg, out_s=2.0), swings_deg([150.0])]))


def ranges_deg(repetitions: list[Repetition]) -> list[float]:
    return [repetition.range_deg for repetition in repetitions]


def test_the_set_is_found_without_what_was_before_and_after() -> None:
    assert ranges_deg(set_of(recording([60.0] * 8))) == pytest.approx([60.0] * 8, rel=0.05)


def test_the_repetitions_of_a_set_follow_one_another() -> None:
    repetitions = set_of(recording([60.0] * 5))
    assert all(repetition.start_s < repetition.end_s for repetition in repetitions)
    assert all(before.end_s == after.start_s for before, after in pairwise(repetitions))


def test_a_set_that_grows_smaller_with_fatigue_stays_one_set() -> None:
    assert len(set_of(limb(swings_deg([90.0, 85.0, 80.0, 72.0, 66.0, 60.0, 55.0])))) == 7


def test_a_set_of_small_movements_that_wobble_stays_one_set() -> None:
    assert len(set_of(limb(swings_deg([24.0, 20.0, 28.0, 19.0, 27.0, 22.0, 18.0, 25.0])))) == 8


def test_a_longer_pause_between_two_repetitions_does_not_end_the_set() -> None:
    half = swings_deg([60.0] * 4)
    pause = np.zeros(5 * RATE_HZ)
    assert len(set_of(limb(np.concatenate([half, pause, half])))) == 8


def test_a_rest_of_several_repetitions_ends_the_set() -> None:
    half = swings_deg([60.0] * 4)
    rest = np.zeros(30 * RATE_HZ)
    assert len(set_of(limb(np.concatenate([half, rest, half])))) == 4


def test_of_two_sets_the_one_in_which_the_limb_turned_most_is_found() -> None:
    both = limb(np.concatenate([swings_deg([20.0] * 5), swings_deg([80.0] * 4)]))
    assert ranges_deg(set_of(both)) == pytest.approx([80.0] * 4, rel=0.05)


def test_a_set_does_not_reach_across_a_gap() -> None:
    whole = limb(swings_deg([60.0] * 6))
    middle_s = float(whole.time_s[0]) + 2.0 + 2 * 8.0 + 1.0
    assert len(set_of(without(whole, middle_s, middle_s + 2))) == 3


def test_tremor_on_top_changes_no_number() -> None:
    angle_deg = swings_deg([60.0] * 5)
    assert len(set_of(limb(angle_deg + wave_deg(angle_deg, 5, 8)))) == 5


@pytest.mark.parametrize("wrong", [np.nan, 1e6])
def test_one_value_that_makes_no_sense_loses_no_repetition(wrong: float) -> None:
    samples = recording([60.0] * 8)
    assert samples.rotation_dps is not None
    samples.rotation_dps[len(samples) // 2, 1] = wrong
    assert ranges_deg(set_of(samples)) == pytest.approx([60.0] * 8, rel=0.05)


def test_one_movement_is_no_set() -> None:
    assert set_of(limb(swings_deg([90.0]))) == []


def test_rest_holds_no_set() -> None:
    assert set_of(limb(np.zeros(2000))) == []


def test_without_a_gyroscope_there_is_no_set() -> None:
    assert set_of(replace(limb(swings_deg([60.0] * 5)), rotation_dps=None)) == []


@pytest.mark.slow
@given(st.integers(0, 10_000))
def test_the_set_does_not_depend_on_how_the_sensor_is_mounted(seed: int) -> None:
    matrix = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    samples = limb(swings_deg([60.0] * 8), offset_dps=3.0)
    assert ranges_deg(set_of(turned(samples, matrix))) == pytest.approx(ranges_deg(set_of(samples)), rel=1e-6)


@pytest.mark.parametrize("offset_dps", [-20.0, 15.0])
@pytest.mark.parametrize("rests_s", [(1.0, 1.0), (0.9, 0.0), (0.0, 1.0)])
def test_one_still_second_before_or_after_the_set_is_enough_to_know_the_offset(
    offset_dps: float, rests_s: tuple[float, float]
) -> None:
    """Of all axes; the limb never rests between its five bends."""
    before, after = (np.zeros(round(rest_s * RATE_HZ)) for rest_s in rests_s)
    bend = 55 * (1 - np.cos(np.linspace(0, 2 * np.pi, 3 * RATE_HZ, endpoint=False)))
    counted = set_of(limb(np.concatenate([before, *[bend] * 5, after]), offset_dps))
    assert ranges_deg(counted) == pytest.approx([106] * 5, abs=4)


def test_where_the_limb_was_never_still_the_offset_stays_unknown() -> None:
    bends = 55 * (1 - np.cos(np.linspace(0, 10 * np.pi, 15 * RATE_HZ, endpoint=False)))
    assert {turn.offset_dps for turn in turns_of(limb(bends, 15.0))} == {None}
