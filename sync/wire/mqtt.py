"""One MQTT 5 connection, worked by whoever owns it: no thread, no callback and no queue outlives a call.

Knows paho-mqtt; must never know what the messages are about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, error_string
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from device.system.config import Broker
from sync.wire.messages import Message
from sync.wire.reasons import PACKET_TOO_LARGE, REFUSAL_ADVICE, SILENCE_ADVICE, advice, reason_text

CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 15.0  # for one acknowledgement; longer than a mobile network's handover
KEEPALIVE_S = 30
IN_FLIGHT_LIMIT = 20  # unacknowledged at a time: a day document is some 30 kB, and a Pi Zero has 512 MB
RECEIVE_LIMIT = 100  # unacknowledged messages the broker may have sent to us
PACKET_LIMIT_BYTES = 262_144  # the largest packet we take, and the broker's limit where it states none
HEADER_BYTES = 256  # of each packet: topic, number and properties
AT_LEAST_ONCE = 1
NETWORK_SLICE_S = 0.5  # longest wait in one call to the network


class BrokerUnreachable(Exception):
    """No usable connection to the broker; the message says to where, what was seen and what to check."""


class ConnectionLost(Exception):
    """The connection ended: what is not acknowledged may have arrived or not."""


@dataclass(frozen=True)
class Session:
    """Who connects. The broker keeps subscriptions and messages for `kept_s` after the connection ended."""

    client_id: str
    kept_s: int = 0


@dataclass(frozen=True)
class Delivery:
    """A message from the broker, which sends it again until it is acknowledged with `number`."""

    topic: str
    payload: bytes
    number: int
    qos: int


class Connection:
    """A connection from `connect` to `close`; not usable again after that or after ConnectionLost."""

    def __init__(
        self, broker: Broker, session: Session, monotonic_s: Callable[[], float], will: Message | None = None
    ) -> None:
        self._broker, self._session, self._monotonic_s = broker, session, monotonic_s
        self._heard = _Heard()
        self._in_flight: set[int] = set()
        self._client = _client(session, self._heard)
        if will:
            self._client.will_set(will.topic, will.payload, AT_LEAST_ONCE, will.retain)

    def __enter__(self) -> Self:
        """The connection itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def connect(self, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        """Return when the broker has accepted us. Raises BrokerUnreachable."""
        try:
            self._open_socket(timeout_s)
            self._wait_until(lambda: self._heard.connack is not None, timeout_s)
        except (OSError, ValueError) as problem:
            raise self._unreachable(f"{problem} ({advice(problem)})") from problem
        except ConnectionLost as problem:
            if self._heard.connack is None:
                raise self._unreachable(f"{problem} ({SILENCE_ADVICE})") from problem
        if self._heard.connack:
            raise self._unreachable(f"it answered {reason_text(self._heard.connack)} ({REFUSAL_ADVICE})")

    def subscribe(self, topic_filter: str) -> int:
        """The broker's reason code. Raises ConnectionLost."""
        _, number = self._client.subscribe(topic_filter, qos=AT_LEAST_ONCE)
        return self._answers([number])[0]

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
        return self._heard.take_arrived()

    def acknowledge(self, delivery: Delivery) -> None:
        """Tell the broker that it need not send this again."""
        self._client.ack(delivery.number, delivery.qos)

    def close(self) -> None:
        """Say goodbye where the connection still stands, which keeps the will unsaid, and leave no socket open."""
        self._client.disconnect()
        del self._client  # paho closes the two sockets by which it wakes its own loop only when it goes itself

    def _open_socket(self, timeout_s: float) -> None:
        broker, client = self._broker, self._client
        client.connect_timeout = timeout_s
        if broker.username:
            client.username_pw_set(broker.username, _secret(broker.password_file))
        if broker.ca:
            client.tls_set(broker.ca, broker.certificate or None, broker.key or None)
        fresh = self._session.kept_s == 0
        client.connect(broker.host, broker.port, KEEPALIVE_S, clean_start=fresh, properties=_wishes(self._session))

    def _send(self, message: Message) -> int | None:
        if len(message.payload) > self.payload_limit_bytes:
            return None
        self._wait_until(lambda: len(self._in_flight) < self._window, ANSWER_TIMEOUT_S)
        retain = message.retain and self._limit("RetainAvailable", 1) == 1
        number = self._client.publish(message.topic, message.payload, AT_LEAST_ONCE, retain, _terms(message)).mid
        self._in_flight.add(number)
        return number

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
        seen = 0
        while seen < len(self._heard.arrived) < RECEIVE_LIMIT:
            seen = len(self._heard.arrived)
            self._turn(0)

    def _turn(self, wait_s: float) -> None:
        result = self._client.loop(min(wait_s, NETWORK_SLICE_S))
        self._in_flight -= self._heard.codes.keys()
        if result != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise ConnectionLost(f"{self._place} ended the connection: {self._heard.end or error_string(result)}")

    @property
    def _place(self) -> str:
        return f"the broker at {self._broker.host}:{self._broker.port}"

    def _unreachable(self, seen: str) -> BrokerUnreachable:
        return BrokerUnreachable(f"{self._place} cannot be used: {seen}")


class _Heard:
    """What the broker has said and nobody has looked at yet."""

    def __init__(self) -> None:
        self.connack: int | None = None
        self.properties: Properties | None = None
        self.codes: dict[int, int] = {}  # message number -> reason code
        self.arrived: list[Delivery] = []
        self.end = ""

    def take_arrived(self) -> list[Delivery]:
        arrived, self.arrived = self.arrived, []
        return arrived

    def on_connect(self, _c: Client, _u: object, _f: ConnectFlags, code: ReasonCode, limits: Properties | None) -> None:
        self.connack, self.properties = code.value, limits

    def on_disconnect(
        self, _c: Client, _u: object, flags: DisconnectFlags, code: ReasonCode, _p: Properties | None
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self.end = reason_text(code.value)

    def on_publish(self, _c: Client, _u: object, number: int, code: ReasonCode, _p: Properties | None) -> None:
        self.codes[number] = code.value

    def on_subscribe(self, _c: Client, _u: object, number: int, codes: list[ReasonCode], _p: Properties | None) -> None:
        self.codes[number] = codes[0].value

    def on_message(self, _c: Client, _u: object, message: MQTTMessage) -> None:
        self.arrived.append(Delivery(message.topic, bytes(message.payload), message.mid, message.qos))


def _client(session: Session, heard: _Heard) -> Client:
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id=session.client_id,
        protocol=MQTTProtocolVersion.MQTTv5,
        reconnect_on_failure=False,
        manual_ack=True,
    )
    client.max_inflight_messages_set(IN_FLIGHT_LIMIT)
    client.on_connect, client.on_disconnect = heard.on_connect, heard.on_disconnect
    client.on_publish, client.on_subscribe, client.on_message = heard.on_publish, heard.on_subscribe, heard.on_message
    return client


def _wishes(session: Session) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho declares no types here
    properties.SessionExpiryInterval = session.kept_s
    properties.ReceiveMaximum = RECEIVE_LIMIT
    properties.MaximumPacketSize = PACKET_LIMIT_BYTES
    return properties


def _terms(message: Message) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho declares no types here
    if message.expiry_s is not None:
        properties.MessageExpiryInterval = message.expiry_s
    return properties


def _secret(file: str) -> str | None:
    return Path(file).read_text(encoding="utf-8").strip() if file else None
