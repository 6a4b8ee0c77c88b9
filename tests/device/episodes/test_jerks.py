import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.episodes.jerk_series import JerkEpisodes
from device.episodes.jerks import Jerk
from device.parameters import PARAMETERS
from device.records.facts import Episode
from device.records.person import ANYBODY, Personal
from device.signals.samples import Samples
from tests.support.limbs import Course, episodes_of, jerk, reach, resting, shaken, swing, together, turning, without

REST = resting(30)


def jerks(samples: Samples, personal: Personal = ANYBODY) -> list[Episode]:
    return [episode for episode in episodes_of(samples, personal) if episode.kind == "jerk"]


@pytest.mark.parametrize("start_s", [2.0, 15.3, 15.93, 15.96, 15.99])
def test_a_jerk_of_80_ms_is_found_with_its_peak(start_s: float) -> None:
    (episode,) = jerks(turning(REST, jerk(start_s)))
    assert episode.start_s == pytest.approx(start_s, abs=0.02)
    assert episode.duration_s == pytest.approx(0.08, abs=0.02)
    assert episode.peak_dps == pytest.approx(250, rel=0.03)


def test_the_reason_has_the_numbers() -> None:
    (episode,) = jerks(turning(REST, jerk(15.3)))
    assert episode.reason.startswith("1 jerk, up to 25")
    assert episode.reason.endswith(" deg/s for 0.07 s, limit 80 deg/s")


def test_a_jerk_out_and_back_is_one() -> None:
    (episode,) = jerks(turning(REST, together(jerk(15), jerk(15.08, peak_dps=-250))))
    assert episode.reason.startswith("1 jerk, ")


def test_jerks_within_two_seconds_are_one_episode_with_a_count() -> None:
    first, second = jerks(turning(REST, together(jerk(10), jerk(10.7, peak_dps=-200), jerk(12.3), jerk(15))))
    assert first.reason.startswith("3 jerks within 2.4 s, ")
    assert (first.start_s, second.start_s) == pytest.approx((10, 15), abs=0.02)


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.15, 0.2])
def test_a_jerk_of_up_to_a_fifth_of_a_second_is_found(seconds: float) -> None:
    assert len(jerks(turning(REST, jerk(15, seconds, peak_dps=200)))) == 1


@pytest.mark.parametrize("seconds", [0.35, 0.4, 0.5])
def test_a_longer_burst_is_no_jerk(seconds: float) -> None:
    assert jerks(turning(REST, jerk(15, seconds, peak_dps=150))) == []


@pytest.mark.parametrize("seconds", [0.5, 0.7, 1, 1.5])
def test_a_reach_is_no_jerk(seconds: float) -> None:
    assert jerks(turning(REST, together(reach(10, seconds, 60), reach(15, seconds, -60)))) == []


def test_a_living_limb_at_rest_has_no_jerks() -> None:
    assert jerks(REST) == []


@pytest.mark.costly
@pytest.mark.parametrize("frequency_hz", [3, 5, 8])
@pytest.mark.parametrize("peak_dps", [100, 400])
def test_tremor_is_no_jerk_when_it_begins_nor_while_it_goes_on(frequency_hz: float, peak_dps: float) -> None:
    degrees = peak_dps / (np.pi * frequency_hz)
    assert jerks(turning(REST, swing(10, 12, frequency_hz, degrees))) == []


@pytest.mark.parametrize("frequency_hz", [2.5, 4, 6, 9])
def test_a_jerk_far_beyond_the_tremor_it_falls_into_is_found(frequency_hz: float) -> None:
    tremor = swing(2, 26, frequency_hz, 20 / (np.pi * frequency_hz))
    (episode,) = jerks(turning(REST, together(tremor, jerk(15.3, peak_dps=400))))
    assert episode.start_s == pytest.approx(15.3, abs=0.1)


@pytest.mark.parametrize("step_s", [0.4, 0.55, 0.7, 1])
def test_a_regular_series_is_no_jerk(step_s: float) -> None:
    series = together(*(jerk(8 + n * step_s, peak_dps=250 * (-1) ** n) for n in range(12)))
    assert jerks(turning(REST, series)) == []


