"""Asks the clinic for a certificate, over a connection that need not be trusted.

Knows how long and how often to ask; must never know files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from device.system.clock import Clock
from device.system.config import Broker
from sync.wire.client import Session
from sync.wire.messages import Message
from sync.wire.mqtt import Connection, ConnectionLost
from sync.wire.reasons import REFUSED, reason_text, refusal_advice

ANSWER_S: Final = 10.0  # for one answer: the clinic's loop may be busy for some seconds
TRIES: Final = 3


class NoAnswer(Exception):
    """Nobody answered, or the broker let us not ask: the message says what was seen and what to check."""


@dataclass(frozen=True)
class Question:
    """A request, its topic, and the topic of the answer."""

    request: str
    answer: str
    payload: bytes


def ask(
    broker: Broker,
    session: Session,
    question: Question,
    clock: Clock,
    stopping: Callable[[], bool] = lambda: False,
) -> bytes:
    """The answer. Raises NoAnswer, BrokerUnreachable and ConnectionLost."""
    with Connection(broker, session, clock.monotonic_s) as link:
        link.connect()
        _check(link.subscribe(question.answer), question.answer)
        for _ in range(TRIES):
            _check(link.publish([Message(question.request, question.payload, retain=False)])[0], question.request)
            if arrived := _next(link, clock, stopping):
                return arrived
    raise NoAnswer(
        f"the broker at {broker.host}:{broker.port} has the request, but no clinic answered: is easeband-clinic running"
        " there? On its computer: systemctl status easeband-clinic"
    )


def _next(link: Connection, clock: Clock, stopping: Callable[[], bool]) -> bytes | None:
    end_s = clock.monotonic_s() + ANSWER_S
    while not stopping() and (rest_s := end_s - clock.monotonic_s()) > 0:
        for delivery in link.receive(min(rest_s, 1.0)):
            link.acknowledge(delivery)
            return delivery.payload
    return None


def _check(code: int, topic: str) -> None:
    if code >= REFUSED:
        raise ConnectionLost(f"the broker refuses {topic}: {reason_text(code)} ({refusal_advice(code)})")
