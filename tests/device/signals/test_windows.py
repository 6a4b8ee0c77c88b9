from dataclasses import replace

import numpy as np
import pytest

from device.parameters import GRID_HZ, PARAMETERS
from device.signals.rows import Cleaner
from device.signals.samples import Samples
from device.signals.windows import Window, Windower
from tests.support.limbs import only, shaken, still, without
from tests.support.stages import cleaned


def windows_of(samples: Samples) -> list[Window]:
    windower = Windower(PARAMETERS.sampling)
    return [*windower.push(cleaned(samples)), *windower.finish()]


def rotation(window: Window) -> np.ndarray:
    assert window.rotation is not None
    return window.rotation.values


def worst_error(window: Window, frequency_hz: float, peak_dps: float) -> float:
    grid_s = window.start_s + np.arange(3 * GRID_HZ) / GRID_HZ
    return float(np.max(np.abs(rotation(window)[:, 0] - peak_dps * np.sin(2 * np.pi * frequency_hz * grid_s))))


def test_every_second_with_a_sample_is_judged_once() -> None:
    assert [window.second_s for window in windows_of(still(5.5, start_s=7.3))] == [7, 8, 9, 10, 11, 12]


def test_a_window_comes_two_samples_after_it_is_complete() -> None:
    windower, samples = Windower(PARAMETERS.sampling), still(3.02)
    assert [w.second_s for w in windower.push(cleaned(only(samples, slice(0, 301))))] == [0]
    assert [w.second_s for w in windower.push(cleaned(only(samples, slice(301, 302))))] == [1]


def test_the_window_holds_three_seconds_around_the_judged_one() -> None:
    window = windows_of(still(9))[4]
    assert (window.start_s, window.second_s, window.missing_s) == (3, 4, 0)
    assert rotation(window).shape == (300, 3)


def test_a_recording_shorter_than_a_window_gives_windows_that_miss_the_rest() -> None:
    (window,) = windows_of(still(0.8))
    assert window.missing_s == pytest.approx(2.2, abs=0.02)


def test_nothing_gives_no_window() -> None:
    assert windows_of(still(0)) == []


@pytest.mark.parametrize("rate_hz", [25, 31.25, 50, 62.7, 100, 130, 200, 400])
def test_the_movement_survives_resampling_from_any_rate(rate_hz: float) -> None:
    window = windows_of(shaken(still(8, rate_hz, start_s=0.0037), 2, 20, axis=(1, 0, 0)))[3]
    assert window.rate_hz == pytest.approx(rate_hz)
    assert worst_error(window, 2, 20) < 0.6


def test_jitter_of_the_times_does_no_harm() -> None:
    samples = still(8)
    late = samples.time_s + np.random.default_rng(1).uniform(0, 0.008, len(samples))
    window = windows_of(shaken(replace(samples, time_s=late), 5, 20, axis=(1, 0, 0)))[3]
    assert worst_error(window, 5, 20) < 1


def test_fast_noise_above_the_grid_is_averaged_away() -> None:
    fast = shaken(still(8, 400), 95, 50)
    assert np.std(rotation(windows_of(fast)[3])) < 10


def test_a_gap_is_counted_and_bridged_without_overshooting() -> None:
    samples = without(shaken(still(9), 5, 10), 4.2, 4.6)
    with_gap = [window for window in windows_of(samples)[1:-1] if window.missing_s]
    assert [window.second_s for window in with_gap] == [3, 4, 5]
    assert all(window.missing_s == pytest.approx(0.4, abs=0.03) for window in with_gap)
    assert max(np.abs(rotation(window)).max() for window in with_gap) < 10.5


def test_a_few_lost_samples_are_no_gap() -> None:
    assert {window.missing_s for window in windows_of(without(still(9), 4.2, 4.24))[1:-1]} == {0}


def test_seconds_without_any_sample_are_left_out() -> None:
    seconds = [window.second_s for window in windows_of(without(still(20), 5, 15))]
    assert seconds == [0, 1, 2, 3, 4, 15, 16, 17, 18, 19]


