"""The pages for as long as the clinic runs: shown again when they end, while the collector goes on.

Knows when to try again; must never know what the pages show, or that anything else runs beside them.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from fastapi import FastAPI

from sync.clinic.web.address import AddressTaken, port_of
from sync.clinic.web.server import Pages, begin_serving

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 300.0
STUCK_S: Final = 150.0  # ours: the first chart, before the server's loop begins, takes so long on no computer we know
LASTING_S: Final = 60.0  # pages that were shown for so long begin with the first pause again

log = logging.getLogger(__name__)


class KeptPages:
    """Pages that are looked after by `check`, which never waits."""

    def __init__(self, app: FastAPI, host: str, port: int, monotonic_s: Callable[[], float]) -> None:
        """Raises CannotListen where no waiting can help."""
        self._app, self._host, self._port, self._monotonic_s = app, host, port, monotonic_s
        self._pages: Pages | None = None
        self._pause_s, self._began_s, self._next_s = FIRST_PAUSE_S, 0.0, monotonic_s()
        self._seen, self._seen_s = (0, 0), monotonic_s()  # the last turn of the web server, and when it was seen
        self.check()

    def check(self) -> None:
        """See whether they are shown, and show them again when it is time."""
        if self._pages and self._pages.thread.done():
            self._ended(self._pages)
        if not self._pages and self._monotonic_s() >= self._next_s:
            self._begin()

    @property
    def get_on(self) -> bool:
        """Whether the web server's loop turns; also while none runs, which is known and told."""
        now_s, seen = self._monotonic_s(), (id(self._pages), self._pages.turns.number if self._pages else 0)
        if seen != self._seen or not self._pages:
            self._seen, self._seen_s = seen, now_s
        return now_s < self._seen_s + STUCK_S

    def end(self) -> None:
        """Show them no more."""
        if self._pages:
            self._pages.end()

    def _ended(self, pages: Pages) -> None:
        self._pages = None
        if self._monotonic_s() - self._began_s >= LASTING_S:
            self._pause_s = FIRST_PAUSE_S
        self._try_later(f"the pages at {pages} have ended: {pages.why}")

    def _begin(self) -> None:
        try:
            self._pages = begin_serving(self._app, self._host, self._port)
        except AddressTaken as problem:
            self._try_later(str(problem))
            return
        self._port, self._began_s = port_of(str(self._pages)), self._monotonic_s()
        log.info("pages at %s", self._pages)

    def _try_later(self, problem: str) -> None:
        log.error("%s; collecting goes on, and the pages are tried again in %.0f s", problem, self._pause_s)
        self._next_s = self._monotonic_s() + self._pause_s
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)


@contextmanager
def kept_pages(app: FastAPI, host: str, port: int, monotonic_s: Callable[[], float]) -> Iterator[KeptPages]:
    """The pages, until the end of the block. Raises CannotListen where no waiting can help."""
    pages = KeptPages(app, host, port, monotonic_s)
    try:
        yield pages
    finally:
        pages.end()
