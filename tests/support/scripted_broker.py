"""The wire from the broker's side: a socket that answers as a test says, for what no real broker does on demand."""

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PUBLISH, PUBACK_HEAD = 3, b"\x40\x03"
QUIET_S = 0.05  # so long without a byte: the client waits for answers
RETAIN_FLAG, QOS_BITS = 0x01, 0x06
CLOSED_PORT = 1  # tcpmux, which nothing offers; too low to be handed out to anybody by chance


def connack(code: int = 0, properties: bytes = b"") -> bytes:
    """An MQTT 5 answer to CONNECT."""
    body = bytes([0, code, len(properties)]) + properties
    return bytes([0x20, len(body)]) + body


RECEIVE_MAXIMUM_2 = b"\x21\x00\x02"
PACKET_MAXIMUM_1000 = b"\x27\x00\x00\x03\xe8"
NO_RETAIN = b"\x25\x00"
MQTT_3_REFUSAL = b"\x20\x02\x00\x01"


@dataclass
class ScriptedBroker:
    """Answers the first packet with `greeting`, then acknowledges what came whenever the client falls silent.

    `earlier`: what the clients before were told, who then went away. `codes` are the reason codes of the
    acknowledgements, success where they end. `farewell` follows the first one.
    """

    greeting: bytes = field(default_factory=connack)
    codes: Sequence[int] = ()
    earlier: Sequence[bytes] = ()
    farewell: bytes = b""
    most_at_a_time: int = 0
    publishes: list[int] = field(default_factory=list)  # the first byte of each
    topics: list[str] = field(default_factory=list)  # of each
    connect_flags: list[int] = field(default_factory=list)  # of each CONNECT

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        for greeting in (*self.earlier, self.greeting):
            client, _ = self._listener.accept()
            with client, suppress(ConnectionError):
                client.settimeout(QUIET_S)
                (connect, *_) = _packets(client) or [b""]
                self.connect_flags.extend(connect[9:10])  # behind a head of 2, the name of 6 and the version
                client.sendall(greeting)
                self._answer_until_closed(client)

    def _answer_until_closed(self, client: socket.socket) -> None:
        while (packets := _packets(client)) is not None:
            published = [packet for packet in packets if packet[0] >> 4 == PUBLISH]
            self.most_at_a_time = max(self.most_at_a_time, len(published))
            for packet in published:
                code = self.codes[len(self.publishes)] if len(self.publishes) < len(self.codes) else 0
                self.publishes.append(packet[0])
                self.topics.append(_topic(packet)[0])
                if not packet[0] & QOS_BITS:
                    continue
                client.sendall(PUBACK_HEAD + _number(packet) + bytes([code]))
            if published and self.farewell:
                client.sendall(self.farewell)
                return


def _packets(client: socket.socket) -> list[bytes] | None:
    """Everything up to the next silence, cut into packets; None when the client has gone."""
    data = b""
    try:
        while more := client.recv(65_536):
            data += more
    except TimeoutError:
        return _cut(data)
    except ConnectionError:
        return None
    return None if not data else _cut(data)


def _cut(data: bytes) -> list[bytes]:
    packets = []
    while data:
        length, head = _length(data)
        packets.append(data[: head + length])
        data = data[head + length :]
    return packets


def _length(data: bytes) -> tuple[int, int]:
    """Of the remaining packet, and of the bytes before it."""
    value, position = 0, 1
    while True:
        byte = data[position]
        value |= (byte & 0x7F) << 7 * (position - 1)
        position += 1
        if byte < 0x80:
            return value, position


def _topic(publish: bytes) -> tuple[str, bytes]:
    """And what follows it."""
    _, head = _length(publish)
    begin = head + 2
    end = begin + int.from_bytes(publish[head:begin])
    return publish[begin:end].decode(), publish[end:]


def _number(publish: bytes) -> bytes:
    return _topic(publish)[1][:2]
