import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from device.episodes.shifts import Shift
from device.episodes.slow_movement import Moment
from device.episodes.spasms import SpasmTracker
from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Episode
from device.records.person import Personal
from device.signals.samples import Samples
from tests.device.episodes.moments import moment_at, tilted
from tests.support.limbs import NEUTRAL, Course, episodes_of, reach, resting, shaken, swing, together, turning, without

REST = resting(30)


def spasms(samples: Samples, personal: Personal = NEUTRAL) -> list[Episode]:
    return [episode for episode in episodes_of(samples, personal) if episode.kind == "spasm"]


def shift(turn_deg: float = 60, seconds: float = 0.2, hold_s: float = 3, start_s: float = 10) -> Course:
    """A fast turn, a hold and a slow way back."""
    return together(reach(start_s, seconds, turn_deg), reach(start_s + seconds + hold_s, 1, -turn_deg))


@pytest.mark.parametrize("start_s", [10.0, 10.35, 10.7, 10.85, 10.95])
def test_sixty_degrees_at_once_and_then_held_are_a_spasm(start_s: float) -> None:
    (spasm,) = spasms(turning(REST, shift(start_s=start_s)))
    assert spasm.start_s == pytest.approx(start_s, abs=0.15)
    assert spasm.duration_s == pytest.approx(3.2, abs=0.3)
    assert spasm.peak_dps == pytest.approx(15 / 8 * 60 / 0.2, rel=0.02)
    assert spasm.tilt_deg == pytest.approx(60, abs=1)
    assert spasm.reason.startswith("turned 60 deg in 0.3 s at up to ")
    assert re.search(r"then held for (2\.9|3\.[01]) s$", spasm.reason)


def test_it_is_a_spasm_and_no_jerk() -> None:
    assert [episode.kind for episode in episodes_of(turning(REST, shift()))] == ["spasm"]


@pytest.mark.parametrize(
    "course",
    [shift(turn_deg=30), shift(seconds=0.8), shift(seconds=1.5), shift(hold_s=0.5), together(shift(hold_s=0.1))],
    ids=["too small", "a quick reach", "a slow reach", "held too shortly", "out and back"],
)
def test_what_is_smaller_slower_or_not_held_is_none(course: Course) -> None:
    assert spasms(turning(REST, course)) == []


def test_a_limb_that_goes_on_moving_holds_nothing() -> None:
    assert spasms(turning(REST, together(reach(10, 0.2, 60), swing(10, 15, 1, 40)))) == []


def test_a_turn_about_the_vertical_is_seen() -> None:
    (spasm,) = spasms(turning(REST, shift(), axis=(0, 0, 1)), Personal())
    assert spasm.tilt_deg is None


def test_a_fast_way_back_to_neutral_is_no_spasm() -> None:
    there_and_back = together(reach(3, 2, 60), reach(12, 0.2, -60))
    assert spasms(turning(REST, there_and_back)) == []
    assert len(spasms(turning(REST, there_and_back), Personal())) == 1


def test_a_trembling_hold_is_held() -> None:
    (spasm,) = spasms(shaken(turning(REST, shift()), 6, 60))
    assert spasm.duration_s == pytest.approx(3.2, abs=0.4)


def test_a_limb_that_came_to_lie_is_given_out_after_a_minute() -> None:
    (spasm,) = spasms(turning(resting(100), reach(10, 0.2, 60)))
    assert spasm.duration_s == pytest.approx(60.3, abs=0.2)
    assert "and longer" in spasm.reason


@pytest.mark.parametrize("share", [0.5, 0.75, 1.25, 2])
def test_what_feels_more_or_less_than_gravity_is_no_hold(share: float) -> None:
    samples = turning(REST, shift())
    assert spasms(replace(samples, acceleration_g=share * samples.acceleration_g)) == []


