"""Who comes next, and who has sent too much: each device has a queue and an allowance of its own.

Knows topics, sizes and seconds; must never know what a message says, nor the broker.

A writer is known by the device in its topic: that nobody writes below another's is the broker's part.
"""

from collections import Counter, deque
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
AT_A_TIME_IN_A_FLOOD_BYTES: Final = 1_500_000  # what is behind it at the broker is not known yet: reading comes first
PACKED: Final = 8  # times as long a realistic day becomes that comes compressed
# In the queue, of all devices: beyond it somebody gives way, or messages stay with the broker. It is more than one
# device may send at once, so that one alone never holds up the others. With a hundred messages just read (26 MB at
# most) and a transaction (20 MB) this is what a flood can add to memory.
MOST_WAITING_BYTES: Final = 36_000_000
# What a device has of it at any rate. Of one of which more waits, the oldest give way to others once there is no room:
# else ten that flood, each within its allowance, would close the door for everybody. An honest day counts 80 kB, and
# what gives way is sent again. What the broker retains is not: it stays, and the rest waits at the broker.
LEAST_SHARE_BYTES: Final = 500_000
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

    def spend(self, cost_bytes: int, now_s: float) -> float:
        """Take so much off, less than 0 gives it back; what is left now."""
        self._left_bytes = self.left_bytes(now_s) - cost_bytes
        return self._left_bytes

    def fine(self, cost_bytes: int, now_s: float) -> None:
        """Take so much off, which leaves a debt of MOST_DEBT_BYTES at most."""
        self.spend(cost_bytes, now_s)
        self._left_bytes = max(self._left_bytes, -float(MOST_DEBT_BYTES))


class FairQueue:
    """Messages that wait to be stored: the devices take turns, and each one's stay in order."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Delivery]] = {}  # in the order of turns
        self._bytes_of: Counter[str] = Counter()  # of those that wait and are not retained, by device
        self._crowding: set[str] = set()  # devices of which more waits than LEAST_SHARE_BYTES
        self._allowances: dict[str, Allowance] = {}
        self._bytes = 0

    def __len__(self) -> int:
        """How many messages wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def is_crowded(self) -> bool:
        """Whether some device stands before the others, and more comes than there is room for."""
        return bool(self._crowding) and self._bytes >= MOST_WAITING_BYTES // 2

    @property
    def has_room(self) -> bool:
        """Whether more may be put in now."""
        return self._bytes < MOST_WAITING_BYTES or bool(self._crowding)

    def put(self, delivery: Delivery, now_s: float) -> list[Delivery]:
        """Let it wait; what is not taken for it: the oldest of its device, or of one that crowds out the others."""
        device, cost = writer(delivery.topic), cost_bytes(delivery)
        allowance = self._allowance(device, now_s)
        self._waiting.setdefault(device, deque()).append(delivery)
        self._grow(device, cost, retained=delivery.retained)
        left_bytes, surplus = allowance.spend(cost, now_s), list[Delivery]()
        while left_bytes < 0 and device in self._waiting:
            surplus.append(self._removed(device))
            left_bytes = allowance.spend(-cost_bytes(surplus[-1]), now_s)
        return surplus + self._crowded_out() if self._bytes > MOST_WAITING_BYTES else surplus

    def _crowded_out(self) -> list[Delivery]:
        """The oldest of whom most waits, until there is room; they are not given back to its allowance."""
        lost = []
        while self._bytes > MOST_WAITING_BYTES and self._crowding:
            device = max(self._crowding, key=self._bytes_of.__getitem__)
            place = next(n for n, delivery in enumerate(self._waiting[device]) if not delivery.retained)
            lost.append(self._removed(device, place))
        return lost

    def _grow(self, device: str, cost: int, *, retained: bool) -> None:
        """By so many bytes; less than 0 are fewer."""
        self._bytes += cost
        self._bytes_of[device] += 0 if retained else cost
        if self._bytes_of[device] > LEAST_SHARE_BYTES:
            self._crowding.add(device)
        else:
            self._crowding.discard(device)

    def charge(self, delivery: Delivery, read_bytes: int, now_s: float) -> None:
        """It was longer than it looked, once it was unpacked."""
        if allowance := self._allowances.get(writer(delivery.topic)):
            allowance.fine(max(0, read_bytes - cost_bytes(delivery)), now_s)

    def give_back(self, deliveries: Sequence[Delivery]) -> None:
        """These were taken and there was no time for them: they wait again, before all else of their devices."""
        for delivery in reversed(deliveries):
            self._waiting.setdefault(writer(delivery.topic), deque()).appendleft(delivery)
            self._grow(writer(delivery.topic), cost_bytes(delivery), retained=delivery.retained)

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
        delivery = self._removed(device)
        if device in self._waiting:
            self._waiting[device] = self._waiting.pop(device)  # at the end of the line
        return delivery

    def _removed(self, device: str, place: int = 0) -> Delivery:
        own = self._waiting[device]
        delivery = own[place]
        del own[place]
        self._grow(device, -cost_bytes(delivery), retained=delivery.retained)
        if not own:
            del self._waiting[device], self._bytes_of[device]
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
