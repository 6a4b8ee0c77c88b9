"""A place to listen on this computer, taken before the server starts, so that what is wrong can be said in words.

Knows sockets; must never know what is served there.
"""

import errno
import ipaddress
import socket
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = range(2**16)
MOST_WAITING: Final = 128  # connections the system holds while all are busy
PROBLEMS: Final = {
    errno.EADDRINUSE: "another program listens there: stop it, or choose another port (0 takes any free one)",
    errno.EACCES: "this user may not: choose a port from 1024 on (0 takes any free one)",
    errno.EADDRNOTAVAIL: "this computer has no such address: use 127.0.0.1",
}


class CannotListen(Exception):
    """The address cannot be listened on; the message says why and what to do."""


class AddressTaken(CannotListen):
    """Not now: another program may leave the address, or the computer get it."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that already listens on a loopback `host`; port 0 takes any free one.

    Raises CannotListen, and AddressTaken where trying again may help.
    """
    if not is_loopback(host):
        raise CannotListen(
            f"{host}: passwords would travel there unprotected, so the pages are shown on this computer only: use "
            "127.0.0.1, and put a proxy that speaks TLS before it (sync/clinic/README.md). From another computer they "
            f"can be read through a tunnel: ssh -L 8080:127.0.0.1:{port or 'PORT'} THIS-HOST"
        )
    if port not in PORTS:
        raise CannotListen(f"{host} port {port}: expected a port from 0 (any free one) to {PORTS[-1]}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=MOST_WAITING)
    except OSError as problem:
        why = PROBLEMS.get(problem.errno or 0, str(problem))
        raise AddressTaken(f"{host} port {port}: {why}") from None


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def url(listening: socket.socket) -> str:
    """Where a browser finds what listens there."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def port_of(address: str) -> int:
    """The port in such an address."""
    return urlsplit(address).port or 0
