import math
import pickle
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.episodes.rhythmic import EpisodeTracker
from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Context, Episode
from device.tremor.verdict import Reading

TREMOR, WEAK, CALM, UNKNOWN, NOTHING = "T", "w", ".", "?", " "


def reading(second_s: float, mark: str, frequency_hz: float = 5.0, amplitude_deg: float | None = 2.0) -> Reading:
    """One second: tremor, a rhythm just too weak for it, none, or not assessable."""
    score = {TREMOR: 0.5, WEAK: -0.1, CALM: -1.0, UNKNOWN: None}[mark]
    tremor = None if mark == UNKNOWN else mark == TREMOR
    return Reading(second_s, tremor, "", frequency_hz, amplitude_deg, 1.0, score)


def followed(readings: Iterable[Reading]) -> list[Episode]:
    tracker = EpisodeTracker(PARAMETERS.episodes)
    return [*(episode for each in readings for episode in tracker.push(each)), *tracker.finish()]


def course(marks: str) -> list[tuple[float, float]]:
    """(start, duration) of the episodes in a course of seconds, one letter each; a blank was never recorded."""
    episodes = followed(reading(second, mark) for second, mark in enumerate(marks) if mark != NOTHING)
    return [(episode.start_s, episode.duration_s) for episode in episodes]


@pytest.mark.parametrize(
    ("marks", "episodes"),
    [
        ("......", []),
        (".TTT..", [(1, 3)]),
        ("TTTT", [(0, 4)]),
        (".TT...", []),
        (".T.T.T.T.", []),
        ("TT.TT...", [(0, 5)]),
        ("TTT.TTT..", [(0, 7)]),
        ("TTT..TTT..", [(0, 3), (5, 3)]),
        ("TTTwwww..", [(0, 7)]),
        ("TTwww....", [(0, 5)]),
        ("wwTTT..", [(2, 3)]),
        ("Tww....", []),
        ("TTT?TTT..", [(0, 7)]),
        ("TTT??TTT..", [(0, 3), (5, 3)]),
        ("TTT TTT..", [(0, 7)]),
        ("TTT  TTT..", [(0, 3), (5, 3)]),
        ("T TT.T..", [(2, 4)]),
        ("TTT                TTT", [(0, 3), (19, 3)]),
    ],
)
def test_two_seconds_begin_an_episode_and_two_end_it(marks: str, episodes: list[tuple[float, float]]) -> None:
    assert course(marks) == episodes


def test_an_episode_carries_the_numbers_that_made_it_one() -> None:
    sizes = [1.0, 2.0, 3.2, 4.0, 5.0]
    (episode,) = followed(reading(second, TREMOR, 5.14, size) for second, size in enumerate(sizes))
    assert episode.reason == "5.1 Hz, 3.2 deg for 5 s"
    assert (episode.kind, episode.frequency_hz, episode.amplitude_deg) == ("rhythmic", 5.14, 3.2)
    assert episode.amplitude_p90_deg == pytest.approx(4.6)
    assert episode.algorithm == ALGORITHM_VERSION


def test_an_episode_of_the_accelerometer_alone_has_no_angle() -> None:
    (episode,) = followed(reading(second, TREMOR, amplitude_deg=None) for second in range(4))
    assert (episode.amplitude_deg, episode.amplitude_p90_deg) == (None, None)
    assert episode.reason == "5.0 Hz for 4 s"


def test_an_episode_is_as_irregular_as_its_cycles_and_where_most_of_its_seconds_were() -> None:
    contexts: list[Context] = ["moving", "rest", "rest"]
    (episode,) = followed(
        replace(reading(second, TREMOR), context=context, cycle_changes_hz=(-0.4, -0.2, 0.2, 0.4))
        for second, context in enumerate(contexts)
    )
    assert episode.irregularity_hz == pytest.approx(0.5)
    assert episode.context == "rest"


def test_an_episode_of_a_few_cycles_tells_no_irregularity() -> None:
    (episode,) = followed(replace(reading(second, TREMOR), cycle_changes_hz=(0.1,)) for second in range(5))
    assert episode.irregularity_hz is None


def test_an_episode_comes_out_as_soon_as_it_has_ended() -> None:
    tracker = EpisodeTracker(PARAMETERS.episodes)
    given_out = [len(tracker.push(reading(second, mark))) for second, mark in enumerate("TTTT...")]
    assert given_out == [0, 0, 0, 0, 0, 1, 0]


def test_an_endless_episode_is_given_out_in_parts_that_say_so() -> None:
    first, second, last = followed(reading(float(n), TREMOR) for n in range(2000))
    assert [(part.start_s, part.duration_s) for part in (first, second, last)] == [(0, 900), (900, 900), (1800, 200)]
    assert first.reason == "5.0 Hz, 2.0 deg for 900 s, goes on"
    assert second.reason == "5.0 Hz, 2.0 deg for 900 s, continued, goes on"
    assert last.reason == "5.0 Hz, 2.0 deg for 200 s, continued"


