"""Whoever opens connections and asks nothing, asks slowly or asks too much keeps nobody from the pages."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from urllib.parse import urlsplit

import pytest

from device.system.clock import SystemClock
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import app
from sync.clinic.web import server
from sync.clinic.web.visitor import VISIT_COOKIE
from tests.support.clinics import store_day
from tests.support.documents.realistic import DEVICE, NOW_UTC_S, a_day
from tests.support.visits import given_visit

CLOCK = SystemClock("UTC")
KEPT = "a-visit"
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    with closing(Clinic(f"sqlite:///{tmp_path_factory.mktemp('clinic')}/clinic.db")) as clinic:
        store_day(clinic, a_day(), NOW_UTC_S)
        given_visit(clinic, KEPT, NOW_UTC_S)
        with server.served(app.make_app(clinic, lambda: NOW_UTC_S)) as pages:
            yield urlsplit(pages.address).hostname or "", urlsplit(pages.address).port or 0


def status_of_the_list(address: tuple[str, int]) -> int:
    with closing(http.client.HTTPConnection(*address, timeout=30)) as connection:
        connection.request("GET", "/", headers={"Cookie": f"{VISIT_COOKIE}={KEPT}"})
        answer = connection.getresponse()
        assert DEVICE in answer.read().decode()
        return answer.status


def asked(address: tuple[str, int], request: bytes) -> bytes:
    """The answer to anything that is sent."""
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.costly
def test_five_hundred_half_sent_requests_leave_the_pages_answering(address: tuple[str, int]) -> None:
    with ExitStack() as opened:
        for _ in range(500):
            slow = opened.enter_context(socket.create_connection(address, timeout=30))
            slow.sendall(HALF)
        assert [status_of_the_list(address) for _ in range(5)] == [200] * 5


@pytest.mark.costly
def test_a_connection_that_is_in_use_is_not_the_one_that_makes_room(address: tuple[str, int]) -> None:
    with ExitStack() as opened, closing(http.client.HTTPConnection(*address, timeout=30)) as used:
        for _ in range(120):
            opened.enter_context(socket.create_connection(address, timeout=30)).sendall(HALF)
            used.request("GET", "/healthz")
            assert used.getresponse().read() == b"ok\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"\x00" * 100_000,
    ],
    ids=["a long address", "a long header", "many headers", "no request at all"],
)
def test_a_request_that_is_too_large_is_refused(address: tuple[str, int], request_: bytes) -> None:
    with suppress(ConnectionError):  # it may be closed while more is coming
        assert asked(address, request_).startswith(b"HTTP/1.1 400")
    assert status_of_the_list(address) == 200


@pytest.mark.slow
@pytest.mark.waits
@pytest.mark.parametrize("sent", [b"", HALF, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + HALF])
def test_a_request_that_is_never_whole_is_given_up_after_ten_seconds(address: tuple[str, int], sent: bytes) -> None:
    began_s = CLOCK.monotonic_s()
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(sent)
        ended = False
        while not ended:
            try:
                connection.settimeout(1.0)
                ended = connection.recv(65_536) == b""
            except TimeoutError:
                connection.sendall(b"x" if sent else b"")
            except ConnectionError:
                ended = True
    assert CLOCK.monotonic_s() - began_s < 15
