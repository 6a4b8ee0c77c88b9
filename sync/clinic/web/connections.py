"""The web server's connections, bounded: how many there are, and how long each may take.

Knows uvicorn's protocol for HTTP; must never know what is asked or answered.

uvicorn bounds what a request says (16 KiB up to its end) but not how long it takes to say it, and counts waiting
connections as busy ones: with `limit_concurrency`, whoever opens enough of them keeps everybody out. Its authors leave
that to a proxy, and hypercorn has no such limit either; there is no proxy in front of one computer's own pages. Here
the connection that has asked nothing for longest makes room for a new one.
"""

import asyncio
import socket
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS: Final = 100  # ours: a browser opens six
PIECE_BYTES: Final = 8192
REQUEST_S: Final = 10.0  # for a whole request, from the connection or the last answer on
ANSWER_S: Final = 60.0  # for the answer, the time to read it included


class BoundedConnection(H11Protocol):
    """A connection that is closed when it takes too long, or when it idles and there is no room for another."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take it, in the place of the one that has idled longest where there are too many."""
        self._expiry: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._answer_at_once(transport)
        self._expires_in(REQUEST_S)
        _make_room(self.connections)

    def data_received(self, data: bytes) -> None:
        """A request that is whole has the time of its answer from here on."""
        was_answering = self.is_answering
        for start in range(0, len(data), PIECE_BYTES):  # h11 bounds what is not whole yet, but not what comes at once
            if not self.transport.is_closing():
                super().data_received(data[start : start + PIECE_BYTES])
        if self.is_answering and not was_answering:
            self._expires_in(ANSWER_S)

    def on_response_complete(self) -> None:
        """The next request has its own time."""
        self._expires_in(REQUEST_S)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing expires any more."""
        self._expires_in(None)
        super().connection_lost(exc)

    @property
    def is_answering(self) -> bool:
        """Whether a request is under way."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def since_s(self) -> float:
        """When its time ends; the one that idles longest has the least."""
        return self._expiry.when() if self._expiry else 0.0

    def end(self) -> None:
        """Close it without another word."""
        self.transport.abort()

    @staticmethod
    def _answer_at_once(transport: asyncio.BaseTransport) -> None:
        """Asyncio asks for that on sockets that it makes; on ours, each answer after the first waited 40 ms."""
        used: socket.socket | None = transport.get_extra_info("socket")
        if used:
            used.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _expires_in(self, seconds: float | None) -> None:
        if self._expiry:
            self._expiry.cancel()
        self._expiry = None if seconds is None else self.loop.call_later(seconds, self.end)


def _make_room(connections: set[Any]) -> None:
    """End the connection that has idled longest, or where none idles, that is answered for longest."""
    ours = [connection for connection in connections if isinstance(connection, BoundedConnection)]
    if len(ours) > MOST_CONNECTIONS:
        oldest = min(ours, key=lambda connection: (connection.is_answering, connection.since_s))
        connections.discard(oldest)
        oldest.end()
