"""The table of days as another program reads it."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.day.document import DayDocument, DayRound, SymptomAnswer
from sync.report.exports import days_csv
from tests.support.documents.any import documents as any_documents
from tests.support.documents.course import Story, days_of
from tests.support.documents.exercise import an_exercise_day
from tests.support.documents.rich import a_rich_day
from tests.support.examples import examples

LAST = date(2026, 11, 28)


def rows_of(days: list[DayDocument]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(days_csv(days), newline=""), strict=True))


def test_days_stand_in_their_order_with_units_in_the_names() -> None:
    rows = rows_of(days_of(Story(missing=0.0), LAST, 3)[::-1])
    assert [row["day"] for row in rows] == ["2026-11-26", "2026-11-27", "2026-11-28"]
    assert (rows[0]["worn_s"], rows[0]["is_valid"], rows[0]["frequency_hz"]) == ("45000", "1", "5.0")


def test_what_is_not_known_is_empty_and_no_zero() -> None:
    day = days_of(Story(missing=0.0), LAST, 1)[0]
    unknown = replace(day, totals=replace(day.totals, posture=None, amplitude_deg=None), plan=None)
    (row,) = rows_of([unknown])
    assert (row["posture_near_s"], row["amplitude_deg"], row["sets_due"], row["symptom_1"]) == ("", "", "", "")


def test_repetitions_have_all_that_was_due_beside_what_was_asked_in_the_sets_begun() -> None:
    (row,) = rows_of([an_exercise_day()])
    names = ("sets_due", "sets_done_to_the_end", "sets_done_in_part", "repetitions_due", "repetitions_done_of_due")
    assert [row[name] for name in names] == ["9", "4", "1", "38", "18"]
    assert (row["repetitions_asked_in_sets_begun"], row["repetitions_done_in_sets_begun"]) == ("20", "18")


def test_a_question_without_an_answer_is_not_none() -> None:
    asked = DayRound("2026-11-28T18:00:00+01:00", (SymptomAnswer(1), SymptomAnswer(2, "none")), "stopped")
    (row,) = rows_of([replace(days_of(Story(missing=0.0), LAST, 1)[0], symptoms=(asked,))])
    assert (row["symptom_1"], row["symptom_2"], row["symptom_3"]) == ("not answered", "none", "")


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_a_text_of_others_is_no_formula(formula: str) -> None:
    (row,) = rows_of([replace(a_rich_day(), firmware=formula)])
    assert row["firmware"] == f"'{formula}"


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(st.lists(any_documents, max_size=3))
def test_any_days_are_a_table_with_a_line_for_each(days: list[DayDocument]) -> None:
    rows = rows_of(days)
    assert len(rows) == len(days)
    assert all(None not in row and None not in row.values() for row in rows)
