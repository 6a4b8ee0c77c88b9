"""The programmes that the patient accepted, as they were written, in a file beside the database: the last of them.

Knows the file and which of its texts is still a programme; must never know what waits, or how it was delivered. It is
read as strictly as a new one: no edit of the file lifts a cap.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from device.prescription.programme_file import WrittenText, programme_of
from device.prescription.short_words import in_one_line
from device.programme import Programme
from device.programme.offered import misfits
from device.records.calendar import LAST_UTC_S
from device.records.decoding import Range
from device.store.versions import BadKeptFile, read_kept, whole_versions, write_kept
from device.system.config import Device

NAME: Final = "accepted-programme.json"
MOST_KEPT: Final = 5  # ours: five of the longest fit into a kept file
MEND: Final = "accept a programme again, which replaces it"


@dataclass(frozen=True)
class AcceptedText:
    """A programme as it was written, and when it was accepted."""

    accepted_utc_s: Annotated[float, Range(0, LAST_UTC_S)]
    text: str


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    accepted: tuple[AcceptedText, ...]  # oldest first


class AcceptedTexts:
    """The texts, and the newest that can be followed here."""

    def __init__(self, database: str, device: Device) -> None:
        self._path = Path(database).with_name(NAME)
        self._texts, self.damage = self._read()
        self._read_texts = [programme_of(kept.text) for kept in self._texts]
        self.programme, self.unusable = self._newest_usable(device)

    @property
    def programmes(self) -> list[Programme]:
        """All of them that are still programmes, oldest first."""
        return [found for found in self._read_texts if isinstance(found, Programme)]

    def add(self, written: WrittenText, utc_s: float) -> None:
        """It is in force once it is on the disk. Raises BadKeptFile."""
        texts = (*self._texts, AcceptedText(max(0.0, utc_s), written.text))[-MOST_KEPT:]
        write_kept(self._path, _File(1, texts))
        self._texts, self.programme = texts, written.programme
        self._read_texts = [*self._read_texts, written.programme][-MOST_KEPT:]
        self.damage = self.unusable = ""

    def _read(self) -> tuple[tuple[AcceptedText, ...], str]:
        """The kept texts, or those of a damaged file that are whole, and what is to be told of that."""
        try:
            kept = read_kept(self._path, _File, "run", MEND)
        except BadKeptFile as error:
            texts = whole_versions(self._path, "accepted", AcceptedText)
            return texts, f"{'the newest one that is whole holds' if texts else 'none can be read'}: {error}"
        return (kept.accepted if kept else ()), ""

    def _newest_usable(self, device: Device) -> tuple[Programme | None, str]:
        """The newest that is still a programme, and why that is not the newest of all, or not for here."""
        why = ""
        for programme in reversed(self._read_texts):
            if isinstance(programme, Programme):
                amiss = next(misfits(programme, device.id, device.site), "")
                return (None, f"not followed: {amiss}") if amiss else (programme, why)
            why = why or f"the last accepted one cannot be used: {in_one_line(programme.faults)}"
        return None, why
