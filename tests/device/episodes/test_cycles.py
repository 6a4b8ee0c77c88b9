"""Repeated movement in eight seconds, or a few more, of which every tenth is stated."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from device.episodes.repetitive import Cycles, RepeatingTracker, cycles_in
from device.episodes.slow_movement import Moment
from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Episode
from device.records.person import ANYBODY, Personal
from device.signals.samples import Floats
from tests.device.episodes.moments import about_x, moment
from tests.support.limbs import swing

Course = Callable[[Floats], Floats]
"""Seconds to degrees, or to g."""


def one_g(time_s: Floats) -> Floats:
    return np.ones_like(time_s)


def moments_of(
    degrees: Course, seconds: range = range(1, 9), size_g: Course = one_g, *, gyroscope: bool = True
) -> list[Moment]:
    """These seconds of a turn about x, with a gravity along x whose size changes as told."""
    return [_moment(second, degrees, size_g, gyroscope=gyroscope) for second in seconds]


def _moment(second: int, degrees: Course, size_g: Course, *, gyroscope: bool) -> Moment:
    time_s = second - 1 + np.arange(300) / 100 + 0.005
    speed_dps = (degrees(time_s + 0.005) - degrees(time_s - 0.005)) / 0.01
    return moment(second, about_x(size_g(time_s)), about_x(speed_dps) if gyroscope else None)


def back_and_forth(frequency_hz: float, degrees: float) -> Course:
    """For good."""
    return swing(-10, 100, frequency_hz, degrees)


def found_in(degrees: Course, personal: Personal = ANYBODY) -> Cycles | None:
    return cycles_in(moments_of(degrees), personal, PARAMETERS.episodes)


def frequency_hz(cycles: Cycles | None) -> float:
    return cycles.frequency_hz if cycles else 0.0


@pytest.mark.parametrize(("swinging_hz", "found"), [(0.48, 0), (0.505, 1), (1.47, 1), (1.53, 0)])
def test_repeated_movement_is_of_half_to_one_and_a_half_hertz_as_the_field_says(swinging_hz: float, found: int) -> None:
    assert frequency_hz(found_in(back_and_forth(swinging_hz, 60))) == pytest.approx(found * swinging_hz, rel=0.01)


@pytest.mark.parametrize(("degrees", "found"), [(14.8, 0), (15.2, 1)])
@pytest.mark.parametrize("swinging_hz", [0.625, 1, 1.375])  # whole cycles in eight seconds
def test_repeated_movement_goes_fifteen_degrees_from_peak_to_peak(
    swinging_hz: float, degrees: float, found: int
) -> None:
    cycles = found_in(back_and_forth(swinging_hz, degrees))
    assert (cycles is not None) == found


def test_cycles_have_their_numbers() -> None:
    cycles = found_in(back_and_forth(1, 40))
    assert cycles is not None
    assert (cycles.frequency_hz, cycles.amplitude_deg, cycles.alike) == pytest.approx((1, 40, 1), rel=0.005)


@pytest.mark.parametrize("swinging_hz", [0.625, 1.125, 1.375])  # whole cycles in eight seconds
def test_the_frequency_is_known_between_the_lags(swinging_hz: float) -> None:
    """A lag is a fortieth of a second: 1.125 Hz lies at 35.56 lags, whose neighbours are 1.143 and 1.111 Hz."""
    assert frequency_hz(found_in(back_and_forth(swinging_hz, 40))) == pytest.approx(swinging_hz, rel=0.001)


def test_a_steady_turn_beside_it_is_left_out() -> None:
    swinging = back_and_forth(1, 40)
    cycles = found_in(lambda time_s: swinging(time_s) + 30 * time_s)
    assert cycles is not None
    assert (cycles.frequency_hz, cycles.amplitude_deg, cycles.alike) == pytest.approx((1, 40, 1), rel=0.005)


def test_a_limb_that_does_not_move_at_all_repeats_nothing() -> None:
    assert found_in(lambda time_s: 0 * time_s) is None


def test_all_axes_count() -> None:
    moments = moments_of(back_and_forth(1, 40))
    turned = [replace(each, slow=each.slow[:, [1, 0, 2]] * 0.8 + each.slow[:, [2, 1, 0]] * 0.6) for each in moments]
    cycles = cycles_in(turned, ANYBODY, PARAMETERS.episodes)
    assert cycles is not None
    assert cycles.amplitude_deg == pytest.approx(40, rel=0.005)


def about_a_turning_axis(degrees_a_cycle: float, swinging_hz: float = 1.0) -> list[Moment]:
    """A swing of which each cycle is as alike to the next as the cosine of this angle."""
    time_s = np.arange(0, 10, 0.01) + 0.005
    angle = np.radians(degrees_a_cycle) * swinging_hz * time_s
    axis = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    rotation_dps = np.sin(2 * np.pi * swinging_hz * time_s)[:, None] * axis
    starts = range(0, 800, 100)
    return [moment(1 + at / 100, rotation_dps=200 * rotation_dps[at : at + 300]) for at in starts]


def test_cycles_are_alike_by_seven_tenths() -> None:
    """Cos 45 degrees is 0.707, cos 46 degrees 0.695."""
    cycles = cycles_in(about_a_turning_axis(45), ANYBODY, PARAMETERS.episodes)
    assert cycles is not None
    assert cycles.alike == pytest.approx(0.7071, abs=0.001)
    assert cycles_in(about_a_turning_axis(46), ANYBODY, PARAMETERS.episodes) is None


def test_that_slow_movement_is_like_itself_a_moment_later_does_not_count() -> None:
    """0.55 Hz is alike by 0.77 after 0.2 s, of which 0.85 are less than 0.7; sooner it were 0.87, and 0.74."""
    cycles = cycles_in(about_a_turning_axis(44.5, 0.55), ANYBODY, PARAMETERS.episodes)
    assert frequency_hz(cycles) == pytest.approx(0.55, rel=0.02)


@pytest.mark.parametrize(("share", "fastest_hz"), [(0.070, 1.2), (0.075, 0.6)])
def test_the_faster_rhythm_is_told_if_its_cycles_are_alike_by_85_hundredths_of_the_best(
    share: float, fastest_hz: float
) -> None:
    """With a share s of 0.6 Hz, 1.2 Hz is alike by (1 - s) / (1 + s): 0.869 or 0.860, 0.01 less in eight seconds."""
    slow, fast = back_and_forth(0.6, 120 * math.sqrt(share) / 0.96), back_and_forth(1.2, 60 / 0.84)
    assert frequency_hz(found_in(lambda time_s: slow(time_s) + fast(time_s))) == pytest.approx(fastest_hz, rel=0.01)


def stepping(swinging_hz: float, steps_hz: float, bounce_g: float, sway_g: float = 0.0) -> Cycles | None:
    """A swing during which the size of the acceleration changes at this frequency, and at that of the swing."""

    def size_g(time_s: Floats) -> Floats:
        phase = 2 * np.pi * time_s
        return np.asarray(1 + bounce_g * np.sin(steps_hz * phase + 1) + sway_g * np.sin(swinging_hz * phase))

    moments = moments_of(back_and_forth(swinging_hz, 40), size_g=size_g)
    return cycles_in(moments, ANYBODY, PARAMETERS.episodes)


def test_steps_at_twice_the_swing_of_a_tenth_of_a_g_are_walking() -> None:
    """rms: 0.1 g is a peak of 0.141, of which the means of tenths keep 94 % at 2 Hz."""
    assert stepping(1, 2, 0.148) is not None
    assert stepping(1, 2, 0.155) is None


def test_steps_are_more_than_what_the_swing_itself_shows() -> None:
    assert stepping(1, 2, 0.3, sway_g=0.25) is None
    assert stepping(1, 2, 0.3, sway_g=0.32) is not None


@pytest.mark.parametrize("side", [-1, 1])
def test_steps_are_up_to_three_tenths_of_a_hertz_from_twice_the_swing(side: int) -> None:
    assert stepping(1.03, 2.06 + side * 0.3, 0.2) is None
    assert stepping(1.0, 2.0 + side * 0.4, 0.2) is not None


def swaying(size_g: float) -> list[Moment]:
    """The accelerometer alone, in which gravity sways at 1 Hz."""
    return moments_of(one_g, size_g=lambda time_s: np.asarray(size_g * np.sin(2 * np.pi * time_s)), gyroscope=False)


def test_without_a_gyroscope_the_angle_is_that_of_gravity_and_not_told() -> None:
    """0.130 g to each side are 14.9 degrees from peak to peak if gravity turns, and 0.134 g 15.4."""
    small, large = (cycles_in(swaying(size_g), ANYBODY, PARAMETERS.episodes) for size_g in (0.130, 0.134))
    assert small is None
    assert large is not None
    assert large.amplitude_deg is None


def episodes(moments: list[Moment]) -> list[Episode]:
    tracker = RepeatingTracker(ANYBODY, PARAMETERS.episodes)
    return [*(episode for each in moments for episode in tracker.push(each)), *tracker.finish()]


def spans(moments: list[Moment]) -> list[tuple[float, float]]:
    return [(episode.start_s, episode.duration_s) for episode in episodes(moments)]


def test_eight_seconds_are_looked_at_every_other_second() -> None:
    assert spans(moments_of(back_and_forth(1, 40), range(1, 9))) == [(1, 8)]
    assert spans(moments_of(back_and_forth(1, 40), range(2, 10))) == []
    assert spans(moments_of(back_and_forth(1, 40), range(2, 11))) == [(3, 8)]
    assert spans(moments_of(back_and_forth(1, 40), range(1, 8))) == []


@pytest.mark.parametrize(("swinging_hz", "count"), [(1.3, 0), (1.36, 1)])
def test_an_episode_has_four_cycles(swinging_hz: float, count: int) -> None:
    """In three of the eight seconds: 3.9 cycles or 4.08."""
    found = spans(moments_of(swing(3, 3, swinging_hz, 60)))
    assert found == [(3, 3)] * count


@pytest.mark.parametrize(("share", "duration_s"), [(0.47, 7), (0.49, 8)])
def test_a_second_is_part_of_it_that_is_half_as_fast_as_the_eight_around_it(share: float, duration_s: float) -> None:
    """The eight together are 0.948 or 0.949 times as fast as one: half is 0.474."""
    moments = moments_of(back_and_forth(1, 40))
    weak = replace(moments[-1], speed_dps=share * moments[0].speed_dps)
    assert spans([*moments[:-1], weak]) == [(1, duration_s)]


def test_a_slow_and_small_swing_is_not_passed_over() -> None:
    assert spans(moments_of(back_and_forth(0.52, 15.6))) == [(1, 8)]


def test_a_gap_or_what_is_not_known_parts_what_repeats() -> None:
    moments = moments_of(back_and_forth(1, 40), range(1, 30))
    assert spans(moments) == [(1, 28)]
    assert spans([*moments[:10], *moments[12:]]) == [(1, 10), (13, 16)]
    assert spans([*moments[:10], *(replace(each, known=False) for each in moments[10:12]), *moments[12:]]) == [
        (1, 10),
        (13, 16),
    ]
    assert spans([*moments[:4], *moments[5:9]]) == []


def test_an_episode_comes_out_when_it_is_certain_to_have_ended() -> None:
    tracker = RepeatingTracker(ANYBODY, PARAMETERS.episodes)
    moments = moments_of(swing(0, 11, 1, 40), range(1, 30))
    given_out = {each.second_s: episode.duration_s for each in moments for episode in tracker.push(each)}
    assert given_out == {20: 10}
    assert tracker.finish() == []


def test_an_episode_has_the_numbers_of_its_cycles() -> None:
    (episode,) = episodes(moments_of(back_and_forth(1, 40)))
    assert episode.reason == "1.0 Hz, 40 deg, about 8 cycles in 8 s, 100% alike"
    assert (episode.kind, episode.algorithm) == ("repetitive", ALGORITHM_VERSION)
    assert episode.frequency_hz == pytest.approx(1, rel=0.005)
    (without_it,) = episodes(swaying(0.3))
    assert without_it.reason == "1.0 Hz, about 8 cycles in 8 s, 100% alike"


@pytest.mark.parametrize("others", [slice(0, 2), slice(8, 10)])
def test_a_second_is_as_regular_as_the_most_regular_eight_with_it(others: slice) -> None:
    """Two of ten seconds turn about another axis: in eight with them 6 of 7 cycles are like the next, 86 %."""
    moments = moments_of(back_and_forth(1, 40), range(1, 11))
    moments[others] = [replace(each, slow=each.slow[:, [1, 0, 2]]) for each in moments[others]]
    (episode,) = episodes(moments)
    assert episode.reason == "1.0 Hz, 40 deg, about 10 cycles in 10 s, 100% alike"
