"""Which of three codes is told, and since when something has been wrong."""

import pytest

from device.exercise.faults import Faults


def broken(*parts: str) -> Faults:
    faults = Faults()
    for at_s, part in enumerate(parts):
        faults.blame(part, float(at_s), present=True)
    return faults


@pytest.mark.parametrize(
    ("part", "code"),
    [
        *((part, 2) for part in ("sensor", "accelerometer", "gyroscope", "noise")),
        *((part, 3) for part in ("store", "clock", "time zone")),
        ("panel", None),
    ],
)
def test_each_part_has_its_code_or_none(part: str, code: int | None) -> None:
    assert broken(part).code == code


def test_of_several_the_lowest_code_is_told() -> None:
    assert broken("store", "sensor", "panel").code == 2


def test_not_worn_is_told_only_to_those_who_ask_and_never_as_something_new() -> None:
    lying = broken("wear")
    assert (lying.since_s, lying.code) == (None, None)
    lying.ask()
    assert (lying.since_s, lying.code) == (float("-inf"), 4)


@pytest.mark.parametrize(("part", "code"), [("store", 3), ("sensor", 2), ("panel", None)])
def test_not_worn_is_not_told_where_anything_else_is_wrong(part: str, code: int | None) -> None:
    faults = broken("wear", part)
    faults.ask()
    assert (faults.since_s, faults.code) == (1.0, code)


def test_what_was_answered_to_a_press_stays_until_the_next_one() -> None:
    faults = broken("wear")
    faults.ask()
    faults.blame("wear", 5.0, present=False)
    assert faults.code == 4
    faults.ask()
    assert faults.since_s is None


def test_of_several_the_last_one_tells_since_when() -> None:
    assert (broken().since_s, broken("store", "sensor").since_s) == (None, 1.0)


def test_what_works_again_is_no_longer_told() -> None:
    faults = broken("store", "sensor")
    faults.blame("sensor", 9.0, present=False)
    assert (faults.since_s, faults.code) == (0.0, 3)