def test_two_spasms_in_a_row_are_two() -> None:
    twice = together(reach(10, 0.2, 60), reach(13, 0.2, 60))
    assert [spasm.start_s for spasm in spasms(turning(REST, twice))] == pytest.approx([10, 13], abs=0.15)


def test_a_gap_ends_the_hold() -> None:
    (spasm,) = spasms(without(turning(REST, shift(hold_s=10)), 15, 18))
    assert spasm.start_s + spasm.duration_s == pytest.approx(14, abs=1)


def test_the_therapist_sets_the_angle() -> None:
    assert len(spasms(turning(REST, shift(turn_deg=30)), replace(NEUTRAL, spasm_deg=25.0))) == 1


def test_without_a_gyroscope_nothing_is_found() -> None:
    assert spasms(replace(turning(REST, shift()), rotation_dps=None)) == []


MOVING_DPS, FIRST = 100.0, 10  # the first of the window's thirty tenths that is of the judged second
HELD = tilted(60)


def second_of(second_s: float, speeds_dps: Sequence[float], acceleration_g: object = HELD) -> Moment:
    """A moment that moves as told in the tenths of its own second, and as fast as can be beside it."""
    beside = [1000.0] * 9
    return replace(moment_at(second_s, 0, acceleration_g), speeds_dps=[*beside, *speeds_dps, *beside])


