"""The store that is always there: a damaged file is moved aside and salvaged, one that was replaced is opened anew.

Knows files and which fault calls for what; must never know what a record is. Nothing is deleted but what was salvaged,
once newer ones are kept.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from device.records.facts import AskedRound, BegunBlock, Dating, Record
from device.store.damage.aside import finish_moving, move_aside
from device.store.damage.check import Checked, check
from device.store.damage.journal import TORN, lost_commits
from device.store.damage.salvage import Salvaged, begin, forget_old, salvage
from device.store.file import OF_THE_MACHINE, StoreDamaged, StoreUnusable, explained
from device.store.writer import Store
from device.system.files import error_in_words

log = logging.getLogger(__name__)

MOST_MOVED: Final = 5  # ours, in one run: a card that ruins every file is not given another one every minute
ROOM_BYTES: Final = 1_000_000  # ours: a new file with its journal takes a tenth of that
PATIENCE: Final = 4  # faults in a row, RETRY_S of the ledger apart, before the file is taken for ruined

T = TypeVar("T")


class SteadyStore:
    """A `Keeper`. Each call works, or raises StoreUnusable: then it may work a while later."""

    def __init__(
        self, path: Path, has_room: Callable[[Path], bool], alive: Callable[[], object] = lambda: None
    ) -> None:
        """`alive` hears now and then of what takes long."""
        self._path, self._has_room, self._alive = path, has_room, alive
        self._store: Store | None = None
        self._is_begun = False  # whether the present file knows of all that were moved aside
        self._upkeep: Iterator[None] | None = None
        self._moved, self._faults = 0, 0
        self._salvaged: list[Salvaged] = []
        self._checked = Checked()
        self._notes: list[str] = []

    def add(self, records: Sequence[Record], dating: Dating, *, in_place: bool = True) -> None:
        """Keep all of them, or raise StoreUnusable and keep none. Unless `in_place`, what is known already stays."""
        self._guarded(lambda store: store.add(records, dating, in_place=in_place))

    def last_end_s(self, boot: str) -> float | None:
        """Where the records of this boot end."""
        return self._guarded(lambda store: store.last_end_s(boot))

    def asked_rounds(self, dating: Dating, within_s: float, now_s: float) -> list[AskedRound]:
        """As of a `Store`."""
        return self._guarded(lambda store: store.asked_rounds(dating, within_s, now_s))

    def begun_blocks(self, dating: Dating, within_s: float, now_s: float) -> list[BegunBlock]:
        """The blocks of exercise that were begun in the last `within_s`."""
        return self._guarded(lambda store: store.begun_blocks(dating, within_s, now_s))

    def tend(self) -> None:
        """One step of what is left to do, if anything is: salvaging, then checking."""
        self._guarded(self._step)

    def notes(self) -> list[str]:
        """What happened to the file since the start, and what was found in it."""
        return [*self._notes, *(seen.in_words() for seen in self._salvaged), *self._checked.in_words()]

    def close(self) -> None:
        """Let go of the file."""
        if self._store is not None:
            self._store.close()
        self._store, self._upkeep = None, None

    def _guarded(self, work: Callable[[Store], T]) -> T:
        try:
            done = work(self._present())
        except StoreDamaged as error:
            return self._without_the_damaged(error, work)
        except StoreUnusable as error:
            return self._after_a_fault(error, work)
        self._faults = 0
        return done

    def _after_a_fault(self, error: StoreUnusable, work: Callable[[Store], T]) -> T:
        if error.code.startswith(OF_THE_MACHINE):
            self._upkeep = None
            raise error
        self.close()
        self._faults += 1
        if self._faults < PATIENCE or (not os.path.lexists(self._path)):
            raise error
        return self._without_the_damaged(error, work)

    def _without_the_damaged(self, error: StoreUnusable, work: Callable[[Store], T]) -> T:
        self.close()
        if self._moved >= MOST_MOVED or not self._has_room(self._path.parent):
            raise error
        aside = self._move_aside(error)
        self._moved, self._faults = self._moved + 1, 0
        log.error("%s; moved to %s, recording continues in a new file", error, aside)
        return work(self._present())

    def _move_aside(self, error: StoreUnusable) -> Path:
        try:
            return move_aside(self._path)
        except OSError as also:
            stays = StoreUnusable(f"{error}; it cannot be moved aside either: {error_in_words(also)}")
            stays.code = error.code
            raise stays from also

    def _present(self) -> Store:
        if self._store is not None and not self._store.is_at_its_path():
            self._note(f"{self._path} was removed or replaced while it was written: what is there now is used")
            self.close()
        if self._store is None:
            with explained(self._path):
                finish_moving(self._path)
                self._warn_of_an_empty_file()
                self._refuse_a_damaged_journal()
            self._store, self._upkeep, self._is_begun = Store(self._path, self._alive), None, False
        if not self._is_begun:
            begin(self._store)
            self._is_begun = True
        return self._store

    def _step(self, store: Store) -> None:
        if self._upkeep is None:
            self._salvaged = [seen for seen in self._salvaged if seen.done]
            self._upkeep = self._all_upkeep(store)
        next(self._upkeep, None)

    def _all_upkeep(self, store: Store) -> Iterator[None]:
        yield from salvage(store, self._salvaged)
        self._checked = Checked()
        yield from check(store, self._checked)
        forget_old(store)
        yield

    def _warn_of_an_empty_file(self) -> None:
        if self._path.is_file() and not self._path.stat().st_size:
            self._note(f"{self._path} was empty: everything before is lost")

    def _refuse_a_damaged_journal(self) -> None:
        """SQLite would forget what stands behind the damage. Raises StoreDamaged."""
        lost = lost_commits(self._path.with_name(self._path.name + "-wal"))
        if lost == TORN:
            log.warning("%s: what was being written at the last power cut is lost", self._path)
        elif lost:
            raise StoreDamaged(f"{self._path}: {lost} or more transactions in its journal are damaged: move both aside")

    def _note(self, text: str) -> None:
        if text not in self._notes:
            log.error("%s", text)
            self._notes = [*self._notes[-1:], text]


def open_store(path: Path, alive: Callable[[], object] = lambda: None) -> SteadyStore:
    """The store at `path`, opened when it is first used: a damaged file is moved aside and a new one begun.

    `alive` hears now and then of what takes long.
    """
    return SteadyStore(path, has_room, alive)


def has_room(folder: Path) -> bool:
    """Whether another file can be made: on a full card a good file is as unusable as a damaged one, and stays."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize >= ROOM_BYTES and (found.f_favail > 0 or not found.f_files)
