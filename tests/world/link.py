"""A connection without a network: what a program calls of one, and what the network may do to it meanwhile.

Knows where a message may be lost or an answer may not come; must never know what it says.
"""

import math
from collections.abc import Callable, Sequence
from random import Random

from device.system import config
from sync.wire.client import PACKET_LIMIT_BYTES, Delivery, Session
from sync.wire.in_order import InOrder
from sync.wire.messages import Message
from sync.wire.mqtt import HEADER_BYTES, BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import PACKET_TOO_LARGE, reason_text
from tests.world.broker import Broker
from tests.world.hub import Hub, Program

ANSWER_S = (0.02, 1.5)  # ours: from a wire in the house to a bad mobile network
SILENCE_S = 15.0  # until a program gives up on an answer
GIVES_UP_S = 5.0  # on a connection
KEEPALIVE_S = 45.0  # until the broker gives up on a client that vanished: 1.5 times ours


class Network:
    """The way from one machine to the broker. `loses`: the share of exchanges in which the connection ends."""

    def __init__(self, hub: Hub, broker: Broker, dice: Random) -> None:
        self.hub, self.broker, self.dice = hub, broker, dice
        self.is_up, self.loses = True, 0.0
        self.links: list[Link] = []

    def cut(self) -> None:
        """Every connection ends; the broker finds out later."""
        self.is_up = False
        for link in list(self.links):
            link.vanish(self.dice.uniform(0, KEEPALIVE_S))
            link.ended(None)

    def connection(
        self, _broker: config.Broker, session: Session, _monotonic_s: Callable[[], float], will: Message | None
    ) -> Connection:
        """As a program makes one."""
        program = self.hub.running
        assert program
        return Link(self, program, session, will)


class Link(Connection):
    """One connection of one program."""

    def __init__(self, network: Network, program: Program, session: Session, will: Message | None) -> None:
        self._network, self._program, self._wish, self._last_words = network, program, session, will
        self._model, self._is_open = network.broker, False
        self._ended_by: str | None = None
        self._end_code: int | None = None
        self._order = InOrder()
        self._answers_at = dict[int, tuple[float, int]]()  # when, and the code
        program.on_death.append(lambda: self.vanish(network.dice.choice((0.0, KEEPALIVE_S))))

    def connect(self, timeout_s: float = GIVES_UP_S) -> None:
        self._exchange()
        if not (self._network.is_up and self._model.is_up):
            self._program.sleep(self._network.dice.choice((0.0, GIVES_UP_S)))
            raise BrokerUnreachable("the broker at world:1883 cannot be used: nobody answers (is it running?)")
        self._program.busy()
        self._is_open = True
        self._network.links.append(self)
        self._model.connect(self, self._wish, self._last_words)

    @property
    def limits(self) -> list[str]:
        return []

    @property
    def payload_limit_bytes(self) -> int:
        return PACKET_LIMIT_BYTES - HEADER_BYTES

    @property
    def shares(self) -> bool:
        return True

    def subscribe(self, topic_filter: str) -> int:
        self._expect_it_stands()
        code = self._model.subscribe(self._wish.client_id, topic_filter, retained=True)
        self._exchange()
        return code

    def ask_for(self, topic_filter: str, *, retained: bool) -> int:
        """As paho, it says nothing of a connection that is gone: no answer comes then."""
        self._program.step()
        self._program.busy()
        number = len(self._answers_at) + 1
        if self._is_open:
            code = self._model.subscribe(self._wish.client_id, topic_filter, retained=retained)
            answered_s = self._network.hub.now_s + self._network.dice.uniform(*ANSWER_S)
            self._answers_at[number] = answered_s, code
        return number

    def answer(self, number: int) -> int | None:
        answered_s, code = self._answers_at.get(number, (math.inf, 0))
        return code if self._network.hub.now_s >= answered_s else None

    def ask_no_more_for(self, topic_filter: str) -> None:
        self._program.busy()  # of receipts: it looks at those of the next devices soon
        self._program.step()
        if self._is_open:
            self._model.unsubscribe(self._wish.client_id, topic_filter)

    def publish(self, messages: Sequence[Message]) -> list[int]:
        """Where the connection ends, so many of the messages have arrived, and no answer has."""
        if not messages:
            return []
        self._program.busy()
        self._expect_it_stands()
        dice = self._network.dice
        arrive = dice.randint(0, len(messages)) if dice.random() < self._network.loses else len(messages)
        codes = [self._published(message) for message in messages[:arrive] if self._is_open]
        if arrive < len(messages) or dice.random() < self._network.loses:
            self._lose()
        self._exchange()
        return codes

    def _published(self, message: Message) -> int:
        if len(message.payload) > self.payload_limit_bytes:
            return PACKET_TOO_LARGE
        return self._model.publish(self._wish.client_id, message)

    def receive(self, timeout_s: float) -> list[Delivery]:
        self._expect_it_stands()
        arrived = self._model.deliver(self._wish.client_id)
        if not arrived and timeout_s:
            self._wait(timeout_s)
            self._expect_it_stands()
            arrived = self._model.deliver(self._wish.client_id)
        if arrived:
            self._program.busy()
        self._order.arrived(arrived)
        return arrived

    def _wait(self, timeout_s: float) -> None:
        ready_s = self._model.next_ready_s(self._wish.client_id)
        if ready_s is not None and ready_s > self._network.hub.now_s:
            self._program.wake(ready_s)
        self._program.idle(timeout_s)

    def acknowledge(self, delivery: Delivery) -> None:
        self._program.step()
        for number, _ in self._order.done(delivery):
            if self._is_open:
                self._model.acknowledge(self._wish.client_id, number)

    def close(self) -> None:
        """Goodbye, unless there is nobody any more who could say it."""
        if self._is_open and not self._program.is_dead:
            self._forget()
            self._model.leave(self._wish.client_id, self, politely=True)

    def vanish(self, found_out_s: float) -> None:
        """The broker hears nothing more from it, and finds out after a while."""
        if self._is_open:
            self._forget()
            hub = self._network.hub
            hub.at(hub.now_s + found_out_s, lambda: self._model.leave(self._wish.client_id, self, politely=False))

    def arrived(self, at_s: float) -> None:
        """A message for it is there then."""
        self._program.wake(at_s)

    def ended(self, code: int | None) -> None:
        """The broker ended it, or the network did: the program sees that at its next look."""
        self._forget()
        self._ended_by, self._end_code = "the connection was lost" if code is None else reason_text(code), code
        self._program.wake(self._network.hub.now_s)

    def _lose(self) -> None:
        self.vanish(self._network.dice.uniform(0, KEEPALIVE_S))
        self._ended_by = "the connection was lost"

    def _forget(self) -> None:
        self._is_open = False
        if self in self._network.links:
            self._network.links.remove(self)

    def _exchange(self) -> None:
        """The time that an exchange takes; the connection may end meanwhile."""
        self._program.sleep(self._network.dice.uniform(*ANSWER_S))
        if self._ended_by:
            raise ConnectionLost(f"the broker at world:1883 ended the connection: {self._ended_by}", self._end_code)

    def _expect_it_stands(self) -> None:
        self._program.step()
        if self._ended_by:
            raise ConnectionLost(f"the broker at world:1883 ended the connection: {self._ended_by}", self._end_code)