def test_an_endless_episode_that_only_a_weak_rhythm_holds_is_cut_all_the_same() -> None:
    tracker = EpisodeTracker(PARAMETERS.episodes)
    given_out = {
        second: (episode.start_s, episode.duration_s, episode.reason)
        for second, mark in enumerate(TREMOR * 5 + WEAK * 2000 + CALM * 3)
        for episode in tracker.push(reading(float(second), mark))
    }
    assert given_out == {900: (0, 900, "5.0 Hz, 2.0 deg for 900 s, tremor in 5 s of it, goes on")}


def test_what_a_weak_rhythm_holds_after_a_cut_goes_on_with_its_next_tremor() -> None:
    marks = TREMOR * 5 + WEAK * 1000 + TREMOR + CALM * 3
    _, last = followed(reading(float(second), mark) for second, mark in enumerate(marks))
    assert (last.start_s, last.duration_s, last.reason) == (1005, 1, "5.0 Hz, 2.0 deg for 1 s, continued")


def test_an_episode_that_ends_soon_after_its_first_part_keeps_its_last_seconds() -> None:
    marks = TREMOR * 901 + CALM * 5 + TREMOR * 4
    assert course(marks) == [(0, 900), (900, 1), (906, 4)]


def test_an_episode_that_ends_with_its_longest_part_is_whole() -> None:
    (episode,) = followed(reading(float(n), mark) for n, mark in enumerate(TREMOR * 900 + CALM * 5))
    assert episode.reason == "5.0 Hz, 2.0 deg for 900 s"


def test_what_the_tracker_holds_does_not_grow_with_the_episode() -> None:
    tracker, sizes = EpisodeTracker(PARAMETERS.episodes), []
    for second in range(8 * 900):
        tracker.push(reading(float(second), TREMOR))
        if second % 900 == 899:
            sizes.append(len(pickle.dumps(tracker)))
    assert max(sizes) < 1.1 * sizes[0]


@given(st.text(alphabet=[TREMOR, WEAK, CALM, UNKNOWN, NOTHING], max_size=100))
def test_no_part_is_longer_than_the_longest(marks: str) -> None:
    tracker = EpisodeTracker(replace(PARAMETERS.episodes, episode_most_s=10))
    readings = [reading(float(second), mark) for second, mark in enumerate(marks) if mark != NOTHING]
    parts = [*(part for each in readings for part in tracker.push(each)), *tracker.finish()]
    assert all(part.duration_s <= 10 for part in parts)


@given(st.text(alphabet=[TREMOR, WEAK, CALM, UNKNOWN, NOTHING], max_size=60))
def test_episodes_are_apart_and_begin_and_hold_with_tremor(marks: str) -> None:
    episodes = course(marks)
    assert all(duration_s >= 3 and marks[int(start_s)] == TREMOR for start_s, duration_s in episodes)
    assert all(
        later - (start + duration) >= 2 or marks[int(later) - 1] != TREMOR
        for (start, duration), (later, _) in pairwise(episodes)
    )
    assert all(start + duration <= later for (start, duration), (later, _) in pairwise(episodes))


@pytest.mark.parametrize(("score", "duration_s"), [(-0.21, 9), (-0.23, 4), (-1e-9, 9), (math.log10(0.6), 9)])
def test_a_rhythm_of_six_tenths_of_the_power_holds_an_episode(score: float, duration_s: float) -> None:
    marks = TREMOR * 4 + WEAK * 5 + CALM * 3  # decades: log10(0.6) = -0.222
    readings = (reading(float(second), mark) for second, mark in enumerate(marks))
    (episode,) = followed(replace(each, score=score) if each.score == -0.1 else each for each in readings)
    assert episode.duration_s == duration_s


def test_what_is_strong_enough_for_tremor_but_was_none_does_not_hold_an_episode() -> None:
    readings = [reading(float(second), TREMOR) for second in range(4)]
    readings += [replace(reading(float(second), WEAK), score=0.0) for second in range(4, 9)]
    (episode,) = followed(readings)
    assert episode.duration_s == 4


@pytest.mark.parametrize(("tremor", "score"), [(None, -0.1), (False, None)])
def test_what_could_not_be_judged_or_has_no_rhythm_does_not_hold_an_episode(
    *, tremor: bool | None, score: float | None
) -> None:
    readings = [reading(float(second), TREMOR) for second in range(4)]
    readings += [replace(reading(float(second), WEAK), tremor=tremor, score=score) for second in range(4, 9)]
    (episode,) = followed(readings)
    assert episode.duration_s == 4
