"""Where the demo's page is shown: a port for it, and whether it is there yet.

Knows ports and HTTP; must never know what the page shows.
"""

import socket
import urllib.request
from http.client import HTTPException
from typing import Protocol

from device.system.arguments import PAGE_PORT
from sync.demo.broker import HOST
from sync.demo.parts import DemoFailed, DemoLine, Part

PAGE_WAIT_S = 60.0
PAGE_LOOK_S = 0.2
ANSWER_S = 1.0
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy reaches this computer's loopback


class Timer(Protocol):
    """What waiting needs of a clock."""

    def monotonic_s(self) -> float:
        """Seconds."""

    def sleep(self, seconds: float) -> None:
        """Return after so many."""


def web_port(asked: int | None) -> int:
    """The port asked for, else the usual one, else any free one. Raises DemoFailed when the one asked for is taken."""
    if asked is None:
        return _free(PAGE_PORT) or _free(0)
    if not _free(asked):
        raise DemoFailed(f"port {asked} of {HOST} is taken or not allowed: choose another, or omit --port")
    return asked


def _free(port: int) -> int:
    """The port if we may listen there, any free one for 0; 0 if we may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def wait_for_page(port: int, clinic: Part, line: DemoLine, clock: Timer) -> None:
    """Return when the page answers, or the demo is to stop. Raises DemoFailed when it does not in PAGE_WAIT_S."""
    ends_s = clock.monotonic_s() + PAGE_WAIT_S
    while not (line.stopping() or answers(port)):
        line.look_after()
        if clock.monotonic_s() > ends_s:
            address = f"http://{HOST}:{port}/"
            raise DemoFailed(f"no answer from {address} within {PAGE_WAIT_S:g} s; {clinic.name}: {clinic.last_words()}")
        clock.sleep(PAGE_LOOK_S)


def answers(port: int) -> bool:
    """Whether the page is there at this moment."""
    try:
        with DIRECT.open(f"http://{HOST}:{port}/healthz", timeout=ANSWER_S):
            return True
    except (OSError, HTTPException):
        return False
