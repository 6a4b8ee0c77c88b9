"""A TCP proxy that does to a connection what networks do: delay, cut, keep half open, trickle, garble.

Knows bytes and sockets; must never know what they mean. One thread, no sleep: a select loop until it is closed.
"""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HERE = "127.0.0.1"
CHUNK_BYTES = 4096
LOOK_S = 0.05


@dataclass
class Faults:
    """What is done to what goes through; may be changed while it does."""

    cut_after_bytes: int | None = None  # of both ways together: then the connection is reset
    silent: bool = False  # half open: whatever is said goes nowhere, and nobody hangs up
    at_a_time_bytes: int = CHUNK_BYTES  # so many in each look: 1 is a trickle
    garbage: bytes = b""  # what the client hears instead of the server
    refuse: bool = False  # connections end as they begin
    connections: int = field(default=0, init=False)


class TcpFaults:
    """Between `port` here and `target` here."""

    def __init__(self, target: int) -> None:
        self.faults = Faults()
        self._target = target
        self._listener = socket.create_server((HERE, 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._client_ends: set[socket.socket] = set()
        self._passed_bytes = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        for one in [*self._pairs, self._listener]:
            one.close()

    def _run(self) -> None:
        while not self._closing.is_set():
            ready, _, _ = select.select([self._listener, *self._pairs], [], [], LOOK_S)
            for one in ready:
                if one is self._listener:
                    self._accept()
                elif one in self._pairs:
                    self._pass(one)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        self.faults.connections += 1
        if self.faults.refuse:
            client.close()
            return
        server = socket.create_connection((HERE, self._target))
        self._pairs |= {client: server, server: client}
        self._client_ends.add(client)
        self._passed_bytes = 0

    def _pass(self, one: socket.socket) -> None:
        try:
            content = one.recv(self.faults.at_a_time_bytes)
            if not content:
                self._end(one)
            elif not self.faults.silent:
                self._forward(one, content)
        except OSError:
            self._end(one)

    def _forward(self, one: socket.socket, content: bytes) -> None:
        garbled = self.faults.garbage if self.faults.garbage and one not in self._client_ends else content
        self._pairs[one].sendall(garbled)
        self._passed_bytes += len(content)
        cut = self.faults.cut_after_bytes
        if cut is not None and self._passed_bytes >= cut:
            self._end(one)

    def _end(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        if other:
            self._pairs.pop(other, None)
            other.close()
        self._client_ends.discard(one)
        one.close()


@contextmanager
def tcp_faults(target: int) -> Iterator[TcpFaults]:
    """A proxy before this port."""
    proxy = TcpFaults(target)
    try:
        yield proxy
    finally:
        proxy.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
    return port
