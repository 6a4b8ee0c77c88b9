"""What was sent to a device, and by whom."""

from dataclasses import replace
from typing import get_args

from device.health import ProgrammeState
from sync.clinic.accounts import PageLook
from sync.clinic.editor.history import may_be_taken_back, other_rows, sent_rows
from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.sent import SentStep

NOON_UTC_S = 1_796_126_400  # 2026-12-01T12:00:00Z
SENT = SentProgramme("band-01", NOON_UTC_S, "arm", 3, "an envelope")


def look(person: str, what: str) -> PageLook:
    return PageLook(0.0, person, "::1", "band-01", what)


def test_who_sent_it_is_who_the_looks_say_and_else_a_command() -> None:
    newer = replace(SENT, issued_utc_s=NOON_UTC_S + 60, version=4)
    rows = sent_rows([newer, SENT], [look("anna", "sent arm version 4"), look("tom", "sent arm version 40")], "UTC")
    assert [(row.name, row.by) for row in rows] == [
        ("arm version 4", "anna"),
        ("arm version 3", "at the clinic's computer"),
    ]
    assert rows[1].url == f"/patients/band-01/programme/sent/{NOON_UTC_S}"


def test_what_was_taken_back_says_by_whom_unless_the_patient_was_quicker() -> None:
    told = [look("anna", "took back arm version 3")]
    back = replace(SENT, issued_utc_s=NOON_UTC_S + 60, takes_back=True)
    withdrawn, accepted = replace(SENT, step="withdrawn"), replace(SENT, step="accepted")
    assert [(row.state, row.note) for row in sent_rows([back, withdrawn], told, "UTC")] == [("taken back", "by anna")]
    assert [(row.state, row.note) for row in sent_rows([back, accepted], told, "UTC")] == [
        ("accepted by the patient", ""),
    ]


def test_what_a_device_tells_of_others_has_no_page() -> None:
    states = [ProgrammeState("arm", 3, "accepted"), ProgrammeState("leg", 1, "refused", reason="worn on the hand")]
    assert [(row.name, row.url, row.sent, row.state, row.note) for row in other_rows([SENT], states, "UTC")] == [
        ("leg version 1", "", "not from here", "refused by the device", "worn on the hand"),
    ]


def test_only_what_nobody_has_accepted_can_be_taken_back() -> None:
    may_be = [step for step in get_args(SentStep) if may_be_taken_back(replace(SENT, step=step))]
    assert may_be == ["sent", "received", "refused"]
    assert not may_be_taken_back(None)
