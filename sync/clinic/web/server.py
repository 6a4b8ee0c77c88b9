"""The pages' web server, running for as long as the clinic does.

Knows sockets and the server's start and end; must never know what the pages show.
"""

import http.client
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from socket import socket
from typing import Final
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from sync.clinic.web.address import listen, url
from sync.clinic.web.connections import BoundedConnection

START_TIMEOUT_S: Final = 120.0  # far longer than a small computer takes
TURN_S: Final = 5
END_TIMEOUT_S: Final = 1.0  # between closing the socket and the end of a thread


class PagesEnded(Exception):
    """The pages are shown no more; the message says why and what to do."""


@dataclass
class ServerTurns:
    """Of the web server's own loop, counted each TURN_S: a request that holds it up holds all of them up."""

    number: int = 0

    async def turned(self) -> None:
        """Once more."""
        self.number += 1


@dataclass(frozen=True)
class Pages:
    """Pages being served; as text, their address."""

    address: str
    thread: Future[None]
    server: uvicorn.Server | None = None
    turns: ServerTurns = field(default_factory=ServerTurns)

    def __str__(self) -> str:
        return self.address

    def check(self) -> None:
        """Raise PagesEnded if they are served no more."""
        if self.thread.done():
            raise PagesEnded(f"the pages at {self.address} have ended: {self.why}: start the service again")

    @property
    def why(self) -> str:
        """Why they have ended, once they have."""
        return repr(self.thread.exception() or "the web server ended by itself")

    def end(self) -> None:
        """Ask them to end, and wait until they have."""
        if self.server:
            _tell_streams(self.server.config.app, are_ending=True)
            self.server.should_exit = True
        wait([self.thread])


def begin_serving(app: FastAPI, host: str, port: int) -> Pages:
    """The pages, while a thread of their own begins to serve the app. Raises CannotListen."""
    turns = ServerTurns()
    listening, server = listen(host, port), _server(app, turns)
    _tell_streams(app, are_ending=False)  # it may have been shown before
    threads = ThreadPoolExecutor(1, "clinic pages")
    pages = Pages(url(listening), threads.submit(_run, server, listening), server, turns)
    threads.shutdown(wait=False)
    return pages


@contextmanager
def served(app: FastAPI, host: str = "127.0.0.1", port: int = 0) -> Iterator[Pages]:
    """The pages, once they answer, while a thread serves the app; port 0 takes any free one.

    Raises CannotListen and PagesEnded.
    """
    pages = begin_serving(app, host, port)
    try:
        _wait_for_answer(pages)
        yield pages
    finally:
        pages.end()


def _tell_streams(app: object, *, are_ending: bool) -> None:
    """Pages that follow what comes hold their answers open; they let go before the web server waits for them."""
    if isinstance(app, FastAPI):
        app.state.is_ending = are_ending


def _run(server: uvicorn.Server, listening: socket) -> None:
    with listening:  # whoever waits at the socket is sent away when this ends, however it does
        server.run([listening])


def _wait_for_answer(pages: Pages) -> None:
    """Any answer shows that pages are served, even one that says what is wrong."""
    with closing(http.client.HTTPConnection(urlsplit(pages.address).netloc, timeout=START_TIMEOUT_S)) as connection:
        try:
            connection.request("HEAD", "/healthz")
            connection.getresponse()
        except (OSError, http.client.HTTPException) as problem:
            wait([pages.thread], END_TIMEOUT_S)
            pages.check()
            raise PagesEnded(f"no answer from {pages}: {problem!r}: see the log of this service") from problem


def _server(app: FastAPI, turns: ServerTurns) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=BoundedConnection,
            ws="none",
            log_level="error",  # what strangers ask wrongly is no line of ours
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            callback_notify=turns.turned,
            timeout_notify=TURN_S,
        )
    )
