from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from device.episodes.jerk_series import JerkEpisodes, Series
from device.episodes.jerks import Jerk
from device.parameters import ALGORITHM_VERSION, PARAMETERS
from device.records.facts import Episode


@dataclass(frozen=True)
class Happened:
    time_s: float


def series() -> Series[Happened]:
    return Series(PARAMETERS.episodes)


def regular(*times_s: float) -> list[bool]:
    """Whether each belongs to a series; all must come out again, and in order."""
    followed = series()
    decided = [pair for time_s in times_s for pair in followed.push(time_s, [Happened(time_s)])]
    decided += followed.finish()
    assert [event.time_s for event, _ in decided] == list(times_s)
    return [is_regular for _, is_regular in decided]


def jerk_at(time_s: float, peak: float = 250, *, length_s: float = 0.1, turning: bool = True) -> Jerk:
    return Jerk(time_s, length_s, peak, 80 if turning else 0.5, turning)


def episodes(jerks: Sequence[Jerk]) -> list[Episode]:
    followed = JerkEpisodes(PARAMETERS.episodes)
    return [*(found for jerk in jerks for found in followed.push(jerk.time_s, [jerk])), *followed.finish()]


def spans(jerks: Sequence[Jerk]) -> list[tuple[float, float]]:
    return [(episode.start_s, episode.duration_s) for episode in episodes(jerks)]


def test_four_at_nearly_the_same_distance_are_a_series() -> None:
    assert regular(0, 1, 2, 3) == [True] * 4
    assert regular(0, 1, 2) == [False] * 3


def test_the_longest_of_three_distances_is_up_to_1_4_times_the_shortest() -> None:
    assert regular(0, 1, 2, 3.39) == [True] * 4
    assert regular(0, 1, 2, 3.41) == [False] * 4
    assert regular(0, 1.39, 2.39, 3.39) == [True] * 4
    assert regular(0, 1.25, 2.5, 4.25) == [True] * 4  # just that


def test_each_is_part_of_a_series_that_has_three_others_before_and_after_it() -> None:
    assert regular(0, 0.5, 1.5, 2.5, 3.5, 4) == [False, True, True, True, True, False]
    assert regular(0, 1, 2, 3, 3.3, 4.3, 5.3, 6.3) == [True] * 8
    assert regular(0, 1, 2, 3, 3.3, 4.3, 5.3) == [True] * 4 + [False] * 3
    assert regular(0, 0.5, 1.5, 2.5, 3, 4, 5) == [False] * 7


def test_a_long_series_is_regular_throughout() -> None:
    assert regular(*range(20)) == [True] * 20
    assert regular(*range(20), 19.3) == [True] * 20 + [False]


def test_a_quiet_of_more_than_two_seconds_parts_a_series() -> None:
    assert regular(0, 2, 4, 6) == [True] * 4
    assert regular(0, 2.1, 4.2, 6.3) == [False] * 4


def test_one_is_certain_when_three_more_have_come() -> None:
    followed = series()
    assert [len(followed.push(time_s, [Happened(time_s)])) for time_s in range(6)] == [0, 0, 0, 1, 1, 1]
    assert followed.certain_until_s(5) == 3
    assert [event.time_s for event, _ in followed.finish()] == [3, 4, 5]
    assert followed.certain_until_s(5) == 5


def test_all_are_certain_when_it_was_quiet_for_more_than_two_seconds() -> None:
    followed = series()
    assert followed.push(1, [Happened(0), Happened(1)]) == []
    assert followed.push(3, []) == []
    assert [event.time_s for event, _ in followed.push(3.01, [])] == [0, 1]
    assert followed.push(9, []) == []


def test_jerks_are_one_episode_up_to_two_seconds_after_the_end_of_one() -> None:
    assert spans([jerk_at(10), jerk_at(12.04)]) == [pytest.approx((9.95, 2.14))]
    assert spans([jerk_at(10), jerk_at(12.06)]) == [pytest.approx((9.95, 0.1)), pytest.approx((12.01, 0.1))]
    assert spans([jerk_at(10, length_s=0.25), jerk_at(12.125)]) == [pytest.approx((9.875, 2.3))]  # just that


def test_an_episode_comes_out_when_no_more_of_it_can_come() -> None:
    followed = JerkEpisodes(PARAMETERS.episodes)
    assert followed.push(11, [jerk_at(10)]) == []
    assert followed.push(12, []) == []
    (episode,) = followed.push(13, [])
    assert episode.start_s == pytest.approx(9.95)
    assert followed.push(14, []) == followed.finish() == []


def test_an_episode_waits_for_what_is_not_certain() -> None:
    followed = JerkEpisodes(PARAMETERS.episodes)
    jerks = [jerk_at(time_s) for time_s in (10, 11.5, 13.3)]
    assert [followed.push(jerk.time_s, [jerk]) for jerk in jerks] == [[]] * 3
    assert [round(episode.duration_s, 3) for episode in followed.push(16, [])] == [3.4]


def test_an_episode_has_the_numbers_of_its_largest_jerk() -> None:
    (episode,) = episodes([jerk_at(10, 260), replace(jerk_at(10.7, 310), length_s=0.2), jerk_at(11.9, 290)])
    assert episode.reason == "3 jerks within 2.0 s, up to 310 deg/s for 0.20 s, limit 80 deg/s"
    assert (episode.kind, episode.peak_dps, episode.algorithm) == ("jerk", 310, ALGORITHM_VERSION)


def test_the_accelerometer_alone_tells_a_size_in_g() -> None:
    (episode,) = episodes([jerk_at(10, 1.24, turning=False)])
    assert episode.reason == "1 jerk, up to 1.2 g for 0.10 s, limit 0.5 g"
    assert episode.peak_dps is None


def test_a_speed_is_told_rather_than_an_acceleration() -> None:
    (episode,) = episodes([jerk_at(10, 90), jerk_at(11.5, 95.0, turning=False)])
    assert episode.peak_dps == 90


def test_what_is_weak_is_no_jerk_but_shows_a_series() -> None:
    weak = replace(jerk_at(11), counts=False)
    assert spans([weak]) == []
    alone = [jerk_at(10), replace(weak, time_s=10.3), jerk_at(12)]
    assert len(spans(alone)) == 1
    assert spans([jerk_at(10), weak, jerk_at(12), replace(weak, time_s=13)]) == []


def test_jerks_that_go_on_for_a_quarter_of_an_hour_are_given_out_in_parts() -> None:
    """A jerk every 0.5 and 1.5 s in turn, which is no series: those at 0, 0.5, 2, 2.5, ... 898.5 and 900 s."""
    jerks = [jerk_at(2 * pair + beside_s, length_s=0) for pair in range(451) for beside_s in (0.0, 0.5)]
    first, last = episodes(jerks)
    assert (first.start_s, first.duration_s, last.start_s, last.duration_s) == (0, 898.5, 900, 0.5)
    assert first.reason == "900 jerks within 898.5 s, up to 250 deg/s for 0.00 s, limit 80 deg/s, goes on"
    assert last.reason == "2 jerks within 0.5 s, up to 250 deg/s for 0.00 s, limit 80 deg/s, continued"
