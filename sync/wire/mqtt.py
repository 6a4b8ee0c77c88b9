"""One MQTT 5 connection, worked by whoever owns it: no thread, no callback and no queue outlives a call.

Knows what a connection goes through; must never know what the messages are about.
"""

import select
import ssl
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self, cast

from device.system.config import Broker
from sync.wire.client import (
    IN_FLIGHT_LIMIT,
    PACKET_LIMIT_BYTES,
    RECEIVE_LIMIT,
    Client,
    Delivery,
    Heard,
    MQTTErrorCode,
    MQTTException,
    Session,
    client_of,
    error_string,
    subscription,
    terms,
    wishes,
)
from sync.wire.in_order import InOrder
from sync.wire.messages import Message
from sync.wire.reasons import (
    NO_ANSWER_TO_IT,
    NO_RETAINED,
    NO_RETAINED_LIMIT,
    PACKET_LIMIT,
    PACKET_TOO_LARGE,
    QOS_LIMIT,
    QOS_TOO_HIGH,
    SESSION_LIMIT,
    TAKEN_OVER,
    WILDCARD_LIMIT,
    BadPasswordFile,
    advice,
    reason_text,
    refusal_advice,
    silence_advice,
)

CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 15.0  # for one acknowledgement; longer than a mobile network's handover
KEEPALIVE_S = 30
HEADER_BYTES = 256  # of each packet: topic, number and properties
AT_LEAST_ONCE = 1
UNLOCKED = "-"  # no key has this password; without any OpenSSL would ask for one at the terminal, and wait
NETWORK_SLICE_S = 0.5  # longest wait in one call to the network
ABOUT_A_WILL = (NO_RETAINED, QOS_TOO_HIGH, PACKET_TOO_LARGE)
# What bytes that are no MQTT may raise in paho and in what it calls.
NOT_MQTT = (MQTTException, ValueError, LookupError, TypeError, struct.error)


class BrokerUnreachable(Exception):
    """No usable connection to the broker; the message says to where, what was seen and what to check."""


