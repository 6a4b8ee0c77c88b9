from collections.abc import Iterable
from dataclasses import replace

import pytest

from device.episodes.postures import PostureTracker
from device.episodes.slow_movement import Moment
from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Episode
from device.records.person import Personal
from device.signals.samples import Samples
from tests.device.episodes.moments import moment, moment_at, tilted
from tests.support.limbs import NEUTRAL, Course, episodes_of, reach, resting, shaken, swing, together, turning, without

REST = resting(40)


def held(degrees: float, seconds: float, start_s: float = 10) -> Course:
    """Slowly there, held, slowly back."""
    return together(reach(start_s - 1, 1, degrees), reach(start_s + seconds, 1, -degrees))


def postures(samples: Samples, personal: Personal = NEUTRAL) -> list[Episode]:
    return [episode for episode in episodes_of(samples, personal) if episode.kind == "sustained posture"]


def test_thirty_degrees_for_twelve_seconds_are_a_sustained_posture() -> None:
    (posture,) = postures(turning(REST, held(30, 12)))
    assert posture.start_s == pytest.approx(10, abs=1)
    assert posture.duration_s == pytest.approx(12, abs=1)
    assert posture.tilt_deg == pytest.approx(30, abs=0.5)
    assert posture.reason == "30 deg from neutral for 12 s, limit 25 deg"
    assert posture.algorithm == ALGORITHM_VERSION


def test_without_a_neutral_nothing_is_measured() -> None:
    assert postures(turning(REST, held(90, 12)), Personal()) == []
    assert postures(turning(REST, held(90, 12)), Personal(neutral=())) == []


@pytest.mark.parametrize(("degrees", "seconds"), [(20, 12), (30, 4)])
def test_less_tilt_or_less_time_is_no_posture(degrees: float, seconds: float) -> None:
    assert postures(turning(REST, held(degrees, seconds))) == []


def test_the_therapist_sets_the_angle() -> None:
    strict = replace(NEUTRAL, posture_deg=15.0)
    assert len(postures(turning(REST, held(20, 12)), strict)) == 1


def test_the_nearest_of_several_neutral_positions_counts() -> None:
    two = Personal(neutral=((0, 0, 1), (-0.8, 0.6, 0)))  # the second is the first turned by 90 degrees
    assert postures(turning(REST, held(80, 12)), two) == []
    (posture,) = postures(turning(REST, held(50, 12)), two)
    assert posture.tilt_deg == pytest.approx(40, abs=0.5)


def test_a_turn_about_the_vertical_is_not_seen() -> None:
    assert postures(turning(REST, held(60, 12), axis=(0, 0, 1))) == []


def test_a_limb_that_moves_at_a_tilt_holds_no_posture() -> None:
    assert postures(turning(REST, together(held(60, 15), swing(10, 15, 0.8, 30)))) == []


def test_a_trembling_posture_is_one() -> None:
    (posture,) = postures(shaken(turning(REST, held(40, 12)), 5, 60))
    assert posture.tilt_deg == pytest.approx(40, abs=1)


def test_one_second_of_movement_is_bridged() -> None:
    assert len(postures(turning(REST, together(held(40, 20), swing(18.2, 0.5, 2, 20))))) == 1


def test_a_gap_ends_a_posture() -> None:
    posture = turning(REST, held(40, 20))
    starts = [episode.start_s for episode in postures(without(posture, 18, 21))]
    assert starts == pytest.approx([10, 22], abs=1)


def test_the_accelerometer_alone_finds_postures() -> None:
    alone = replace(turning(REST, held(30, 12)), rotation_dps=None)
    (posture,) = postures(alone)
    assert posture.tilt_deg == pytest.approx(30, abs=0.5)


def test_an_endless_posture_is_given_out_in_parts_that_say_so() -> None:
    in_parts = replace(PARAMETERS, episodes=replace(PARAMETERS.episodes, episode_most_s=20))
    first, last = episodes_of(turning(REST, reach(0, 2, 60)), NEUTRAL, in_parts)
    assert first.duration_s == 20
    assert first.reason.endswith("deg, goes on")
    assert last.start_s == first.start_s + 20
    assert last.reason.endswith("deg, continued")


def followed(moments: Iterable[Moment], personal: Personal = NEUTRAL) -> list[tuple[float, float]]:
    """Start and duration of every posture."""
    tracker = PostureTracker(personal, PARAMETERS.episodes)
    episodes = [*(episode for each in moments for episode in tracker.push(each, in_spasm=False)), *tracker.finish()]
    return [(episode.start_s, episode.duration_s) for episode in episodes]


def tilts(*degrees: float) -> list[tuple[float, float]]:
    """Start and duration of the postures in a course of seconds, the tilt of each."""
    return followed(moment(second_s, tilted(each)) for second_s, each in enumerate(degrees))


def test_a_posture_is_held_for_five_seconds_as_the_field_says() -> None:
    assert tilts(0, *[30] * 4, 0, 0) == []
    assert tilts(0, *[30] * 5, 0, 0) == [(1, 5)]


def test_a_posture_is_tilted_by_25_degrees_and_goes_on_with_four_fifths_of_them() -> None:
    assert tilts(*[24.9] * 9) == []
    assert tilts(*[25.1] * 9) == [(0, 9)]
    assert tilts(25.1, *[20.1] * 8) == [(0, 9)]
    assert tilts(*[25.1] * 5, *[19.9] * 4) == [(0, 5)]


def test_what_begins_a_posture_is_asked_again_after_one() -> None:
    assert tilts(*[30] * 5, 0, 0, *[24] * 9) == [(0, 5)]


def test_a_tilt_of_just_what_the_therapist_set_counts() -> None:
    at_right_angles = [moment(second_s, (1, 0, 0)) for second_s in range(6)]
    assert followed(at_right_angles, replace(NEUTRAL, posture_deg=90.0)) == [(0, 6)]


@pytest.mark.parametrize(("speed_dps", "postures"), [(15.0, [(0, 6)]), (15.1, [])])
def test_a_limb_is_nearly_still_up_to_15_degrees_a_second(
    speed_dps: float, postures: list[tuple[float, float]]
) -> None:
    assert followed(moment_at(second_s, speed_dps, tilted(40)) for second_s in range(6)) == postures


@pytest.mark.parametrize(("size_g", "count"), [(0.79, 0), (0.81, 1), (1.19, 1), (1.21, 0)])
def test_a_limb_that_is_pushed_by_a_fifth_of_gravity_holds_no_posture(size_g: float, count: int) -> None:
    assert len(followed(moment(second_s, tilted(40, size_g)) for second_s in range(6))) == count


def test_a_posture_tells_the_median_of_its_tilts() -> None:
    tracker = PostureTracker(NEUTRAL, PARAMETERS.episodes)
    for second_s, degrees in enumerate((30, 31, 40, 60, 70)):
        tracker.push(moment(second_s, tilted(degrees)), in_spasm=False)
    (posture,) = tracker.finish()
    assert posture.tilt_deg == pytest.approx(40)
    assert posture.kind == "sustained posture"


def test_what_is_held_in_a_spasm_or_not_known_is_no_posture() -> None:
    tracker = PostureTracker(NEUTRAL, PARAMETERS.episodes)
    held = [moment(second_s, tilted(40)) for second_s in range(9)]
    assert [tracker.push(each, in_spasm=True) for each in held] == [[]] * 9
    assert tracker.finish() == []
    assert followed(replace(each, known=False) for each in held) == []
