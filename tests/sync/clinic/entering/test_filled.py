"""What is typed into the form of a marker, and what is said of what cannot be one."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clinic.entering.filled import FIELDS, Dates, FilledMarker, filled_with, marker_of, marker_typed
from sync.clinic.markers.marker import BadMarker, Injected, Marker
from tests.support.examples import examples

DATES = Dates(date(2026, 11, 29), date(2026, 9, 1))
INJECTION = FilledMarker("injection", "2026-11-03", "Botox", "biceps 50\nflexor carpi radialis = 12,5", "left arm")


def test_an_injection_is_read_with_its_muscles_one_on_each_line() -> None:
    muscles = (Injected("biceps", 50.0), Injected("flexor carpi radialis", 12.5))
    expected = Marker("injection", date(2026, 11, 3), "left arm", "Botox", muscles)
    assert marker_of(INJECTION, DATES) == expected
    assert marker_of(filled_with(expected), DATES) == expected


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2026-11-30"}, "is in the future: today is Sun 29 Nov 2026"),
        ({"day": "2025-11-03"}, "first day with data, Tue 1 Sep 2026: is the year right?"),
        ({"day": "3.11.2026"}, "Give the day as a date such as 2026-11-29"),
        ({"day": ""}, "Give the day as a date"),
        ({"kind": "surgery"}, "Choose what happened: one of injection, drug change"),
        ({"kind": "visit"}, "A visit has no product and no muscles"),
        ({"kind": "note", "product": "", "muscles": "", "note": ""}, "A note needs its text"),
        ({"muscles": "biceps"}, "as biceps 50; got 'biceps'"),
        ({"muscles": "biceps nan"}, "biceps: expected more than 0 and at most 5000 units"),
        ({"muscles": "biceps -1"}, "expected more than 0"),
        ({"muscles": "50"}, "expected the name of a muscle"),
        ({"muscles": "\n".join(["biceps 1"] * 21)}, "at most 20 muscles, got 21"),
        ({"note": "x" * 501}, "note: expected at most 500 letters, got 501"),
        ({"note": "one\ntwo"}, "note: expected printable text on one line"),
        ({"product": "\0"}, "product: expected printable text"),
    ],
)
def test_what_cannot_be_a_marker_is_said_in_a_sentence(typed: dict[str, str], said: str) -> None:
    with pytest.raises(BadMarker) as problem:
        marker_of(replace(INJECTION, **typed), DATES)
    assert said in str(problem.value).replace("\N{NO-BREAK SPACE}", " ")


def test_half_a_year_before_the_first_day_with_data_may_be_entered_and_any_day_where_there_is_none() -> None:
    assert marker_of(replace(INJECTION, day="2026-03-03"), DATES).day == date(2026, 3, 3)  # 182 days
    with pytest.raises(BadMarker):
        marker_of(replace(INJECTION, day="2026-03-02"), DATES)
    assert marker_of(replace(INJECTION, day="2019-03-02"), Dates(date(2026, 11, 29))).day.year == 2019


def test_a_long_list_of_muscles_is_refused_and_never_cut_to_another_dose() -> None:
    form = {"kind": "injection", "day": "2026-11-03", "muscles": " " * 1994 + "\n" * 4 + "biceps 50"}
    assert marker_of(marker_typed(form), DATES).injected == (Injected("biceps", 50.0),)
    long = "\n".join(f"muscle {'x' * 60} {number}" for number in range(1, 41))
    with pytest.raises(BadMarker, match="at most 20 muscles, got 40"):
        marker_of(marker_typed({**form, "muscles": long}), DATES)


@given(st.dictionaries(st.sampled_from([*FIELDS, "other"]), st.text(max_size=80)))
@settings(max_examples=examples(40), deadline=None)
def test_whatever_is_typed_is_a_marker_or_a_sentence(form: dict[str, str]) -> None:
    with suppress(BadMarker):
        assert marker_of(marker_typed(form), DATES).day <= DATES.today
