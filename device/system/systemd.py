"""Tells systemd that we started, are alive, or are stopping. Knows the notify socket; must never decide when."""

import logging
import os
import socket
from collections.abc import Callable

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


def alive_until(stopping: Callable[[], bool]) -> Callable[[], bool]:
    """The same question, which also tells the watchdog that the loop that asks it is alive."""

    def asked() -> bool:
        notify("WATCHDOG=1")
        return stopping()

    return asked
