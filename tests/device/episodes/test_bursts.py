"""Jerks in windows of which every sample is stated.

A burst of n samples of the height h in a quiet window is h (1 - n / 25) from the mean of its quarter of a second.
"""

import pickle
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from device.episodes.jerks import Burst, Jerk, JerkFinder, rapid_of
from device.episodes.shifts import Shift
from device.episodes.slow_movement import Moment
from device.parameters import PARAMETERS
from device.records.person import ANYBODY, Personal
from device.signals.samples import Floats
from tests.device.episodes.moments import SAMPLES, UPRIGHT_G, about_x, moment

OFTEN_DPS = 25 / 24  # samples that alternate are 24/25 of this from their mean: by 1 deg/s


def window_with(samples: Mapping[int, float]) -> Floats:
    """[300, 3] of values: zero but for these along x."""
    return about_x([samples.get(place, 0.0) for place in range(SAMPLES)])


def block(first: int, count: int, height: float = 200.0) -> dict[int, float]:
    return dict.fromkeys(range(first, first + count), height)


def peaked(length: int, middle: float = 200.0, others: float = 100.0, peak: int = 150) -> dict[int, float]:
    """So many samples of which the one at `peak` is higher than the others."""
    return {**block(peak - length // 2, length, others), peak: middle}


def alternating(size_dps: float) -> Floats:
    """As rapid as told all the time."""
    return about_x(np.resize([1.0, -1.0], SAMPLES) * OFTEN_DPS * size_dps)


def bursts(samples: Mapping[int, float], limit: float = 50.0) -> list[Burst]:
    return rapid_of(window_with(samples)).bursts(limit, PARAMETERS.episodes)


def jerks_in(*moments: Moment, personal: Personal = ANYBODY) -> list[Jerk]:
    """Those of the last moment."""
    finder = JerkFinder(personal, PARAMETERS.episodes)
    return [finder.push(each, []) for each in moments][-1]


def quiet_with(samples: Mapping[int, float], second_s: float = 100.0) -> Moment:
    return moment(second_s, rotation_dps=window_with(samples))


def rough(second_s: float, size_dps: float) -> Moment:
    return moment(second_s, rotation_dps=alternating(size_dps))


def test_rapid_is_how_far_a_sample_is_from_the_mean_of_a_quarter_of_a_second() -> None:
    assert rapid_of(window_with({150: 100})).most == pytest.approx(100 * 24 / 25)
    assert rapid_of(window_with({150: 100, 162: 25})).most == pytest.approx(100 - 125 / 25)
    assert rapid_of(window_with({150: 100, 138: 25})).most == pytest.approx(100 - 125 / 25)
    assert rapid_of(window_with({150: 100, 163: 25, 137: 25})).most == pytest.approx(100 - 100 / 25)


def test_all_axes_count() -> None:
    values = np.zeros((SAMPLES, 3))
    values[150] = [0, 300, 400]
    assert rapid_of(values).most == pytest.approx(500 * 24 / 25)


@pytest.mark.parametrize(("place", "most"), [(99, 4), (100, 96), (199, 96), (200, 4)])
def test_the_most_rapid_value_is_that_of_the_judged_second(place: int, most: float) -> None:
    assert rapid_of(window_with({place: 100})).most == pytest.approx(most)


@pytest.mark.parametrize(
    ("rapid", "level"), [((0, 150), 7), ((0, 149), 0), ((150, 300), 7), ((151, 300), 0), ((0, 300), 7)]
)
def test_the_level_is_the_median_of_the_judged_second_and_three_tenths_beside_it(
    rapid: tuple[int, int], level: float
) -> None:
    """Of the 160 samples from 70 on half are enough, from either side."""
    values = alternating(7)
    values[: rapid[0]], values[rapid[1] :] = 0, 0
    assert rapid_of(values).level == pytest.approx(level, abs=0.5)


def test_a_burst_is_told_by_its_peak() -> None:
    (burst,) = bursts({**block(149, 3), 150: 300})
    assert burst.offset_s == pytest.approx(0.5)
    assert burst.length_s == pytest.approx(0.03)
    assert burst.peak == pytest.approx(300)
    assert burst.rapid == pytest.approx(300 - 700 / 25)


def test_a_burst_is_as_large_as_its_largest_sample_even_beside_its_most_rapid_one() -> None:
    (burst,) = bursts({148: -260, 149: 100, 150: 300, 151: 100})
    assert (burst.peak, burst.length_s) == pytest.approx((300, 0.04))


@pytest.mark.parametrize(("place", "count"), [(99, 0), (100, 1), (199, 1), (200, 0)])
def test_a_burst_is_of_the_second_of_its_peak(place: int, count: int) -> None:
    assert len(bursts({place: 100})) == count


def test_a_burst_is_at_least_as_rapid_as_asked() -> None:
    assert len(bursts({150: 100}, limit=96.0)) == 1
    assert bursts({150: 100}, limit=96.1) == []


@pytest.mark.parametrize(("apart", "offsets_s"), [(30, [0.6]), (31, [0.29, 0.6])])
def test_of_three_tenths_only_the_most_rapid_sample_is_a_burst(apart: int, offsets_s: list[float]) -> None:
    assert [burst.offset_s for burst in bursts({160: 300, 160 - apart: 200})] == pytest.approx(offsets_s)
    after = bursts({140: 300, 140 + apart: 200})
    assert [burst.offset_s for burst in after] == pytest.approx([0.4, 0.4 + apart / 100][: len(offsets_s)])


@pytest.mark.parametrize(("own", "beside", "count"), [(100, 70, 0), (101, 70, 1), (199, 229, 0), (198, 229, 1)])
def test_a_more_rapid_sample_in_the_seconds_beside_it_is_seen(own: int, beside: int, count: int) -> None:
    assert len(bursts({own: 200, beside: 300})) == count


def test_of_two_equal_samples_the_first_is_the_burst() -> None:
    (burst,) = bursts({150: 200, 151: 200})
    assert (burst.offset_s, burst.length_s) == pytest.approx((0.5, 0.02))


def test_a_burst_lasts_while_it_is_more_than_a_quarter_of_its_peak() -> None:
    (short,), (long,) = (bursts({150: 400, 149: share * 400, 151: share * 400}) for share in (0.24, 0.26))
    assert (short.length_s, long.length_s) == pytest.approx((0.01, 0.03))


@pytest.mark.parametrize("way", [1, -1])
def test_out_and_back_are_one_burst_with_no_more_than_five_hundredths_between_them(way: int) -> None:
    (one,) = bursts({150: 300, 150 + 5 * way: -200})
    assert one.length_s == pytest.approx(0.06)
    (alone,) = bursts({150: 300, 150 + 6 * way: -200})
    assert alone.length_s == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("place", "length_s"), [(99, 0.02), (100, 0.01), (119, 0.01), (120, 0.02), (180, 0.02), (181, 0.01), (200, 0.01)]
)
def test_a_burst_is_measured_against_the_movement_half_a_second_to_three_tenths_before_and_after_it(
    place: int, length_s: float
) -> None:
    """40 deg/s in one of these forty samples are 1 in their mean: 75.5 is a quarter of 300, but 74.5 not of 299."""
    (burst,) = bursts({150: 300, 151: 75.5, place: 40})
    assert burst.length_s == pytest.approx(length_s)


@pytest.mark.parametrize(("length", "count"), [(1, 0), (2, 1), (29, 1), (30, 0)])
def test_a_jerk_lasts_two_hundredths_and_less_than_three_tenths_of_a_second(length: int, count: int) -> None:
    assert len(jerks_in(quiet_with(peaked(length, 800, 300)))) == count


def test_a_jerk_carries_its_numbers() -> None:
    (jerk,) = jerks_in(quiet_with({149: 100, 150: 200, 151: 100, 152: 100}))
    assert (jerk.time_s, jerk.length_s, jerk.peak, jerk.limit) == pytest.approx((100.5, 0.04, 200, 80))
    assert (jerk.start_s, jerk.end_s) == pytest.approx((100.48, 100.52))
    assert (jerk.turning, jerk.counts) == (True, True)


def test_a_jerk_is_at_least_as_fast_as_the_therapist_set() -> None:
    """80 deg/s: two samples of 87 are 80.04 from their mean, of 86.9 79.95."""
    assert len(jerks_in(quiet_with(block(150, 2, 87)))) == 1
    assert jerks_in(quiet_with(block(150, 2, 86.9))) == []


def test_a_jerk_is_ten_times_as_rapid_as_the_movement_it_falls_into() -> None:
    finder = JerkFinder(ANYBODY, PARAMETERS.episodes)
    values = alternating(20)
    values[149:151] += [400, 0, 0]
    (jerk,) = finder.push(moment(5, rotation_dps=values), [])
    assert jerk.limit == pytest.approx(200)


def test_a_jerk_is_ten_times_as_rapid_as_what_was_usual() -> None:
    (jerk,) = jerks_in(rough(99, 20), quiet_with(block(150, 2, 300)))
    assert jerk.limit == pytest.approx(200)
    assert jerk.counts


def test_usual_is_the_median_of_the_seconds_before() -> None:
    (jerk,) = jerks_in(rough(97, 20), rough(98, 90), rough(99, 30), quiet_with(block(150, 2, 400)))
    assert jerk.limit == pytest.approx(300)


@pytest.mark.parametrize(("second_s", "limit"), [(40, 200), (39, 80)])
def test_usual_is_what_was_within_a_minute(second_s: float, limit: float) -> None:
    (jerk,) = jerks_in(rough(second_s, 20), quiet_with(block(150, 2, 300)))
    assert jerk.limit == pytest.approx(limit)


def test_what_is_older_than_a_minute_is_forgotten_beside_what_is_not() -> None:
    (jerk,) = jerks_in(rough(30, 20), rough(50, 30), quiet_with(block(150, 2, 400)))
    assert jerk.limit == pytest.approx(300)


def test_no_more_than_a_minute_is_held_while_nothing_jerks() -> None:
    finder, sizes = JerkFinder(ANYBODY, PARAMETERS.episodes), []
    for second in range(200):
        finder.push(rough(float(second), 20), [])
        sizes.append(len(pickle.dumps(finder)))
    assert sizes[1] < sizes[60] == sizes[-1]


def test_what_is_a_quarter_as_rapid_as_asked_does_not_count_but_may_show_a_series() -> None:
    """Usual are 80 deg/s: 800 are asked of a jerk, 200 of a weak one; two samples of 217 are 199.6 from their mean."""
    (weak,) = jerks_in(rough(99, 80), quiet_with(block(150, 2, 218)))
    assert weak.limit == pytest.approx(800)
    assert not weak.counts
    assert jerks_in(rough(99, 80), quiet_with(block(150, 2, 217))) == []


def test_a_weak_jerk_too_is_as_fast_as_the_therapist_set() -> None:
    (weak,) = jerks_in(rough(99, 20), quiet_with(block(150, 2, 87)))
    assert not weak.counts
    assert jerks_in(rough(99, 20), quiet_with(block(150, 2, 86.9))) == []


def test_a_burst_just_as_rapid_as_asked_counts() -> None:
    asked = rapid_of(window_with(block(150, 2, 300))).most
    (jerk,) = jerks_in(quiet_with(block(150, 2, 300)), personal=Personal(jerk_dps=asked * (1 - 1e-12)))
    assert jerk.counts


@pytest.mark.parametrize(("height_g", "count"), [(0.55, 1), (0.54, 0)])
def test_the_accelerometer_alone_asks_for_half_a_g(height_g: float, count: int) -> None:
    """Two samples of 0.55 g are 0.506 from their mean, of 0.54 0.497."""
    acceleration_g = window_with(block(150, 2, height_g)) + np.array(UPRIGHT_G)
    found = jerks_in(moment(5, acceleration_g, rotation_dps=None))
    assert [(jerk.limit, jerk.turning) for jerk in found] == [(0.5, False)] * count


def test_another_sensor_begins_another_minute() -> None:
    shaken_g = alternating(3) + np.array(UPRIGHT_G)
    (jerk,) = jerks_in(moment(99, shaken_g, rotation_dps=None), quiet_with(block(150, 2, 120)))
    assert jerk.limit == 80
    acceleration_g = window_with(block(150, 2, 2)) + np.array(UPRIGHT_G)
    (jerk,) = jerks_in(rough(99, 20), moment(100, acceleration_g, rotation_dps=None))
    assert jerk.limit == 0.5


def test_what_is_not_known_has_no_jerks_and_is_not_usual() -> None:
    assert jerks_in(replace(quiet_with(block(150, 2)), known=False)) == []
    (jerk,) = jerks_in(replace(rough(99, 20), known=False), quiet_with(block(150, 2)))
    assert jerk.limit == 80


@pytest.mark.parametrize(("place", "count"), [(119, 1), (121, 0), (179, 0), (181, 1)])
def test_what_is_within_three_tenths_of_the_middle_of_a_shift_is_no_jerk(place: int, count: int) -> None:
    finder = JerkFinder(ANYBODY, PARAMETERS.episodes)
    in_the_middle = Shift(14, 45.0, 300.0)  # tenths 14 to 16: the middle is 1.55 s after the window's start
    shifts = [Shift(5, 45.0, 300.0), in_the_middle]
    found = finder.push(quiet_with(peaked(3, 300, peak=place + 5)), shifts)
    assert len(found) == count
