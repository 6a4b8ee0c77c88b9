import re
from dataclasses import replace

import pytest

from device.records.facts import Episode
from device.records.person import Personal
from device.signals.samples import Samples
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
