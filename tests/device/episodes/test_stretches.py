"""Seconds that hold something or not, as a course of marks: H held, a dot not held, a blank never recorded."""

from dataclasses import replace

import pytest

from device.episodes.stretches import Stretch, Stretches
from device.parameters import PARAMETERS

HELD, NOTHING = "H", " "


def pushed(stretches: Stretches[int], marks: str, start_s: int = 0) -> dict[int, Stretch[int]]:
    """What came out, by the second that was pushed then; each second that holds something holds its own number."""
    every = [(start_s + at, mark) for at, mark in enumerate(marks) if mark != NOTHING]
    return {
        second: stretch
        for second, mark in every
        for stretch in stretches.push(second, second if mark == HELD else None)
    }


def stretches(marks: str, least_s: float = 5, most_s: int = 900) -> list[Stretch[int]]:
    followed = Stretches[int](least_s, replace(PARAMETERS.episodes, episode_most_s=most_s))
    return [*pushed(followed, marks).values(), *followed.finish()]


@pytest.mark.parametrize(
    ("marks", "spans"),
    [
        ("HHHH", []),
        ("HHHHH", [(0, 5)]),
        (".HHHHH..", [(1, 5)]),
        ("HH.HH", [(0, 5)]),
        ("HH HH", [(0, 5)]),
        ("HHH.H.", [(0, 5)]),
        ("HHHHH..HHHHH", [(0, 5), (7, 5)]),
        ("HHHHH  HHHHH", [(0, 5), (7, 5)]),
        ("HHHHH. HHHHH", [(0, 5), (7, 5)]),
        ("HHHHH .HHHHH", [(0, 5), (7, 5)]),
        ("HHH..HHH", []),
        ("HHHHH...HHHH", [(0, 5)]),
        ("....", []),
    ],
)
def test_one_second_is_bridged_and_two_end_a_stretch(marks: str, spans: list[tuple[float, float]]) -> None:
    assert [(stretch.start_s, stretch.duration_s) for stretch in stretches(marks)] == spans


def test_a_stretch_has_a_value_for_each_second_that_held_it() -> None:
    (stretch,) = stretches("HH.HHH..")
    assert (stretch.values, stretch.part) == ((0, 1, 3, 4, 5), "")


def test_a_stretch_comes_out_with_the_second_that_ends_it() -> None:
    followed = Stretches[int](5, PARAMETERS.episodes)
    assert [*pushed(followed, "HHHHH...")] == [6]
    assert not followed.open
    assert pushed(followed, "H", start_s=8) == {}
    assert followed.open


def test_nothing_is_open_before_anything_was_held() -> None:
    followed = Stretches[int](5, PARAMETERS.episodes)
    assert not followed.open
    pushed(followed, "..")
    assert not followed.open
    pushed(followed, "H.", start_s=2)
    assert followed.open
    pushed(followed, ".", start_s=4)
    assert not followed.open


def test_what_goes_on_for_a_quarter_of_an_hour_is_given_out_in_parts() -> None:
    first, second, last = stretches("H" * 1805)
    assert [(part.start_s, part.duration_s) for part in (first, second, last)] == [(0, 900), (900, 900), (1800, 5)]
    assert [part.part for part in (first, second, last)] == [", goes on", ", continued, goes on", ", continued"]
    assert (first.values[-1], second.values[0]) == (899, 900)


def test_the_last_part_may_be_short() -> None:
    assert [part.duration_s for part in stretches("H" * 11, most_s=10)] == [10, 1]


def test_a_stretch_of_just_the_longest_is_whole() -> None:
    (whole,) = stretches("H" * 10 + "..", most_s=10)
    assert (whole.duration_s, whole.part) == (10, "")


def test_a_part_is_cut_at_a_second_that_is_held() -> None:
    assert [(part.start_s, part.duration_s) for part in stretches("H" * 9 + "H.HHH", most_s=10)] == [(0, 10), (11, 3)]
    after_a_part = stretches("H" * 11 + "..HHHHHH", most_s=10)
    assert [(part.start_s, part.part) for part in after_a_part] == [(0, ", goes on"), (10, ", continued"), (13, "")]


def test_what_is_being_continued_is_open_until_it_ends() -> None:
    followed = Stretches[int](5, replace(PARAMETERS.episodes, episode_most_s=10))
    assert [*pushed(followed, "H" * 11)] == [10]
    assert followed.open
    (last,) = followed.finish()
    assert (last.duration_s, last.part) == (1, ", continued")
    assert not followed.open
    assert followed.finish() == []
