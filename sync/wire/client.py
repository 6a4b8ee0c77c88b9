"""The MQTT client (paho) as we use it: what we ask of a broker, and what it has said and nobody has looked at yet.

Knows paho-mqtt; must never know when anything is sent, or what it is about.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType

from sync.wire.messages import Message, short


@contextmanager
def _spared(name: str) -> Iterator[None]:
    """Whoever imports this module meanwhile gets an empty one; afterwards nobody does."""
    if name in sys.modules or find_spec("socks"):
        yield
        return
    sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        del sys.modules[name]


# paho asks it for proxies, and only where PySocks is installed; it brings http, email and tempfile: 2 of our 30 MB.
with _spared("urllib.request"):
    from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, error_string
    from paho.mqtt.enums import CallbackAPIVersion, LogLevel, MQTTErrorCode, MQTTProtocolVersion
    from paho.mqtt.exception import MQTTException
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode
    from paho.mqtt.subscribeoptions import SubscribeOptions

# The connection has them from here, so that paho is loaded as above.
__all__ = ["Client", "Delivery", "Heard", "MQTTErrorCode", "MQTTException", "Session", "client_of", "error_string"]

IN_FLIGHT_LIMIT = 20  # unacknowledged at a time: a day document is some 30 kB, and a Pi Zero has 512 MB
RECEIVE_LIMIT = 100  # messages that are read at a time
PACKET_LIMIT_BYTES = 262_144  # the largest packet we take, and the broker's limit where it states none


@dataclass(frozen=True)
class Session:
    """Who connects. The broker keeps subscriptions and messages for `kept_s` after the connection ended.

    `unverified`: TLS with whoever answers, for letters that prove themselves genuine. `unacknowledged`: how many
    messages the broker may send before it hears that the first of them was taken.
    """

    client_id: str
    kept_s: int = 0
    unverified: bool = False
    unacknowledged: int = RECEIVE_LIMIT


@dataclass(frozen=True)
class Delivery:
    """A message from the broker, which sends it again until it is acknowledged with `number`.

    `retained`: it was kept there since somebody sent it.
    """

    topic: str
    payload: bytes
    number: int
    qos: int
    retained: bool = False


class Heard:
    """What the broker has said and nobody has looked at yet."""

    def __init__(self) -> None:
        self.connack: int | None = None
        self.properties: Properties | None = None
        self.codes: dict[int, int] = {}  # message number -> reason code
        self.arrived: list[Delivery] = []
        self.end: int | None = None  # the broker's reason code
        self.more = ""  # its own words
        self.fault = ""  # what went wrong below MQTT, in the words of the network or of TLS

    def take_arrived(self) -> list[Delivery]:
        """The messages, once."""
        arrived, self.arrived = self.arrived, []
        return arrived

    def on_log(self, _c: Client, _u: object, level: int, text: str) -> None:
        """What paho says of a connection that fails: the only place where it tells why."""
        if level == LogLevel.MQTT_LOG_ERR:
            self.fault = self.fault or text

    def on_connect(self, _c: Client, _u: object, _f: ConnectFlags, code: ReasonCode, limits: Properties | None) -> None:
        """Its answer to our wish to connect, and what it limits."""
        self.connack, self.properties, self.more = code.value, limits, _in_its_words(limits)

    def on_disconnect(
        self, _c: Client, _u: object, flags: DisconnectFlags, code: ReasonCode, said: Properties | None
    ) -> None:
        """Its goodbye, if it said one."""
        if flags.is_disconnect_packet_from_server:
            self.end, self.more = code.value, _in_its_words(said)

    def on_publish(self, _c: Client, _u: object, number: int, code: ReasonCode, _p: Properties | None) -> None:
        """Its answer to one of our messages."""
        self.codes[number] = code.value

    def on_subscribe(self, _c: Client, _u: object, number: int, codes: list[ReasonCode], _p: Properties | None) -> None:
        """Its answer to our subscription."""
        self.codes[number] = codes[0].value

    def on_message(self, _c: Client, _u: object, message: MQTTMessage) -> None:
        """A message for us."""
        self.arrived.append(Delivery(message.topic, bytes(message.payload), message.mid, message.qos, message.retain))


def _in_its_words(said: Properties | None) -> str:
    """The broker's own reason, and which other broker it names, where it says so."""
    reason, other = (str(getattr(said, name, "")) for name in ("ReasonString", "ServerReference"))
    words = [*([repr(short(reason))] if reason else []), *([f"it names {short(other)}"] if other else [])]
    return "".join(f", {word}" for word in words)


def client_of(session: Session, heard: Heard) -> Client:
    """A client that nothing is sent with yet and that tells `heard` all it hears."""
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
    client.on_log = heard.on_log
    return client


def wishes(session: Session) -> Properties:
    """What we ask of the broker when we connect."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho declares no types here
    properties.SessionExpiryInterval = session.kept_s
    properties.ReceiveMaximum = session.unacknowledged
    properties.MaximumPacketSize = PACKET_LIMIT_BYTES
    return properties


def subscription(*, retained: bool) -> SubscribeOptions:
    """At QoS 1 at most, with what the broker keeps already or without."""
    handling = SubscribeOptions.RETAIN_SEND_ON_SUBSCRIBE if retained else SubscribeOptions.RETAIN_DO_NOT_SEND
    return SubscribeOptions(qos=1, retainHandling=handling)


def terms(message: Message) -> Properties:
    """What the message is, and how long the broker is to keep it."""
    return _terms(message.content_type, message.expiry_s)


@lru_cache(maxsize=16)
def _terms(content_type: str | None, expiry_s: int | None) -> Properties:
    """Made once for all messages alike, which takes paho longer than to send one. It only reads them."""
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho declares no types here
    if content_type is not None:
        properties.ContentType = content_type
    if expiry_s is not None:
        properties.MessageExpiryInterval = expiry_s
    return properties
