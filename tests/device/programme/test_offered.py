"""Which delivered programme the patient is asked to accept."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from device.programme import Programme
from device.programme.example import EXAMPLE_PROGRAMME
from device.programme.offered import is_in_force, objections_to
from device.programme.written import read_programme

TODAY = date(2026, 12, 1)


def programme(version: int = 3) -> Programme:
    example = read_programme(tomllib.loads(EXAMPLE_PROGRAMME))
    assert isinstance(example, Programme)
    return replace(example, version=version)


def objections(offered: Programme, accepted: Programme | None = None, today: date | None = TODAY) -> list[str]:
    return list(objections_to(offered, accepted, "band-01", "forearm", today))


@pytest.mark.parametrize("accepted", [None, programme(2), programme(3), replace(programme(9), id="leg-2026")])
def test_a_first_one_a_higher_version_the_same_and_another_id_are_fine(accepted: Programme | None) -> None:
    assert objections(programme(3), accepted) == []


def test_only_the_very_same_one_is_in_force() -> None:
    assert is_in_force(programme(3), programme(3))
    assert not is_in_force(programme(4), programme(3))
    assert not is_in_force(programme(3), None)


@pytest.mark.parametrize(
    ("offered", "words"),
    [
        (programme(2), "arm-2026 version 2 is older than version 3, which was accepted"),
        (
            replace(programme(3), limb="leg"),
            "arm-2026 version 3 was accepted with other content: a change needs a higher",
        ),
        (replace(programme(4), device="band-09"), "arm-2026 version 4 is for device band-09; this is band-01"),
        (replace(programme(4), site="hand"), "is for the hand; by [device] site this is worn on the forearm"),
        (
            replace(programme(4), valid_to=date(2026, 11, 30)),
            "arm-2026 version 4 ended on 2026-11-30, and today is 2026-12-01",
        ),
    ],
)
def test_what_is_not_for_this_patient_now_says_why(offered: Programme, words: str) -> None:
    (told,) = objections(offered, programme(3))
    assert words in told


def test_one_that_ends_today_or_begins_later_is_fine() -> None:
    assert objections(replace(programme(), valid_to=TODAY)) == []
    assert objections(replace(programme(), valid_from=date(2027, 1, 1))) == []


def test_one_for_any_device_is_for_this_one() -> None:
    assert objections(replace(programme(), device="")) == []


def test_without_a_date_nothing_has_ended() -> None:
    assert objections(replace(programme(), valid_to=date(2020, 1, 1)), today=None) == []
