"""Sample times: how near they are to the truth, and that they never run backwards."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.sample_clock import EARLY_S, FIRST_FIT_LOOKS, Look, SampleClock, best_line
from device.samples import Samples
from drivers.mpu6050 import FILTER_DELAY_S, SAMPLE_RATE_HZ
from tests.drivers.rig import COUNTS_PER_G, START_S, rig, ruler
from tests.sensor_limits import Floats, Found, found, looks, true_times

PERIOD_S = 1 / SAMPLE_RATE_HZ
SETTLED_S = 30.0


def stamped(seen: Iterable[Found], clock: SampleClock | None = None) -> list[Samples]:
    clock = clock or SampleClock(SAMPLE_RATE_HZ, 0)
    return [samples for frames in seen for samples in clock.push(frames)]


def times(parts: list[Samples]) -> Floats:
    return np.concatenate([part.time_s for part in parts])


def even_looks(start_s: float, count: int, each: int = 20) -> list[Found]:
    """Looks that take no time, at a sensor in step with them."""
    return [found(k * each, (k + 1) * each, start_s + k * 0.2, start_s + k * 0.2) for k in range(count)]


def errors_s(clock_error: float, seed: int, *, aimed: bool) -> tuple[Floats, Floats]:
    """By how much each time is wrong, and when that was, of 100 s of frames."""
    true_s, clock = true_times(100, clock_error), SampleClock(SAMPLE_RATE_HZ, 0)
    time_s = times(stamped(looks(true_s, 0.2, seed, clock.next_look_s if aimed else float), clock))
    assert (np.diff(time_s) > 0).all()
    return time_s - true_s[: len(time_s)], true_s[: len(time_s)]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("clock_error", [-0.05, -0.03, -0.01, 0.0, 0.012, 0.0299, 0.03, 0.05])
def test_times_are_within_a_fifth_of_a_millisecond_rms_of_the_truth(clock_error: float, seed: int) -> None:
    error_s, at_s = errors_s(clock_error, seed, aimed=True)
    settled_s = error_s[at_s > SETTLED_S]
    assert np.sqrt(np.mean(settled_s**2)) < 0.0001
    assert np.abs(settled_s).max() < 0.0003
    assert np.abs(error_s).max() < PERIOD_S


@pytest.mark.parametrize("clock_error", [-0.05, -0.01, 0.012, 0.03, 0.05])
def test_looks_that_are_not_aimed_are_good_enough_unless_in_step_with_the_sensor(clock_error: float) -> None:
    error_s, at_s = errors_s(clock_error, 5, aimed=False)
    settled_s = error_s[at_s > SETTLED_S]
    assert np.sqrt(np.mean(settled_s**2)) < 0.00025
    assert np.abs(settled_s).max() < 0.0009


@settings(max_examples=40, deadline=None)
@given(count=st.integers(0, 60), earliest_s=st.floats(200, 300))
def test_the_next_look_is_within_a_period_of_when_it_is_wanted(count: int, earliest_s: float) -> None:
    clock = SampleClock(SAMPLE_RATE_HZ, 0)
    stamped(even_looks(100, count), clock)
    assert earliest_s - EARLY_S <= clock.next_look_s(earliest_s) <= earliest_s + PERIOD_S * 1.06


@settings(max_examples=20, deadline=None)
@given(clock_error=st.floats(-0.05, 0.05), every_s=st.floats(0.05, 0.7), seed=st.integers(0, 99))
def test_every_frame_is_stamped_once_in_order_and_never_backwards(
    clock_error: float, every_s: float, seed: int
) -> None:
    seen = list(looks(true_times(20, clock_error), every_s, seed))
    parts = stamped(seen)
    numbers = np.concatenate([part.acceleration_g[:, 0] for part in parts])
    assert np.array_equal(numbers, np.arange(len(numbers)))
    assert len(numbers) == seen[-1].first_number + len(seen[-1].acceleration_g)
    assert (np.diff(times(parts)) > 0).all()


def test_the_first_frames_are_held_back_and_then_all_come() -> None:
    clock = SampleClock(SAMPLE_RATE_HZ, 0)
    lengths = [sum(len(part) for part in clock.push(frames)) for frames in even_looks(100, 7)]
    assert lengths == [0] * (FIRST_FIT_LOOKS - 1) + [100, 20, 20]


def test_looks_that_take_no_time_and_fall_in_step_give_even_times_within_a_period() -> None:
    time_s = times(stamped(even_looks(100, 50)))
    assert np.diff(time_s) == pytest.approx(PERIOD_S, abs=1e-9)
    newest_s = 100 + 0.2 * np.arange(50)
    assert (time_s[19::20] <= newest_s).all()
    assert (time_s[19::20] > newest_s - PERIOD_S).all()


def test_the_delay_of_the_filter_is_taken_off() -> None:
    late, true = (times(stamped(even_looks(100, 9), SampleClock(SAMPLE_RATE_HZ, delay_s))) for delay_s in (0.0, 0.005))
    assert late - true == pytest.approx(0.005)


def test_looks_that_found_nothing_change_nothing() -> None:
    seen = even_looks(100, 9)
    nothing = [found(f.first_number + 20, f.first_number + 20, f.before_s, f.after_s) for f in seen]
    both = [frames for pair in zip(seen, nothing, strict=True) for frames in pair]
    assert np.array_equal(times(stamped(both)), times(stamped(seen)))


def test_the_gap_of_a_restart_is_between_the_last_sample_before_and_the_first_after() -> None:
    restart = Found(0, np.empty((0, 3)), 105.0, 105.0, "overflow")
    parts = stamped([*even_looks(100, 10), restart, *even_looks(105.2, 10)])
    before, after = times(parts[:6]), times(parts[6:])
    lost = (after[0] - before[-1]) * SAMPLE_RATE_HZ - 1
    assert lost == pytest.approx((105.01 - 101.8) * SAMPLE_RATE_HZ - 1, abs=1)
    assert len(after) == 200


def test_numbers_that_begin_again_are_a_restart_even_if_nobody_says_so() -> None:
    parts = stamped([*even_looks(100, 10), *even_looks(105.2, 10)])
    assert (np.diff(times(parts)) > 0).all()
    assert times(parts)[200] == pytest.approx(105.01, abs=PERIOD_S)


@settings(max_examples=40, deadline=None)
@given(pause_s=st.floats(0, 0.05), clock_error=st.floats(-0.05, 0.05), seed=st.integers(0, 99))
def test_time_rises_over_any_restart_however_short(pause_s: float, clock_error: float, seed: int) -> None:
    seen = list(looks(true_times(6, clock_error), 0.2, seed))
    shift_s = seen[-1].after_s + pause_s
    again = [Found(f.first_number, f.acceleration_g, f.before_s + shift_s, f.after_s + shift_s) for f in seen]
    assert (np.diff(times(stamped([*seen, *again]))) > 0).all()


def test_a_line_is_found_between_limits_that_contradict_each_other() -> None:
    line = best_line([Look(20.0 * k, 100 + 0.2 * k + 0.03 * (k % 2), 100 + 0.2 * k) for k in range(20)], PERIOD_S)
    assert line.period_s == pytest.approx(PERIOD_S, rel=0.01)
    assert line.at(0) == pytest.approx(100, abs=0.05)


@pytest.mark.parametrize("true_period_s", [0.005, 0.02])
def test_a_period_far_from_what_the_sensor_can_do_is_not_believed(true_period_s: float) -> None:
    line = best_line([Look(20.0 * k, 20 * k * true_period_s, 20 * k * true_period_s) for k in range(20)], PERIOD_S)
    assert line.period_s == pytest.approx(PERIOD_S, rel=0.0601)


@settings(max_examples=15, deadline=None)
@given(clock_error=st.floats(-0.05, 0.05), waits_s=st.lists(st.floats(0.02, 0.6), min_size=30, max_size=30))
def test_samples_through_the_whole_driver_show_the_moment_they_are_stamped_with(
    clock_error: float, waits_s: list[float]
) -> None:
    clock = SampleClock(SAMPLE_RATE_HZ, FILTER_DELAY_S)
    with rig(ruler, clock_error=clock_error) as it:
        it.sensor.start()
        parts = []
        for wait_s in waits_s:
            it.clock.sleep(wait_s)
            parts += clock.push(it.sensor.drain())
    shown_s = START_S + np.concatenate([part.acceleration_g[:, 0] for part in parts]) * COUNTS_PER_G / 1000
    assert times(parts) == pytest.approx(shown_s, abs=PERIOD_S)


def test_frames_without_rotation_give_samples_without_rotation() -> None:
    with rig(ruler, gyroscope=False) as it:
        it.sensor.start()
        clock, parts = SampleClock(SAMPLE_RATE_HZ, FILTER_DELAY_S), []
        for _ in range(10):
            it.clock.sleep(0.2)
            parts += clock.push(it.sensor.drain())
    assert len(times(parts)) > 100
    assert [part.rotation_dps for part in parts] == [None] * len(parts)


@pytest.mark.parametrize("clock_error", [-0.05, 0.0, 0.012])
def test_the_sensors_real_rate_is_known_after_some_seconds(clock_error: float) -> None:
    clock = SampleClock(SAMPLE_RATE_HZ, 0)
    assert clock.rate_hz is None
    stamped(looks(true_times(60, clock_error), 0.2, 3, clock.next_look_s), clock)
    assert clock.rate_hz == pytest.approx(SAMPLE_RATE_HZ / (1 + clock_error), rel=1e-4)
