"""A list learns of an injection that was entered before lists told of any, and of each change of a marker."""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, text

from sync.clinic.database.clinic import Clinic
from sync.clinic.markers import Marker, Markers
from tests.support.clinics import store_days
from tests.support.documents.course import Story, days_of
from tests.support.documents.realistic import NOW_UTC_S

DEVICE, LAST, TODAY = "band-01", date(2026, 11, 29), date(2026, 11, 30)
INJECTED = LAST - timedelta(days=98)
OF_LAYOUT_8 = ("due_sets", "done_sets", "rated_sessions", "hurting_sessions", "held_s", "away_s", "turned_s")


def as_kept_before(url: str) -> None:
    """As programs of this layout kept outlines that did not tell of injections yet."""
    engine = create_engine(url)
    with engine.begin() as connection:
        (said,) = connection.execute(text("SELECT outline FROM outlines")).one()
        without = json.dumps({name: value for name, value in json.loads(said).items() if name != "cycle"})
        values = {"said": without, "sum": zlib.crc32(f"{DEVICE}\0{without}".encode())}
        connection.execute(text("UPDATE outlines SET outline = :said, checksum = :sum"), values)
    engine.dispose()


def as_of_layout_8(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in OF_LAYOUT_8:
            connection.execute(text(f"ALTER TABLE days DROP COLUMN {name}"))
        for statement in (
            "UPDATE days SET checksum = NULL",
            "DROP TABLE outlines",
            "UPDATE schema_version SET version = 8",
        ):
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def waned(url: str) -> Iterator[Clinic]:
    """One patient whose injection, fourteen weeks ago, has worn off; it is not entered yet."""
    story = Story((INJECTED,), benefit=0.8, missing=0.1, short=0.0)
    with closing(Clinic(url)) as clinic:
        documents = [replace(day, quarters=()) for day in days_of(story, LAST, 130)]
        store_days(clinic, documents, NOW_UTC_S + 300 * 86_400)
        yield clinic


def half_gone(clinic: Clinic) -> str | None:
    (row,) = clinic.patients(TODAY)
    return row.wearing_off and row.wearing_off.injected


@pytest.mark.costly
def test_a_list_learns_of_an_injection_when_it_is_entered_corrected_and_removed(waned: Clinic) -> None:
    markers, injection = Markers(waned.access), Marker("injection", INJECTED)
    assert half_gone(waned) is None
    number = markers.add(DEVICE, injection)
    assert half_gone(waned) == "2026-08-23"
    markers.change(DEVICE, replace(injection, day=INJECTED + timedelta(days=1), number=number))
    assert half_gone(waned) == "2026-08-24"
    markers.change(DEVICE, Marker("visit", INJECTED, number=number))
    assert half_gone(waned) is None
    markers.change(DEVICE, replace(injection, number=number))
    markers.remove(DEVICE, number, "", 0.0)
    assert half_gone(waned) is None


@pytest.mark.costly
@pytest.mark.parametrize("damage", ["note = 'another'", "day = '2026-11-01'"])
def test_a_marker_that_is_not_as_it_was_stored_is_no_injection(waned: Clinic, damage: str) -> None:
    Markers(waned.access).add(DEVICE, Marker("injection", INJECTED))
    with waned.access.transaction() as connection:
        connection.execute(text(f"UPDATE markers SET {damage}"))  # noqa: S608 - our own words
    assert waned.gather() == (None, 1)
    assert half_gone(waned) is None


@pytest.mark.costly
@pytest.mark.parametrize("make_older", [as_kept_before, as_of_layout_8])
def test_what_was_entered_before_is_told_once_outlines_were_made_anew(
    waned: Clinic, url: str, make_older: Callable[[str], None]
) -> None:
    Markers(waned.access).add(DEVICE, Marker("injection", INJECTED))
    waned.close()
    make_older(url)
    with closing(Clinic(url)) as again:
        assert len(again.patients(TODAY)) == 1
        assert again.check() == []
        assert half_gone(again) == "2026-08-23"
        made = again.mark_of_lists()
        again.gather()
        assert again.mark_of_lists() == made
