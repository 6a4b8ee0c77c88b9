"""A programme that was sent, and how far it has come: by the clinic's own doing, and as the device says.

Knows which step may follow which; must never know SQL, brokers or pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from device.health import ProgrammeState
from sync.wire.messages import short

SentStep = Literal["sent", "withdrawn", "received", "accepted", "started", "refused"]
IN_FORCE: Final = ("accepted", "started")  # no withdrawal and no later refusal undoes it
PROGRESS: Final[Sequence[SentStep]] = ("started", "accepted", "received")  # of a device, the furthest first


@dataclass(frozen=True)
class SentProgramme:
    """One envelope. `reason`: why the device refused it, or one that said to be it. `since_utc_s`: as the device says.

    An envelope that takes back is one too: it `takes_back` the programme of this id and version.
    """

    device: str
    issued_utc_s: int
    id: str
    version: int
    envelope: str
    takes_back: bool = False
    step: SentStep = "sent"
    reason: str = ""
    since_utc_s: float | None = None

    @property
    def name(self) -> str:
        """arm-2026 version 3."""
        return f"{self.id} version {self.version}"

    def is_taken_back_by(self, other: "SentProgramme") -> bool:
        """Whether the other envelope takes this one back; not where the patient was quicker."""
        same = (self.id, self.version) == (other.id, other.version)
        return other.takes_back and same and not self.takes_back and self.step not in IN_FORCE


def heard_of(sent: SentProgramme, states: Sequence[ProgrammeState]) -> SentProgramme:
    """The same after a device has said how far its programmes have come."""
    own = [state for state in states if (state.id, state.version) == (sent.id, sent.version)]
    refused = next((state for state in own if state.state == "refused"), None)
    furthest = next((state for step in PROGRESS for state in own if state.state == step), None)
    if furthest:
        sent = _moved(sent, furthest)
    elif refused and sent.step not in (*IN_FORCE, "withdrawn"):
        sent = replace(sent, step="refused", since_utc_s=refused.since_utc_s)
    reason = short(refused.reason) if refused else ""
    return replace(sent, reason=reason or (sent.reason if not own else ""))


def _moved(sent: SentProgramme, said: ProgrammeState) -> SentProgramme:
    """Taken back, and accepted all the same: the two may cross. Nothing that is in force waits again."""
    back = said.state == "received" and sent.step in (*IN_FORCE, "withdrawn")
    if back or said.state == "refused":
        return sent
    return replace(sent, step=said.state, since_utc_s=said.since_utc_s)
