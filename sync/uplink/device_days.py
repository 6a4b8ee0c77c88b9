"""What can be read of the device's database at this moment, and in words what cannot.

Knows the faults of the file and of single days, and when they are looked at again; must never know receipts,
messages or connections.
"""

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from device.day.document import DayDocument
from device.store import DeviceReader, StoreMissing, StoreUnusable
from sync.uplink.outbox import DayRevision
from sync.wire.i_json import WHOLE_NUMBER_LIMIT
from sync.wire.messages import UnsentDay, short
from sync.wire.waiting import doubled

FIRST_REST_S, LONGEST_REST_S = 60.0, 3600.0  # until a day that could not be read is read again at the same revision
UNLISTED_S = 600.0  # between two looks for days without a row
# What reading a row and deriving a day may raise once a byte of the file has changed: no row is what it was written as.
UNREADABLE = (StoreUnusable, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Unread:
    """A day that could not be read or cannot be sent as it is."""

    revision: int
    reason: str
    tries: int
    rest_until_s: float


class DeviceDays:
    """The days of the database at `path`, which may be missing, damaged or replaced at any time."""

    def __init__(self, path: Path, device: str, monotonic_s: Callable[[], float]) -> None:
        self._path, self._device, self._monotonic_s = path, device, monotonic_s
        self._reader: DeviceReader | None = None
        self._unread: dict[str, _Unread] = {}
        self.store, self.days = "", list[DayRevision]()
        self.empty: set[str] = set()  # those of them that hold nothing any more
        self.boots: list[str] = []  # that were recorded in
        self._state: tuple[object, ...] = ()  # of the file when it was last looked into
        self._awaited: dict[str, int] = {}  # in this state
        self._unlisted, self._next_unlisted_s = list[str](), -math.inf
        self.trouble: str | None = None  # why nothing at all can be read

    def close(self) -> None:
        """Let go of the file."""
        if self._reader:
            self._reader.close()
        self._reader, self._next_unlisted_s, self._state = None, -math.inf, ()

    def look(self) -> bool:
        """Whether the file can be read; `store`, `days` and `empty` are then as they are in it now."""
        try:
            self._reader = self._reader or DeviceReader(self._path)
            state = self._reader.state()
            if state == self._state and self._monotonic_s() < self._next_unlisted_s:
                return True
            self._state, self._awaited = state, {}
            store, rows = self._reader.store_id(), self._reader.days()
            self._next_unlisted_s = self._next_unlisted_s if store == self.store else -math.inf
            self.store, self.empty, self.boots = store, self._reader.empty_days(), self._reader.boots()
            rows += [(day, 0) for day in self._unlisted_days(self._reader) if day not in dict(rows)]
        except (StoreMissing, *UNREADABLE) as problem:
            self._cannot_read(problem)
            return False
        self.days = self._sound(rows)
        self._readable_again()
        return True

    def document(self, item: DayRevision) -> DayDocument | None:
        """The day; None when it cannot be read, or could not be a short time ago."""
        if self.rests(item) or not self._reader:
            return None
        try:
            return self._reader.document(item[0], self._device)
        except (StoreMissing, *UNREADABLE) as problem:
            self.refuse(item, _in_words(problem))
            return None

    def awaited(self, day: str) -> int:
        """Another number whenever something of the day is new that people wait to see; 0 where it cannot be read."""
        if day not in self._awaited and self._reader:
            try:
                self._awaited[day] = self._reader.awaited(day)
            except (StoreMissing, *UNREADABLE):
                self._awaited[day] = 0  # the day's document will not be readable either, and says why
        return self._awaited.get(day, 0)

    def refuse(self, item: DayRevision, reason: str) -> None:
        """Name the day in the status, and leave it alone for a while, or until it has a new revision."""
        name, revision = item
        last = self._unread.get(name)
        if last is None or last.reason != reason:
            log.error("%s cannot be sent: %s; all other days are sent, and it is tried again", name, reason)
        tries = last.tries + 1 if last and last.revision == revision else 1
        rest_s = doubled(FIRST_REST_S, tries, LONGEST_REST_S)
        self._unread[name] = _Unread(revision, reason, tries, self._monotonic_s() + rest_s)

    def passed(self, name: str) -> None:
        """The day could be read and sent after all."""
        if self._unread.pop(name, None):
            log.info("%s can be read again", name)

    def unreadable(self) -> list[UnsentDay]:
        """What is not sent, newest first."""
        return [UnsentDay(short(name), unread.reason) for name, unread in sorted(self._unread.items(), reverse=True)]

    def rests(self, item: DayRevision) -> bool:
        """Whether this revision of the day could not be read a short time ago."""
        last = self._unread.get(item[0])
        return last is not None and last.revision == item[1] and self._monotonic_s() < last.rest_until_s

    def _sound(self, rows: Sequence[tuple[object, object]]) -> list[DayRevision]:
        """The rows that say a date and a revision; the others are named."""
        sound = list[DayRevision]()
        for day, revision in rows:
            if isinstance(day, str) and isinstance(revision, int) and _is_date(day) and _is_revision(revision):
                sound.append((day, revision))
            elif not self.rests(unsound := (str(day), 0)):
                seen = f"expected a date and a revision from 1, got {short(str(day))!r}, {revision!r}"
                self.refuse(unsound, f"{seen}: the day's row was changed or taken away on the card")
        names = {str(day) for day, _ in rows}
        self._unread = {name: unread for name, unread in self._unread.items() if name in names}
        return sound

    def _unlisted_days(self, reader: DeviceReader) -> list[str]:
        """Looked for now and then: as a rule there are none."""
        if self._monotonic_s() >= self._next_unlisted_s:
            self._next_unlisted_s = self._monotonic_s() + UNLISTED_S
            self._unlisted = reader.unlisted_days()
        return self._unlisted

    def _cannot_read(self, problem: Exception) -> None:
        self.close()
        trouble = f"the recorder's database cannot be read: {_in_words(problem)}"
        if trouble != self.trouble:
            log.log(logging.INFO if isinstance(problem, StoreMissing) else logging.ERROR, "%s; waiting for it", trouble)
        self.trouble, self.days = trouble, []

    def _readable_again(self) -> None:
        if self.trouble:
            log.info("the recorder's database can be read: %d days", len(self.days))
        self.trouble = None


def _in_words(problem: Exception) -> str:
    kind = "" if isinstance(problem, (StoreMissing, StoreUnusable, ValueError)) else f"{type(problem).__name__}: "
    return short(f"{kind}{problem}")


def _is_date(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _is_revision(revision: int) -> bool:
    return 1 <= revision <= WHOLE_NUMBER_LIMIT
