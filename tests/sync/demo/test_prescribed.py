"""The programme of the demo is one that a device takes."""

import tomllib
from datetime import date

from device.programme import Programme
from device.programme.written import read_programme
from sync.demo.prescribed import demo_programme


def test_the_demo_prescribes_three_exercises_three_times_a_day() -> None:
    programme = read_programme(tomllib.loads(demo_programme(date(2026, 11, 28))))
    assert isinstance(programme, Programme)
    assert [item.work.exercise for item in programme.items] == ["elbow-bend", "postural-hold", "paced-swing"]
    assert programme.blocks_a_day == 9
    assert programme.is_valid_on(date(2026, 11, 27))
