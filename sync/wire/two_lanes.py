"""Two connections to one broker, one for what comes and one for what goes.

Knows which of them a call is for; must never know what the messages are about.

On one connection the broker's answers to what goes stand behind everything that comes, and waiting for them takes all
of that into memory: mosquitto 2.0.11 was seen to send thousands of messages beyond our Receive Maximum while its
backlog was long. Here what is not read yet stays with the broker.
"""

from collections.abc import Callable, Sequence
from typing import Self

from device.system.config import Broker
from sync.wire.client import Delivery, Session
from sync.wire.messages import Message
from sync.wire.mqtt import Connecting, Connection


class TwoLanes:
    """As one connection, from `connect` to the end of its `with`; not usable again after ConnectionLost."""

    def __init__(
        self,
        broker: Broker,
        coming: Session,
        going: Session,
        monotonic_s: Callable[[], float],
        connection: Connecting = Connection,
    ) -> None:
        self._coming = connection(broker, coming, monotonic_s, None)
        self._going = connection(broker, going, monotonic_s, None)

    def __enter__(self) -> Self:
        """Both, as one."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close both."""
        try:
            self._going.close()
        finally:
            self._coming.close()

    def connect(self) -> None:
        """Return when the broker accepts both. Raises BrokerUnreachable."""
        self._coming.connect()
        self._going.connect()

    @property
    def limits(self) -> list[str]:
        """What this broker does not do, and what comes of it, a sentence each."""
        return self._coming.limits

    def subscribe(self, topic_filter: str) -> int:
        """The broker's reason code. Raises ConnectionLost."""
        return self._coming.subscribe(topic_filter)

    def ask_for(self, topic_filter: str, *, retained: bool) -> int:
        """A number for `answer`; without `retained`, only what comes from now on."""
        return self._coming.ask_for(topic_filter, retained=retained)

    def answer(self, number: int) -> int | None:
        """The broker's reason code, once; None while there is none."""
        return self._coming.answer(number)

    def ask_no_more_for(self, topic_filter: str) -> None:
        """What the broker sends before it has heard that comes all the same."""
        self._coming.ask_no_more_for(topic_filter)

    @property
    def shares(self) -> bool:
        """Whether several clients may share a subscription."""
        return self._coming.shares

    def receive(self, timeout_s: float) -> list[Delivery]:
        """What has arrived, waiting up to `timeout_s` for the first. Raises ConnectionLost."""
        self._going.receive(0)  # nothing is subscribed there: this keeps it alive
        return self._coming.receive(timeout_s)

    def publish(self, messages: Sequence[Message]) -> list[int]:
        """The broker's reason code for each message, once all are answered. Raises ConnectionLost."""
        return self._going.publish(messages)

    def acknowledge(self, delivery: Delivery) -> None:
        """Tell the broker that it need not send this again, once that holds for all that arrived before it."""
        self._coming.acknowledge(delivery)
