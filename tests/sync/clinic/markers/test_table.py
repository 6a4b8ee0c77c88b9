"""The clinic's table of markers, in a database of its own and in one of before."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from sync.clinic.database import Clinic
from sync.clinic.database.values import NotStorable
from sync.clinic.erasing import PatientErasure
from sync.clinic.markers.marker import BadMarker, EnteredAlready, Injected, Marker
from sync.clinic.markers.table import ChangedMeanwhile, Markers, NoSuchMarker

INJECTION = Marker("injection", date(2026, 11, 3), "", "Botox", (Injected("bi\"ceps'; DROP TABLE markers", 50.0),))
VISIT = Marker("visit", date(2026, 11, 20), "<script>alert(1)</script>")


@pytest.fixture
def clinic(url: str) -> Iterator[Clinic]:
    with closing(Clinic(url)) as opened:
        yield opened


@pytest.fixture
def markers(clinic: Clinic) -> Markers:
    markers = Markers(clinic.access)
    assert [markers.add("band-01", one) for one in (VISIT, INJECTION)] == [1, 2]
    assert markers.add("band-09", VISIT) == 1
    return markers


def test_markers_of_a_device_are_kept_the_newest_day_first(markers: Markers) -> None:
    assert markers.of("band-01") == [replace(VISIT, number=1), replace(INJECTION, number=2)]
    assert markers.of("band-02") == []


def test_a_changed_marker_holds_and_what_it_said_before_stays_in_its_history(markers: Markers) -> None:
    later = replace(INJECTION, number=2, day=date(2026, 11, 4))
    markers.change("band-01", later)
    assert markers.of("band-01") == [replace(VISIT, number=1), later]
    assert [(one.day.day, gone) for one, gone in markers.history("band-01") if one.number == 2] == [
        (3, False),
        (4, False),
    ]


def test_a_removed_marker_is_gone_and_its_history_says_by_whom(markers: Markers) -> None:
    markers.remove("band-01", 2, "Dr. Who", 1.8e9)
    assert markers.of("band-01") == [replace(VISIT, number=1)]
    last, is_removed = markers.history("band-01")[-1]
    assert (is_removed, last.entered_by, last.entered_utc_s) == (True, "Dr. Who", 1.8e9)
    assert markers.add("band-01", INJECTION) == 3


def test_what_is_not_there_cannot_be_changed_or_removed(markers: Markers) -> None:
    with pytest.raises(NoSuchMarker, match="band-01 has no marker 7"):
        markers.remove("band-01", 7, "", 0.0)
    with pytest.raises(NoSuchMarker, match="band-01 has no marker 7"):
        markers.change("band-01", replace(VISIT, number=7))


def test_what_somebody_else_changed_or_removed_meanwhile_is_left_as_they_left_it(markers: Markers) -> None:
    markers.change("band-01", replace(VISIT, number=1, note="theirs"))
    with pytest.raises(ChangedMeanwhile, match="changed marker 1 of band-01 meanwhile"):
        markers.change("band-01", replace(VISIT, number=1, note="mine", version=1))
    with pytest.raises(ChangedMeanwhile):
        markers.remove("band-01", 1, "", 0.0, version=1)
    markers.change("band-01", replace(VISIT, number=1, note="mine", version=2))
    assert [one.note for one, _ in markers.history("band-01") if one.number == 1] == [VISIT.note, "theirs", "mine"]


def test_the_same_is_entered_once_also_by_many_at_once(markers: Markers) -> None:
    def add(_: int) -> int:
        try:
            return markers.add("band-02", VISIT)
        except EnteredAlready as told:
            assert "It was not stored a second time" in str(told)  # noqa: PT017 - of some of many
            return 0

    with ThreadPoolExecutor(6) as several:
        assert sorted(several.map(add, range(12)))[-2:] == [0, 1]
    markers.remove("band-02", 1, "", 0.0)
    assert markers.add("band-02", VISIT) == 2  # what was taken back can be entered anew


@pytest.mark.costly
def test_of_many_who_enter_something_at_once_each_gets_a_number(markers: Markers) -> None:
    with ThreadPoolExecutor(6) as several:
        numbers = list(several.map(lambda n: markers.add("band-02", replace(VISIT, note=f"visit {n}")), range(30)))
    assert sorted(numbers) == list(range(1, 31))


@pytest.mark.costly
def test_of_many_who_correct_one_marker_at_once_one_is_first_and_the_others_are_told(markers: Markers) -> None:
    def corrected(number: int) -> bool:
        try:
            markers.change("band-01", replace(VISIT, number=1, note=f"by {number}", version=1))
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(6) as several:
        done = list(several.map(corrected, range(12)))
    assert done.count(True) == 1
    assert len([one for one, _ in markers.history("band-01") if one.number == 1]) == 2


def test_what_is_no_marker_or_no_device_is_not_stored(markers: Markers) -> None:
    with pytest.raises(BadMarker):
        markers.add("band-01", replace(VISIT, note="\0"))
    with pytest.raises(NotStorable, match=r"^device: expected"):
        markers.add("Mrs Smith", VISIT)


@pytest.mark.parametrize("damage", ["note = 'another'", "injected = '[['", "day = 'yesterday'", "version = 7"])
def test_a_damaged_row_is_left_out_and_named_in_the_log(
    clinic: Clinic, markers: Markers, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    with clinic.access.transaction() as connection:
        connection.execute(text(f"UPDATE markers SET {damage} WHERE number = 2"))  # noqa: S608 - our own words
    assert markers.of("band-01") == [replace(VISIT, number=1)]
    assert "a marker of 'band-01' cannot be read" in caplog.text


def test_a_database_of_before_gets_the_table(clinic: Clinic, url: str) -> None:
    with clinic.access.transaction() as connection:
        connection.execute(text("DROP TABLE markers"))
        connection.execute(text("UPDATE schema_version SET version = 6"))
    clinic.close()
    with closing(Clinic(url)) as upgraded:
        Markers(upgraded.access).add("band-01", VISIT)
        assert Markers(upgraded.access).of("band-01") == [replace(VISIT, number=1)]


def test_markers_go_with_their_patient(clinic: Clinic, markers: Markers, url: str) -> None:
    with closing(PatientErasure(url, "band-01")) as patient:
        assert patient.held().rows == 2
        patient.erase()
    assert markers.history("band-01") == []
    assert len(markers.of("band-09")) == 1
