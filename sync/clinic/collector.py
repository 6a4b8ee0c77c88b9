"""The clinic's end of the line: takes every message in, stores it, and only then says so.

Knows the order of commit, receipt and acknowledgement; must never know SQL or web pages.
"""

import logging
import random
from collections.abc import Callable, Sequence

from device.day.document import DayDocument
from device.records.decoding import to_plain
from device.system.clock import Clock
from device.system.config import Broker
from sync.clinic.database import Clinic, ClinicUnavailable
from sync.clinic.database.values import Held, NotStorable, storable
from sync.wire.messages import UP_FILTER, BadMessage, Incoming, Receipt, Status, decode, encode_receipt
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost, Delivery, Session, was_taken_over
from sync.wire.reasons import REFUSED, reason_text, refusal_advice
from sync.wire.waiting import AFTER_FAILURE, SLICE_S, Backoff, wait

# One collector: a second one with the same name would throw the first one out. Its session keeps what comes while it is
# away; retained messages, which every start delivers again, are the net below that.
SESSION = Session("easeband-clinic", kept_s=7 * 86_400)

MOST_AT_ONCE = 500  # in one transaction; decoding so many takes two seconds in which the broker hears nothing from us

log = logging.getLogger(__name__)


def run_collector(broker: Broker, clinic: Clinic, clock: Clock, stopping: Callable[[], bool]) -> None:
    """Collect until `stopping`; what `stopping` raises ends it too."""
    Collector(broker, clinic, clock, stopping).run()


class Collector:
    """The broker's way to the clinic's database."""

    def __init__(self, broker: Broker, clinic: Clinic, clock: Clock, stopping: Callable[[], bool]) -> None:
        self._broker, self._clinic, self._clock, self._stopping = broker, clinic, clock, stopping
        self._backoff = Backoff()
        self._limits: list[str] = []  # of the broker, as last said

    def run(self) -> None:
        """Connect, take in, and connect again when that fails, until asked to stop."""
        while not self._stopping():
            try:
                with Connection(self._broker, SESSION, self._clock.monotonic_s) as link:
                    link.connect()
                    self._collect(link)
            except (BrokerUnreachable, ConnectionLost, ClinicUnavailable) as problem:
                self._back_off(problem)

    def _back_off(self, problem: Exception) -> None:
        chance = random.random()  # noqa: S311 - spreads collectors, hides nothing
        seconds = self._backoff.failed(self._clock.monotonic_s(), chance, taken_over=was_taken_over(problem))
        log.warning(AFTER_FAILURE, problem, self._backoff.suspicion, seconds)
        wait(seconds, self._clock, self._stopping)

    def _collect(self, link: Connection) -> None:
        self._backoff.connected(self._clock.monotonic_s())
        self._tell(link.limits)
        code = link.subscribe(UP_FILTER)
        if code >= REFUSED:
            refusal = f"the broker refuses {UP_FILTER}: {reason_text(code)} ({refusal_advice(code)})"
            raise BrokerUnreachable(f"{refusal}: nothing can be received")
        log.info("collecting %s", UP_FILTER)
        while not self._stopping():
            arrived = link.receive(SLICE_S)
            for first in range(0, len(arrived), MOST_AT_ONCE):
                self._take_in(arrived[first : first + MOST_AT_ONCE], link)

    def _tell(self, limits: list[str]) -> None:
        for sentence in limits if limits != self._limits else ():
            log.warning("%s", sentence)
        self._limits = limits

    def _take_in(self, arrived: Sequence[Delivery], link: Connection) -> None:
        """Commit everything at once, then send receipts, then acknowledge."""
        messages = [message for delivery in arrived if (message := _taken(delivery))]
        _send(self._stored(messages), link)
        for delivery in arrived:
            link.acknowledge(delivery)

    def _stored(self, messages: Sequence[Incoming]) -> list[Receipt]:
        """A receipt also for what the clinic had already: the first one may be lost."""
        documents = [message for message in messages if isinstance(message, DayDocument)]
        statuses = {message.device: to_plain(message) for message in messages if isinstance(message, Status)}
        if not documents and not statuses:
            return []
        held = self._clinic.upsert_many(documents, self._clock.utc_s(), statuses)
        if any(day.is_new for day in held):
            self._backoff.progress()
        return list(dict.fromkeys(map(_receipt, documents, held)))


def _taken(delivery: Delivery) -> Incoming | None:
    """What it says; None for what can never be stored, however often it comes."""
    try:
        message = decode(delivery.topic, delivery.payload)
        return storable(message) if isinstance(message, DayDocument) else message
    except (BadMessage, NotStorable) as problem:
        log.warning("ignored a message: %s", problem)
        return None


def _receipt(document: DayDocument, held: Held) -> Receipt:
    """For the revision the clinic really holds, which may be a higher one."""
    where = (document.device, document.day, document.revision)
    log.info("stored %s %s revision %d" if held.is_new else "already had %s %s revision %d", *where)
    return Receipt(1, document.device, document.day, document.store, held.revision)


def _send(receipts: Sequence[Receipt], link: Connection) -> None:
    messages = list(map(encode_receipt, receipts))
    for message, code in zip(messages, link.publish(messages), strict=True):
        if code >= REFUSED:
            log.error(
                "the broker refuses %s: %s; the device will send this day again", message.topic, reason_text(code)
            )
