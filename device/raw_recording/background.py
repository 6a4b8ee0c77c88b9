"""Job that the loop does not wait for: one thread, which does what it is given in its order.

Knows work; must never know what it is. It is the only thread of our own, and is there only while a raw recording is
on: a memory card may hold a write for seconds, and the sensor's FIFO 0.7.
"""

import logging
from collections.abc import Callable
from queue import Full, Queue
from threading import Thread
from typing import Final, Protocol

log = logging.getLogger(__name__)

MOST_WAITING: Final = 3  # ours: minutes; 0.4 MB of memory each
PATIENCE_S: Final = 3.0  # at the end: the watchdog's is 6 s

Job = Callable[[], None]


class DoesWork(Protocol):
    """Who does work, now or soon."""

    def hand_over(self, work: Job) -> bool:
        """Whether it is taken."""

    def finish(self) -> bool:
        """Do what waits; whether all is done."""


class AtOnce:
    """Does it before it returns: in simulated time nothing may take real time."""

    def hand_over(self, work: Job) -> bool:
        """Always."""
        work()
        return True

    def finish(self) -> bool:
        """There is nothing left."""
        return True


class Background:
    """A thread, started with its first work; what does not end in time is left to the end of the process."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._waiting: Queue[Job | None] = Queue(MOST_WAITING)
        self._thread: Thread | None = None
        self._patience_s = patience_s

    def hand_over(self, work: Job) -> bool:
        """False where too much waits already, or its thread has ended."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name="raw-recording", daemon=True)
            self._thread.start()
        return self._thread.is_alive() and self._put(work)

    def finish(self) -> bool:
        """False where a write hangs for longer than the patience."""
        if self._thread is None:
            return True
        self._put(None)
        self._thread.join(self._patience_s)
        return not self._thread.is_alive()

    def _put(self, work: Job | None) -> bool:
        try:
            self._waiting.put_nowait(work)
        except Full:
            return False
        return True

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            work()
