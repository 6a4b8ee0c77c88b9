"""Tells systemd that we started, are alive, or are stopping. Knows the notify socket; must never decide when."""

import os
import socket


def notify(state: str) -> bool:
    """Send one line such as `READY=1`, `WATCHDOG=1` or `STATUS=...`; False where nobody asked for it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
        out.sendto(state.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)
    return True
