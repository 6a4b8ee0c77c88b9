"""The clinic's end of the line: takes every message in, stores it, and only then says so.

Knows the order of commit, receipt and acknowledgement; must never know SQL or web pages.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from device.records.decoding import to_plain
from device.system.clock import Clock
from device.system.config import Broker
from sync.clinic.database import Clinic, ClinicUnavailable
from sync.clinic.database.refusals import Refusal
from sync.clinic.database.values import Held, NewDay, NotStorable, SentDay
from sync.clinic.fairness import AT_A_TIME_BYTES, AT_A_TIME_IN_A_FLOOD_BYTES, FairQueue
from sync.clinic.lost_days import LostDays
from sync.clinic.opening import Content, Delivered, mark_of, open_delivery
from sync.clinic.programmes import SentProgrammes
from sync.clinic.programmes.delivering import Deliveries
from sync.clinic.refusing import RefusedLog, refusal_of, tidy
from sync.clinic.subscriptions import Subscriptions, collector_name, sessions
from sync.clinic.surplus import Surplus
from sync.wire.client import RECEIVE_LIMIT, Delivery
from sync.wire.messages import Receipt, Status, encode_receipt, writer
from sync.wire.mqtt import BrokerUnreachable, Connecting, Connection, ConnectionLost, was_taken_over
from sync.wire.reasons import REFUSED, reason_text, refusal_advice
from sync.wire.two_lanes import TwoLanes
from sync.wire.waiting import AFTER_FAILURE, SLICE_S, Backoff, any_chance, wait

READ_S = 1.0  # at most, between two transactions: ours; half a minute of what ten thousand devices send
REVOKED = (
    "the device's certificate was revoked, so nothing is taken from it; if it still sends, restart the broker, which"
    " ends its connection; a device that may come back is enrolled again"
)
REVOKED_AS_ONE = "revoked"  # instead of a digest

Taken = tuple[Delivery, Content]

log = logging.getLogger(__name__)


def run_collector(
    broker: Broker,
    clinic: Clinic,
    clock: Clock,
    stopping: Callable[[], bool],
    shut_out: Callable[[], frozenset[str]] = frozenset,
    *,
    name: str = "",
    connection: Connecting = Connection,
    progress: Callable[[], object] = lambda: None,
    chance: Callable[[], float] = any_chance,
) -> None:
    """Collect until `stopping`; what `stopping` raises ends it too. `shut_out`: devices that are not listened to.

    `name`: see `collector_name`. `progress` is called for each.
    """
    Collector(
        *(broker, clinic, clock, stopping, shut_out),
        name=name,
        connection=connection,
        progress=progress,
        chance=chance,
    ).run()


class Collector:
    """The broker's way to the clinic's database."""

    def __init__(
        self,
        broker: Broker,
        clinic: Clinic,
        clock: Clock,
        stopping: Callable[[], bool],
        shut_out: Callable[[], frozenset[str]] = frozenset,
        *,
        name: str = "",
        connection: Connecting = Connection,
        progress: Callable[[], object] = lambda: None,
        chance: Callable[[], float] = any_chance,
    ) -> None:
        """`chance`, from 0 to 1, spreads the waiting of many collectors.

        `progress` is called when messages are stored or refused, when none wait, and while a broker or a database is
        waited for that does not answer.
        """
        self._sessions = sessions(collector_name(name))
        self._broker, self._clinic, self._clock, self._stopping = broker, clinic, clock, stopping
        self._shut_out, self._connection, self._progress, self._chance = shut_out, connection, progress, chance
        self._backoff = Backoff()
        self._limits: list[str] = []  # of the broker, as last said
        self._refused_log = RefusedLog(clock.monotonic_s)
        self._surplus = Surplus(clock.monotonic_s)
        self._waiting = FairQueue()
        self._lost = LostDays(clinic.stored, clock)
        self._programmes = Deliveries(SentProgrammes(clinic.access), clock.monotonic_s)

    def run(self) -> None:
        """Connect, take in, and connect again when that fails, until asked to stop."""
        while not self._stopping():
            try:
                with TwoLanes(self._broker, *self._sessions, self._clock.monotonic_s, self._connection) as link:
                    link.connect()
                    self._collect(link)
            except (BrokerUnreachable, ConnectionLost, ClinicUnavailable) as problem:
                self._back_off(problem)

    def _back_off(self, problem: Exception) -> None:
        now_s = self._clock.monotonic_s()
        taken_over, ended_here = was_taken_over(problem), isinstance(problem, ClinicUnavailable)
        seconds = self._backoff.failed(now_s, self._chance(), taken_over=taken_over, ended_here=ended_here)
        log.warning(AFTER_FAILURE, problem, self._backoff.suspicion, seconds)
        wait(seconds, self._clock, self._stopping_while_known)

    def _stopping_while_known(self) -> bool:
        """As it waits for what it has told."""
        self._progress()
        return self._stopping()

    def _collect(self, link: TwoLanes) -> None:
        self._backoff.connected(self._clock.monotonic_s())
        self._tell(link.limits)
        subscriptions = Subscriptions(link, self._clock.monotonic_s)
        subscriptions.begin()
        self._programmes.connected()
        self._lost.connected()
        self._waiting = FairQueue()  # what was not acknowledged comes again with the next connection
        while not self._stopping():
            self._receive(link, subscriptions)
            few = self._waiting.is_crowded
            took = self._take_in(self._waiting.take(AT_A_TIME_IN_A_FLOOD_BYTES if few else AT_A_TIME_BYTES), link)
            if took or not len(self._waiting):
                self._progress()
            if subscriptions.have_settled and not len(self._waiting):
                self._lost.tend(link, self._shut_out())
            self._deliver_programmes(link)
            self._tell_surplus()

    def _receive(self, link: TwoLanes, subscriptions: Subscriptions) -> None:
        """All that has come: whom a flood stands before is only known of what is read."""
        until_s, wait_s = self._clock.monotonic_s() + READ_S, 0.0 if len(self._waiting) else SLICE_S
        while self._waiting.has_room:
            arrived = link.receive(wait_s)
            self._queue(self._lost.sift(arrived, link), link)
            subscriptions.tend(arrived)
            if len(arrived) < RECEIVE_LIMIT or self._clock.monotonic_s() >= until_s:
                break
            wait_s = 0.0

    def _queue(self, arrived: Sequence[Delivery], link: TwoLanes) -> None:
        """Let them wait; what its device sent beyond its allowance is counted and acknowledged, and not looked at.

        That loses nothing: no receipt comes for such a day, so its device sends it again.
        """
        for delivery in arrived:
            for surplus in self._waiting.put(delivery, self._clock.monotonic_s()):
                self._surplus.add(surplus)
                link.acknowledge(surplus)

    def _tell_surplus(self) -> None:
        if refusals := self._surplus.due():
            self._clinic.refuse(refusals, self._clock.utc_s())
            self._surplus.stored()

    def _deliver_programmes(self, link: TwoLanes) -> None:
        messages = self._programmes.due()
        for message, code in zip(messages, link.publish(messages) if messages else (), strict=True):
            if code >= REFUSED:
                log.error("the broker refuses %s: %s: %s", message.topic, reason_text(code), refusal_advice(code))
            else:
                log.info("published %s, %d bytes", message.topic, len(message.payload))

    def _tell(self, limits: list[str]) -> None:
        for sentence in limits if limits != self._limits else ():
            log.warning("%s", sentence)
        self._limits = limits

    def _take_in(self, arrived: Sequence[Delivery], link: TwoLanes) -> int:
        """Commit everything at once, then send receipts, then acknowledge; how many messages that were.

        What cannot be taken is kept apart for people to see, and acknowledged: it would come again for ever. What is
        held as it came is not read again: after a restart that is most of it.
        """
        read = self._opened(arrived)
        refusals = [content for _, content in read if isinstance(content, Refusal)]
        receipts, more = self._stored([(delivery, content) for delivery, content in read if content])
        self._refuse([*refusals, *more])
        _send(receipts, link)
        for delivery, _ in read:
            link.acknowledge(delivery)
        return len(read)

    def _opened(self, arrived: Sequence[Delivery]) -> list[tuple[Delivery, Content]]:
        """As many as may be read at a time; the others wait again."""
        known, left_bytes, read = self._known(arrived), AT_A_TIME_BYTES, list[tuple[Delivery, Content]]()
        shut_out = self._shut_out()
        for delivery in arrived:
            if left_bytes <= 0:
                break
            settled = _of_nobody(delivery, shut_out) or known.get(mark_of(delivery))
            opened = Delivered(settled) if settled else open_delivery(delivery)
            left_bytes -= opened.read_bytes
            self._charge(delivery, opened)
            read.append((delivery, opened.content))
        self._waiting.give_back(arrived[len(read) :])
        return read

    def _known(self, arrived: Sequence[Delivery]) -> Mapping[SentDay | None, Receipt]:
        """The receipts of the days that are held as they came."""
        marks = {mark for mark in map(mark_of, arrived) if mark}
        held = self._clinic.held(marks) if marks else {}
        return {mark: _receipt(mark[:2], store, day) for mark, (store, day) in held.items()}

    def _charge(self, delivery: Delivery, opened: Delivered) -> None:
        now_s = self._clock.monotonic_s()
        self._waiting.charge(delivery, opened.read_bytes, now_s)
        if isinstance(opened.content, Refusal):
            self._waiting.fine(delivery, now_s)

    def _stored(self, taken: Sequence[Taken]) -> tuple[list[Receipt], list[Refusal]]:
        """All at once; where the database takes that for impossible, each half, so that one blocks no other."""
        try:
            return self._upserted([content for _, content in taken]), []
        except NotStorable as problem:
            if len(taken) == 1:
                return [], [refusal_of(taken[0][0], str(problem))]
        middle = len(taken) // 2
        (receipts, refusals), (more, others) = (self._stored(half) for half in (taken[:middle], taken[middle:]))
        return receipts + more, refusals + others

    def _upserted(self, contents: Sequence[Content]) -> list[Receipt]:
        """A receipt also for what the clinic had already: the first one may be lost. Raises NotStorable."""
        days = [content for content in contents if isinstance(content, NewDay)]
        known = [content for content in contents if isinstance(content, Receipt)]
        statuses = {said.device: tidy(to_plain(said)) for said in contents if isinstance(said, Status)}
        if not (days or statuses or known):
            return []
        settled = [(receipt.device, receipt.day) for receipt in known]
        held = self._clinic.upsert_many(days, self._clock.utc_s(), statuses, settled)
        for content in contents:
            if isinstance(content, Status):
                self._programmes.heard(content)
        if any(day.is_new for day in held):
            self._backoff.progress()
        made = [
            _receipt((day.device, day.numbers.day), day.numbers.store, it) for day, it in zip(days, held, strict=True)
        ]
        return list(dict.fromkeys([*known, *made]))

    def _refuse(self, refusals: Sequence[Refusal]) -> None:
        self._clinic.refuse(refusals, self._clock.utc_s())
        self._refused_log.write(refusals)


def _of_nobody(delivery: Delivery, shut_out: frozenset[str]) -> Refusal | None:
    """A refusal of what comes in the name of a device that is shut out; all of one day or kind are kept as one."""
    if writer(delivery.topic) not in shut_out:
        return None
    return replace(refusal_of(delivery, REVOKED), digest=REVOKED_AS_ONE)


def _receipt(place: tuple[str, str], store: str, held: Held) -> Receipt:
    """For the revision the clinic really holds, which may be a higher one."""
    device, day = place
    said = "stored %s %s revision %d" if held.is_new else "already had %s %s revision %d"
    log.info(said, device, day, held.revision)
    return Receipt(1, device, day, held.store or store, held.revision, held.content)


def _send(receipts: Sequence[Receipt], link: TwoLanes) -> None:
    messages = list(map(encode_receipt, receipts))
    for message, code in zip(messages, link.publish(messages), strict=True):
        if code >= REFUSED:
            log.error(
                "the broker refuses %s: %s; the device will send this day again", message.topic, reason_text(code)
            )
