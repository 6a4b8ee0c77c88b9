"""What a database that was put back from a copy has lost, seen by the receipts that the broker still retains.

Knows which receipts are looked at and what their devices are told; must never know SQL, nor why something is lost. A
device sends at once what a receipt says the clinic has less of than it had. What came in the last week the broker
retains itself; this is for copies that are older, and for a database that is begun anew.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from device.health import numbered
from device.records.calendar import DAY_S
from device.system.clock import Clock
from sync.clinic.database.values import Held, Key
from sync.wire.client import Delivery
from sync.wire.messages import EXPIRY_S, RECEIPT, ROOT, BadMessage, Receipt, decode, encode_receipt
from sync.wire.reasons import REFUSED, reason_text
from sync.wire.two_lanes import TwoLanes

QUIET_S: Final = 2.0  # ours: without a retained receipt; a broker sends those of one date one after the other
AT_ONCE: Final = 1000  # receipts in one question to the database: it takes some ten thousand values

HeldOf = Callable[[Collection[Key]], Mapping[Key, Held]]

log = logging.getLogger(__name__)


class LostDays:
    """One look at all dates, the newest first and one after the other, each time that a collector is started.

    A broker queues so much for one client: of one date, as many receipts as there are devices.
    """

    def __init__(self, held: HeldOf, clock: Clock) -> None:
        self._held, self._clock = held, clock
        self._dates: list[str] | None = None  # still to be looked at, the next one last
        self._asked: tuple[str, int] | None = None  # the filter of now, and the number of what was asked
        self._until_s = 0.0
        self._receipts: dict[Key, Receipt] = {}

    def connected(self) -> None:
        """A connection begins: what was asked for on the last one is asked for again."""
        self._asked, self._receipts = None, {}

    def sift(self, arrived: Sequence[Delivery], link: TwoLanes) -> list[Delivery]:
        """What is no receipt. Those that are retained are looked at later; others are our own of just now."""
        receipts = [delivery for delivery in arrived if f"/{RECEIPT}/" in delivery.topic]
        for delivery in receipts:
            if delivery.retained and (receipt := _read(delivery)):
                self._receipts[receipt.device, receipt.store, receipt.day] = receipt
            link.acknowledge(delivery)
        if receipts:
            self._until_s = self._clock.monotonic_s() + QUIET_S
        return [delivery for delivery in arrived if f"/{RECEIPT}/" not in delivery.topic]

    def tend(self, link: TwoLanes, shut_out: frozenset[str]) -> None:
        """Ask for the next receipts, or tell the devices what those say that are there; `shut_out` hear nothing."""
        if self._dates is None:
            self._dates = _dates(self._clock.utc_s())
        if self._asked is None and self._dates:
            topic_filter = f"{ROOT}/+/{RECEIPT}/{self._dates[-1]}"
            self._asked = topic_filter, link.ask_for(topic_filter, retained=True)
            self._until_s = self._clock.monotonic_s() + QUIET_S
        elif self._asked:
            self._look(*self._asked, link, shut_out)

    def _look(self, topic_filter: str, number: int, link: TwoLanes, shut_out: frozenset[str]) -> None:
        code = link.answer(number)
        if code is not None and code >= REFUSED:
            log.warning("the broker refuses %s: %s; %s", topic_filter, reason_text(code), NOT_READ)
            self._asked, self._dates = None, []
        elif self._clock.monotonic_s() >= self._until_s:
            link.ask_no_more_for(topic_filter)
            lost = [receipt for receipt in self._lost() if receipt.device not in shut_out]
            _tell(lost, link)
            self._asked, self._receipts, self._dates = None, {}, (self._dates or [])[:-1]

    def _lost(self) -> Iterator[Receipt]:
        """What is held of each day of which more was confirmed once; revision 0 where nothing is."""
        keys = sorted(self._receipts)
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            held = self._held(some)
            for device, store, day in some:
                here = held.get((device, store, day), Held(0, is_new=False))
                if here.revision < self._receipts[device, store, day].revision:
                    yield Receipt(1, device, day, store, here.revision, here.content)


NOT_READ: Final = "what a database that was put back has lost is not seen: let the clinic read its own receipts"


def _dates(utc_s: float) -> list[str]:
    """Those of which a broker may retain receipts, the newest last: that of tomorrow has begun somewhere on Earth."""
    tomorrow = datetime.fromtimestamp(utc_s, UTC).date() + timedelta(days=1)
    return [(tomorrow - timedelta(days=number)).isoformat() for number in range(int(EXPIRY_S // DAY_S) + 2)][::-1]


def _read(delivery: Delivery) -> Receipt | None:
    try:
        value = decode(delivery.topic, delivery.payload)
    except BadMessage as problem:
        log.warning("passed over a receipt that the broker retains: %s", problem)
        return None
    return value if isinstance(value, Receipt) else None


def _tell(lost: Sequence[Receipt], link: TwoLanes) -> None:
    if not lost:
        return
    devices = numbered(len({receipt.device for receipt in lost}), "device")
    log.warning("%s: the database has lost it of %s, as it seems: asking for it", lost[0].day, devices)
    for receipt, code in zip(lost, link.publish([*map(encode_receipt, lost)]), strict=True):
        if code >= REFUSED:
            log.error("the broker refuses the receipt of %s for %s: %s", receipt.device, receipt.day, reason_text(code))
