"""The programme that the patient accepted, kept beside the database, and the one that waits to be accepted.

Knows both files and when to look again; must never know exercises, lights or buttons. What is kept is the text as it
was written, and it is read as strictly as a new one: no edit of either file lifts a cap.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from device.health import PartState
from device.prescription.programme_file import WrittenText, programme_of, read_programme_file
from device.programme import Programme
from device.programme.offered import is_in_force, misfits, objections_to
from device.programme.words import programme_name
from device.programme.written import RefusedProgramme
from device.records.calendar import LAST_UTC_S, place
from device.records.decoding import Range
from device.store.versions import BadKeptFile, read_kept, whole_versions, write_kept
from device.system.clock import Clock
from device.system.config import Config

log = logging.getLogger(__name__)

NAME: Final = "accepted-programme.json"
MOST_KEPT: Final = 5  # ours: five of the longest fit into a kept file
MEND: Final = "accept a programme again, which replaces it"
OF_PERSONS: Final = ("id:", "author:", "limb:", "device:", ".note:")  # where somebody's name can stand by mistake


@dataclass(frozen=True)
class AcceptedText:
    """A programme as it was written, and when it was accepted."""

    accepted_utc_s: Annotated[float, Range(0, LAST_UTC_S)]
    text: str


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    accepted: tuple[AcceptedText, ...]  # oldest first


class KeptProgramme:
    """What the patient accepted and what waits, as `PrescribesExercises` asks."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._path, self._device, self._clock = Path(config.files.programme), config.device, clock
        self._kept = Path(config.files.device).with_name(NAME)
        self._unkept, self._refused, self._told = "", "", ""
        self._waiting: WrittenText | None = None
        self._texts, self._damage = self._read()
        self._accepted, self._unusable = self._newest_usable()
        self.look()

    @property
    def accepted(self) -> Programme | None:
        """The last one that the patient accepted and that this device, where it is worn, can follow."""
        return self._accepted

    @property
    def waiting(self) -> Programme | None:
        """The one that the patient may accept."""
        return self._waiting.programme if self._waiting else None

    def accept(self) -> None:
        """The waiting one is in force once it is on the disk; where it cannot be kept, only the state changes."""
        if self._waiting is None:
            return
        texts = (*self._texts, AcceptedText(max(0.0, self._clock.utc_s()), self._waiting.text))[-MOST_KEPT:]
        try:
            write_kept(self._kept, _File(1, texts))
        except BadKeptFile as error:
            self._unkept = f"{programme_name(self._waiting.programme)} was accepted and could not be kept: {error}"
            self._tell()
            return
        self._texts, self._accepted, self._waiting = texts, self._waiting.programme, None
        self._damage = self._unusable = self._unkept = ""
        self._tell()

    def look(self) -> None:
        """Whether there is another file by now, and whether what waits still may be accepted."""
        found = read_programme_file(self._path)
        self._waiting, self._refused = None, ""
        if isinstance(found, RefusedProgramme):
            self._refused = _in_one_line(found.faults)
        elif found is not None:
            self._weigh(found)
        self._tell()

    def states(self) -> Sequence[PartState]:
        """Which is in force and which waits, or why the file or what was kept cannot be used."""
        return [PartState("programme", works=not self._problems(), text=self._in_words())]

    def _weigh(self, found: WrittenText) -> None:
        """Refused, waiting, or in force already: that one may also have ended."""
        if is_in_force(found.programme, self._accepted):
            return
        here, today = self._device, self._today()
        objections = tuple(objections_to(found.programme, self._accepted, here.id, here.site, today))
        if objections:
            self._refused = _in_one_line(objections)
        else:
            self._waiting = found

    def _today(self) -> date | None:
        return day_by(self._clock)

    def _read(self) -> tuple[tuple[AcceptedText, ...], str]:
        """The kept texts, or those of a damaged file that are whole, and what is to be told of that."""
        try:
            kept = read_kept(self._kept, _File, "run", MEND)
        except BadKeptFile as error:
            texts = whole_versions(self._kept, "accepted", AcceptedText)
            return texts, f"{'the newest one that is whole holds' if texts else 'none can be read'}: {error}"
        return (kept.accepted if kept else ()), ""

    def _newest_usable(self) -> tuple[Programme | None, str]:
        """The newest that is still a programme, and why that is not the newest of all, or not for here."""
        why = ""
        for kept in reversed(self._texts):
            programme = programme_of(kept.text)
            if isinstance(programme, Programme):
                amiss = next(misfits(programme, self._device.id, self._device.site), "")
                return (None, f"not followed: {amiss}") if amiss else (programme, why)
            why = why or f"the last accepted one cannot be used: {_in_one_line(programme.faults)}"
        return None, why

    def _problems(self) -> list[str]:
        refused = f"{self._path} is refused: {self._refused}" if self._refused else ""
        damage = f"of those that were accepted, {self._damage}" if self._damage else ""
        return [problem for problem in (refused, damage, self._unusable, self._unkept) if problem]

    def _in_words(self) -> str:
        waits = f"{programme_name(self._waiting.programme)} waits to be accepted" if self._waiting else ""
        return "; ".join(words for words in (self._force_in_words(), waits, *self._problems()) if words)

    def _force_in_words(self) -> str:
        accepted, today = self._accepted, self._today()
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
            (log.error if self._problems() else log.info)("programme: %s", words)
        self._told = words


def day_by(clock: Clock) -> date | None:
    """The local day; None where the device does not know it."""
    dating = clock.dating()
    return None if dating.trust == "unknown" else date.fromisoformat(place(clock.monotonic_s(), dating).day)


def _in_one_line(faults: Sequence[str]) -> str:
    """The first fault and how many more; without a name that somebody took for a pseudonym: states are sent."""
    first = faults[0].partition(", got ")[0] if any(place in faults[0] for place in OF_PERSONS) else faults[0]
    more = f", and {len(faults) - 1} more: `easeband programme check --config` names all" if len(faults) > 1 else ""
    return f"{first}{more}"
