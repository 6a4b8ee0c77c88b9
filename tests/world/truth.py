"""What a device really recorded, when and where it really was, whatever its files and its clock say.

Knows which facts are on the card for certain; must never know how they got there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from device.records.facts import Record
from device.store import Ledger
from tests.world.machine import Machine

STEP_S: Final = 2.0  # a clock that is vouched for may be so much off: drift moves no record
LOST_BY_A_CUT_S: Final = 300.0  # a power cut takes what was handed to the ledger in so many seconds before it
ROUNDED_S: Final = 0.01

Key = tuple[str, str, float]
"""Boot, kind, start."""


@dataclass(frozen=True)
class Fact:
    """A fact as it happened. `zones`: that the device was in from then until it was put on the card."""

    boot: str
    record: Record
    utc_s: float
    zones: tuple[str, ...]
    offered_at_s: float = 0.0  # of the world: when the ledger got it

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.boot, type(self.record).__name__, self.record.start_s


@dataclass
class Truth:
    """Of one card: what is on it for certain, and what may be since a kill left that open."""

    machine: Machine
    changed: Callable[[], None]
    committed: dict[Key, Fact] = field(default_factory=dict)
    perhaps: dict[Key, Fact] = field(default_factory=dict)
    is_worn: bool = True  # else nothing happens that is recorded
    dated_well: dict[str, bool] = field(default_factory=dict)  # whether the first clock that was vouched for was right
    _waiting: list[Fact] = field(default_factory=list)
    _held: set[Key] = field(default_factory=set)  # of what waits: what a kill does not take, as the ledger said
    _owed: list[Fact] = field(default_factory=list)  # was held when the program ended: the next start has it
    _ended_at_s: float = 0.0  # the program that was the last to hold anything
    _is_failing: bool = False  # the card: then everything waits, for as long as it may take

    def offered(self, records: Sequence[Record]) -> None:
        """They are handed to the ledger now; from here on they may be on the card."""
        machine = self.machine
        self._waiting += [
            Fact(
                machine.boot_name, record, machine.booted_at_s + record.start_s, (machine.timezone,), machine.hub.now_s
            )
            for record in records
        ]

    def moved(self) -> None:
        """The device is in another zone: what waits is dated there."""
        here = self.machine.timezone
        self._waiting = [replace(fact, zones=(*fact.zones, here)) for fact in self._waiting]
        self._owed = [replace(fact, zones=(*fact.zones, here)) for fact in self._owed]

    def kept(self, is_kept: bool, ledger: Ledger) -> None:  # noqa: FBT001 - the ledger's answer
        """What the ledger said: all that waited is on the card, or held where a kill does not take it."""
        self._is_failing = ledger.failing
        if is_kept and not ledger.waiting:
            self._is_on_the_card()
        elif is_kept:
            self._held = {fact.key for fact in self._waiting}

    def _is_on_the_card(self) -> None:
        self.committed |= {fact.key: fact for fact in self._waiting}
        self._waiting, self._held = [], set()
        if self.machine.is_vouched_for:
            self.dated_well.setdefault(self.machine.boot_name, abs(self.machine.off_s) <= STEP_S)
        self.changed()

    def started(self, ledger: Ledger) -> None:
        """The program is there again: what was held when it ended is on the card, or waits on if that takes nothing."""
        self._is_failing = ledger.failing
        if self._owed:
            self._waiting, self._owed = self._owed, []
            self._held = {fact.key for fact in self._waiting}
            if not ledger.waiting:
                self._is_on_the_card()

    def power_cut(self) -> str:
        """What was held is gone too. In words, if that was more than may be; nothing is said of a card that fails."""
        first_s = self._ended_at_s - LOST_BY_A_CUT_S - ROUNDED_S
        late = [fact for fact in self._owed if fact.offered_at_s < first_s]
        self._owed = []
        if not late or self._is_failing:
            return ""
        return f"a power cut took {late[0].key}, which is older than {LOST_BY_A_CUT_S:g} s"

    def copied(self) -> "Truth":
        """What a copy of the card holds; what waits is not on it."""
        perhaps = self.perhaps | {fact.key: fact for fact in self._waiting}
        copied = Truth(self.machine, self.changed, committed=dict(self.committed), perhaps=perhaps)
        copied.dated_well = dict(self.dated_well)
        return copied

    def restored(self, from_copy: "Truth") -> None:
        """The card is that copy now."""
        self.committed, self.perhaps = dict(from_copy.committed), dict(from_copy.perhaps)
        self.dated_well, self._waiting = dict(from_copy.dated_well), []
        self._held, self._owed = set(), []

    def ended(self) -> None:
        """The program is gone, killed or stopped: what waited may be on the card or not, and is not offered again."""
        self.perhaps |= {fact.key: fact for fact in self._waiting}
        self._ended_at_s = self._ended_at_s if self._owed else self.machine.hub.now_s
        self._owed += [fact for fact in self._waiting if fact.key in self._held]
        if (self._waiting or self._owed) and self.machine.is_vouched_for and abs(self.machine.off_s) > STEP_S:
            self.dated_well.setdefault(self.machine.boot_name, False)
        self._waiting, self._held = [], set()