@pytest.mark.parametrize(("until_s", "judged"), [(4.4, True), (4.6, False)])
def test_a_second_of_which_most_is_missing_is_left_out(until_s: float, judged: bool) -> None:  # noqa: FBT001 - a case
    seconds = [window.second_s for window in windows_of(without(still(9), 4, until_s))]
    assert (4 in seconds) is judged
    assert set(range(9)) - {4} <= set(seconds)


def test_one_wild_time_costs_neither_memory_nor_windows() -> None:
    samples = still(6)
    time_s = samples.time_s.copy()
    time_s[-1] = 1e9
    assert len(windows_of(replace(samples, time_s=time_s))) == 6  # the second of the wild one is not measured


@pytest.mark.parametrize("wild", [1e11, -1e300, np.inf])
def test_a_time_beyond_all_sense_is_missing(wild: float) -> None:
    samples, cleaner = still(6), Cleaner(PARAMETERS.sampling)
    samples.time_s[300] = wild
    cleaner.push(samples)
    assert len(windows_of(samples)) == 6
    assert cleaner.left_out == 1


def test_values_beyond_all_sense_are_missing() -> None:
    samples, cleaner = still(6), Cleaner(PARAMETERS.sampling)
    assert samples.rotation_dps is not None
    samples.acceleration_g[300:350, 1] = 1e300
    samples.rotation_dps[100:102, 2] = -1e300
    windows = windows_of(samples)
    cleaner.push(samples)
    assert cleaner.left_out == 50
    assert windows[2].missing_s == pytest.approx(0.5, abs=0.02)
    assert all(np.abs(rotation(window)).max() < 1 for window in windows)


def test_samples_that_are_no_numbers_are_missing() -> None:
    samples = still(6)
    samples.acceleration_g[250:300, 1] = np.nan
    samples.time_s[100] = np.inf
    cleaner = Cleaner(PARAMETERS.sampling)
    windows = windows_of(samples)
    cleaner.push(samples)
    assert cleaner.left_out == 51
    assert windows[2].missing_s == pytest.approx(0.5, abs=0.02)
    assert all(np.isfinite(rotation(window)).all() for window in windows)


def test_repeated_and_late_samples_are_left_out() -> None:
    samples = still(6)
    order = [*range(300), *range(200, 250), 299, *range(300, 600)]
    cleaner = Cleaner(PARAMETERS.sampling)
    windows = windows_of(only(samples, order))
    cleaner.push(only(samples, order))
    assert cleaner.left_out == 51
    assert np.array_equal(rotation(windows[3]), rotation(windows_of(samples)[3]))


def test_without_a_gyroscope_there_is_no_rotation() -> None:
    assert windows_of(replace(still(5), rotation_dps=None))[2].rotation is None


def test_a_gyroscope_that_misses_single_samples_is_still_one() -> None:
    samples = still(6)
    assert samples.rotation_dps is not None
    samples.rotation_dps[300:302] = np.nan
    assert windows_of(samples)[3].rotation is not None


def test_a_gyroscope_that_stops_leaves_the_accelerometer() -> None:
    samples = still(12)
    assert samples.rotation_dps is not None
    samples.rotation_dps[600:] = np.nan
    assert [window.rotation is None for window in windows_of(samples)] == [False] * 5 + [True] * 7


def test_an_axis_at_the_end_of_its_range_is_seen() -> None:
    samples = shaken(still(6), 3, 400, axis=(0, 1, 0))
    assert samples.rotation_dps is not None
    window = windows_of(replace(samples, rotation_dps=np.clip(samples.rotation_dps, -250, 249.99)))[2]
    assert window.rotation is not None
    assert (window.rotation.saturated, window.acceleration.saturated) == (True, False)


def test_large_movement_within_the_range_is_not_saturated() -> None:
    window = windows_of(shaken(still(6), 3, 400))[2]
    assert window.rotation is not None
    assert not window.rotation.saturated


def test_axes_that_never_change_are_counted() -> None:
    samples = still(6)
    samples.acceleration_g[:, 1] = 0.25
    assert windows_of(samples)[2].acceleration.stuck_axes == 1
