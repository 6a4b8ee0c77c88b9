from dataclasses import replace

import pytest

from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Episode
from device.records.person import Personal
from device.signals.samples import Samples
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
