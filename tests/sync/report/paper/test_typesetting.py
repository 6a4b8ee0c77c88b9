"""Exactly one page A4, whatever stands on it; and what is said where no typesetter is installed."""

import re
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.day.document import DayDocument
from sync.report import ReportSubject, report_page
from sync.report.paper import MissingTypesetter, report_pdf
from tests.support.documents.any import documents as any_documents
from tests.support.documents.course import Story, days_of
from tests.support.documents.rich import a_rich_day
from tests.support.examples import examples

LAST = date(2026, 11, 28)
MADE_UTC_S = 1_795_953_600.0
HOSTILE = '#panic("x") *_`$\\ ] } </a> "#" // /* @x <label> \N{SNOWMAN}'
NOBODY = ReportSubject("band-01")
LETTERS = {
    "hostile": HOSTILE,
    "wide": "W" * 5_000,
    "without spaces": "https://" + "x" * 300,
    "right to left": "\u05d0\u05e0\u05d4 \u0645\u0631\u064a\u0645 \u202e x",
    "Chinese, Thai, Hindi": "\u5b89\u5a1c \u0e2d\u0e32\u0e19\u0e19\u0e32 \u0905\u0928\u094d\u0928\u093e",
    "emoji": "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}" * 50,
    "accents on accents": "a" + "\u0301" * 400,
    "lone half of a letter": "Anna \udcff",
}


def pages_of(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF-1.")
    return len(re.findall(rb"/Type */Page\b", pdf))


def pages_for(subject: ReportSubject, days: list[DayDocument], number: int = 14) -> int:
    return pages_of(report_pdf(report_page(subject, days, LAST, number), MADE_UTC_S))


def test_fourteen_days_are_one_page_of_a4_that_a_screen_reader_can_read() -> None:
    pdf = report_pdf(report_page(NOBODY, days_of(Story(exercises_until=LAST), LAST, 14), LAST, 14), MADE_UTC_S)
    assert pages_of(pdf) == 1
    assert b"/MediaBox[0 0 595.2756 841.8898]" in pdf.replace(b"MediaBox ", b"MediaBox")
    assert b"/Marked true" in pdf


@pytest.mark.costly
@pytest.mark.parametrize("number", [1, 14, 28])
def test_a_period_without_any_day_is_one_page(number: int) -> None:
    assert pages_for(NOBODY, [], number) == 1


@pytest.mark.costly
@pytest.mark.parametrize("name", LETTERS.values(), ids=LETTERS)
def test_any_name_and_any_words_are_one_page(name: str) -> None:
    symptoms = tuple((number, name) for number in (1, 2, 3))
    assert pages_for(ReportSubject(name, name, (name,) * 9, symptoms), []) == 1


@pytest.mark.costly
def test_four_weeks_of_days_in_which_everything_happened_are_one_page() -> None:
    rich = replace(a_rich_day(), firmware=HOSTILE * 9, algorithm="y" * 900, site="z" * 900)
    days = [replace(rich, day=str(LAST - timedelta(back)), algorithm=f"{back}" * 99) for back in range(28)]
    assert pages_for(ReportSubject("band-01", "W" * 99, ("M" * 200,) * 3), days, 28) == 1


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(st.lists(any_documents, max_size=5), st.text(), st.text(), st.integers(1, 28))
def test_whatever_the_days_say_it_is_one_page(days: list[DayDocument], name: str, device: str, number: int) -> None:
    dated = [replace(day, day=str(LAST - timedelta(back))) for back, day in enumerate(days)]
    assert pages_for(ReportSubject(device, name, (name,)), dated, number) == 1


def test_the_same_page_is_the_same_file() -> None:
    page = report_page(NOBODY, [], LAST, 14)
    assert report_pdf(page, MADE_UTC_S) == report_pdf(page, MADE_UTC_S)


def test_without_the_typesetter_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingTypesetter, match=r"pip install 'easeband\[report\]'"):
        report_pdf(report_page(NOBODY, [], LAST, 14), MADE_UTC_S)


def test_letters_that_no_font_has_are_told_and_cost_no_page(caplog: pytest.LogCaptureFixture) -> None:
    unassigned = chr(0x1FAFF) + chr(0x12EE)  # an emoji and an Ethiopic letter, of which few computers have a font
    assert pages_for(ReportSubject("band-01", unassigned), []) == 1
    assert [record.levelname for record in caplog.records] in ([], ["WARNING"])
