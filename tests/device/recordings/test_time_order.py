from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.parameters import PARAMETERS
from device.recordings.time_order import Ordered, in_order
from device.signals.samples import Samples
from tests.support.limbs import cut, only, still


def with_times(samples: Samples, times: dict[int, float]) -> Samples:
    time_s = samples.time_s.copy()
    time_s[list(times)] = list(times.values())
    return replace(samples, time_s=time_s)


def outcome(samples: Samples) -> tuple[int, bool]:
    ordered = in_order([samples], PARAMETERS.sampling)
    return ordered.left_out, ordered.was_sorted


def test_what_is_in_order_stays_as_it_is() -> None:
    samples = still(6)
    ordered = in_order(cut(samples, [100, 350]), PARAMETERS.sampling)
    assert (ordered.total, ordered.left_out, ordered.was_sorted) == (600, 0, False)
    assert np.array_equal(ordered.samples.time_s, samples.time_s)
    assert ordered.samples.rotation_dps is not None
    assert samples.rotation_dps is not None
    assert np.array_equal(ordered.samples.rotation_dps, samples.rotation_dps)


def test_a_recording_without_gyroscope_stays_one() -> None:
    assert in_order([replace(still(2), rotation_dps=None)], PARAMETERS.sampling).samples.rotation_dps is None


@pytest.mark.parametrize("wild_s", [3.0, 100.0, 1e9, -1e9, 1e300])
def test_a_jump_away_and_back_costs_only_its_own_samples(wild_s: float) -> None:
    assert outcome(with_times(still(60), {3000: wild_s})) == (1, False)
    assert outcome(with_times(still(60), {n: wild_s + n / 100 for n in range(3000, 3005)})) == (5, False)


def test_every_second_sample_astray_is_left_out() -> None:
    assert outcome(with_times(still(60), dict.fromkeys(range(3001, 3007, 2), 1e6))) == (3, False)


def test_pauses_are_no_jumps() -> None:
    samples = still(6)
    assert outcome(replace(samples, time_s=np.where(samples.time_s < 3, samples.time_s, samples.time_s + 50))) == (
        0,
        False,
    )


def test_a_piece_in_the_wrong_place_is_sorted_in() -> None:
    samples = still(6)
    order = [*range(400, 600), *range(400)]
    ordered = in_order([only(samples, order)], PARAMETERS.sampling)
    assert (ordered.left_out, ordered.was_sorted) == (0, True)
    assert np.array_equal(ordered.samples.acceleration_g, samples.acceleration_g)


def test_repeated_samples_are_left_out_once() -> None:
    samples = still(6)
    assert outcome(only(samples, [*range(300), *range(200, 600)])) == (100, True)


def test_nothing_is_in_order() -> None:
    assert outcome(still(0)) == (0, False)


@given(st.permutations(range(40)))
def test_any_order_of_samples_gives_the_same_recording(order: list[int]) -> None:
    samples = still(4, rate_hz=10)
    assert same(in_order([only(samples, order)], PARAMETERS.sampling), in_order([samples], PARAMETERS.sampling))


def same(one: Ordered, other: Ordered) -> bool:
    kept = np.isin(other.samples.time_s, one.samples.time_s)  # a few may have been astray
    return np.array_equal(one.samples.time_s, other.samples.time_s[kept]) and one.left_out <= 10


@given(st.lists(st.floats(), max_size=50))
def test_any_times_come_out_rising_with_every_sample_accounted_for(times: list[float]) -> None:
    values = np.zeros((len(times), 3))
    ordered = in_order([Samples(np.array(times, dtype=float), values, None)], PARAMETERS.sampling)
    assert (np.diff(ordered.samples.time_s) > 0).all()
    assert len(ordered.samples) + ordered.left_out == ordered.total == len(times)
