"""What was sent to one patient's device, by whom, and what is sent next: signed, kept, and written down.

Knows the tables of the clinic by their methods; must never know HTTP, forms or the key itself.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from device.prescription import WrittenText
from sync.clinic.accounts import Looks, Member, PageLook
from sync.clinic.database import Clinic
from sync.clinic.editor.history import BACK_WORD, SENT_WORD
from sync.clinic.editor.judging import VersionStamp
from sync.clinic.enrolment.keys_folder import NoClinic
from sync.clinic.programmes import SentProgramme, SentProgrammes
from sync.clinic.programmes.prescribing import Recipient, Signer, prescription, withdrawal
from sync.clinic.wording.words import local_date

log = logging.getLogger(__name__)

MOST_OTHERS: Final = 300  # patients to choose one from


class CannotSign(Exception):
    """There is no key to sign with, or none that can be used. The log says what is the matter with it."""


@dataclass(frozen=True)
class WhoSends:
    """Who sends, and from where."""

    person: Member
    address: str


class Prescriptions:
    """All that a clinic sent. Every method raises ClinicUnavailable."""

    def __init__(
        self, clinic: Clinic, now_utc_s: Callable[[], float], timezone: str, signer: Callable[[], Signer]
    ) -> None:
        self._clinic, self._now_utc_s, self._signer = clinic, now_utc_s, signer
        self._sent, self._looks = SentProgrammes(clinic.access), Looks(clinic.access, now_utc_s)
        self.timezone, self._told = timezone, ""

    def to(self, device: str) -> Recipient:
        """The device, with what was sent before."""
        now_utc_s, status = self._now_utc_s(), self._clinic.status(device)
        stated = status.programmes if status else ()
        return Recipient(device, self._sent.of(device), now_utc_s, local_date(now_utc_s, self.timezone), stated)

    def told(self, device: str) -> Sequence[PageLook]:
        """Who sent what, and who took it back."""
        return [*self._looks.of_kind(device, SENT_WORD), *self._looks.of_kind(device, BACK_WORD)]

    def others(self, person: Member, device: str) -> list[tuple[str, str]]:
        """Other patients of this person who have a programme: device and name."""
        devices = [one for one in sorted(self._sent.newest()) if one != device and person.may_see(one)]
        return sorted(
            ((one, self._clinic.name(one) or one) for one in devices[:MOST_OTHERS]), key=lambda found: found[1]
        )

    def copied(self, sender: WhoSends, other: str, device: str) -> None:
        """Another patient's programme was looked at to be copied: that is written down there."""
        self._looks.note(sender.person.name, sender.address, f"programme copied to {device}", other)

    def can_sign(self) -> bool:
        """Whether the clinic's key is there and good."""
        try:
            self._key()
        except CannotSign:
            return False
        return True

    def send(self, sender: WhoSends, to: Recipient, written: WrittenText) -> SentProgramme:
        """What was sent. Raises NotPrescribed, SentMeanwhile, NotStorable and CannotSign."""
        new = prescription(to, written, self._key())
        return self._add(new, to, sender, SENT_WORD)

    def take_back(self, sender: WhoSends, to: Recipient) -> SentProgramme:
        """The newest. Raises the same."""
        return self._add(withdrawal(to, self._key()), to, sender, BACK_WORD)

    def _key(self) -> Signer:
        """Who signs. Raises CannotSign; what is the matter with the key is for the log."""
        try:
            return self._signer()
        except NoClinic as problem:
            if str(problem) != self._told:  # each page asks
                log.error("no programme can be signed: %s", problem)
                self._told = str(problem)
            raise CannotSign from problem

    def _add(self, new: SentProgramme, to: Recipient, sender: WhoSends, word: str) -> SentProgramme:
        self._sent.add_after(new, to.newest_utc_s)
        self._looks.note(sender.person.name, sender.address, f"{word}{new.name}", to.device)
        return new


def stamp_for(to: Recipient, name: str) -> VersionStamp:
    """Of the next version of the programme of this id."""
    return VersionStamp(to.device, to.next_version(name), to.today)


def newest_programme(to: Recipient) -> SentProgramme | None:
    """The one that was sent last, whether or not it was taken back."""
    return next((one for one in to.before if not one.takes_back), None)
