"""Tells systemd that we started, are alive, or are stopping. Knows the notify socket; must never decide when."""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE_IN: Final = "WATCHDOG_USEC"  # where systemd says how long it waits, and how it is told another time
MICROSECONDS_A_SECOND: Final = 1_000_000

log = logging.getLogger(__name__)


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
    usual = os.environ.get(PATIENCE_IN)
    notify(f"READY=1\n{PATIENCE_IN}={first_s * MICROSECONDS_A_SECOND:.0f}" if usual else "READY=1")


def alive() -> None:
    """One sign of life; from the first on, the watchdog waits for as long as its unit says."""
    usual = os.environ.get(PATIENCE_IN)
    notify(f"WATCHDOG=1\n{PATIENCE_IN}={usual}" if usual else "WATCHDOG=1")


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Have the watchdog wait for so long while this lasts, as for a slow card; afterwards as long as its unit says.

    The sign of life in the same message counts first: else what took long would be held against the shorter time.
    """
    usual = os.environ.get(PATIENCE_IN)
    if usual is None:
        yield
        return
    notify(f"WATCHDOG=1\n{PATIENCE_IN}={seconds * MICROSECONDS_A_SECOND:.0f}")
    try:
        yield
    finally:
        alive()


def alive_until(stopping: Callable[[], bool]) -> Callable[[], bool]:
    """The same question, which also tells the watchdog that the loop that asks it is alive."""

    def asked() -> bool:
        notify("WATCHDOG=1")
        return stopping()

    return asked
