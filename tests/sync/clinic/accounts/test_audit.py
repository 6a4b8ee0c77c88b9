"""What is written down of who looked at what."""

import logging

import pytest
from sqlalchemy import text

from sync.clinic.accounts import Looks, PageLook
from sync.clinic.database.access import Access
from tests.sync.clinic.accounts.conftest import NOW_UTC_S


def test_looks_come_back_the_last_first_of_all_or_of_one(looks: Looks) -> None:
    looks.note("anna", "192.0.2.1", "all days", "band-01")
    looks.note("tom", "192.0.2.2", "signed in")
    looks.note("tom", "192.0.2.2", "days/2026-03-02", "band-01")
    assert [look.what for look in looks.last(2)] == ["days/2026-03-02", "signed in"]
    assert [look.what for look in looks.last(2, 2)] == ["all days"]
    assert looks.last(9, person="anna") == [PageLook(NOW_UTC_S, "anna", "192.0.2.1", "band-01", "all days")]
    assert (looks.how_many(), looks.how_many(device="band-01"), looks.how_many(person="tom")) == (3, 2, 2)


def test_what_no_database_could_hold_is_written_down_as_far_as_it_can_be(looks: Looks) -> None:
    looks.note("anna", "::1", "x\0y\n" + "z" * 1000, "band-01")
    (look,) = looks.last(1)
    assert (look.what[:5], len(look.what)) == ("x?y?z", 300)


def test_a_look_that_the_database_cannot_take_is_in_the_log(
    looks: Looks, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    with access.transaction() as connection:
        connection.execute(text("ALTER TABLE looks RENAME TO mislaid"))
    with caplog.at_level(logging.ERROR):
        looks.note("anna", "192.0.2.1", "all days", "band-01")
        looks.note_part("anna", "192.0.2.1", "charts/rest.svg", "all days", "band-01")
    assert "a look is kept here alone: anna | 192.0.2.1 | band-01 | all days" in caplog.text
    assert "a look is kept here alone: anna | 192.0.2.1 | band-01 | charts/rest.svg" in caplog.text


def test_what_of_one_kind_happened_to_a_patient_is_found_by_how_its_words_begin(looks: Looks) -> None:
    for device, what in (("band-01", "sent arm version 1"), ("band-01", "sen%"), ("band-02", "sent leg version 1")):
        looks.note("anna", "::1", what, device)
    looks.note("tom", "::1", "sent arm version 2", "band-01")
    assert [(look.person, look.what) for look in looks.of_kind("band-01", "sent ")] == [
        ("tom", "sent arm version 2"),
        ("anna", "sent arm version 1"),
    ]
    assert len(looks.of_kind("band-01", "sen%")) == 1


def test_a_picture_of_a_page_that_was_looked_at_is_no_look_of_its_own(looks: Looks) -> None:
    looks.note("anna", "192.0.2.1", "all days", "band-01")
    for _ in range(3):
        looks.note_part("anna", "192.0.2.1", "charts/rest.svg", "all days", "band-01")
    assert looks.how_many() == 1


@pytest.mark.parametrize(
    ("person", "address", "page", "device"),
    [
        ("tom", "192.0.2.1", "all days", "band-01"),
        ("anna", "192.0.2.2", "all days", "band-01"),
        ("anna", "192.0.2.1", "days/2026-03-02", "band-01"),
        ("anna", "192.0.2.1", "all days", "band-02"),
    ],
)
def test_a_picture_without_its_page_is_a_look(looks: Looks, person: str, address: str, page: str, device: str) -> None:
    looks.note("anna", "192.0.2.1", "all days", "band-01")
    looks.note_part(person, address, "charts/rest.svg", page, device)
    assert looks.last(1)[0].what == "charts/rest.svg"


@pytest.mark.parametrize(("later_s", "in_all"), [(3600.0, 1), (3600.1, 2)])
def test_an_hour_after_its_page_a_picture_is_a_look(access: Access, later_s: float, in_all: int) -> None:
    Looks(access, lambda: NOW_UTC_S).note("anna", "::1", "all days", "band-01")
    later = Looks(access, lambda: NOW_UTC_S + later_s)
    later.note_part("anna", "::1", "charts/rest.svg", "all days", "band-01")
    assert later.how_many() == in_all
