"""What may be offered to the patient: the text in the file, and the one that the clinic sent.

Knows what was accepted, and so what is older, repeated or for somebody else; must never know who accepts, or how it is
told. Either way a text is read by the same reader: no message lifts a cap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from device.prescription.accepted_texts import AcceptedTexts
from device.prescription.from_clinic import FromClinic, RefusedEnvelope
from device.prescription.programme_file import WrittenText, programme_of, read_programme_file
from device.prescription.progress import GoodMessage, ProgrammeProgress
from device.prescription.short_words import in_one_line
from device.programme import Programme
from device.programme.offered import is_in_force, misfits, objections_to
from device.programme.signed import SignedProgramme
from device.programme.words import programme_name
from device.programme.written import RefusedProgramme
from device.records.calendar import place
from device.system.clock import Clock
from device.system.config import Config

REPLACED: Final = "it was accepted before, and another one since: to offer it again, give it a higher version"


@dataclass(frozen=True)
class OfferedText:
    """A text that the patient may accept, and the message that it came in, if it came in one."""

    written: WrittenText
    message: GoodMessage | None = None

    @property
    def programme(self) -> Programme:
        """The programme that it is."""
        return self.written.programme


@dataclass(frozen=True)
class RefusedFile:
    """Why the text in the file is not offered; `is_fault` where somebody has to change it."""

    reason: str
    is_fault: bool = True


class Offers:
    """Both ways that a programme may come, looked at again and again."""

    def __init__(self, config: Config, clock: Clock, texts: AcceptedTexts, progress: ProgrammeProgress) -> None:
        self._file, self._device, self._clock = Path(config.files.programme), config.device, clock
        self._texts, self._progress, self._clinic = texts, progress, FromClinic(config)
        self.refused_file: RefusedFile | None = None
        self.refused_message: RefusedEnvelope | None = None

    def look(self) -> tuple[OfferedText | None, GoodMessage | None]:
        """What waits after this look, and the newest good message."""
        newest = self._progress.message
        self._clinic.look(newest.sent if newest else None)
        newest = newest if newest and self._clinic.knows(newest.sent) else None
        self.refused_message, self.refused_file = self._clinic.refused, None
        good = self._good(self._clinic.believed, newest)
        return preferred(self._in_file(), self._in_message(good)), good

    def _good(self, sent: SignedProgramme | None, newest: GoodMessage | None) -> GoodMessage | None:
        """What came, where it offers what can be followed here or takes it back; else what was good before."""
        if sent is None or (newest and sent == newest.sent):
            return newest
        if faults := tuple(self._faults(sent)):
            self._refuse(sent, faults)
            return newest
        return GoodMessage(sent, known_utc_s(self._clock))

    def _faults(self, sent: SignedProgramme) -> Iterator[str]:
        """Nothing of one that takes back what was sent before."""
        found = programme_of(sent.text) if sent.text else None
        if isinstance(found, RefusedProgramme):
            yield from found.faults
        elif found and (found.id, found.version) != (sent.id, sent.version):
            yield f"{programme_name(found)} was sent as {sent.name}"
        elif found and not is_in_force(found, self._texts.programme):
            known = [f"{programme_name(found)}: {REPLACED}"] if self._is_known(found) else []
            yield from list(self._objections(found)) or known

    def _in_message(self, good: GoodMessage | None) -> OfferedText | None:
        """What the message offers at this moment: it may be accepted by now, or have ended."""
        found = programme_of(good.sent.text) if good and good.sent.text else None
        if good is None or not isinstance(found, Programme) or self._is_known(found):
            return None
        if faults := tuple(self._objections(found)):
            self._refuse(good.sent, faults)
            return None
        return OfferedText(WrittenText(good.sent.text, found), good)

    def _refuse(self, sent: SignedProgramme, faults: Sequence[str]) -> None:
        """Unless the last message is refused already."""
        self.refused_message = self.refused_message or RefusedEnvelope(in_one_line(faults), sent.id, sent.version)

    def _in_file(self) -> OfferedText | None:
        found = read_programme_file(self._file)
        if isinstance(found, RefusedProgramme):
            self.refused_file = RefusedFile(in_one_line(found.faults))
            return None
        if found is None or is_in_force(found.programme, self._texts.programme):
            return None
        self.refused_file = self._refusal(found.programme)
        return None if self.refused_file else OfferedText(found)

    def _refusal(self, programme: Programme) -> RefusedFile | None:
        if amiss := next(misfits(programme, self._device.id, self._device.site), ""):
            return RefusedFile(in_one_line([amiss]))
        if self._is_known(programme):
            return RefusedFile(f"{programme_name(programme)}: {REPLACED}", is_fault=False)
        objections = tuple(self._objections(programme))
        return RefusedFile(in_one_line(objections)) if objections else None

    def _is_known(self, programme: Programme) -> bool:
        """Whether it is in force, or was until another one was accepted."""
        return programme in self._texts.programmes or self._progress.was_replaced(programme)

    def _objections(self, programme: Programme) -> Iterator[str]:
        accepted, here = self._texts.programme, self._device
        yield from objections_to(programme, accepted, here.id, here.site, day_by(self._clock))
        highest = self._progress.highest_version(programme.id)
        if programme.version < highest and (accepted is None or accepted.id != programme.id):
            yield f"{programme_name(programme)} is older than version {highest}, which was accepted"


def preferred(in_file: OfferedText | None, in_message: OfferedText | None) -> OfferedText | None:
    """Of two versions of one programme the higher, else what the clinic sent: it tells the clinic what became of it."""
    if in_file is None or in_message is None:
        return in_message or in_file
    same = in_file.programme.id == in_message.programme.id
    return in_file if same and in_file.programme.version > in_message.programme.version else in_message


def day_by(clock: Clock) -> date | None:
    """The local day; None where the device does not know it."""
    dating = clock.dating()
    return None if dating.trust == "unknown" else date.fromisoformat(place(clock.monotonic_s(), dating).day)


def known_utc_s(clock: Clock, ago_s: float = 0.0) -> float | None:
    """The moment so long ago; None where the device does not know the time."""
    return None if clock.dating().trust == "unknown" else max(0.0, clock.utc_s() - ago_s)
