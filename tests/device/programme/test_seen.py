"""For how long of some stretches nobody could tell how the limb turned, and why."""

from device.programme.seen import Watched, WatchLog


def log(*watched: Watched, kept_s: float = 100.0) -> WatchLog:
    found = WatchLog(kept_s)
    for stretch in watched:
        found.push(stretch)
    return found


def test_what_nobody_watched_is_no_data_from_the_sensor() -> None:
    assert log(Watched(0.0, 10.0)).hindered_s([(-2.0, 13.0)]) == {"no data from the sensor": 5}


def test_each_hindrance_has_its_own_seconds_and_they_add_up_over_stretches() -> None:
    watched = log(Watched(0, 4, "no gyroscope"), Watched(4, 6), Watched(6, 9, "gyroscope stuck"))
    found = watched.hindered_s([(1, 3), (3.5, 7), (8.75, 9)])
    assert found == {"no gyroscope": 2.5, "gyroscope stuck": 1.25, "no data from the sensor": 0}


def test_a_stretch_far_from_what_was_watched_has_nothing_in_common_with_it() -> None:
    assert log(Watched(0, 4, "no gyroscope")).hindered_s([(10, 11)]) == {
        "no gyroscope": 0,
        "no data from the sensor": 1,
    }


def test_stretches_that_follow_on_each_other_for_the_same_reason_are_one_and_kept_together() -> None:
    watched = log(Watched(0, 4), Watched(4, 5, "no gyroscope"), Watched(5, 120, "no gyroscope"))
    assert watched.hindered_s([(4, 120)]) == {"no gyroscope": 116, "no data from the sensor": 0}


def test_a_pause_between_two_stretches_is_not_watched() -> None:
    assert log(Watched(0, 4), Watched(5, 9)).hindered_s([(0, 9)]) == {"no data from the sensor": 1}


def test_what_ended_longer_ago_than_is_kept_is_forgotten() -> None:
    watched = (Watched(0, 10, "no gyroscope"), Watched(10, 110))
    assert log(*watched).hindered_s([(0, 110)])["no gyroscope"] == 10
    assert log(*watched, Watched(110, 110.5)).hindered_s([(0, 110)])["no data from the sensor"] == 10
