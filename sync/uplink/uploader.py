"""The sync process: sends the device's reports until the clinic's receipts for it have come.

Knows the order of steps; must never know paho, SQL, sensors or what is in a message.
"""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from device.health import NOT_CONNECTED, PartState, health_beside, read_health, read_programmes
from device.store.inbox import inbox_beside
from device.system.clock import Clock
from device.system.config import Broker, Config
from device.system.systemd import notify
from sync.choices.days import DAY_EVERY_S
from sync.uplink.cadence import Cadence
from sync.uplink.clearing import RESTORABLE_S, Clearing
from sync.uplink.coming import ComingDown, ProgrammeInbox
from sync.uplink.device_days import DeviceDays
from sync.uplink.outbox import Attempt, DayRevision, batch, reconnected, tried
from sync.uplink.pairing.certificate_watch import CertificateWatch
from sync.uplink.radio.always_on import AlwaysOn, RadioAsked
from sync.uplink.receipts import Receipts
from sync.uplink.reports import HEADLINES, LinkState, Reports
from sync.uplink.sync_db import SyncDb
from sync.uplink.told import refusal
from sync.wire.client import IN_FLIGHT_LIMIT, Delivery, Session
from sync.wire.messages import DISCOVERY_ROOT, EXPIRY_S, Message, Status, down_filter, encode_status
from sync.wire.mqtt import BrokerUnreachable, Connecting, Connection, ConnectionLost, was_taken_over
from sync.wire.reasons import REFUSED, reason_text
from sync.wire.waiting import AFTER_FAILURE, SLICE_S, Backoff, any_chance, wait

AT_ONCE_BYTES = 100_000  # in messages under way: each is there three times, as text, as payload and as packet
POLL_S = 2.0  # how often device.db is asked for changes; a day changes once a minute
AWAY_S = 60.0  # so long without a connection, and somebody may have waited for the day
RETAINED_S = 0.1  # from the answer to a subscription to the first retained message, on a slow computer
FIRST_RECEIPTS_S = 2.0  # ours: to all of them, over a slow network; after a start no day is sent before
LOOK_AGAIN_S = 60.0  # ours: by then all that the broker retains has come, also over a slow network
PUT_AGAIN_EVERY_S = 3600.0  # ours: a week's days, over a network that goes and comes while the clinic answers nothing
SUBSCRIBE_AGAIN_S = 300.0  # after a refusal: whoever runs the broker may have allowed it

LOST_OFTEN = 3  # connections in a row that end while one message is under way make its length the suspect
LEAST_BYTES = 1000  # a day without any detail
LEARNED_S = 6 * 3600.0

NO_RECEIPTS = "no receipts can be received, so every day is sent again and again: allow this device to read its topics"

REST_LOOK_S: Final = 5.0  # ours: at what the recorder wrote, while Wi-Fi is off; whoever stops sync waits so long
log = logging.getLogger(__name__)


def run_uploader(
    config: Config,
    clock: Clock,
    stopping: Callable[[], bool],
    connection: Connecting = Connection,
    *,
    day_every_s: float = DAY_EVERY_S,
    certificate: CertificateWatch | None = None,
    progress: Callable[[], object] = lambda: None,
    radio: RadioAsked | None = None,
    chance: Callable[[], float] = any_chance,
) -> None:
    """Sync until `stopping`, whatever becomes of the databases: what is wrong with them is in the status.

    `day_every_s`: how often a day under way goes out that nobody waits for. `progress` is called for each.
    """
    certificate, radio = certificate or CertificateWatch(config, clock, stopping), radio or AlwaysOn()
    days = DeviceDays(Path(config.files.device), config.device.id, clock.monotonic_s)
    health = health_beside(config.files.device)
    inbox = ProgrammeInbox(config.device.id, inbox_beside(config.files.sync))
    coming = ComingDown(config.device.id, inbox)

    def states() -> list[PartState]:
        return [*read_health(health, clock), *certificate.states(), *radio.states()]

    with closing(days), SyncDb(Path(config.files.sync)) as kept:
        receipts = Receipts(kept)
        reports = Reports(
            config.device.id,
            days,
            receipts,
            clock,
            states,
            cadence=Cadence(config.device.id, day_every_s),
            programmes=partial(read_programmes, health),
            more_trouble=lambda: coming.trouble,
            home_assistant=config.broker.home_assistant,
            certificate_until=certificate.until,
        )
        clearing = Clearing(config.device.id, kept, home_assistant=config.broker.home_assistant)
        Uploader(
            *(config.device.id, config.broker, reports, receipts, clearing),
            coming=coming,
            radio=radio,
            connection=connection,
            clock=clock,
            stopping=stopping,
            progress=progress,
            chance=chance,
        ).run()


