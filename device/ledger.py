"""Holds records until they are on disk, and writes them in batches to spare the card.

Knows when a record may wait; must never know what it means. A record leaves memory only after its transaction.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Protocol

from device.clock import Clock
from device.records import Dating, Mark, Minute, Record, SetResult
from device.store import StoreUnusable

log = logging.getLogger(__name__)

WRITES_AT_ONCE = (Minute, SetResult, Mark)  # a minute ends a batch; what a person just did must survive the next moment
RETRY_S = 10.0
MOST_WAITING = 20_000  # two weeks of minutes: 20 MB of memory at most, then the oldest go, said in the log


class Keeper(Protocol):
    """Where records end up: `device.store.Store` or anything like it."""

    def add(self, records: Sequence[Record], dating: Dating) -> None:
        """Keep all of them, or raise StoreUnusable and keep none."""


class Ledger:
    """The store's waiting room."""

    def __init__(self, store: Keeper, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._waiting: list[Record] = []
        self._retry_at_s = float("-inf")
        self.failing = False

    def add(self, records: Iterable[Record]) -> bool:
        """Take records in; True when this put a batch on disk."""
        new = list(records)
        self._waiting += new
        if len(self._waiting) > MOST_WAITING:
            log.error("%d records dropped: nothing could be written for too long", len(self._waiting) - MOST_WAITING)
            self._waiting = self._waiting[-MOST_WAITING:]
        return self._due(new) and self.write()

    def write(self) -> bool:
        """Put everything that waits on disk; False when it could not be (it keeps waiting) or nothing waited."""
        if not self._waiting:
            return False
        try:
            self._store.add(self._waiting, self._clock.dating())
        except StoreUnusable as error:
            log.error("%d records wait in memory: %s", len(self._waiting), error)
            self.failing, self._retry_at_s = True, self._clock.monotonic_s() + RETRY_S
            return False
        if self.failing:
            log.info("writing works again: %d records on disk", len(self._waiting))
        self._waiting, self.failing = [], False
        return True

    def _due(self, new: list[Record]) -> bool:
        if self.failing:
            return self._clock.monotonic_s() >= self._retry_at_s
        return any(isinstance(record, WRITES_AT_ONCE) for record in new)