def moments_after(speeds_dps: Sequence[float], acceleration_g: object = HELD) -> list[Moment]:
    """From second 5 on: a fast part of three tenths, then as fast as told, then moving on for good."""
    course = [MOVING_DPS] * 3 + [*speeds_dps] + [MOVING_DPS] * 10
    seconds = range(len(course) // 10)
    return [second_of(5 + second, course[10 * second : 10 * second + 10], acceleration_g) for second in seconds]


def after_a_shift(moments: Sequence[Moment], personal: Personal = NEUTRAL, first: int = FIRST) -> list[Episode]:
    """The spasms of moments of which the first has a shift."""
    tracker = SpasmTracker(personal, PARAMETERS.episodes)
    found = tracker.push(moments[0], [Shift(first, 45.0, 300.0)])
    return [*found, *(episode for each in moments[1:] for episode in tracker.push(each, [])), *tracker.finish()]


def durations_s(*speeds_dps: float) -> list[float]:
    return [episode.duration_s for episode in after_a_shift(moments_after(speeds_dps))]


def test_a_hold_of_a_second_makes_a_shift_a_spasm_as_the_field_says() -> None:
    assert durations_s(*[0.0] * 9) == []
    assert durations_s(*[0.0] * 10) == [1.3]


def test_a_spasm_has_the_numbers_of_its_shift_and_of_its_hold() -> None:
    (spasm,) = after_a_shift(moments_after([0.0] * 15))
    assert (spasm.start_s, spasm.duration_s, spasm.peak_dps) == (5, 1.8, 300)
    assert spasm.reason == "turned 45 deg in 0.3 s at up to 300 deg/s, then held for 1.5 s"
    assert spasm.tilt_deg == pytest.approx(60)
    assert spasm.algorithm == ALGORITHM_VERSION


@pytest.mark.parametrize(("speed_dps", "count"), [(15.0, 1), (15.1, 0)])
def test_a_limb_is_held_up_to_15_degrees_a_second(speed_dps: float, count: int) -> None:
    assert len(durations_s(*[speed_dps] * 10)) == count


def test_a_limb_may_settle_for_four_tenths_and_not_five() -> None:
    assert durations_s(*[MOVING_DPS] * 4, *[0.0] * 10) == [1.7]
    assert durations_s(*[MOVING_DPS] * 5, *[0.0] * 10) == []


def test_a_limb_that_was_still_and_moves_again_has_settled() -> None:
    assert durations_s(0, MOVING_DPS, *[0.0] * 20) == []
    assert durations_s(MOVING_DPS, 0, MOVING_DPS, *[0.0] * 20) == []


def test_a_hold_ends_with_the_last_still_tenth() -> None:
    assert durations_s(*[0.0] * 14, MOVING_DPS, *[0.0] * 20) == [1.7]


def test_what_is_held_for_a_minute_is_given_out() -> None:
    tracker = SpasmTracker(NEUTRAL, PARAMETERS.episodes)
    moments = moments_after([0.0] * 640)
    given_out = [tracker.push(moments[0], [Shift(FIRST, 45.0, 300.0)])]
    given_out += [tracker.push(each, []) for each in moments[1:]]
    ((second, spasm),) = [(second, episode) for second, episodes in enumerate(given_out) for episode in episodes]
    assert (second, spasm.duration_s) == (60, 60.3)
    assert spasm.reason.endswith("then held for 60.0 s and longer")
    (shorter,) = after_a_shift(moments_after([0.0] * 599))
    assert shorter.reason.endswith("then held for 59.9 s")


@pytest.mark.parametrize(("degrees", "count"), [(24.9, 0), (25.1, 1)])
def test_a_spasm_is_held_where_a_posture_would_be(degrees: float, count: int) -> None:
    assert len(after_a_shift(moments_after([0.0] * 15, tilted(degrees)))) == count


def test_a_hold_at_just_the_tilt_that_the_therapist_set_is_a_spasm() -> None:
    assert len(after_a_shift(moments_after([0.0] * 15, (1, 0, 0)), replace(NEUTRAL, posture_deg=90.0))) == 1


@pytest.mark.parametrize(("size_g", "count"), [(0.79, 0), (0.81, 1), (1.19, 1), (1.21, 0)])
def test_a_hold_feels_gravity_to_a_fifth(size_g: float, count: int) -> None:
    assert len(after_a_shift(moments_after([0.0] * 15, tilted(60, size_g)))) == count


def test_a_hold_is_judged_by_its_still_tenths_alone() -> None:
    moments = moments_after([MOVING_DPS] * 2 + [0.0] * 15)
    moments[0].acceleration_g[: FIRST + 5] = [0, 0, 9]
    (spasm,) = after_a_shift(moments)
    assert spasm.tilt_deg == pytest.approx(60)


def test_what_is_no_spasm_after_its_first_second_is_none_later() -> None:
    tracker = SpasmTracker(NEUTRAL, PARAMETERS.episodes)
    moments = moments_after([0.0] * 30, tilted(10))
    tracker.push(moments[0], [Shift(FIRST, 45.0, 300.0)])
    assert tracker.holding
    tracker.push(moments[1], [])
    assert not tracker.holding


@pytest.mark.parametrize(("first", "starts_s"), [(9, []), (10, [5.0]), (19, [5.9]), (20, [])])
def test_a_shift_is_of_the_second_in_which_it_begins(first: int, starts_s: list[float]) -> None:
    held = [second_of(5 + second, [0.0] * 10) for second in range(4)]
    assert [episode.start_s for episode in after_a_shift(held, first=first)] == starts_s


def test_a_second_that_was_not_recorded_or_is_not_known_ends_a_hold() -> None:
    held = moments_after([0.0] * 37)
    (before_gap,) = after_a_shift([*held[:2], *held[3:]])
    assert before_gap.duration_s == 2
    (before_unknown,) = after_a_shift([*held[:2], replace(held[2], known=False), *held[3:]])
    assert before_unknown.duration_s == 2
    assert [episode.duration_s for episode in after_a_shift(held)] == [4.0]


def test_another_shift_ends_a_hold() -> None:
    tracker = SpasmTracker(NEUTRAL, PARAMETERS.episodes)
    first, second, *_ = moments_after([0.0] * 37)
    assert tracker.push(first, [Shift(FIRST, 45.0, 300.0)]) == []
    (spasm,) = tracker.push(second, [Shift(FIRST + 5, 50.0, 300.0)])
    assert (spasm.start_s, spasm.duration_s) == (5, 1.5)
    assert tracker.holding
