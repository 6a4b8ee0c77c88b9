import socket

import pytest

from sync.clinic.web.address import CannotListen, is_loopback, listen, url


def test_port_0_takes_a_free_one_and_says_which() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert url(listening) == f"http://127.0.0.1:{port}/"
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            CannotListen, match=rf"127\.0\.0\.1 port {port}: another program listens there.*0 takes any"
        ):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "clinic.example", ""])  # noqa: S104 - to be refused
def test_other_computers_are_refused_since_passwords_would_travel_unprotected(host: str) -> None:
    with pytest.raises(CannotListen, match=r"unprotected.*use 127\.0\.0\.1"):
        listen(host, 0)


def test_a_port_that_cannot_exist_is_refused_in_words() -> None:
    with pytest.raises(CannotListen, match="port 70000"):
        listen("127.0.0.1", 70_000)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"])
def test_every_name_of_this_computer_alone_is_loopback(host: str) -> None:
    assert is_loopback(host)
