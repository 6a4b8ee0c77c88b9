"""What may be a marker, and how it reads."""

import re
from datetime import date

import pytest

from sync.clinic.markers.marker import BadMarker, Injected, Marker, checked_marker, injected

DAY = date(2026, 11, 3)


def test_an_injection_reads_with_product_units_and_muscles() -> None:
    muscles = (injected("biceps=50"), injected("flexor carpi ulnaris = 12.5"))
    said = Marker("injection", DAY, "pulls in", "Botox", muscles).words
    assert said == "Injection, Botox 62.5\N{NO-BREAK SPACE}U: biceps 50, flexor carpi ulnaris 12.5: pulls in"
    assert Marker("visit", DAY).words == "Visit"


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        (Marker("cure", DAY), "kind: expected one of injection, drug change"),  # type: ignore[arg-type]
        (Marker("visit", date(1875, 1, 1)), "day: expected a date from 1990-01-01 to 2099-12-31, got 1875-01-01"),
        (Marker("visit", DAY, product="Botox"), "a visit has no muscles"),
        (Marker("note", DAY), "a note says nothing without its text"),
        (Marker("note", DAY, "a" * 501), "note: expected at most 500 letters, got 501"),
        (Marker("note", DAY, "a\0b"), "note: expected printable text on one line"),
        (Marker("injection", DAY, injected=(Injected("biceps", float("nan")),)), "biceps: expected more than 0"),
        (Marker("injection", DAY, injected=(Injected("biceps", 5001.0),)), "got 5001"),
        (Marker("injection", DAY, injected=(Injected("", 5.0),)), "expected the name of a muscle"),
        (Marker("injection", DAY, injected=(Injected("biceps", 5.0),) * 21), "expected at most 20 muscles, got 21"),
    ],
)
def test_what_cannot_be_a_marker_is_refused_with_what_was_expected(marker: Marker, said: str) -> None:
    with pytest.raises(BadMarker, match=re.escape(said)):
        checked_marker(marker)


@pytest.mark.parametrize("text", ["biceps", "biceps=many", "=", ""])
def test_muscles_are_typed_with_their_units(text: str) -> None:
    with pytest.raises(BadMarker, match="expected a muscle and its units as biceps=50"):
        injected(text)
