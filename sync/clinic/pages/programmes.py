"""What was prescribed over the network, when, and how far it has come, as a table of text.

Knows the words for each step; must never know HTML, SQL, or what a programme asks for.
"""

from collections.abc import Sequence
from typing import Final

from device.health import ProgrammeState
from sync.clinic.database.values import StoredStatus
from sync.clinic.pages.tables import Table
from sync.clinic.programmes import SentProgramme
from sync.clinic.wording.heard import programme_called
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import moment

CAPTION: Final = marked(
    "Programmes, newest first. The patient accepts one at the button; until then the previous one stays in force."
)
STEP_WORDS: Final = {
    "sent": marked("on its way to the device"),
    "withdrawn": marked("taken back"),
    "received": marked("waits for the patient"),
    "accepted": marked("accepted by the patient"),
    "started": marked("begun: a session was done"),
    "refused": marked("refused by the device"),
}
STEP_LOST: Final = marked("cannot be read: the clinic's database is damaged there, until the device reports again")
NOT_FROM_HERE: Final = marked("not from here")  # as a file on the device, or by somebody else
NAMELESS: Final = marked("a message that names none")
ALSO_REFUSED: Final = marked("another message of this name was refused: {why}")

Cells = tuple[str, ...]


def programmes_table(sent: Sequence[SentProgramme], status: StoredStatus | None, timezone: str) -> Table:
    """What was sent, and what the device says of others."""
    own = [one for one in sent if not one.takes_back]
    known = {(one.id, one.version) for one in own}
    said = status.programmes if status else []
    others = [state for state in said if (state.id, state.version) not in known]
    rows = [*(_other(state, timezone) for state in others), *(_own(one, timezone) for one in own)]
    return Table(
        spoken(CAPTION),
        (spoken("Programme"), spoken("Sent"), spoken("State"), spoken("Since"), spoken("Note")),
        tuple(rows),
        spoken("No programme has been sent from the clinic yet."),
    )


def _own(sent: SentProgramme, timezone: str) -> Cells:
    name, step, note = programme_called(sent.id, sent.version), step_words(sent.step), refused_note(sent)
    return (name, moment(sent.issued_utc_s, timezone), step, _at(sent.since_utc_s, timezone), note)


def refused_note(sent: SentProgramme) -> str:
    """Why it was refused, or another one of its name; empty where nothing was."""
    if sent.step == "refused" or not sent.reason:
        return sent.reason
    return spoken(ALSO_REFUSED, why=sent.reason)


def step_words(step: str) -> str:
    """Accepted by the patient; or that the database is damaged there."""
    return spoken(STEP_WORDS.get(step, STEP_LOST))


def stated_name(state: ProgrammeState) -> str:
    """arm-2026 version 3, as the device says."""
    return programme_called(state.id, state.version) if state.id else spoken(NAMELESS)


def _other(state: ProgrammeState, timezone: str) -> Cells:
    return (
        stated_name(state),
        spoken(NOT_FROM_HERE),
        step_words(state.state),
        _at(state.since_utc_s, timezone),
        state.reason,
    )


def _at(utc_s: float | None, timezone: str) -> str:
    return "" if utc_s is None else moment(utc_s, timezone)
