"""Asks a loop to end: SIGTERM, Ctrl-C, or a deadline. Knows signals; must never know what is being ended."""

import signal
from types import FrameType


class Stopping:
    """Becomes true once SIGTERM or SIGINT has come; a second one ends the process at once."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def __call__(self) -> bool:
        """Whether to end."""
        return self._asked

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._asked = True
