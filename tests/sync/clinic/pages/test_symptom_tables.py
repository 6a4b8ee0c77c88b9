"""Own symptoms on the pages: what was answered, of how many questions, and what is never taken for none."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from device.day.document import DayRound, SymptomAnswer
from sync.clinic.database import Clinic
from sync.clinic.pages.symptom_tables import answers_table, ratings_table, rounds_table
from sync.clinic.symptoms import AskedDay, SymptomName, asked_days
from tests.support.clinics import store_day
from tests.support.documents.realistic import NOW_UTC_S, a_day

NAMES = [SymptomName(1, "2026-01-01", "hand cramps")]
ANSWERED = DayRound("2026-03-02T18:00:20+01:00", (SymptomAnswer(1, "some"), SymptomAnswer(3)), "done")
NOT_TAKEN_UP = DayRound("2026-03-05T18:00:20+01:00", (SymptomAnswer(1), SymptomAnswer(3)), "time over")
BAD = DayRound("2026-03-08T18:00:20+01:00", (SymptomAnswer(1, "a lot"), SymptomAnswer(3)), "stopped")
DAYS = [
    AskedDay("2026-03-02", (ANSWERED,)),
    AskedDay("2026-03-05", (NOT_TAKEN_UP,)),
    AskedDay("2026-03-08", (BAD,)),
]


def plain(text: str) -> str:
    """With spaces where a line may not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def plain_rows(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(plain, row)) for row in rows)


def test_a_day_shows_each_symptom_by_its_name_and_what_was_not_answered() -> None:
    table = rounds_table(replace(a_day(), symptoms=(ANSWERED,)), NAMES)
    assert table is not None
    assert plain(table.caption) == "Rated by the patient at the button: 1 of 2 questions answered."
    assert table.rows == (
        ("hand cramps", "some", "18:00:20", ""),
        ("symptom 3", "not answered", "18:00:20", ""),
    )


def test_a_day_without_questions_has_no_table() -> None:
    assert rounds_table(a_day(), NAMES) is None


def test_an_invitation_that_was_not_taken_up_says_so() -> None:
    table = rounds_table(replace(a_day(), symptoms=(NOT_TAKEN_UP,)), NAMES)
    assert table is not None
    assert [row[-1] for row in table.rows] == ["not taken up", "not taken up"]


def test_shares_are_of_the_answers_and_the_response_rate_is_told() -> None:
    table = ratings_table(DAYS, NAMES)
    assert table is not None
    assert "Mon 2 Mar 2026 to Sun 8 Mar 2026" in plain(table.caption)
    assert plain_rows(table.rows) == (
        ("hand cramps", "2 of 3", "1 (50 %)", "1 (50 %)", "0 (0 %)", "a lot, Sun 8 Mar 2026"),
        ("symptom 3", "0 of 3", *["\N{EN DASH}"] * 4),
    )


def test_a_symptom_that_got_another_name_is_another_line() -> None:
    names = [*NAMES, SymptomName(1, "2026-03-08", "writing")]
    table = ratings_table(DAYS, names)
    assert table is not None
    assert [row[:2] for row in table.rows] == [
        ("hand cramps", "1 of 2"),
        ("writing", "1 of 1"),
        ("symptom 3", "0 of 3"),
    ]


def test_where_nothing_was_asked_there_is_no_table() -> None:
    assert ratings_table([], NAMES) is None


def test_every_answer_stands_newest_first() -> None:
    rows = plain_rows(answers_table(DAYS, NAMES).rows)
    assert rows[0] == ("Sun 8 Mar 2026", "hand cramps", "a lot", "18:00:20", "")
    assert rows[1] == ("Sun 8 Mar 2026", "symptom 3", "not answered", "18:00:20", "ended by the patient")
    assert len(rows) == 6


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        yield opened


def test_the_days_with_questions_are_read_of_the_fullest_record(clinic: Clinic) -> None:
    store_day(clinic, replace(a_day(day="2026-03-02"), symptoms=(ANSWERED,)), NOW_UTC_S)
    twin = replace(a_day(day="2026-03-02"), store="another", quarters=(), symptoms=(NOT_TAKEN_UP,))
    store_day(clinic, replace(twin, totals=replace(twin.totals, worn_s=10, not_worn_s=0)), NOW_UTC_S)
    store_day(clinic, a_day(day="2026-03-03"), NOW_UTC_S)
    device = a_day().device
    assert asked_days(clinic.access, device, "2026-03-01", "2026-03-09") == [AskedDay("2026-03-02", (ANSWERED,))]
    assert asked_days(clinic.access, device, "2026-03-03", "2026-03-09") == []
    assert asked_days(clinic.access, "somebody-else", "2026-03-01", "2026-03-09") == []
