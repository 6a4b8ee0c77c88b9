"""The programme of the demo is one that a device takes."""

import tomllib
from datetime import date

import pytest

from device.programme import Programme
from device.programme.written import read_programme
from sync.demo.prescribed import demo_checkup, demo_programme


def test_the_demo_prescribes_three_exercises_three_times_a_day() -> None:
    programme = read_programme(tomllib.loads(demo_programme(date(2026, 11, 28))))
    assert isinstance(programme, Programme)
    assert [item.work.exercise for item in programme.items] == ["elbow-bend", "postural-hold", "paced-swing"]
    assert programme.blocks_a_day == 9
    assert programme.is_valid_on(date(2026, 11, 27))


@pytest.mark.parametrize(
    ("opens_minute", "times"),
    [(600, (600, 720, 840)), (23 * 60 + 30, (90, 210, 23 * 60 + 30)), (0, (0, 120, 240))],
)
def test_its_check_up_is_due_at_once_and_for_six_hours(opens_minute: int, times: tuple[int, ...]) -> None:
    programme = read_programme(tomllib.loads(demo_programme(date(2026, 11, 28)) + demo_checkup(opens_minute)))
    assert isinstance(programme, Programme)
    assert programme.checkup is not None
    assert (programme.checkup.parts, programme.checkup.times) == (("rest", "straight", "trick"), times)
    assert len(programme.items) == 3
