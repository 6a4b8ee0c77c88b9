"""One connection: what the broker answers is seen as a value, and every failure says what to check."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from device.system.clock import SystemClock
from device.system.config import Broker
from sync.demo.broker import BrokerProcess, start_broker
from sync.wire.client import Session, terms
from sync.wire.messages import Message
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import PACKET_TOO_LARGE, advice, reason_text
from tests.support.needs import need_program
from tests.support.scripted_broker import (
    CLOSED_PORT,
    MQTT_3_REFUSAL,
    NO_RETAIN,
    PACKET_MAXIMUM_1000,
    RECEIVE_MAXIMUM_2,
    RETAIN_FLAG,
    ScriptedBroker,
    connack,
)

SOON_S = 0.5
SMALL = Message("easeband/v1/left-arm/up/today", b"{}")
LARGE = Message("easeband/v1/left-arm/up/day/2026-11-22", b"x" * 5000)


@contextmanager
def connected(port: int, session: Session | None = None) -> Iterator[Connection]:
    clock = SystemClock("UTC")
    broker = Broker(host="127.0.0.1", port=port)
    with Connection(broker, session or Session("left-arm"), clock.monotonic_s) as connection:
        connection.connect(SOON_S)
        yield connection


def test_reason_codes_are_values_in_the_order_of_the_messages() -> None:
    with ScriptedBroker(codes=[0x00, 0x87, 0x97, 0x10]) as broker, connected(broker.port) as connection:
        assert connection.publish([SMALL] * 4) == [0x00, 0x87, 0x97, 0x10]


def test_no_more_messages_are_under_way_than_the_broker_can_take() -> None:
    with ScriptedBroker(connack(properties=RECEIVE_MAXIMUM_2)) as broker, connected(broker.port) as connection:
        assert connection.publish([SMALL] * 7) == [0] * 7
    assert broker.most_at_a_time == 2


def test_a_message_too_large_for_the_broker_is_not_sent_and_the_next_one_is() -> None:
    with ScriptedBroker(connack(properties=PACKET_MAXIMUM_1000)) as broker, connected(broker.port) as connection:
        assert connection.publish([LARGE, SMALL]) == [PACKET_TOO_LARGE, 0]
    assert len(broker.publishes) == 1


def test_a_broker_without_retained_messages_is_not_asked_to_retain() -> None:
    with ScriptedBroker(connack(properties=NO_RETAIN)) as broker, connected(broker.port) as connection:
        connection.publish([SMALL])
    assert [first & RETAIN_FLAG for first in broker.publishes] == [0]


def test_retained_messages_are_retained_by_default() -> None:
    with ScriptedBroker() as broker, connected(broker.port) as connection:
        connection.publish([SMALL])
    assert [first & RETAIN_FLAG for first in broker.publishes] == [1]


def test_what_a_message_is_and_how_long_it_is_kept_travels_with_it() -> None:
    said = vars(terms(Message("a", b"{}", expiry_s=60, content_type="application/json+zlib")))
    assert (said["ContentType"], said["MessageExpiryInterval"]) == ("application/json+zlib", 60)
    assert vars(terms(SMALL))["ContentType"] == "application/json"


def test_the_end_of_a_connection_is_seen_with_the_brokers_reason() -> None:
    with ScriptedBroker(farewell=b"\xe0\x01\x8e") as broker, connected(broker.port) as connection:
        connection.publish([SMALL])
        with pytest.raises(ConnectionLost, match="another client connected with the same name"):
            connection.receive(SOON_S)


def test_an_answer_that_is_no_mqtt_ends_the_connection_and_nothing_else() -> None:
    with ScriptedBroker(farewell=b"\x40\xff\xff\xff\xff\xff") as broker, connected(broker.port) as connection:
        connection.publish([SMALL])
        with pytest.raises(ConnectionLost):
            connection.receive(SOON_S)


def test_an_answer_to_a_message_that_is_no_mqtt_asks_whether_the_broker_limits_their_size() -> None:
    """Mosquitto 2.0.11 with message_size_limit answers 0x95, which no answer to a message may be."""
    with ScriptedBroker(codes=[0x00, 0x95]) as broker, connected(broker.port) as connection:
        connection.publish([SMALL])
        with pytest.raises(ConnectionLost, match=r"to a message of 5000 bytes: does .* \(mosquitto: max_packet_size"):
            connection.publish([LARGE])


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (MQTT_3_REFUSAL, "0x84 MQTT 5 not supported"),
        (connack(0x86), "0x86 bad user name or password"),
        (connack(0x87), "0x87 not authorized"),
        (connack(0x88), "0x88 server unavailable"),
        (b"", "no answer"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "does it speak MQTT 5"),
    ],
)
def test_a_broker_that_does_not_accept_us_is_quoted(greeting: bytes, said: str) -> None:
    with ScriptedBroker(greeting) as broker:
        with pytest.raises(BrokerUnreachable, match=said) as refusal, connected(broker.port):
            pass
        assert f"127.0.0.1:{broker.port}" in str(refusal.value)


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (connack(0x97), "0x97 quota exceeded.*busy or full"),
        (connack(0x9F), "0x9f connections too often.*busy or full"),
        (connack(0x9C, b"\x1c\x00\x05other"), "0x9c use another server, it names other .set host and port"),
        (connack(0x80, b"\x1f\x00\x08not yet\x07"), r"0x80 unspecified error, 'not yet\?' .the broker's own log"),
        (connack(0x85), "0x85 client name not valid .check id in"),
    ],
)
def test_a_refusal_says_what_to_do_and_repeats_the_brokers_own_words(greeting: bytes, said: str) -> None:
    with (
        ScriptedBroker(greeting) as broker,
        pytest.raises(BrokerUnreachable, match=said),
        connected(broker.port),
    ):
        pass


WILL = Message("easeband/v1/left-arm/up/status", b"{}")


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ([0], [0x2E]),  # MQTT 5.0 section 3.1.2.3: will retained 0x20, will QoS 1 0x08, will 0x04, clean start 0x02
        ([0x9A, 0], [0x2E, 0x0E]),
        ([0x9B, 0], [0x2E, 0x26]),
        ([0x9A, 0x9B, 0], [0x2E, 0x0E, 0x06]),
        ([0x95, 0], [0x2E, 0x02]),
    ],
)
def test_a_broker_that_takes_no_such_will_is_offered_less_of_one(answers: list[int], flags: list[int]) -> None:
    with ScriptedBroker(earlier=[connack(code) for code in answers[:-1]]) as broker:
        place = Broker(host="127.0.0.1", port=broker.port)
        with Connection(place, Session("left-arm"), SystemClock("UTC").monotonic_s, WILL) as connection:
            connection.connect(SOON_S)
    assert broker.connect_flags == flags


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        (NO_RETAIN, "keeps no retained messages"),
        (b"\x24\x00", "acknowledges nothing"),
        (PACKET_MAXIMUM_1000, "at most 1000 bytes"),
        (b"\x28\x00", "no subscriptions with"),
        (b"\x11\x00\x00\x00\x05", "for 5 s, 60 were asked for"),
    ],
)
def test_what_a_broker_does_not_do_is_said(properties: bytes, said: str) -> None:
    session = Session("left-arm", kept_s=60)
    with ScriptedBroker(connack(properties=properties)) as broker, connected(broker.port, session) as connection:
        (limit,) = connection.limits
        assert said in limit


def test_a_broker_without_acknowledgements_gets_messages_that_need_none() -> None:
    with ScriptedBroker(connack(properties=b"\x24\x00")) as broker, connected(broker.port) as connection:
        assert connection.limits
        assert connection.publish([SMALL, SMALL]) == [0, 0]
        connection.receive(SOON_S / 5)
    assert [first & 0x06 for first in broker.publishes] == [0, 0]


def test_an_answer_to_a_subscription_that_says_nothing_ends_the_connection_and_nothing_else() -> None:
    with (
        ScriptedBroker(connack() + b"\x90\x03\x00\x01\x00") as broker,
        connected(broker.port) as connection,
        pytest.raises(ConnectionLost, match="no MQTT 5"),
    ):
        connection.receive(SOON_S)


def test_a_connection_that_another_of_our_name_took_names_our_name() -> None:
    with ScriptedBroker(farewell=b"\xe0\x01\x8e") as broker, connected(broker.port) as connection:
        connection.publish([SMALL])
        with pytest.raises(ConnectionLost, match=r"another one running with this name\? \(our name there is left-arm"):
            connection.receive(SOON_S)


def sockets_open_here() -> set[str]:
    """The inode of each."""
    opened = []
    for place in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the folder's own, closed while we looked
            opened.append(str(place.readlink()))
    return {name for name in opened if name.startswith("socket:")}


@pytest.mark.parametrize("greeting", [connack(), connack(0x86), b""])
def test_a_connection_that_is_closed_leaves_no_socket_open_even_while_its_error_is_kept(greeting: bytes) -> None:
    before = sockets_open_here()
    kept: list[object] = []
    with ScriptedBroker(greeting) as broker:
        try:
            with connected(broker.port) as connection:
                kept.append(connection)
        except BrokerUnreachable as problem:
            kept.append(problem)
    assert len(kept) == 1
    assert sockets_open_here() <= before


def test_a_closed_port_asks_whether_the_broker_runs() -> None:
    with pytest.raises(BrokerUnreachable, match="is the broker running"), connected(CLOSED_PORT):
        pass


def test_missing_certificate_files_are_named_as_the_cause() -> None:
    broker = Broker(host="127.0.0.1", ca="/nowhere/ca.crt")
    connection = Connection(broker, Session("left-arm"), SystemClock("UTC").monotonic_s)
    with pytest.raises(BrokerUnreachable, match=r"/nowhere/ca\.crt.*check ca, certificate, key"):
        connection.connect(SOON_S)


@pytest.mark.parametrize("broker", [Broker(host=""), Broker(port=0), Broker(host="x" * 300)])
def test_an_impossible_address_is_explained(broker: Broker) -> None:
    connection = Connection(broker, Session("left-arm"), SystemClock("UTC").monotonic_s)
    with pytest.raises(BrokerUnreachable, match="check host"):
        connection.connect(SOON_S)


def test_a_certificate_that_is_not_valid_yet_points_to_the_clock() -> None:
    problem = ssl.SSLCertVerificationError(1, "certificate verify failed")
    problem.verify_code = 9
    assert "clock is probably wrong" in advice(problem)


@pytest.mark.parametrize(
    ("verify_code", "said"),
    [(18, "ca did not sign"), (20, "ca did not sign"), (62, "write the name"), (64, "write the name"), (10, "renew")],
)
def test_a_certificate_that_does_not_fit_says_which_of_the_two_is_wrong(verify_code: int, said: str) -> None:
    problem = ssl.SSLCertVerificationError(1, "certificate verify failed")
    problem.verify_code = verify_code
    assert said in advice(problem)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"), "nothing speaks TLS there"),
        (ssl.SSLError(1, "[X509: KEY_VALUES_MISMATCH] key values mismatch"), "do not belong to each other"),
        (ssl.SSLError(1, "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate"), "expected a certificate as PEM text"),
        (ssl.SSLError(9, "[SSL] PEM lib (_ssl.c:3926)"), "locked with a password"),
        (ssl.SSLError(1, "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca"), "does not know who signed"),
        (ssl.SSLError(1, "[SSL: ANYTHING] else"), "the broker's TLS port"),
        (OSError(101, "Network is unreachable"), "Wi-Fi or cable"),
        (ConnectionResetError(104, "Connection reset by peer"), "the other end hung up"),
        (IsADirectoryError(21, "Is a directory"), "a file was expected, not a folder"),
        (PermissionError(1, "Operation not permitted"), "look at its firewall"),
        (PermissionError(13, "Permission denied", "ca.crt"), "must be able to read ca"),
    ],
)
def test_every_failure_of_network_and_tls_says_what_to_check(problem: OSError, said: str) -> None:
    assert said in advice(problem)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "password_file is no text in UTF-8"),
        (b"", "expected the password on one line, got 0 lines .write the password"),
        (b"one\ntwo\n", "got 2 lines"),
    ],
)
def test_a_password_file_that_holds_no_password_is_explained(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "password").write_bytes(content)
    broker = Broker(host="127.0.0.1", username="left-arm", password_file=str(tmp_path / "password"))
    connection = Connection(broker, Session("left-arm"), SystemClock("UTC").monotonic_s)
    with pytest.raises(BrokerUnreachable, match=said):
        connection.connect(SOON_S)


def test_an_unknown_reason_code_is_shown_as_a_number() -> None:
    assert reason_text(0xAA).startswith("0xaa")


@pytest.fixture(params=["mosquitto", "iotcore"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerProcess]:
    need_program(request.param)
    with start_broker(tmp_path, programs=[request.param]) as process:
        yield process


@pytest.mark.slow
@pytest.mark.waits
def test_what_is_not_acknowledged_comes_again_after_a_reconnect(broker: BrokerProcess) -> None:
    session = Session("clinic", kept_s=60)
    with connected(broker.port, session) as clinic, connected(broker.port) as device:
        clinic.subscribe("easeband/v1/+/up/#")
        device.publish([SMALL])
        assert [d.payload for d in clinic.receive(SOON_S)] == [SMALL.payload]
    with connected(broker.port, session) as clinic:
        (again,) = clinic.receive(SOON_S)
        clinic.acknowledge(again)
    with connected(broker.port, session) as clinic:
        assert clinic.receive(SOON_S) == []


@pytest.mark.slow
@pytest.mark.waits
def test_a_session_collects_messages_while_its_owner_is_away(broker: BrokerProcess) -> None:
    session = Session("clinic", kept_s=60)
    with connected(broker.port, session) as clinic:
        clinic.subscribe("easeband/v1/+/up/#")
    with connected(broker.port) as device:
        device.publish([LARGE, SMALL])
    with connected(broker.port, session) as clinic:
        first, *rest = clinic.receive(SOON_S)
        arrived = [first, *rest, *(clinic.receive(SOON_S) if not rest else [])]
    assert [len(d.payload) for d in arrived] == [5000, 2]


@pytest.mark.slow
@pytest.mark.waits
def test_a_broker_starts_again_on_the_same_port_after_a_kill(broker: BrokerProcess) -> None:
    with connected(broker.port) as before:
        broker.kill()
        with pytest.raises(ConnectionLost):
            before.receive(SOON_S)
    broker.start()
    with connected(broker.port) as after:
        assert after.publish([SMALL]) == [0] or after.publish([SMALL]) == [0x10]


@pytest.mark.slow
@pytest.mark.waits
def test_mosquitto_keeps_retained_messages_over_a_stop(tmp_path: Path) -> None:
    need_program("mosquitto")
    with start_broker(tmp_path, programs=["mosquitto"]) as broker:
        with connected(broker.port) as device:
            device.publish([SMALL])
        broker.stop()
        broker.start()
        with connected(broker.port) as dashboard:
            dashboard.subscribe(SMALL.topic)
            assert [delivery.payload for delivery in dashboard.receive(SOON_S)] == [SMALL.payload]
