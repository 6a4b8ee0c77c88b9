"""Which of four codes is told, and since when something has been wrong."""

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
        ("power", 1),
        *((part, 2) for part in ("sensor", "accelerometer", "gyroscope", "noise")),
        *((part, 3) for part in ("store", "clock", "time zone")),
        ("wear", 4),
        ("panel", None),
    ],
)
def test_each_part_has_its_code_or_none(part: str, code: int | None) -> None:
    assert broken(part).code == code


def test_of_several_the_lowest_code_is_told() -> None:
    assert broken("store", "sensor", "panel").code == 2


def test_of_several_the_last_one_tells_since_when() -> None:
    assert (broken().since_s, broken("store", "sensor").since_s) == (None, 1.0)


def test_what_works_again_is_no_longer_told() -> None:
    faults = broken("store", "sensor")
    faults.blame("sensor", 9.0, present=False)
    assert (faults.since_s, faults.code) == (0.0, 3)
