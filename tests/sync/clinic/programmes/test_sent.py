"""How far a programme has come: which step may follow which."""

from dataclasses import replace

import pytest

from device.health import ProgrammeState, ProgrammeStep
from sync.clinic.programmes.sent import SentProgramme, SentStep, heard_of

SENT = SentProgramme("band-01", 1, "arm-2026", 3, "an envelope")


def said(step: ProgrammeStep, version: int = 3, reason: str = "") -> ProgrammeState:
    return ProgrammeState("arm-2026", version, step, reason, 100.0)


@pytest.mark.parametrize(
    ("before", "heard", "after"),
    [
        ("sent", "received", "received"),
        ("received", "accepted", "accepted"),
        ("accepted", "started", "started"),
        ("sent", "started", "started"),
        ("sent", "refused", "refused"),
        ("refused", "received", "received"),
        ("withdrawn", "received", "withdrawn"),
        ("withdrawn", "accepted", "accepted"),
        ("withdrawn", "refused", "withdrawn"),
        ("accepted", "received", "accepted"),
        ("started", "refused", "started"),
    ],
)
def test_a_step_follows_what_the_device_says(before: SentStep, heard: ProgrammeStep, after: SentStep) -> None:
    assert heard_of(replace(SENT, step=before), [said(heard)]).step == after


def test_what_is_said_of_others_changes_nothing() -> None:
    assert heard_of(SENT, [said("accepted", 2), ProgrammeState("", 0, "refused", "no JSON")]) == SENT
    assert heard_of(SENT, []) == SENT


def test_one_that_only_said_to_be_it_is_told_beside_it() -> None:
    found = heard_of(SENT, [said("received"), said("refused", reason="its signature does not fit")])
    assert (found.step, found.reason, found.since_utc_s) == ("received", "its signature does not fit", 100.0)
    assert heard_of(found, [said("accepted")]).reason == ""


def test_why_it_was_refused_stays_when_the_device_is_silent_of_it() -> None:
    refused = heard_of(SENT, [said("refused", reason="worn on the hand")])
    assert heard_of(refused, []) == refused
    assert refused.reason == "worn on the hand"
