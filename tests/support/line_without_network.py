"""A broker and a clinic at the end of a connection without a network, in simulated time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from device.day.document import DayDocument
from device.system.clock import PacedClock
from device.system.config import Broker
from sync.wire.client import Delivery, Session
from sync.wire.headlines import Today
from sync.wire.messages import (
    DAY,
    DISCOVERY_ROOT,
    STATUS,
    TODAY,
    Message,
    Receipt,
    Status,
    decode,
    encode_receipt,
    topic,
)
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from tests.support.documents.any import DEVICE

PAYLOAD_BYTES = 250_000


@dataclass
class LineWithoutNetwork:
    """Takes every message, and answers days as a clinic does if there is one: with a receipt for the highest revision.

    `retained` are deliveries that every new connection finds.
    """

    clock: PacedClock
    has_clinic: bool = True
    payload_limit_bytes: int = PAYLOAD_BYTES
    bears_bytes: int = PAYLOAD_BYTES  # longer messages end the connection without a word
    ends_with: int | None = None  # the reason code with which each connection ends at its first pause
    limits: tuple[str, ...] = ()  # sentences
    away_s: tuple[float, float] = (0.0, 0.0)  # between these moments of the clock there is no connection
    connected_at_s: list[float] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    retained: list[Receipt] = field(default_factory=list)
    held: dict[tuple[str, str], DayDocument] = field(default_factory=dict)
    given: list[Receipt] = field(default_factory=list)
    waiting: list[Receipt] = field(default_factory=list)

    def connection(
        self, _broker: Broker, _session: Session, _monotonic_s: Callable[[], float], _will: Message | None
    ) -> Connection:
        self.waiting = list(self.retained)
        self.connected_at_s.append(self.clock.monotonic_s())
        return _Link(self)

    def is_away(self) -> bool:
        """Whether there is no connection now."""
        return self.away_s[0] <= self.clock.monotonic_s() < self.away_s[1]

    def take(self, message: Message) -> int:
        if len(message.payload) > self.bears_bytes:
            raise ConnectionLost("the broker ended the connection")
        self.sent.append(message)
        if message.topic.startswith(DISCOVERY_ROOT) or not message.payload:
            return 0
        value = decode(message.topic, message.payload)
        if self.has_clinic and isinstance(value, DayDocument):
            held = self.held.get((value.store, value.day))
            if held is None or held.revision < value.revision:
                held = self.held[value.store, value.day] = value
            self.given.append(Receipt(1, held.device, held.day, held.store, held.revision, held.content))
            self.waiting.append(self.given[-1])
        return 0

    def days(self) -> set[str]:
        """Names of the days that went out."""
        dated = [message for message in self.sent if f"/{DAY}/" in message.topic and message.payload]
        return {message.topic.rpartition("/")[2] for message in dated}

    def cleared(self) -> list[str]:
        """Topics of what was taken back."""
        return [message.topic for message in self.sent if not message.payload]

    def status(self) -> Status:
        """The last one that says online."""
        statuses = [v for v in self._values(STATUS) if isinstance(v, Status) and v.online]
        return statuses[-1]

    def today(self) -> Today | None:
        return next((value for value in reversed(self._values(TODAY)) if isinstance(value, Today)), None)

    def _values(self, kind: str) -> list[object]:
        return [decode(m.topic, m.payload) for m in self.sent if m.topic == topic(DEVICE, kind)]


class _Link(Connection):
    def __init__(self, line: LineWithoutNetwork) -> None:
        self._line = line

    def connect(self, timeout_s: float = 0.0) -> None:
        if self._line.is_away():
            raise BrokerUnreachable("no network")

    def subscribe(self, topic_filter: str) -> int:
        return 0

    @property
    def limits(self) -> list[str]:
        return list(self._line.limits)

    @property
    def payload_limit_bytes(self) -> int:
        return self._line.payload_limit_bytes

    def publish(self, messages: Sequence[Message]) -> list[int]:
        return [self._line.take(message) for message in messages]

    def receive(self, timeout_s: float) -> list[Delivery]:
        if not self._line.waiting:
            self._line.clock.sleep(timeout_s)
            if self._line.is_away():
                raise ConnectionLost("the network has gone")
            if timeout_s and self._line.ends_with is not None:
                raise ConnectionLost("the broker ended the connection", self._line.ends_with or None)
        messages = [encode_receipt(receipt) for receipt in self._line.waiting]
        self._line.waiting = []
        return [Delivery(message.topic, message.payload, 1, 1) for message in messages]

    def acknowledge(self, delivery: Delivery) -> None:
        pass

    def close(self) -> None:
        pass
