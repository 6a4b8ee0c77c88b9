"""Sample times: how near they are to the truth, and that they never run backwards."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.sensor.sample_clock import EARLY_S, MOST_HELD_S, SampleClock
from device.signals.samples import Samples
from drivers.mpu6050.chip import SETTLING_FRAMES
from drivers.mpu6050.frames import Frames, no_frames
from drivers.mpu6050.models import FILTER_DELAY_S, SAMPLE_RATE_HZ
from tests.support.bench import COUNTS_PER_G, START_S, rig, ruler
from tests.support.examples import examples
from tests.support.sensor_limits import Floats, found, looks, true_times

PERIOD_S = 1 / SAMPLE_RATE_HZ
SETTLED_S = 30.0
PATTERNS, FEW_PATTERNS = 400, 60
LOOKS = 30
WAITS_S: dict[str, Callable[[np.random.Generator], Floats]] = {
    "any": lambda random: random.uniform(0.02, 0.6, LOOKS),
    "mostly short": lambda random: random.exponential(0.15, LOOKS).clip(0.02, 0.6),
    "of all sizes": lambda random: 0.02 * 30 ** random.uniform(0, 1, LOOKS),
    "in step": lambda random: np.repeat(random.uniform(0.02, 0.6), LOOKS),
}


def stamped(seen: Iterable[Frames], clock: SampleClock | None = None) -> list[Samples]:
    clock = clock or SampleClock(SAMPLE_RATE_HZ, 0)
    return [samples for frames in seen for samples in clock.push(frames)]


def times(parts: list[Samples]) -> Floats:
    return np.concatenate([part.time_s for part in parts])


def even_looks(start_s: float, count: int, each: int = 20) -> list[Frames]:
    """Looks that take no time, at a sensor in step with them."""
    return [found(k * each, (k + 1) * each, start_s + k * 0.2, start_s + k * 0.2) for k in range(count)]


def errors_s(clock_error: float, seed: int, *, aimed: bool, every_s: float = 0.2) -> tuple[Floats, Floats]:
    """By how much each time is wrong, and when that was, of 100 s of frames."""
    true_s, clock = true_times(100, clock_error), SampleClock(SAMPLE_RATE_HZ, 0)
    time_s = times(stamped(looks(true_s, every_s, seed, clock.next_look_s if aimed else float), clock))
    assert (np.diff(time_s) > 0).all()
    return time_s - true_s[: len(time_s)], true_s[: len(time_s)]


def held_s(clock: SampleClock, seen: Iterable[Frames]) -> float:
    """How long after the first look that found something the first samples came."""
    began_s, came_s = math.inf, math.inf
    for frames in seen:
        began_s = min(began_s, frames.after_s)
        came_s = min(came_s, frames.after_s if clock.push(frames) else math.inf)
    return came_s - began_s


def error_after_s(waits_s: Callable[[np.random.Generator], Floats], seed: int) -> float:
    """By how much the worst time is wrong of a sensor that is looked at after these waits."""
    random = np.random.default_rng(seed)
    looked_s, period_s = np.cumsum(waits_s(random)), PERIOD_S * (1 + random.uniform(-0.05, 0.05))
    true_s = random.uniform(0, period_s) + np.arange(round(looked_s[-1] / period_s)) * period_s
    there = [SETTLING_FRAMES, *np.searchsorted(true_s, looked_s, "right").clip(SETTLING_FRAMES)]
    seen = [found(first, last, at_s, at_s) for (first, last), at_s in zip(pairwise(there), looked_s, strict=True)]
    time_s = times(stamped(seen))
    assert (np.diff(time_s) > 0).all()
    return float(np.abs(time_s - true_s[SETTLING_FRAMES:][: len(time_s)]).max())


@pytest.mark.costly
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("clock_error", [-0.05, -0.03, -0.01, 0.0, 0.012, 0.0299, 0.03, 0.05])
def test_times_are_within_a_fifth_of_a_millisecond_rms_of_the_truth(clock_error: float, seed: int) -> None:
    error_s, at_s = errors_s(clock_error, seed, aimed=True)
    settled_s = error_s[at_s > SETTLED_S]
    assert np.sqrt(np.mean(settled_s**2)) < 0.0001
    assert np.abs(settled_s).max() < 0.0003
    assert np.abs(error_s).max() < PERIOD_S


@pytest.mark.parametrize("clock_error", [-0.05, 0.0, 0.012, 0.0299])
def test_looks_as_seldom_as_while_nobody_waits_keep_the_same_times(clock_error: float) -> None:
    error_s, at_s = errors_s(clock_error, 1, aimed=True, every_s=0.3)
    settled_s = error_s[at_s > SETTLED_S]
    assert np.sqrt(np.mean(settled_s**2)) < 0.0001
    assert np.abs(settled_s).max() < 0.0003


@pytest.mark.parametrize("clock_error", [-0.05, -0.01, 0.012, 0.03, 0.05])
def test_looks_that_are_not_aimed_are_good_enough_unless_in_step_with_the_sensor(clock_error: float) -> None:
    error_s, at_s = errors_s(clock_error, 5, aimed=False)
    settled_s = error_s[at_s > SETTLED_S]
    assert np.sqrt(np.mean(settled_s**2)) < 0.00025
    assert np.abs(settled_s).max() < 0.0009


@settings(max_examples=examples(40), deadline=None)
@given(count=st.integers(0, 60), earliest_s=st.floats(200, 300))
def test_the_next_look_is_within_a_period_of_when_it_is_wanted(count: int, earliest_s: float) -> None:
    clock = SampleClock(SAMPLE_RATE_HZ, 0)
    stamped(even_looks(100, count), clock)
    assert earliest_s - EARLY_S <= clock.next_look_s(earliest_s) <= earliest_s + PERIOD_S * 1.06


@settings(max_examples=examples(20), deadline=None)
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


def test_the_first_frames_are_held_back_for_some_looks_and_then_all_come() -> None:
    clock = SampleClock(SAMPLE_RATE_HZ, 0)
    lengths = [sum(len(part) for part in clock.push(frames)) for frames in even_looks(100, 12)]
    held = lengths.count(0)
    assert lengths == [0] * held + [20 * (held + 1)] + [20] * (11 - held)
    assert 0 < held <= MOST_HELD_S / 0.2


@pytest.mark.parametrize("clock_error", [-0.05, -0.01, 0.0, 0.012, 0.0299, 0.05])
def test_frames_are_held_back_two_seconds_after_a_start_and_less_than_one_after_a_restart(clock_error: float) -> None:
    for seed in range(10):
        clock, true_s = SampleClock(SAMPLE_RATE_HZ, 0), true_times(6, clock_error)
        assert held_s(clock, looks(true_s, 0.2, seed, clock.next_look_s)) < 2.0
        assert held_s(clock, looks(true_s, 0.2, seed + 100, clock.next_look_s)) < 0.9


def test_looks_that_take_no_time_and_fall_in_step_give_even_times_within_a_period() -> None:
    time_s = times(stamped(even_looks(100, 50)))
    assert np.diff(time_s) == pytest.approx(PERIOD_S, rel=1e-4)
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
    restart = no_frames(105.0, 105.0, "overflow")
    time_s = times(stamped([*even_looks(100, 10), restart, *even_looks(105.2, 10)]))
    assert len(time_s) == 400
    lost = (time_s[200] - time_s[199]) * SAMPLE_RATE_HZ - 1
    assert lost == pytest.approx((105.01 - 101.8) * SAMPLE_RATE_HZ - 1, abs=1)


def test_numbers_that_begin_again_are_a_restart_even_if_nobody_says_so() -> None:
    parts = stamped([*even_looks(100, 10), *even_looks(105.2, 10)])
    assert (np.diff(times(parts)) > 0).all()
    assert times(parts)[200] == pytest.approx(105.01, abs=PERIOD_S)


@settings(max_examples=examples(40), deadline=None)
@given(pause_s=st.floats(0, 0.05), clock_error=st.floats(-0.05, 0.05), seed=st.integers(0, 99))
def test_time_rises_over_any_restart_however_short(pause_s: float, clock_error: float, seed: int) -> None:
    seen = list(looks(true_times(6, clock_error), 0.2, seed))
    shift_s = seen[-1].after_s + pause_s
    again = [replace(f, before_s=f.before_s + shift_s, after_s=f.after_s + shift_s) for f in seen]
    assert (np.diff(times(stamped([*seen, *again]))) > 0).all()


@settings(max_examples=examples(15), deadline=None)
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


@pytest.mark.parametrize("patterns", [FEW_PATTERNS, pytest.param(PATTERNS, marks=pytest.mark.slow)])
@pytest.mark.parametrize("waits", WAITS_S)
def test_whatever_the_looks_no_sample_from_the_first_on_is_a_period_off(waits: str, patterns: int) -> None:
    worst_s, seed = max((error_after_s(WAITS_S[waits], seed), seed) for seed in range(patterns))
    assert worst_s < 0.9 * PERIOD_S, f"{worst_s * 1000:.1f} ms off with the waits of seed {seed}"


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


def misjudged(seen: list[Frames], place: int, frames: int) -> list[Frames]:
    """The look at this place, and the one after it, with so many frames in the wrong one of the two."""
    at, after = seen[place], seen[place + 1]
    split, last = after.first_number + frames, after.first_number + len(after.acceleration_g)
    wrong = found(at.first_number, split, at.before_s, at.after_s)
    return [*seen[:place], wrong, found(split, last, after.before_s, after.after_s), *seen[place + 2 :]]


@pytest.mark.costly
@pytest.mark.parametrize(("place", "at_most_periods"), [(2, 2), (10, 1), (100, 1)])
@pytest.mark.parametrize("frames", [-15, -9, -2, 2, 4, 9])
@pytest.mark.parametrize("clock_error", [-0.05, 0.012])
def test_a_look_with_too_many_or_too_few_frames_has_no_times_and_leaves_the_others_right(
    clock_error: float, frames: int, place: int, at_most_periods: int
) -> None:
    true_s, clock = true_times(40, clock_error), SampleClock(SAMPLE_RATE_HZ, 0)
    parts = stamped(misjudged(list(looks(true_s, 0.2, 3)), place, frames), clock)
    numbers = np.concatenate([part.acceleration_g[:, 0] for part in parts]).astype(int)
    assert len(true_s) - len(numbers) < 220  # a second to its end, and what was held back
    assert np.abs(times(parts) - true_s[numbers]).max() < at_most_periods * PERIOD_S


@pytest.mark.parametrize("pause_s", [0.03, 0.1, 3.0])
def test_after_a_pause_of_the_sensor_times_are_right_again_at_once(pause_s: float) -> None:
    true_s, clock = true_times(60, 0.012), SampleClock(SAMPLE_RATE_HZ, 0)
    true_s = np.where(true_s > 30.1, true_s + pause_s, true_s)
    parts = stamped(looks(true_s, 0.2, 3, clock.next_look_s), clock)
    numbers = np.concatenate([part.acceleration_g[:, 0] for part in parts]).astype(int)
    assert len(true_s) - 150 < len(numbers) < len(true_s) - 10
    assert np.abs(times(parts) - true_s[numbers]).max() < PERIOD_S


@settings(max_examples=examples(40), deadline=None)
@given(
    clock_error=st.floats(-0.05, 0.05),
    waits_s=st.lists(st.floats(0.001, 0.7), min_size=20, max_size=60),
    stalls_s=st.lists(st.floats(0, 0.5), min_size=20, max_size=20),
)
def test_a_computer_that_stalls_contradicts_nothing(
    clock_error: float, waits_s: list[float], stalls_s: list[float]
) -> None:
    true_s, clock = true_times(100, clock_error), SampleClock(SAMPLE_RATE_HZ, 0)
    there, now_s = 0, 0.0
    for k, wait_s in enumerate(waits_s):
        before_s = now_s + wait_s
        counted_s = before_s + stalls_s[k % 20]
        now_s = counted_s + stalls_s[(k + 7) % 20]
        count = int(np.searchsorted(true_s, counted_s, "right"))
        frames = found(there, count, before_s, now_s)
        assert not clock.contradicted_by(frames)
        clock.push(frames)
        there = count


@pytest.mark.costly
def test_a_clock_that_warmth_bends_contradicts_nothing() -> None:
    number = np.arange(20_000)
    true_s = np.cumsum((1 + 0.02 * np.sin(number / 3000)) / SAMPLE_RATE_HZ)  # 2 % in 47 s
    clock = SampleClock(SAMPLE_RATE_HZ, 0)
    parts = stamped(looks(true_s, 0.2, 1, clock.next_look_s), clock)
    assert sum(len(part) for part in parts) > len(true_s) - 150
