"""The clinic's end of the line: takes every message in, stores it, and only then says so.

Knows the order of commit, receipt and acknowledgement; must never know SQL or web pages.
"""

import logging
import random
from collections.abc import Callable, Sequence

from device.clock import Clock
from device.config import Broker
from device.days import DayDocument
from device.plain import to_plain
from sync.clinic.rows import NotStorable
from sync.clinic.store import Clinic
from sync.messages import UP_FILTER, BadMessage, Message, Receipt, Status, decode, encode_receipt
from sync.mqtt import BrokerUnreachable, Connection, ConnectionLost, Delivery, Session
from sync.outbox import backoff_s
from sync.reasons import REFUSED, reason_text
from sync.uploader import SLICE_S, wait

# One collector: a second one with the same name would throw the first one out. Its session keeps what comes while it is
# away; retained messages, which every start delivers again, are the net below that.
SESSION = Session("easeband-clinic", kept_s=7 * 86_400)

log = logging.getLogger(__name__)


def run_collector(broker: Broker, clinic: Clinic, clock: Clock, stopping: Callable[[], bool]) -> None:
    """Collect until `stopping`."""
    failures = 0
    while not stopping():
        try:
            with Connection(broker, SESSION, clock.monotonic_s) as link:
                link.connect()
                failures = 0
                _collect(link, clinic, clock, stopping)
        except (BrokerUnreachable, ConnectionLost) as problem:
            failures += 1
            seconds = backoff_s(failures, random.random())  # noqa: S311 - spreads collectors, hides nothing
            log.warning("%s; next try in %.1f s", problem, seconds)
            wait(seconds, clock, stopping)


def _collect(link: Connection, clinic: Clinic, clock: Clock, stopping: Callable[[], bool]) -> None:
    log.info("collecting %s", UP_FILTER)
    code = link.subscribe(UP_FILTER)
    if code >= REFUSED:
        log.error("the broker refuses %s: %s; nothing can come", UP_FILTER, reason_text(code))
    while not stopping():
        _take_in(link.receive(SLICE_S), link, clinic, clock.utc_s())


def _take_in(arrived: Sequence[Delivery], link: Connection, clinic: Clinic, now_utc_s: float) -> None:
    receipts = [receipt for delivery in arrived if (receipt := _stored(delivery, clinic, now_utc_s))]
    for message, code in zip(receipts, link.publish(receipts), strict=True):
        if code >= REFUSED:
            log.error(
                "the broker refuses %s: %s; the device will send this day again", message.topic, reason_text(code)
            )
    for delivery in arrived:
        link.acknowledge(delivery)


def _stored(delivery: Delivery, clinic: Clinic, now_utc_s: float) -> Message | None:
    """The receipt, if the message asks for one: by now it is committed."""
    try:
        message = decode(delivery.topic, delivery.payload)
        if isinstance(message, DayDocument):
            return _store_day(message, clinic, now_utc_s)
        if isinstance(message, Status):
            clinic.upsert_status(message.device, to_plain(message), now_utc_s)
    except (BadMessage, NotStorable) as problem:
        log.warning("ignored a message: %s", problem)
    return None


def _store_day(document: DayDocument, clinic: Clinic, now_utc_s: float) -> Message:
    """A receipt also for what the clinic had already: the first one may be lost."""
    is_news = clinic.upsert(document, now_utc_s)
    where = (document.device, document.day, document.revision)
    log.info("stored %s %s revision %d" if is_news else "had %s %s revision %d already", *where)
    return encode_receipt(Receipt(1, document.device, document.day, document.store, document.revision))
