"""What a database that was put back from a copy has lost, seen by the receipts that the broker still retains.

Knows which receipts are looked at and what their devices are told; must never know SQL, nor why something is lost. A
device sends at once what a receipt says the clinic has less of than it had. What came in the last week the broker
retains itself; this is for copies that are older, and for a database that is begun anew.
"""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from device.health import numbered
from device.system.clock import Clock
from sync.clinic.database.values import Held, Key
from sync.wire.client import Delivery
from sync.wire.messages import RECEIPT, ROOT, BadMessage, Receipt, decode, encode_receipt, writer
from sync.wire.reasons import REFUSED, reason_text
from sync.wire.two_lanes import TwoLanes

QUIET_S: Final = 2.0  # ours: without a retained receipt; a broker sends those of one device one after the other
DEVICES_AT_ONCE: Final = (
    8  # each has a receipt a day for 90 days: mosquitto queues 1000 messages, unless told otherwise
)
MOST_DEVICES: Final = 100_000  # 12 MB of names: who may write in the name of more can do what they want
AT_ONCE: Final = 1000  # receipts in one question to the database: it takes some ten thousand values

HeldOf = Callable[[Collection[Key]], Mapping[Key, Held]]

log = logging.getLogger(__name__)


class LostDays:
    """One look at each device that is heard of, since this collector was started.

    Not at dates: nobody knows which ones a clock that was wrong has shown, nor how old a day is that was made anew.
    """

    def __init__(self, held: HeldOf, clock: Clock) -> None:
        self._held, self._clock = held, clock
        self._heard: set[str] = set()
        self._waiting = deque[str]()  # devices to look at
        self._asked: dict[str, int] = {}  # the filters of now, and the number of what was asked
        self._devices: list[str] = []  # of these filters
        self._until_s = 0.0
        self._receipts: dict[Key, Receipt] = {}
        self._is_refused = False

    def connected(self) -> None:
        """A connection begins: what was asked for on the last one is asked for again."""
        self._waiting.extendleft(reversed(self._devices))
        self._asked, self._devices, self._receipts = {}, [], {}

    def sift(self, arrived: Sequence[Delivery], link: TwoLanes) -> list[Delivery]:
        """What is no receipt. Those that are retained are looked at later; others are our own of just now."""
        receipts = [delivery for delivery in arrived if f"/{RECEIPT}/" in delivery.topic]
        for delivery in receipts:
            if delivery.retained and (receipt := _read(delivery)):
                self._receipts[receipt.device, receipt.store, receipt.day] = receipt
            link.acknowledge(delivery)
        if receipts:
            self._until_s = self._clock.monotonic_s() + QUIET_S
        others = [delivery for delivery in arrived if f"/{RECEIPT}/" not in delivery.topic]
        self._hear(others)
        return others

    def _hear(self, arrived: Sequence[Delivery]) -> None:
        for device in dict.fromkeys(writer(delivery.topic) for delivery in arrived):
            if device and device not in self._heard and len(self._heard) < MOST_DEVICES:
                self._heard.add(device)
                self._waiting.append(device)

    def tend(self, link: TwoLanes, shut_out: frozenset[str]) -> None:
        """Ask for the next receipts, or tell the devices what those say that are there; `shut_out` hear nothing."""
        if self._asked:
            self._look(link)
        elif self._waiting and not self._is_refused:
            devices = [self._waiting.popleft() for _ in range(min(DEVICES_AT_ONCE, len(self._waiting)))]
            self._devices = [device for device in devices if device not in shut_out]
            filters = [f"{ROOT}/{device}/{RECEIPT}/+" for device in self._devices]
            self._asked = {one: link.ask_for(one, retained=True) for one in filters}
            self._until_s = self._clock.monotonic_s() + QUIET_S

    def _look(self, link: TwoLanes) -> None:
        for topic_filter, number in self._asked.items():
            code = link.answer(number)
            if code is not None and code >= REFUSED and not self._is_refused:
                log.warning("the broker refuses %s: %s; %s", topic_filter, reason_text(code), NOT_READ)
                self._is_refused = True
        if self._clock.monotonic_s() >= self._until_s:
            for topic_filter in self._asked:
                link.ask_no_more_for(topic_filter)
            _tell(list(self._lost()), link)
            self._asked, self._devices, self._receipts = {}, [], {}

    def _lost(self) -> Iterator[Receipt]:
        """What is held of each day of which more was confirmed once; revision 0 where nothing is."""
        keys = sorted(self._receipts, reverse=True)  # the newest of each device first
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            held = self._held(some)
            for device, store, day in some:
                here = held.get((device, store, day), Held(0, is_new=False))
                if here.revision < self._receipts[device, store, day].revision:
                    yield Receipt(1, device, day, store, here.revision, here.content)


NOT_READ: Final = "what a database that was put back has lost is not seen: let the clinic read its own receipts"


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
    devices = ", ".join(sorted({receipt.device for receipt in lost}))
    log.warning("the database has lost %s of %s, as it seems: asking for them", numbered(len(lost), "day"), devices)
    for receipt, code in zip(lost, link.publish([*map(encode_receipt, lost)]), strict=True):
        if code >= REFUSED:
            log.error("the broker refuses the receipt of %s for %s: %s", receipt.device, receipt.day, reason_text(code))
