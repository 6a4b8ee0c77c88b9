"""How far accepted programmes have come, and the last message of the clinic that was good: a file beside the database.

Knows the file; must never know why a programme was accepted or a message was good. Losing it loses no programme.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final, Literal

from device.programme import Programme
from device.programme.signed import SignedProgramme
from device.records.calendar import LAST_UTC_S
from device.records.decoding import Range
from device.store.versions import BadKeptFile, read_kept, whole_versions, write_kept

log = logging.getLogger(__name__)

NAME: Final = "programme-progress.json"
MOST_COURSES: Final = 50  # ours: years of programmes, 200 bytes each
MEND: Final = "it is made anew"

Origin = Literal["file", "clinic"]
MaybeUtc = Annotated[float, Range(0, LAST_UTC_S)] | None


@dataclass(frozen=True)
class ProgrammeCourse:
    """One accepted programme: the way it came, since when it is in force, and when the first session under it began.

    key_id: of the signature, of one that came from the clinic.
    """

    id: str
    version: int
    came: Origin
    key_id: str = ""
    accepted_utc_s: MaybeUtc = None
    started_utc_s: MaybeUtc = None

    def is_of(self, programme: Programme) -> bool:
        """Whether it is this one's."""
        return (self.id, self.version) == (programme.id, programme.version)


@dataclass(frozen=True)
class GoodMessage:
    """The newest envelope whose signature fitted and that offered what can be followed here, or took that back."""

    sent: SignedProgramme
    received_utc_s: MaybeUtc = None


@dataclass(frozen=True)
class _File:
    version: Literal[1]
    courses: tuple[ProgrammeCourse, ...] = ()  # oldest first
    messages: tuple[GoodMessage, ...] = ()  # one at most


class ProgrammeProgress:
    """What is known; in memory alone where it cannot be kept, which the log tells."""

    def __init__(self, database: str) -> None:
        self._path = Path(database).with_name(NAME)
        self._kept, self._is_kept = self._read(), True

    @property
    def message(self) -> GoodMessage | None:
        """The newest good one."""
        return self._kept.messages[-1] if self._kept.messages else None

    def keep_message(self, message: GoodMessage) -> None:
        """From now on this is the newest good one."""
        self._keep(replace(self._kept, messages=(message,)))

    def try_again(self) -> None:
        """Keep it where that failed before."""
        if not self._is_kept:
            self._keep(self._kept)

    def course(self, programme: Programme) -> ProgrammeCourse | None:
        """That of the programme."""
        return next((course for course in reversed(self._kept.courses) if course.is_of(programme)), None)

    def accepted(self, course: ProgrammeCourse) -> None:
        """It is the newest of all."""
        others = [one for one in self._kept.courses if (one.id, one.version) != (course.id, course.version)]
        self._keep(replace(self._kept, courses=(*others, course)[-MOST_COURSES:]))

    def started(self, programme: Programme, utc_s: float | None) -> None:
        """The first session under it began; later ones change nothing."""
        course = self.course(programme) or ProgrammeCourse(programme.id, programme.version, "file")
        if course.started_utc_s is None:
            began = replace(course, started_utc_s=utc_s or 0.0)
            courses = [began if one is course else one for one in self._kept.courses]
            self._keep(replace(self._kept, courses=tuple(courses if began in courses else (began, *courses))))

    def highest_version(self, programme_id: str) -> int:
        """Of those that were ever accepted under this id."""
        return max((course.version for course in self._kept.courses if course.id == programme_id), default=0)

    def was_replaced(self, programme: Programme) -> bool:
        """Whether it was accepted once, and another one after it."""
        return any(course.is_of(programme) for course in self._kept.courses[:-1])

    def _read(self) -> _File:
        try:
            return read_kept(self._path, _File, "run", MEND) or _File(1)
        except BadKeptFile as error:
            log.error("%s", error)
            return _File(
                1,
                whole_versions(self._path, "courses", ProgrammeCourse),
                whole_versions(self._path, "messages", GoodMessage)[-1:],
            )

    def _keep(self, file: _File) -> None:
        self._kept, was_kept = file, self._is_kept
        try:
            write_kept(self._path, file)
        except BadKeptFile as error:
            self._is_kept = False
            if was_kept:
                log.error("how far programmes have come is not kept: %s", error)
        else:
            self._is_kept = True
