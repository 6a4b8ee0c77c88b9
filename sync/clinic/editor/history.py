"""Every programme that was sent to a device: when, by whom, how far it has come, and its text.

Knows envelopes and who wrote what down; must never know SQL, HTML or keys.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.health import ProgrammeState
from device.programme.signed import BadEnvelope, read_envelope
from sync.clinic.accounts import PageLook
from sync.clinic.pages.programmes import NOT_FROM_HERE, refused_note, stated_name, step_words
from sync.clinic.programmes import SentProgramme
from sync.clinic.programmes.prescribing import Recipient
from sync.clinic.programmes.sent import IN_FORCE
from sync.clinic.wording.heard import programme_called
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import moment

SENT_WORD, BACK_WORD = "sent ", "took back "  # how looks begin that tell of it
AT_A_TERMINAL: Final = marked("at the clinic's computer")  # `easeband clinic prescribe`, which asks nobody who they are
NO_PROGRAMME: Final = "Nothing has been sent to this patient from the clinic yet."


@dataclass(frozen=True)
class SentRow:
    """One version. `url` is empty where there is nothing more to show."""

    name: str
    url: str
    sent: str
    by: str
    state: str
    since: str
    note: str


def other_rows(sent: Sequence[SentProgramme], states: Sequence[ProgrammeState], timezone: str) -> list[SentRow]:
    """What the device says of programmes that were not sent from here."""
    known = {(one.id, one.version) for one in sent if not one.takes_back}
    return [_other(state, timezone) for state in states if (state.id, state.version) not in known]


def _other(state: ProgrammeState, timezone: str) -> SentRow:
    since = "" if state.since_utc_s is None else moment(state.since_utc_s, timezone)
    return SentRow(stated_name(state), "", spoken(NOT_FROM_HERE), "", step_words(state.state), since, state.reason)


def sent_rows(sent: Sequence[SentProgramme], told: Sequence[PageLook], timezone: str) -> list[SentRow]:
    """The newest first; `told`: looks that say who sent what, and who took it back."""
    who = {look.what: look.person for look in reversed(told)}
    return [_row(one, who, timezone) for one in sent if not one.takes_back]


def _row(one: SentProgramme, who: dict[str, str], timezone: str) -> SentRow:
    back = who.get(f"{BACK_WORD}{one.name}", "")
    return SentRow(
        name=programme_called(one.id, one.version),
        url=sent_url(one),
        sent=moment(one.issued_utc_s, timezone),
        by=who.get(f"{SENT_WORD}{one.name}") or spoken(AT_A_TERMINAL),
        state=step_words(one.step),
        since="" if one.since_utc_s is None else moment(one.since_utc_s, timezone),
        note=refused_note(one) or (spoken("by {person}", person=back) if back and one.step == "withdrawn" else ""),
    )


def sent_url(one: SentProgramme) -> str:
    """Where it is shown."""
    return f"/patients/{one.device}/programme/sent/{one.issued_utc_s}"


def starts_of(to: Recipient) -> list[tuple[int, str, bool]]:
    """What a new one may begin from: when it was signed, its name, and whether it is the one in force.

    The newest that was sent, and before it the one in force where that is another, as far as their texts can be read.
    """
    sent = [one for one in to.before if not one.takes_back]
    in_force = [one for one in sent if one.step in IN_FORCE or _is_stated(one, to.in_force)][:1]
    found = [*in_force, *(one for one in sent[:1] if one not in in_force)]
    return [
        (one.issued_utc_s, programme_called(one.id, one.version), one in in_force) for one in found if text_sent(one)
    ]


def unknown_in_force(to: Recipient) -> str:
    """The name of the one in force where its text was never here; empty where it was, and where none is."""
    stated = to.in_force
    known = stated and any(_is_stated(one, stated) and text_sent(one) for one in to.before)
    return stated_name(stated) if stated and not known else ""


def _is_stated(one: SentProgramme, stated: ProgrammeState | None) -> bool:
    return stated is not None and not one.takes_back and (one.id, one.version) == (stated.id, stated.version)


def text_sent(one: SentProgramme) -> str:
    """The text as it was signed; empty where the envelope cannot be read."""
    try:
        return read_envelope(one.envelope.encode(), json.loads).text
    except BadEnvelope:
        return ""


def may_be_taken_back(newest: SentProgramme | None) -> bool:
    """Whether the patient has not accepted it, as far as anybody here knows."""
    return newest is not None and newest.step not in (*IN_FORCE, "withdrawn")
