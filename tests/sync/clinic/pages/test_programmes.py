"""The table of what was prescribed over the network."""

from dataclasses import replace
from typing import Any

from sync.clinic.database.values import StoredStatus
from sync.clinic.pages import programmes_table
from sync.clinic.programmes import SentProgramme

NOON_UTC_S = 1_796_126_400  # 2026-12-01T12:00:00Z
SENT = SentProgramme("band-01", NOON_UTC_S, "arm-2026", 3, "an envelope")


def status(*programmes: Any) -> StoredStatus:
    return StoredStatus({"programmes": list(programmes)}, 0.0)


def test_each_has_a_line_with_when_it_was_sent_and_how_far_it_has_come() -> None:
    started = replace(SENT, step="started", since_utc_s=NOON_UTC_S + 3600.0)
    newer = replace(SENT, issued_utc_s=NOON_UTC_S + 7200, version=4)
    back = replace(SENT, issued_utc_s=NOON_UTC_S + 9000, version=4, takes_back=True)
    assert programmes_table([back, newer, started], None, "UTC").rows == (
        ("arm-2026 version 4", "Tue\xa01\xa0Dec\xa02026, 14:00", "on its way to the device", "", ""),
        (
            "arm-2026 version 3",
            "Tue\xa01\xa0Dec\xa02026, 12:00",
            "begun: a session was done",
            "Tue\xa01\xa0Dec\xa02026, 13:00",
            "",
        ),
    )


def test_why_one_was_refused_stands_beside_it() -> None:
    refused = replace(SENT, step="refused", reason="worn on the hand")
    beside = replace(SENT, step="received", reason="its signature does not fit")
    assert programmes_table([refused], None, "UTC").rows[0][2:] == ("refused by the device", "", "worn on the hand")
    assert programmes_table([beside], None, "UTC").rows[0][2:] == (
        *("waits for the patient", ""),
        "another message of this name was refused: its signature does not fit",
    )


def test_what_the_device_says_of_others_is_shown_as_not_from_here() -> None:
    said = status(
        {"id": "leg-2026", "version": 1, "state": "accepted", "since_utc_s": NOON_UTC_S},
        {"id": "", "version": 0, "state": "refused", "reason": "expected JSON"},
        *({"id": "arm-2026", "version": 3, "state": "accepted"}, {"state": "newer"}, "nothing", None),
    )
    assert programmes_table([SENT], said, "UTC").rows[:2] == (
        ("leg-2026 version 1", "not from here", "accepted by the patient", "Tue\xa01\xa0Dec\xa02026, 12:00", ""),
        ("a message that names none", "not from here", "refused by the device", "", "expected JSON"),
    )
    assert len(programmes_table([SENT], said, "UTC").rows) == 3
    assert programmes_table([], StoredStatus({"programmes": 7}, 0.0), "UTC").rows == ()


def test_a_step_that_nobody_can_read_any_more_is_said_to_be_that() -> None:
    """A text cut in the database made the whole page of that patient fail."""
    cut: Any = "sen"
    assert (
        programmes_table([replace(SENT, step=cut)], None, "UTC").rows[0][2].startswith("cannot be read: the clinic's")
    )
