"""What may be sent to a device next: a programme as it was written, with a version that rises, signed; or one back.

Knows what was sent before; must never know keys, files or options. What the device would refuse is refused here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from device.health import ProgrammeState
from device.prescription import WrittenText
from device.programme import Programme
from device.programme.signed import SignedProgramme, envelope_json, signed_bytes, with_signature
from device.programme.words import programme_name
from sync.clinic.programmes.sent import IN_FORCE, SentProgramme

Sign = Callable[[bytes], str]  # a signature in base64


class NotPrescribed(Exception):
    """Nothing was sent: the message says why, a line for each reason."""


class SentMeanwhile(NotPrescribed):
    """Nothing was sent: somebody else has sent one since the newest was looked at."""


@dataclass(frozen=True)
class Signer:
    """Who signs: the name of the key, and its signature."""

    key_id: str
    sign: Sign


@dataclass(frozen=True)
class Recipient:
    """A device, what was sent to it before, the newest first, what time it is, and what the device says it has."""

    device: str
    before: Sequence[SentProgramme]
    now_utc_s: float
    today: date
    stated: Sequence[ProgrammeState] = ()

    @property
    def newest_utc_s(self) -> int:
        """When the newest was signed; 0 where nothing was sent."""
        return newest_of(self.before)

    def next_version(self, name: str) -> int:
        """Of the programme of this id: higher than any that was sent, and than any that the device has."""
        sent = (one.version for one in self.before if one.id == name)
        stated = (one.version for one in self.stated if one.id == name)
        return 1 + max((*sent, *stated), default=0)

    @property
    def in_force(self) -> ProgrammeState | None:
        """The one that the device says its patient has accepted."""
        return next((one for one in self.stated if one.state in IN_FORCE), None)


def newest_of(sent: Sequence[SentProgramme]) -> int:
    """When the newest of these was signed; 0 of none."""
    return max((one.issued_utc_s for one in sent), default=0)


def prescription(to: Recipient, written: WrittenText, signer: Signer) -> SentProgramme:
    """The programme, signed for this device. Raises NotPrescribed."""
    if objections := list(objections_before(to, written.programme)):
        raise NotPrescribed("\n".join(objections))
    return _signed(to, written.programme.id, written.programme.version, written.text, signer)


def withdrawal(to: Recipient, signer: Signer) -> SentProgramme:
    """What takes the newest back. Raises NotPrescribed where there is none that the patient did not accept yet."""
    newest = next((one for one in to.before if not one.takes_back), None)
    if newest is None:
        raise NotPrescribed(f"nothing was sent to {to.device}")
    if newest.step in IN_FORCE:
        raise NotPrescribed(f"the patient has accepted {newest.name}: send a higher version to replace it")
    if newest.step == "withdrawn":
        raise NotPrescribed(f"{newest.name} was taken back already")
    return _signed(to, newest.id, newest.version, "", signer)


def objections_before(to: Recipient, programme: Programme) -> Iterator[str]:
    """Why it cannot be sent to this device next."""
    name = programme_name(programme)
    if programme.device and programme.device != to.device:
        yield f"{name} is for device {programme.device}, not for {to.device}"
    if programme.valid_to < to.today:
        yield f"{name} ended on {programme.valid_to}, and today is {to.today}"
    following = to.next_version(programme.id)
    if programme.version < following:
        before = following - 1
        yield f"{name}: version {before} was sent to {to.device} before: give it a higher one, version = {following}"


def _signed(to: Recipient, name: str, version: int, text: str, signer: Signer) -> SentProgramme:
    """Later than all before it, also where this computer's clock was put back."""
    issued_utc_s = max([int(to.now_utc_s), *(one.issued_utc_s + 1 for one in to.before)])
    envelope = SignedProgramme(1, to.device, name, version, issued_utc_s, text, signer.key_id)
    envelope = with_signature(envelope, signer.sign(signed_bytes(envelope)))
    return SentProgramme(to.device, issued_utc_s, name, version, envelope_json(envelope).decode(), takes_back=not text)
