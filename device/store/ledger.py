"""Holds records until they are on disk, and writes them in batches to spare the card.

Knows when a record may wait; must never know what it means. A record leaves memory only after its transaction.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeVar

from device.health import PartState, numbered
from device.records.facts import (
    AskedRound,
    BegunBlock,
    Checkup,
    Dating,
    ExerciseSession,
    Gap,
    Mark,
    Minute,
    Record,
    SetResult,
    Setup,
    SymptomRound,
)
from device.store.file import StoreUnusable
from device.store.rows import end_s
from device.store.waiting import WaitingFile
from device.system.clock import Clock

T = TypeVar("T")

log = logging.getLogger(__name__)

# What a person just did must survive the next moment, also a power cut; minutes wait for each other.
WRITES_AT_ONCE = (SetResult, ExerciseSession, Setup, Mark, Checkup, SymptomRound)
MINUTES_TOGETHER = 5  # ours: what a power cut costs; a commit takes 4 kB of the card at the least, whatever is in it
MOST_WAITED_S = 300.0  # those five minutes, where fewer come
RETRY_S = 10.0
SAID_AGAIN_S = 600.0  # ours: the same fault in the log; a line each time would push out everything else
TEND_S = 1.0  # between two steps of what the store has to do besides: some 40 ms each on a Pi
DROPPED = "the oldest records were dropped: nothing could be written for too long"
MOST_WAITING = 20_000  # two weeks of minutes: 20 MB of memory at most, then the oldest go, said in the log


class Keeper(Protocol):
    """Where records end up: `device.store.writer.Store` or anything like it."""

    def add(self, records: Sequence[Record], dating: Dating, *, in_place: bool = True) -> None:
        """Keep all of them, or raise StoreUnusable and keep none. Unless `in_place`, what is known already stays."""

    def last_end_s(self, boot: str) -> float | None:
        """Where the records of this boot end."""

    def begun_blocks(self, dating: Dating, within_s: float, now_s: float) -> list[BegunBlock]:
        """The blocks of exercise that were begun in the last `within_s`."""

    def asked_rounds(self, dating: Dating, within_s: float, now_s: float) -> list[AskedRound]:
        """The rounds of questions that began in the last `within_s`."""

    def tend(self) -> None:
        """One short step of what there is to do besides."""

    def notes(self) -> list[str]:
        """What a person should know of the file, though it can be written."""

    def close(self) -> None:
        """Let go of it."""


class Ledger:
    """The store's waiting room. Measuring goes on while the store cannot be opened or written."""

    def __init__(
        self,
        open_store: Callable[[], Keeper],
        clock: Clock,
        slowly: Callable[[], AbstractContextManager[None]] = nullcontext,
        hold: WaitingFile | None = None,
    ) -> None:
        """`open_store` gives the store or raises StoreUnusable; it is tried again until it does.

        While the card is opened or written, which may take it many seconds, this is `slowly` done. Without a `hold`
        that works, no minute waits. What an earlier run left in it is put on disk now.
        """
        self._open_store, self._clock, self._slowly = open_store, clock, slowly
        self._store: Keeper | None = None
        self._hold = hold or WaitingFile()
        self._waiting: list[Record] = []
        self._waits_since_s = clock.monotonic_s()
        self._retry_at_s, self._tend_at_s = float("-inf"), clock.monotonic_s() + TEND_S
        self._dropped = False
        self.failing, self._say_at_s = False, 0.0
        self._seen = ""
        self._opened()
        self._recover_held()

    def close(self) -> None:
        """Let go of the store. What could not be written is held for the next start."""
        if self._waiting:
            self._held()
        if self._store is not None:
            self._store.close()

    def last_end_s(self) -> float | None:
        """Where the records of this boot end, in monotonic seconds; None where there are none or nobody can know."""
        on_disk_s = self._asked(lambda store: store.last_end_s(self._clock.dating().boot), None)
        waiting_s = [end_s(record) for record in self._waiting if isinstance(record, Minute | Gap)]
        return max(waiting_s + ([] if on_disk_s is None else [on_disk_s]), default=None)

    @property
    def waiting(self) -> int:
        """How many records are not on disk yet."""
        return len(self._waiting)

    def begun_blocks(self, within_s: float) -> list[BegunBlock]:
        """The blocks of exercise that were begun in the last `within_s`; none where nobody can know."""
        dating, now_s = self._clock.dating(), self._clock.monotonic_s()
        return self._asked(lambda store: store.begun_blocks(dating, within_s, now_s), [])

    def asked_rounds(self, within_s: float) -> list[AskedRound] | None:
        """The rounds of questions that began in the last `within_s`; None where nobody can know."""
        dating, now_s = self._clock.dating(), self._clock.monotonic_s()
        return self._asked(lambda store: store.asked_rounds(dating, within_s, now_s), None)

    def recover(self, records: Sequence[Record], dating: Dating) -> bool:
        """Put on disk what an earlier run, dated so, was cut off from; what it had written stays as it is."""
        if not self._opened():
            return False
        assert self._store is not None  # noqa: S101 - _opened() says so
        try:
            with self._slowly():
                self._store.add(records, dating, in_place=False)
        except StoreUnusable as error:
            return self._fail(error)
        return True

    def add(self, records: Iterable[Record]) -> bool:
        """Take records in; True when this put all that waits on disk, or where a program that is killed leaves it."""
        new = list(records)
        self._waits_since_s = self._waits_since_s if self._waiting else self._clock.monotonic_s()
        self._waiting += new
        if len(self._waiting) > MOST_WAITING:
            self._drop_oldest(len(self._waiting) - MOST_WAITING)
        if self._due(new) and self.write():
            return True
        if any(_is_a_minute(record) or _goes_at_once(record) for record in new):
            return self._held() or (not self.failing and self.write())
        self._tend()
        return False

    def _held(self) -> bool:
        return self._hold.keep(self._waiting, self._clock.dating())

    def _drop_oldest(self, number: int) -> None:
        log.error("%s dropped: nothing could be written for too long", numbered(number, "record"))
        self._dropped, self._waiting = True, self._waiting[number:]

    def write(self) -> bool:
        """Put everything that waits on disk; False when it could not be (it keeps waiting) or nothing waited."""
        if not self._waiting or not self._opened():
            return False
        assert self._store is not None  # noqa: S101 - _opened() says so
        try:
            with self._slowly():
                self._store.add(self._waiting, self._clock.dating())
        except StoreUnusable as error:
            return self._fail(error)
        if self.failing:
            log.info("writing works again: %s written", numbered(len(self._waiting), "record"))
        self._hold.clear()
        self._waiting, self.failing = [], False
        return True

    def states(self) -> list[PartState]:
        """Whether records reach the disk, what becomes of them meanwhile, and what happened to those of before.

        A store that lost something works no better than one that fails: a person has to look at the card. How many
        wait stands in the log: a text with a number that grows would be sent to the clinic each minute.
        """
        notes = [] if self._store is None else self._store.notes()
        if self._dropped:
            notes = [DROPPED, *notes]
        text = f"records wait in memory: {self._seen}" if self.failing else "records are written"
        return [PartState("store", works=not (self.failing or notes), text="; ".join([text, *notes]))]

    def _asked(self, question: Callable[[Keeper], T], otherwise: T) -> T:
        """The store's answer, or what is taken where it cannot answer."""
        if self._store is None:
            return otherwise
        try:
            return question(self._store)
        except StoreUnusable as error:
            self._fail(error)
            return otherwise

    def _tend(self) -> None:
        now_s = self._clock.monotonic_s()
        if not self.failing and now_s >= self._tend_at_s:
            self._tend_at_s = now_s + TEND_S
            self._asked(lambda store: store.tend(), None)

    def _opened(self) -> bool:
        if self._store is not None:
            return True
        try:
            with self._slowly():
                self._store = self._open_store()
        except StoreUnusable as error:
            return self._fail(error)
        return True

    def _recover_held(self) -> None:
        """What waited when an earlier run ended; if the card does not take it now, it goes on waiting."""
        left = self._hold.left()
        if left is None:
            return
        here, number = self._clock.dating(), numbered(len(left.records), "record")
        is_ours = left.dating.boot == here.boot
        if self.recover(left.records, here if is_ours else left.dating):
            self._hold.clear()
            log.warning("the program ended while %s waited: on the card now", number)
        elif is_ours:
            self._waiting = list(left.records)
        else:
            self._hold.put_aside(f"{number} of another start of the computer cannot be written now")

    def _fail(self, error: StoreUnusable) -> bool:
        now_s = self._clock.monotonic_s()
        if not self.failing or str(error) != self._seen or now_s >= self._say_at_s:
            self._say_at_s = now_s + SAID_AGAIN_S
            log.error("measuring continues, records wait in memory (%d now): %s", len(self._waiting), error)
        self._seen = str(error)
        self.failing, self._retry_at_s = True, now_s + RETRY_S
        return False

    def _due(self, new: list[Record]) -> bool:
        if self.failing:
            return self._clock.monotonic_s() >= self._retry_at_s
        if self._waiting and self._clock.monotonic_s() >= self._waits_since_s + MOST_WAITED_S:
            return True
        return sum(map(_is_a_minute, self._waiting)) >= MINUTES_TOGETHER or any(map(_goes_at_once, new))


def _is_a_minute(record: Record) -> bool:
    """Also one of quiet time: a night of them would be five times as much for the card."""
    return isinstance(record, Minute) or (isinstance(record, Gap) and record.reason == "not worn")


def _goes_at_once(record: Record) -> bool:
    """An hour of privacy too: somebody asked for it."""
    return isinstance(record, WRITES_AT_ONCE) or (isinstance(record, Gap) and record.reason == "privacy")
