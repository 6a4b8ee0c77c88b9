"""Asks a loop to end: SIGTERM, Ctrl-C, a closed terminal. Knows signals; must never know what is being ended."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

BY_SIGNAL = 128  # the shell's convention: an exit status is this and the signal's number


class Stopping:
    """Becomes true once SIGTERM, SIGINT or SIGHUP has come; a second SIGTERM or SIGINT ends the process at once.

    A SIGHUP that was ignored at the start, as nohup does, stays so.
    """

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._ask)

    def __call__(self) -> bool:
        """Whether to end."""
        return self._asked

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGHUP:  # a closing terminal and its shell send one each
            signal.signal(number, signal.SIG_DFL)
        self._asked = True


@contextmanager
def clearing_away() -> Iterator[None]:
    """For work without a loop: SIGTERM and SIGHUP leave it as an exception, so that nothing stays half done."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number in (number for number, handler in before.items() if handler is not signal.SIG_IGN):
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(BY_SIGNAL + number)
