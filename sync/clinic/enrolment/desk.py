"""Where devices ask for certificates: the service's ear at the broker for requests, beside its collector.

Knows when to connect, how many may be asked and what is counted; must never know keys or what a letter says.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import Final

from device.system.clock import FIRMWARE_MADE_UTC_S, Clock
from device.system.config import Broker
from sync.clinic.database import ClinicUnavailable
from sync.clinic.database.refusals import Refusal
from sync.clinic.enrolment.answering import Answering
from sync.clinic.enrolment.keys_folder import CLOCK_WRONG, NoClinic
from sync.wire.client import Delivery, Session
from sync.wire.identity.letters import (
    PAIR,
    PAIR_REQUESTS,
    RENEWAL,
    RENEWAL_REQUESTS,
    NotGranted,
    answer_topic,
    asker,
)
from sync.wire.messages import Message
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import REFUSED, reason_text

SHARED: Final = "$share/pairing"  # of several services with one folder of keys, one answers
AGAIN_S: Final = 60.0  # after a broker that cannot be used; the collector says what is wrong with it
MINUTE_S: Final = 60.0
MOST_REFUSALS: Final = 30  # a minute that are answered: whoever guesses codes guesses 2^90 of them
MISTAKES: Final[tuple[NotGranted, ...]] = ("unknown", "too old")  # that people make; one is no news for the pages
MANY: Final = 5  # in a minute: nobody types so fast
CLIENT: Final = "easeband-clinic-pairing"
CLIENT_BYTES: Final = 4  # of chance: two services with one name would throw each other out
NOT_PAIRED: Final = "pairing"  # the subject of what is counted and shown
REASONS: Final[dict[NotGranted, str]] = {
    "unknown": "somebody tried to pair with a code that was never given or is long over",
    "too old": "a device tried to pair with a code that was more than an hour old",
    "used": "a code was tried a second time: if not by the same person, revoke the device and enrol it again",
    "not genuine": "a request for a certificate was not genuine",
    "revoked": "a device asked for a new certificate that was revoked",
    "too often": "a device asked for new certificates again and again: revoke it, and look at it before it is enrolled",
}

log = logging.getLogger(__name__)


class Desk:
    """One connection, worked by whoever calls `check` often; it never stays longer than a request takes."""

    def __init__(
        self, broker: Broker, answering: Answering, clock: Clock, refuse: Callable[[Sequence[Refusal], float], None]
    ) -> None:
        self._broker, self._answering, self._clock, self._refuse = broker, answering, clock, refuse
        self._link: Connection | None = None
        self._next_s = clock.monotonic_s()
        self._since_s = clock.monotonic_s()
        self.refused = Counter[NotGranted]()  # in this minute
        self._unshown = Counter[NotGranted]()  # what the database has not taken yet

    def check(self) -> None:
        """Answer who has asked."""
        try:
            if self._link is None and self._clock.monotonic_s() >= self._next_s:
                self._link = self._connected()
            if self._link:
                self._answer(self._link.receive(0), self._link)
        except (BrokerUnreachable, ConnectionLost, NoClinic) as problem:
            log.warning("no device can be paired or get its next certificate for now: %s", problem)
            self.close()
        self._tell()

    def close(self) -> None:
        """Leave no socket open; `check` opens another one after a while."""
        self._next_s = self._clock.monotonic_s() + AGAIN_S
        if self._link:
            self._link.close()
        self._link = None

    def _connected(self) -> Connection:
        self._next_s = self._clock.monotonic_s() + AGAIN_S
        link = Connection(self._broker, Session(f"{CLIENT}-{token_hex(CLIENT_BYTES)}"), self._clock.monotonic_s)
        try:
            link.connect()
            for topics in (PAIR_REQUESTS, RENEWAL_REQUESTS):
                self._subscribe(link, topics)
        except BaseException:
            link.close()
            raise
        log.info("devices can be paired")
        return link

    def _subscribe(self, link: Connection, topics: str) -> None:
        code = link.subscribe(f"{SHARED}/{topics}")
        if code >= REFUSED:
            raise BrokerUnreachable(
                f"the broker refuses {topics}: {reason_text(code)}: `easeband clinic init` allows it"
            )

    def _answer(self, arrived: Sequence[Delivery], link: Connection) -> None:
        for delivery in arrived:
            answer = self._answered(delivery)
            link.acknowledge(delivery)
            if answer and (code := link.publish([answer])[0]) >= REFUSED:
                log.error("the broker refuses %s: %s: the device hears nothing", answer.topic, reason_text(code))

    def _answered(self, delivery: Delivery) -> Message | None:
        now_utc_s = self._clock.utc_s()
        if now_utc_s < FIRMWARE_MADE_UTC_S:
            raise NoClinic(CLOCK_WRONG)
        code, device = asker(delivery.topic, PAIR), asker(delivery.topic, RENEWAL)
        if code:
            payload, refused = self._answering.to_pairing(code, delivery.payload, now_utc_s)
        else:
            payload, refused = self._answering.to_renewal(device, delivery.payload, now_utc_s)
        if refused and not self._may_refuse(refused):
            return None
        if refused is None:
            log.info("a certificate was made: %s", f"for {device}" if device else "a device is paired")
        root, name = (PAIR, code) if code else (RENEWAL, device)
        return Message(answer_topic(root, name), payload, retain=False)

    def _may_refuse(self, refused: NotGranted) -> bool:
        self.refused[refused] += 1
        return self.refused.total() <= MOST_REFUSALS

    def _tell(self) -> None:
        """Once a minute what was refused in it, for the log and for the pages."""
        now_s = self._clock.monotonic_s()
        if now_s - self._since_s < MINUTE_S:
            return
        self._since_s = now_s
        counted, self.refused = self.refused, Counter[NotGranted]()
        for why, times in counted.items():
            log.warning("refused %d requests for a certificate: %s", times, REASONS[why])
        self._unshown.update({why: n for why, n in counted.items() if why not in MISTAKES or n >= MANY})
        self._show()

    def _show(self) -> None:
        """On the pages; a database that cannot be used now gets it a minute later."""
        if not self._unshown:
            return
        try:
            self._refuse([_refusal(why, times) for why, times in self._unshown.items()], self._clock.utc_s())
        except ClinicUnavailable as problem:
            log.warning("what was refused is not on the pages yet: %s", problem)
        else:
            self._unshown.clear()


def _refusal(why: NotGranted, times: int) -> Refusal:
    return Refusal(
        device="unknown",
        subject=NOT_PAIRED,
        digest=why,
        topic=PAIR_REQUESTS,
        reason=f"{REASONS[why]} ({why})",
        size_bytes=0,
        beginning="",
        times=times,
    )
