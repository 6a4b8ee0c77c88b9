from dataclasses import replace

import numpy as np
import pytest

from device.parameters import PARAMETERS
from device.records.facts import Episode
from device.records.person import ANYBODY, Personal
from device.signals.samples import Samples
from tests.support.limbs import Course, episodes_of, reach, resting, shaken, swing, together, turning, without

REST = resting(40)


def repetitive(samples: Samples, personal: Personal = ANYBODY) -> list[Episode]:
    return [episode for episode in episodes_of(samples, personal) if episode.kind == "repetitive"]


@pytest.mark.costly
@pytest.mark.parametrize("frequency_hz", [0.55, 0.7, 1, 1.25, 1.45])
def test_a_regular_swing_is_repetitive(frequency_hz: float) -> None:
    (episode,) = repetitive(turning(REST, swing(10, 20, frequency_hz, 40)))
    assert episode.start_s == pytest.approx(10, abs=1)
    assert episode.duration_s == pytest.approx(20, abs=1)
    assert episode.frequency_hz == pytest.approx(frequency_hz, rel=0.02)
    assert episode.amplitude_deg == pytest.approx(40, rel=0.05)


def test_the_reason_has_the_numbers() -> None:
    (episode,) = repetitive(turning(REST, swing(10, 20, 1, 40)))
    assert episode.reason == "1.0 Hz, 40 deg, about 20 cycles in 20 s, 100% alike"


@pytest.mark.costly
@pytest.mark.parametrize("frequency_hz", [0.3, 0.4, 1.7, 2, 2.5, 3, 4, 5])
def test_a_slower_or_faster_rhythm_is_none(frequency_hz: float) -> None:
    assert repetitive(turning(REST, swing(10, 20, frequency_hz, 400 / frequency_hz**2))) == []


def test_a_swing_under_tremor_is_found() -> None:
    (episode,) = repetitive(shaken(turning(REST, swing(10, 20, 0.8, 60)), 5, 40))
    assert episode.amplitude_deg == pytest.approx(60, rel=0.05)


def irregular() -> Course:
    steps = np.random.default_rng(2).uniform(0.4, 1.8, 20)
    starts_s = 5 + np.cumsum(steps)
    return together(*(reach(start, 0.4, 50 * (-1) ** n) for n, start in enumerate(starts_s)))


@pytest.mark.parametrize(
    "course",
    [irregular(), swing(10, 3, 1, 40), swing(10, 20, 1, 8), together(*(reach(4 * n, 2, 40) for n in range(9)))],
    ids=["irregular", "three cycles", "small", "slow reaching"],
)
def test_what_is_irregular_short_or_small_is_none(course: Course) -> None:
    assert repetitive(turning(REST, course)) == []


def test_a_walking_arm_is_left_out() -> None:
    swinging = turning(REST, swing(5, 30, 0.9, 50))
    steps = (swinging.time_s > 5) & (swinging.time_s < 35)
    bounce_g = 0.25 * np.sin(2 * np.pi * 1.8 * swinging.time_s) * steps
    walking = replace(swinging, acceleration_g=swinging.acceleration_g * (1 + bounce_g[:, None]))
    assert len(repetitive(swinging)) == 1
    assert repetitive(walking) == []


def test_the_therapist_sets_the_angle() -> None:
    assert len(repetitive(turning(REST, swing(10, 20, 1, 8)), Personal(repetitive_deg=5.0))) == 1


def test_a_gap_parts_an_episode() -> None:
    swinging = turning(resting(60), swing(5, 50, 1, 40))
    assert len(repetitive(swinging)) == 1
    assert len(repetitive(without(swinging, 28, 31))) == 2


def test_the_accelerometer_alone_finds_the_rhythm_without_an_angle() -> None:
    (episode,) = repetitive(replace(turning(REST, swing(10, 20, 1, 40)), rotation_dps=None))
    assert episode.frequency_hz == pytest.approx(1, rel=0.02)
    assert episode.amplitude_deg is None


def test_an_endless_episode_is_given_out_in_parts_that_say_so() -> None:
    in_parts = replace(PARAMETERS, episodes=replace(PARAMETERS.episodes, episode_most_s=20))
    first, last = episodes_of(turning(REST, swing(2, 37, 1, 40)), parameters=in_parts)
    assert (first.duration_s, last.start_s) == (20, first.start_s + 20)
    assert first.reason.endswith("100% alike, goes on")
    assert last.reason.endswith("alike, continued")