class ConnectionLost(Exception):
    """The connection ended: what is not acknowledged may have arrived or not. `code`: the broker's, if it gave one."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


def was_taken_over(problem: Exception) -> bool:
    """Whether a connection ended because another client came with our name."""
    return isinstance(problem, ConnectionLost) and problem.code == TAKEN_OVER


class Connection:
    """A connection from `connect` to `close`; not usable again after that or after ConnectionLost."""

    def __init__(
        self, broker: Broker, session: Session, monotonic_s: Callable[[], float], will: Message | None = None
    ) -> None:
        self._broker, self._session, self._monotonic_s = broker, session, monotonic_s
        self._will = _Will(will, retain=will.retain) if will else None
        self._in_flight: dict[int, int] = {}  # message number -> bytes
        self._unacknowledged = InOrder()
        self._heard, self._client = self._made()

    def _made(self) -> tuple[Heard, Client]:
        heard = Heard()
        client = client_of(self._session, heard)
        if self._will and self._will.message:
            said = self._will.message
            client.will_set(said.topic, said.payload, self._will.qos, self._will.retain)
        return heard, client

    def __enter__(self) -> Self:
        """The connection itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def connect(self, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        """Return when the broker accepts us, if need be with less of a will. Raises BrokerUnreachable."""
        while (code := self._answer(timeout_s)) and self._will and (lesser := self._will.lesser(code)):
            self.close()
            self._will = lesser
            self._heard, self._client = self._made()
        if code:
            seen = f"it answered {reason_text(code)}{self._heard.more}"
            raise self._unreachable(f"{seen} ({refusal_advice(code)})")

    def _answer(self, timeout_s: float) -> int:
        """The broker's answer to our wish to connect."""
        try:
            self._open_socket(timeout_s)
            self._wait_until(lambda: self._heard.connack is not None, timeout_s)
        except (OSError, ValueError) as problem:
            raise self._unreachable(f"{problem} ({advice(problem)})") from problem
        except ConnectionLost as problem:
            if self._heard.connack is None:
                said = silence_advice(self._heard.fault, bool(self._broker.certificate))
                raise self._unreachable(f"{problem} ({said})") from problem
        self._client.on_log = None  # it makes a text of every packet
        return self._heard.connack or 0

    @property
    def limits(self) -> list[str]:
        """What this broker does not do, and what comes of it, a sentence each."""
        packet_bytes = self._limit("MaximumPacketSize", PACKET_LIMIT_BYTES)
        kept_s = self._limit("SessionExpiryInterval", self._session.kept_s)
        told = {
            NO_RETAINED_LIMIT: self._limit("RetainAvailable", 1) == 0,
            QOS_LIMIT: self._qos == 0,
            PACKET_LIMIT.format(packet_bytes): packet_bytes < PACKET_LIMIT_BYTES,
            WILDCARD_LIMIT: self._limit("WildcardSubscriptionAvailable", 1) == 0,
            SESSION_LIMIT.format(kept_s, self._session.kept_s): kept_s < self._session.kept_s,
        }
        return [sentence for sentence, is_so in told.items() if is_so]

    @property
    def retains(self) -> bool:
        """Whether this broker keeps retained messages."""
        return NO_RETAINED_LIMIT not in self.limits

    def subscribe(self, topic_filter: str) -> int:
        """The broker's reason code. Raises ConnectionLost."""
        return self._answers([self.ask_for(topic_filter, retained=True)])[0]

    def ask_for(self, topic_filter: str, *, retained: bool) -> int:
        """A number for `answer`, and no wait: that would take all that comes before the answer into memory.

        Without `retained`, only what comes from now on.
        """
        _, number = self._client.subscribe(topic_filter, options=subscription(retained=retained))
        return int(number or 0)

    def answer(self, number: int) -> int | None:
        """The broker's reason code, once; None while there is none."""
        return self._heard.codes.pop(number, None)

    def ask_no_more_for(self, topic_filter: str) -> None:
        """What the broker sends before it has heard that comes all the same."""
        self._client.unsubscribe(topic_filter)

    @property
    def shares(self) -> bool:
        """Whether several clients may share a subscription."""
        return self._limit("SharedSubscriptionAvailable", 1) == 1

    @property
    def payload_limit_bytes(self) -> int:
        """The largest payload that goes through this connection."""
        return min(self._limit("MaximumPacketSize", PACKET_LIMIT_BYTES), PACKET_LIMIT_BYTES) - HEADER_BYTES

    def publish(self, messages: Sequence[Message]) -> list[int]:
        """The broker's reason code for each message, once all are answered; a too large one is not even sent.

        Success means that the broker has it, not that anybody else has. Raises ConnectionLost.
        """
        numbers = [self._send(message) for message in messages]
        codes = iter(self._answers([number for number in numbers if number is not None]))
        return [PACKET_TOO_LARGE if number is None else next(codes) for number in numbers]

    def receive(self, timeout_s: float) -> list[Delivery]:
        """What has arrived, waiting up to `timeout_s` for the first. Raises ConnectionLost."""
        deadline_s = self._monotonic_s() + timeout_s
        self._turn(0)
        while not self._heard.arrived and (rest_s := deadline_s - self._monotonic_s()) > 0:
            self._turn(rest_s)
        self._drain()
        arrived = self._heard.take_arrived()
        self._unacknowledged.arrived(arrived)
        return arrived

    def acknowledge(self, delivery: Delivery) -> None:
        """Tell the broker that it need not send this again, once that holds for all that arrived before it."""
        for number, qos in self._unacknowledged.done(delivery):
            self._client.ack(number, qos)

    def close(self) -> None:
        """Say goodbye where the connection still stands, which keeps the will unsaid, and leave no socket open."""
        self._client.disconnect()
        del self._client  # paho closes the two sockets by which it wakes its own loop only when it goes itself

    def _open_socket(self, timeout_s: float) -> None:
        broker, client = self._broker, self._client
        client.connect_timeout = timeout_s
        _check_files(broker)
        if broker.username:
            client.username_pw_set(broker.username, _secret(broker.password_file))
        if broker.ca:
            client.tls_set(broker.ca, broker.certificate or None, broker.key or None, keyfile_password=UNLOCKED)
        elif self._session.unverified:
            client.tls_set(cert_reqs=ssl.CERT_NONE)
            client.tls_insecure_set(True)  # noqa: FBT003 - paho's own way to say it
        host, fresh = _plain(broker.host), self._session.kept_s == 0
        client.connect(host, broker.port, KEEPALIVE_S, clean_start=fresh, properties=wishes(self._session))

    def _send(self, message: Message) -> int | None:
        if len(message.payload) > self.payload_limit_bytes:
            return None
        self._wait_until(lambda: len(self._in_flight) < self._window, ANSWER_TIMEOUT_S)
        retain = message.retain and self._limit("RetainAvailable", 1) == 1
        number = self._client.publish(message.topic, message.payload, self._qos, retain, terms(message)).mid
        self._in_flight[number] = len(message.payload)
        return number

    @property
    def _qos(self) -> int:
        return min(AT_LEAST_ONCE, self._limit("MaximumQoS", AT_LEAST_ONCE))

    @property
    def _window(self) -> int:
        return min(IN_FLIGHT_LIMIT, self._limit("ReceiveMaximum", IN_FLIGHT_LIMIT))

    def _limit(self, name: str, otherwise: int) -> int:
        return int(getattr(self._heard.properties, name, otherwise))

    def _answers(self, numbers: Sequence[int | None]) -> list[int]:
        self._wait_until(lambda: self._heard.codes.keys() >= set(numbers), ANSWER_TIMEOUT_S)
        return [self._heard.codes.pop(number) for number in numbers if number is not None]

    def _wait_until(self, condition: Callable[[], bool], timeout_s: float) -> None:
        deadline_s = self._monotonic_s() + timeout_s
        while not condition():
            if self._monotonic_s() > deadline_s:
                raise ConnectionLost(f"no answer from {self._place} within {timeout_s:.0f} s")
            self._turn(NETWORK_SLICE_S)

    def _drain(self) -> None:
        """Read what is there already: without a look at the clock and the network for each message."""
        seen = 0
        while seen < len(self._heard.arrived) < RECEIVE_LIMIT:
            seen = len(self._heard.arrived)
            self._work(self._client.loop_read)

    def _turn(self, wait_s: float) -> None:
        self._work(lambda: self._looked(min(wait_s, NETWORK_SLICE_S)))

    def _work(self, step: Callable[[], MQTTErrorCode]) -> None:
        try:
            result = step()
        except NOT_MQTT as problem:
            raise ConnectionLost(f"{self._place} sent what is no MQTT 5: {problem!r}") from problem
        for number in self._in_flight.keys() & self._heard.codes.keys():
            del self._in_flight[number]
        if result != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise ConnectionLost(f"{self._place} ended the connection: {self._end(result)}", self._heard.end)

    def _looked(self, wait_s: float) -> MQTTErrorCode:
        """As paho's own `loop`, of the same steps: that wakes itself up, two more calls of the system a packet."""
        if (link := self._client.socket()) is None:
            return MQTTErrorCode.MQTT_ERR_NO_CONN
        decrypted = isinstance(link, ssl.SSLSocket) and link.pending() > 0
        writing = [link] if self._client.want_write() else []
        readable, writable, _ = select.select([link], writing, [], 0 if decrypted else wait_s)
        result = self._client.loop_read() if readable or decrypted else MQTTErrorCode.MQTT_ERR_SUCCESS
        if writable and not result:
            result = self._client.loop_write()
        return result if result or self._client.socket() is None else self._client.loop_misc()

    def _end(self, result: MQTTErrorCode) -> str:
        code, named = self._heard.end, f" (our name there is {self._session.client_id})"
        if code is None:
            answered = result == MQTTErrorCode.MQTT_ERR_PROTOCOL and self._in_flight
            return NO_ANSWER_TO_IT.format(max(self._in_flight.values())) if answered else error_string(result)
        return f"{reason_text(code)}{self._heard.more}: {refusal_advice(code)}{named if code == TAKEN_OVER else ''}"

    @property
    def _place(self) -> str:
        return f"the broker at {self._broker.host}:{self._broker.port}"

    def _unreachable(self, seen: str) -> BrokerUnreachable:
        return BrokerUnreachable(f"{self._place} cannot be used: {seen}")


Connecting = Callable[[Broker, Session, Callable[[], float], Message | None], Connection]
"""What makes a connection: tests give one without a network."""


@dataclass(frozen=True)
class _Will:
    """What the broker is to say when we vanish; nothing at the end of what it may take."""

    message: Message | None
    retain: bool = False
    qos: int = AT_LEAST_ONCE

    def lesser(self, code: int) -> "_Will | None":
        """What it may take instead, after this answer to the present one; None where the answer is about no will."""
        if code == NO_RETAINED and self.retain:
            return replace(self, retain=False)
        if code == QOS_TOO_HIGH and self.qos:
            return replace(self, qos=0)
        return _Will(None) if code in ABOUT_A_WILL and self.message else None


def _check_files(broker: Broker) -> None:
    """Raise an OSError that names the file, which those of OpenSSL do not."""
    for file in filter(None, (broker.ca, broker.certificate, broker.key)):
        Path(file).open("rb").close()


def _plain(host: str) -> str:
    """A name in ASCII as bytes, which sockets and TLS take as well: for any text Python loads idna's tables, 0.2 MB."""
    return cast("str", host.encode()) if host.isascii() else host


def _secret(file: str) -> str | None:
    if not file:
        return None
    lines = Path(file).read_text(encoding="utf-8").strip().splitlines()
    if len(lines) != 1:
        raise BadPasswordFile(f"{file}: expected the password on one line, got {len(lines)} lines")
    return lines[0]
