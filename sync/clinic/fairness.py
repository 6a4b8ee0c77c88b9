"""Who comes next, and who has sent too much: each device has a queue and an allowance of its own.

Knows topics, sizes and seconds; must never know what a message says, nor the broker.

A writer is known by the device in its topic: that nobody writes below another's is the broker's part.
"""

from collections import deque
from collections.abc import Sequence
from typing import Final

from sync.wire.client import Delivery
from sync.wire.messages import writer
from sync.wire.packing import is_compressed

# All ours. What a device may send at once: its 92 retained messages, which come at every start of a collector and may
# be all that is left where a database was lost, are 24 MB at 256 kB each (8.8 MB at the usual 96 kB). To store so much
# takes a second or two of one core.
BURST_BYTES: Final = 24_000_000
# Then 6 MB a minute: 67 times what a worn device sends in the evening (89 kB), and about half a percent of a core.
REFILL_BYTES_PER_S: Final = 100_000
LEAST_COST_BYTES: Final = 16_000  # of a message however small: an empty day takes a sixth of the time of a whole one
# What a message that had to be refused costs besides: it is looked at twice, for the words, and gets a row of its own.
# An honest device has hardly any.
REFUSED_COST_BYTES: Final = 100_000
MOST_DEBT_BYTES: Final = 1_000_000  # ten seconds until a device that sent too much is heard again
# In one transaction: some 0.1 s in which the broker hears nothing from us.
AT_A_TIME_BYTES: Final = 6_000_000
PACKED: Final = 8  # times as long a realistic day becomes that comes compressed
# In the queue, of all devices: beyond it messages stay with the broker, which may ignore our Receive Maximum. It is
# more than one device may send at once, so that one alone never holds up the others. With a hundred messages just read
# (26 MB at most) and a transaction (20 MB) this is what a flood can add to memory.
MOST_WAITING_BYTES: Final = 32_000_000
MOST_DEVICES: Final = 10_000  # whose allowance is remembered, some 2 MB; the fullest are forgotten first


class Allowance:
    """What a device may still send, in bytes: filled up evenly, never above BURST_BYTES."""

    def __init__(self, now_s: float) -> None:
        self._left_bytes, self._at_s = float(BURST_BYTES), now_s

    def left_bytes(self, now_s: float) -> float:
        """As of now; below 0 where too much was spent."""
        refilled = max(0.0, now_s - self._at_s) * REFILL_BYTES_PER_S
        self._left_bytes, self._at_s = min(self._left_bytes + refilled, float(BURST_BYTES)), now_s
        return self._left_bytes

    def spend(self, cost_bytes: int, now_s: float) -> None:
        """Take so much off what is left now; less than 0 gives it back."""
        self._left_bytes = self.left_bytes(now_s) - cost_bytes

    def fine(self, cost_bytes: int, now_s: float) -> None:
        """Take so much off, which leaves a debt of MOST_DEBT_BYTES at most."""
        self.spend(cost_bytes, now_s)
        self._left_bytes = max(self._left_bytes, -float(MOST_DEBT_BYTES))


class FairQueue:
    """Messages that wait to be stored: the devices take turns, and each one's stay in order."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Delivery]] = {}  # in the order of turns
        self._allowances: dict[str, Allowance] = {}
        self._bytes = 0

    def __len__(self) -> int:
        """How many messages wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def has_room(self) -> bool:
        """Whether more may be put in now."""
        return self._bytes < MOST_WAITING_BYTES

    def put(self, delivery: Delivery, now_s: float) -> list[Delivery]:
        """Let it wait; what is not taken for it: the same device's oldest, itself where that is not enough."""
        device = writer(delivery.topic)
        own, allowance = self._waiting.setdefault(device, deque()), self._allowance(device, now_s)
        own.append(delivery)
        self._bytes += cost_bytes(delivery)
        allowance.spend(cost_bytes(delivery), now_s)
        surplus = []
        while own and allowance.left_bytes(now_s) < 0:
            surplus.append(self._first(own))
            allowance.spend(-cost_bytes(surplus[-1]), now_s)
        if not own:
            del self._waiting[device]
        return surplus

    def charge(self, delivery: Delivery, read_bytes: int, now_s: float) -> None:
        """It was longer than it looked, once it was unpacked."""
        if allowance := self._allowances.get(writer(delivery.topic)):
            allowance.fine(max(0, read_bytes - cost_bytes(delivery)), now_s)

    def give_back(self, deliveries: Sequence[Delivery]) -> None:
        """These were taken and there was no time for them: they wait again, before all else of their devices."""
        for delivery in reversed(deliveries):
            self._waiting.setdefault(writer(delivery.topic), deque()).appendleft(delivery)
            self._bytes += cost_bytes(delivery)

    def fine(self, delivery: Delivery, now_s: float) -> None:
        """It had to be refused: that costs its device more."""
        if allowance := self._allowances.get(writer(delivery.topic)):
            allowance.fine(REFUSED_COST_BYTES, now_s)

    def take(self, most_bytes: int = AT_A_TIME_BYTES) -> list[Delivery]:
        """The next ones, a message of each device in turn, until they cost so much."""
        taken: list[Delivery] = []
        left_bytes = most_bytes
        while self._waiting and left_bytes > 0:
            taken.append(self._next())
            left_bytes -= cost_bytes(taken[-1])
        return taken

    def _next(self) -> Delivery:
        device = next(iter(self._waiting))
        own = self._waiting.pop(device)
        delivery = self._first(own)
        if own:
            self._waiting[device] = own  # at the end of the line
        return delivery

    def _first(self, own: deque[Delivery]) -> Delivery:
        delivery = own.popleft()
        self._bytes -= cost_bytes(delivery)
        return delivery

    def _allowance(self, device: str, now_s: float) -> Allowance:
        if device not in self._allowances and len(self._allowances) >= MOST_DEVICES:
            emptiest = sorted(self._allowances.items(), key=lambda item: item[1].left_bytes(now_s))
            self._allowances = dict(emptiest[: MOST_DEVICES // 2])
        return self._allowances.setdefault(device, Allowance(now_s))


def cost_bytes(delivery: Delivery) -> int:
    """What storing or refusing it takes, as the size of a plain day that takes as long."""
    times = PACKED if is_compressed(delivery.payload) else 1
    return max(LEAST_COST_BYTES, len(delivery.payload) * times)
