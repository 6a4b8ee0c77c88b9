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
    assert "a look is kept here alone: anna | 192.0.2.1 | band-01 | all days" in caplog.text


def test_what_of_one_kind_happened_to_a_patient_is_found_by_how_its_words_begin(looks: Looks) -> None:
    for device, what in (("band-01", "sent arm version 1"), ("band-01", "sen%"), ("band-02", "sent leg version 1")):
        looks.note("anna", "::1", what, device)
    looks.note("tom", "::1", "sent arm version 2", "band-01")
    assert [(look.person, look.what) for look in looks.of_kind("band-01", "sent ")] == [
        ("tom", "sent arm version 2"),
        ("anna", "sent arm version 1"),
    ]
    assert len(looks.of_kind("band-01", "sen%")) == 1
