"""Markers entered, corrected and taken back at the pages, by one person and by two at once."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sync.clinic.accounts import People
from sync.clinic.database import Clinic
from sync.clinic.markers import Marker, Markers
from sync.clinic.site import app
from sync.clinic.web import server
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day
from tests.support.visits import Answer, Site, signed_in, visit

pytestmark = pytest.mark.costly
FORMS = f"/patients/{DEVICE}/markers"
INJECTION = {"kind": "injection", "day": "2026-02-20", "product": "Botox", "muscles": "biceps 50", "note": ""}
NOTE = {"kind": "note", "day": "2026-02-21", "product": "", "muscles": "", "note": "slept badly"}
HOSTILE = "<script>alert('x')</script>\"&'"


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as opened:
        store_day(opened, a_day(), NOW_UTC_S - 600)  # 2 March 2026
        yield opened


@pytest.fixture
def address(clinic: Clinic) -> Iterator[str]:
    with server.served(app.make_app(clinic, lambda: NOW_UTC_S, "Europe/Berlin")) as pages:
        yield str(pages)


@pytest.fixture
def anna(clinic: Clinic, address: str) -> Site:
    return signed_in(address, clinic, NOW_UTC_S)


@pytest.fixture
def tom(clinic: Clinic, address: str, anna: Site) -> Site:
    site = Site(address, visit(clinic, NOW_UTC_S, "tom", "therapist"))
    People(clinic.access).assign("tom", [DEVICE])
    return site


def send(site: Site, path: str, **fields: str) -> Answer:
    return site.post(path, None, **fields)


def stored(clinic: Clinic) -> list[tuple[Marker, bool]]:
    return Markers(clinic.access).history(DEVICE)


def test_an_injection_is_entered_on_the_patients_page_and_stands_there_with_who_entered_it(
    clinic: Clinic, anna: Site
) -> None:
    assert f'action="{FORMS}"' in anna.get(f"/patients/{DEVICE}")[1]
    status, _, sent = send(anna, FORMS, **INJECTION)
    assert (status, sent["location"]) == (303, f"/patients/{DEVICE}#markers-heading")
    page = anna.get(f"/patients/{DEVICE}")[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "Injection, Botox 50 U: biceps 50" in page
    assert "Did it work?" in page
    ((marker, _),) = stored(clinic)
    assert (marker.entered_by, marker.entered_utc_s, marker.version) == ("anna", NOW_UTC_S, 1)


def test_a_correction_and_a_taking_back_are_versions_of_their_own(clinic: Clinic, anna: Site) -> None:
    anna.get(FORMS)
    send(anna, FORMS, **INJECTION)
    page = anna.get(f"{FORMS}/1")[1]
    assert 'value="2026-02-20"' in page
    assert "biceps 50</textarea>" in page
    assert send(anna, f"{FORMS}/1", version="1", **{**INJECTION, "muscles": "biceps 60"})[0] == 303
    assert "biceps 50" in anna.get(f"{FORMS}/1")[1]
    assert send(anna, f"{FORMS}/1", version="2", do="take back")[0] == 303
    assert [(one.units, gone) for one, gone in stored(clinic)] == [(50.0, False), (60.0, False), (60.0, True)]
    assert anna.get(f"{FORMS}/1")[0] == 404


def test_of_two_who_correct_the_same_entry_the_second_is_told_and_loses_nothing(
    clinic: Clinic, anna: Site, tom: Site
) -> None:
    anna.get(FORMS)
    send(anna, FORMS, **NOTE)
    for site in (anna, tom):
        assert 'name="version" value="1"' in site.get(f"{FORMS}/1")[1]
    assert send(anna, f"{FORMS}/1", version="1", **{**NOTE, "note": "slept well"})[0] == 303
    status, page, _ = send(tom, f"{FORMS}/1", version="1", **{**NOTE, "note": "slept in the chair"})
    assert (status, "Somebody else has changed this entry meanwhile" in page) == (409, True)
    assert "Note: slept well" in page
    assert 'value="slept in the chair"' in page
    assert [one.note for one, _ in stored(clinic)] == ["slept badly", "slept well"]
    assert send(tom, f"{FORMS}/1", version="2", **{**NOTE, "note": "slept in the chair"})[0] == 303
    assert [one.entered_by for one, _ in stored(clinic)] == ["anna", "anna", "tom"]


def test_what_was_taken_back_meanwhile_is_not_corrected_but_can_be_entered_anew(
    clinic: Clinic, anna: Site, tom: Site
) -> None:
    tom.get(FORMS)
    send(tom, FORMS, **NOTE)
    anna.get(f"{FORMS}/1")
    assert send(anna, f"{FORMS}/1", version="1", do="take back")[0] == 303
    status, page, _ = send(tom, f"{FORMS}/1", version="1", **{**NOTE, "note": "slept well"})
    assert (status, "has taken this entry back meanwhile" in page) == (409, True)
    assert "if it is right, store it as a new entry." in page
    assert f'action="{FORMS}"' in page
    assert 'value="slept well"' in page
    assert send(tom, f"{FORMS}/1", version="1", do="take back")[0] == 303  # as was asked


def test_what_was_changed_meanwhile_is_not_taken_back_unseen(clinic: Clinic, anna: Site, tom: Site) -> None:
    tom.get(FORMS)
    send(tom, FORMS, **NOTE)
    send(tom, f"{FORMS}/1", version="1", **{**NOTE, "note": "slept well"})
    anna.get(f"{FORMS}/1")
    status, page, _ = send(anna, f"{FORMS}/1", version="1", do="take back")
    assert (status, "It now says" in page) == (409, True)
    assert len(stored(clinic)) == 2


@pytest.mark.parametrize("version", ["0", "00", "", "-1", "x"])
def test_a_form_that_does_not_say_what_was_seen_changes_nothing(clinic: Clinic, anna: Site, version: str) -> None:
    anna.get(FORMS)
    send(anna, FORMS, **NOTE)
    for more in ({}, {"do": "take back"}):
        assert send(anna, f"{FORMS}/1", version=version, **{**NOTE, "note": "slept well", **more})[0] == 409
    assert [one.note for one, _ in stored(clinic)] == ["slept badly"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2026-03-09"}, "is in the future"),
        ({"day": "2025-02-20"}, "first day with data"),
        ({"muscles": HOSTILE}, "Write each muscle"),
        ({"kind": HOSTILE}, "Choose what happened"),
        ({"day": HOSTILE}, "Give the day as a date"),
        ({"note": HOSTILE * 20}, "Note: expected at most 500 letters"),
    ],
)
def test_what_cannot_be_stored_is_shown_again_with_a_sentence(
    clinic: Clinic, anna: Site, typed: dict[str, str], said: str
) -> None:
    anna.get(FORMS)
    status, page, _ = send(anna, FORMS, **{**INJECTION, **typed})
    assert (status, said in page.replace("\N{NO-BREAK SPACE}", " ")) == (422, True)
    assert 'value="Botox"' in page
    assert "<script>" not in page
    assert stored(clinic) == []


def test_the_same_again_is_told_and_not_stored_twice(clinic: Clinic, anna: Site) -> None:
    anna.get(FORMS)
    send(anna, FORMS, **INJECTION)
    status, page, _ = send(anna, FORMS, **INJECTION)
    assert (status, len(stored(clinic))) == (422, 1)
    assert (
        "The same is entered for this day already, by anna: Injection, Botox 50\N{NO-BREAK SPACE}U: biceps 50." in page
    )
    assert send(anna, FORMS, **{**INJECTION, "note": "the other arm"})[0] == 303


def test_a_muscle_that_stands_there_twice_is_refused(clinic: Clinic, anna: Site) -> None:
    anna.get(FORMS)
    status, page, _ = send(anna, FORMS, **{**INJECTION, "muscles": "biceps 50\nBiceps 25"})
    assert (status, stored(clinic)) == (422, [])
    assert "Biceps stands there twice" in page


def test_hostile_words_are_stored_and_shown_as_text(clinic: Clinic, anna: Site) -> None:
    anna.get(FORMS)
    assert send(anna, FORMS, **{**INJECTION, "product": HOSTILE, "muscles": f"{HOSTILE} 5", "note": HOSTILE})[0] == 303
    for path in (f"/patients/{DEVICE}", f"{FORMS}/1"):
        page = anna.get(path)[1]
        assert "&lt;script&gt;alert(" in page
        assert "<script>" not in page
    assert json.dumps(stored(clinic)[0][0].note) == json.dumps(HOSTILE)


def test_who_may_only_look_sees_no_form_and_can_send_none(clinic: Clinic, address: str, anna: Site) -> None:
    Markers(clinic.access).add(DEVICE, Marker("note", date(2026, 2, 21), "slept badly"))
    vera = Site(address, visit(clinic, NOW_UTC_S, "vera", "viewer"))
    People(clinic.access).assign("vera", [DEVICE])
    page = vera.get(f"/patients/{DEVICE}")[1]
    assert "slept badly" in page
    for path in (f"/patients/{DEVICE}", FORMS, f"{FORMS}/1"):
        assert f'action="{FORMS}' not in vera.get(path)[1]
    for path, more in ((FORMS, {}), (f"{FORMS}/1", {"version": "1", "do": "take back"})):
        status, page, _ = send(vera, path, **NOTE, **more)
        assert (status, "may look at this patient, and change nothing" in page) == (403, True)
    assert len(stored(clinic)) == 1


def test_a_form_of_another_site_or_of_another_patient_changes_nothing(clinic: Clinic, anna: Site, tom: Site) -> None:
    store_day(clinic, a_day("silent-heron"), NOW_UTC_S - 600)
    tom.get(FORMS)
    assert tom.post(FORMS, {"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert send(tom, "/patients/silent-heron/markers", **NOTE)[0] == 404
    anna.get(FORMS)
    assert send(anna, "/patients/nobody/markers", **NOTE)[0] == 404
    assert send(anna, f"{FORMS}/7", version="1", **NOTE)[0] == 409
    assert (anna.get(f"{FORMS}/7")[0], anna.get(f"{FORMS}/0")[0], anna.get(f"{FORMS}/x")[0]) == (404, 422, 422)
    assert stored(clinic) == []
