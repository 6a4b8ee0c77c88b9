"""The clinic's database is looked through beside its work: after each opening, when it says it is damaged, and daily.

Knows when that is due and what pages then say; must never know SQL, HTML, or what makes a file whole. What an older
layout stored is brought to this one after each look, a step whenever there is time for one.
"""

import logging
from collections.abc import Callable, Sequence
from threading import Thread
from typing import Final, Protocol

from sync.clinic.database import ClinicUnavailable, FoundDamage
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import listed

DAILY_S: Final = 86_400.0  # ours: it reads the whole file
NOT_BEFORE_S: Final = 60.0  # ours: after a check that found a database that does not work, or one that is damaged
TELL_EVERY_S: Final = 60.0
VACUUM: Final = "the room is used for new days; a file of SQLite gets smaller by its VACUUM, while nothing else runs"

UNDER_WAY: Final = marked(
    "What is stored is being looked through since this service was started: until that is done, numbers may be "
    "incomplete."
)

log = logging.getLogger(__name__)


class Checkable(Protocol):
    """A database that can be looked through, from any thread."""

    def wants_check(self) -> bool:
        """Whether another file was opened, or this one said that it is damaged, since this was asked."""
        ...

    def check(self) -> list[FoundDamage]:
        """What is damaged. Raises ClinicUnavailable."""
        ...


class Upgradable(Protocol):
    """Days of older layouts, which are brought to this one in steps, from any thread."""

    def step(self) -> int | None:
        """Some more: how many, None once none is left. Raises ClinicUnavailable."""
        ...


class DatabaseChecks:
    """One check at a time, in a thread of its own, of a database that several connections lead to."""

    def __init__(self, ways: Sequence[Checkable], older: Upgradable, monotonic_s: Callable[[], float]) -> None:
        self._ways, self._older, self._monotonic_s = ways, older, monotonic_s
        self._found: list[FoundDamage] | None = None
        self._thread: Thread | None = None
        self._began_s, self._is_wanted = float("-inf"), True
        self._upgraded: int | None = None  # days since the last look, while some may be left
        self._told_s = float("-inf")

    def check(self) -> None:
        """Begin one when it is time; this never waits. A thread that is left behind holds up no end of the program."""
        now_s = self._monotonic_s()
        wishes = [way.wants_check() for way in self._ways]
        self._is_wanted |= any(wishes)
        if self._thread is not None and self._thread.is_alive():
            return
        if now_s >= self._began_s + self._pause_s():
            self._began_s, self._is_wanted = now_s, False
            self._begin(self._look)
        elif self._upgraded is not None:
            self._begin(self._upgrade)

    def _begin(self, task: Callable[[], None]) -> None:
        self._thread = Thread(target=task, name="clinic check", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the check that is under way is done, if one is."""
        if self._thread is not None:
            self._thread.join()

    def in_words(self) -> str:
        """What pages say of the database; nothing where nothing is wrong."""
        if self._found is None:
            return spoken(UNDER_WAY)
        return database_damage(self._found)

    def _pause_s(self) -> float:
        return NOT_BEFORE_S if self._is_wanted or self._found is None else DAILY_S

    def _look(self) -> None:
        try:
            self._found = self._ways[0].check()
        except ClinicUnavailable as problem:
            log.error("the database could not be looked through: %s", problem)
            return
        for damage in self._found:
            log.error("the clinic's database is damaged: %s: put the last backup in its place", damage.words)
        self._upgraded = None if self._found else 0

    def _upgrade(self) -> None:
        """One step; the next call of `check` begins the next."""
        try:
            done = self._older.step()
        except ClinicUnavailable as problem:
            log.error("days of an older layout stay as they are until the next look: %s", problem)
            self._upgraded = None
            return
        self._upgraded = self._told(self._upgraded or 0, done)

    def _told(self, before: int, done: int | None) -> int | None:
        """How many so far, in the log once a minute and at the end."""
        now_s = self._monotonic_s()
        if done is None:
            if before:
                log.warning("no day of an older layout is left, %d since the last look were: %s", before, VACUUM)
            return None
        if done and now_s >= self._told_s + TELL_EVERY_S:
            self._told_s = now_s
            log.warning(
                "days of older layouts are being brought to this one beside all other work: %d so far", before + done
            )
        return before + done


STORED_THERE: Final = {  # by table; of those that are not here, a person needs to know no more
    "patients": marked("names of patients"),
    "days": marked("numbers of days"),
    "documents": marked("the pages of single days"),
    "status": marked("what devices last reported"),
    "outlines": marked("the list of patients"),
    "refused": marked("messages that were refused"),
    "refusals": marked("messages that were refused"),
    "programmes": marked("exercise programmes that were sent"),
    "markers": marked("injections and other entries"),
    "symptom_names": marked("names of the patients' own symptoms"),
    "people": marked("who may sign in"),
    "cares_for": marked("which therapist has which patients"),
    "visits": marked("who is signed in"),
    "invitations": marked("links for new people"),
    "attempts": marked("failed attempts to sign in"),
    "looks": marked("who looked at which patient"),
}
SOMETHING: Final = marked("part of what is stored")
IS_DAMAGED: Final = marked(
    "The clinic's database is damaged. This may be incomplete or missing on these pages: {what}. Tell whoever looks "
    "after Easeband in your clinic today: the last backup may hold what is missing, and the log of this service says "
    "where the damage is. Until it is mended, rely on no number that looks wrong."
)


def database_damage(found: Sequence[FoundDamage]) -> str:
    """That the database is damaged, what that concerns and what to do, in plain words; nothing where nothing is."""
    what = dict.fromkeys(spoken(STORED_THERE.get(damage.table, SOMETHING)) for damage in found)
    return spoken(IS_DAMAGED, what=listed(list(what))) if found else ""