def test_an_irregular_series_is_jerks() -> None:
    starts_s = (8, 8.9, 9.3, 10.9, 11.5, 13.1)
    series = together(*(jerk(start_s, peak_dps=250 * (-1) ** n) for n, start_s in enumerate(starts_s)))
    (episode,) = jerks(turning(REST, series))
    assert episode.reason.startswith("6 jerks within 5.2 s")


def test_a_jerk_must_stand_out_of_the_movement_of_the_last_minute() -> None:
    rough = resting(60)
    assert rough.rotation_dps is not None
    rough.rotation_dps[:] += np.random.default_rng(1).normal(0, 25, (len(rough), 3))
    assert jerks(turning(rough, jerk(50, peak_dps=150))) == []
    assert len(jerks(turning(rough, jerk(50, peak_dps=700)))) == 1


def test_the_therapist_sets_the_speed() -> None:
    assert jerks(turning(REST, jerk(15, peak_dps=60))) == []
    assert len(jerks(turning(REST, jerk(15, peak_dps=60)), Personal(jerk_dps=40.0))) == 1


def test_a_jerk_beside_a_gap_is_not_known() -> None:
    assert jerks(without(turning(REST, jerk(15.3)), 15.6, 18)) == []


def test_the_accelerometer_alone_finds_a_jerk_without_a_speed() -> None:
    (episode,) = jerks(replace(turning(REST, jerk(15.3)), rotation_dps=None))
    assert episode.start_s == pytest.approx(15.3, abs=0.1)
    assert episode.peak_dps is None
    assert " g for " in episode.reason


def grouped(times_s: list[float]) -> list[Episode]:
    episodes = JerkEpisodes(PARAMETERS.episodes)
    found = [episode for time_s in times_s for episode in episodes.push(time_s, [a_jerk(time_s)])]
    return [*found, *episodes.finish()]


def a_jerk(time_s: float) -> Jerk:
    return Jerk(time_s, 0.1, 250, 80, turning=True)


def test_jerks_that_go_on_are_given_out_in_parts_that_say_so() -> None:
    steps_s = np.tile([0.3, 1.1, 0.6, 1.9], 500)
    times_s = np.cumsum(steps_s).tolist()
    first, second, last = grouped(times_s)
    assert first.duration_s == pytest.approx(900, abs=2)
    assert first.reason.endswith("limit 80 deg/s, goes on")
    assert second.reason.endswith("limit 80 deg/s, continued, goes on")
    assert last.reason.endswith("limit 80 deg/s, continued")


@pytest.mark.costly
def test_what_is_held_does_not_grow_with_the_jerks() -> None:
    episodes, sizes = JerkEpisodes(PARAMETERS.episodes), []
    for time_s in np.cumsum(np.tile([0.3, 1.1, 0.6, 1.9], 1000)).tolist():
        episodes.push(time_s, [a_jerk(time_s)])
        sizes.append(len(pickle.dumps(episodes)))
    assert max(sizes) < 1.5 * sizes[10]


@given(st.lists(st.floats(0.3, 5), max_size=30))
def test_episodes_are_apart_and_hold_only_jerks(steps_s: list[float]) -> None:
    times_s = np.cumsum(steps_s).tolist()
    episodes = grouped(times_s)
    ends_s = [episode.start_s + episode.duration_s for episode in episodes]
    assert all(later.start_s - end_s > 1.8 for end_s, later in zip(ends_s, episodes[1:], strict=False))
    assert all(any(abs(episode.start_s + 0.05 - time_s) < 1e-6 for time_s in times_s) for episode in episodes)


def course_of(seed: int) -> Course:
    random = np.random.default_rng(seed)
    return together(*(jerk(start_s, peak_dps=random.uniform(150, 500)) for start_s in (7.2, 11.9, 16.4)))


def test_three_jerks_apart_are_three_episodes() -> None:
    assert len(jerks(shaken(turning(REST, course_of(3)), 0.3, 10))) == 3
