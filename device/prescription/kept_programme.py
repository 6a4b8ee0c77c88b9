"""The programme that the patient accepted, and the one that waits to be accepted, whichever way it came.

Knows what is in force, what waits and how that is told; must never know exercises, lights or buttons, nor how a
programme comes here.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from device.health import PartState, ProgrammeState
from device.prescription.accepted_texts import AcceptedTexts
from device.prescription.offers import OfferedText, Offers, day_by, known_utc_s
from device.prescription.progress import GoodMessage, ProgrammeCourse, ProgrammeProgress
from device.programme import Programme
from device.programme.words import programme_name
from device.records.facts import Checkup, ExerciseSession
from device.store.versions import BadKeptFile
from device.system.clock import Clock
from device.system.config import Config

log = logging.getLogger(__name__)


class KeptProgramme:
    """What the patient accepted and what waits, as `PrescribesExercises` asks."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._file, self._clock = Path(config.files.programme), clock
        self._texts = AcceptedTexts(config.files.device, config.device)
        self._progress = ProgrammeProgress(config.files.device)
        self._offers = Offers(config, clock, self._texts, self._progress)
        self._unkept, self._told = "", ""
        self._offer: OfferedText | None = None
        self._refused = self._offers.refused_message, known_utc_s(clock)
        self._look()

    @property
    def accepted(self) -> Programme | None:
        """The last one that the patient accepted and that this device, where it is worn, can follow."""
        return self._texts.programme

    @property
    def waiting(self) -> Programme | None:
        """The one that the patient may accept."""
        return self._offer.programme if self._offer else None

    def accept(self) -> None:
        """The waiting one is in force once it is on the disk; where it cannot be kept, only the state changes."""
        if self._offer is None:
            return
        offer = self._offer
        try:
            self._texts.add(offer.written, self._clock.utc_s())
        except BadKeptFile as error:
            self._unkept = f"{programme_name(offer.programme)} was accepted and could not be kept: {error}"
        else:
            self._offer, self._unkept = None, ""
            self._progress.accepted(_course(offer, known_utc_s(self._clock)))
        self._tell()

    def look(self) -> None:
        """Whether there is another file or message by now, and whether what waits still may be accepted."""
        good = self._look()
        if good and good != self._progress.message:
            self._progress.keep_message(good)
        self._progress.try_again()

    def heed(self, session: ExerciseSession | Checkup) -> None:
        """A session was done, or a check-up begun: by the accepted programme it is the first, or one more."""
        accepted = self.accepted
        if accepted and (session.programme, session.version) == (accepted.id, accepted.version):
            began_s = known_utc_s(self._clock, self._clock.monotonic_s() - session.start_s)
            self._progress.started(accepted, began_s)

    def states(self) -> Sequence[PartState]:
        """Which is in force and which waits, or why the file or what was kept cannot be used.

        A refused message is no fault of this device: the clinic hears of it, the patient's lights say nothing.
        """
        return [PartState("programme", works=not self._problems(), text=self._in_words())]

    def courses(self) -> Sequence[ProgrammeState]:
        """How far each has come: the one in force, the one that waits, and the message that was refused."""
        return [*self._course_in_force(), *self._course_waiting(), *self._course_refused()]

    def _look(self) -> GoodMessage | None:
        """The newest good message after this look."""
        self._offer, good = self._offers.look()
        refused = self._offers.refused_message
        if refused != self._refused[0]:
            self._refused = refused, known_utc_s(self._clock)
        self._tell()
        return good

    def _course_in_force(self) -> Iterator[ProgrammeState]:
        accepted = self.accepted
        if accepted is None:
            return
        course = self._progress.course(accepted)
        if course and course.started_utc_s is not None:
            yield ProgrammeState(accepted.id, accepted.version, "started", since_utc_s=course.started_utc_s or None)
        else:
            since_utc_s = course.accepted_utc_s if course else None
            yield ProgrammeState(accepted.id, accepted.version, "accepted", since_utc_s=since_utc_s)

    def _course_waiting(self) -> Iterator[ProgrammeState]:
        if self._offer:
            programme, message = self._offer.programme, self._offer.message
            since_utc_s = message.received_utc_s if message else None
            yield ProgrammeState(programme.id, programme.version, "received", since_utc_s=since_utc_s)

    def _course_refused(self) -> Iterator[ProgrammeState]:
        said, since_utc_s = self._refused
        if said:
            yield ProgrammeState(said.id, said.version, "refused", said.reason, since_utc_s)

    def _problems(self) -> list[str]:
        refused = self._offers.refused_file
        of_file = f"{self._file} is refused: {refused.reason}" if refused and refused.is_fault else ""
        damage = f"of those that were accepted, {self._texts.damage}" if self._texts.damage else ""
        return [problem for problem in (of_file, damage, self._texts.unusable, self._unkept) if problem]

    def _notes(self) -> list[str]:
        """What is to be known and is no fault."""
        in_file, message = self._offers.refused_file, self._refused[0]
        of_file = f"{self._file} is not offered: {in_file.reason}" if in_file and not in_file.is_fault else ""
        of_message = f"what was sent from the clinic is refused: {message.reason}" if message else ""
        return [note for note in (of_file, of_message) if note]

    def _in_words(self) -> str:
        waits = f"{programme_name(self._offer.programme)} waits to be accepted" if self._offer else ""
        said = (self._force_in_words(), waits, *self._problems(), *self._notes())
        return "; ".join(words for words in said if words)

    def _force_in_words(self) -> str:
        accepted, today = self.accepted, day_by(self._clock)
        if accepted is None:
            return "no programme is in force"
        if today and today < accepted.valid_from:
            return f"{programme_name(accepted)} begins on {accepted.valid_from}"
        if today and today > accepted.valid_to:
            return f"{programme_name(accepted)} ended on {accepted.valid_to}"
        return f"{programme_name(accepted)} is in force until {accepted.valid_to}"

    def _tell(self) -> None:
        """In the log, once for each change."""
        words = self._in_words()
        if words != self._told:
            (log.error if self._problems() or self._refused[0] else log.info)("programme: %s", words)
        self._told = words


def _course(offer: OfferedText, utc_s: float | None) -> ProgrammeCourse:
    """That of one that is accepted at this moment."""
    programme, message = offer.programme, offer.message
    if message:
        return ProgrammeCourse(programme.id, programme.version, "clinic", message.sent.key_id, utc_s)
    return ProgrammeCourse(programme.id, programme.version, "file", accepted_utc_s=utc_s)
