"""Asks a loop to end: SIGTERM, Ctrl-C, a closed terminal. Knows signals; must never know what is being ended."""

import signal
from types import FrameType


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
