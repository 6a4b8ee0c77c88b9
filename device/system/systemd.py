"""Tells systemd that we started, are alive and get on, or are stopping.

Knows the notify socket, and how old the last progress may be; must never know what progress is.
"""

import logging
import math
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE_IN: Final = "WATCHDOG_USEC"  # where systemd says how long it waits, and how it is told another time
MICROSECONDS_A_SECOND: Final = 1_000_000

log = logging.getLogger(__name__)


class _Start:
    """What systemd was told to wait for at the start; nothing once there was a sign of life, or without a watchdog."""

    microseconds: str | None = None


_start: Final = _Start()


def notify(state: str) -> bool:
    """Send one line such as `READY=1`, `WATCHDOG=1` or `STATUS=...`; False where nobody asked for it or hears it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        try:
            out.sendto(state.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)
        except OSError as error:  # systemd is busy or restarting itself: no reason to stop measuring
            log.warning("systemd does not hear %s: %s", state, error)
            return False
    return True


def ready(first_s: float) -> None:
    """Started; the first sign of life may take so long, since a slow card still hands out the program."""
    _start.microseconds = _microseconds(first_s) if PATIENCE_IN in os.environ else None
    notify(f"READY=1\n{PATIENCE_IN}={_start.microseconds}" if _start.microseconds else "READY=1")


def alive() -> None:
    """One sign of life; from the first on, the watchdog waits for as long as its unit says."""
    _start.microseconds = None
    _waits_again()


def _waits_again() -> None:
    usual = _start.microseconds or os.environ.get(PATIENCE_IN)
    notify(f"WATCHDOG=1\n{PATIENCE_IN}={usual}" if usual else "WATCHDOG=1")


def _microseconds(seconds: float) -> str:
    return f"{seconds * MICROSECONDS_A_SECOND:.0f}"


def still_alive() -> None:
    """One sign of life of work that takes long: the watchdog waits once more for as long as it does already."""
    notify("WATCHDOG=1")


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Have the watchdog wait for so long while this lasts, as for a slow card; afterwards for as long as before.

    The sign of life in the same message counts first: else what took long would be held against the shorter time.
    """
    if PATIENCE_IN not in os.environ:
        yield
        return
    notify(f"WATCHDOG=1\n{PATIENCE_IN}={_microseconds(seconds)}")
    try:
        yield
    finally:
        _waits_again()


def alive_until(stopping: Callable[[], bool]) -> Callable[[], bool]:
    """The same question, which also tells the watchdog that the loop that asks it is alive."""

    def asked() -> bool:
        notify("WATCHDOG=1")
        return stopping()

    return asked


BEAT_S: Final = 1.0  # ours: a unit's patience is a minute at least where a loop is asked by this


class Progress:
    """Of a loop that goes over a network: the watchdog hears of its turns only while it also gets on.

    Called for each progress: something is done, there is nothing to do, or a fault that is known and told is waited
    for. A loop that only turns is started again by systemd.
    """

    def __init__(
        self, monotonic_s: Callable[[], float], stalled_s: float, tell: Callable[[str], object] = notify
    ) -> None:
        """`stalled_s`: so old the last progress may be; the start counts as one."""
        self._monotonic_s, self._stalled_s, self._tell = monotonic_s, stalled_s, tell
        self._made_s, self._next_s, self._is_told = monotonic_s(), -math.inf, False

    def __call__(self) -> None:
        """There is progress now."""
        self._made_s, self._is_told = self._monotonic_s(), False

    def until(self, stopping: Callable[[], bool], others: Callable[[], bool] = lambda: True) -> Callable[[], bool]:
        """The same question; whoever asks it turns. `others`: whether what runs beside the loop gets on too."""

        def asked() -> bool:
            self._turned(self._monotonic_s(), others=others)
            return stopping()

        return asked

    def _turned(self, now_s: float, *, others: Callable[[], bool]) -> None:
        if now_s < self._next_s:
            return
        self._next_s = now_s + BEAT_S
        if now_s < self._made_s + self._stalled_s and others():
            self._tell("WATCHDOG=1")
        elif not self._is_told:
            self._is_told = True
            log.error("this program turns and gets nowhere: the watchdog hears of it no more, and starts it again")