@dataclass(frozen=True)
class Learned:
    """The longest message that a broker may bear which does not say so, and how long we believe it."""

    most_bytes: int
    until_s: float

    def __str__(self) -> str:
        return f"for some hours messages have at most {self.most_bytes} bytes: longer days leave out detail"


class Uploader:
    """One device's way to its broker."""

    def __init__(
        self,
        device: str,
        broker: Broker,
        reports: Reports,
        receipts: Receipts,
        clearing: Clearing,
        *,
        coming: ComingDown | None = None,
        radio: RadioAsked | None = None,
        connection: Connecting = Connection,
        clock: Clock,
        stopping: Callable[[], bool],
        progress: Callable[[], object] = lambda: None,
        chance: Callable[[], float] = any_chance,
    ) -> None:
        """`chance`, from 0 to 1, spreads the waiting of many devices.

        `progress` is called when nothing is left to send, when a day went out, which then rests for a minute, and while
        a broker is waited for that cannot be reached, or for Wi-Fi.
        """
        self._device, self._broker, self._connection = device, broker, connection
        self._reports, self._receipts, self._clearing = reports, receipts, clearing
        self._coming, self._radio = coming or ComingDown(device), radio or AlwaysOn()
        self._clock, self._stopping, self._progress, self._chance = clock, stopping, progress, chance
        self._attempts: dict[str, Attempt] = {}
        self._link, self._subscribe_again_s = LinkState(), 0.0
        self._backoff = Backoff()
        self._left_nothing = False  # to send, when it was looked at last
        self._left_s: float | None = None  # when the last connection ended, or could not be made
        self._learned = Learned(0, 0.0)
        self._look_again_at_s = math.inf  # for what the broker lost
        self._put_again_s = -math.inf  # when something last went there again
        self._days_wait_until_s = 0.0  # for the receipts that the broker retained, which nobody here knows
        self._listens_s = FIRST_RECEIPTS_S  # still, before the first day goes: a card is put back while nothing runs
        self._connected_s: float | None = None
        self._accepted: dict[str, int] = {}  # the highest revision of each day that a broker ever took
        self._offline = encode_status(Status(1, device, online=False))

    def run(self) -> None:
        """Connect, stay connected, and connect again when that ends, until asked to stop."""
        while not self._stopping():
            self._reports.look()  # what is wrong with the device's database is told without a broker too
            if self._radio.rests(self._reports.awaited()):
                self._backoff = Backoff()
                self._progress()
                self._clock.sleep(REST_LOOK_S)
                continue
            try:
                with self._connection(
                    self._broker, Session(self._device), self._clock.monotonic_s, self._offline
                ) as link:
                    link.connect()
                    self._stay(link)
            except (BrokerUnreachable, ConnectionLost) as problem:
                self._back_off(problem)
            finally:
                self._radio.connected = False

    def _back_off(self, problem: Exception) -> None:
        self._left_s = self._clock.monotonic_s() if self._left_s is None else self._left_s
        now_s = self._clock.monotonic_s()
        self._listens_s -= now_s - self._connected_s if self._connected_s is not None else 0.0
        self._connected_s = None
        seconds = self._backoff.failed(now_s, self._chance(), taken_over=was_taken_over(problem))
        seconds = self._radio.wait_s(seconds)
        log.warning(AFTER_FAILURE, problem, self._backoff.suspicion, seconds)
        notify(f"STATUS={NOT_CONNECTED}: {' '.join(str(problem).split())}")
        wait(seconds, self._clock, self._stopping_while_known)

    def _stopping_while_known(self) -> bool:
        """As it waits for what it has told."""
        self._progress()
        return self._stopping()

    def _stay(self, link: Connection) -> None:
        log.info("connected to %s:%d", self._broker.host, self._broker.port)
        notify(f"STATUS=connected to {self._broker.host}:{self._broker.port}")
        self._subscribe(link)
        self._radio.connected = True
        self._attempts = reconnected(self._attempts)
        if self._left_s is not None and self._clock.monotonic_s() - self._left_s >= AWAY_S:
            self._reports.ask_all()
        self._left_s = None
        self._backoff.connected(self._clock.monotonic_s())
        self._reports.look()
        self._receipts.connected()
        self._reports.put_again([])
        self._look_again_at_s = max(self._clock.monotonic_s() + LOOK_AGAIN_S, self._put_again_s + PUT_AGAIN_EVERY_S)
        self._connected_s = self._clock.monotonic_s()
        self._days_wait_until_s = self._connected_s + self._listening_s
        self._take_in(link.receive(RETAINED_S), link)  # the receipts that the broker retained
        while not self._stopping():
            if not self._send_some(link):
                self._clear_some(link)
                self._put_again(link)
                if self._left_nothing and self._leave(link):
                    return
                self._wait_for_changes(link)
            self._take_in(link.receive(0), link)
            if self._link.trouble and self._clock.monotonic_s() >= self._subscribe_again_s:
                self._subscribe(link)
        link.publish([self._offline])

    def _leave(self, link: Connection) -> bool:
        """Whether Wi-Fi goes off now that all is delivered: who looks is told until when."""
        until = self._radio.delivered()
        if until is None:
            return False
        self._left_s = self._clock.monotonic_s()
        link.publish([self._reports.resting(until, link.payload_limit_bytes)])
        log.info("everything is delivered: Wi-Fi may go off")
        notify("STATUS=everything is delivered, Wi-Fi may be off")
        return True

    @property
    def _listening_s(self) -> float:
        """On all connections together: days also go where each of them ends soon."""
        return FIRST_RECEIPTS_S if self._receipts.know_nothing else max(0.0, self._listens_s)

    def _subscribe(self, link: Connection) -> None:
        code = link.subscribe(down_filter(self._device))
        refusal = f"the broker refuses {down_filter(self._device)}: {reason_text(code)}; {NO_RECEIPTS}"
        before, self._link = self._link, LinkState(link.limits, refusal if code >= REFUSED else None)
        self._subscribe_again_s = self._clock.monotonic_s() + SUBSCRIBE_AGAIN_S
        if self._link != before:
            for sentence in (*self._link.limits, *filter(None, [self._link.trouble])):
                log.warning("%s", sentence)

    def _put_again(self, link: Connection) -> None:
        """A broker that lost its receipts has lost the days too, which a clinic that is put back finds there."""
        now_s = self._clock.monotonic_s()
        if now_s < self._look_again_at_s or not link.retains or self._link.trouble:
            return
        self._look_again_at_s = math.inf
        lost = self._receipts.unheard(self._clock.utc_s() - RESTORABLE_S)
        self._put_again_s = now_s if lost else self._put_again_s
        self._reports.put_again(lost)

    def _clear_some(self, link: Connection) -> None:
        """Take back a few of the messages that the broker retains for nothing."""
        now_s = self._clock.monotonic_s()
        if not (link.retains and self._clearing.is_time(now_s)):
            return
        utc_s = self._clock.utc_s()
        held = self._receipts.held(utc_s - EXPIRY_S, utc_s - RESTORABLE_S, now_s - RESTORABLE_S)
        items = self._clearing.begin(held, now_s)
        if items:
            self._clearing.answered(items, link.publish([*map(self._clearing.message, items)]), now_s)

    def _send_some(self, link: Connection) -> bool:
        """Whether there was something to send."""
        now_s = self._clock.monotonic_s()
        items = self._reports.items(self._attempts, self._known_link())
        self._left_nothing = not items
        items = [item for item in items if item[0] in HEADLINES or now_s >= self._days_wait_until_s]
        items = batch(items, self._attempts, now_s, IN_FLIGHT_LIMIT)
        if items:
            self._radio.begins_to_send()
            self._send(items, link)
        return bool(items)

    def _send(self, items: Sequence[DayRevision], link: Connection) -> None:
        """Every item counts as lost until the broker's answer is there; one that cannot be read holds up no other."""
        going = list(self._made(items, link))
        before, sizes = dict(self._attempts), [len(message.payload) for _, message in going]
        for (item, _), size_bytes in zip(going, sizes, strict=True):
            self._note(item, size_bytes, None, before)
        self._receipts.go_out(item[0] for item, _ in going if item[0] not in HEADLINES)
        codes = link.publish([message for _, message in going])
        for (item, _), size_bytes, code in zip(going, sizes, codes, strict=True):
            self._note(item, size_bytes, code, before)
            _log_answer(item, size_bytes, code)
            if code < REFUSED and item[0] == DISCOVERY_ROOT:
                self._clearing.discovered()
            if code < REFUSED and item[0] not in HEADLINES:
                self._progress()
            if code < REFUSED and item[0] not in HEADLINES and item[1] > self._accepted.get(item[0], 0):
                self._accepted[item[0]] = item[1]
                self._backoff.progress()

    def _made(self, items: Sequence[DayRevision], link: Connection) -> Iterator[tuple[DayRevision, Message]]:
        """The messages, until they are so many bytes that the rest waits for the next round."""
        size_bytes = 0
        for item in items:
            message = self._reports.message(item, self._limit_bytes(item, link)) if size_bytes < AT_ONCE_BYTES else None
            size_bytes += len(message.payload) if message else 0
            if message:
                yield item, message

    def _limit_bytes(self, item: DayRevision, link: Connection) -> int:
        """How long the item may be: half as long as it was when it went down with one connection after the other."""
        last, now_s = self._attempts.get(item[0]), self._clock.monotonic_s()
        if last and last.code is None and last.tries >= LOST_OFTEN and last.size_bytes > LEAST_BYTES:
            self._learned = Learned(max(last.size_bytes // 2, LEAST_BYTES), now_s + LEARNED_S)
            log.warning("%s: %d bytes end one connection after the other; %s", item[0], last.size_bytes, self._learned)
        return (
            min(link.payload_limit_bytes, self._learned.most_bytes) if self._has_learned else link.payload_limit_bytes
        )

    def _known_link(self) -> LinkState:
        learned = [str(self._learned)] if self._has_learned else []
        return replace(self._link, limits=[*self._link.limits, *learned, *self._clearing.limits])

    @property
    def _has_learned(self) -> bool:
        return self._clock.monotonic_s() < self._learned.until_s

    def _note(self, item: DayRevision, size_bytes: int, code: int | None, before: dict[str, Attempt]) -> None:
        last, now_s = before.get(item[0]), self._clock.monotonic_s()
        self._attempts[item[0]] = tried(
            last, item, size_bytes=size_bytes, code=code, now_s=now_s, chance=self._chance()
        )

    def _wait_for_changes(self, link: Connection) -> None:
        self._progress()
        now_s = self._clock.monotonic_s()
        end_s = min(now_s + POLL_S, max(now_s + SLICE_S, self._reports.next_status_s))
        arrived: list[Delivery] = []
        while not arrived and not self._stopping() and self._clock.monotonic_s() < end_s:
            arrived = link.receive(SLICE_S)
        self._take_in(arrived, link)

    def _take_in(self, arrived: Sequence[Delivery], link: Connection) -> None:
        """Commit the receipts and a programme, then acknowledge them."""
        now_s, is_vouched_for = self._clock.monotonic_s(), self._clock.dating().trust == "synced"
        self._receipts.take(self._coming.take(arrived, now_s), self._clock.utc_s() if is_vouched_for else 0.0, now_s)
        for delivery in arrived:
            link.acknowledge(delivery)


def _log_answer(item: DayRevision, size_bytes: int, code: int) -> None:
    if code >= REFUSED:
        why = refusal(item[0], code, size_bytes)
        log.error("the broker refuses %s: %s; it is kept and will be sent again", item[0], why)
    else:
        log.info("sent %s revision %d, %d bytes", *item, size_bytes)
